/** Price lists that do not exist or say nothing. */

import { check, naming } from "./finding.ts";

export const priceLists = check(
  { "unknown-price-list": "error", "empty-price-list": "warning" },
  ({ data }, report) => {
    for (const promotion of data.promotions) {
      const { it, en } = naming(promotion);
      for (const { kind, list } of promotion.mechanics) {
        if (kind !== "price-list" || typeof list !== "string") continue;
        const prices = data.priceLists?.[list];
        if (prices === undefined) {
          report("unknown-price-list", [promotion], {
            it: `${it} usa il listino "${list}", che non esiste: non cambia alcun prezzo. Crearlo, o correggere il nome.`,
            en: `${en} uses price list "${list}", which does not exist: it changes no price. Make it, or correct the name.`,
          });
        } else if (Object.keys(prices).length === 0) {
          report("empty-price-list", [promotion], {
            it: `${it} usa il listino "${list}", che è vuoto: non cambia alcun prezzo. Mettervi i prezzi.`,
            en: `${en} uses price list "${list}", which is empty: it changes no price. Put its prices in.`,
          });
        }
      }
    }
  },
);
