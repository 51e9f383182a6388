/** Mechanics that this version cannot read: a campaign that would never give anything. */

import { mechanics as known } from "../mechanics/index.ts";
import { check, naming } from "./finding.ts";
import { nearest } from "./nearest.ts";

export const mechanics = check({ "unknown-mechanic": "error" }, ({ data }, report) => {
  for (const promotion of data.promotions) {
    const { it, en } = naming(promotion);
    for (const kind of new Set(promotion.mechanics.map((one) => one.kind))) {
      if (known.has(kind)) continue;
      const like = nearest(kind, [...known.keys()]);
      report("unknown-mechanic", [promotion], {
        it: `${it} usa la meccanica "${kind}", che questa versione non conosce: non si applicherebbe mai. Correggere il nome (il più simile è "${like}") o aggiornare Tillside.`,
        en: `${en} uses mechanic "${kind}", which this version does not know: it would never apply. Correct the name (the nearest is "${like}") or update Tillside.`,
      });
    }
  }
});
