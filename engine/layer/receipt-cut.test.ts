import { describe, expect, it } from "vitest";
import { compile } from "../compile.ts";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluate.ts";
import { basket } from "../example.ts";
import type { MechanicData } from "../promotion.ts";
import { readContext } from "../wire.ts";

const here: Context = readContext({ at: "2026-11-21T10:31:00+01:00" });
const customer = { id: "c", tier: "", segments: [], staff: false, attributes: {}, balances: {} };

function off(mechanic: MechanicData, notation: string, context: Partial<Context> = {}): number[] {
  const ruleSet = compile({
    semantics: 1,
    currency: "EUR",
    layers: [{ id: "end", stage: "tender", mode: "stack" }],
    promotions: [{ id: "P", name: { en: "P" }, layer: "end", mechanics: [mechanic] }],
  });
  const { lines, effects } = evaluate(ruleSet, basket(notation), { ...here, ...context });
  const times = effects.flatMap((one) => (one.kind === "price-modifier" ? [one.times] : []));
  return [...lines.map(({ discountCents }) => discountCents), ...times];
}

describe("paying with the shop's own card", () => {
  const tenth = { kind: "tender", tenders: ["store-card"], percent: "10" };
  const pays = (...tenders: NonNullable<Context["tenders"]>) =>
    off(tenth, "wine/1/8000 bread/1/2000", { tenders });

  it("saves on the part that the card covers, shared over everything that may be discounted", () => {
    expect(pays({ tender: "store-card", amountCents: 3000 })).toEqual([240, 60, 1]);
  });

  it("covers all that is left where the POS names no amount, and never more", () => {
    expect(pays({ tender: "store-card" })).toEqual([800, 200, 1]);
    expect(pays({ tender: "store-card", amountCents: 99_999 })).toEqual([800, 200, 1]);
  });

  it("other means of payment save nothing", () => {
    expect(pays({ tender: "cash" })).toEqual([0, 0]);
    expect(pays()).toEqual([0, 0]);
    expect(pays({ tender: "cash", amountCents: 7000 }, { tender: "store-card", amountCents: 3000 })).toEqual([
      240, 60, 1,
    ]);
  });

  it("reaches a step only with what it covers, and stops at the most it may save", () => {
    const five = { kind: "tender", tenders: ["store-card"], amountCents: 500, minCents: 5000 };
    const covered = (amountCents: number) =>
      off(five, "wine/1/8000", { tenders: [{ tender: "store-card", amountCents }] });
    expect(covered(4999)).toEqual([0]);
    expect(covered(5000)).toEqual([500, 1]);
    expect(off({ ...tenth, maxCents: 300 }, "wine/1/8000", { tenders: [{ tender: "store-card" }] })).toEqual([
      300, 1,
    ]);
  });
});

describe("points for a discount", () => {
  const fiveOff = { kind: "reward", account: "main", points: 500, discount: { amountCents: 500 } };
  const burn = (notation: string, balance: number, times: number) =>
    off(fiveOff, notation, {
      customer: { ...customer, balances: { main: balance } },
      rewards: [{ promotionId: "P", times }],
    });

  it("as many times as chosen and as the balance pays for", () => {
    expect(burn("wine/1/8000", 5000, 2)).toEqual([1000, 2]);
    expect(burn("wine/1/8000", 999, 2)).toEqual([500, 1]);
    expect(burn("wine/1/8000", 499, 2)).toEqual([0]);
    expect(burn("wine/1/8000", -3, 2)).toEqual([0]);
  });

  it("a time that does not fit whole into the receipt is left out", () => {
    expect(burn("wine/1/1499", 5000, 3)).toEqual([1000, 2]);
    expect(burn("wine/1/499", 5000, 1)).toEqual([0]);
  });

  it("a floor leaves less to burn for", () => {
    const { lines, currency } = basket("wine/1/1499");
    const ruleSet = compile({
      semantics: 1,
      currency: "EUR",
      layers: [{ id: "end", stage: "reward", mode: "stack" }],
      promotions: [{ id: "P", name: { en: "P" }, layer: "end", mechanics: [fiveOff] }],
    });
    const bought = { currency, lines: [{ ...lines[0]!, floorCents: 600 }] };
    const context = {
      ...here,
      customer: { ...customer, balances: { main: 5000 } },
      rewards: [{ promotionId: "P", times: 3 }],
    };
    expect(evaluate(ruleSet, bought, context).discountCents).toBe(500);
  });
});

it("a threshold may be capped, however many steps are reached", () => {
  const step = { kind: "threshold", spendCents: 1000, base: "net", every: true, maxCents: 250 };
  expect(off({ ...step, reward: { amountCents: 100 } }, "wine/1/8000")).toEqual([250, 8]);
});
