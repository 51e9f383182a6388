/** Independent parts: activities that share no unit and no limit can't get in each other's way. */

import type { Cents } from "../basket.ts";
import { byCanon } from "../sheet.ts";
import type { Activity } from "./activity.ts";
import type { Market } from "./market.ts";
import { type Meter, meterOf } from "./meter.ts";
import type { Part, UnitClass } from "./search.ts";

export function partsOf(market: Market): Part[] {
  const { activities, wanted } = market;
  if (activities.length === 0) return [];
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
  for (const indexes of wanted.values()) for (const index of indexes) join(indexes[0]!, index);
  // Mechanics of one promotion share its limits.
  const metered = new Map<Activity["entry"], number>();
  activities.forEach(({ entry }, index) => {
    if (entry.promotion.data.limits === undefined) return;
    const known = metered.get(entry);
    if (known === undefined) metered.set(entry, index);
    else join(known, index);
  });
  const members = new Map<number, number[]>();
  for (let index = 0; index < activities.length; index++) {
    const key = find(index);
    const known = members.get(key);
    if (known === undefined) members.set(key, [index]);
    else known.push(index);
  }
  const units = new Map<number, number[]>();
  for (const [unit, indexes] of wanted) {
    const key = find(indexes[0]!);
    const known = units.get(key);
    if (known === undefined) units.set(key, [unit]);
    else known.push(unit);
  }
  return [...members].map(([key, indexes]) => partOf(market, indexes, units.get(key)!));
}

function partOf(market: Market, indexes: readonly number[], units: readonly number[]): Part {
  const activities = indexes.map((index) => market.activities[index]!);
  const local = new Map(indexes.map((index, at) => [index, at]));
  const meters: Meter[] = [];
  const meterByEntry = new Map<Activity["entry"], number>();
  const meterIndexes = activities.map(({ entry }) => {
    const { limits } = entry.promotion.data;
    if (limits === undefined) return undefined;
    if (!meterByEntry.has(entry)) meterByEntry.set(entry, meters.push(meterOf(limits)) - 1);
    return meterByEntry.get(entry);
  });
  const classes = classesOf(market, units, local);
  return {
    classes,
    activities,
    classesOf: classesBy(classes, activities.length),
    meters,
    meterOf: meterIndexes,
    costOf: activities.map((activity) => market.costOf.get(activity)!),
    sizeOf: activities.map((activity) => activity.size),
  };
}

/** By activity: the classes of the units that it is offered, in the order of the search. */
function classesBy(classes: readonly UnitClass[], activities: number): number[][] {
  const offered = Array.from({ length: activities }, (): number[] => []);
  classes.forEach(({ units, activities: suitors }, c) => {
    for (const index of suitors) for (let n = 0; n < units.length; n++) offered[index]!.push(c);
  });
  return offered;
}

/** Units with the same price, the same offer and the same suitors are one class. */
function classesOf(
  market: Market,
  units: readonly number[],
  local: ReadonlyMap<number, number>,
): UnitClass[] {
  const { sheet } = market.run;
  const canon = byCanon(sheet);
  const order = [...units].sort((a, b) => sheet.left[b]! - sheet.left[a]! || canon(a, b));
  const classes = new Map<string, { -readonly [K in keyof UnitClass]: UnitClass[K] } & { units: number[] }>();
  for (const unit of order) {
    const price: Cents = sheet.left[unit]!;
    const offer = market.alone.get(unit);
    const alone = offer?.cents ?? 0;
    const aloneCost = offer?.cost ?? 0;
    const suitors = market.wanted.get(unit)!.map((index) => local.get(index)!);
    const key = `${price}/${alone}/${aloneCost}/${suitors.join()}`;
    const known = classes.get(key);
    if (known === undefined)
      classes.set(key, { price, alone, aloneCost, activities: suitors, units: [unit] });
    else known.units.push(unit);
  }
  // Dearest first even where classes of one price were met out of turn.
  return [...classes.values()].sort((a, b) => b.price - a.price);
}
