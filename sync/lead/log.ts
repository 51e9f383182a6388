/** The entries that the book does not have yet, and some before them for tills that are a little behind. */

import type { Entry, Member } from "./words.ts";

export interface Log {
  /** Of the last entry; of the one before the first where there is none. */
  lastIndex(): number;
  lastTerm(): number;
  /** Entries up to this one were dropped: the book has them. */
  base(): number;
  at(index: number): Entry | undefined;
  /** Undefined where it is not known any more, or not yet. 0 is the term of the entry before the first. */
  termAt(index: number): number | undefined;
  /** Who votes by the last entry here that says so, decided or not. */
  voters(): readonly Member[] | undefined;
  /** The last line that begins here. */
  line(): number | undefined;
  /** Those after `index`, `count` at the most. */
  after(index: number, count: number): readonly Entry[];
  append(entry: Entry): void;
  /** Whatever stands after `index` is gone. */
  cut(index: number): void;
  /** Entries up to `index` are gone. */
  drop(index: number): void;
  /** Begins anew after an entry of this index and term. */
  restart(index: number, term: number): void;
}

/** @param given without a gap after the entry of this index and term */
export function logOf(index: number, term: number, given: readonly Entry[] = []): Log {
  let base = index;
  let baseTerm = term;
  let entries = [...given];
  let voters: readonly Member[] | undefined;
  let line: number | undefined;
  for (const entry of entries) note(entry);

  const log: Log = {
    lastIndex: () => base + entries.length,
    lastTerm: () => entries.at(-1)?.term ?? baseTerm,
    base: () => base,
    at: (index) => entries[index - base - 1],
    termAt: (index) => (index === base ? baseTerm : entries[index - base - 1]?.term),
    voters: () => voters,
    line: () => line,
    after: (index, count) => entries.slice(index - base, index - base + count),
    append(entry) {
      entries.push(entry);
      note(entry);
    },
    cut(index) {
      if (index < log.lastIndex()) begin(base, baseTerm, entries.slice(0, Math.max(0, index - base)));
    },
    drop(index) {
      const term = log.termAt(index);
      if (index > base && term !== undefined) begin(index, term, entries.slice(index - base));
    },
    restart: (index, term) => begin(index, term, []),
  };
  return log;

  function begin(index: number, term: number, rest: Entry[]): void {
    base = index;
    baseTerm = term;
    entries = rest;
    voters = undefined;
    line = undefined;
    for (const entry of entries) note(entry);
  }

  function note({ order }: Entry): void {
    if (order.kind !== "voters") return;
    voters = order.voters;
    line = order.line ?? line;
  }
}
