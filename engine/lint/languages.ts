/** Texts that some customers cannot read. */

import { check, listing, naming } from "./finding.ts";
import { textsOf } from "./walk.ts";

export const languages = check({ "language-missing": "warning" }, ({ promotions }, report) => {
  const counts = new Map<string, number>();
  for (const { data } of promotions) {
    for (const language of Object.keys(data.name)) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  for (const [language, count] of counts) {
    // A language of a few promotions is their own affair.
    if (count * 2 < promotions.length) continue;
    const without = promotions.filter((one) => textsOf(one).some((text) => text[language] === undefined));
    if (without.length === 0) continue;
    const data = without.map((one) => one.data);
    const { it, en } = without.length === 1 ? naming(data[0]!) : listing(data);
    report("language-missing", data, {
      it: `${it}: mancano i testi in "${language}", lingua che ha la maggior parte delle promozioni. Tradurre nome, testo e messaggi.`,
      en: `${en}: texts in "${language}" are missing, a language that most promotions have. Translate name, text and messages.`,
    });
  }
});
