/**
 * Prices by a linear program over whole plans. Of each activity the plans met so far are mixed, so that no unit is given
 * away twice; the prices that follow make some activity want another plan, which joins; when none does, the bound is
 * the best that prices can prove. Odd crowds (`odd-sets.ts`) lower it further.
 */

import { FORBIDDEN, FORCED, FREE, type Model } from "./lagrange.ts";
import { LinearProgram } from "./linear.ts";
import { type Crowd, Planner, type Tariff } from "./planner.ts";
import { METER_UNIT } from "./pricing.ts";
import type { Milli } from "./shape.ts";

/** One plan of an activity: its places, counted from the activity's first, and what it gains. */
export interface Plan {
  readonly a: number;
  readonly places: readonly number[];
  readonly gain: Milli;
}

/** A plan joins if it would bring so much more; a bound is good enough when the mix is worth nearly as much. */
const JOINS: Milli = 0.5;
const CLOSE: Milli = 60;
/** What an activity is worth that must have a plan and has none: so many times less than what all might gain. */
const MISSING = -1e2;
const MISSING_MIN: Milli = 1e7;
/** A toll that is less is none. */
const TOLL_MIN: Milli = 0.001;
/** Small steps of the program that cost as much as a look at an edge. */
const PROGRAM_STEPS = 6;

export class Mix {
  readonly model: Model;
  readonly program = new LinearProgram();
  readonly plans: Plan[] = [];
  readonly crowds: Crowd[] = [];
  /** That of the lowest bound which the last `settle` met. */
  tariff: Tariff;
  /** Activities that have something to decide. */
  readonly open: readonly number[];
  /** By class and by activity, its row in the program; -1 where nothing is left to decide. */
  readonly rowOfClass: Int32Array;
  readonly rowOfActivity: Int32Array;
  /** By row of a class: units that are not decided. */
  readonly rooms: number[] = [];
  private readonly rowOfMeter: Int32Array;
  private readonly meterRooms: Milli[] = [];
  private readonly rowOfCrowd: number[] = [];
  /** Units alone and plans that are decided. */
  private readonly sure: Milli;
  private readonly missing: Milli;
  readonly decided: readonly Plan[];
  private readonly planners: Planner[];
  /** By key, the plan that has it. */
  private readonly known = new Map<number, number>();
  /** By plan, its column. */
  readonly columns: number[] = [];

  constructor(model: Model, fixed: Uint8Array) {
    this.model = model;
    const { part, classes, activities, units, alone, places, classAt } = model;
    this.rowOfClass = new Int32Array(classes).fill(-1);
    this.rowOfActivity = new Int32Array(activities).fill(-1);
    this.rowOfMeter = new Int32Array(part.meters.length).fill(-1);
    this.planners = part.graphs.map((graph, a) => new Planner(a, graph, part.classesOf[a]!, []));
    const scale = new Float64Array(activities).fill(1);
    this.tariff = { prices: alone.slice(), tolls: new Float64Array(0), scale };
    const left = units.slice();
    const isWanted = new Uint8Array(classes);
    const open: number[] = [];
    const decided: Plan[] = [];
    let sure = 0;
    for (let c = 0; c < classes; c++) sure += units[c]! * alone[c]!;
    this.missing = MISSING * model.gain.reduce((most, gain) => Math.max(most, gain), MISSING_MIN);
    for (let a = 0; a < activities; a++) {
      if (isOpen(model, a, fixed)) {
        open.push(a);
        for (let place = places[a]!; place < places[a + 1]!; place++) isWanted[classAt[place]!] = 1;
        continue;
      }
      const planner = this.planners[a]!;
      planner.look(this.tariff, fixed, places[a]!);
      planner.read(fixed, places[a]!);
      const plan = { a, places: placesOf(planner.taken, 0, planner.taken.length), gain: planner.gained };
      decided.push(plan);
      sure += this.counted(plan);
      for (const place of plan.places) left[classAt[places[a]! + place]!]!--;
    }
    this.open = open;
    this.decided = decided;
    this.sure = sure;
    for (let c = 0; c < classes; c++) {
      if (!isWanted[c]) continue;
      this.rowOfClass[c] = this.program.addRow(left[c]!, []);
      this.rooms.push(left[c]!);
    }
    for (const a of open) this.rowOfActivity[a] = this.program.addRow(1, []);
    part.meters.forEach((meter, m) => {
      const room = meter.most;
      this.meterRooms.push(room);
      if (!open.some((a) => part.meterOf[a] === m)) return;
      const row = this.program.addRow(room / METER_UNIT, []);
      this.rowOfMeter[m] = row;
      // What is gained beyond the limit does not count.
      if (meter.exceeding === "cap") this.program.addColumn(-METER_UNIT, [row], [-1]);
    });
  }

