/** Terms and examples of every mechanic, one line each: for whoever validates, documents or tests. Loads zod. */

import type { z } from "zod";
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
}

export const mechanicSchemas: ReadonlyMap<string, MechanicSchema> = new Map<string, MechanicSchema>([
  ["percent", { terms: percentTerms, examples: percentExamples }],
  ["amount", { terms: amountTerms, examples: amountExamples }],
  ["fixed-price", { terms: fixedPriceTerms, examples: fixedPriceExamples }],
  ["multi-buy", { terms: multiBuyTerms, examples: multiBuyExamples }],
  ["mix-and-match", { terms: mixAndMatchTerms, examples: mixAndMatchExamples }],
  ["scaled", { terms: scaledTerms, examples: scaledExamples }],
  ["threshold", { terms: thresholdTerms, examples: thresholdExamples }],
  ["basket", { terms: basketTerms, examples: basketExamples }],
  ["gift", { terms: giftTerms, examples: giftExamples }],
  ["price-list", { terms: priceListTerms, examples: priceListExamples }],
  ["tender", { terms: tenderTerms, examples: tenderExamples }],
  ["points", { terms: pointsTerms, examples: pointsExamples }],
  ["stamps", { terms: stampsTerms, examples: stampsExamples }],
  ["voucher", { terms: voucherTerms, examples: voucherExamples }],
  ["reward", { terms: rewardTerms, examples: rewardExamples }],
  ["message", { terms: messageTerms, examples: messageExamples }],
]);
