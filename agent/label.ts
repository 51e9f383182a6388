/** What a label means, as the POS is told: where it is refused, with what to say to the cashier. */

import type { z } from "zod";
import type { Code } from "../drivers/codes/code.ts";
import type { label } from "./contract/label.ts";
import { labelTexts } from "./texts/cashier.ts";
import type { Language } from "./texts/language.ts";

export type ToldLabel = z.output<typeof label>;

export function toldLabel(code: Code, language: Language): ToldLabel {
  if (code.kind === "refused") return { ...code, text: labelTexts[code.reason][language] };
  // The contract's lists are not read-only to zod.
  return code as ToldLabel;
}
