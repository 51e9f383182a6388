/**
 * What a sale commits: the POS says which modifiers it really applied, and they are taken as given. Coupons that led
 * to nothing become free again; points and messages follow what was paid.
 */

import type { Basket, Cents } from "../basket.ts";
import type { Context } from "../context.ts";
import { timesApplied } from "../earn/burns.ts";
import { earn } from "../earn/earn.ts";
import type {
  AppliedModifier,
  CouponOutcome,
  Effect,
  LineTotal,
  PriceModifier,
  VatTotal,
} from "../effect.ts";
import { promotionOf } from "../finding/finder.ts";
import { freeCoupons } from "../finding/purse.ts";
import { shareInProportion } from "../layer/share.ts";
import type { RuleSet } from "../rule-set.ts";
import { opening } from "../world/closing.ts";
import { play } from "../world/open.ts";
import type { Cut, Run } from "../world/run.ts";
import type { Sheet } from "../world/sheet.ts";
import { totalsOf } from "../world/tally.ts";
import { outcomesOf } from "./coupon-outcome.ts";
import { type Used, used } from "./used.ts";

export interface Booked {
  readonly effects: readonly Effect[];
  readonly coupons: { readonly redeemed: readonly string[]; readonly freed: readonly string[] };
  /** What `evaluate` says of the coupons: what the POS was promised, whatever it made of it. */
  readonly promised: readonly CouponOutcome[];
  readonly grossCents: Cents;
  readonly discountCents: Cents;
  readonly totalCents: Cents;
  readonly lines: readonly LineTotal[];
  readonly vat: readonly VatTotal[];
  /** Of limits that outlive the sale: by what the POS applied, and what was earned. */
  readonly used: Readonly<Record<string, Used>>;
}

/**
 * `applied` is taken as given, also where the engine would not have granted it, but a line never goes below zero:
 * what would pass zero is not booked. Shares of lines that the basket does not have are left out.
 */
export function book(
  ruleSet: RuleSet,
  basket: Basket,
  context: Context,
  applied: readonly AppliedModifier[],
): Booked {
  const promised = play(ruleSet, basket, context);
  const couponsOf = new Map(
    promised.run.entries.map((entry) => [entry.promotion.data.id, entry.couponIds] as const),
  );
  const run = opening(promised.world);
  // Of a promotion with several mechanics the POS gives the modifiers in the order in which it got them.
  const cuts = Map.groupBy(
    promised.effects.filter((effect) => effect.kind === "price-modifier"),
    ({ promotionId }) => promotionId,
  );
  const applications: Application[] = [];
  const modifiers = applied.map((one) => {
    const mine = cuts.get(one.promotionId) ?? [];
    const like = mine.length > 1 ? mine.shift() : mine[0];
    const couponIds = claimCoupons(run, one.promotionId, couponsOf.get(one.promotionId) ?? []);
    const modifier = bookModifier(run, like, one, couponIds);
    applications.push({ like, modifier });
    return modifier;
  });
  const counted = countApplications(run, applications);
  keepFixedPoints(promised.run, run, new Set(applied.map(({ promotionId }) => promotionId)));
  keepContenders(promised.run, run);
  // What a means of payment covers hangs on what the POS left to pay.
  const paid = { ...run, context: promised.world.contextAt(run.sheet.left) };
  const earned = earn(paid, run.entries, true);
  const effects = [...modifiers.filter(({ amountCents }) => amountCents > 0), ...earned];
  const redeemed = [...new Set(effects.flatMap(({ couponIds }) => couponIds))];
  const freed = context.coupons
    .filter((coupon) => !run.purse.refused.has(coupon) && !redeemed.includes(coupon.couponId))
    .map(({ couponId }) => couponId);
  const coupons = { redeemed, freed };
  return {
    effects,
    coupons,
    promised: outcomesOf(promised.run),
    used: used(ruleSet, [...counted, ...earned]),
    ...totalsOf(basket, run.sheet),
  };
}

/** What the POS applied of a modifier that it was promised, or of its own accord. */
interface Application {
  readonly like: PriceModifier | undefined;
  readonly modifier: PriceModifier;
}

/**
 * How often each mechanic applied, whatever was promised: points and stamps are burnt by that, limits are used up. One
 * modifier for each that was promised, with what the POS gave of it.
 */
