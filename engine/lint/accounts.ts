/** Points, stamps, vouchers and price lists that refer to something nobody keeps. */

import type { Deal } from "../deal.ts";
import { check, naming } from "./finding.ts";
import { conditionsOf } from "./walk.ts";

export const accounts = check(
  { "nothing-to-multiply": "error", "account-never-filled": "warning", "voucher-never-taken": "warning" },
  ({ data: { promotions: all }, promotions }, report) => {
    const deals = promotions.flatMap((promotion) => promotion.deals);
    const points = new Set(deals.flatMap((deal) => multiplied(deal)));
    const filled = new Set(deals.flatMap((deal) => fills(deal)));
    const taken = new Set(
      all.flatMap(({ requires }) =>
        conditionsOf(requires).flatMap(({ condition }) =>
          condition.kind === "coupon" ? [condition.series] : [],
        ),
      ),
    );
    for (const { data, deals: own } of promotions) {
      const { it, en } = naming(data);
      for (const deal of own) {
        if (deal.shape === "points" && deal.earn.kind === "multiplier" && !points.has(deal.account)) {
          report("nothing-to-multiply", [data], {
            it: `${it} moltiplica i punti del conto "${deal.account}", ma nessuna promozione ne dà per spesa o per pezzo: moltiplica zero. Correggere il conto, o aggiungere i punti di base.`,
            en: `${en} multiplies the points of account "${deal.account}", but no promotion gives any by money or by piece: it multiplies zero. Correct the account, or add the base points.`,
          });
        }
        const burn = deal.shape === "unit" || deal.shape === "receipt" ? deal.burn : undefined;
        if (burn !== undefined && !filled.has(burn.account)) {
          report("account-never-filled", [data], {
            it: `${it} consuma ${burn.kind === "stamps" ? "bollini" : "punti"} del conto "${burn.account}", che nessuna promozione riempie: vale solo per i saldi di prima. Correggere il conto, o aggiungere chi lo riempie.`,
            en: `${en} uses up ${burn.kind} of account "${burn.account}", which no promotion fills: only balances of before count. Correct the account, or add what fills it.`,
          });
        }
        if (deal.shape === "voucher" && !taken.has(deal.series)) {
          report("voucher-never-taken", [data], {
            it: `${it} emette buoni della serie "${deal.series}", che nessuna promozione accetta: pubblicare anche quella che li incassa.`,
            en: `${en} issues vouchers of the series "${deal.series}", which no promotion takes: publish the one that redeems them too.`,
          });
        }
      }
    }
  },
);

/** The account whose points, rising with what is bought, a multiplier can multiply. */
function multiplied(deal: Deal): string[] {
  const isBase = deal.shape === "points" && (deal.earn.kind === "step" || deal.earn.kind === "piece");
  return isBase ? [deal.account] : [];
}

function fills(deal: Deal): string[] {
  if (deal.shape === "points") return deal.earn.kind === "multiplier" ? [] : [deal.account];
  if (deal.shape !== "receipt") return [];
  return deal.tiers.flatMap(({ reward }) => (reward.kind === "points" ? [reward.account] : []));
}
