/** One independent part, from the quick look that settles most to the search that takes its time. */

import { ENDLESS } from "../allowance.ts";
import { branch } from "./branch.ts";
import { boundAt, type Model, modelOf } from "./lagrange.ts";
import type { Part } from "./part.ts";
import { tighten } from "./pricing.ts";
import { classesTaken, savedBy } from "./repair.ts";
import { type Found, search } from "./search.ts";
import type { Milli } from "./shape.ts";

/** Partial solutions kept at most in the quick look, and in the wide one. */
const QUICK_MAX = 24;
const WIDE_MAX = 4_000;
/** Of the work of a part: what the quick look may take. */
const QUICK_SHARE = 0.1;

export interface PartFound {
  readonly value: Milli;
  /** No solution is worth more than this. */
  readonly bound: Milli;
  readonly steps: number;
  /** By activity: the classes of the units it was given, in order. */
  readonly given: readonly (readonly number[])[];
}

/** `known`: a solution of the same part, where promises were higher. */
export function solvePart(part: Part, work: number, known: PartFound | undefined): PartFound {
  const model = modelOf(part);
  const nothing = new Uint8Array(model.classAt.length);
  const plain = boundAt(model, model.alone, nothing);
  let units = 0;
  for (let c = 0; c < model.classes; c++) units += model.units[c]!;
  const quick = search(model, model.alone, widthFor(part, work * QUICK_SHARE, QUICK_MAX), 0);
  const isExact = part.recounts.every((recount) => recount === undefined);
  if (quick !== undefined && quick.bound <= quick.value && isExact) return quick;
  if (part.meters.length > 0) return metered(model, quick, plain, work);
  const incumbent = { value: Number.NEGATIVE_INFINITY, taken: nothing.slice() };
  if (quick !== undefined) {
    incumbent.taken.set(takenOf(model, quick));
    incumbent.value = isExact ? quick.value : savedBy(model, incumbent.taken);
  } else {
    let value = 0;
    for (let c = 0; c < model.classes; c++) value += model.alone[c]! * model.units[c]!;
    incumbent.value = value;
  }
  if (known !== undefined && known.value > incumbent.value) {
    incumbent.value = known.value;
    incumbent.taken.set(takenOf(model, known));
  }
  let bound = plain;
  let steps = quick?.steps ?? 0;
  if (isExact && units <= SMALL_UNITS) {
    // Few units, whatever activities remember of them: all partial solutions together are not many.
    const tight = tighten(model, incumbent.value, work * 0.2);
    bound = Math.min(bound, tight.bound);
    if (bound > incumbent.value) {
      boundAt(model, tight.prices, nothing);
      const wide = search(model, tight.prices, widthFor(part, work * 0.4, WIDE_MAX), incumbent.value);
      steps += wide?.steps ?? 0;
      if (wide !== undefined && wide.value > incumbent.value) {
        incumbent.value = wide.value;
        incumbent.taken.set(takenOf(model, wide));
      }
      bound = Math.min(bound, wide?.bound ?? incumbent.value);
    }
  }
  if (bound > incumbent.value) bound = Math.min(bound, branch(model, incumbent, work));
  return {
    value: incumbent.value,
    bound: Math.max(bound, incumbent.value),
    steps: steps + Math.ceil(model.work / STEP_WORK),
    given: givenOf(model, incumbent.taken),
  };
}

/** Units of a part that the plain search is tried on before the other. */
const SMALL_UNITS = 40;

/** Work that is reported as one step: about what one partial solution costs. */
const STEP_WORK = 90;

/** Limits that several activities share are not seen by prices: only the plain search keeps them. */
function metered(model: Model, quick: Found | undefined, plain: Milli, work: number): PartFound {
  const { part } = model;
  const least = quick?.value ?? 0;
  const { prices, bound } = tighten(model, least, work * 0.3);
  if (quick !== undefined && bound <= quick.value && part.recounts.every((one) => one === undefined))
    return { ...quick, bound: quick.value };
  boundAt(model, prices, new Uint8Array(model.classAt.length));
  const wide = search(model, prices, widthFor(part, work * 0.8, WIDE_MAX), least);
  const best = wide === undefined || (quick !== undefined && quick.value > wide.value) ? quick : wide;
  const steps = (quick?.steps ?? 0) + (wide?.steps ?? 0);
  if (best === undefined) {
    return { value: 0, bound: plain, steps, given: part.activities.map(() => []) };
  }
  const searched = wide === undefined ? best.value : wide.bound;
  const isExact = part.recounts.every((recount) => recount === undefined);
  const { given } = best;
  const taken = takenOf(model, best);
  const value = isExact || !canBranch(part) ? best.value : savedBy(model, taken);
  const limit = Math.min(plain, bound, searched);
  if (limit > value && canBranch(part)) {
    const incumbent = { value, taken };
    const left = branch(model, incumbent, work);
    return {
      value: incumbent.value,
      bound: Math.max(incumbent.value, Math.min(limit, left)),
      steps: steps + Math.ceil(model.work / STEP_WORK),
      given: givenOf(model, incumbent.taken),
    };
  }
  return { value, bound: Math.max(value, limit), steps, given };
}

/** Every meter counts the value of one activity, and either cuts it or refuses. */
function canBranch({ meters, meterOf }: Part): boolean {
  const counted = meterOf.filter((meter) => meter !== undefined).length;
  return counted === meters.length && meters.every(({ exceeding }) => exceeding !== "overshoot");
}

function widthFor(part: Part, work: number, most: number): number {
  const { classes, activities, meters } = part;
  let steps = 0;
  for (const { units, activities: suitors } of classes) steps += units.length * (1 + suitors.length);
  const each = 30 + 2 * (activities.length + meters.length);
  return Math.max(1, Math.min(most, Math.floor(work / (steps * each))));
}

function takenOf(model: Model, { given }: Pick<Found, "given">): Uint8Array {
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
  return model.part.activities.map((_, a) => classesTaken(model, a, taken));
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
