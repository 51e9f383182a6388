/** One independent part, from the quick look that settles most to the search that takes its time. */

import type { Claim } from "../layer/claim.ts";
import type { Sheet } from "../world/sheet.ts";
import { branch } from "./branch.ts";
import { firstOfEquals, isOrderly } from "./equals.ts";
import type { Fitting } from "./fitting.ts";
import { boundAt, FORBIDDEN, FORCED, type Model, modelOf, sweep } from "./lagrange.ts";
import type { Mix } from "./mix.ts";
import type { Part } from "./part.ts";
import { SLACK, tighten } from "./pricing.ts";
import { classesTaken, Repair, savedBy } from "./repair.ts";
import { type Found, leastWork, type Nothing, search, searchWhole } from "./search.ts";
import type { Milli } from "./shape.ts";
import { heldBy, inTurn } from "./ties.ts";
import type { Effort } from "./whole.ts";

/** Partial solutions kept at most in the quick look, and what it may take of the work. */
const QUICK_WIDTH = 24;
const QUICK_SHARE = 0.1;
/** Of the work of a part: what finding prices may take, and what is kept for when it can't be searched as a whole. */
const PRICES_SHARE = 0.2;
const REST_SHARE = 0.45;
const LEAST_SHARE = 0.25;
/** What filling limits on value may take, each of the two times. */
const FITTING_SHARE = 0.2;
/** So few units are searched before limits on value are filled by menus. */
const SEARCHED_UNITS = 24;
/** So few units are searched whole, even where no cent is open, for the one that comes first of equals. */
const FEW_UNITS = 40;
/** So few are asked for it whatever the proof has cost, and laid into graphs as a whole. */
const SMALL_UNITS = 64;
/** What looking for it may cost where nothing else is left to do: by a search, and by asking for one unit after the other. */
const TIES_SHARE = 0.05;
const FEW_SHARE = 0.25;
const ORDER_SHARE = 0.1;
const ORDER_END = 0.3;
/**
 * Of a small part: what a search may take before the program is asked for the first of the best, what laying it into
 * graphs as a whole may take, what the program, and then, with what it leaves, the search of what it has not ruled out.
 */
const BRIEF_SHARE = 0.05;
const WHOLE_SHARE = 0.3;
const PROOF_SHARE = 0.15;
const SEARCH_SHARE = 0.3;
/** How far below the bound solutions are looked for first, as a part of it, and how much farther each time. */
const FIRST_STEP = 0.0005;
const STEPS_GROW = 0.5;
/** Natural logarithm of how much more a step should cost than the one before; work from which that can be told. */
const STEP_COSTS = 0.8;
const STEP_WORK_MIN = 100_000;

export interface PartFound {
  readonly value: Milli;
  /** No solution is worth more than this. */
  readonly bound: Milli;
  /** Of all that are worth as much it comes first (`ties.ts`), and that is known. */
  readonly isFirst: boolean;
  readonly steps: number;
  /** By activity: the classes of the units it was given, in order. */
  readonly given: readonly (readonly number[])[];
  /** By activity: what it gained, where that was kept. */
  readonly gained: readonly Milli[] | undefined;
  /** Where limits on value were filled anew: what is claimed, of units beyond those given too. */
  readonly claims?: readonly Claim[];
}

/**
 * `fitting`: where there are limits on value that can be filled anew. `whole`: the same part with everything in its
 * graphs, if that can be.
 */
