/**
 * What is different between two evaluations of one sale, and the later one out of the earlier and that. A POS that keeps
 * the evaluation it has is told a few lines instead of all of them.
 */

import type { Evaluation } from "../../engine/effect.ts";

/** First the places of `gone` leave the list as it was, then each of `put` is laid down at its place, in their order. */
export interface ListChange<Item> {
  /** Places in the list before, ascending. */
  readonly gone: readonly number[];
  /** Places in the list afterwards, ascending. */
  readonly put: readonly (readonly [place: number, item: Item])[];
}

type Lists = Pick<Evaluation, "effects" | "coupons" | "lines" | "vat" | "layers">;

/** A list that is not named is as it was. */
export type Difference = Pick<Evaluation, "grossCents" | "discountCents" | "totalCents"> & {
  readonly [Name in keyof Lists]?: ListChange<Lists[Name][number]>;
};

const LISTS = ["effects", "coupons", "lines", "vat", "layers"] as const;

/** Both of one sale, on one release. `applied(before, difference(before, after))` is `after`, byte for byte as JSON. */
export function difference(before: Evaluation, after: Evaluation): Difference {
  const { grossCents, discountCents, totalCents } = after;
  const changes: [string, ListChange<unknown>][] = [];
  for (const name of LISTS) {
    const change = listChange<unknown>(before[name], after[name]);
    if (change !== undefined) changes.push([name, change]);
  }
  return { grossCents, discountCents, totalCents, ...Object.fromEntries(changes) };
}

/** The later evaluation. `before` must be the one that the difference was made from. */
export function applied(before: Evaluation, change: Difference): Evaluation {
  const { grossCents, discountCents, totalCents } = change;
  return {
    ...before,
    grossCents,
    discountCents,
    totalCents,
    effects: changed(before.effects, change.effects),
    coupons: changed(before.coupons, change.coupons),
    lines: changed(before.lines, change.lines),
    vat: changed(before.vat, change.vat),
    layers: changed(before.layers, change.layers),
  };
}

function listChange<Item>(before: readonly Item[], after: readonly Item[]): ListChange<Item> | undefined {
  let start = 0;
  while (start < before.length && start < after.length && isSame(before[start], after[start])) start += 1;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && isSame(before.at(-1 - end), after.at(-1 - end))) end += 1;
  if (start + end === before.length && before.length === after.length) return undefined;

  // Between them: what stands in both in the same order stays.
  const places = new Map<string, number[]>();
  for (let place = start; place < before.length - end; place += 1) {
    const json = JSON.stringify(before[place]);
    const known = places.get(json);
    if (known === undefined) places.set(json, [place]);
    else known.push(place);
  }
  const gone: number[] = [];
  const put: [number, Item][] = [];
  let next = start;
  for (let place = start; place < after.length - end; place += 1) {
    const item = after[place]!;
    const stays = places.get(JSON.stringify(item))?.find((at) => at >= next);
    if (stays === undefined) {
      put.push([place, item]);
      continue;
    }
    for (; next < stays; next += 1) gone.push(next);
    next = stays + 1;
  }
  for (; next < before.length - end; next += 1) gone.push(next);
  return { gone, put };
}

function changed<Item>(before: readonly Item[], change: ListChange<Item> | undefined): readonly Item[] {
  if (change === undefined) return before;
  const gone = new Set(change.gone);
  const stays = before.filter((_, place) => !gone.has(place));
  const after: Item[] = [];
  let next = 0;
  for (const [place, item] of change.put) {
    while (after.length < place && next < stays.length) after.push(stays[next++]!);
    after.push(item);
  }
  return [...after, ...stays.slice(next)];
}

/** As JSON would be, keys in their order too, without writing it. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    for (let place = 0; place < one.length; place += 1) if (!isSame(one[place], other[place])) return false;
    return true;
  }
  const keys = Object.keys(one);
  const others = Object.keys(other);
  if (keys.length !== others.length) return false;
  for (let place = 0; place < keys.length; place += 1) {
    const key = keys[place]!;
    if (key !== others[place] || !isSame((one as Keyed)[key], (other as Keyed)[key])) return false;
  }
  return true;
}

type Keyed = Readonly<Record<string, unknown>>;
