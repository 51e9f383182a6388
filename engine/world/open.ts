/** A basket that stays open: line by line, each change costs what it touches. */

import { outcomesOf } from "../answers/coupon-outcome.ts";
import type { Basket, LineItem } from "../basket.ts";
import type { Context } from "../context.ts";
import type { Effect, Evaluation } from "../effect.ts";
import { withDeclaredCounters } from "../finding/counters.ts";
import { withExclusions } from "../finding/exclusions.ts";
import { promotionCount } from "../finding/finder.ts";
import { byRank, type Promotion, type RuleSet } from "../rule-set.ts";
import { SEMANTICS_VERSION } from "../semantics.ts";
import { EngineInputError } from "../wire/error.ts";
import { type Closed, close } from "./closing.ts";
import { compareText, isReturn } from "./sheet.ts";
import { netOf, Tally } from "./tally.ts";
import { World } from "./world.ts";

export interface OpenBasket {
  /** Adds a line, or puts it in the place of the one that has its `lineId`. */
  put(line: LineItem): void;
  /** Takes a line out; an unknown `lineId` is no matter. Costs as much as evaluating the whole basket. */
  remove(lineId: string): void;
  /** What `evaluate` says of the same lines in the same order, byte for byte. */
  evaluation(): Evaluation;
}

/**
 * `context` holds for all of it: who shows a card or a coupon opens the basket again. Lines name no currency: they are
 * taken to be in the rule set's.
 */
export function openBasket(ruleSet: RuleSet, context: Context): OpenBasket {
  return new Counter(ruleSet, context);
}

/** The whole evaluation, with what `explain` and `suggest` need of it. */
export function play(ruleSet: RuleSet, basket: Basket, context: Context): Closed {
  return laidOut(ruleSet, basket, context).play();
}

/** Throws EngineInputError "other-currency". */
export function laidOut(ruleSet: RuleSet, basket: Basket, context: Context): Counter {
  if (basket.currency !== ruleSet.currency) refuseUnlessEmpty(ruleSet, basket);
  const counter = new Counter(ruleSet, context);
  for (const line of basket.lines) counter.put(line);
  return counter;
}

/** "1.00 off" is one euro or one franc. Without promotions nothing is reckoned but the basket's own sums. */
function refuseUnlessEmpty({ currency, finder }: RuleSet, basket: Basket): void {
  if (promotionCount(finder) === 0) return;
  throw new EngineInputError(
    "other-currency",
    "currency",
    `the basket is in ${basket.currency}, the rule set in ${currency}: nothing is converted; ask with rules in ${basket.currency}, or with none`,
  );
}

/** One world and its totals. */
interface Side {
  readonly world: World;
  readonly tally: Tally;
  /** The promotion that stands alone in it; undefined where those play that may meet. */
  readonly alone: Promotion | undefined;
}

class Counter implements OpenBasket {
  readonly #ruleSet: RuleSet;
  readonly #context: Context;
  /** As the POS gave them, in its order. */
  #lines: LineItem[] = [];
  #indexOf = new Map<string, number>();
  /** From basket to sheet; undefined for returns, which stand beside it. */
  #placeOf: (number | undefined)[] = [];
  #lineAt: number[] = [];
  #sides: Side[] = [];
  /** Promotions that stand alone and have been met. */
  #loners = new Set<Promotion>();

  constructor(ruleSet: RuleSet, context: Context) {
    this.#ruleSet = ruleSet;
    this.#context = withDeclaredCounters(ruleSet, context);
    this.#clear();
  }

  put(line: LineItem): void {
    const index = this.#indexOf.get(line.lineId);
    if (index === undefined) {
      this.#add(line);
      return;
    }
    const place = this.#placeOf[index];
    if (place === undefined || isReturn(line)) {
      this.#layOut(this.#lines.with(index, line));
      return;
    }
    this.#lines[index] = line;
    const flagged = this.#flagged(line);
    const worlds = this.#sides.map(({ world }) => world.replace(flagged, place));
    if (worlds.includes(false)) this.#layOut(this.#lines);
    else this.#openMore();
  }

  remove(lineId: string): void {
    if (this.#indexOf.has(lineId)) this.#layOut(this.#lines.filter((line) => line.lineId !== lineId));
  }

  evaluation(): Evaluation {
    const { side, run, effects } = this.#best();
    const { lines, vat, ...totals } = side.tally.totals();
    return {
      semantics: SEMANTICS_VERSION,
      ...totals,
      effects,
      coupons: outcomesOf(run),
      lines,
      vat,
      layers: run.reports,
    };
  }

  play(): Closed {
    return this.#best();
  }

  /** The first is that of all promotions that may meet. */
  get worlds(): readonly World[] {
    return this.#sides.map(({ world }) => world);
  }

  #add(line: LineItem): void {
    const index = this.#lines.push(line) - 1;
    this.#indexOf.set(line.lineId, index);
    if (isReturn(line)) {
      this.#placeOf.push(undefined);
      for (const { tally } of this.#sides) tally.set(index, line, line.extendedCents);
      return;
    }
    this.#placeOf.push(this.#lineAt.push(index) - 1);
    const flagged = this.#flagged(line);
    for (const { world } of this.#sides) world.put(flagged);
    this.#openMore();
  }

  #flagged(line: LineItem): LineItem {
    const { exclusions } = this.#ruleSet;
    return exclusions.length === 0 ? line : withExclusions(line, exclusions);
  }

  #clear(): void {
    this.#lines = [];
    this.#indexOf = new Map();
    this.#placeOf = [];
    this.#lineAt = [];
    this.#loners = new Set();
    this.#sides = [];
    this.#sides.push(this.#side(undefined));
    this.#openMore();
  }