export function solvePart(
  part: Part,
  work: number,
  fitting: Fitting | undefined,
  whole: (effort: Effort, workEnd: number) => Part | undefined,
): PartFound {
  const model = modelOf(part);
  // What was spent on getting here is missing now, but for what it takes to find anything.
  let end = Math.max(work * (fitting === undefined ? 1 : 1 - FITTING_SHARE), model.work + work * LEAST_SHARE);
  const nothing = new Uint8Array(model.classAt.length);
  let units = 0;
  for (const unitClass of part.classes) units += unitClass.units.length;
  const isFew = units <= FEW_UNITS;
  const isSmall = units <= SMALL_UNITS;
  // Branching knows nothing of rooms: what it finds in larger parts is held against them at the end.
  const canBranch = mayBranch(part) && (part.rooms.length === 0 || !isFew);
  const isCounted = part.recounts.every(
    (recount, a) => recount === undefined || part.tallies[a] !== undefined || part.heaps[a] !== undefined,
  );
  const counts = isCounted || !canBranch;
  let value = 0;
  for (let c = 0; c < model.classes; c++) value += model.alone[c]! * model.units[c]!;
  let best: PartFound["given"] = part.activities.map(() => []);
  let gained: PartFound["gained"];
  const first = Math.min(boundAt(model, model.alone, nothing), withinMeters(model));
  let bound = first;
  const result = (): PartFound => ({
    value,
    bound: isClosed() ? value : bound,
    isFirst: isSettled && claims === undefined,
    steps: Math.ceil(model.work / STEP_WORK),
    given: best,
    gained,
    ...(claims && { claims }),
  });
  /** The best was found, and of equals the one that comes first. */
  let isSettled = false;
  const note = (found: Found | Nothing, least: Milli): void => {
    bound = Math.min(bound, Math.max(least, found.bound));
    if (!("given" in found)) return;
    const really = counts ? found.value : savedBy(model, takenOf(model, found.given));
    if (really > value || (really === value && (found.isFirst || claims === undefined))) {
      value = really;
      best = found.given;
      gained = found.gained;
      claims = undefined;
    }
    isSettled = value === found.value && found.isFirst && Math.max(least, found.bound) <= value;
  };
  const isClosed = () => bound < value + model.grain - SLACK;
  let claims: PartFound["claims"];
  /** Fills the limits on value that a proposal leaves something of. */
  const fill = (given: PartFound["given"]): void => {
    if (fitting === undefined || isClosed()) return;
    const before = fitting.work;
    const fitted = fitting.fit(given, work * FITTING_SHARE);
    model.work += fitting.work - before;
    if (fitted.value <= value) return;
    value = fitted.value;
    claims = fitted.claims;
  };
  /** Whoever reaches nearly the bound is soon found, or found missing: then the bound is lower, and so on. */
  const narrow = (tight: { prices: Float64Array; bound: Milli }, wholeEnd: number): void => {
    let below = FIRST_STEP * tight.bound;
    let more = below;
    let lastWork = 0;
    for (;;) {
      const least = Math.max(value, tight.bound - below);
      boundAt(model, tight.prices, nothing);
      const before = model.work;
      const found = searchWhole(model, tight.prices, wholeEnd - model.work, least);
      note(found, least);
      const isGiven = "given" in found;
      if (found.bound === Number.POSITIVE_INFINITY || value >= least || (isGiven && !isCounted)) return;
      // What was found promised as much, but saves a little less: that much is searched then.
      if (isGiven) below = tight.bound;
      const worked = model.work - before;
      // A step should cost about twice the one before: what it costs grows by a power of how far it goes.
      const power = lastWork > STEP_WORK_MIN ? Math.log(worked / lastWork) / more : 0;
      const most = below * STEPS_GROW;
      more = power <= 0 ? most : Math.min(most, Math.max(below / 20, STEP_COSTS / power));
      below += more;
      lastWork = worked;
    }
  };
  const restAt = () => end - work * REST_SHARE;
  /** Asks the program for the first of the best, with everything in graphs. */
  let isAsked = false;
  const askWhole = (): void => {
    if (isSettled || isAsked) return;
    isAsked = true;
    const before = model.work;
    const made = isOrderly(part) ? part : whole(model, before + work * WHOLE_SHARE);
    const finer = made && modelOf(made);
    if (finer !== undefined) {
      const known = made === part ? takenOf(model, best) : new Uint8Array(finer.classAt.length);
      const most = before + work * (WHOLE_SHARE + SEARCH_SHARE) - model.work;
      const found = firstOfEquals(finer, known, work * PROOF_SHARE, most);
      model.work += finer.work - part.work;
      const taken = takenOf(finer, found.given);
      const saved = savedBy(finer, taken);
      if (saved > value || (found.isProven && saved >= value)) {
        value = saved;
        best = found.given.map((own) => own.filter((c) => c < part.classes.length));
        gained = best.map((_, a) => gainOf(finer, a, taken));
        claims = undefined;
      }
      if (found.isProven) {
        bound = value;
        isSettled = found.isFirst;
        return;
      }
    }
    // Whoever has to search on has as much for it as before.
    end += model.work - before;
  };
  /** Of equals takes the one that comes first, where that can be told. */
  const settle = (prices: Float64Array, root?: Mix): void => {
    if (isSmall && isClosed()) askWhole();
    if (isSettled || !isClosed()) return;
    const isProven = boundAt(model, prices, nothing) < value + model.grain - SLACK;
    if (isAsked || !isOrderly(part)) {
      if (isProven) note(searchWhole(model, prices, work * (isSmall ? FEW_SHARE : TIES_SHARE), value), value);
      return;
    }
    const most = Math.min(work * ORDER_SHARE, work * ORDER_END - model.work);
    if (most <= 0) return;
    const first = firstOfEquals(model, takenOf(model, best), most, most, root);
    if (!first.isProven) return;
    best = first.given;
    isSettled = first.isFirst;
    claims = undefined;
  };
  let tight: { readonly prices: Float64Array; readonly bound: Milli } | undefined;
  const tightened = () => {
    tight ??= tighten(model, value, work * PRICES_SHARE);
    bound = Math.min(bound, Math.max(value, tight.bound));
    return tight;
  };
  if (fitting !== undefined && units > SEARCHED_UNITS) {
    const { prices } = tightened();
    boundAt(model, prices, nothing);
    fill(proposed(model, prices));
    if (isClosed()) {
      settle(prices);
      return result();
    }
    boundAt(model, prices, nothing);
  }
  const canSearch = leastWork(model) < end - model.work;
  const isMetered = part.meters.length > 0;
  // What such a look would drop is found sooner by branching.
  const look = !isFew && !isMetered && canBranch ? searchWhole : search;
  if (canSearch)
    note(look(model, tight?.prices ?? model.alone, work * QUICK_SHARE, value, QUICK_WIDTH), value);
  if (!isSettled) {
    let prices = tight?.prices ?? model.alone;
    let root: Mix | undefined;
    if (isFew || (isMetered && !isClosed())) {
      const found = tightened();
      prices = found.prices;
      if (canSearch && isSmall) narrow(found, Math.min(restAt(), model.work + work * BRIEF_SHARE));
      if (isSmall) askWhole();
      if (canSearch && !isClosed()) narrow(found, restAt());
      if (!isClosed() && !canBranch) {
        boundAt(model, found.prices, nothing);
        note(search(model, found.prices, end - model.work, value), value);
      }
    } else if (isSmall) askWhole();
    if (!isClosed() && canBranch) {
      const incumbent = { value, taken: takenOf(model, best) };
      const left = branch(model, incumbent, end - model.work);
      if (model.isSure) bound = Math.min(bound, left.bound);
      prices = left.prices;
      root = left.root;
      if (incumbent.value > value || claims === undefined) {
        if (incumbent.value > value) gained = undefined;
        claims = undefined;
        value = incumbent.value;
        best = part.activities.map((_, a) => classesTaken(model, a, incumbent.taken));
      }
    }
    settle(prices, root);
  }
  if (claims === undefined || model.work < end) fill(best);
  return result();
}

