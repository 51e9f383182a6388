/** Every reason why a promotion gave nothing. */

import type { Deal } from "../deal.ts";
import { isGiftRefused } from "../earn/gifts.ts";
import { goodDays } from "../earn/vouchers.ts";
import type { Reason } from "../effect.ts";
import { tenderReasons, unmet } from "../finding/condition.ts";
import { ineligibility } from "../finding/eligibility.ts";
import { asks, isGift } from "../finding/gift.ts";
import { freeCoupons } from "../finding/purse.ts";
import { sheetAsked } from "../layer/layer-start.ts";
import { balanceLeft, balanceOf, burnOf, chosenTimes, isChosen } from "../layer/quota.ts";
import { goodsShortOf } from "../layer/tender.ts";
import type { Promotion } from "../rule-set.ts";
import { cameToNothing, type Entry, type Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";
import { couldApply, wouldGive } from "./alone.ts";
import { shortfallsOf } from "./shortfall.ts";
import { outsider, shutOutBy } from "./shut-out.ts";

/** What stands around its mechanics comes first, then what its goods lack; who won instead is asked only where nothing else is in the way. */
export function whyNot(run: Run, promotion: Promotion, entry: Entry | undefined): Reason[] {
  const { data, deals, layer } = promotion;
  const unknown = deals.findIndex(({ shape }) => shape === "unknown");
  if (unknown !== -1) return [{ kind: "unknown-mechanic", mechanic: data.mechanics[unknown]!.kind }];
  if (layer < 0) return [{ kind: "not-understood", because: `there is no layer "${data.layer}"` }];
  const frame = [...ineligibility(data, run.context), ...conditionReasons(run, promotion)];
  const isCardNamed = frame.some(({ kind }) => kind === "card-missing");
  const blocks = deals.map((deal) =>
    blockReasons(run, promotion, entry, deal).filter(({ kind }) => kind !== "card-missing" || !isCardNamed),
  );
  const blocked = [...frame, ...distinct(blocks.flat())];
  const asked = entry ?? outsider(run, promotion);
  const free = deals.filter((_, index) => blocks[index]!.length === 0);
  // Nobody asks for a gift that is not deserved yet.
  const isDeserved = frame.length === 0;
  const short = free.flatMap((deal) => shortReasons(run, asked, deal, isDeserved));
  // What its condition lacks is not said twice.
  if (frame.length > 0) return distinct([...blocked, ...short]);
  if (free.length === 0) return blocked;
  const others = rivalReasons(run, promotion, asked, entry === undefined);
  if (others.length > 0) return [...blocked, ...others];
  const reasons = [...blocked, ...short];
  return reasons.length > 0 ? reasons : [{ kind: "saves-nothing" }];
}

function conditionReasons(run: Run, promotion: Promotion): Reason[] {
  if (promotion.requires === undefined) return [];
  const sheet = sheetAsked(run, promotion);
  // A coupon that went to another promotion is not missing: the promotion was outbid.
  const hasCoupon = (series: string) => run.purse.usable.has(series);
  return unmet(promotion.requires, { sheet, context: run.context, hasCoupon }).flatMap((reason) =>
    reason.kind === "coupon-missing" ? couponReasons(run, reason) : [reason],
  );
}

/** Who won instead, or which limit was in the way. An outsider is one that nothing in the chosen world led to. */
function rivalReasons(run: Run, promotion: Promotion, entry: Entry, isOutsider: boolean): Reason[] {
  if (isOutsider) {
    const by = shutOutBy(run, promotion);
    if (by.length > 0 && couldApply(run, promotion, "left")) return [{ kind: "outbid", by }];
  }
  const winners = [...entry.outbidBy].filter((id) => !cameToNothing(run, id));
  const by = new Set([...winners, ...couponHolders(run, promotion)]);
  // Whoever could not have given anything alone has lost to nobody.
  if (by.size > 0 && wouldGive(run, entry, "left"))
    return [{ kind: "outbid", by: [...by].sort(compareText) }];
  const isNoGift = promotion.deals.some((deal) => isGift(deal) && isGiftRefused(run, deal));
  return isNoGift ? [{ kind: "not-discountable" }] : refusedBy(run, entry);
}

function distinct(reasons: readonly Reason[]): Reason[] {
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}

/** A coupon that is refused because its promotions are closed is there: why they are closed has been said. */
function couponReasons(
  { context, purse }: Run,
  missing: Extract<Reason, { kind: "coupon-missing" }>,
): Reason[] {
  const shown = context.coupons.filter(({ series }) => series === missing.series);
  if (shown.length === 0) return [missing];
  return shown.slice(0, 1).flatMap((coupon): Reason[] => {
    const why = purse.refused.get(coupon)!;
    const isItsOwn = coupon.refusal !== undefined || coupon.customerId !== undefined;
    return isItsOwn ? [{ kind: "coupon-refused", series: coupon.series, why }] : [];
  });
}

/** What stands in the way of a mechanic, whatever is in the basket: payment, choice, balance, card. */
function blockReasons(run: Run, promotion: Promotion, entry: Entry | undefined, deal: Deal): Reason[] {
  const { customer } = run.context;
  if (deal.shape === "receipt" && deal.tenders !== undefined) {
    const least = Math.max(1, deal.tiers[0]!.spendCents);
    // What the others leave grows with the goods: these are short.
    if (goodsShortOf(deal.tenders, run.context, least) !== undefined) return [];
    return tenderReasons(deal.tenders, least, run.context);
  }
  if (deal.shape === "voucher" && deal.personal && customer === undefined) return [{ kind: "card-missing" }];
  if (deal.shape === "voucher") {
    const { validFrom, validTo } = goodDays(deal, run.context.date);
    if (validTo < validFrom) return [{ kind: "voucher-over", to: validTo }];
  }
  const burn = burnOf(deal);
  if (isChosen(deal) && chosenTimes(run, promotion.data.id) < 1) return [{ kind: "reward-not-chosen" }];
  if (burn === undefined) return [];
  if (customer === undefined) return [{ kind: "card-missing" }];
  const left = entry === undefined ? balanceOf(run, burn.account) : balanceLeft(run, entry, deal, burn);
  const points = burn.each - left;
  return points > 0 ? [{ kind: "balance-short", account: burn.account, points }] : [];
}

/** What a mechanic lacks for its first time. */
function shortReasons(run: Run, entry: Entry, deal: Deal, isDeserved: boolean): Reason[] {
  return shortfallsOf(run, entry, deal).flatMap((short): Reason[] => {
    const { select, pieces, amountCents, measureThousandths, slot, isMore } = short;
    if (isMore || (!isDeserved && asks(deal) && select === deal.select)) return [];
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

/** It would give something, but a set does not fit into its limit, or it is one that gives all or nothing. */
function refusedBy(run: Run, entry: Entry): Reason[] {
  const { limits } = entry.promotion.data;
  if (limits === undefined || wouldGive(run, entry, "left") || !wouldGive(run, entry, "none")) return [];
  if (wouldGive(run, entry)) return [{ kind: "used-up" }];
  // The limit without which it would give something.
  const limit = LIMITS.find((name) => {
    const { [name]: _, ...others } = limits;
    return wouldGive(run, entry, others);
  });
  return [{ kind: "limit-reached", limit: limit ?? "units" }];
}

const LIMITS = ["units", "unitsPerLine", "amountCents"] as const;

/** Units that one application claims at least. */
export function leastUnits(deal: Deal): number {
  if (deal.shape === "slots") return deal.slots.reduce((sum, { min }) => sum + min, 0);
  return deal.shape === "set" ? deal.size : 0;
}
