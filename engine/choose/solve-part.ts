/** One independent part, from the quick look that settles most to the search that takes its time. */

import { ENDLESS } from "../allowance.ts";
import { branch, tighten } from "./branch.ts";
import { boundAt, type Model, modelOf } from "./lagrange.ts";
import type { Part } from "./part.ts";
import { type Found, search } from "./search.ts";
import type { Milli } from "./shape.ts";

/** Partial solutions kept at most in the quick look, and in the wide one. */
const QUICK_MAX = 24;
const WIDE_MAX = 4_000;
/** Of the work of a part: what the quick look may take. */
const QUICK_SHARE = 0.1;

export interface PartFound {
  /** No solution is worth more than this. */
  readonly bound: Milli;
  readonly steps: number;
  /** By activity: the classes of the units it was given, in order. */
  readonly given: readonly (readonly number[])[];
}

export function solvePart(part: Part, work: number): PartFound {
  const model = modelOf(part);
  const nothing = new Uint8Array(model.classAt.length);
  const plain = boundAt(model, model.alone, nothing);
  const quick = search(model, model.alone, widthFor(part, work * QUICK_SHARE, QUICK_MAX), 0);
  if (quick !== undefined && quick.bound <= quick.value) return quick;
  if (part.meters.length > 0) return metered(model, quick, plain, work);
  const incumbent = { value: Number.NEGATIVE_INFINITY, taken: nothing.slice() };
  if (quick !== undefined) {
    incumbent.value = quick.value;
    incumbent.taken.set(takenOf(model, quick));
  } else {
    let value = 0;
    for (let c = 0; c < model.classes; c++) value += model.alone[c]! * model.units[c]!;
    incumbent.value = value;
  }
  const bound = Math.min(plain, branch(model, incumbent, work));
  return {
    bound: Math.max(bound, incumbent.value),
    steps: Math.ceil(model.work / STEP_WORK) + (quick?.steps ?? 0),
    given: givenOf(model, incumbent.taken),
  };
}

/** Work that is reported as one step: about what one partial solution costs. */
const STEP_WORK = 60;

/** Limits that several activities share are not seen by prices: only the plain search keeps them. */
function metered(model: Model, quick: Found | undefined, plain: Milli, work: number): PartFound {
  const { part } = model;
  const least = quick?.value ?? 0;
  const { prices, bound } = tighten(model, least, work * 0.3);
  if (quick !== undefined && bound <= quick.value) return { ...quick, bound: quick.value };
  boundAt(model, prices, new Uint8Array(model.classAt.length));
  const wide = search(model, prices, widthFor(part, work * 0.5, WIDE_MAX), least);
  const best = wide === undefined || (quick !== undefined && quick.value > wide.value) ? quick : wide;
  const steps = (quick?.steps ?? 0) + (wide?.steps ?? 0);
  if (best === undefined) {
    return { bound: plain, steps, given: part.activities.map(() => []) };
  }
  const searched = wide === undefined ? best.value : wide.bound;
  return { bound: Math.max(best.value, Math.min(plain, bound, searched)), steps, given: best.given };
}

function widthFor(part: Part, work: number, most: number): number {
  const { classes, activities, meters } = part;
  let steps = 0;
  for (const { units, activities: suitors } of classes) steps += units.length * (1 + suitors.length);
  const each = 30 + 2 * (activities.length + meters.length);
  return Math.max(1, Math.min(most, Math.floor(work / (steps * each))));
}

function takenOf(model: Model, { given }: Found): Uint8Array {
  const taken = new Uint8Array(model.classAt.length);
  given.forEach((classes, a) => {
    let at = 0;
    for (let place = model.places[a]!; place < model.places[a + 1]! && at < classes.length; place++) {
      if (model.classAt[place] !== classes[at]) continue;
      taken[place] = 1;
      at++;
    }
  });
  return taken;
}

function givenOf(model: Model, taken: Uint8Array): number[][] {
  const given: number[][] = [];
  for (let a = 0; a < model.activities; a++) {
    const classes: number[] = [];
    for (let place = model.places[a]!; place < model.places[a + 1]!; place++)
      if (taken[place]) classes.push(model.classAt[place]!);
    given.push(classes);
  }
  return given;
}

/** Hands out units: by activity those that it gets, and those that nobody got. `perLine`: by activity. */
export function handOut(
  part: Part,
  given: PartFound["given"],
  perLine: readonly number[],
  lineOf: readonly number[],
): { byActivity: number[][]; alone: number[] } {
  const byActivity: number[][] = part.activities.map(() => []);
  const alone: number[] = [];
  const counts = given.map((classes) => {
    const byClass = new Map<number, number>();
    for (const c of classes) byClass.set(c, (byClass.get(c) ?? 0) + 1);
    return byClass;
  });
  part.classes.forEach(({ units, activities }, c) => {
    const free = units.slice();
    // Whoever may have only a few of each line chooses first, from the lines that have most left.
    const order = [...activities].sort((a, b) => perLine[a]! - perLine[b]! || a - b);
    for (const a of order) {
      const count = counts[a]!.get(c) ?? 0;
      if (count === 0) continue;
      if (perLine[a] === ENDLESS) byActivity[a]!.push(...free.splice(0, count));
      else byActivity[a]!.push(...spread(free, count, perLine[a]!, lineOf));
    }
    alone.push(...free);
  });
  return { byActivity, alone };
}

function spread(free: number[], count: number, most: number, lineOf: readonly number[]): number[] {
  const taken: number[] = [];
  const left = new Map<number, number>();
  for (const unit of free) left.set(lineOf[unit]!, (left.get(lineOf[unit]!) ?? 0) + 1);
  const lines = [...left].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([line]) => line);
  for (const line of lines) {
    for (let n = 0; n < most && taken.length < count; n++) {
      const at = free.findIndex((unit) => lineOf[unit] === line);
      if (at === -1) break;
      taken.push(...free.splice(at, 1));
    }
  }
  return taken;
}
