/** Points, stamps and vouchers of accounts that nobody fills, or that nobody can use. */

import type { Deal } from "../deal.ts";
import { burnOf } from "../layer/quota.ts";
import type { PromotionData } from "../promotion.ts";
import { issuedIn } from "./coupon-series.ts";
import { check, listing, naming } from "./finding.ts";
import { conditionsOf } from "./walk.ts";

export const accounts = check(
  {
    "nothing-to-multiply": "error",
    "account-never-filled": "warning",
    "account-never-used": "warning",
    "voucher-never-taken": "warning",
    "value-of-nothing": "warning",
  },
  (draft, report) => {
    const {
      promotions,
      data: { promotions: all, values },
    } = draft;
    const deals = promotions.flatMap((promotion) => promotion.deals);
    const multiplied = new Set(deals.flatMap(accountsMultiplied));
    const filled = new Set(deals.flatMap(accountsFilledBy));
    const burnt = deals.flatMap((deal) => burnOf(deal) ?? []);
    const used = new Set(burnt.map(({ account }) => account));
    const taken = new Set(
      all.flatMap(({ requires }) =>
        conditionsOf(requires).flatMap(({ condition, denied }) =>
          condition.kind === "coupon" && denied === 0 ? [condition.series] : [],
        ),
      ),
    );
    const fillers = new Map<string, Set<PromotionData>>();
    for (const { data, deals: own } of promotions) {
      const { it, en } = naming(data);
      for (const deal of own) {
        if (deal.shape === "points" && deal.earn.kind === "multiplier" && !multiplied.has(deal.account)) {
          report("nothing-to-multiply", [data], {
            it: `${it} moltiplica i punti del conto "${deal.account}", ma nessuna promozione ne dà per spesa o per pezzo: moltiplica zero. Correggere il conto, o aggiungere i punti di base.`,
            en: `${en} multiplies the points of account "${deal.account}", but no promotion gives any by money or by piece: it multiplies zero. Correct the account, or add the base points.`,
          });
        }
        const burn = burnOf(deal);
        if (burn !== undefined && !filled.has(burn.account)) {
          report("account-never-filled", [data], {
            it: `${it} consuma ${burn.kind === "stamps" ? "bollini" : "punti"} del conto "${burn.account}", che nessuna promozione riempie: contano solo i saldi già esistenti. Correggere il conto, o aggiungere la promozione che lo riempie.`,
            en: `${en} uses up ${burn.kind} of account "${burn.account}", which no promotion fills: only balances that exist already count. Correct the account, or add the promotion that fills it.`,
          });
        }
        if (deal.shape === "voucher" && !taken.has(deal.series)) {
          report("voucher-never-taken", [data], {
            it: `${it} emette buoni della serie "${deal.series}", che nessuna promozione accetta: il cliente non può usarli. Pubblicare anche la promozione che li accetta.`,
            en: `${en} issues vouchers of the series "${deal.series}", which no promotion takes: customers cannot use them. Publish the promotion that takes them too.`,
          });
        }
        const isStamps = deal.shape === "points" && deal.unit === "stamps";
        // Points may be spent elsewhere, unless this rule set shows that they are spent here.
        if (!isStamps && !burnt.some(({ kind }) => kind === "points")) continue;
        for (const account of accountsFilledBy(deal)) {
          if (used.has(account)) continue;
          const known = fillers.get(account);
          if (known === undefined) fillers.set(account, new Set([data]));
          else known.add(data);
        }
      }
    }
    for (const [account, who] of fillers) {
      const { it, en } = who.size === 1 ? naming([...who][0]!) : listing([...who]);
      report("account-never-used", [...who], {
        it: `${it}: nessuna promozione usa i punti o bollini del conto "${account}", e il cliente li raccoglie per niente. Correggere il conto, o aggiungere il premio.`,
        en: `${en}: no promotion uses the points or stamps of account "${account}", and customers collect them for nothing. Correct the account, or add the reward.`,
      });
    }
    const issued = issuedIn(draft);
    const idle = [
      ...Object.keys(values?.thousandPointsCents ?? {}).filter((account) => !filled.has(account)),
      ...Object.keys(values?.voucherCents ?? {}).filter((series) => !issued.has(series)),
    ];
    for (const name of idle) {
      report("value-of-nothing", [], {
        it: `È dichiarato il valore di "${name}", ma nessuna promozione dà quei punti o quei buoni. Correggere il nome, o togliere il valore.`,
        en: `A value of "${name}" is declared, but no promotion gives such points or vouchers. Correct the name, or take the value out.`,
      });
    }
  },
);

/** The account whose points, rising with what is bought, a multiplier can multiply. */
function accountsMultiplied(deal: Deal): string[] {
  const isBase = deal.shape === "points" && (deal.earn.kind === "step" || deal.earn.kind === "piece");
  return isBase ? [deal.account] : [];
}

/** Accounts of points and stamps that the deal fills by itself. */
export function accountsFilledBy(deal: Deal): string[] {
  if (deal.shape === "points") return deal.earn.kind === "multiplier" ? [] : [deal.account];
  if (deal.shape !== "receipt") return [];
  return deal.tiers.flatMap(({ reward }) => (reward.kind === "points" ? [reward.account] : []));
}
