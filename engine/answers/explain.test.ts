import { describe, expect, it } from "vitest";
import type { Context } from "../context.ts";
import { context, rulesOf, somebody } from "../earn/shop.ts";
import type { Reason } from "../effect.ts";
import { evaluate } from "../evaluate.ts";
import { basket } from "../example.ts";
import type { MechanicData, PromotionData } from "../promotion.ts";
import { explain } from "./explain.ts";

const articles = (...names: string[]) => ({ of: [{ articles: names }] });
const customer = { ...somebody, balances: { main: 300 } };

function whyOf(
  mechanic: MechanicData,
  notation: string,
  at: Partial<Context> = {},
  more: Partial<PromotionData> = {},
) {
  const rules = rulesOf([{ layer: "offers", mechanics: [mechanic], ...more }]);
  const [why] = explain(rules, basket(notation), { ...context, ...at });
  return why!;
}
const reasonsOf = (...given: Parameters<typeof whyOf>): readonly Reason[] => whyOf(...given).reasons;

describe("why not", () => {
  it("a set with slots names the slot that is short", () => {
    const menu = {
      kind: "mix-and-match",
      slots: [{ select: articles("burger") }, { select: articles("cola"), min: 2 }],
      reward: { priceCents: 600 },
    };
    expect(reasonsOf(menu, "burger/1/500 cola/1/150")).toEqual([{ kind: "units-short", pieces: 1, slot: 2 }]);
    expect(reasonsOf(menu, "cola/1/150")).toEqual([
      { kind: "units-short", pieces: 1, slot: 1 },
      { kind: "units-short", pieces: 1, slot: 2 },
    ]);
  });

  it("the more the cheaper: so much to the first step, by pieces, money or weight", () => {
    const steps = (tier: object, notation: string) =>
      reasonsOf(
        { kind: "scaled", select: articles("nut"), tiers: [{ ...tier, reward: { percent: "10" } }] },
        notation,
      );
    expect(steps({ pieces: 6 }, "nut/4/100")).toEqual([{ kind: "units-short", pieces: 2 }]);
    expect(steps({ spendCents: 1000 }, "nut/4/100")).toEqual([{ kind: "amount-short", amountCents: 600 }]);
    expect(steps({ measureThousandths: 1000 }, "nut/0.400kg/1000")).toEqual([
      { kind: "measure-short", measureThousandths: 600 },
    ]);
  });

  it("the means of payment is missing, not the goods", () => {
    const card = { kind: "tender", tenders: ["store-card"], percent: "10", minCents: 5000 };
    expect(reasonsOf(card, "wine/1/800", {}, { layer: "reward" })).toEqual([
      { kind: "tender-missing", tenders: ["store-card"] },
    ]);
    const paid = { tenders: [{ tender: "store-card" }] };
    expect(reasonsOf(card, "wine/1/800", paid, { layer: "reward" })).toEqual([
      { kind: "amount-short", amountCents: 4200 },
    ]);
  });

  it("the means of payment covers too little of the receipt", () => {
    const card = { kind: "tender", tenders: ["store-card"], percent: "10", minCents: 500 };
    const part = { tenders: [{ tender: "store-card", amountCents: 300 }, { tender: "cash" }] };
    const short = [{ kind: "tender-short", tenders: ["store-card"], amountCents: 200 }];
    expect(reasonsOf(card, "wine/1/800", part, { layer: "reward" })).toEqual(short);
    const requires = { kind: "tender", tenders: ["store-card"], amountCents: 500 } as const;
    const half = { kind: "percent", select: articles("wine"), percent: "50" };
    expect(reasonsOf(half, "wine/1/800", part, { requires })).toEqual(short);
  });

  it("the sum is reached, but nothing is there that it makes cheaper", () => {
    const glasses = {
      kind: "threshold",
      select: articles("wine"),
      spendCents: 1000,
      base: "net",
      reward: { percent: "20", select: articles("glass") },
    };
    expect(reasonsOf(glasses, "wine/2/800", {}, { layer: "reward" })).toEqual([
      { kind: "units-short", pieces: 1 },
    ]);
    expect(reasonsOf(glasses, "wine/1/800", {}, { layer: "reward" })).toEqual([
      { kind: "amount-short", amountCents: 200 },
      { kind: "units-short", pieces: 1 },
    ]);
  });

  it("points for full steps, or for goods that are not there", () => {
    const points = (more: object) => ({ kind: "points", account: "main", ...more });
    const coupon = { requires: { kind: "coupon", series: "S" }, layer: "earn" } as const;
    const at = { coupons: [{ couponId: "k", series: "S" }] };
    const steps = points({ earn: { perStepCents: 500, points: 10 } });
    expect(reasonsOf(steps, "bread/1/199", at, coupon)).toEqual([{ kind: "amount-short", amountCents: 301 }]);
    const milk = points({ select: articles("milk"), earn: { perPiece: 5 } });
    expect(reasonsOf(milk, "bread/1/199", at, coupon)).toEqual([{ kind: "units-short", pieces: 1 }]);
  });

  it("a reward: nobody chose it, nobody showed a card, or points are short", () => {
    const reward = { kind: "reward", account: "main", points: 500, discount: { amountCents: 500 } };
    const rewards = [{ promotionId: "P1", times: 1 }];
    const at = (more: Partial<Context>) => reasonsOf(reward, "wine/1/800", more, { layer: "reward" });
    expect(at({ customer })).toEqual([{ kind: "reward-not-chosen" }]);
    expect(at({ rewards })).toEqual([{ kind: "card-missing" }]);
    expect(at({ rewards, customer })).toEqual([{ kind: "balance-short", account: "main", points: 200 }]);
  });

  it("points that another reward has first are not there for the second", () => {
    const reward = { kind: "reward", account: "main", points: 300, discount: { amountCents: 300 } };
    const rules = rulesOf([
      { layer: "reward", mechanics: [reward] },
      { layer: "reward", mechanics: [{ ...reward, points: 100 }] },
    ]);
    const rewards = [
      { promotionId: "P1", times: 1 },
      { promotionId: "P2", times: 1 },
    ];
    const [first, second] = explain(rules, basket("wine/1/800"), { ...context, customer, rewards });
    expect(first).toMatchObject({ applied: true, amountCents: 300 });
    expect(second!.reasons).toEqual([{ kind: "balance-short", account: "main", points: 100 }]);
  });

  it("a personal voucher needs somebody, and one that needs a sum says what is missing", () => {
    const voucher = { kind: "voucher", series: "B", days: 7, worth: { amountCents: 500 } };
    expect(reasonsOf({ ...voucher, personal: true }, "wine/1/800", {}, { layer: "earn" })).toEqual([
      { kind: "card-missing" },
    ]);
    const spend = { ...voucher, spend: { amountCents: 5000 } };
    expect(reasonsOf(spend, "wine/1/800", {}, { layer: "earn" })).toEqual([
      { kind: "amount-short", amountCents: 4200 },
    ]);
  });

  it("what counters leave is nothing, and a card is said to be missing once", () => {
    const half = { kind: "percent", select: articles("wine"), percent: "50" };
    const limits = { perCustomer: { applications: 1, period: "day" as const } };
    expect(reasonsOf(half, "wine/1/800", {}, { limits, who: { card: true } })).toEqual([
      { kind: "card-missing" },
    ]);
    const at = { customer, remaining: { P1: { applications: 0 } } };
    expect(reasonsOf(half, "wine/1/800", at, { limits })).toEqual([{ kind: "used-up" }]);
  });

  it("a gift that is not there yet is one piece short, and its withdrawal is no benefit", () => {
    const mug = { kind: "gift", articles: ["mug"], how: "scanned" };
    const needs = {
      requires: {
        kind: "all" as const,
        of: [
          { kind: "coupon" as const, series: "S" },
          { kind: "items" as const, select: articles("coffee"), pieces: 3 },
        ],
      },
    };
    const at = { coupons: [{ couponId: "K", series: "S" }] };
    expect(reasonsOf(mug, "coffee/3/299", at, needs)).toEqual([{ kind: "units-short", pieces: 1 }]);
    expect(whyOf(mug, "coffee/1/299 mug/1/500//P1", at, needs)).toMatchObject({
      applied: false,
      reasons: [{ kind: "units-short", pieces: 2 }],
    });
  });
});

