import type { Quota } from "../deal.ts";
import { mechanic, type Workshop } from "../mechanic.ts";
import type { GiftTerms } from "./gift.terms.ts";

/** An article free of charge: scanned, asked of the POS, or chosen by the customer. */
export const gift = mechanic<GiftTerms>({
  kind: "gift",

  deal(terms, workshop) {
    const { articles, how } = terms;
    return {
      shape: "unit",
      select: workshop.select(terms.select ?? { of: [{ articles }] }, "discount"),
      by: "unit",
      saving: (cents) => cents,
      quota: quotaOf(terms, workshop),
      ask: { how, articles: articles ?? [] },
    };
  },
});

function quotaOf({ pieces = 1, every }: GiftTerms, { select }: Workshop): Quota {
  if (every === undefined) return { kind: "gift", pieces };
  const { pieces: perStep, amountCents } = every;
  const step = perStep === undefined ? { amountCents } : { pieces: perStep };
  return { kind: "gift", pieces, every: { select: select(every.select, "count"), ...step } };
}
