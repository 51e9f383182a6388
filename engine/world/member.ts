/** A promotion in a world: which lines it meets there, whether it is in play, and what it has got so far. */

import type { PresentedCoupon } from "../context.ts";
import type { Deal } from "../deal.ts";
import type { PriceModifier, Share } from "../effect.ts";
import { watched } from "../finding/watched.ts";
import type { Promotion } from "../rule-set.ts";
import type { Island } from "./island.ts";
import { grown } from "./lists.ts";
import type { Cut, Entry } from "./run.ts";
import type { Sheet } from "./sheet.ts";

/** What an entry got in one island: carried off from the run that solved it. */
export interface Part {
  readonly island: Island;
  readonly cuts: readonly PartCut[];
  readonly grants: Readonly<Entry["grants"]>;
  readonly couponIds: readonly string[];
  readonly applied: boolean;
  readonly conditionMet: boolean;
  readonly outbidBy: Iterable<string>;
}

export interface PartCut {
  readonly dealIndex: number;
  readonly times: number;
  /** Rising, each with its share. */
  readonly lines: readonly number[];
  readonly shares: readonly Share[];
  readonly claimed: ReadonlyMap<number, number> | undefined;
}

export class Member implements Entry {
  readonly promotion: Promotion;
  lines: readonly number[] = NO_LINES;
  /** Of one that asks for something: lines that the finder came by. */
  readonly leads: Set<number>;
  /** It is asked about every basket, whatever is in it. */
  readonly isStanding: boolean;
  /** In play: its condition holds, nobody bars it, and there may be goods enough. None: it is not. */
  ways: readonly (readonly string[])[] = NO_WAYS;
  /** Those that were free for it at the layer's start. */
  coupons: readonly PresentedCoupon[] = NO_COUPONS;
  quotas: readonly number[] | undefined = undefined;
  /** In a stack, by deal: what earlier layers had used up of the account that it burns. */
  burntBefore: readonly number[] = NOTHING;
  parts: readonly Part[] = NO_PARTS;
  /** Of its parts as they stood when they were last asked for. */
  modifiers: readonly PriceModifier[] = NO_MODIFIERS;
  /** The last flood that came here. */
  flood = 0;
  /** Goods came or went: its standing has to be looked at. */
  isMoved = false;
  /** Its parts have changed since. */
  isStale = false;
  /** By deal: pieces that it may use, cents for thresholds. At most what is really there. */
  readonly #supply: number[];
  readonly #sheet: Sheet;
  #barredBy: string | undefined;

  constructor(promotion: Promotion, sheet: Sheet, isStanding: boolean) {
    this.promotion = promotion;
    this.isStanding = isStanding;
    this.leads = promotion.asks ? new Set() : NOWHERE;
    this.#sheet = sheet;
    this.#supply = promotion.deals.length === 1 ? [0] : promotion.deals.map(() => 0);
  }

  /** Every line has to be offered to it. */
  get isCurious(): boolean {
    return this.isStanding || this.promotion.isCurious || this.promotion.asks;
  }

  /** The basket as it is leads to it. */
  get isPresent(): boolean {
    return this.isStanding || this.lines.length > 0 || this.leads.size > 0;
  }

  /** Takes a line into account if one of its deals wants it. Lines come in any order. */
  meet(line: number): boolean {
    const item = this.#sheet.lines[line]!;
    if (this.promotion.isSimple && !this.isCurious && item.flags.length === 0 && item.giftOf === undefined) {
      // The finder has asked already.
      this.#supply[0]! += item.pieces;
      this.#note(line);
      return true;
    }
    let isWanted = false;
    const { deals } = this.promotion;
    for (let deal = 0; deal < deals.length; deal++) {
      const amount = supplyOf(deals[deal]!, item);
      if (amount === undefined) continue;
      isWanted = true;
      this.#supply[deal]! += amount;
    }
    if (isWanted) this.#note(line);
    return isWanted;
  }

