/** Faults that are made on purpose, to see that the simulator finds them. */

import Sqlite from "better-sqlite3";
import type { ClaimCall } from "../../sync/claims/claims.ts";
import { LEASE_MS } from "../../sync/claims/lease.ts";
import type { HubStore } from "../../sync/hub/store.ts";
import type { Member, Message } from "../../sync/lead/words.ts";

export const FAULTS = {
  "answer-before-commit": "the POS is told that a sale is recorded before it is on the disk",
  "sale-anew": "a sale that the POS sends again is recorded again",
  "no-floor": "a till does not remember the highest versions that it has trusted",
  "cursor-without-row": "HQ moves its cursor over an event that it does not hold",
  "fork-swallowed": "HQ acknowledges what does not continue its chain, and keeps nothing of it",
  "loss-not-seen": "HQ says that it holds still what it has lost",
  "lead-answers-before-durable": "a lead grants before that is on its disk",
  "votes-forgotten": "a till's file forgets whom it voted for",
  "lead-without-majority": "a lead that is cut off goes on granting, since it believes that it is heard",
  "lead-not-told": "a till does not tell its lead how its claims ended",
  "allowance-without-end": "a till that is alone accepts more than HQ allows it",
  "hq-grants-twice": "HQ grants a coupon that it has granted to another till",
  "home-not-asked": "HQ grants what has a home without the home's word",
  "lease-too-early": "HQ gives a home its lease before the home has heard what was given elsewhere",
  "second-use-swallowed": "HQ does not book the second use of a coupon",
} as const;

export type Fault = keyof typeof FAULTS;
export type Faults = ReadonlySet<Fault>;

/** HQ's store with the faults that are HQ's. @param hubDb where its file lies */
export function spoiled(faults: Faults) {
  return (store: HubStore, hubDb: () => string): HubStore => {
    let granted = 0;
    const accept: HubStore["accept"] = async (batch, receivedMs) => {
      const answer = await store.accept(batch, receivedMs);
      if (faults.has("fork-swallowed") && "forkedAt" in answer) {
        past(hubDb(), (db) => db.exec("DELETE FROM fork"));
        return { lane: batch.lane, cursor: batch.events.at(-1)!.sequence };
      }
      if (faults.has("second-use-swallowed"))
        past(hubDb(), (db) =>
          db.exec(
            "DELETE FROM coupon_use WHERE rowid NOT IN (SELECT min(rowid) FROM coupon_use GROUP BY coupon_id)",
          ),
        );
      // Of the last one of a batch its till would ask, and send it again.
      if (faults.has("cursor-without-row") && batch.events.length > 1)
        past(hubDb(), (db) => {
          const { sequence } = batch.events[0]!;
          const of = "(SELECT id FROM lane WHERE epoch = ? AND lane = ?) AND sequence = ?";
          for (const table of ["event", "sale"])
            db.prepare(`DELETE FROM ${table} WHERE lane_id = ${of}`).run(batch.epoch, batch.lane, sequence);
        });
      return answer;
    };
    const claims: HubStore["claims"] = async (place, calls, nowMs) => {
      const asked = faults.has("home-not-asked") ? calls.map(homeless) : calls;
      const answers = await store.claims(place, asked, nowMs);
      if (!faults.has("hq-grants-twice")) return answers;
      granted += answers.length;
      return answers.map((answer) =>
        answer.kind === "refused" ? { kind: "granted", fence: granted + 1_000_000, forMs: 1000 } : answer,
      );
    };
    const holds: HubStore["holds"] = async (place, marks, nowMs) =>
      faults.has("loss-not-seen") ? marks.map(() => true) : store.holds(place, marks, nowMs);
    const lease: HubStore["lease"] = async (place, ask, nowMs) => {
      const said = await store.lease(place, ask, nowMs);
      if (!faults.has("lease-too-early") || said.lease !== null) return said;
      return { lease: { number: nowMs, forMs: LEASE_MS }, calls: [] };
    };
    return { ...store, accept, claims, holds, lease };
  };
}

function homeless(call: ClaimCall): ClaimCall {
  if (call.call !== "claim") return call;
  const { home: _, ...what } = call.what;
  return { ...call, what };
}

/** As somebody with a database tool. */
function past(file: string, change: (db: Sqlite.Database) => void): void {
  const db = new Sqlite(file);
  try {
    change(db);
  } finally {
    db.close();
  }
}

/** What a till that believes everything hears back at once from whom it leads. */
export function echoOf(faults: Faults) {
  return (message: Message, from: Member): Message | undefined => {
    if (!faults.has("lead-without-majority") || message.kind !== "append") return undefined;
    const { line, term, previousIndex, entries, tick } = message;
    return { kind: "appended", from, line, term, matched: previousIndex + entries.length, decided: 0, tick };
  };
}