  #layOut(lines: readonly LineItem[]): void {
    this.#clear();
    for (const line of lines) this.#add(line);
  }

  #side(alone: Promotion | undefined): Side {
    const isIn = (promotion: Promotion) => {
      const { givesMoney, isValued, isAlone } = promotion;
      // What is given beside money stays in every world, but for what stands alone and is weighed against money.
      if (promotion === alone || !(givesMoney || (isValued && isAlone))) return true;
      if (alone !== undefined) return false;
      if (isAlone) this.#loners.add(promotion);
      return !isAlone;
    };
    return { world: new World(this.#ruleSet, this.#context, isIn), tally: new Tally(), alone };
  }

  /** A world for each promotion that stands alone and has been met since. */
  #openMore(): void {
    while (this.#sides.length <= this.#loners.size) {
      const alone = [...this.#loners][this.#sides.length - 1];
      const side = this.#side(alone);
      this.#sides.push(side);
      this.#lines.forEach((line, index) => {
        if (this.#placeOf[index] === undefined) side.tally.set(index, line, line.extendedCents);
        else side.world.put(this.#flagged(line));
      });
    }
  }

  #best(): Closed & { readonly side: Side } {
    const played: Played[] = [];
    let best: Played | undefined;
    for (const side of this.#sides) {
      const { world, tally } = side;
      for (const place of world.settle()) {
        const index = this.#lineAt[place]!;
        tally.set(index, this.#lines[index]!, netOf(world.sheet, place));
      }
      const closed = close(world, this.#sides.length === 1);
      if (this.#sides.length === 1) return { ...closed, side };
      // Who stands alone and gives nothing may not keep the others from it.
      if (side.alone !== undefined && !gives(closed.effects, side.alone)) continue;
      const mine = { ...closed, side, worth: worthOf(this.#ruleSet, closed.effects) };
      played.push(mine);
      const id = side.alone?.data.id ?? "";
      if (best === undefined || compare(mine.worth, id, best.worth, best.side.alone?.data.id ?? "") < 0) {
        best = mine;
      }
    }
    const offers = offersBeside(best!, played);
    return offers.length === 0 ? best! : { ...best!, effects: [...best!.effects, ...offers] };
  }
}

/** A world brought to its end. */
interface Played extends Closed {
  readonly side: Side;
  readonly worth: Worth;
}

/** It takes something off, asks for a gift, or gives what is declared to be worth money. */
function gives(effects: readonly Effect[], { id, isValued }: Promotion): boolean {
  return effects.some(({ kind, promotionId }) => {
    if (promotionId !== id) return false;
    if (kind === "price-modifier" || kind === "gift") return true;
    return isValued && (kind === "points" || kind === "voucher");
  });
}

/**
 * What a gift costs is not known before it is scanned: the world that waits for one may lose to a few cents. The customer
 * has read of it, so it is offered in place of what comes off in the better world. The POS is not asked to add it: it
 * might have to take it out again.
 */
function offersBeside(best: Played, played: readonly Played[]): Effect[] {
  const offers: Effect[] = [];
  const isAsked = ({ promotionId }: Effect) =>
    [...best.effects, ...offers].some((one) => one.kind === "gift" && one.promotionId === promotionId);
  for (const other of [...played].sort(byLoner)) {
    if (other === best) continue;
    const insteadOfCents = Math.ceil((best.worth.value - other.worth.value) / 1000);
    for (const effect of other.effects) {
      if (effect.kind !== "gift" || isAsked(effect)) continue;
      const how = effect.how === "asked" ? "scanned" : effect.how;
      // What is only offered uses no coupon up.
      offers.push({ ...effect, how, insteadOfCents, couponIds: [] });
    }
  }
  return offers;
}

/** Those that may meet come first, then who stands alone in the rule set's order, whichever was met first. */
function byLoner({ side: { alone: a } }: Played, { side: { alone: b } }: Played): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return byRank(a, b);
}

interface Worth {
  /** Thousandths of a cent. */
  readonly value: number;
  /** Pieces that are still to be given: what they cost is not known before they are scanned. */
  readonly gifts: number;
  readonly coupons: number;
  readonly burnt: number;
  readonly times: number;
}

/** What the customer gets: cents off today, and what HQ says that points and vouchers are worth. */
function worthOf({ values }: RuleSet, effects: readonly Effect[]): Worth {
  let value = 0;
  let gifts = 0;
  let burnt = 0;
  let times = 0;
  const coupons = new Set<string>();
  for (const effect of effects) {
    if (effect.kind === "price-modifier") {
      value += effect.amountCents * 1000;
      times += effect.times;
      for (const id of effect.couponIds) coupons.add(id);
    } else if (effect.kind === "points") {
      value += effect.points * (values.thousandPointsCents?.[effect.account] ?? 0);
    } else if (effect.kind === "voucher") {
      value += effect.pieces * (values.voucherCents?.[effect.series] ?? 0) * 1000;
    } else if (effect.kind === "gift") gifts += effect.pieces;
    else if (effect.kind === "reward") burnt += effect.points;
  }
  return { value, gifts, coupons: coupons.size, burnt, times };
}

/** The better one first; of equals the one with more gifts to come, then the one that uses up less, then the promotions that may meet. */
function compare(a: Worth, idA: string, b: Worth, idB: string): number {
  return (
    b.value - a.value ||
    b.gifts - a.gifts ||
    a.coupons - b.coupons ||
    a.burnt - b.burnt ||
    a.times - b.times ||
    compareText(idA, idB)
  );
}
