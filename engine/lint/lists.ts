/** Lists that were meant to restrict and are empty: they restrict nothing. */

import type { PromotionData } from "../promotion.ts";
import { check, enumerated, naming } from "./finding.ts";
import { audiencesOf } from "./walk.ts";

export const lists = check({ "empty-list": "warning" }, ({ data }, report) => {
  for (const promotion of data.promotions) {
    const names = emptyLists(promotion);
    if (names.length === 0) continue;
    const { it, en } = naming(promotion);
    report("empty-list", [promotion], {
      it: `${it} ha un elenco vuoto (${enumerated(names, "e")}): non limita nulla, cioè vale per tutti, ovunque o sempre. Riempirlo, o toglierlo.`,
      en: `${en} has an empty list (${enumerated(names, "and")}): it restricts nothing, so that it holds for everybody, everywhere or always. Fill it, or leave it out.`,
    });
  }
});

/** Named as they stand in the promotion: "where.stores". */
function emptyLists(promotion: PromotionData): string[] {
  const { valid, where } = promotion;
  return [
    ...emptyOf("valid", { weekdays: valid?.weekdays, times: valid?.times }),
    // Either of the two restricts: of both only an empty pair is everywhere.
    ...([...(where?.stores ?? []), ...(where?.storeGroups ?? [])].length > 0
      ? []
      : emptyOf("where", { stores: where?.stores, storeGroups: where?.storeGroups })),
    ...emptyOf("where", { tills: where?.tills, channels: where?.channels }),
    ...audiencesOf(promotion).flatMap(({ tiers, segments, attributes }) =>
      emptyOf("who", { tiers, segments, attributes }),
    ),
  ];
}

function emptyOf(part: string, fields: Readonly<Record<string, readonly unknown[] | undefined>>): string[] {
  return Object.entries(fields).flatMap(([name, list]) => (list?.length === 0 ? [`${part}.${name}`] : []));
}
