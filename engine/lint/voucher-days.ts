/** Vouchers whose days do not fit those of the promotions that issue and take them: a customer holds paper that no till takes. */

import type { VoucherDeal } from "../deal.ts";
import { goodDays } from "../earn/vouchers.ts";
import { dayAfter } from "../finding/calendar.ts";
import type { PromotionData } from "../promotion.ts";
import { seriesOf } from "./coupon-series.ts";
import { check, dayText, listing, naming } from "./finding.ts";

export const voucherDays = check(
  { "voucher-never-good": "error", "voucher-over": "warning", "voucher-beyond-taker": "warning" },
  ({ promotions, data, options: { today } }, report) => {
    for (const { data: issuer, deals } of promotions) {
      const { it, en } = naming(issuer);
      for (const deal of deals) {
        if (deal.shape !== "voucher") continue;
        const first = latest([issuer.valid?.from, today]);
        const begins = first === undefined ? undefined : goodDays(deal, first);
        if (begins !== undefined && begins.validTo < begins.validFrom) {
          const [from, to] = [dayText(begins.validFrom), dayText(begins.validTo)];
          report("voucher-never-good", [issuer], {
            it: `${it} emette buoni "${deal.series}" validi al più fino al ${to.it}, ma il primo varrebbe dal ${from.it}: non ne emetterà mai. Correggere le date.`,
            en: `${en} issues vouchers "${deal.series}" good up to ${to.en} at most, but the first would be good from ${from.en}: it will never issue any. Correct the dates.`,
          });
          continue;
        }
        const last = lastIssued(deal);
        if (last !== undefined && (issuer.valid?.to === undefined || issuer.valid.to > last)) {
          const day = dayText(last);
          report("voucher-over", [issuer], {
            it: `${it} dura più dei suoi buoni "${deal.series}": dopo il ${day.it} non ne emette più. Farla finire quel giorno, o prolungare i buoni.`,
            en: `${en} lasts longer than its vouchers "${deal.series}": after ${day.en} it issues none. End it on that day, or prolong the vouchers.`,
          });
        }
        const takers = data.promotions.filter((one) => seriesOf(one).has(deal.series));
        const until = latest(takers.map(({ valid }) => valid?.to ?? ENDLESS));
        const good = lastGood(deal, issuer);
        if (until !== undefined && good > until) {
          const names = listing(takers);
          const day = dayText(until);
          const long =
            good === ENDLESS
              ? LONGER
              : { it: `fino al ${dayText(good).it}`, en: `up to ${dayText(good).en}` };
          report("voucher-beyond-taker", [issuer, ...takers], {
            it: `${it} emette buoni "${deal.series}" validi ${long.it}, ma chi li accetta (${names.it}) finisce il ${day.it}: dopo, il cliente ha in mano un buono che nessuna cassa accetta. Prolungare chi li accetta, o accorciare i buoni.`,
            en: `${en} issues vouchers "${deal.series}" good ${long.en}, but what takes them (${names.en}) ends on ${day.en}: after that the customer holds a voucher that no till takes. Prolong what takes them, or shorten the vouchers.`,
          });
        }
        const since = earliest(takers.map(({ valid }) => valid?.from));
        if (since !== undefined && begins !== undefined && begins.validFrom < since) {
          const names = listing(takers);
          const [from, day] = [dayText(begins.validFrom), dayText(since)];
          report("voucher-beyond-taker", [issuer, ...takers], {
            it: `${it} emette buoni "${deal.series}" validi dal ${from.it}, ma chi li accetta (${names.it}) comincia il ${day.it}: prima nessuna cassa li accetta. Dire "from": "${since}" nel buono, o far cominciare prima chi li accetta.`,
            en: `${en} issues vouchers "${deal.series}" good from ${from.en}, but what takes them (${names.en}) begins on ${day.en}: before that no till takes them. Say "from": "${since}" in the voucher, or begin what takes them earlier.`,
          });
        }
      }
    }
  },
);

/** After every day. */
const ENDLESS = "9999-12-31";
const LONGER = { it: "sempre più avanti", en: "ever later" };

/** The last day on which one is issued; undefined where it goes on for ever. */
function lastIssued({ to, fromDays }: VoucherDeal): string | undefined {
  return to === undefined ? undefined : dayAfter(to, -fromDays);
}

/** The last day on which the last one issued is good. */
function lastGood(deal: VoucherDeal, { valid }: PromotionData): string {
  const last = lastIssued(deal);
  const until = valid?.to !== undefined && (last === undefined || valid.to < last) ? valid.to : last;
  return until === undefined ? ENDLESS : goodDays(deal, until).validTo;
}

function latest(days: readonly (string | undefined)[]): string | undefined {
  return days
    .filter((day) => day !== undefined)
    .sort()
    .at(-1);
}

/** Undefined where one of them has always been. */
function earliest(days: readonly (string | undefined)[]): string | undefined {
  return days.includes(undefined) ? undefined : [...days].sort().at(0);
}
