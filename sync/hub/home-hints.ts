/**
 * "You are asked for something": told to the tills of a store whose line this hub has, whichever hub it was that a till
 * elsewhere asked. Only a hint: who misses it hears of it at the next request.
 */

import { setTimeout } from "node:timers/promises";
import type { Database } from "./database/database.ts";

export interface HomeHints {
  /** Answers how to stop. */
  listen(store: string, told: () => void): () => void;
  /** These homes have been asked, at this hub. */
  asked(homes: Iterable<string>): void;
  /** Resolves when the homes have answered all of these, or the time is over. */
  answered(ids: readonly string[], withinMs: number): Promise<void>;
  /** Some home has answered, at this hub. */
  heard(): void;
  close(): void;
}

/** How the wait for a home's word goes by. */
export interface Patience {
  /** Milliseconds since some moment. */
  steadyMs(): number;
  /** Until it is done, or so long, milliseconds. */
  waitFor(done: Promise<void>, atMostMs: number): Promise<void>;
}

const patienceHere: Patience = {
  steadyMs: () => performance.now(),
  waitFor: (done, atMostMs) => Promise.race([done, setTimeout(atMostMs, undefined, { ref: false })]),
};

/** Another hub on the same database asks by its rows alone. */
const LOOK_MS = 40;
const AGAIN_MS = 15;
const FRESH_MS = 500;

export function homeHints(database: Database, patience = patienceHere): HomeHints {
  const listeners = new Map<string, Set<() => void>>();
  let wake = () => {};
  let woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  let looking = false;
  const timer = database.kind === "sqlite" ? undefined : setInterval(() => void look(), LOOK_MS).unref();

  const asked = (homes: Iterable<string>) => {
    for (const home of new Set(homes)) for (const told of listeners.get(home) ?? []) told();
  };

  async function look(): Promise<void> {
    if (looking || listeners.size === 0) return;
    looking = true;
    try {
      const found = await database.all<{ home: string }>(
        "SELECT DISTINCT home FROM home_claim WHERE state = 'asked' AND ended_ms IS NULL AND changed_ms > :sinceMs",
        { sinceMs: Date.now() - FRESH_MS },
      );
      asked(found.map(({ home }) => home));
    } catch {
      // The database is away for a moment; the home asks by itself.
    } finally {
      looking = false;
    }
  }

  return {
    listen(store, told) {
      const own = listeners.get(store) ?? new Set();
      listeners.set(store, own.add(told));
      return () => {
        own.delete(told);
        if (own.size === 0) listeners.delete(store);
      };
    },
    asked,
    async answered(ids, withinMs) {
      const until = patience.steadyMs() + withinMs;
      for (;;) {
        const left = await database.one(
          `SELECT 1 AS one FROM home_claim WHERE id IN ${database.list("ids")} AND state = 'asked' LIMIT 1`,
          { ids: JSON.stringify(ids) },
        );
        const restMs = until - patience.steadyMs();
        if (left === undefined || restMs <= 0) return;
        await patience.waitFor(woken, database.kind === "sqlite" ? restMs : Math.min(AGAIN_MS, restMs));
      }
    },
    heard() {
      wake();
      woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
    },
    close: () => clearInterval(timer),
  };
}
