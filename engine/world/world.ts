/**
 * A world: the basket under some of the promotions, kept up to date line by line. Whatever the way there, the result
 * is what the whole basket gives at once: islands are found from the basket as it is, each solved from the same start.
 */

import type { Cents, LineItem } from "../basket.ts";
import type { Context } from "../context.ts";
import type { LayerReport, PriceModifier } from "../effect.ts";
import { asInteger } from "../finding/calendar.ts";
import { isEligible, switchedOff } from "../finding/eligibility.ts";
import { alwaysAsked, promotionOf, promotionsFor, waitingFor } from "../finding/finder.ts";
import { openPurse, type Purse } from "../finding/purse.ts";
import { splitsPayment, withRest } from "../layer/tender.ts";
import type { Promotion, RuleSet } from "../rule-set.ts";
import { NOBODY, ranked } from "./lists.ts";
import { Member } from "./member.ts";
import type { Run } from "./run.ts";
import { emptySheet, type Sheet, writeLine } from "./sheet.ts";
import { Storey } from "./storey.ts";

export class World implements Run {
  readonly ruleSet: RuleSet;
  readonly context: Context;
  /** As the last layer left it. */
  readonly sheet: Sheet;
  readonly purse: Purse;
  readonly tags = new Map<string, string>();
  /** Asked of a closed one (`closing.ts`). */
  readonly isOnlyWorld = true;
  /** Everybody who used something up is among the entries. */
  readonly burnt: Run["burnt"] = new Map();
  /** As an integer. */
  readonly #today: number;
  readonly #isIn: (promotion: Promotion) => boolean;
  readonly #storeys: readonly Storey[];
  /** Null: it is closed now, here or for this customer. */
  readonly #memberOf = new Map<Promotion, Member | null>();
  /** Members that the finder does not lead to from all of their goods. */
  readonly #curious: Member[] = [];
  /** Those that name a coupon. */
  readonly waiting: Member[] = [];
  /** In the rule set's order. */
  #earners: readonly Member[] = NOBODY;
  #entries: readonly Member[] | undefined;
  #dirty: number[] = [];
  readonly #isSplit: boolean;
  /** By layer, of a payment that is split: what is left to pay there, which hangs on the whole basket. */
  readonly #toPay: Cents[];

