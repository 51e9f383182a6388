/** Independent parts: activities that share no unit and no limit can't get in each other's way. */

import type { Cents } from "../basket.ts";
import { ENDLESS } from "../layer/allowance.ts";
import type { Activity } from "./activity.ts";
import { claimsOf } from "./claims.ts";
import {
  EXACT_UNITS_MAX,
  METERED_NODES_MAX,
  nodesFor,
  PREPARING_SHARE,
  QUICK_NODES_MAX,
  RELAXED_NODES_MAX,
  relaxedNodesFor,
} from "./effort.ts";
import { type Graph, unroll } from "./graph.ts";
import { Memory } from "./grouping.ts";
import { Heap } from "./heap.ts";
import { withinLimits } from "./limits.ts";
import type { Market } from "./market.ts";
import { type Meter, metered, meterOf } from "./meter.ts";
import { APPLICATION_IN_UNITS, type Part, type Recount, type Room, type UnitClass } from "./part.ts";
import { type Remembered, remembered, type Shape } from "./shape.ts";
import { byHolder, heirsOf, inTurn } from "./ties.ts";

/** Of what is left for preparing a part: what it may take to see that an activity can't remember everything. */
const EXACT_SHARE = 0.7;

/** The activities of each part, by index in the market. */
export function groupsOf(market: Market): number[][] {
  const { activities } = market;
  if (activities.length < 2) return activities.length === 0 ? [] : [[0]];
  const root = activities.map((_, index) => index);
  const find = (index: number): number => {
    let at = index;
    while (root[at] !== at) at = root[at]!;
    return at;
  };
  const join = (a: number, b: number) => {
    const [x, y] = [find(a), find(b)];
    root[Math.max(x, y)] = Math.min(x, y);
  };
  const first = new Map<number, number>();
  // Mechanics of one promotion share its limits.
  const metered = new Map<Activity["entry"], number>();
  activities.forEach(({ entry, units }, index) => {
    for (const unit of units) {
      const known = first.get(unit);
      if (known === undefined) first.set(unit, index);
      else join(known, index);
    }
    if (!market.allowances.has(entry)) return;
    const known = metered.get(entry);
    if (known === undefined) metered.set(entry, index);
    else join(known, index);
  });
  const groups = new Map<number, number[]>();
  for (let index = 0; index < activities.length; index++) {
    const key = find(index);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [index]);
    else known.push(index);
  }
  return [...groups.values()];
}

/** `workMax`: what the part may cost in all. */
export function partOf(market: Market, indexes: readonly number[], workMax: number): Part {
  const activities = indexes.map((index) => market.activities[index]!);
  const limits = metersOf(market, activities);
  const { classes, isWoven, offered, rooms } = classesOf(market, activities);
  let work = 0;
  const graphs: Graph[] = [];
  const tallies: Part["tallies"][number][] = [];
  const heaps: Part["heaps"][number][] = [];
  const recounts: Part["recounts"][number][] = activities.map(() => undefined);
  const kept: Part["kept"][number][] = activities.map(() => undefined);
  for (const [index, { forms }] of activities.entries()) {
    const { goods, classes: places } = offered[index]!;
    const unrolled = (shape: Shape, nodesMax: number, shapeMax = ENDLESS) => {
      const known = remembered(shape);
      const graph = unroll(known, goods, places, nodesMax, shapeMax);
      work += known.work;
      return { graph, known };
    };
    const add = (graph: Graph, tally?: Remembered, heap?: Heap) => {
      graphs.push(graph);
      tallies.push(tally);
      heaps.push(heap);
    };
    // Beyond so many units what remembers sums never fits; trying would only cost.
    const isFew = places.length <= EXACT_UNITS_MAX;
    const own = isFew && forms.margin === undefined ? ownMeter(limits, index) : undefined;
    const withMeter = own && unrolled(metered(forms.exact, own), METERED_NODES_MAX).graph;
    if (withMeter !== undefined) {
      limits.meterOf[index] = undefined;
      kept[index] = own;
      add(withMeter);
      continue;
    }
    const share = (workMax * PREPARING_SHARE - work) / (activities.length - index);
    const relaxedMax = forms.loosest === undefined ? RELAXED_NODES_MAX : relaxedNodesFor(share);
    const most = Math.min(nodesFor(activities.length), relaxedMax);
    let exactMax = forms.relaxed.length === 0 ? relaxedMax : most;
    if (forms.isFine) exactMax = isFew ? QUICK_NODES_MAX : 0;
    const { graph: whole, known: exact } = unrolled(
      forms.exact,
      exactMax,
      forms.relaxed.length === 0 ? ENDLESS : (workMax * PREPARING_SHARE - work) * EXACT_SHARE,
    );
    if (whole !== undefined) {
      add(whole);
      continue;
    }
    let graph: Graph | undefined;
    let used = -1;
    while (graph === undefined && ++used < forms.relaxed.length) {
      const nodesMax = used + 1 === forms.relaxed.length ? relaxedMax : most;
      graph = unrolled(forms.relaxed[used]!, nodesMax).graph;
    }
    // What is never relaxed has few states: of a whole pallet it is long, and not wide.
    graph ??= unrolled(forms.loosest ?? forms.exact, ENDLESS).graph!;
    if (used === 0 && forms.margin !== undefined) add(graph, undefined, new Heap(forms.margin));
    else if (isFew) add(graph, exact);
    else {
      add(graph);
      forgetValue(market, activities[index]!, limits, index);
    }
    recounts[index] = recountOf(market, activities[index]!, classes);
  }
  return {
    classes,
    isWoven,
    activities,
    classesOf: offered.map((one) => one.classes),
    graphs,
    kept,
    rooms,
    ...stillNeeded(limits),
    costOf: activities.map((activity) => market.costOf.get(activity)! * APPLICATION_IN_UNITS),
    tallies,
    heaps,
    recounts,
    work,
  };
}

