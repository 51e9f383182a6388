/** Whether a promotion is in play in its layer, and what it competes for with others. */

import type { Cents } from "../basket.ts";
import { waysFor } from "../finding/condition.ts";
import { freeCoupons } from "../finding/purse.ts";
import { burnOf, quotaOf } from "../layer/quota.ts";
import type { LayerData } from "../promotion.ts";
import { type Member, NO_COUPONS, NO_WAYS, NOTHING } from "./member.ts";
import type { Entry, Run } from "./run.ts";
import type { Sheet } from "./sheet.ts";

/** What a layer of a world stands on. */
export interface Floor extends Pick<Run, "ruleSet" | "context" | "purse" | "tags" | "burnt"> {
  readonly sheet: Sheet;
  /** Those that give points or vouchers. */
  readonly earners: readonly Member[];
  /** What is left of each unit before the layer. */
  readonly start: readonly Cents[];
}

/** A layer and everybody of it, in the rule set's order. */
interface Staffed {
  readonly layer: LayerData;
  readonly members: readonly Member[];
}

const FREE: Member["ways"] = [[]];

/** Its standing hangs on more than its own goods: it has to be looked at whenever anything changes. */
export function isWatchful({ promotion }: Member): boolean {
  return promotion.requires !== undefined || promotion.hasQuota || !promotion.isFree;
}

/**
 * Finds out whether the member is in play, by which coupons, how often; answers whether that has changed. In a stack
 * conditions and quotas are asked at its turn.
 */
export function stand(floor: Floor, layer: Staffed, member: Member): boolean {
  if (!isWatchful(member)) {
    const ways = member.isAwake ? FREE : NO_WAYS;
    if (ways === member.ways) return false;
    member.ways = ways;
    return true;
  }
  const { purse } = floor;
  const { series } = member.promotion;
  const ways = waysNow(floor, layer, member);
  const isStack = layer.layer.mode === "stack";
  const quotas = ways.length === 0 || isStack ? undefined : quotasNow(floor, layer, member);
  // Its quota is asked at its turn, but what the balance pays for may change without any of its goods.
  const burntBefore = isStack ? burntOf(floor, member) : NOTHING;
  const coupons = series.length === 0 ? NO_COUPONS : series.flatMap((name) => freeCoupons(purse, name));
  const isSame =
    isAlike(ways, member.ways) &&
    isAlike(quotas ?? NOTHING, member.quotas ?? NOTHING) &&
    isAlike(burntBefore, member.burntBefore) &&
    coupons.length === member.coupons.length &&
    coupons.every((coupon, i) => coupon === member.coupons[i]);
  member.ways = ways;
  member.coupons = coupons;
  member.quotas = quotas;
  member.burntBefore = burntBefore;
  return !isSame;
}

function burntOf({ burnt }: Floor, { promotion: { hasQuota, deals } }: Member): readonly number[] {
  return hasQuota ? deals.map((deal) => burnt.get(burnOf(deal)?.account ?? "") ?? 0) : NOTHING;
}

function waysNow({ context, purse, tags, sheet, start }: Floor, { layer }: Staffed, member: Member) {
  const { requires, data } = member.promotion;
  if (!member.isAwake) return NO_WAYS;
  const holder = data.excludes?.map((tag) => tags.get(tag)).find((id) => id !== undefined);
  member.barBy(holder);
  if (holder !== undefined) return NO_WAYS;
  if (requires === undefined || layer.mode === "stack") return FREE;
  const hasCoupon = (series: string) => freeCoupons(purse, series).length > 0;
  return waysFor(requires, { sheet: { ...sheet, left: start as Cents[] }, context, hasCoupon });
}

/** How often its deals may apply, on the prices that the layer starts from. */
function quotasNow(floor: Floor, { members }: Staffed, { promotion }: Member) {
  if (!promotion.hasQuota) return undefined;
  const { ruleSet, context, purse, tags, burnt, sheet, start } = floor;
  // Nobody has got anything of this layer yet.
  const entries = members.filter((one) => one.promotion.hasQuota).map(untouched);
  const run: Run = {
    ruleSet,
    context,
    purse,
    tags,
    burnt,
    sheet: { ...sheet, left: start as Cents[] },
    entries,
    waiting: [],
    isOnlyWorld: true,
    reports: [],
    starts: new Map(),
  };
  const mine = entries.find((entry) => entry.promotion === promotion)!;
  return promotion.deals.map((deal) => quotaOf(run, mine, deal));
}

function untouched({ promotion, lines, ways }: Member): Entry {
  return {
    promotion,
    lines,
    ways,
    quotas: undefined,
    cuts: [],
    grants: [],
    couponIds: [],
    applied: false,
    conditionMet: ways.length > 0,
    outbidBy: new Set(),
  };
}

/** Exclusion tags, coupons and balances: whoever wants the same one can't be looked at alone. */
export function wantsOf({ promotion }: Member): readonly string[] {
  const { data, series, hasQuota, isFree, deals } = promotion;
  if (isFree && !hasQuota) return NO_WANTS;
  const accounts = deals.flatMap((deal) => burnOf(deal)?.account ?? []);
  return [
    ...(data.excludes ?? []).map((tag) => `tag ${tag}`),
    ...series.map((name) => `coupon ${name}`),
    ...accounts.map((account) => `account ${account}`),
  ];
}

const NO_WANTS: readonly string[] = [];

function isAlike(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((one, i) => String(one) === String(b[i])));
}
