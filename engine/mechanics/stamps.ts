import type { PointsDeal, UnitDeal } from "../deal.ts";
import { mechanic, type Workshop } from "../mechanic.ts";
import { percentOf } from "../rounding.ts";
import type { StampsTerms } from "./stamps.terms.ts";

/** Ten coffees, one free: stamps earned on one visit and used on another. */
export const stamps = mechanic<StampsTerms>({
  kind: "stamps",

  deal(terms, workshop) {
    const { account, select, earn, use } = terms;
    if (earn !== undefined) {
      return {
        shape: "points",
        unit: "stamps",
        account,
        select: workshop.select(select, "points"),
        base: "net",
        earn: earnOf(earn, select !== undefined),
      };
    }
    const saving = savingOf(use!.reward, workshop);
    return {
      shape: "unit",
      select: workshop.select(select, "discount"),
      by: "unit",
      saving,
      ...("priceCents" in use!.reward ? { atMost: saving } : {}),
      quota: { kind: "balance" },
      burn: { kind: "stamps", account, each: use!.stamps },
    };
  },
});

function earnOf(earn: NonNullable<StampsTerms["earn"]>, selective: boolean): PointsDeal["earn"] {
  if ("fixed" in earn) return { kind: "fixed", points: earn.fixed, selective };
  if ("perPiece" in earn) return { kind: "piece", points: earn.perPiece };
  return { kind: "step", perStepCents: earn.perStepCents, points: earn.stamps };
}

function savingOf(
  reward: NonNullable<StampsTerms["use"]>["reward"],
  { percent, rounding }: Workshop,
): UnitDeal["saving"] {
  if ("free" in reward) return (cents) => cents;
  if ("priceCents" in reward) {
    const price = reward.priceCents;
    return (cents, { pieces }) => Math.max(0, cents - price * pieces);
  }
  const rate = percent(reward.percent);
  return (cents) => percentOf(cents, rate, rounding);
}
