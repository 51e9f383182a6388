import type { PointsDeal } from "../deal.ts";
import { mechanic, type Workshop } from "../mechanic.ts";
import type { PointsTerms } from "./points.terms.ts";

/** Points: fixed, by euro, by piece, or multiplied. Counted on what is paid, rounded down once a receipt. */
export const points = mechanic<PointsTerms>({
  kind: "points",

  deal(terms, workshop) {
    return {
      shape: "points",
      unit: "points",
      base: terms.base ?? "net",
      account: terms.account,
      select: workshop.select(terms.select, "points"),
      earn: earnOf(terms, workshop),
    };
  },
});

function earnOf({ earn, select }: PointsTerms, { percent }: Workshop): PointsDeal["earn"] {
  if ("fixed" in earn) return { kind: "fixed", points: earn.fixed, selective: select !== undefined };
  if ("perStepCents" in earn) return { kind: "step", ...earn };
  if ("perPiece" in earn) return { kind: "piece", points: earn.perPiece };
  return { kind: "multiplier", thousandths: percent(earn.multiplier) };
}
