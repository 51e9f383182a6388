/** Of every mechanic the terms, the examples, and by what it explains itself: for whoever validates, documents or tests. Loads zod. */

import type { z } from "zod";
import type { Reason, Suggestion } from "../effect.ts";
import type { Example } from "../example.ts";
import { amountExamples, amountTerms } from "./amount.terms.ts";
import { basketExamples, basketTerms } from "./basket.terms.ts";
import { fixedPriceExamples, fixedPriceTerms } from "./fixed-price.terms.ts";
import { giftExamples, giftTerms } from "./gift.terms.ts";
import { messageExamples, messageTerms } from "./message.terms.ts";
import { mixAndMatchExamples, mixAndMatchTerms } from "./mix-and-match.terms.ts";
import { multiBuyExamples, multiBuyTerms } from "./multi-buy.terms.ts";
import { percentExamples, percentTerms } from "./percent.terms.ts";
import { pointsExamples, pointsTerms } from "./points.terms.ts";
import { priceListExamples, priceListTerms } from "./price-list.terms.ts";
import { rewardExamples, rewardTerms } from "./reward.terms.ts";
import { scaledExamples, scaledTerms } from "./scaled.terms.ts";
import { stampsExamples, stampsTerms } from "./stamps.terms.ts";
import { tenderExamples, tenderTerms } from "./tender.terms.ts";
import { thresholdExamples, thresholdTerms } from "./threshold.terms.ts";
import { voucherExamples, voucherTerms } from "./voucher.terms.ts";

export interface MechanicSchema {
  /** Title and description say what it is. */
  readonly terms: z.ZodType;
  readonly examples: readonly Example<unknown>[];
  /** What goods its next benefit may be short of: told by `explain`, and by `suggest` with what to add. */
  readonly missing: readonly Missing[];
  /** What else of its own may stand in its way, where no goods help. */
  readonly blockedBy: readonly Block[];
}

/** In which measure goods are short, as suggestions name it. */
export type Missing = keyof Suggestion["missing"];

export type Block = Extract<
  Reason["kind"],
  | "card-missing"
  | "tender-missing"
  | "tender-short"
  | "reward-not-chosen"
  | "balance-short"
  | "voucher-over"
  | "not-discountable"
>;

/** The reason by which `explain` tells of goods that are short. */
export const SHORT_REASONS = {
  pieces: "units-short",
  amountCents: "amount-short",
  measureThousandths: "measure-short",
} as const satisfies Record<Missing, Reason["kind"]>;

export const mechanicSchemas: ReadonlyMap<string, MechanicSchema> = new Map<string, MechanicSchema>([
  ["percent", { terms: percentTerms, examples: percentExamples, missing: ["pieces"], blockedBy: [] }],
  ["amount", { terms: amountTerms, examples: amountExamples, missing: ["pieces"], blockedBy: [] }],
  [
    "fixed-price",
    { terms: fixedPriceTerms, examples: fixedPriceExamples, missing: ["pieces"], blockedBy: [] },
  ],
  ["multi-buy", { terms: multiBuyTerms, examples: multiBuyExamples, missing: ["pieces"], blockedBy: [] }],
  [
    "mix-and-match",
    { terms: mixAndMatchTerms, examples: mixAndMatchExamples, missing: ["pieces"], blockedBy: [] },
  ],
  [
    "scaled",
    {
      terms: scaledTerms,
      examples: scaledExamples,
      missing: ["pieces", "amountCents", "measureThousandths"],
      blockedBy: [],
    },
  ],
  [
    "threshold",
    { terms: thresholdTerms, examples: thresholdExamples, missing: ["amountCents", "pieces"], blockedBy: [] },
  ],
  ["basket", { terms: basketTerms, examples: basketExamples, missing: [], blockedBy: [] }],
  [
    "gift",
    {
      terms: giftTerms,
      examples: giftExamples,
      missing: ["pieces", "amountCents"],
      blockedBy: ["not-discountable"],
    },
  ],
  ["price-list", { terms: priceListTerms, examples: priceListExamples, missing: ["pieces"], blockedBy: [] }],
  [
    "tender",
    {
      terms: tenderTerms,
      examples: tenderExamples,
      missing: ["amountCents"],
      blockedBy: ["tender-missing", "tender-short"],
    },
  ],
  [
    "points",
    { terms: pointsTerms, examples: pointsExamples, missing: ["pieces", "amountCents"], blockedBy: [] },
  ],
  [
    "stamps",
    {
      terms: stampsTerms,
      examples: stampsExamples,
      missing: ["pieces", "amountCents"],
      blockedBy: ["card-missing", "balance-short"],
    },
  ],
  [
    "voucher",
    {
      terms: voucherTerms,
      examples: voucherExamples,
      missing: ["amountCents", "pieces"],
      blockedBy: ["card-missing", "voucher-over"],
    },
  ],
  [
    "reward",
    {
      terms: rewardTerms,
      examples: rewardExamples,
      missing: ["pieces", "amountCents"],
      blockedBy: ["reward-not-chosen", "card-missing", "balance-short"],
    },
  ],
  ["message", { terms: messageTerms, examples: messageExamples, missing: [], blockedBy: [] }],
]);
