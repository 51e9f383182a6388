/** Terms and examples of every mechanic, one line each: for whoever validates, documents or tests. Loads zod. */

import type { z } from "zod";
import type { Example } from "../example.ts";
import { amountExamples, amountTerms } from "./amount.terms.ts";
import { basketExamples, basketTerms } from "./basket.terms.ts";
import { fixedPriceExamples, fixedPriceTerms } from "./fixed-price.terms.ts";
import { messageExamples, messageTerms } from "./message.terms.ts";
import { multiBuyExamples, multiBuyTerms } from "./multi-buy.terms.ts";
import { percentExamples, percentTerms } from "./percent.terms.ts";
import { pointsExamples, pointsTerms } from "./points.terms.ts";
import { thresholdExamples, thresholdTerms } from "./threshold.terms.ts";

interface MechanicSchema {
  readonly terms: z.ZodType;
  readonly examples: readonly Example<unknown>[];
}

export const mechanicSchemas: ReadonlyMap<string, MechanicSchema> = new Map<string, MechanicSchema>([
  ["percent", { terms: percentTerms, examples: percentExamples }],
  ["amount", { terms: amountTerms, examples: amountExamples }],
  ["fixed-price", { terms: fixedPriceTerms, examples: fixedPriceExamples }],
  ["multi-buy", { terms: multiBuyTerms, examples: multiBuyExamples }],
  ["threshold", { terms: thresholdTerms, examples: thresholdExamples }],
  ["basket", { terms: basketTerms, examples: basketExamples }],
  ["points", { terms: pointsTerms, examples: pointsExamples }],
  ["message", { terms: messageTerms, examples: messageExamples }],
]);
