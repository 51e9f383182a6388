/** The ways to a promotion's next benefit that goods can open: each is a list of what has to be added together. */

import type { Deal } from "../deal.ts";
import { type CompiledCondition, couponsFor, type Ground, unmet, without } from "../finding/condition.ts";
import { asks } from "../finding/gift.ts";
import { compileSelector, EVERYTHING, type Matcher, unitsOf } from "../finding/selector.ts";
import { sheetAsked, sheetAtTurn } from "../layer/layer-start.ts";
import type { Entry, Run } from "../world/run.ts";
import { type Shortfall, setShortfalls, shortfallsOf, slotShortfalls } from "./shortfall.ts";

export type Way = readonly Shortfall[];

/** Ways looked at for one promotion; a condition of many branches has more than anybody would read. */
const WAYS_MAX = 12;

/** Articles looked at where a set is of one article, the nearest first. */
const HEAPS_MAX = 4;

/**
 * None where goods alone do not help: a coupon, a card or a means of payment is missing. `gaveNothing`: also where it
 * applied in a world that was not chosen.
 */
export function waysTo(run: Run, entry: Entry, gaveNothing = !entry.applied): Way[] {
  const { requires, deals } = entry.promotion;
  const ground: Ground = {
    sheet: sheetAsked(run, entry.promotion),
    context: run.context,
    hasCoupon: (series) => run.purse.usable.has(series),
  };
  const conditions = requires === undefined ? MET : conditionWays(requires, ground);
  const isMet = conditions === MET;
  const own = deals.flatMap((deal) => dealWays(run, entry, deal, isMet, gaveNothing));
  // The condition may be all that is missing.
  if (!isMet) own.unshift([]);
  return both(conditions, own).filter((way) => way.length > 0);
}

const MET: readonly Way[] = [[]];

function conditionWays(condition: CompiledCondition, ground: Ground): readonly Way[] {
  if (couponsFor(condition, ground) !== undefined) return MET;
  switch (condition.kind) {
    case "all":
      return condition.of.reduce<readonly Way[]>((ways, one) => both(ways, conditionWays(one, ground)), MET);
    case "any":
      return condition.of.flatMap((one) => conditionWays(one, ground));
    case "items":
      return missingOf(condition, ground, condition.select);
    case "basket":
      return missingOf(
        condition,
        ground,
        without(compileSelector(EVERYTHING, new Map(), "count"), condition.skips),
      );
    case "not":
      return waysToFail(condition.of, ground);
    case "tender":
      // Another way of paying is nothing to buy.
      return missingOf(condition, ground, compileSelector(EVERYTHING, new Map(), "count")).filter(
        (way) => way.length > 0,
      );
    case "coupon":
    case "customer":
      return [];
    default:
      return condition satisfies never;
  }
}

/** Goods never make a condition fail that asks for goods; but one of another sign may hide in it. */
function waysToFail(condition: CompiledCondition, ground: Ground): readonly Way[] {
  if (couponsFor(condition, ground) === undefined) return MET;
  switch (condition.kind) {
    case "not":
      return conditionWays(condition.of, ground);
    case "all":
      return condition.of.flatMap((one) => waysToFail(one, ground));
    case "any":
      return condition.of.reduce<readonly Way[]>((ways, one) => both(ways, waysToFail(one, ground)), MET);
    default:
      return [];
  }
}

function missingOf(condition: CompiledCondition, ground: Ground, select: Matcher): Way[] {
  return unmet(condition, ground).map((reason): Way => {
    if (reason.kind === "units-short") return [{ select, pieces: reason.pieces }];
    if (reason.kind === "amount-short") return [{ select, amountCents: reason.amountCents }];
    if (reason.kind === "measure-short") return [{ select, measureThousandths: reason.measureThousandths }];
    return [];
  });
}

function dealWays(run: Run, entry: Entry, deal: Deal, isMet: boolean, gaveNothing: boolean): Way[] {
  const short = shortfallsOf(run, entry, deal);
  if (asks(deal)) {
    // What the POS adds by itself is nothing to put on the counter.
    const isScanned = deal.ask.how !== "asked";
    const item: Way = [{ select: deal.select, pieces: 1 }];
    const isThere = unitsOf(sheetAtTurn(run, entry.promotion), deal.select, entry.lines).length > 0;
    const steps = short.filter(({ select }) => select !== deal.select).map((one): Way => [one]);
    const canCome = isScanned && !isThere;
    const deserved = short.length > steps.length && isScanned ? [item] : [];
    return [
      ...deserved,
      ...steps,
      ...(canCome ? steps.map((step): Way => [...step, ...item]) : []),
      ...(canCome && !isMet ? [item] : []),
    ];
  }
  const first = short.filter(({ isMore }) => !isMore);
  const next = short.filter(({ isMore }) => isMore);
  const others = deal.shape === "slots" ? [slotShortfalls(run, entry, deal, true)] : [];
  // Of several articles each may be the one to take another of.
  if (deal.shape === "set" && deal.same !== undefined) {
    const heaps = setShortfalls(run, entry, deal).slice(1, HEAPS_MAX);
    others.push(...heaps.flatMap((one) => (isMet || !one.isMore ? [[one]] : [])));
  }
  const ways = [first, ...(isMet ? [next] : []), ...others].filter((way) => way.length > 0);
  // It has its goods and gives nothing: others hold them, or they are too cheap. More of them may be enough, and may
  // reach a step that rewards other goods than the next one.
  const isOpen =
    first.length === 0 || entry.outbidBy.size > 0 || (deal.shape === "receipt" && first.length > 1);
  return gaveNothing && isMet && isOpen ? [...moreOf(deal), ...ways] : ways;
}

/** One more piece of what it takes, or a whole set of its own. */
function moreOf(deal: Deal): Way[] {
  switch (deal.shape) {
    case "unit":
      // Stamps and points that nothing is left to be used on, as where a bundle gives the goods away; a price for the line
      // that is above that of so few.
      return deal.quota === undefined && deal.by === "unit" ? [] : [[{ select: deal.select, pieces: 1 }]];
    case "set":
    case "scaled":
    case "receipt":
      return [[{ select: deal.select, pieces: 1 }]];
    case "slots": {
      const whole = deal.slots.flatMap(({ select, min }) => (min === 0 ? [] : [{ select, pieces: min }]));
      return [...deal.slots.map(({ select }): Way => [{ select, pieces: 1 }]), whole];
    }
    default:
      return [];
  }
}

/** One of the first and one of the second. */
function both(first: readonly Way[], second: readonly Way[]): Way[] {
  return first.flatMap((one) => second.map((other): Way => [...one, ...other])).slice(0, WAYS_MAX);
}
