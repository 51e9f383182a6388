/** Every reason why a promotion gave nothing. */

import { type Deal, givesMoney } from "../deal.ts";
import type { Reason } from "../effect.ts";
import { tenderReasons, unmet } from "../finding/condition.ts";
import { ineligibility, remainingOf } from "../finding/eligibility.ts";
import { freeCoupons } from "../finding/purse.ts";
import { allowanceOf } from "../layer/allowance.ts";
import { sheetAsked } from "../layer/layer-start.ts";
import { balanceLeft, balanceOf, burnOf, chosenTimes, isChosen } from "../layer/quota.ts";
import type { Promotion } from "../rule-set.ts";
import { cameToNothing, type Entry, type Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";
import { couldApply, wouldGive } from "./coupon-outcome.ts";
import { shortfallsOf } from "./shortfall.ts";
import { outsider, shutOutBy } from "./shut-out.ts";

/** What stands around its mechanics comes first; what its goods lack is told where nothing else is in the way. */
export function whyNot(run: Run, promotion: Promotion, entry: Entry | undefined): Reason[] {
  const unknown = promotion.deals.findIndex(({ shape }) => shape === "unknown");
  if (unknown !== -1) {
    return [{ kind: "unknown-mechanic", mechanic: promotion.data.mechanics[unknown]!.kind }];
  }
  const closed = ineligibility(promotion.data, run.context);
  const sheet = sheetAsked(run, promotion);
  // A coupon that went to another promotion is not missing: the promotion was outbid.
  const hasCoupon = (series: string) => run.purse.usable.has(series);
  const reasons = [
    ...closed,
    ...(promotion.requires === undefined
      ? []
      : unmet(promotion.requires, { sheet, context: run.context, hasCoupon })),
  ];
  for (const deal of promotion.deals) {
    for (const reason of blockReasons(run, promotion, entry, deal)) {
      if (!reasons.some(({ kind }) => kind === "card-missing" && kind === reason.kind)) reasons.push(reason);
    }
  }
  if (reasons.length > 0) return reasons;
  if (entry === undefined) {
    const by = shutOutBy(run, promotion);
    if (by.length > 0 && couldApply(run, promotion)) return [{ kind: "outbid", by }];
    // Nothing in the basket led to it: its coupon did, or its goods are those of another world.
    entry = outsider(run, promotion);
  }
  // Whoever could not have given anything alone has lost to nobody.
  const couldGive = !promotion.deals.some(givesMoney) || wouldGive(run, entry);
  const winners = [...entry.outbidBy].filter((id) => !cameToNothing(run, id));
  const by = new Set([...winners, ...couponHolders(run, promotion)]);
  if (by.size > 0 && couldGive) return [{ kind: "outbid", by: [...by].sort(compareText) }];
  const refused = refusedBy(run, entry);
  if (refused.length > 0) return refused;
  if (neverWithin(promotion)) return [{ kind: "limit-reached", limit: "units" }];
  for (const deal of promotion.deals) reasons.push(...shortReasons(run, entry, deal));
  return reasons.length > 0 ? reasons : [{ kind: "saves-nothing" }];
}

/** What stands in the way of a mechanic, whatever is in the basket: payment, choice, balance, card. */
function blockReasons(run: Run, promotion: Promotion, entry: Entry | undefined, deal: Deal): Reason[] {
  const { customer } = run.context;
  if (deal.shape === "receipt" && deal.tenders !== undefined) {
    return tenderReasons(deal.tenders, Math.max(1, deal.tiers[0]!.spendCents), run.context);
  }
  if (deal.shape === "voucher" && deal.personal && customer === undefined) return [{ kind: "card-missing" }];
  const burn = burnOf(deal);
  if (isChosen(deal) && chosenTimes(run, promotion.data.id) < 1) return [{ kind: "reward-not-chosen" }];
  if (burn === undefined) return [];
  if (customer === undefined) return [{ kind: "card-missing" }];
  const left = entry === undefined ? balanceOf(run, burn.account) : balanceLeft(run, entry, deal, burn);
  const points = burn.each - left;
  return points > 0 ? [{ kind: "balance-short", account: burn.account, points }] : [];
}

/** What a mechanic lacks for its first time. */
function shortReasons(run: Run, entry: Entry, deal: Deal): Reason[] {
  return shortfallsOf(run, entry, deal).flatMap((short): Reason[] => {
    const { pieces, amountCents, measureThousandths, slot, isMore } = short;
    if (isMore) return [];
    if (pieces !== undefined) {
      return [{ kind: "units-short", pieces, ...(slot === undefined ? {} : { slot }) }];
    }
    if (amountCents !== undefined) return [{ kind: "amount-short", amountCents }];
    return measureThousandths === undefined ? [] : [{ kind: "measure-short", measureThousandths }];
  });
}

/** Who used up the coupons that the promotion asks for, where none is left. */
function couponHolders(run: Run, { series }: Promotion): string[] {
  const taken = series.filter((name) => freeCoupons(run.purse, name).length === 0);
  return [...run.purse.usedBy].flatMap(([coupon, id]) => (taken.includes(coupon.series) ? [id] : []));
}

/** It would give something, but not as little as is left: it is one that rather gives nothing. */
function refusedBy(run: Run, entry: Entry): Reason[] {
  const { id, limits } = entry.promotion.data;
  if (limits?.exceeding !== "refuse" || !wouldGive(run, entry, () => allowanceOf(undefined))) return [];
  if (!wouldGive(run, entry)) return [{ kind: "limit-reached", limit: "amountCents" }];
  const left = remainingOf(run.context, id);
  return wouldGive(run, entry, () => allowanceOf(limits, left)) ? [] : [{ kind: "used-up" }];
}

/** Its limit on units is smaller than one of its sets. */
function neverWithin({ deals, data }: Promotion): boolean {
  const most = data.limits?.units ?? Number.MAX_SAFE_INTEGER;
  return deals.every((deal) => leastUnits(deal) > most);
}

/** Units that one application claims at least. */
export function leastUnits(deal: Deal): number {
  if (deal.shape === "slots") return deal.slots.reduce((sum, { min }) => sum + min, 0);
  return deal.shape === "set" ? deal.size : 0;
}
