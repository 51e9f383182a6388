/** What a promotion requires of the basket and of the coupons on the counter. Counts lines, claims none. */

import type { Cents, LineItem } from "../basket.ts";
import type { Context } from "../context.ts";
import type { Reason } from "../effect.ts";
import { coveredBy, toPayFor } from "../layer/tender.ts";
import type { Condition, Who } from "../promotion.ts";
import { isUncut, type Sheet } from "../world/sheet.ts";
import { whoReasons } from "./eligibility.ts";
import { compileSelector, type Groups, isOutside, type Matcher } from "./selector.ts";

export type CompiledCondition =
  | { readonly kind: "all" | "any"; readonly of: readonly CompiledCondition[] }
  | { readonly kind: "not"; readonly of: CompiledCondition }
  | {
      readonly kind: "items";
      readonly select: Matcher;
      readonly pieces: number;
      readonly amountCents: Cents;
      readonly measureThousandths: number;
    }
  | { readonly kind: "basket"; readonly amountCents: Cents; readonly skips?: Skips }
  | { readonly kind: "coupon"; readonly series: string }
  | { readonly kind: "customer"; readonly who: Who }
  | {
      readonly kind: "tender";
      readonly tenders: readonly string[];
      readonly amountCents?: Cents;
      readonly skips?: Skips;
    };

/** Lines that the condition does not see. */
export type Skips = (line: LineItem) => boolean;

/** `skips`: what the promotion gives away does not count towards it (`gift.ts`). */
export function compileCondition(condition: Condition, groups: Groups, skips?: Skips): CompiledCondition {
  switch (condition.kind) {
    case "all":
    case "any":
      return { kind: condition.kind, of: condition.of.map((one) => compileCondition(one, groups, skips)) };
    case "not":
      return { kind: "not", of: compileCondition(condition.of, groups, skips) };
    case "items": {
      const { pieces, amountCents = 0, measureThousandths = 0 } = condition;
      // Without a number the question is whether there is one at all.
      const least = pieces ?? (amountCents === 0 && measureThousandths === 0 ? 1 : 0);
      const select = without(compileSelector(condition.select, groups, "count"), skips);
      return { kind: "items", select, pieces: least, amountCents, measureThousandths };
    }
    case "basket":
    case "tender":
      return skips === undefined ? condition : { ...condition, skips };
    case "coupon":
    case "customer":
      return condition;
    default:
      return condition satisfies never;
  }
}

/** The matcher, blind for some lines. */
export function without(select: Matcher, skips: Skips | undefined): Matcher {
  if (skips === undefined) return select;
  return { ...select, matches: (line) => select.matches(line) && !skips(line) };
}

/** What the answer rests on: prices as they stand now, and whether a coupon of a series is still free. */
export interface Ground {
  readonly sheet: Sheet;
  readonly context: Context;
  hasCoupon(series: string): boolean;
}

/** Undefined: not met. Otherwise the coupon series that are used up when the promotion applies. */
export function couponsFor(condition: CompiledCondition, ground: Ground): readonly string[] | undefined {
  switch (condition.kind) {
    case "all": {
      const series: string[] = [];
      for (const one of condition.of) {
        const more = couponsFor(one, ground);
        if (more === undefined) return undefined;
        for (const name of more) if (!series.includes(name)) series.push(name);
      }
      return series;
    }
    case "any": {
      // The way that costs the customer the fewest coupons; of equals the first that HQ wrote.
      let fewest: readonly string[] | undefined;
      for (const one of condition.of) {
        const series = couponsFor(one, ground);
        if (series !== undefined && (fewest === undefined || series.length < fewest.length)) fewest = series;
      }
      return fewest;
    }
    case "not":
      return couponsFor(condition.of, ground) === undefined ? [] : undefined;
    case "items": {
      const { pieces, cents, measure } = countItems(condition.select, ground.sheet);
      const met =
        pieces >= condition.pieces &&
        cents >= condition.amountCents &&
        measure >= condition.measureThousandths;
      return met ? [] : undefined;
    }
    case "basket":
      return basketCents(ground.sheet, condition.skips) >= condition.amountCents ? [] : undefined;
    case "coupon":
      return ground.hasCoupon(condition.series) ? [condition.series] : undefined;
    case "customer":
      return whoReasons(condition.who, ground.context).length === 0 ? [] : undefined;
    case "tender":
      return tenderUnmet(condition, ground).length === 0 ? [] : undefined;
    default:
      return condition satisfies never;
  }
}

/** More ways than anybody has coupons for. */
const WAYS_MAX = 16;

/**
 * Every way of meeting it with the fewest coupons, each once, the one that `couponsFor` takes first; none if it is not
 * met.
 */
export function waysFor(condition: CompiledCondition, ground: Ground): (readonly string[])[] {
  switch (condition.kind) {
    case "all":
      return condition.of.reduce<(readonly string[])[]>(
        (ways, one) => {
          const more = waysFor(one, ground);
          return distinct(ways.flatMap((way) => more.map((series) => [...new Set([...way, ...series])])));
        },
        [[]],
      );
    case "any": {
      const ways = condition.of.flatMap((one) => waysFor(one, ground));
      const fewest = Math.min(...ways.map(({ length }) => length));
      return distinct(ways.filter(({ length }) => length === fewest));
    }
    default: {
      const series = couponsFor(condition, ground);
      return series === undefined ? [] : [series];
    }
  }
}

/** Two that use up the same coupons are one way, whatever else made them hold. */
function distinct(ways: readonly (readonly string[])[]): (readonly string[])[] {
  if (ways.length < 2) return [...ways];
  const known = new Map<string, readonly string[]>();
  for (const way of ways) {
    const key = JSON.stringify([...way].sort());
    if (!known.has(key)) known.set(key, way);
  }
  return [...known.values()].slice(0, WAYS_MAX);
}

