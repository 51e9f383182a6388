/** Texts that some customers cannot read. */

import type { PromotionData } from "../promotion.ts";
import { check, listing, naming } from "./finding.ts";
import { textsOf } from "./walk.ts";

export const languages = check({ "language-missing": "warning" }, ({ promotions }, report) => {
  const counts = new Map<string, number>();
  for (const { data } of promotions) {
    for (const language of Object.keys(data.name)) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  const without = new Map<string, PromotionData[]>();
  for (const promotion of promotions) {
    const texts = textsOf(promotion);
    const own = new Set(texts.flatMap((text) => Object.keys(text)));
    for (const language of new Set([...own, ...counts.keys()])) {
      // A language of a few promotions is their own affair, but then all of their texts have it.
      const isWanted = own.has(language) || counts.get(language)! * 2 >= promotions.length;
      if (!isWanted || texts.every((text) => text[language] !== undefined)) continue;
      const known = without.get(language);
      if (known === undefined) without.set(language, [promotion.data]);
      else known.push(promotion.data);
    }
  }
  for (const [language, data] of without) {
    const { it, en } = data.length === 1 ? naming(data[0]!) : listing(data);
    report("language-missing", data, {
      it: `${it}: mancano testi in "${language}", lingua che gli altri testi hanno. Tradurre nome, testo e messaggi.`,
      en: `${en}: texts in "${language}" are missing, a language that the other texts have. Translate name, text and messages.`,
    });
  }
});
