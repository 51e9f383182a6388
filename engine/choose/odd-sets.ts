/**
 * Crowds that a mix of plans overfills. Take a few classes and activities of which the mix leaves next to nothing; where
 * nearly every plan in use holds an even number of them, but there is an odd number, any real solution leaves one over,
 * and the mix does not (a Chvatal-Gomory cut with halves).
 */

import type { Mix } from "./mix.ts";
import type { Crowd } from "./planner.ts";

/** Classes and activities of a crowd at most; by how many pairs it must be overfilled; steps of one search. */
const ROWS_MAX = 4;
const EXCESS_MIN = 0.03;
const STEPS_MAX = 40_000;
/** What three rows may leave over, plans held oddly included, for a fourth to be tried. */
const LEFT_MAX = 1.2;
/** A row is full when less is left of it; a plan is used when more of it is. */
const FULL: number = 0.5;
const USED = 1e-4;
/** Looks at an edge that a step costs. */
export const STEP_WORK = 4;

/** Longer sets are put together row by row: so many rows at most, plans held oddly on the way, and beginnings kept. */
const LONG_ROWS_MAX = 9;
const LONG_ODD_MAX = 4;
const LONG_LEFT_MAX = 1.05;
const LONG_MAX = 4_000;

/** What a mix uses, as halves see it. */
interface Use {
  /** By row, the class or activity that it stands for. */
  readonly names: readonly { readonly c: number; readonly a: number }[];
  readonly classes: number;
  /** By row: units in all, and what the mix leaves. */
  readonly total: readonly number[];
  readonly left: Float64Array;
  /** By plan in use: how much of it, and the full rows of which it holds an odd number. */
  readonly shares: readonly number[];
  readonly rowsOf: readonly (readonly number[])[];
  /** By full row, the plans that hold an odd number of it. */
  readonly plansOf: readonly (readonly number[])[];
}

interface Found {
  readonly rows: readonly number[];
  readonly excess: number;
}

/** The fullest first. */
export function oddSets(mix: Mix): { readonly crowds: readonly Crowd[]; readonly steps: number } {
  const use = useOf(mix);
  const short = shortSets(use);
  const long = short.found.length > 0 ? { found: [], steps: 0 } : longSets(use);
  const found = new Map([...short.found, ...long.found].map((one) => [one.rows.join(), one]));
  const fullest = [...found].sort(
    ([keyL, l], [keyR, r]) => r.excess - l.excess || l.rows.length - r.rows.length || (keyL < keyR ? -1 : 1),
  );
  const crowds = fullest.map(([, { rows }]) => crowdOf(use, rows));
  return { crowds, steps: short.steps + long.steps };
}

function useOf(mix: Mix): Use {
  const { model, plans, rowOfClass, rowOfActivity, rooms } = mix;
  const names: { c: number; a: number }[] = [];
  for (let c = 0; c < model.classes; c++) if (rowOfClass[c] !== -1) names.push({ c, a: -1 });
  const classes = names.length;
  for (const a of mix.open) names.push({ c: -1, a });
  const total = names.map((_, row) => (row < classes ? rooms[row]! : 1));
  const left = Float64Array.from(total);
  const shares: number[] = [];
  const odd: number[][] = [];
  plans.forEach(({ a, places }, index) => {
    const share = mix.shareOf(index);
    if (share < USED) return;
    shares.push(share);
    const counts = new Map<number, number>([[rowOfActivity[a]!, 1]]);
    for (const place of places) {
      const row = rowOfClass[model.classAt[model.places[a]! + place]!]!;
      counts.set(row, (counts.get(row) ?? 0) + 1);
    }
    for (const [row, count] of counts) left[row]! -= share * count;
    odd.push([...counts].filter(([, count]) => count % 2 === 1).map(([row]) => row));
  });
  const rowsOf = odd.map((rows) => rows.filter((row) => left[row]! < FULL));
  const plansOf: number[][] = names.map(() => []);
  rowsOf.forEach((rows, at) => {
    for (const row of rows) plansOf[row]!.push(at);
  });
  for (let row = 0; row < left.length; row++) left[row] = Math.max(0, left[row]!);
  return { names, classes, total, left, shares, rowsOf, plansOf };
}

