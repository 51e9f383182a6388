/** Mechanics that this version cannot read. */

import { mechanics as known } from "../mechanics/index.ts";
import { check, naming } from "./finding.ts";

export const mechanics = check({ "unknown-mechanic": "warning" }, ({ data }, report) => {
  for (const promotion of data.promotions) {
    const { it, en } = naming(promotion);
    for (const kind of new Set(promotion.mechanics.map((one) => one.kind))) {
      if (known.has(kind)) continue;
      report("unknown-mechanic", [promotion], {
        it: `${it} usa la meccanica "${kind}", che questa versione non conosce: non si applicherà. Aggiornare Tillside o correggere il nome.`,
        en: `${en} uses mechanic "${kind}", which this version does not know: it will not apply. Update Tillside or correct the name.`,
      });
    }
  }
});