  /** `isIn`: which promotions belong to this world. */
  constructor(ruleSet: RuleSet, context: Context, isIn: (promotion: Promotion) => boolean = () => true) {
    this.ruleSet = ruleSet;
    this.context = context;
    this.#today = asInteger(context.date);
    this.#isIn = isIn;
    this.purse = openPurse(ruleSet, context);
    this.#storeys = ruleSet.layers.map((layer) => new Storey(layer));
    this.#isSplit = splitsPayment(context);
    this.#toPay = ruleSet.layers.map(() => 0);
    const sheet = emptySheet();
    this.sheet = { ...sheet, left: this.#storeys.at(-1)?.end ?? sheet.left };
    for (const promotion of alwaysAsked(ruleSet.finder)) this.#admit(promotion, true);
    for (const { promotionId } of context.rewards ?? []) {
      const chosen = promotionOf(ruleSet.finder, promotionId);
      if (chosen !== undefined) this.#admit(chosen, true);
    }
    for (const series of this.purse.usable.keys()) {
      for (const promotion of waitingFor(ruleSet.finder, series)) this.#admit(promotion, true);
    }
  }

  /** Members in the rule set's order. Those that no goods lead to any more are left out. */
  get entries(): readonly Member[] {
    if (this.#entries === undefined) {
      const members = this.#storeys.flatMap((storey) => storey.members);
      this.#entries = members.filter(({ isPresent }) => isPresent);
    }
    return this.#entries;
  }

  /** Those that give points, vouchers or messages. */
  earning(): Member[] {
    return this.#earners.filter(({ isPresent }) => isPresent);
  }

  get reports(): readonly LayerReport[] {
    const reports: LayerReport[] = [];
    for (const storey of this.#storeys) {
      const { layer, steps, gapCents, tied } = storey;
      if (storey.isBusy) reports.push({ layer: layer.id, steps, gapCents, ...(tied > 0 && { tied: true }) });
    }
    return reports;
  }

  get starts(): ReadonlyMap<number, readonly Cents[]> {
    return new Map(this.#storeys.map((_, index) => [index, this.#startOf(index)]));
  }

  /** Puts a sale line on the sheet, or in the place of one that is there. Nothing is worked out yet. */
  put(line: LineItem, place = this.sheet.lines.length): void {
    const isNew = place === this.sheet.lines.length;
    this.#entries = undefined;
    if (!isNew) this.#clear(place);
    writeLine(this.sheet, line, place);
    for (const member of this.#curious) this.#meet(member, place);
    for (const promotion of promotionsFor(this.ruleSet.finder, line)) {
      const member = this.#admit(promotion, false);
      if (member === null) continue;
      if (promotion.asks) member.leads.add(place);
      // Those that are offered every line have been asked already.
      if (!member.isCurious) this.#meet(member, place);
    }
    if (isNew || !this.#dirty.includes(place)) this.#dirty.push(place);
  }

  /**
   * The same for a line that is there. Answers whether this world is what it would be if the old line had never been;
   * where it is not, the basket has to be laid out anew.
   */
  replace(line: LineItem, place: number): boolean {
    // Also to those that do not want it for its flags.
    const led = promotionsFor(this.ruleSet.finder, this.sheet.lines[place]!);
    this.put(line, place);
    return led.every((promotion) => {
      const member = this.#memberOf.get(promotion);
      if (!member?.isCurious || (member.isStanding && !promotion.asks)) return true;
      return this.#isLedTo(member);
    });
  }

  /** The finder leads to it from some of its goods. */
  #isLedTo({ promotion, lines }: Member): boolean {
    const { finder } = this.ruleSet;
    return lines.some((line) => promotionsFor(finder, this.sheet.lines[line]!).includes(promotion));
  }

  /** Brings all layers up to date. Answers the lines of which something else may be left than before. */
  settle(): readonly number[] {
    let dirty: readonly number[] = this.#dirty;
    this.#dirty = [];
    if (dirty.length === 0) return dirty;
    const { ruleSet, sheet } = this;
    const { usable, refused } = this.purse;
    const usedBy: Purse["usedBy"] = new Map();
    const tags = new Map<string, string>();
    const burnt = new Map<string, number>();
    const earners = hasValues(ruleSet) ? this.earning() : [];
    this.#storeys.forEach((storey, index) => {
      const purse = { usable, refused, usedBy };
      const start = this.#startOf(index);
      const context = this.contextAt(start);
      const toPay = this.#isSplit ? total(start) : 0;
      if (toPay !== this.#toPay[index]) dirty = [...sheet.lines.keys()];
      this.#toPay[index] = toPay;
      const floor = { ruleSet, context, purse, tags, burnt, sheet, earners, start };
      dirty = storey.settle(floor, dirty);
      for (const [coupon, id] of storey.used) usedBy.set(coupon, id);
      for (const [tag, id] of storey.tags) tags.set(tag, id);
      storey.countBurnt(burnt);
    });
    this.purse.usedBy.clear();
    for (const [coupon, id] of usedBy) this.purse.usedBy.set(coupon, id);
    this.tags.clear();
    for (const [tag, id] of tags) this.tags.set(tag, id);
    return dirty;
  }

  priceModifiers(): PriceModifier[] {
    const modifiers: PriceModifier[] = [];
    for (const storey of this.#storeys) {
      for (const { modifiers: mine } of storey.payers()) {
        for (const modifier of mine) modifiers.push(modifier);
      }
    }
    return modifiers;
  }

  /** With what each means of payment is to cover where so much is left of the units. */
  contextAt(left: readonly Cents[]): Context {
    return this.#isSplit ? withRest(this.context, total(left)) : this.context;
  }

  #startOf(index: number): readonly Cents[] {
    return index === 0 ? this.sheet.gross : this.#storeys[index - 1]!.end;
  }

  /** A line is about to be replaced: its units are worth nothing any more, nobody has it. */
  #clear(place: number): void {
    const { firstUnit, endUnit, gross, left } = this.sheet;
    for (const member of this.#having(place)) member.leave(place);
    for (const member of this.#curious) if (member.promotion.asks) member.leads.delete(place);
    for (const storey of this.#storeys) storey.leave(place);
    for (let unit = firstUnit[place]!; unit < endUnit[place]!; unit++) {
      gross[unit] = 0;
      left[unit] = 0;
      for (const { end } of this.#storeys) end[unit] = 0;
    }
  }

  /** Members that the line has met: each takes money off, or gives something at the end. */
  #having(place: number): ReadonlySet<Member> {
    const members = new Set(this.#earners.filter(({ lines }) => lines.includes(place)));
    for (const storey of this.#storeys) for (const member of storey.touching(place)) members.add(member);
    return members;
  }

  /** Its member here; null if it is closed. */
  #admit(promotion: Promotion, isStanding: boolean): Member | null {
    const known = this.#memberOf.get(promotion);
    if (known !== undefined) return known;
    const member = this.#isOpen(promotion) ? new Member(promotion, this.sheet, isStanding) : null;
    this.#memberOf.set(promotion, member);
    if (member === null) return null;
    this.#storeys[promotion.layer]!.admit(member);
    if (promotion.series.length > 0) this.waiting.push(member);
    if (promotion.earns) {
      this.#earners = ranked(this.#earners, member);
    }
    if (member.isCurious) {
      this.#curious.push(member);
      for (let line = 0; line < this.sheet.lines.length; line++) this.#meet(member, line);
    }
    return member;
  }

  #isOpen(promotion: Promotion): boolean {
    if (!promotion.isReadable || !this.#isIn(promotion)) return false;
    const { remaining } = this.context;
    const isCounted = remaining !== undefined && Object.hasOwn(remaining, promotion.id);
    const isOff = switchedOff(this.context, promotion.id) !== undefined;
    if (!promotion.isOpenByDay || isCounted || isOff) return isEligible(promotion.data, this.context);
    return promotion.firstDay <= this.#today && this.#today <= promotion.lastDay;
  }

  #meet(member: Member, line: number): void {
    if (!member.meet(line)) return;
    this.#storeys[member.promotion.layer]!.meet(member, line);
  }
}

function total(cents: readonly Cents[]): Cents {
  return cents.reduce((sum, one) => sum + one, 0);
}

/** It says what points or vouchers are worth. */
function hasValues({ values }: RuleSet): boolean {
  return values.thousandPointsCents !== undefined || values.voucherCents !== undefined;
}
