/**
 * Units that are all taken, put into sets so that these save the most: where each set is rounded as a whole, who stands
 * with whom decides about cents. The dearest unit left must stand in some set; with each of these taken away, what the
 * others save is the same question for fewer units.
 */

import type { Cents } from "../basket.ts";
import { ENDLESS } from "../layer/allowance.ts";
import type { SlotTerms } from "./slot-shapes.ts";

export interface SetTerms {
  readonly slots: readonly SlotTerms[];
  /** What a set saves; by slot the prices of its units. */
  saving(prices: readonly (readonly Cents[])[]): Cents;
  /** The same before it is rounded. */
  fraction(prices: readonly (readonly Cents[])[]): number;
}

export interface Groupable {
  readonly cents: Cents;
  /** Indexes of the slots that it may fill. */
  readonly slots: readonly number[];
}

/** By set: the places of its units among those given, and the slot that each fills. */
type GroupedSet = readonly { readonly at: number; readonly slot: number }[];

export interface Grouped {
  readonly sets: readonly GroupedSet[];
  /** Every way that could save more was looked at. */
  readonly isExact: boolean;
  /** Sets looked at. */
  readonly looks: number;
}

/** Sets looked at, and then only the first that will do. */
const LOOKS_MAX = 4_000;
/** Then nothing more, whether anything was found or not. */
const LOOKS_END = 8_000;
/** Units beyond which it isn't begun where any grouping will do. */
const UNITS_MAX = 40;
/** Sets that are worked out of each unit's even then. */
const TIRED_LOOKS = 4;

/** A set of kinds of units. */
interface Candidate {
  readonly kinds: readonly { readonly kind: number; readonly slot: number }[];
  readonly cents: Cents;
}

interface Best {
  readonly cents: Cents;
  readonly sets: number;
  readonly first: Candidate;
  readonly rest: Best | undefined;
}

/** What has been found out about some units is known when more of them, or fewer, are asked about. */
export class Memory {
  readonly kinds: Groupable[] = [];
  readonly kindOf = new Map<string, number>();
  readonly known = new Map<string, Best | undefined>();
}

/** What the sets are held to. */
export interface Bounds {
  /** So many sets at most. */
  readonly most: number;
  /** They can't save more. */
  readonly enough: Cents;
  /** They may not save more, but for one of them where `mayPass`. */
  readonly budget: Cents;
  readonly mayPass: boolean;
}

/** `units`: dearest first; all are taken. Undefined where they do not fill whole sets within the bounds, or are too many. */
export function grouped(
  terms: SetTerms,
  units: readonly Groupable[],
  { most, enough, budget, mayPass }: Bounds,
  memory = new Memory(),
): Grouped | undefined {
  if (units.length > UNITS_MAX && budget === ENDLESS) return undefined;
  const { kinds, kindOf } = memory;
  const places: number[][] = kinds.map(() => []);
  units.forEach(({ cents, slots }, place) => {
    const key = `${cents}/${slots.join()}`;
    let kind = kindOf.get(key);
    if (kind === undefined) {
      kind = kinds.push({ cents, slots }) - 1;
      kindOf.set(key, kind);
      places.push([]);
    }
    places[kind]!.push(place);
  });
  const search = new Grouping(
    terms,
    memory,
    places.map(({ length }) => length),
  );
  const best = search.best(
    most < units.length ? most : Number.MAX_SAFE_INTEGER,
    units.length,
    enough,
    budget,
    mayPass,
  );
  if (best === undefined) return undefined;
  const used = kinds.map(() => 0);
  const sets: GroupedSet[] = [];
  for (let one: Best | undefined = best; one !== undefined; one = one.rest)
    sets.push(one.first.kinds.map(({ kind, slot }) => ({ at: places[kind]![used[kind]!++]!, slot })));
  return { sets, isExact: search.isEnough || search.looks < LOOKS_MAX, looks: search.looks };
}

class Grouping {
  readonly terms: SetTerms;
  readonly kinds: readonly Groupable[];
  /** By kind: units that stand in no set yet. */
  readonly left: number[];
  readonly known: Memory["known"];
  /** What was found in a hurry. */
  readonly rough: Memory["known"] = new Map();
  looks = 0;
  isEnough = false;