/** Every reason why the condition is not met; none if it is. */
export function unmet(condition: CompiledCondition, ground: Ground): Reason[] {
  if (couponsFor(condition, ground) !== undefined) return [];
  switch (condition.kind) {
    case "all":
    case "any":
      return condition.of.flatMap((one) => unmet(one, ground));
    case "not":
      return holding(condition.of, ground);
    case "items": {
      const { pieces, cents, measure } = countItems(condition.select, ground.sheet);
      if (pieces < condition.pieces) return [{ kind: "units-short", pieces: condition.pieces - pieces }];
      if (cents < condition.amountCents) {
        return [{ kind: "amount-short", amountCents: condition.amountCents - cents }];
      }
      return [{ kind: "measure-short", measureThousandths: condition.measureThousandths - measure }];
    }
    case "basket": {
      const short = condition.amountCents - basketCents(ground.sheet, condition.skips);
      return [{ kind: "amount-short", amountCents: short }];
    }
    case "coupon":
      return [{ kind: "coupon-missing", series: condition.series }];
    case "customer":
      return whoReasons(condition.who, ground.context);
    case "tender":
      return tenderUnmet(condition, ground);
    default:
      return condition satisfies never;
  }
}

/** Why what must not hold does: something is there, or what would rule it out is missing. */
function holding(condition: CompiledCondition, ground: Ground): Reason[] {
  if (condition.kind === "not") return unmet(condition.of, ground);
  const isThere: Reason = { kind: "condition-not-met", condition: "not" };
  if (condition.kind !== "all" && condition.kind !== "any") return [isThere];
  const reasons = condition.of
    .filter((one) => couponsFor(one, ground) !== undefined)
    .flatMap((one) => holding(one, ground));
  const others = reasons.filter(({ kind }) => kind !== isThere.kind);
  return others.length < reasons.length || reasons.length === 0 ? [isThere, ...others] : others;
}

/** Why these means of payment do not cover so much by what they say; nothing where they do. */
export function tenderReasons(tenders: readonly string[], amountCents: Cents, context: Context): Reason[] {
  const covered = coveredBy(tenders, context);
  if (covered >= amountCents) return [];
  return covered === 0
    ? [{ kind: "tender-missing", tenders }]
    : [{ kind: "tender-short", tenders, amountCents: amountCents - covered }];
}

/** Whoever covers all there is covers no more than that. Without a number it is enough that they are on the counter. */
function tenderUnmet(
  { tenders, amountCents, skips }: Extract<CompiledCondition, { kind: "tender" }>,
  { sheet, context }: Ground,
): Reason[] {
  if (amountCents === undefined && coveredBy(tenders, context) > 0) return [];
  const needed = toPayFor(tenders, context, amountCents ?? 1);
  if (needed === undefined) return tenderReasons(tenders, amountCents ?? 1, context);
  const short = needed - toPay(sheet, skips);
  return short > 0 ? [{ kind: "amount-short", amountCents: short }] : [];
}

/** Whether a coupon of the series could help to meet the condition: not where it stands in the way. */
export function wantsSeries(condition: Condition | undefined, series: string): boolean {
  if (condition?.kind === "coupon") return condition.series === series;
  if (condition?.kind !== "all" && condition?.kind !== "any") return false;
  return condition.of.some((one) => wantsSeries(one, series));
}

/** Every coupon series that the condition names, wherever it stands. */
export function seriesIn(condition: Condition | undefined): string[] {
  if (condition === undefined) return [];
  switch (condition.kind) {
    case "all":
    case "any":
      return [...new Set(condition.of.flatMap(seriesIn))];
    case "not":
      return seriesIn(condition.of);
    case "coupon":
      return [condition.series];
    default:
      return [];
  }
}

/** A series without which the condition can't hold: the promotion is looked up by its coupon alone. */
export function neededSeries(condition: Condition | undefined): string | undefined {
  if (condition?.kind === "coupon") return condition.series;
  if (condition?.kind !== "all") return undefined;
  for (const one of condition.of) {
    const series = neededSeries(one);
    if (series !== undefined) return series;
  }
  return undefined;
}

/** What the basket has of it; cents are what is left to pay. */
export function countItems(select: Matcher, sheet: Sheet): { pieces: number; cents: Cents; measure: number } {
  let pieces = 0;
  let cents = 0;
  let measure = 0;
  for (let index = 0; index < sheet.lines.length; index++) {
    const line = sheet.lines[index]!;
    if (!select.matches(line)) continue;
    let found = false;
    for (let unit = sheet.firstUnit[index]!; unit < sheet.endUnit[index]!; unit++) {
      if (select.selector.notYetCut && !isUncut(sheet, unit)) continue;
      found = true;
      pieces++;
      cents += sheet.left[unit]!;
    }
    if (found) measure += line.measureThousandths ?? 0;
  }
  return { pieces, cents, measure };
}

/** What is left to pay, deposits and the like not counted. */
function basketCents(sheet: Sheet, skips: Skips = () => false): Cents {
  let cents = 0;
  for (let unit = 0; unit < sheet.left.length; unit++) {
    const line = sheet.lines[sheet.lineOf[unit]!]!;
    if ((line.flags.length === 0 || !isOutside(line, "count")) && !skips(line)) cents += sheet.left[unit]!;
  }
  return cents;
}

/** What is left to pay, deposits and the like with it. */
function toPay(sheet: Sheet, skips: Skips = () => false): Cents {
  let cents = 0;
  for (let unit = 0; unit < sheet.left.length; unit++)
    if (!skips(sheet.lines[sheet.lineOf[unit]!]!)) cents += sheet.left[unit]!;
  return cents;
}
