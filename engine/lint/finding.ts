/** What the linter says, and what every one of its checks is made of. */

import type { Cents, Texts } from "../basket.ts";
import type { PromotionData } from "../promotion.ts";
import type { Draft } from "./draft.ts";

/** Errors stop a publication; warnings are shown. */
export type Severity = "error" | "warning";

export interface Finding {
  readonly severity: Severity;
  /** A stable name: "unknown-layer". The table of all of them is in README.md. */
  readonly code: string;
  /** Empty where it concerns the rule set itself. */
  readonly promotionIds: readonly string[];
  /** What is wrong and what to do, for marketing. */
  readonly text: Texts;
}

/** In Italian and English, always both. */
export interface Sentence {
  readonly it: string;
  readonly en: string;
}

export interface Check {
  /** All that it may find. */
  readonly codes: Readonly<Record<string, Severity>>;
  readonly look: (draft: Draft, found: (finding: Finding) => void) => void;
}

/** Says a finding by its code; the severity is the code's own. */
type Report<Code extends string> = (
  code: Code,
  promotions: readonly PromotionData[],
  sentence: Sentence,
) => void;

export function check<Code extends string>(
  codes: Readonly<Record<Code, Severity>>,
  look: (draft: Draft, report: Report<Code>) => void,
): Check {
  return {
    codes,
    look(draft, found) {
      look(draft, (code, promotions, sentence) => {
        const text: Texts = { it: sentence.it, en: sentence.en };
        found({ severity: codes[code], code, promotionIds: promotions.map(({ id }) => id), text });
      });
    },
  };
}

/** How a sentence begins: `La promozione P02 "Pasta 3x2"`. */
export function naming({ id, name }: PromotionData): Sentence {
  return {
    it: `La promozione ${id} "${textIn(name, "it")}"`,
    en: `Promotion ${id} "${textIn(name, "en")}"`,
  };
}

/** The same within a sentence: `la promozione P02 "Pasta 3x2"`. */
export function within(promotion: PromotionData): Sentence {
  const { it, en } = naming(promotion);
  return { it: it.replace("La", "la"), en: en.replace("P", "p") };
}

/** Names in a list stay readable: of many the first three. `P02 "Pasta 3x2" e P07 "4 yogurt"`. */
export function listing(promotions: readonly PromotionData[]): Sentence {
  const first = promotions.slice(0, 3);
  const more = promotions.length - first.length;
  const named = (language: "it" | "en") => first.map(({ id, name }) => `${id} "${textIn(name, language)}"`);
  const [it, en] = [named("it"), named("en")];
  if (more > 0) {
    it.push(more === 1 ? "un'altra" : `altre ${more}`);
    en.push(`${more} more`);
  }
  return { it: enumerated(it, "e"), en: enumerated(en, "and") };
}

/** "A, B e C". */
export function enumerated(all: readonly string[], and: string): string {
  return all.length < 2 ? all.join() : `${all.slice(0, -1).join(", ")} ${and} ${all.at(-1)}`;
}

/** A day as people write it: 21/11/2026, 21 Nov 2026. */
export function dayText(date: string): Sentence {
  const [year = "", month = "", day = ""] = date.split("-");
  return {
    it: `${day}/${month}/${year}`,
    en: `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`,
  };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Cents as people write them. */
export function money(cents: Cents, currency: string): Sentence {
  const whole = Math.floor(cents / 100);
  const rest = String(cents % 100).padStart(2, "0");
  return { it: `${whole},${rest} ${currency}`, en: `${whole}.${rest} ${currency}` };
}

/** "1 pezzo", "2 pezzi". */
export function piecesText(count: number): Sentence {
  return count === 1 ? { it: "1 pezzo", en: "1 piece" } : { it: `${count} pezzi`, en: `${count} pieces` };
}

/** Thousandths of a per cent as people write them: 12,500 is "12.5". */
export function percentText(milli: number): Sentence {
  const whole = Math.floor(milli / 1000);
  const rest = String(milli % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "");
  return rest === ""
    ? { it: `${whole} %`, en: `${whole} %` }
    : { it: `${whole},${rest} %`, en: `${whole}.${rest} %` };
}

function textIn(texts: Texts, language: string): string {
  return texts[language] ?? texts.en ?? Object.values(texts)[0] ?? "";
}
