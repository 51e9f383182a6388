/** Exclusion tags that exclude nobody. */

import type { PromotionData } from "../promotion.ts";
import { check, naming } from "./finding.ts";

export const tags = check({ "tag-of-one": "warning" }, ({ data }, report) => {
  const holders = new Map<string, PromotionData[]>();
  for (const promotion of data.promotions) {
    for (const tag of new Set(promotion.excludes)) {
      const known = holders.get(tag);
      if (known === undefined) holders.set(tag, [promotion]);
      else known.push(promotion);
    }
  }
  for (const [tag, [only, ...others]] of holders) {
    if (only === undefined || others.length > 0) continue;
    const { it, en } = naming(only);
    report("tag-of-one", [only], {
      it: `${it} è l'unica con l'etichetta di esclusione "${tag}": non esclude nessuno. Darla anche alle altre, o toglierla.`,
      en: `${en} is the only one with the exclusion tag "${tag}": it excludes nobody. Give it to the others too, or take it away.`,
    });
  }
});