function countApplications(run: Run, applications: readonly Application[]): PriceModifier[] {
  const counted: PriceModifier[] = [];
  const entries = new Map(run.entries.map((entry) => [entry.promotion.data.id, entry]));
  // A POS may lay one modifier on its lines in several.
  const byModifier = Map.groupBy(applications, ({ modifier }) => modifier.modifierId);
  for (const [modifierId, parts] of byModifier) {
    const { like, modifier } = parts[0]!;
    const amountCents = parts.reduce((sum, part) => sum + part.modifier.amountCents, 0);
    const times = timesApplied(modifier.times, like?.amountCents ?? amountCents, amountCents);
    counted.push({ ...modifier, times, amountCents });
    const entry = entries.get(modifier.promotionId);
    if (entry === undefined) continue;
    const dealIndex = Number(modifierId.slice(modifier.promotionId.length + 1) || 1) - 1;
    (entry.cuts as Cut[]).push({ dealIndex, times, units: [], cents: [] });
  }
  return counted;
}

/** The coupons that the evaluation spent on the promotion, or free ones of the series it asks for. */
function claimCoupons(run: Run, promotionId: string, promised: readonly string[]): string[] {
  const entry = run.entries.find(({ promotion }) => promotion.data.id === promotionId);
  if (entry?.applied) return [...entry.couponIds];
  const couponIds: string[] = [];
  for (const series of entry?.promotion.series ?? []) {
    const free = freeCoupons(run.purse, series);
    const coupon = free.find(({ couponId }) => promised.includes(couponId));
    if (coupon === undefined) continue;
    run.purse.usedBy.set(coupon, promotionId);
    couponIds.push(coupon.couponId);
  }
  if (entry !== undefined) {
    entry.applied = true;
    entry.couponIds = couponIds;
    for (const tag of entry.promotion.data.excludes ?? []) run.tags.set(tag, promotionId);
  }
  return couponIds;
}

/** Points that a step of a threshold gave beside or instead of money: kept, unless the POS left its money out. */
function keepFixedPoints(promised: Run, run: Run, applied: ReadonlySet<string>): void {
  const entries = new Map(run.entries.map((entry) => [entry.promotion, entry]));
  for (const { promotion, grants, cuts, couponIds } of promised.entries) {
    if (grants.length === 0 || (cuts.length > 0 && !applied.has(promotion.data.id))) continue;
    claimCoupons(run, promotion.data.id, couponIds);
    entries.get(promotion)!.grants.push(...grants);
  }
}

/** Points and vouchers that won a tag or a coupon in their layer, unless the POS gave that to somebody else. */
function keepContenders(promised: Run, run: Run): void {
  for (const { promotion, applied, couponIds } of promised.entries) {
    const { id, excludes = [] } = promotion.data;
    if (!promotion.contends || !applied || excludes.some((tag) => run.tags.has(tag))) continue;
    const isFree = (couponId: string) =>
      [...run.purse.usedBy.keys()].every((one) => one.couponId !== couponId);
    if (couponIds.every(isFree)) claimCoupons(run, id, couponIds);
  }
}

function bookModifier(
  run: Run,
  like: PriceModifier | undefined,
  applied: AppliedModifier,
  couponIds: readonly string[],
): PriceModifier {
  const { promotionId } = applied;
  const promotion = promotionOf(run.ruleSet.finder, promotionId);
  const shares = applied.shares.flatMap(({ lineId, amountCents }) =>
    takeFromLine(run.sheet, lineId, amountCents, like),
  );
  return {
    kind: "price-modifier",
    modifierId: like?.modifierId ?? promotionId,
    promotionId,
    mechanic: like?.mechanic ?? promotion?.data.mechanics[0]?.kind ?? "",
    layer: like?.layer ?? promotion?.data.layer ?? "",
    level: like?.level ?? "line",
    text: like?.text ?? promotion?.data.text ?? promotion?.data.name ?? {},
    times: like?.times ?? 1,
    amountCents: shares.reduce((sum, share) => sum + share.amountCents, 0),
    shares,
    funding: like?.funding ?? promotion?.data.funding ?? { by: "retailer" },
    couponIds,
  };
}

/** On the units that were promised it, if the line got what was promised. */
function takeFromLine(sheet: Sheet, lineId: string, wanted: Cents, like: PriceModifier | undefined) {
  const index = sheet.lines.findIndex((line) => line.lineId === lineId);
  if (index === -1 || wanted <= 0) return [];
  const first = sheet.firstUnit[index]!;
  const left = sheet.left.slice(first, sheet.endUnit[index]!);
  const amountCents = Math.min(
    wanted,
    left.reduce((sum, cents) => sum + cents, 0),
  );
  const promised = like?.shares.find((share) => share.lineId === lineId)?.unitsCents;
  const isPromised =
    promised?.every((cents, i) => cents <= left[i]!) &&
    promised.reduce((sum, cents) => sum + cents, 0) === amountCents;
  const unitsCents = isPromised ? promised! : shareInProportion(amountCents, left);
  unitsCents.forEach((cents, i) => {
    sheet.left[first + i]! -= cents;
  });
  return [{ lineId, amountCents, unitsCents }];
}
