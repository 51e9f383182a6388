/** The languages that everything said to people exists in. */

import type { Texts } from "../../engine/basket.ts";

export type Language = "it" | "en";
export type InBoth = Readonly<Record<Language, string>>;

/** One of the two languages; anything else becomes the fallback. */
export function languageOf(wanted: string | undefined, fallback: Language): Language {
  return wanted === "it" || wanted === "en" ? wanted : fallback;
}

/** HQ's text in the language, else in Italian, else in whatever there is. */
export function inLanguage(texts: Texts, language: Language): string {
  return texts[language] ?? texts.it ?? Object.values(texts)[0] ?? "";
}

const locale = { it: "it-IT", en: "en-IE" } as const;

/** Minor units as a customer reads them: "1,19 €" or "€1.19", "CHF 1.19". `currency`: ISO 4217. */
export function moneyIn(language: Language, currency = "EUR"): (minor: number) => string {
  const format = new Intl.NumberFormat(locale[language], { style: "currency", currency });
  const one = 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
  return (minor) => format.format(minor / one);
}

/** Cents without their currency: "1.234,50" or "1,234.50". */
export function centsIn(language: Language): (cents: number) => string {
  const format = new Intl.NumberFormat(locale[language], {
    minimumFractionDigits: 2,
    useGrouping: "always",
  });
  return (cents) => format.format(cents / 100);
}

/** "12.345" or "12,345". */
export function countIn(language: Language): (count: number) => string {
  const format = new Intl.NumberFormat(locale[language], { useGrouping: "always" });
  return (count) => format.format(count);
}

/** Thousandths of a kilo, litre or metre: "0,250" or "0.250". */
export function measureIn(language: Language): (thousandths: number) => string {
  const format = new Intl.NumberFormat(locale[language], { minimumFractionDigits: 3 });
  return (thousandths) => format.format(thousandths / 1000);
}