it("every reason is told at once: closed here and now, no coupon, no card, and a piece is short", () => {
  const three = { kind: "multi-buy", select: articles("wine"), buy: 3, reward: { free: 1 } };
  const evening = {
    where: { stores: ["0001"] },
    valid: { times: [{ from: "17:00", to: "19:00" }] },
    who: { card: true },
    requires: { kind: "coupon", series: "S" },
  } as const;
  const short: Reason = { kind: "units-short", pieces: 1 };
  expect(reasonsOf(three, "wine/2/800", {}, evening)).toEqual([
    { kind: "not-at-this-time" },
    { kind: "not-in-this-store" },
    { kind: "card-missing" },
    { kind: "coupon-missing", series: "S" },
    short,
  ]);
  expect(reasonsOf(three, "wine/2/800", {}, { who: { card: true } })).toEqual([
    { kind: "card-missing" },
    short,
  ]);
  expect(reasonsOf(three, "wine/3/800", {}, { who: { card: true } })).toEqual([{ kind: "card-missing" }]);
  // What condition and mechanic lack alike is said once.
  const needs = { kind: "items", select: articles("wine"), pieces: 3 } as const;
  expect(reasonsOf(three, "wine/2/800", {}, { requires: needs })).toEqual([short]);
});

it("a coupon on the counter, and none of its goods in the basket: they are short", () => {
  const any = { kind: "any", of: [{ kind: "coupon", series: "S" }] } as const;
  const at = { coupons: [{ couponId: "k", series: "S" }] };
  const half = { kind: "percent", select: articles("wine"), percent: "50" };
  expect(reasonsOf(half, "bread/1/200", at, { requires: any })).toEqual([{ kind: "units-short", pieces: 1 }]);
});