  constructor(terms: SetTerms, { kinds, known }: Memory, left: number[]) {
    this.terms = terms;
    this.kinds = kinds;
    this.known = known;
    this.left = left;
  }

  /** The best for the units left, which there are `units` of. */
  best(most: number, units: number, enough: Cents, budget: Cents, mayPass: boolean): Best | undefined {
    if (most === 0) return undefined;
    let key = `${most}/${budget}/${mayPass}`;
    this.left.forEach((count, kind) => {
      if (count > 0) key += `/${kind}:${count}`;
    });
    if (this.known.has(key)) return this.known.get(key);
    if (this.rough.has(key)) return this.rough.get(key);
    let best: Best | undefined;
    for (const first of this.candidates(budget < ENDLESS)) {
      if (this.isEnough || this.looks >= LOOKS_END || (best !== undefined && this.looks >= LOOKS_MAX)) break;
      for (const { kind } of first.kinds) this.left[kind]!--;
      const others = units - first.kinds.length;
      const after = most === Number.MAX_SAFE_INTEGER ? most : most - 1;
      for (const passes of mayPass ? [false, true] : [false]) {
        const left = passes || budget === ENDLESS ? budget : budget - first.cents;
        if (left < 0) continue;
        const rest =
          others === 0 ? undefined : this.best(after, others, enough - first.cents, left, mayPass && !passes);
        if (others > 0 && rest === undefined) continue;
        const cents = first.cents + (rest?.cents ?? 0);
        const sets = 1 + (rest?.sets ?? 0);
        // The same with fewer sets is the better way.
        const more = best === undefined ? 1 : cents - best.cents || best.sets - sets;
        if (more > 0) best = { cents, sets, first, rest };
        if (cents >= enough) this.isEnough = true;
      }
      for (const { kind } of first.kinds) this.left[kind]!++;
    }
    if (!this.isEnough) (this.looks < LOOKS_MAX ? this.known : this.rough).set(key, best);
    return best;
  }

  /** Every set that the first unit left can stand in, first those that win most by being rounded. */
  candidates(isHeld: boolean): Candidate[] {
    const { kinds, left } = this;
    const { slots, saving, fraction } = this.terms;
    const first = left.findIndex((count) => count > 0);
    const found = new Map<string, Candidate & { readonly won: number }>();
    const chosen: { kind: number; slot: number }[] = [];
    const prices: Cents[][] = slots.map(() => []);
    const close = () => {
      this.looks++;
      const cents = saving(prices);
      const units = chosen.map(({ kind }) => kind).sort((a, b) => a - b);
      // Under a limit the same units may fit where they fill their slots so that they save less.
      const key = isHeld ? `${units.join()}/${cents}` : units.join();
      if ((found.get(key)?.cents ?? -1) >= cents) return;
      found.set(key, { kinds: [...chosen], cents, won: cents - fraction(prices) });
    };
    const put = (kind: number, slot: number, then: () => void) => {
      left[kind]!--;
      chosen.push({ kind, slot });
      prices[slot]!.push(kinds[kind]!.cents);
      then();
      prices[slot]!.pop();
      chosen.pop();
      left[kind]!++;
    };
    /** Kinds in order, so that no set comes twice. */
    const fill = (slot: number, from: number) => {
      if (slot === slots.length) return close();
      const { min, max } = slots[slot]!;
      if (prices[slot]!.length >= min) fill(slot + 1, first);
      if (prices[slot]!.length === max || (this.looks >= LOOKS_MAX && found.size >= TIRED_LOOKS)) return;
      for (let kind = from; kind < kinds.length; kind++)
        if (left[kind]! > 0 && kinds[kind]!.slots.includes(slot)) put(kind, slot, () => fill(slot, kind));
    };
    for (const slot of kinds[first]!.slots) put(first, slot, () => fill(0, first));
    return [...found.values()].sort((a, b) => b.won - a.won);
  }
}
