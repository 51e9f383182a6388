import { mechanic } from "../mechanic.ts";
import { basketCut } from "./basket.ts";
import type { TenderTerms } from "./tender.terms.ts";

/** A percentage or an amount off the part that a means of payment covers. */
export const tender = mechanic<TenderTerms>({
  kind: "tender",

  deal(terms, workshop) {
    return { ...basketCut(terms, workshop, terms.minCents), tenders: terms.tenders };
  },
});