it("a coupon that is of no use because its promotion is closed is not missing: why it is closed is said", () => {
  const half = { kind: "percent", select: articles("wine"), percent: "50" };
  const closed = { requires: { kind: "coupon", series: "S" }, valid: { weekdays: [1] } } as const;
  const at = { coupons: [{ couponId: "k", series: "S" }] };
  expect(reasonsOf(half, "wine/1/800", at, closed)).toEqual([{ kind: "not-this-weekday" }]);
});

it("of two mechanics one may be blocked and the other outbid: both are said", () => {
  const half = { kind: "percent", select: articles("wine"), percent: "50" };
  const stamps = {
    kind: "stamps",
    account: "cups",
    select: articles("tea"),
    use: { stamps: 10, reward: { free: true } },
  };
  const tenth = { kind: "percent", select: articles("wine"), percent: "10" };
  const rules = rulesOf([
    { layer: "offers", mechanics: [half] },
    { layer: "offers", mechanics: [stamps, tenth] },
  ]);
  expect(explain(rules, basket("wine/1/800"), context)[1]!.reasons).toEqual([
    { kind: "card-missing" },
    { kind: "outbid", by: ["P1"] },
  ]);
});

it("a promotion of a layer that the rule set does not have is not understood", () => {
  const half = { kind: "percent", select: articles("wine"), percent: "50" };
  expect(reasonsOf(half, "wine/1/800", {}, { layer: "nowhere" })).toEqual([
    { kind: "not-understood", because: 'there is no layer "nowhere"' },
  ]);
});

it("who lost the comparison of worlds to a gift that is still to come is outbid", () => {
  const alone = {
    layer: "offers",
    alone: true as const,
    mechanics: [{ kind: "gift", articles: ["mug"], how: "asked" }],
    requires: { kind: "items", select: articles("tea") } as const,
  };
  const other = {
    layer: "offers",
    mechanics: [{ kind: "gift", articles: ["cup"], how: "asked" }],
    requires: alone.requires,
  };
  const [first, second] = explain(rulesOf([alone, other]), basket("tea/1/200"), context);
  expect([first!.reasons, second!.reasons]).toContainEqual([{ kind: "outbid", by: expect.any(Array) }]);
});

it("what counters leave is too little for it: it is used up, whoever else wants the goods", () => {
  const limits = { budget: { amountCents: 10_000 }, exceeding: "refuse" as const };
  const rules = rulesOf([
    { layer: "offers", mechanics: [{ kind: "percent", select: articles("wine"), percent: "50" }] },
    { layer: "offers", limits, mechanics: [{ kind: "percent", select: articles("wine"), percent: "10" }] },
  ]);
  const at = { ...context, remaining: { P2: { amountCents: 1 } } };
  expect(explain(rules, basket("wine/1/800"), at)[1]!.reasons).toEqual([{ kind: "used-up" }]);
});

