/**
 * Promotions that share an exclusion tag, or want the same coupon, can't all be used; nor can two ways of one promotion. This lists the ways of choosing
 * among them; each way is then solved on its own, and the best one wins. Mostly there is exactly one way.
 */

import { freeCoupons } from "../finding/purse.ts";
import type { Run } from "../world/run.ts";
import type { Rival } from "./index.ts";

/** Ways tried at most. Beyond, the layer's report states what may have been missed. */
const WAYS_MAX = 64;
/** Choices looked at on the way to them: few ways may hide among many that leave somebody out. */
const LOOKS_MAX = 2_000;
/** Lines times promotions that all ways together may ask about. */
const QUESTIONS_MAX = 100_000;

/** Something of which only so many promotions can have a part. */
export interface Scarce {
  /** Rivals, by index. */
  readonly members: readonly number[];
  readonly places: number;
}

export interface Selections {
  readonly ways: readonly (readonly Rival[])[];
  readonly isComplete: boolean;
  readonly scarce: readonly Scarce[];
  /** Ways that may be tried. */
  readonly waysMax: number;
}

export function selections(run: Run, rivals: readonly Rival[]): Selections {
  const scarce = scarceThings(run, rivals);
  if (scarce.length === 0) return { ways: [rivals], isComplete: true, scarce, waysMax: 1 };
  const contested = [...new Set(scarce.flatMap(({ members }) => members))].sort((a, b) => a - b);
  const questions = rivals.reduce((sum, { entry }) => sum + entry.lines.length, 0);
  const waysMax = Math.max(1, Math.min(WAYS_MAX, Math.floor(QUESTIONS_MAX / questions)));
  const ways: number[][] = [];
  let isComplete = true;
  let looks = 0;
  const extend = (at: number, chosen: readonly number[]) => {
    if (ways.length >= waysMax || ++looks > LOOKS_MAX) {
      isComplete = false;
      return;
    }
    if (at === contested.length) {
      if (isMaximal(chosen, contested, scarce)) ways.push([...chosen]);
      return;
    }
    const one = contested[at]!;
    if (fits([...chosen, one], scarce)) extend(at + 1, [...chosen, one]);
    extend(at + 1, chosen);
  };
  extend(0, []);
  const isContested = new Set(contested);
  return {
    ways: ways.map((chosen) => rivals.filter((_, i) => !isContested.has(i) || chosen.includes(i))),
    isComplete,
    scarce,
    waysMax,
  };
}

function scarceThings(run: Run, rivals: readonly Rival[]): Scarce[] {
  const byTag = new Map<string, number[]>();
  const bySeries = new Map<string, number[]>();
  const byEntry = new Map<Rival["entry"], number[]>();
  rivals.forEach(({ entry, series }, index) => {
    // Ways of one promotion stand side by side.
    if (rivals[index - 1]?.entry === entry || rivals[index + 1]?.entry === entry) push(byEntry, entry, index);
    for (const tag of new Set(entry.promotion.data.excludes ?? [])) push(byTag, tag, index);
    for (const name of series) push(bySeries, name, index);
  });
  const scarce: Scarce[] = [];
  for (const members of [...byTag.values(), ...byEntry.values()])
    if (members.length > 1) scarce.push({ members, places: 1 });
  for (const [series, members] of bySeries) {
    const places = freeCoupons(run.purse, series).length;
    if (members.length > places) scarce.push({ members, places });
  }
  return scarce;
}

function fits(chosen: readonly number[], scarce: readonly Scarce[]): boolean {
  return scarce.every(
    ({ members, places }) => members.filter((one) => chosen.includes(one)).length <= places,
  );
}

/** Nobody else could come in: whoever may take part does, so smaller ways need no look. */
function isMaximal(
  chosen: readonly number[],
  contested: readonly number[],
  scarce: readonly Scarce[],
): boolean {
  return contested.every((one) => chosen.includes(one) || !fits([...chosen, one], scarce));
}

function push<Key>(map: Map<Key, number[]>, key: Key, index: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [index]);
  else known.push(index);
}