function metersOf(market: Market, activities: readonly Activity[]) {
  const meters: Meter[] = [];
  const byEntry = new Map<Activity["entry"], number>();
  const largestOf = (entry: Activity["entry"]) =>
    Math.max(...activities.map((one) => (one.entry === entry ? one.largest() : 0)));
  const meterIndexes = activities.map(({ entry }) => {
    if (!market.metered.has(entry)) return undefined;
    let index = byEntry.get(entry);
    if (index === undefined) {
      index = meters.push(meterOf(market.allowances.get(entry)!, largestOf(entry))) - 1;
      byEntry.set(entry, index);
    }
    return index;
  });
  return { meters, meterOf: meterIndexes };
}

/**
 * Where an activity has forgotten what each application is worth, a limit that refuses one, or lets one pass, can't be
 * told: nothing is then worth more than where all that could be saved is cut at what the limit admits.
 */
function forgetValue(market: Market, { entry }: Activity, { meters, meterOf: indexes }: Limits, a: number) {
  const index = indexes[a];
  if (index === undefined || meters[index]!.exceeding === "cap") return;
  const amountCents = Math.ceil(meters[index]!.most / 1000);
  meters[index] = meterOf({ ...market.allowances.get(entry)!, amountCents, exceeding: "cap" }, ENDLESS);
}

interface Limits {
  readonly meters: Meter[];
  readonly meterOf: (number | undefined)[];
}

/** The activity's meter, where no other activity counts on it. */
function ownMeter({ meters, meterOf }: Limits, index: number): Meter | undefined {
  const meter = meterOf[index];
  if (meter === undefined || meterOf.some((other, a) => other === meter && a !== index)) return undefined;
  return meters[meter];
}

/** Without the meters that are part of a graph. */
function stillNeeded({ meters, meterOf }: Limits): Pick<Part, "meters" | "meterOf"> {
  const used = [...new Set(meterOf.filter((meter) => meter !== undefined))];
  return {
    meters: used.map((meter) => meters[meter]!),
    meterOf: meterOf.map((meter) => (meter === undefined ? undefined : used.indexOf(meter))),
  };
}

interface Offered {
  readonly classes: number[];
  readonly goods: number[];
}

interface ClassInMaking {
  price: Cents;
  units: number[];
  turns: number[];
  alone: Cents;
  aloneCost: number;
  activities: number[];
  goods: number[];
  heirs: readonly number[];
  /** Where somebody may have only some of its units: their line, -1 for several lines. */
  line: number;
}

/**
 * Units with the same price, the same offer and the same suitors, to whom they are the same, are one class: of one line
 * where anybody may have only some of that.
 */