describe("what it gave", () => {
  it("tells stamps and vouchers beside money and points", () => {
    const rules = rulesOf([
      {
        mechanics: [
          { kind: "stamps", account: "coffee", earn: { fixed: 2 } },
          { kind: "voucher", series: "B", days: 7, pieces: 3 },
        ],
      },
    ]);
    const [why] = explain(rules, basket("wine/1/800"), context);
    expect(why).toMatchObject({ applied: true, times: 1, points: 0, stamps: 2, vouchers: 3 });
  });

  it("names the limit by line, and the allowance that this sale uses up", () => {
    const half = { kind: "percent", select: articles("wine"), percent: "50" };
    const budget = { limits: { budget: { applications: 100 } } };
    const at = { remaining: { P1: { applications: 2 } } };
    expect(reasonsOf(half, "wine/2/800", at, budget)).toEqual([{ kind: "used-up" }]);
    expect(reasonsOf(half, "wine/2/800", {}, budget)).toEqual([]);
  });

  it("names the allowance also where nobody has counted yet: once a customer is used up by once", () => {
    const half = { kind: "percent", select: articles("wine"), percent: "50" };
    const once = { limits: { perCustomer: { applications: 1, period: "day" as const } } };
    expect(reasonsOf(half, "wine/2/800", { customer }, once)).toEqual([{ kind: "used-up" }]);
    const budget = (amountCents: number) => ({ limits: { budget: { amountCents } } });
    expect(reasonsOf(half, "wine/2/800", {}, budget(800))).toEqual([{ kind: "used-up" }]);
    expect(reasonsOf(half, "wine/2/800", {}, budget(801))).toEqual([]);
  });

  it("names a limit that refused what would have passed it, though something of it is left", () => {
    const half = { kind: "percent", select: articles("wine"), percent: "50" };
    const refuse = (amountCents: number) => ({ limits: { amountCents, exceeding: "refuse" as const } });
    const reached = [{ kind: "limit-reached", limit: "amountCents" }];
    expect(reasonsOf(half, "wine/3/800", {}, refuse(900))).toEqual(reached);
    expect(reasonsOf(half, "wine/2/800", {}, refuse(900))).toEqual([]);
    const budget = { limits: { budget: { amountCents: 10_000 }, exceeding: "refuse" as const } };
    const left = (amountCents: number) => ({ remaining: { P1: { amountCents } } });
    expect(reasonsOf(half, "wine/3/800", left(900), budget)).toEqual([{ kind: "used-up" }]);
    expect(reasonsOf(half, "wine/3/800", left(1300), budget)).toEqual([]);
  });

  it("names the limit of points for pieces", () => {
    const each = { kind: "points", account: "main", earn: { perPiece: 5 } };
    const limit = (applications: number) =>
      reasonsOf(each, "wine/4/800", { customer }, { layer: "earn", limits: { applications } });
    expect(limit(2)).toEqual([{ kind: "limit-reached", limit: "applications" }]);
    expect(limit(5)).toEqual([]);
  });
});

describe("in a layer that stacks", () => {
  const tenth = { layer: "reward", mechanics: [{ kind: "basket", percent: "10" }] };
  const spend = { kind: "threshold", spendCents: 1000, base: "net", reward: { amountCents: 100 } };
  const all = { of: [{ everything: true as const }] };
  const last = (promotion: Omit<PromotionData, "id" | "name">, notation: string, base: "left" | "start") => {
    const layers = [{ id: "reward", stage: "reward", mode: "stack", base } as const];
    return explain(rulesOf([tenth, promotion], { layers }), basket(notation), context)[1]!.reasons;
  };

  it("a promotion is explained by the prices that it found at its turn", () => {
    const mechanics = [spend];
    expect(last({ layer: "reward", mechanics }, "wine/1/1050", "left")).toEqual([
      { kind: "amount-short", amountCents: 55 },
    ]);
    expect(last({ layer: "reward", mechanics }, "wine/1/950", "start")).toEqual([
      { kind: "amount-short", amountCents: 50 },
    ]);
  });

  it("and its condition too, also where its mechanics rest on the prices of the start", () => {
    const requires = { kind: "items", select: all, amountCents: 1000 } as const;
    const mechanics = [{ kind: "basket", percent: "5" }];
    for (const base of ["left", "start"] as const) {
      expect(last({ layer: "reward", requires, mechanics }, "wine/1/1050", base)).toEqual([
        { kind: "amount-short", amountCents: 55 },
      ]);
    }
  });

  it("a gift is asked for only where it would be free once it is there", () => {
    const gift = { kind: "gift", articles: ["mug"], how: "asked", every: { amountCents: 1000 } };
    const layers = [{ id: "reward", stage: "reward", mode: "stack" } as const];
    const rules = rulesOf([tenth, { layer: "reward", mechanics: [gift] }], { layers });
    const asked = (notation: string) =>
      evaluate(rules, basket(notation), context).effects.filter(({ kind }) => kind === "gift").length;
    expect(asked("wine/1/1050")).toBe(0);
    expect(asked("wine/1/1150")).toBe(1);
  });
});

describe("a limit is reached by what was claimed", () => {
  const three = {
    kind: "multi-buy",
    select: articles("wine"),
    buy: 3,
    reward: { free: 1 },
    shares: "rewarded",
  };

  it("units that only qualify count as well", () => {
    const limit = (units: number) => reasonsOf(three, "wine/9/800", {}, { limits: { units } });
    expect(limit(6)).toEqual([{ kind: "limit-reached", limit: "units" }]);
    // One and two more, which make no set.
    expect(limit(7)).toEqual([{ kind: "limit-reached", limit: "units" }]);
    expect(limit(12)).toEqual([]);
  });

  it("and those of one line, where there are more of it", () => {
    const limits = { unitsPerLine: 3 };
    expect(reasonsOf(three, "wine/4/800", {}, { limits })).toEqual([
      { kind: "limit-reached", limit: "unitsPerLine" },
    ]);
    expect(reasonsOf(three, "wine/3/800", {}, { limits })).toEqual([]);
  });
});