  /** The same with what is decided taken out; plans that are ruled out and crowds that charge nothing stay behind. */
  shrunk(fixed: Uint8Array): Mix {
    const smaller = new Mix(this.model, fixed);
    const before = new Set(this.decided.map(({ a }) => a));
    const news = smaller.decided.filter(({ a }) => !before.has(a));
    this.crowds.forEach((crowd, k) => {
      if (!(this.tariff.tolls[k]! > 0)) return;
      let pairs = crowd.pairs;
      for (const plan of news) pairs -= this.pairsOf(crowd, plan);
      smaller.enter({ ...crowd, pairs });
    });
    for (const plan of this.plans) if (fits(this.model, plan, fixed)) smaller.join(plan);
    smaller.apply(fixed);
    return smaller;
  }

  /** The places of a plan, from `from` on; joins unless it is known. */
  add(a: number, taken: Uint8Array, from: number, gain: Milli): boolean {
    const count = this.model.places[a + 1]! - this.model.places[a]!;
    let key = firstKey(a);
    for (let place = 0; place < count; place++) if (taken[from + place]) key = nextKey(key, place);
    for (let same = this.known.get(key); same !== undefined; same = this.known.get(++key))
      if (takes(this.plans[same]!, a, taken, from, count)) return false;
    return this.join({ a, places: placesOf(taken, from, count), gain });
  }

  /** How much of a plan is used, 0 to 1. */
  shareOf(plan: number): number {
    return this.program.amountOf(this.columns[plan]!);
  }

  /** What the mix is worth: no bound, as plans may be missing. */
  get worth(): Milli {
    return this.sure + this.program.value;
  }

  /** What decisions rule out goes out of use. */
  apply(fixed: Uint8Array): void {
    const { model, program } = this;
    this.plans.forEach((plan, index) => {
      program.banned[this.columns[index]!] = fits(model, plan, fixed) ? 0 : 1;
    });
    let isNew = false;
    for (const a of this.open) {
      let idle = 0;
      for (let place = model.places[a]!; place < model.places[a + 1]!; place++)
        if (fixed[place] === FORCED) idle = this.missing;
      const row = this.rowOfActivity[a]!;
      if (program.idle[row] !== idle) isNew = true;
      program.idle[row] = idle;
    }
    if (isNew) program.reprice();
  }

  /** The bound under these decisions, which were applied; -Infinity where no solution is worth `least`. */
  settle(fixed: Uint8Array, least: Milli, workEnd: number): Milli {
    const { model, program } = this;
    let best = Number.POSITIVE_INFINITY;
    for (;;) {
      const steps = program.steps;
      program.solve(Math.max(0, workEnd - model.work) * PROGRAM_STEPS);
      model.work += Math.ceil((program.steps - steps) / PROGRAM_STEPS);
      const tariff = this.tariffNow();
      let bound = this.rent(tariff);
      let joined = 0;
      for (const a of this.open) {
        const planner = this.plannerOf(a, tariff);
        const before = planner.looked;
        const worth = planner.look(tariff, fixed, model.places[a]!);
        model.work += planner.looked - before + planner.classes.length;
        bound += worth;
        if (bound === Number.NEGATIVE_INFINITY) return bound;
        if (worth < program.prices[this.rowOfActivity[a]!]! + JOINS) continue;
        planner.read(fixed, model.places[a]!);
        if (this.add(a, planner.taken, 0, planner.gained)) joined++;
      }
      if (bound < best) {
        best = bound;
        this.tariff = tariff;
      }
      if (best < least) return Number.NEGATIVE_INFINITY;
      if (joined === 0 || best - this.worth < CLOSE || model.work > workEnd) return best;
    }
  }

