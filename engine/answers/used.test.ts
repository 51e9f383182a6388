import { expect, it } from "vitest";
import { compile } from "../compile.ts";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluate.ts";
import { basket } from "../example.ts";
import type { Limits, MechanicData } from "../promotion.ts";
import { refund } from "../refund/index.ts";
import { book } from "./book.ts";
import { used } from "./used.ts";

const customer = { id: "c", tier: "", segments: [], staff: false, attributes: {}, balances: {} };
const context: Context = {
  date: "2026-11-21",
  time: "10:31:00",
  weekday: 6,
  store: "0042",
  storeGroups: [],
  till: "3",
  channel: "till",
  customer,
  coupons: [],
};
const twice: Limits = { perCustomer: { applications: 2, period: "day" } };

function rules(limits: Limits | undefined, ...mechanics: MechanicData[]) {
  return compile({
    semantics: 1,
    currency: "EUR",
    layers: [
      { id: "items", stage: "item", mode: "best" },
      { id: "earn", stage: "earn", mode: "stack" },
    ],
    promotions: [
      {
        id: "P",
        name: {},
        layer: mechanics.some(({ kind }) => kind === "percent") ? "items" : "earn",
        mechanics,
        ...(limits === undefined ? {} : { limits }),
      },
    ],
  });
}
const half: MechanicData = { kind: "percent", percent: "50", select: { of: [{ articles: ["wine"] }] } };

it("a limit that outlives the sale is used up by each application and what it takes off", () => {
  const ruleSet = rules({ ...twice, budget: { amountCents: 900 } }, half);
  const { effects } = evaluate(ruleSet, basket("wine/3/500"), context);
  expect(used(ruleSet, effects)).toEqual({ P: { applications: 2, amountCents: 500 } });
});

it("a promotion without such a limit uses up nothing", () => {
  const ruleSet = rules({ applications: 1 }, half);
  expect(used(ruleSet, evaluate(ruleSet, basket("wine/3/500"), context).effects)).toEqual({});
});

it("points beside a cut come with it; points alone count by step, stamps by piece", () => {
  const points: MechanicData = { kind: "points", account: "base", earn: { perStepCents: 100, points: 5 } };
  const both = rules(twice, half, points);
  expect(used(both, evaluate(both, basket("wine/1/500"), context).effects)).toEqual({
    P: { applications: 1, amountCents: 250 },
  });
  const alone = rules(twice, points);
  const { effects } = evaluate(alone, basket("wine/1/500"), context);
  expect(effects).toMatchObject([{ kind: "points", points: 10 }]);
  expect(used(alone, effects)).toEqual({ P: { applications: 2, amountCents: 0 } });
});

it("what is booked is what the POS applied: half of it is half of the applications", () => {
  const ruleSet = rules(twice, half);
  const applied = [{ promotionId: "P", amountCents: 250, shares: [{ lineId: "1", amountCents: 250 }] }];
  expect(book(ruleSet, basket("wine/2/500"), context, applied).used).toEqual({
    P: { applications: 1, amountCents: 250 },
  });
  expect(book(ruleSet, basket("wine/2/500"), context, []).used).toEqual({});
});

it("goods that come back give back what they had used, over several returns no more than that", () => {
  const ruleSet = rules(twice, half);
  const bought = basket("wine/2/500");
  const { effects, lines } = evaluate(ruleSet, bought, context);
  const sale = { basket: bought, context, effects, lines };
  const first = refund(ruleSet, sale, [{ lineId: "1", pieces: 1 }]);
  if (first.kind === "refused") throw new Error(first.reason);
  expect(first.unused).toEqual({ P: { applications: 1, amountCents: 250 } });
  expect(refund(ruleSet, sale, [{ lineId: "1", pieces: 1 }], first.kept)).toMatchObject({
    unused: { P: { applications: 1, amountCents: 250 } },
  });
});
