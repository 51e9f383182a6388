/**
 * The journal's queues towards HQ. Rows are numbered for the life of the file; HQ counts from 1 in each epoch, so a
 * lane remembers the row before its epoch. Everything here runs inside a transaction of `journal.ts`.
 */

import { randomBytes } from "node:crypto";
import { eventHash } from "../../sync/event-hash.ts";
import type { KeptMark, Lane, OutboxEvent } from "../../sync/protocol.ts";
import type { statements } from "./journal-statements.ts";

export const LANES: readonly Lane[] = ["claims", "sales"];
/** Events that are chained anew at a time, so that a long backlog needs no memory. */
const RECHAIN_AT_ONCE = 500;
/** So often it is written down since when HQ has what. */
const HOUR_MS = 3_600_000;
/** Earlier epochs of which HQ is asked. */
const ENDS_MAX = 8;

export interface Lanes {
  /** Appends to a lane's chain. Answers its row. */
  append(lane: Lane, kind: string, atMs: number, body: string): number;
  /** HQ holds everything up to this number of the epoch, since then. Answers its row. */
  settle(lane: Lane, sequence: number, atMs: number): number;
  /** Of what is settled, oldest first in each lane; see `Outbox`. */
  marks(which: "newest" | "all"): readonly KeptMark[];
  /**
   * HQ holds nothing after this row: settled goes back as far as events are still here. Answers the new epoch where
   * they can't be sent again under this one, since some are gone, or some were settled in an earlier one.
   */
  rewind(lane: Lane, row: number): string | undefined;
  /** Numbers and chains all that is not settled anew, from 1. Answers the new epoch. */
  openEpoch(): string;
  /** What earlier epochs settled was told of another till. */
  forgetMarks(): void;
}

interface LaneRow {
  readonly last: number;
  readonly lastHash: string;
  readonly settled: number;
  readonly beforeEpoch: number;
}
type EventRow = Pick<OutboxEvent, "sequence" | "kind" | "atMs" | "body">;

export function openLanes(sql: ReturnType<typeof statements>): Lanes {
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
    settle(lane, sequence, atMs) {
      const row = sequence + laneOf(lane).beforeEpoch;
      sql.settle.run(row, lane);
      sql.markSettled.run({ lane, hour: Math.floor(atMs / HOUR_MS), atMs });
      return row;
    },
    marks: (which) => LANES.flatMap((lane) => marksOf(lane, which)),
    rewind(lane, row) {
      const to = keptAfter(lane, row);
      sql.unsettle.run(to, lane);
      sql.unmarkSettled.run({ lane, row: to });
      const goesOn = to === row && row >= laneOf(lane).beforeEpoch;
      const epoch = goesOn ? undefined : openEpoch();
      // HQ does not hold these: whoever asks for them again is told so again.
      sql.forgetEnds.run(lane, row);
      return epoch;
    },
    openEpoch,
    forgetMarks() {
      for (const lane of LANES) sql.forgetEnds.run(lane, 0);
    },
  };

  function openEpoch(): string {
    const epoch = randomBytes(16).toString("hex");
    sql.set.run("epoch", epoch);
    for (const lane of LANES) {
      const { settled, beforeEpoch } = laneOf(lane);
      if (settled > beforeEpoch)
        sql.endEpoch.run(lane, settled, settled - beforeEpoch, sql.hashAt.get({ lane, row: settled }));
      sql.beginEpoch.run(rechain(lane), lane);
    }
    return epoch;
  }

  /** Every event between that row, or a later one, and what is settled is still here. Answers that row. */
  function keptAfter(lane: Lane, row: number): number {
    const { settled } = laneOf(lane);
    let to = settled;
    for (const kept of sql.rowsBetween.all(lane, row, settled) as number[]) {
      if (kept !== to) break;
      to = kept - 1;
    }
    return to;
  }

  function marksOf(lane: Lane, which: "newest" | "all"): KeptMark[] {
    const { settled, beforeEpoch } = laneOf(lane);
    const ends = sql.ends.all(lane, ENDS_MAX) as Pick<KeptMark, "row" | "sequence">[];
    const rows = which === "newest" ? newest() : all();
    return [...new Set(rows)]
      .sort((a, b) => a - b)
      .flatMap((row) => {
        const end = ends.findLast((it) => it.row >= row);
        const sequence =
          row > beforeEpoch ? row - beforeEpoch : end === undefined ? 0 : row - end.row + end.sequence;
        // Of an epoch of which nothing is known any more, or before the first event.
        return sequence > 0 ? [{ lane, row, sequence, hash: sql.hashAt.get({ lane, row }) as string }] : [];
      });

    // What is not kept can't be sent again: nobody asks for it, but for the last of all.
    function newest(): number[] {
      const kept = ends.slice(0, 1).filter(({ row }) => sql.isKept.get(lane, row) !== undefined);
      return [settled, ...kept.map(({ row }) => row)];
    }
    function all(): number[] {
      const oldest = keptAfter(lane, 0);
      const rows = [settled, oldest, ...ends.map(({ row }) => row).filter((row) => row > oldest)];
      for (let back = 1; settled - back > oldest; back *= 2) rows.push(settled - back);
      return rows;
    }
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
