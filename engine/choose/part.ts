/** An independent part of a layer: its units by class, and the activities that contend for them. */

import type { Cents } from "../basket.ts";
import type { Activity } from "./activity.ts";
import type { Graph } from "./graph.ts";
import type { Heap } from "./heap.ts";
import type { Meter } from "./meter.ts";
import type { Remembered } from "./shape.ts";

/** Of equals the one with the fewest coupons and applications is taken, then the one with the fewest units: 20,000 at most. */
export const APPLICATION_IN_UNITS = 1 << 15;

/** Units that no activity can tell apart. */
export interface UnitClass {
  readonly price: Cents;
  /** In canonical order. */
  readonly units: readonly number[];
  /** When their turn comes among all units of the part (`ties.ts`). */
  readonly turns: readonly number[];
  /** What each saves on its own, at best. */
  readonly alone: Cents;
  readonly aloneCost: number;
  /** Indexes of the part's activities that may take these units, and what kind of unit each is to them. */
  readonly activities: readonly number[];
  readonly goods: readonly number[];
  /** The same activities in the order in which they hold the units, -1 for whoever has a unit alone (`ties.ts`). */
  readonly heirs: readonly number[];
}

export interface Recount {
  readonly cents: Cents;
  /** These units do not save more in any other way. */
  readonly isExact: boolean;
  /** What it took to know it; nothing where it was known before. */
  readonly work: number;
}

/** Of one line's units its promotion may claim no more than `most`: whichever of these activities, of whichever of these classes. */
export interface Room {
  /** In order. */
  readonly classes: readonly number[];
  readonly activities: readonly number[];
  readonly most: number;
}

export interface Part {
  /** Dearest first. */
  readonly classes: readonly UnitClass[];
  /** Of classes with one price units of a later one have their turn between those of an earlier one. */
  readonly isWoven: boolean;
  readonly activities: readonly Activity[];
  /** By activity: the classes of the units offered to it, one entry a unit. */
  readonly classesOf: readonly (readonly number[])[];
  /** By activity: its shape unrolled over those units. */
  readonly graphs: readonly Graph[];
  /** By activity: the meter that its graph keeps, where nobody else counts on it. */
  readonly kept: readonly (Meter | undefined)[];
  /** By activity: which of `meters` counts for it, if any. */
  readonly meterOf: readonly (number | undefined)[];
  readonly meters: readonly Meter[];
  /** Limits for each line that offering fewer units does not keep already. */
  readonly rooms: readonly Room[];
  /** By activity: what one application costs in a tie, beside 1 for each unit that it takes (in `APPLICATION_IN_UNITS`). */
  readonly costOf: readonly number[];
  /** By activity whose graph promises more than its deal may keep: its exact shape, if that can be kept count of. */
  readonly tallies: readonly (Remembered | undefined)[];
  /** The same where it only counts fractions of what will be rounded. */
  readonly heaps: readonly (Heap | undefined)[];
  /** By activity whose graph promises more than its deal may keep: what units of these classes really save. */
  readonly recounts: readonly (((classes: readonly number[]) => Recount) | undefined)[];
  /** What it has cost to get this far. */
  readonly work: number;
}
