/** What a till says of itself, for whoever looks after a thousand of them. Nothing in it is needed for anything else. */

import { z } from "zod";
import { marksSchema } from "./held.ts";

/** Whole, as JSON. */
export const REPORT_BYTES_MAX = 8 * 1024;

/** A till's clock may be so far from HQ's. */
export const CLOCK_TOLERANCE_MS = 300_000;

/** Of fewer tills nobody can say whose clock is wrong. */
const TILLS_LEAST = 3;

/** @param offMs how far each till's clock is ahead of HQ's */
export function hqClockOff(offMs: readonly number[]): number | undefined {
  const middle = offMs.toSorted((a, b) => a - b)[Math.floor(offMs.length / 2)] ?? 0;
  const agree = offMs.filter((off) => Math.abs(off - middle) <= CLOCK_TOLERANCE_MS).length;
  const isHqs = Math.abs(middle) > CLOCK_TOLERANCE_MS && offMs.length >= TILLS_LEAST;
  return isHqs && agree > offMs.length / 2 ? -middle : undefined;
}

/** So long HQ's people are told that a copy of a till's disk may sell too, and that HQ's database has lost something. */
export const TOLD_MS = 7 * 86_400_000;

const words = z.string().max(500);

export const tillReportSchema = z.object({
  format: z.literal(1),
  /** Of Tillside. */
  version: z.string().max(40),
  /** That it sells with; 0: none yet. */
  release: z.int().min(0),
  /** Why the newest one is not taken; absent where it is. */
  problem: z.object({ code: z.string().max(40), message: words }).optional(),
  /** How it goes with this release; absent of an older Tillside. */
  health: z
    .object({
      /** When this life of the agent began, milliseconds since 1970. */
      startedMs: z.int().min(0),
      /** Threads that died and were started again, in this life. */
      restarts: z.int().min(0),
      /** With this release, and how long 99 of 100 of them took at most; one that came too late counts as its deadline. */
      evaluations: z.int().min(0),
      p99Ms: z.number().min(0),
    })
    .optional(),
  /** How late it is by the till's clock, milliseconds since 1970. Absent of an older Tillside. */
  clockMs: z.int().optional(),
  /** It was switched off in order: that nothing more is heard of it is no silence. */
  ended: z.literal(true).optional(),
  /** Records that wait for HQ, by lane. */
  backlog: z.record(z.string().max(20), z.int().min(0)),
  /** What HQ should hold still; it answers whether it does, and keeps none of it. Absent of an older Tillside. */
  marks: marksSchema.optional(),
});
export type TillReport = z.output<typeof tillReportSchema>;

/** A till as HQ knows it. */
export interface FleetTill {
  readonly store: string;
  readonly till: string;
  /** When it was heard last, whatever it said; milliseconds since 1970. */
  readonly heardMs: number;
  /** Absent of one that has sent receipts and never said how it is: an older Tillside. */
  readonly report?: TillReport;
  /** How far the till's clock was ahead of HQ's when it said how it is; below 0: behind. */
  readonly clockOffMs?: number;
  /** Its journal went two ways: its disk was copied, or put back from an image. Absent where that never happened. */
  readonly forked?: {
    /** Records that are kept apart because of it. */
    readonly records: number;
    /** When the last of them came, milliseconds since 1970. */
    readonly lastMs: number;
  };
  /** When HQ last lacked what it had acknowledged to this till: its database was put back from a backup. Absent: never. */
  readonly lostMs?: number;
  /** Its key; absent of one that was never enrolled here. */
  readonly key?: {
    /** What the PC called itself. */
    readonly machine: string;
    readonly enrolledMs: number;
    /** Null while it counts. */
    readonly revokedMs: number | null;
    /** How many PCs this one has followed. */
    readonly replaced: number;
  };
}

export interface Fleet {
  readonly tills: readonly FleetTill[];
  readonly summary: {
    readonly tills: number;
    /** How many sell with it, by release, the newest first. */
    readonly releases: readonly { readonly release: number; readonly tills: number }[];
    /** They were offered a release and did not take it. */
    readonly rejecting: number;
    /** Nothing was heard of them for longer than was asked. */
    readonly silent: number;
    /** Their journals went two ways in the last days (`TOLD_MS`). */
    readonly forked: number;
    /** HQ had lost, in the last days, what it had acknowledged to them. */
    readonly lost: number;
    /** Their clocks are too far from HQ's. */
    readonly clocksOff: number;
    /** Most of them, and by as much: so far HQ's own clock is ahead of the tills'; below 0: behind. Absent: it is not. */
    readonly hqClockOffMs?: number;
    /** Records that wait at tills, as far as they said. */
    readonly backlog: number;
  };
}
