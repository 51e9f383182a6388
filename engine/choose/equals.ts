/**
 * Of solutions that save the same the one that comes first (`ties.ts`), where there are too many for a search to follow.
 * What uses up less is made a part of what is saved, too small to outweigh a cent, and branching finds the best once
 * more. Then unit by unit, in turn: can whoever comes before the holder have it, and nothing be lost? That is a question to
 * the same program, with the unit decided. No says a bound; yes says a solution, which is then asked on.
 */

import { Branching, branch } from "./branch.ts";
import { unroll } from "./graph.ts";
import { FORBIDDEN, FORCED, FREE, type Model, modelOf } from "./lagrange.ts";
import { APPLICATION_IN_UNITS, type Part } from "./part.ts";
import { SLACK } from "./pricing.ts";
import { classesTaken, type Incumbent, Repair, savedBy } from "./repair.ts";
import { singles } from "./set-shapes.ts";
import { type Milli, remembered } from "./shape.ts";
import { COUPON_COST } from "./worth.ts";

/** Whole cents are told apart by so much, and so is here what solutions use up. */
const STEP: Milli = 1000;

/** What a coupon, an application and a unit cost, in steps. */
interface Costs {
  readonly coupon: number;
  readonly application: number;
  readonly unit: number;
}

/** Once the fewest coupons and applications are known, nobody who needs more is let through: any cost of them will do. */
const WITH_UNITS: Costs = { coupon: 1, application: 1, unit: 1 };

/**
 * `taken`: by place, a solution to begin with. Returns the first of all that save most, by activity the classes of its
 * units; undefined where that takes more than `workMax`. Without `isFirst` it is one of those with the fewest
 * applications and units.
 */
export function firstOfEquals(
  model: Model,
  taken: Uint8Array,
  workMax: number,
): { readonly given: readonly (readonly number[])[]; readonly isFirst: boolean } | undefined {
  const part = withLoners(model.part);
  const workEnd = model.work + workMax;
  const start = new Uint8Array(part.classesOf.reduce((sum, one) => sum + one.length, 0));
  start.set(taken);
  const fewest = countedIn(part, { coupon: unitsOf(part) + 1, application: 1, unit: 0 }, model.work);
  const least: Incumbent = { value: savedBy(fewest, start), taken: start };
  const { bound } = branch(fewest, least, workEnd - fewest.work);
  model.work = fewest.work;
  if (bound >= least.value + STEP - SLACK) return undefined;
  const finer = countedIn(part, WITH_UNITS, model.work);
  const order = new Ordering(finer, model.activities, fewest, least, workEnd);
  const found = order.first();
  model.work = finer.work;
  if (found === undefined) return undefined;
  const given = model.part.activities.map((_, a) => classesTaken(finer, a, found));
  return { given, isFirst: !order.isTired() };
}

/** Can be asked: all that a solution saves and uses up lies in its graphs. */
export function isOrderly({ meters, rooms, recounts }: Part): boolean {
  return meters.length + rooms.length === 0 && recounts.every((one) => one === undefined);
}

/** Whoever has a unit by itself, where somebody comes after: an activity like the others, so that it can be decided. */
function withLoners(part: Part): Part {
  const graphs = [...part.graphs];
  const classesOf = [...part.classesOf];
  const activities = [...part.activities];
  const costOf = [...part.costOf];
  const classes = part.classes.map((one, c) => {
    if (one.heirs.at(-1) === -1) return one;
    const index = graphs.length;
    const own = one.units.map(() => c);
    const goods = own.map(() => one.alone);
    graphs.push(unroll(remembered(singles), goods, own, Number.MAX_SAFE_INTEGER)!);
    classesOf.push(own);
    activities.push(part.activities[one.activities[0]!]!);
    costOf.push(one.aloneCost - 1);
    return {
      ...one,
      activities: [...one.activities, index],
      goods: [...one.goods, one.alone],
      heirs: one.heirs.map((heir) => (heir === -1 ? index : heir)),
    };
  });
  return { ...part, classes, graphs, classesOf, activities, costOf };
}

/** The same part, of whose gains what their units use up is taken off: less than a cent for all that could be used. */
function countedIn(part: Part, { coupon, application, unit }: Costs, work: number): Model {
  const units = unitsOf(part);
  const rank = (cost: number, claimed: number) => {
    const price = cost / APPLICATION_IN_UNITS;
    return Math.floor(price / COUPON_COST) * coupon + (price % COUPON_COST) * application + claimed * unit;
  };
  // No more than as many applications as units, each with coupons of its own.
  const dearest = Math.max(...part.costOf, ...part.classes.map(({ aloneCost }) => aloneCost));
  const scale = rank(dearest, 1) * units + 1;
  const graphs = part.graphs.map((graph, a) => ({
    ...graph,
    gain: graph.gain.map(
      (gain, edge) => gain * scale - STEP * rank(graph.done[edge]! * part.costOf[a]!, graph.claimed[edge]!),
    ),
  }));
  const model = modelOf({ ...part, graphs });
  model.work += work - part.work;
  part.classes.forEach(({ alone, aloneCost }, c) => {
    const used = aloneCost === 0 ? 0 : rank(aloneCost - 1, 1);
    model.alone[c] = alone * 1000 * scale - STEP * used;
  });
  return model;
}

function unitsOf({ classes }: Part): number {
  return sum(classes.map(({ turns }) => turns.length));
}

/** One unit of a class, as its turn comes. */
interface Turn {
  readonly c: number;
  readonly at: number;
  readonly turn: number;
}

