import { describe, expect, it } from "vitest";
import type { Condition, MechanicData } from "../promotion.ts";
import { effectsOf } from "./shop.ts";

const half = { layer: "offers", mechanics: [{ kind: "percent", select: wine(), percent: "50" }] };
function wine() {
  return { of: [{ articles: ["wine"] }] };
}
const perEuro = { kind: "points", account: "main", earn: { perStepCents: 100, points: 1 } };
const earned = (...given: Parameters<typeof effectsOf>) =>
  effectsOf(...given).map((one) => ("stamps" in one ? one.stamps : "points" in one ? one.points : 0));

describe("points", () => {
  it("count what is paid, or shelf prices where the promotion says so", () => {
    expect(earned("points", [half, { mechanics: [perEuro] }], "wine/1/1000")).toEqual([5]);
    const gross = { mechanics: [{ ...perEuro, base: "gross" }] };
    expect(earned("points", [half, gross], "wine/1/1000")).toEqual([10]);
  });

  it("are doubled on what they were counted on", () => {
    const doubled = { mechanics: [{ kind: "points", account: "main", earn: { multiplier: "2" } }] };
    const gross = { mechanics: [{ ...perEuro, base: "gross" }] };
    const effects = effectsOf("points", [half, gross, doubled], "wine/1/1000");
    expect(effects.map(({ points, baseCents }) => [points, baseCents])).toEqual([
      [10, 1000],
      [10, 1000],
    ]);
  });

  it("several accounts are rounded each for itself", () => {
    const other = { mechanics: [{ ...perEuro, account: "school" }] };
    expect(earned("points", [{ mechanics: [perEuro] }, other], "wine/1/199")).toEqual([1, 1]);
  });

  it("a limit by line counts so many pieces of each line", () => {
    const perPiece = { kind: "points", account: "main", earn: { perPiece: 5 } };
    const limited = { mechanics: [perPiece], limits: { unitsPerLine: 2 } };
    expect(earned("points", [limited], "wine/3/100 bread/1/100")).toEqual([15]);
  });

  it("no more steps than counters leave", () => {
    const limited = {
      mechanics: [perEuro],
      limits: { perCustomer: { applications: 9, period: "day" as const } },
    };
    const at = { customer: { id: "c", tier: "", segments: [], staff: false, attributes: {}, balances: {} } };
    const remaining = { P1: { applications: 3 } };
    expect(earned("points", [limited], "wine/1/1000", { ...at, remaining })).toEqual([3]);
  });
});

describe("stamps", () => {
  const stamps = (earn: object, more: object = {}): { mechanics: MechanicData[]; requires?: Condition } => ({
    mechanics: [{ kind: "stamps", account: "coffee", earn, ...more }],
  });

  it("a coffee that is free earns none", () => {
    const free = {
      layer: "offers",
      mechanics: [{ kind: "percent", select: wine(), percent: "100", on: { pick: "cheapest", units: 1 } }],
    };
    expect(earned("stamps", [free, stamps({ perPiece: 1 })], "wine/3/250")).toEqual([2]);
  });

  it("steps are full ones: two halves of two promotions make no stamp", () => {
    const perTen = stamps({ perStepCents: 1000, stamps: 1 });
    expect(earned("stamps", [perTen], "wine/1/2999")).toEqual([2]);
    expect(earned("stamps", [perTen, perTen], "wine/1/500")).toEqual([]);
  });

  it("stand beside points of the same account without adding to them", () => {
    const both = [stamps({ fixed: 1 }), { mechanics: [{ ...perEuro, account: "coffee" }] }];
    expect(earned("stamps", both, "wine/1/250")).toEqual([1]);
    expect(earned("points", both, "wine/1/250")).toEqual([2]);
  });
});
