/**
 * What can be told of a promotion from its terms alone, before any basket is there: whether lines can be looked at one
 * by one, whether something must be asked at the end … Told once, so that a scan asks a field and not the deals.
 */

import { type Deal, givesMoney } from "../deal.ts";
import { burnOf } from "../layer/quota.ts";
import type { Condition, PromotionData, Values } from "../promotion.ts";
import { seriesIn } from "./condition.ts";
import { daysOf } from "./eligibility.ts";
import { asks, isGift } from "./gift.ts";
import type { Matcher } from "./selector.ts";
import { filedMatchers, watched } from "./watched.ts";

export class Traits {
  /** Nothing but the day decides whether it is open: the first and the last one, as integers. */
  readonly isOpenByDay: boolean;
  readonly firstDay: number;
  readonly lastDay: number;
  /** It stands alone. */
  readonly isAlone: boolean;
  /** Its condition counts goods or money. */
  readonly asksBasket: boolean;
  /** How often some of its deals may apply hangs on a balance, a choice or the basket. */
  readonly hasQuota: boolean;
  /** Coupon series that it names, if any. */
  readonly series: readonly string[];
  /** It has a layer, and this version knows all of its mechanics. */
  readonly isReadable: boolean;
  /** The finder leads to it from some of its goods only: the others are tested once it is there. */
  readonly isCurious: boolean;
  /** Some of its deals take money off. */
  readonly givesMoney: boolean;
  /** Something is asked for before it is in the basket. */
  readonly asks: boolean;
  /** Some of its deals take no money off, or ask for something at the end. */
  readonly earns: boolean;
  /** It gives points or vouchers whose worth the rule set declares. */
  readonly isValued: boolean;
  /** It does, and stands in a `best` layer. */
  readonly hasValue: boolean;
  /** That is all it gives, and others may want its tag or its coupon: it competes with them in its layer. */
  readonly contends: boolean;
  /** It has no limits, exclusion tags or coupons. */
  readonly isFree: boolean;
  /** It takes each unit, or each line, for itself: what it does on one line does not depend on any other. */
  readonly isSeparable: boolean;
  /** Separable, and each unit for itself. */
  readonly isPlain: boolean;
  /** One deal, whose selector does not look at prices: the finder's word for an article holds every time. */
  readonly isSimple: boolean;
  /** By deal, the least supply (pieces; cents for thresholds) without which it can't take anything off. */
  readonly needs: readonly number[];

  /** `layer` -1: there is no such layer. */
  constructor(
    data: PromotionData,
    layer: number,
    deals: readonly Deal[],
    isValued: boolean,
    isBest: boolean,
  ) {
    const { requires, limits, excludes = [] } = data;
    const days = daysOf(data);
    this.isOpenByDay = days !== undefined;
    this.firstDay = days?.first ?? 0;
    this.lastDay = days?.last ?? 0;
    this.isAlone = data.alone === true;
    const cuts = deals.filter(givesMoney);
    this.asksBasket =
      asksBasket(requires) || deals.some((deal) => isGift(deal) && deal.quota.every !== undefined);
    this.hasQuota = deals.some(hasQuota);
    this.series = requires === undefined ? NO_SERIES : seriesIn(requires);
    const matchers = deals.flatMap(watched);
    this.isReadable = layer >= 0 && deals.every(({ shape }) => shape !== "unknown");
    this.isCurious = filedMatchers(deals).length < matchers.length;
    this.givesMoney = cuts.length > 0;
    this.asks = deals.some(asks);
    this.earns = deals.some((deal) => !givesMoney(deal) || asksLater(deal));
    this.isFree = limits === undefined && excludes.length === 0 && this.series.length === 0;
    this.isValued = isValued;
    this.hasValue = isValued && isBest;
    this.contends = this.hasValue && !this.givesMoney && excludes.length + this.series.length > 0;
    // What comes beside the cuts comes once.
    this.isSeparable = this.isFree && !(this.hasValue && this.givesMoney) && cuts.every(takesEachLine);
    this.isPlain = this.isSeparable && cuts.every((deal) => deal.shape === "unit" && deal.by === "unit");
    this.isSimple = deals.length === 1 && !this.asks && isSimple(deals[0]!) && !matchers.some(looksAtPrices);
    this.needs = needsOf(deals);
  }
}

const NO_SERIES: readonly string[] = [];

/** Some of it is worth something to the customer that is no money today. */
export function hasDeclaredValue(deals: readonly Deal[], values: Values): boolean {
  const { thousandPointsCents = {}, voucherCents = {} } = values;
  const isWorth = (account: string) => (thousandPointsCents[account] ?? 0) > 0;
  return deals.some((deal) => {
    if (deal.shape === "points") return deal.unit === "points" && isWorth(deal.account);
    if (deal.shape === "voucher") return (voucherCents[deal.series] ?? 0) > 0;
    return (
      deal.shape === "receipt" &&
      deal.tiers.some(({ reward }) => reward.kind === "points" && isWorth(reward.account))
    );
  });
}

function asksBasket(condition: Condition | undefined): boolean {
  switch (condition?.kind) {
    case "all":
    case "any":
      return condition.of.some(asksBasket);
    case "not":
      return asksBasket(condition.of);
    default:
      return condition?.kind === "items" || condition?.kind === "basket";
  }
}

function hasQuota(deal: Deal): boolean {
  return (deal.shape === "unit" && deal.quota !== undefined) || burnOf(deal) !== undefined;
}

/** Gifts are asked for, and points burnt, once it is known what was taken; steps of a threshold may give points. */
function asksLater(deal: Deal): boolean {
  if (deal.shape === "receipt")
    return deal.burn !== undefined || deal.tiers.some(({ reward }) => reward.kind === "points");
  return deal.shape === "unit" && (deal.ask !== undefined || deal.burn !== undefined);
}

function takesEachLine(deal: Deal): boolean {
  return deal.shape === "unit" && deal.on === undefined && deal.quota === undefined;
}

function isSimple({ shape }: Deal): boolean {
  return shape === "unit" || shape === "set";
}

function looksAtPrices({ selector: { of, except = [] } }: Matcher): boolean {
  return [...of, ...except].some(
    ({ priceFromCents, priceToCents }) => priceFromCents !== undefined || priceToCents !== undefined,
  );
}

/** Most promotions need one piece. */
const ONE: readonly number[] = [1];

function needsOf(deals: readonly Deal[]): readonly number[] {
  const needs = deals.map(needOf);
  return needs.length === 1 && needs[0] === 1 ? ONE : needs;
}

/** See `Traits.needs`. */
function needOf(deal: Deal): number {
  switch (deal.shape) {
    case "set":
      return deal.size;
    case "slots":
      return deal.slots.reduce((sum, { min }) => sum + min, 0);
    case "scaled":
      return deal.by === "pieces" ? deal.tiers[0]!.from : 1;
    case "receipt":
      return Math.max(1, deal.tiers[0]!.spendCents);
    case "unit":
      // Who asks for a gift is in play before it is there.
      return deal.ask === undefined ? 1 : 0;
    default:
      return 1;
  }
}
