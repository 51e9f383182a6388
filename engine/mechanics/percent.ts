import type { Cents } from "../basket.ts";
import type { Goods } from "../deal.ts";
import { mechanic } from "../mechanic.ts";
import { percentOf } from "../rounding.ts";
import type { PercentTerms } from "./percent.terms.ts";
import { aboveFloor } from "./price.ts";

/** A percentage off each selected unit ("10 % off all wines"), capped if wanted. */
export const percent = mechanic<PercentTerms>({
  kind: "percent",

  deal(terms, { select, percent, rounding }) {
    const rate = percent(terms.percent);
    const { maxCents = Number.MAX_SAFE_INTEGER, floorCents } = terms;
    const atMost = (left: Cents, goods: Goods) => aboveFloor(floorCents, left, goods);
    return {
      shape: "unit",
      select: select(terms.select, "discount"),
      on: terms.on,
      by: terms.round ?? "unit",
      saving: (cents, goods) => Math.min(percentOf(cents, rate, rounding), maxCents, atMost(cents, goods)),
      ...(floorCents === undefined ? {} : { atMost }),
    };
  },
});
