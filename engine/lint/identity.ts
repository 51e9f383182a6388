/** Names that stand twice. */

import type { PromotionData } from "../promotion.ts";
import { check, naming } from "./finding.ts";

export const identity = check({ "duplicate-id": "error" }, ({ data }, report) => {
  const named = new Map<string, PromotionData[]>();
  for (const one of data.promotions) {
    const same = named.get(one.id);
    if (same === undefined) named.set(one.id, [one]);
    else same.push(one);
  }
  for (const same of named.values()) {
    if (same.length === 1) continue;
    const { it, en } = naming(same[0]!);
    report("duplicate-id", [same[0]!], {
      it: `${it} compare ${same.length} volte con lo stesso codice, e sullo scontrino non si distinguono: dare a ogni promozione un codice proprio.`,
      en: `${en} is there ${same.length} times with the same id, and nobody can tell them apart on a receipt: give each promotion an id of its own.`,
    });
  }
});
