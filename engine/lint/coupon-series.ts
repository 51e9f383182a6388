/** Coupons that promotions ask for, held against those that HQ keeps. */

import type { PromotionData } from "../promotion.ts";
import type { Draft } from "./draft.ts";
import { check, dayText, listing, naming } from "./finding.ts";
import { conditionsOf, needsCoupon } from "./walk.ts";

/** One series of coupons, as far as promotions see it. */
export interface CouponSeries {
  readonly series: string;
  /** First and last day, "YYYY-MM-DD", both included. */
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
  /** Coupons of it are out, or one code is printed for everybody: it can be shown without having been earned. */
  readonly isOut: boolean;
}

/** Warnings all: rules and coupons are published one after the other. */
export const couponSeries = check(
  {
    "coupon-unknown": "warning",
    "coupon-not-out": "warning",
    "coupon-over": "warning",
    "coupon-unused": "warning",
  },
  (draft, report) => {
    const { coupons, today } = draft.options;
    if (coupons === undefined) return;
    const kept = new Map(coupons.map((one) => [one.series, one]));
    const issued = issuedIn(draft);
    const asked = new Map<string, PromotionData[]>();
    for (const promotion of draft.data.promotions) {
      for (const series of seriesOf(promotion)) {
        const known = asked.get(series);
        if (known === undefined) asked.set(series, [promotion]);
        else known.push(promotion);
      }
    }
    for (const [series, askers] of asked) {
      const one = kept.get(series);
      const { it, en } = askers.length === 1 ? naming(askers[0]!) : listing(askers);
      // Vouchers say themselves what they are worth and how long.
      if (one === undefined && issued.has(series)) continue;
      if (one === undefined) {
        report("coupon-unknown", askers, {
          it: `${it}: nessuna serie di coupon si chiama "${series}", e la cassa rifiuterà ogni coupon. Aggiungere la serie, o correggere il nome.`,
          en: `${en}: no coupon series is called "${series}", and the till will refuse every coupon. Add the series, or correct its name.`,
        });
        continue;
      }
      if (!one.isOut && !issued.has(series)) {
        report("coupon-not-out", askers, {
          it: `${it}: della serie "${series}" non c'è ancora alcun coupon, e nessuna promozione ne emette. Distribuire i coupon, o dare alla serie un codice per tutti.`,
          en: `${en}: there is no coupon of series "${series}" yet, and no promotion issues any. Hand coupons out, or give the series one code for everybody.`,
        });
      }
      for (const promotion of askers) {
        const why =
          issued.has(series) || !needsCoupon(promotion, series) ? undefined : isOver(one, promotion, today);
        if (why === undefined) continue;
        const name = naming(promotion);
        report("coupon-over", [promotion], {
          it: `${name.it} chiede un coupon della serie "${series}", che ${why.it}: non si applicherà mai. Cambiare le date della serie, o quelle della promozione.`,
          en: `${name.en} asks for a coupon of series "${series}", which ${why.en}: it will never apply. Change the dates of the series, or those of the promotion.`,
        });
      }
    }
    for (const { series, validTo } of coupons) {
      // Of a series that has ended nobody expects a promotion.
      if (asked.has(series) || (validTo !== undefined && today !== undefined && validTo < today)) continue;
      report("coupon-unused", [], {
        it: `Nessuna promozione accetta i coupon della serie "${series}": la cassa li rifiuterà. Pubblicare la promozione, o togliere la serie.`,
        en: `No promotion takes coupons of series "${series}": the till will refuse them. Publish the promotion, or take the series out.`,
      });
    }
  },
);

/** The series of which some promotion gives vouchers. */
export function issuedIn({ promotions }: Draft): ReadonlySet<string> {
  const deals = promotions.flatMap((promotion) => promotion.deals);
  return new Set(deals.flatMap((deal) => (deal.shape === "voucher" ? [deal.series] : [])));
}

/** Coupons that help: within a `not` they don't. */
export function seriesOf({ requires }: PromotionData): ReadonlySet<string> {
  return new Set(
    conditionsOf(requires).flatMap(({ condition, denied }) =>
      condition.kind === "coupon" && denied === 0 ? [condition.series] : [],
    ),
  );
}

/** No day is left on which promotion and coupon are both good. */
function isOver({ validFrom, validTo }: CouponSeries, { valid }: PromotionData, today?: string) {
  if (validTo !== undefined && today !== undefined && validTo < today) {
    return { it: `è scaduta il ${dayText(validTo).it}`, en: `expired on ${dayText(validTo).en}` };
  }
  if (validTo !== undefined && valid?.from !== undefined && validTo < valid.from) {
    return {
      it: `scade il ${dayText(validTo).it}, prima che la promozione cominci`,
      en: `expires on ${dayText(validTo).en}, before the promotion begins`,
    };
  }
  if (validFrom !== undefined && valid?.to !== undefined && valid.to < validFrom) {
    return {
      it: `vale dal ${dayText(validFrom).it}, quando la promozione è finita`,
      en: `is good from ${dayText(validFrom).en} on, when the promotion is over`,
    };
  }
  return undefined;
}
