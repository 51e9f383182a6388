/**
 * The journal's queues towards HQ. Rows are numbered for the life of the file; HQ counts from 1 in each epoch, so a
 * lane remembers the row before its epoch. Everything here runs inside a transaction of `journal.ts`.
 */

import { randomBytes } from "node:crypto";
import { eventHash } from "../../sync/event-hash.ts";
import type { Lane, OutboxEvent } from "../../sync/protocol.ts";
import type { statements } from "./journal-statements.ts";

export const LANES: readonly Lane[] = ["claims", "sales"];
/** Events that are chained anew at a time, so that a long backlog needs no memory. */
const RECHAIN_AT_ONCE = 500;

export interface Lanes {
  /** Appends to a lane's chain. Answers its row. */
  append(lane: Lane, kind: string, atMs: number, body: string): number;
  /** HQ holds everything up to this number of the epoch. Answers its row. */
  settle(lane: Lane, sequence: number): number;
  /**
   * HQ holds no more than this number: settled goes back as far as events are still here. False: under this epoch they can't
   * be sent again, since some are gone, or HQ went back to before the epoch and may lack what earlier ones had told it.
   */
  rewind(lane: Lane, sequence: number): boolean;
  /** Numbers and chains all that is not settled anew, from 1. Answers the new epoch. */
  openEpoch(): string;
}

interface LaneRow {
  readonly last: number;
  readonly lastHash: string;
  readonly settled: number;
  readonly beforeEpoch: number;
}
type EventRow = Pick<OutboxEvent, "sequence" | "kind" | "atMs" | "body">;

/** @param now milliseconds since 1970 */
export function openLanes(sql: ReturnType<typeof statements>, now: () => number): Lanes {
  const laneOf = (lane: Lane) => sql.lane.get(lane) as LaneRow;

  return {
    append(lane, kind, atMs, body) {
      const { last, lastHash, beforeEpoch } = laneOf(lane);
      const row = last + 1;
      const hash = eventHash({ lane, sequence: row - beforeEpoch, previousHash: lastHash, kind, atMs, body });
      sql.addEvent.run(lane, row, lastHash, hash, kind, atMs, body);
      sql.moveLane.run(row, hash, lane);
      return row;
    },
    settle(lane, sequence) {
      const row = sequence + laneOf(lane).beforeEpoch;
      sql.settle.run(row, lane);
      if (lane === "sales") sql.settleLedger.run(now(), row);
      return row;
    },
    rewind(lane, sequence) {
      const { beforeEpoch } = laneOf(lane);
      const held = sequence + beforeEpoch;
      if (sequence > 0 || beforeEpoch === 0) return unsettle(lane, held) <= held;
      for (const each of LANES) unsettle(each, 0);
      return false;
    },
    openEpoch() {
      const epoch = randomBytes(16).toString("hex");
      sql.set.run("epoch", epoch);
      for (const lane of LANES) sql.beginEpoch.run(rechain(lane), lane);
      return epoch;
    },
  };

  /** Down to that row, or to where events are missing. Answers the row before the first that is pending then. */
  function unsettle(lane: Lane, row: number): number {
    const { settled } = laneOf(lane);
    let to = settled;
    for (const held of sql.rowsBetween.all(lane, row, settled) as number[]) {
      if (held !== to) break;
      to = held - 1;
    }
    sql.unsettle.run(to, lane);
    return to;
  }

  /** Answers the hash of the last event. */
  function rechain(lane: Lane): string {
    const { settled } = laneOf(lane);
    let previousHash = "";
    let at = settled;
    for (;;) {
      const events = sql.unsettledEvents.all(lane, at, RECHAIN_AT_ONCE) as EventRow[];
      for (const { sequence: row, kind, atMs, body } of events) {
        const hash = eventHash({ lane, sequence: row - settled, previousHash, kind, atMs, body });
        sql.rechain.run(previousHash, hash, lane, row);
        previousHash = hash;
        at = row;
      }
      if (events.length < RECHAIN_AT_ONCE) return previousHash;
    }
  }
}