class Ordering extends Branching {
  /** What must be kept while a question is asked. */
  kept: Uint8Array | undefined;
  /** By activity and class: the first of its places; by class: its heir at hand, and how many each has so far. */
  readonly firstOf: readonly ReadonlyMap<number, number>[];
  readonly heirAt: number[];
  readonly held: Map<number, number>[];
  /** Activities from here on are those of who has a unit alone. */
  readonly loners: number;
  /** Counts coupons and applications alone; what a solution is worth there that has the fewest. */
  readonly judge: Repair;
  readonly fewest: Milli;

  constructor(model: Model, loners: number, counted: Model, least: Incumbent, workEnd: number) {
    super(model, { value: savedBy(model, least.taken), taken: least.taken }, workEnd);
    this.judge = new Repair(counted, least, workEnd);
    this.fewest = least.value;
    this.loners = loners;
    this.firstOf = model.part.classesOf.map((classes, a) => {
      const first = new Map<number, number>();
      classes.forEach((c, at) => {
        if (!first.has(c)) first.set(c, model.places[a]! + at);
      });
      return first;
    });
    this.heirAt = model.part.classes.map(() => 0);
    this.held = model.part.classes.map(() => new Map());
  }

  first(): Uint8Array | undefined {
    const { model, incumbent, root } = this;
    if (this.run() >= incumbent.value + STEP - SLACK) return undefined;
    const most = incumbent.value;
    const fixed = new Uint8Array(model.classAt.length);
    this.mix = root;
    root.apply(fixed);
    if (root.settle(fixed, most - SLACK, this.workEnd) >= most - SLACK)
      root.rule(fixed, root.tariff, most - SLACK);
    let best: Uint8Array = incumbent.taken.slice();
    for (const turn of turnsOf(model)) best = this.decide(turn, fixed, best, most);
    return best;
  }

  /** Gives the unit to the first that may have it. Returns a solution that has all of this. */
  decide({ c, at }: Turn, fixed: Uint8Array, known: Uint8Array, most: Milli): Uint8Array {
    const { heirs } = this.model.part.classes[c]!;
    const held = this.held[c]!;
    let best = known;
    for (; ; this.heirAt[c]!++) {
      const heir = heirs[this.heirAt[c]!]!;
      const has = held.get(heir) ?? 0;
      const isLast = this.heirAt[c]! === heirs.length - 1;
      const place = heir === -1 ? undefined : this.placeOf(heir, c, has);
      if (!isLast && place === undefined) continue;
      if (!isLast && this.holderOf(c, at, best) !== heir) {
        if (fixed[place!] === FORBIDDEN) continue;
        const found = this.ask(fixed, place!, most);
        // What can't be told any more stays as it is.
        if (found === undefined) {
          this.close(fixed, heir, c, has);
          continue;
        }
        best = found;
      }
      held.set(heir, has + 1);
      if (place !== undefined) fixed[place] = FORCED;
      return best;
    }
  }

  /** Its place for one unit more of the class than it has; undefined where it is offered no more. */
  placeOf(a: number, c: number, has: number): number | undefined {
    const place = this.firstOf[a]!.get(c);
    if (place === undefined) return undefined;
    const { places, classAt } = this.model;
    return place + has < places[a + 1]! && classAt[place + has] === c ? place + has : undefined;
  }

  /** It gets no more of the class. */
  close(fixed: Uint8Array, heir: number, c: number, has: number): void {
    for (let n = has; ; n++) {
      const place = this.placeOf(heir, c, n);
      if (place === undefined) return;
      fixed[place] = FORBIDDEN;
    }
  }

  /** Who holds the unit at this place of the class. */
  holderOf(c: number, at: number, taken: Uint8Array): number {
    const { heirs, units } = this.model.part.classes[c]!;
    const own = (heir: number) => this.countOf(heir, c, taken);
    const lone = heirs.findIndex((heir) => heir >= this.loners);
    let passed = 0;
    for (const [k, heir] of heirs.entries()) {
      if (heir === -1) return -1;
      // Who has it alone, whether that was written down or not.
      if (k === lone) passed += units.length - sum(heirs.map((one, o) => (o === k ? 0 : own(one))));
      else passed += own(heir);
      if (passed > at) return heir;
    }
    return -1;
  }

  countOf(a: number, c: number, taken: Uint8Array): number {
    let count = 0;
    for (let place = this.placeOf(a, c, 0); place !== undefined; place = this.placeOf(a, c, count)) {
      if (!taken[place]) break;
      count++;
    }
    return count;
  }

  /** A solution that saves as much and takes this place too; undefined where there is none, or none is found in time. */
  ask(fixed: Uint8Array, place: number, most: Milli): Uint8Array | undefined {
    if (this.isTired()) return undefined;
    const { incumbent, root } = this;
    const trial = fixed.slice();
    trial[place] = FORCED;
    this.kept = trial.slice();
    this.mix = root;
    root.apply(trial);
    incumbent.value = most - STEP;
    const bound = this.look(trial);
    if (bound >= this.least) this.explore({ fixed: trial, bound });
    return incumbent.value < most - SLACK ? undefined : incumbent.taken.slice();
  }

  override offer(taken: Uint8Array): void {
    const { kept } = this;
    if (kept?.some((state, place) => state !== FREE && (state === FORCED) !== (taken[place] === 1))) return;
    super.offer(taken);
  }

  /** Nothing where it needs more coupons or applications than the fewest. */
  override savedBy(taken: Uint8Array): Milli {
    return this.judge.savedBy(taken) < this.fewest ? Number.NEGATIVE_INFINITY : super.savedBy(taken);
  }

  override round(): void {
    if (this.kept !== undefined) {
      this.lay();
      this.offer(this.trial);
    }
    super.round();
  }
}

function turnsOf({ part }: Model): Turn[] {
  return part.classes
    .flatMap(({ turns }, c) => turns.map((turn, at) => ({ c, at, turn })))
    .sort((a, b) => a.turn - b.turn);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
