/**
 * Which of two solutions that save the same is taken. There is one order, and it hangs on the solutions alone, so that
 * whoever does not apply may come or go: what is worth more, then what uses up fewer coupons, points and stamps, then
 * fewer applications, then fewer units; and then whoever holds the first unit, in canonical order from the dearest
 * down, about which they differ: of two promotions the one whose id comes first, and anybody before nobody.
 *
 * Of units that are alike to everybody the lower id therefore holds the first ones, and how many each holds says which.
 */

import type { Claim } from "../layer/claim.ts";
import { weightOf } from "../layer/set-saving.ts";
import { byCanon, compareText, type Sheet } from "../world/sheet.ts";
import type { UnitClass } from "./part.ts";
import type { Solution } from "./solve.ts";

/**
 * Of two units the one that is looked at first: the dearer, of equal prices the heavier (so slices by pieces fill), then
 * canonical order.
 */
export function inTurn(sheet: Sheet): (a: number, b: number) => number {
  const canon = byCanon(sheet);
  const weight = (unit: number) =>
    weightOf({ measure: sheet.lines[sheet.lineOf[unit]!]!.measureThousandths });
  return (a, b) => sheet.left[b]! - sheet.left[a]! || weight(b) - weight(a) || canon(a, b);
}

interface Holder {
  readonly entry: Claim["entry"];
  readonly dealIndex: number;
}

/** Of two that might hold a unit the one that comes first. */
export function byHolder(a: Holder, b: Holder): number {
  return compareText(a.entry.promotion.data.id, b.entry.promotion.data.id) || a.dealIndex - b.dealIndex;
}

/**
 * Who holds units that are alike to all, in turn: activities by index, and -1 for who has them alone. `before`: how many
 * of the activities come before that one.
 */
export function heirsOf(
  wanted: readonly number[],
  activities: readonly Holder[],
  before: number,
): readonly number[] {
  if (wanted.length === 1 && wanted[0] === 0) return before === 0 ? ALONE_FIRST : ALONE_LAST;
  const heirs = [...wanted];
  if (heirs.length > 1) heirs.sort((a, b) => byHolder(activities[a]!, activities[b]!));
  heirs.splice(before, 0, -1);
  return heirs;
}

const ALONE_FIRST = [-1, 0];
const ALONE_LAST = [0, -1];

/** The first comes before the second in the order of ties, or is worth more. */
export function isBetter(sheet: Sheet, a: Solution, b: Solution): boolean {
  if (a.worth !== b.worth) return a.worth > b.worth;
  if (a.cost !== b.cost) return a.cost < b.cost;
  const mine = holdersOf(a);
  const theirs = holdersOf(b);
  const units = [...new Set([...mine.keys(), ...theirs.keys()])].sort(inTurn(sheet));
  for (const unit of units) {
    const [one, other] = [mine.get(unit), theirs.get(unit)];
    if (one === undefined || other === undefined) return one !== undefined;
    const order = byHolder(one, other);
    if (order !== 0) return order < 0;
  }
  return false;
}

function holdersOf({ claims }: Solution): Map<number, Claim> {
  return new Map(claims.flatMap((claim) => claim.take.units.map((unit) => [unit, claim] as const)));
}

/**
 * Two ways of giving out a class, as units by activity: the turn of the first unit that goes to another, and one more;
 * below zero where `theirs` comes first. 0: they are the same.
 */
export function apart(unitClass: UnitClass, mine: Counts, theirs: Counts): number {
  const { turns, heirs } = unitClass;
  let passed = 0;
  for (const heir of heirs) {
    const own = heir === -1 ? restOf(unitClass, mine) : mine[heir]!;
    const other = heir === -1 ? restOf(unitClass, theirs) : theirs[heir]!;
    if (own !== other) {
      // Where one heir has no more of them the next one follows.
      const turn = turns[passed + Math.min(own, other)]! + 1;
      return own > other ? turn : -turn;
    }
    passed += own;
  }
  return 0;
}

/** Units by activity. */
type Counts = ArrayLike<number>;

function restOf({ units, activities }: UnitClass, counts: Counts): number {
  let rest = units.length;
  for (const a of activities) rest -= counts[a]!;
  return rest;
}

/** Who holds each unit of a class: every heir in turn as many as it has. */
export function heldBy(unitClass: UnitClass, counts: Counts): number[] {
  return unitClass.heirs.flatMap((heir) =>
    new Array<number>(heir === -1 ? restOf(unitClass, counts) : counts[heir]!).fill(heir),
  );
}
