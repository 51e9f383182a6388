/** What to add, and what comes of it: for the cashier, who says it in a sentence. */

import type { Probe, Suggestion } from "../../engine/effect.ts";
import type { InBoth, Language } from "./language.ts";
import { inLanguage, measureIn, moneyIn } from "./language.ts";

type Names = Readonly<Record<string, string>>;
type Money = (minor: number) => string;

/** "Pasta 3x2: add 1 × Spaghetti: €1.19 off". `names`: texts of articles by number. */
export function suggestionText(
  suggestion: Suggestion,
  language: Language,
  names: Names = {},
  currency = "EUR",
): string {
  const { text, probes } = suggestion;
  const money = moneyIn(language, currency);
  const what = probes.map((probe) => probeText(probe, language, names, money)).join(" + ");
  const add: InBoth = { it: "aggiungere", en: "add" };
  return `${inLanguage(text, language)}: ${add[language]} ${what}: ${gainText(suggestion, language, money)}.`;
}

/** "1 × Spaghetti", "0.200 of Bananas (kg)" or "goods for €4.20 (10/20)". */
export function probeText(
  probe: Probe,
  language: Language,
  names: Names = {},
  money: Money = moneyIn(language),
): string {
  const { article, of, pieces, measureThousandths, unitPriceCents } = probe;
  if (article === undefined) {
    const { department, brand, supplier, attribute } = of ?? {};
    const goods = [department, brand, supplier, attribute?.value].filter((word) => word !== undefined);
    const worth = money(unitPriceCents);
    const which = goods.length === 0 ? "" : ` (${goods.join(", ")})`;
    return { it: `prodotti per ${worth}${which}`, en: `goods for ${worth}${which}` }[language];
  }
  const name = names[article] ?? article;
  if (measureThousandths === undefined) return `${pieces} × ${name}`;
  const much = measureIn(language)(measureThousandths);
  return { it: `${much} di ${name}`, en: `${much} of ${name}` }[language];
}

function gainText(suggestion: Suggestion, language: Language, money: Money): string {
  const { gainCents, gainPoints, gainVouchers = 0, gainStamps = 0, gainGifts = 0 } = suggestion;
  const off = money(gainCents);
  const gained: readonly (readonly [number, InBoth])[] = [
    [gainCents, { it: `sconto ${off}`, en: `${off} off` }],
    [gainPoints, { it: `${gainPoints} punti`, en: `${gainPoints} points` }],
    [gainVouchers, { it: `${gainVouchers} × buono`, en: `${gainVouchers} × voucher` }],
    [gainStamps, { it: `${gainStamps} bollini`, en: `${gainStamps} stamps` }],
    [gainGifts, { it: `${gainGifts} × omaggio`, en: `${gainGifts} × free gift` }],
  ];
  return gained.flatMap(([much, text]) => (much > 0 ? [text[language]] : [])).join(", ");
}