  /**
   * Rules out what no solution worth `least` does, at a tariff. Returns how much was decided; -1 where there is no such
   * solution.
   */
  rule(fixed: Uint8Array, tariff: Tariff, least: Milli): number {
    const { model } = this;
    const { places, classAt, units } = model;
    let bound = this.rent(tariff);
    for (const a of this.open) bound += this.plannerOf(a, tariff).look(tariff, fixed, places[a]!);
    if (bound < least) return -1;
    let decided = 0;
    for (const a of this.open) {
      const planner = this.planners[a]!;
      model.work += 3 * planner.size;
      const count = planner.rule(fixed, places[a]!, least - (bound - planner.worth));
      if (count === -1) return -1;
      decided += count;
    }
    // Whoever is sure of a class's last units leaves none to others.
    const sure = new Int32Array(model.classes);
    for (let place = 0; place < fixed.length; place++) if (fixed[place] === FORCED) sure[classAt[place]!]!++;
    for (let place = 0; place < fixed.length; place++) {
      const c = classAt[place]!;
      if (sure[c]! > units[c]!) return -1;
      if (fixed[place] !== FREE || sure[c] !== units[c]) continue;
      fixed[place] = FORBIDDEN;
      decided++;
    }
    return decided;
  }

  enter(crowd: Crowd): void {
    this.crowds.push(crowd);
    const weights: { column: number; weight: number }[] = [];
    this.plans.forEach((plan, index) => {
      const weight = this.pairsOf(crowd, plan);
      if (weight > 0) weights.push({ column: this.columns[index]!, weight });
    });
    this.rowOfCrowd.push(this.program.addRow(crowd.pairs, weights));
  }

  private join(plan: Plan): boolean {
    const { model, program } = this;
    const { a, places } = plan;
    if (places.length === 0 || this.rowOfActivity[a] === -1) return false;
    let key = firstKey(a);
    for (const place of places) key = nextKey(key, place);
    while (this.known.has(key)) key++;
    this.known.set(key, this.plans.length);
    const rows: number[] = [this.rowOfActivity[a]!];
    const weights: number[] = [1];
    let last = -1;
    for (const place of places) {
      const row = this.rowOfClass[model.classAt[model.places[a]! + place]!]!;
      if (row === last) weights[weights.length - 1]!++;
      else {
        rows.push(row);
        weights.push(1);
      }
      last = row;
    }
    const meter = model.part.meterOf[a];
    if (meter !== undefined) {
      rows.push(this.rowOfMeter[meter]!);
      weights.push(plan.gain / METER_UNIT);
    }
    this.crowds.forEach((crowd, k) => {
      const pairs = this.pairsOf(crowd, plan);
      if (pairs === 0) return;
      rows.push(this.rowOfCrowd[k]!);
      weights.push(pairs);
    });
    this.plans.push(plan);
    this.columns.push(program.addColumn(this.above(plan), rows, weights));
    return true;
  }

  /** What a plan gains above its units alone. */
  private above({ a, places, gain }: Plan): Milli {
    const { model } = this;
    let more = gain;
    for (const place of places) more -= model.alone[model.classAt[model.places[a]! + place]!]!;
    return more;
  }

  /** The same, as far as a limit on value lets it count. */
  private counted(plan: Plan): Milli {
    const meter = this.model.part.meterOf[plan.a];
    if (meter === undefined) return this.above(plan);
    const over = plan.gain - this.model.part.meters[meter]!.most;
    return this.above(plan) - Math.max(0, over);
  }