/** Plans at these prices, as far as they fit beside one another. The model was looked at with them. */
function proposed(model: Model, prices: Float64Array): PartFound["given"] {
  const taken = new Uint8Array(model.classAt.length);
  const repair = new Repair(model, { value: Number.POSITIVE_INFINITY, taken }, model.work);
  repair.improve(prices);
  return model.part.activities.map((_, a) => classesTaken(model, a, repair.trial));
}

/** Work that is reported as one step: about what one partial solution costs. */
export const STEP_WORK = 90;

/** Everybody's best, the model having been looked at with units free of charge, but no more than meters leave. */
function withinMeters({ part, alone, units, worth }: Model): Milli {
  const sums = part.meters.map(() => 0);
  let total = 0;
  for (let c = 0; c < units.length; c++) total += alone[c]! * units[c]!;
  part.meterOf.forEach((meter, a) => {
    if (meter === undefined) total += worth[a]!;
    else sums[meter]! += worth[a]!;
  });
  part.meters.forEach((meter, m) => {
    total += Math.min(sums[m]!, meter.most);
  });
  return total;
}

/** Every meter counts the value of one activity, and either cuts it or refuses. */
function mayBranch({ meters, meterOf }: Part): boolean {
  const counted = meterOf.filter((meter) => meter !== undefined).length;
  return counted === meters.length && meters.every(({ exceeding }) => exceeding !== "overshoot");
}

/** What an activity gains with what it takes. */
function gainOf(model: Model, a: number, taken: Uint8Array): Milli {
  const fixed = taken.map((one) => (one === 1 ? FORCED : FORBIDDEN));
  return sweep(model, a, new Float64Array(model.classes), fixed);
}

function takenOf(model: Model, given: PartFound["given"]): Uint8Array {
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

/** Hands out units: by activity those that it gets, dearest first, and those that nobody got. */
export function handOut(
  { activities, classes, isWoven }: Part,
  given: PartFound["given"],
  sheet: Sheet,
): { byActivity: number[][]; alone: number[] } {
  const byActivity: number[][] = activities.map(() => []);
  const alone: number[] = [];
  // Plans say their classes in order.
  const next = given.map(() => 0);
  const counts = given.map(() => 0);
  for (let c = 0; c < classes.length; c++) {
    const unitClass = classes[c]!;
    for (const a of unitClass.activities) {
      const from = next[a]!;
      while (given[a]![next[a]!] === c) next[a]!++;
      counts[a] = next[a]! - from;
    }
    const held = heldBy(unitClass, counts);
    for (let at = 0; at < held.length; at++) {
      const heir = held[at]!;
      if (heir === -1) alone.push(unitClass.units[at]!);
      else byActivity[heir]!.push(unitClass.units[at]!);
    }
  }
  // Canonical order between classes of one price.
  if (isWoven) for (const units of byActivity) units.sort(inTurn(sheet));
  return { byActivity, alone };
}