function crowdOf({ names, classes, total }: Use, rows: readonly number[]): Crowd {
  let units = 0;
  for (const row of rows) units += total[row]!;
  return {
    classes: rows.filter((row) => row < classes).map((row) => names[row]!.c),
    activities: rows.filter((row) => row >= classes).map((row) => names[row]!.a),
    pairs: (units - 1) / 2,
  };
}

/** Every set of up to four rows, as far as steps go. */
function shortSets({ total, left, shares, rowsOf, plansOf }: Use): { found: Found[]; steps: number } {
  const near = plansOf.map((own, row) => {
    const rows = new Set<number>();
    for (const at of own) for (const other of rowsOf[at]!) if (other !== row) rows.add(other);
    return [...rows].sort((l, r) => l - r);
  });
  const found: Found[] = [];
  const chosen: number[] = [];
  const isOdd = new Uint8Array(shares.length);
  /** Rows that are in the list at hand already. */
  const stamped = new Int32Array(total.length);
  let stamp = 0;
  let steps = 0;
  /** `before`: what is left of the rows chosen, plus plans that hold an odd number of them. */
  const grow = (row: number, before: number, unitsBefore: number, tried: readonly number[]): void => {
    steps++;
    let over = before + left[row]!;
    for (const at of plansOf[row]!) over += isOdd[at] ? -shares[at]! : shares[at]!;
    const units = unitsBefore + total[row]!;
    const excess = (1 - over) / 2;
    if (units % 2 === 1 && excess > EXCESS_MIN) {
      found.push({ rows: [...chosen, row].sort((l, r) => l - r), excess });
      return;
    }
    if (chosen.length + 1 >= ROWS_MAX || steps > STEPS_MAX) return;
    if (chosen.length + 2 >= ROWS_MAX && over > LEFT_MAX) return;
    for (const at of plansOf[row]!) isOdd[at] = isOdd[at]! ^ 1;
    chosen.push(row);
    const next: number[] = [];
    stamp++;
    for (const one of chosen) stamped[one] = stamp;
    for (const list of [tried, near[row]!])
      for (const other of list) {
        if (other <= chosen[0]! || stamped[other] === stamp) continue;
        stamped[other] = stamp;
        next.push(other);
      }
    for (const other of next) grow(other, over, units, next);
    chosen.pop();
    for (const at of plansOf[row]!) isOdd[at] = isOdd[at]! ^ 1;
  };
  left.forEach((room, row) => {
    if (room < FULL) grow(row, 0, 0, []);
  });
  return { found, steps };
}

/** Sets grown row by row, two that hold the same plans oddly being the same beginning. */
function longSets({ total, left, shares, rowsOf, plansOf }: Use): { found: Found[]; steps: number } {
  const found: Found[] = [];
  const begun: { rows: readonly number[]; odd: readonly number[]; over: number; units: number }[] = [];
  const known = new Set<string>();
  let steps = 0;
  const meet = (rows: readonly number[], odd: readonly number[], row: number, unitsBefore: number) => {
    steps++;
    const after = new Set(odd);
    for (const at of plansOf[row]!) if (!after.delete(at)) after.add(at);
    if (after.size > LONG_ODD_MAX) return;
    let over = left[row]!;
    for (const one of rows) over += left[one]!;
    for (const at of after) over += shares[at]!;
    const units = unitsBefore + total[row]!;
    const excess = (1 - over) / 2;
    const longer = [...rows, row];
    if (units % 2 === 1 && excess > EXCESS_MIN) {
      found.push({ rows: longer.sort((l, r) => l - r), excess });
      return;
    }
    if (over > LONG_LEFT_MAX || longer.length >= LONG_ROWS_MAX || begun.length >= LONG_MAX) return;
    const now = [...after].sort((l, r) => l - r);
    const key = `${now.join()}/${units % 2}`;
    if (known.has(key)) return;
    known.add(key);
    begun.push({ rows: longer, odd: now, over, units });
  };
  left.forEach((room, row) => {
    if (room < FULL) meet([], [], row, 0);
  });
  for (let at = 0; at < begun.length && steps < STEPS_MAX; at++) {
    const { rows, odd, units } = begun[at]!;
    for (const one of odd)
      for (const row of rowsOf[one]!) if (!rows.includes(row)) meet(rows, odd, row, units);
  }
  return { found, steps };
}
