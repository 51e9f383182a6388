/** Short lists, of which a basket has thousands. */

import { byRank } from "../rule-set.ts";
import type { Member } from "./member.ts";

/**
 * The list with one more at its end; of a short one a new list. Most have one or two things in them, and pushing makes
 * room for seventeen.
 */
export function grown<T>(list: readonly T[], one: T): T[] {
  if (list.length === 0) return [one];
  if (list.length === 1) return [list[0]!, one];
  if (list.length === 2) return [list[0]!, list[1]!, one];
  (list as T[]).push(one);
  return list as T[];
}

/** The same in the rule set's order. */
export function ranked(list: readonly Member[], member: Member): Member[] {
  const place = placeIn(list, member);
  if (place === list.length) return grown(list, member);
  (list as Member[]).splice(place, 0, member);
  return list as Member[];
}

/** Another list, in the rule set's order, that has room for no more: the old one may be kept by whoever has it. */
export function joined(list: readonly Member[], member: Member): readonly Member[] {
  return list.length === 0 ? [member] : list.toSpliced(placeIn(list, member), 0, member);
}

/** Most come last. */
function placeIn(list: readonly Member[], member: Member): number {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (byRank(list[middle]!.promotion, member.promotion) > 0) to = middle;
    else from = middle + 1;
  }
  return from;
}

export const NOBODY: readonly Member[] = [];