  private pairsOf({ classes, activities }: Crowd, { a, places }: Plan): number {
    const { model } = this;
    let count = activities.includes(a) ? 1 : 0;
    for (const place of places) if (classes.includes(model.classAt[model.places[a]! + place]!)) count++;
    return count >> 1;
  }

  private tariffNow(): Tariff {
    const { model, program } = this;
    const prices = model.alone.slice();
    for (let c = 0; c < model.classes; c++)
      if (this.rowOfClass[c] !== -1) prices[c]! += Math.max(0, program.prices[this.rowOfClass[c]!]!);
    const tolls = new Float64Array(this.crowds.length);
    this.rowOfCrowd.forEach((row, k) => {
      const toll = program.prices[row]!;
      if (toll > TOLL_MIN) tolls[k] = toll;
    });
    const scale = new Float64Array(model.activities).fill(1);
    model.part.meterOf.forEach((meter, a) => {
      if (meter === undefined || this.rowOfMeter[meter] === -1) return;
      const lambda = program.prices[this.rowOfMeter[meter]!]! / METER_UNIT;
      scale[a] = 1 - Math.min(1, Math.max(0, lambda));
    });
    return { prices, tolls, scale };
  }

  /** What all that is to be had costs, beside what is sure. */
  private rent({ prices, tolls, scale }: Tariff): Milli {
    const { model } = this;
    let sum = this.sure;
    for (let c = 0; c < model.classes; c++) {
      const row = this.rowOfClass[c]!;
      if (row !== -1) sum += this.rooms[row]! * (prices[c]! - model.alone[c]!);
    }
    this.crowds.forEach(({ pairs }, k) => {
      if (k < tolls.length) sum += pairs * tolls[k]!;
    });
    model.part.meterOf.forEach((meter, a) => {
      if (meter !== undefined && this.rowOfMeter[meter] !== -1)
        sum += (1 - scale[a]!) * this.meterRooms[meter]!;
    });
    return sum;
  }

  /** Knows all crowds that charge. */
  private plannerOf(a: number, { tolls }: Tariff): Planner {
    const { crowds, model } = this;
    const planner = this.planners[a]!;
    const isWhole = crowds.every(
      (crowd, k) => !(tolls[k]! > 0) || planner.heard.has(k) || !planner.canFill(crowd),
    );
    if (isWhole) return planner;
    const charging = crowds.map((crowd, k) => (tolls[k]! > 0 ? crowd : undefined));
    const again = new Planner(a, model.part.graphs[a]!, model.part.classesOf[a]!, charging);
    this.planners[a] = again;
    return again;
  }
}

/** A number that is the same for the same plan, and mostly another for another. */
function firstKey(a: number): number {
  return Math.imul(a + 1, 0x9e3779b1) >>> 0;
}

function nextKey(key: number, place: number): number {
  return (Math.imul(key ^ (place + 1), 0x85ebca6b) ^ (key >>> 15)) >>> 0;
}

/** The plan is that of these places. */
function takes(plan: Plan, a: number, taken: Uint8Array, from: number, count: number): boolean {
  if (plan.a !== a) return false;
  let at = 0;
  for (let place = 0; place < count; place++) {
    if (!taken[from + place]) continue;
    if (plan.places[at] !== place) return false;
    at++;
  }
  return at === plan.places.length;
}

function isOpen(model: Model, a: number, fixed: Uint8Array): boolean {
  for (let place = model.places[a]!; place < model.places[a + 1]!; place++)
    if (fixed[place] === FREE) return true;
  return false;
}

function placesOf(taken: Uint8Array, from: number, count: number): number[] {
  const places: number[] = [];
  for (let place = 0; place < count; place++) if (taken[from + place]) places.push(place);
  return places;
}

/** Nothing that is decided speaks against the plan. */
function fits(model: Model, { a, places }: Plan, fixed: Uint8Array): boolean {
  const first = model.places[a]!;
  let at = 0;
  for (let place = first; place < model.places[a + 1]!; place++) {
    const isTaken = places[at] === place - first;
    if (isTaken) at++;
    if (fixed[place] === (isTaken ? FORBIDDEN : FORCED)) return false;
  }
  return true;
}
