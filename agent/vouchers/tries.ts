/**
 * Numbers that were not genuine, one after the other: somebody is guessing. A guess hits one time in a hundred million, so
 * a hundred an hour at a till find one in a century.
 */

const TRIES_MAX = 100;
const HOUR_MS = 3_600_000;

export interface Tries {
  /** Times are milliseconds of any clock that only goes forward. */
  wrong(atMs: number): void;
  mayTry(atMs: number): boolean;
}

export function createTries(): Tries {
  const wrongMs: number[] = [];
  const forget = (atMs: number) => {
    while (wrongMs.length > 0 && wrongMs[0]! <= atMs - HOUR_MS) wrongMs.shift();
  };
  return {
    wrong: (atMs) => void wrongMs.push(atMs),
    mayTry(atMs) {
      forget(atMs);
      return wrongMs.length < TRIES_MAX;
    },
  };
}