  #note(line: number): void {
    let at = this.lines.length;
    while (at > 0 && this.lines[at - 1]! > line) at--;
    if (at === this.lines.length) this.lines = grown(this.lines, line);
    else this.lines = this.lines.toSpliced(at, 0, line);
  }

  /** Forgets a line that it has met; to be called before the line changes on the sheet. */
  leave(line: number): void {
    const { deals } = this.promotion;
    for (let deal = 0; deal < deals.length; deal++) {
      this.#supply[deal]! -= supplyOf(deals[deal]!, this.#sheet.lines[line]!) ?? 0;
    }
    this.lines = this.lines.filter((one) => one !== line);
  }

  /** There may be goods enough for one of its deals. */
  get isAwake(): boolean {
    const { needs, contends } = this.promotion;
    if (contends) return true;
    for (let deal = 0; deal < needs.length; deal++) if (this.#supply[deal]! >= needs[deal]!) return true;
    return false;
  }

  add(part: Part): void {
    this.parts = grown(this.parts, part);
  }

  /** Gives back what it got in an island that is no more. */
  drop(island: Island): void {
    this.parts = this.parts.filter((part) => part.island !== island);
  }

  /** Who holds one of its exclusion tags, if anybody does. */
  barBy(holder: string | undefined): void {
    this.#barredBy = holder;
  }

  get applied(): boolean {
    return this.parts.some(({ applied }) => applied);
  }

  get conditionMet(): boolean {
    return this.ways.length > 0 || this.parts.some(({ conditionMet }) => conditionMet);
  }

  get couponIds(): readonly string[] {
    for (const { couponIds } of this.parts) if (couponIds.length > 0) return couponIds;
    return [];
  }

  get grants(): Entry["grants"] {
    return this.parts.length === 0 ? [] : this.parts.flatMap(({ grants }) => grants);
  }

  get outbidBy(): Set<string> {
    const ids = new Set(this.#barredBy === undefined ? [] : [this.#barredBy]);
    for (const { outbidBy } of this.parts) for (const id of outbidBy) ids.add(id);
    return ids;
  }

  get cuts(): readonly Cut[] {
    const cuts = new Map<number, Cut>();
    for (const part of this.parts) {
      for (const { dealIndex, times, lines, shares, claimed } of part.cuts) {
        const cut: Cut = cuts.get(dealIndex) ?? { dealIndex, times: 0, units: [], cents: [] };
        cuts.set(dealIndex, cut);
        cut.times += times;
        // A line stands in one island.
        if (claimed !== undefined) cut.claimed = new Map([...(cut.claimed ?? []), ...claimed]);
        shares.forEach(({ unitsCents }, place) => {
          const first = this.#sheet.firstUnit[lines[place]!]!;
          unitsCents.forEach((cents, i) => {
            if (cents === 0) return;
            cut.units.push(first + i);
            cut.cents.push(cents);
          });
        });
      }
    }
    return [...cuts.values()].sort((a, b) => a.dealIndex - b.dealIndex);
  }
}

const NOWHERE = new Set<number>();
/** Of whoever is not in play. */
export const NO_WAYS: Entry["ways"] = [];
export const NO_COUPONS: readonly PresentedCoupon[] = [];
/** Of whoever burns nothing. */
export const NOTHING: readonly number[] = [];
const NO_LINES: readonly number[] = [];
const NO_PARTS: readonly Part[] = [];
const NO_MODIFIERS: readonly PriceModifier[] = [];

/** What a line brings to a deal; undefined where the deal does not want it. */
function supplyOf(deal: Deal, item: Sheet["lines"][number]): number | undefined {
  switch (deal.shape) {
    case "receipt":
      if (deal.select.matches(item)) return item.extendedCents;
      return isWatched(deal, item) ? 0 : undefined;
    case "slots":
      for (const { select } of deal.slots) if (select.matches(item)) return item.pieces;
      return undefined;
    case "voucher":
      return isWatched(deal, item) ? item.pieces : undefined;
    case "message":
    case "unknown":
      return undefined;
    default:
      return deal.select.matches(item) ? item.pieces : undefined;
  }
}

function isWatched(deal: Deal, item: Sheet["lines"][number]): boolean {
  return watched(deal).some((matcher) => matcher.matches(item));
}