function classesOf(market: Market, activities: readonly Activity[]) {
  const { sheet } = market.run;
  const suitors = new Map<number, { activities: number[]; goods: number[] }>();
  const perLine = activities.map(({ entry }) => market.allowances.get(entry)?.unitsPerLine ?? ENDLESS);
  activities.forEach(({ units, goods }, index) => {
    units.forEach((unit, at) => {
      const known = suitors.get(unit);
      if (known === undefined) suitors.set(unit, { activities: [index], goods: [goods[at]!] });
      else {
        known.activities.push(index);
        known.goods.push(goods[at]!);
      }
    });
  });
  const order = [...suitors.keys()].sort(inTurn(sheet));
  const byKey = new Map<string, ClassInMaking>();
  let last: ClassInMaking | undefined;
  let isWoven = false;
  for (let turn = 0; turn < order.length; turn++) {
    const unit = order[turn]!;
    const price: Cents = sheet.left[unit]!;
    const offer = market.alone.get(unit);
    const alone = offer?.worth ?? 0;
    const aloneCost = offer === undefined ? 0 : offer.cost * APPLICATION_IN_UNITS + 1;
    const { activities: wanted, goods } = suitors.get(unit)!;
    let before = wanted.length;
    if (offer !== undefined) for (const a of wanted) if (byHolder(activities[a]!, offer) > 0) before--;
    const pieces = sizeOf(sheet, sheet.lineOf[unit]!);
    const line = wanted.some((a) => perLine[a]! < pieces) ? sheet.lineOf[unit]! : -1;
    const key = `${price}/${alone}/${aloneCost}/${before}/${wanted.join()}/${goods.join()}/${line}`;
    let known = byKey.get(key);
    if (known === undefined) {
      const heirs = heirsOf(wanted, activities, before);
      const units = [unit];
      const turns = [turn];
      known = { price, alone, aloneCost, activities: wanted, goods, heirs, units, turns, line };
      byKey.set(key, known);
    } else {
      known.units.push(unit);
      known.turns.push(turn);
      if (known !== last) isWoven = true;
    }
    last = known;
  }
  // Dearest first even where classes of one price were met out of turn.
  const classes = [...byKey.values()].sort((a, b) => b.price - a.price);
  const offered: Offered[] = activities.map(() => ({ classes: [], goods: [] }));
  const rooms = new Map<string, { classes: number[]; activities: number[]; most: number; offered: number }>();
  classes.forEach(({ units, activities: wanted, goods, line }, c) => {
    wanted.forEach((index, at) => {
      const most = line === -1 ? ENDLESS : perLine[index]!;
      const count = Math.min(units.length, most);
      for (let n = 0; n < count; n++) {
        offered[index]!.classes.push(c);
        offered[index]!.goods.push(goods[at]!);
      }
      if (most === ENDLESS) return;
      const key = `${line}/${activities[index]!.entry.promotion.data.id}`;
      const room = rooms.get(key) ?? { classes: [], activities: [], most, offered: 0 };
      rooms.set(key, room);
      if (room.classes.at(-1) !== c) room.classes.push(c);
      if (!room.activities.includes(index)) room.activities.push(index);
      room.offered += count;
    });
  });
  // Whoever alone is offered the line's units, all of them alike, is offered no more than it may have.
  const tight = [...rooms.values()].filter((room) => room.offered > room.most);
  return { classes, isWoven, offered, rooms: tight satisfies Room[] };
}

function sizeOf({ firstUnit, endUnit }: Market["run"]["sheet"], line: number): number {
  return endUnit[line]! - firstUnit[line]!;
}

/** What an activity really saves on units of these classes, remembered. */
function recountOf(market: Market, activity: Activity, classes: readonly UnitClass[]) {
  const known = new Map<string, Recount>();
  const memory = new Memory();
  return (given: readonly number[]): Recount => {
    const key = given.join();
    let found = known.get(key);
    if (found === undefined) {
      const next = new Map<number, number>();
      const units = given.map((c) => {
        const at = next.get(c) ?? 0;
        next.set(c, at + 1);
        return classes[c]!.units[at]!;
      });
      const { claims, isExact, work } = claimsOf(market.run, activity, units, undefined, memory);
      let cents = claims.length > 0 ? activity.bonusCents : 0;
      const kept = withinLimits(market.run, claims);
      for (const { take } of kept) cents += take.amountCents;
      // Sets that save less might fit where these are refused.
      const isSure = isExact && kept.length === claims.length;
      known.set(key, { cents, isExact: isSure, work: 0 });
      found = { cents, isExact: isSure, work };
    }
    return found;
  };
}
