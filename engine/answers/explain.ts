/** For every promotion that touches the articles, the customer or the coupons: applied, or every reason why not. */

import type { Basket } from "../basket.ts";
import type { Context } from "../context.ts";
import { type Deal, givesMoney } from "../deal.ts";
import type { Effect, Explanation, Reason } from "../effect.ts";
import { unmet } from "../finding/condition.ts";
import { ineligibility, remainingOf } from "../finding/eligibility.ts";
import { alwaysAsked, naming, promotionsFor, waitingFor } from "../finding/finder.ts";
import { freeCoupons } from "../finding/purse.ts";
import { watched } from "../finding/watched.ts";
import { allowanceOf } from "../layer/allowance.ts";
import { sheetAsked } from "../layer/layer-start.ts";
import { balanceLeft, balanceOf, burnOf, chosenTimes, isChosen } from "../layer/quota.ts";
import { coveredBy } from "../layer/tender.ts";
import type { UnreadPromotion } from "../promotion.ts";
import { byRank, type Promotion, type RuleSet } from "../rule-set.ts";
import { play } from "../world/open.ts";
import type { Entry, Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";
import { couldApply, wouldGive } from "./coupon-outcome.ts";
import { shortfallsOf } from "./shortfall.ts";
import { outsider, shutOutBy } from "./shut-out.ts";

/**
 * In the rule set's order; then the promotions that this version can't read, since nobody knows what they touch. Refused coupons count as presented: their promotions are explained too.
 */
export function explain(ruleSet: RuleSet, basket: Basket, context: Context): Explanation[] {
  const { run, effects } = play(ruleSet, basket, context);
  const entries = new Map(run.entries.map((entry) => [entry.promotion, entry]));
  const { finder } = ruleSet;
  const promotions = new Set([...entries.keys(), ...alwaysAsked(finder)]);
  const addIfTouched = (promotion: Promotion) => {
    const matchers = promotion.deals.flatMap(watched);
    const isTouched = run.sheet.lines.some((line) => matchers.some((one) => one.matches(line)));
    if (isTouched) promotions.add(promotion);
  };
  for (const line of run.sheet.lines) {
    for (const promotion of promotionsFor(finder, line)) {
      // A gift is found by what deserves it.
      if (promotion.asks) promotions.add(promotion);
      else addIfTouched(promotion);
    }
  }
  for (const { series } of context.coupons) {
    for (const promotion of naming(finder, series)) promotions.add(promotion);
  }
  // Those that wait for a coupon nobody showed are not candidates, but the customer may have read of them.
  for (const promotion of waitingFor(finder)) addIfTouched(promotion);
  const explained = [...promotions]
    .sort(byRank)
    .map((promotion) => explanationOf(run, promotion, entries.get(promotion), effects));
  return [...explained, ...ruleSet.unread.map(notUnderstood)];
}

function notUnderstood({ id, name, reason }: UnreadPromotion): Explanation {
  const reasons: Reason[] = [{ kind: "not-understood", because: reason }];
  return { promotionId: id, name, applied: false, times: 0, amountCents: 0, points: 0, reasons };
}

function explanationOf(
  run: Run,
  promotion: Promotion,
  entry: Entry | undefined,
  effects: readonly Effect[],
): Explanation {
  const { id, name } = promotion.data;
  let times = 0;
  let amountCents = 0;
  let points = 0;
  let stamps = 0;
  let vouchers = 0;
  for (const effect of effects) {
    if (effect.promotionId !== id) continue;
    switch (effect.kind) {
      case "price-modifier":
        times += effect.times;
        amountCents += effect.amountCents;
        continue;
      // What is asked for or taken away again is nothing that the customer has got.
      case "gift":
      case "gift-withdrawn":
        continue;
      case "points":
        points += effect.points;
        break;
      case "stamps":
        stamps += Math.max(0, effect.stamps);
        break;
      case "voucher":
        vouchers += effect.pieces;
        break;
      case "reward":
      case "message":
        break;
      default:
        effect satisfies never;
    }
    times = Math.max(times, 1);
  }
  const applied = times > 0;
  const reasons = applied ? limitReasons(run, entry!) : whyNot(run, promotion, entry);
  return {
    promotionId: id,
    name,
    applied,
    times,
    amountCents,
    points,
    ...(stamps > 0 ? { stamps } : {}),
    ...(vouchers > 0 ? { vouchers } : {}),
    reasons,
  };
}

function whyNot(run: Run, promotion: Promotion, entry: Entry | undefined): Reason[] {
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
  for (const reason of blockReasons(run, promotion, entry)) {
    if (!reasons.some(({ kind }) => kind === "card-missing" && kind === reason.kind)) reasons.push(reason);
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
  const by = new Set([...entry.outbidBy, ...couponHolders(run, promotion)]);
  if (by.size > 0 && couldGive) return [{ kind: "outbid", by: [...by].sort(compareText) }];
  const refused = refusedBy(run, entry);
  if (refused.length > 0) return refused;
  if (neverWithin(promotion)) return [{ kind: "limit-reached", limit: "units" }];
  for (const { pieces, amountCents, measureThousandths, slot, isMore } of shortfallsOf(run, entry)) {
    if (isMore) continue;
    if (pieces !== undefined) {
      reasons.push({ kind: "units-short", pieces, ...(slot === undefined ? {} : { slot }) });
    }
    if (amountCents !== undefined) reasons.push({ kind: "amount-short", amountCents });
    if (measureThousandths !== undefined) reasons.push({ kind: "condition-not-met", condition: "measure" });
  }
  return reasons.length > 0 ? reasons : [{ kind: "saves-nothing" }];
}

/** What stands in the way of its mechanics, whatever is in the basket: payment, choice, balance, card. */
function blockReasons(run: Run, promotion: Promotion, entry: Entry | undefined): Reason[] {
  const reasons: Reason[] = [];
  const { customer } = run.context;
  for (const deal of promotion.deals) {
    if (
      deal.shape === "receipt" &&
      deal.tenders !== undefined &&
      coveredBy(deal.tenders, run.context) === 0
    ) {
      reasons.push({ kind: "tender-missing", tenders: deal.tenders });
    }
    if (deal.shape === "voucher" && deal.personal && customer === undefined) {
      reasons.push({ kind: "card-missing" });
    }
    const burn = burnOf(deal);
    if (isChosen(deal) && chosenTimes(run, promotion.data.id) < 1) {
      reasons.push({ kind: "reward-not-chosen" });
    } else if (burn !== undefined && customer === undefined) {
      reasons.push({ kind: "card-missing" });
    } else if (burn !== undefined) {
      const left = entry === undefined ? balanceOf(run, burn.account) : balanceLeft(run, entry, deal, burn);
      const points = burn.each - left;
      if (points > 0) reasons.push({ kind: "balance-short", account: burn.account, points });
    }
  }
  return reasons;
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

function leastUnits(deal: Deal): number {
  if (deal.shape === "slots") return deal.slots.reduce((sum, { min }) => sum + min, 0);
  return deal.shape === "set" ? deal.size : 0;
}

/** A promotion that applied as often as it may. */
function limitReasons(run: Run, entry: Entry): Reason[] {
  const { id, limits } = entry.promotion.data;
  const { applications, units, unitsPerLine, amountCents } = limits ?? {};
  let times = 0;
  let pieces = 0;
  let cents = 0;
  for (const cut of entry.cuts) {
    times += cut.times;
    pieces += cut.units.length;
    for (const off of cut.cents) cents += off;
  }
  const reasons: Reason[] = [];
  if (applications !== undefined && times >= applications) {
    reasons.push({ kind: "limit-reached", limit: "applications" });
  }
  if (units !== undefined && pieces >= units) reasons.push({ kind: "limit-reached", limit: "units" });
  if (amountCents !== undefined && cents >= amountCents) {
    reasons.push({ kind: "limit-reached", limit: "amountCents" });
  }
  if (unitsPerLine !== undefined && isLineFull(run, entry, unitsPerLine)) {
    reasons.push({ kind: "limit-reached", limit: "unitsPerLine" });
  }
  const left = remainingOf(run.context, id);
  if (times >= (left.applications ?? Infinity) || cents >= (left.amountCents ?? Infinity)) {
    reasons.push({ kind: "used-up" });
  }
  return reasons;
}

/** Of some line it took all that it may, and there is more of it. */
function isLineFull({ sheet }: Run, { cuts }: Entry, most: number): boolean {
  const taken = new Map<number, number>();
  for (const { units } of cuts) {
    for (const unit of units) {
      const line = sheet.lineOf[unit]!;
      taken.set(line, (taken.get(line) ?? 0) + 1);
    }
  }
  return [...taken].some(([line, units]) => units >= most && sheet.lines[line]!.pieces > most);
}
