/** How much looking each independent part gets: a quick look for all, a wide one for those that it did not settle. */

import { type Bounds, plainBounds, tightBounds } from "./bound.ts";
import { CELL_WORK, stepWork } from "./effort.ts";
import { type Found, type Part, search } from "./search.ts";

/** Partial solutions kept at most in the quick look, and in the wide one. */
const QUICK_MAX = 24;
const WIDE_MAX = 4_000;
/** Of the work there is: what the quick looks may take, all together. */
const QUICK_SHARE = 0.3;
/** Of the work of a wide look: what better bounds may take. */
const BOUNDS_SHARE = 0.4;

/**
 * One answer for each part, in at most about so much work. Every part has the same share, so that what it gets does
 * not depend on which of them is looked at first.
 */
export function searchParts(parts: readonly Part[], work: number): Found[] {
  const quickWork = (work * QUICK_SHARE) / parts.length;
  const looks = parts.map((part) => quickLook(part, quickWork));
  const open = looks.filter(({ found }) => found.boundCents > found.value).length;
  const wideWork = (work * (1 - QUICK_SHARE)) / open;
  return parts.map((part, index) => {
    const { found, bounds } = looks[index]!;
    return found.boundCents === found.value
      ? found
      : withinGross(part, wideLook(part, found, bounds, wideWork));
  });
}

interface Look {
  readonly found: Found;
  /** Undefined: there are too many states for the work there was. */
  readonly bounds: Bounds | undefined;
}

function quickLook(part: Part, work: number): Look {
  const bounds = plainBounds(part, cellsFor(work));
  const width = Math.min(QUICK_MAX, affordableWidth(part, work));
  const canLook = bounds !== undefined && width >= 1;
  return { found: canLook ? search(part, bounds, width, 0) : notSearched(part), bounds };
}

/** Better bounds and a wide search, with a value to beat. */
function wideLook(part: Part, quick: Found, known: Bounds | undefined, work: number): Found {
  const plain = known ?? plainBounds(part, cellsFor(work));
  if (plain === undefined) return quick;
  const bounds = tightBounds(part, plain, quick.value, cellsFor(work) - plain.cells);
  const width = Math.min(WIDE_MAX, affordableWidth(part, work * (1 - BOUNDS_SHARE)));
  const wide = width < 1 ? quick : search(part, bounds, width, quick.value);
  const best = wide.value >= quick.value ? wide : quick;
  const steps = wide === quick ? quick.steps : quick.steps + wide.steps;
  // Where even the wide look dropped something, whatever it may have lost is the gap.
  const boundCents = Math.min(wide.boundCents, Math.floor(bounds.total / 1000));
  return { ...best, steps, boundCents: Math.max(best.value, boundCents) };
}

function cellsFor(work: number): number {
  return (work * BOUNDS_SHARE) / CELL_WORK;
}

function affordableWidth(part: Part, work: number): number {
  const stepsByWidth = part.classes.reduce(
    (sum, { units, activities }) => sum + units.length * (1 + activities.length),
    0,
  );
  return Math.floor(work / (stepsByWidth * stepWork(part)));
}

/** Too large even for a look: every unit takes what it gets alone, and the gap is as wide as what they cost. */
function notSearched(part: Part): Found {
  const value = part.classes.reduce((sum, { units, alone }) => sum + units.length * alone, 0);
  const cost = part.classes.reduce((sum, { units, aloneCost }) => sum + units.length * aloneCost, 0);
  return {
    value,
    cost,
    steps: 0,
    boundCents: Number.MAX_SAFE_INTEGER,
    given: part.activities.map(() => ({ units: [], roles: [] })),
    alone: part.classes.flatMap(({ units }) => units),
  };
}

/** Nothing saves more than its units cost. */
function withinGross(part: Part, found: Found): Found {
  const gross = part.classes.reduce((sum, { units, price }) => sum + units.length * price, 0);
  return { ...found, boundCents: Math.max(found.value, Math.min(found.boundCents, gross)) };
}
