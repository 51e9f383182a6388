/** Who votes: of a store's tills the first one, three or five of HQ's list; and how that changes, one step at a time. */

import { type List, type Member, tillOf } from "./words.ts";

export interface Seats {
  /** One, three or five: of an even number as many must agree as of one more. */
  readonly voters: readonly string[];
  /** In a store of two: has a copy, for the day on which somebody takes over by hand. */
  readonly copies: readonly string[];
}

export function seatsOf({ tills }: List): Seats {
  const count = tills.length < 3 ? 1 : tills.length < 5 ? 3 : 5;
  return { voters: tills.slice(0, count), copies: tills.length === 2 ? tills.slice(1) : [] };
}

/** Whoever has, or is to have, the book: one of them leads, and they are asked. */
export function holdersOf(list: List): readonly string[] {
  const { voters, copies } = seatsOf(list);
  return [...voters, ...copies];
}

/** Two tills found a log together only where both take the same ones for the store. */
export function listKey(list: List | undefined): string | undefined {
  return list === undefined ? undefined : JSON.stringify(seatsOf(list));
}

/**
 * The voters after one more step towards HQ's list: one goes or one comes, so that any majority before and any after have
 * somebody in common. Undefined: nothing to do.
 * @param ready members that have all that is decided, by till
 * @param seen members that were heard of, by till: another life than the voter's means that the voter is gone for good
 * @param me the lead: if it has to go, it goes last
 */
export function nextVoters(
  voters: readonly Member[],
  wanted: readonly string[],
  ready: ReadonlyMap<string, Member>,
  seen: ReadonlyMap<string, Member>,
  me: Member,
): readonly Member[] | undefined {
  const without = (gone: Member) => voters.filter((voter) => voter !== gone);
  const reborn = voters.find((voter) => (seen.get(tillOf(voter)) ?? voter) !== voter);
  if (reborn !== undefined && voters.length > 1) return without(reborn);
  const sits = (till: string) => voters.some((voter) => tillOf(voter) === till);
  for (const till of wanted) {
    const member = ready.get(till);
    if (member !== undefined && !sits(till)) return [...voters, member];
  }
  if (wanted.length === 0) return undefined;
  // Whoever must go makes room only once those that are to come are there.
  if (!wanted.every(sits)) return undefined;
  const surplus = voters.filter((voter) => !wanted.includes(tillOf(voter)));
  const gone = surplus.find((voter) => voter !== me) ?? surplus[0];
  return gone === undefined ? undefined : without(gone);
}
