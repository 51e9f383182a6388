/** Where a rollout stands: one file beside the releases, written whole at every step. Tills are not shown it. */

import { join } from "node:path";
import { z } from "zod";
import { SyncError } from "../protocol.ts";
import { readIfThere } from "../publish/published.ts";
import { writeReplacing } from "../publish/write.ts";
import { rolloutSchema } from "./plan.ts";

const FILE = "rollout.json";

const count = z.int().min(0);
const sums = z.object({ sales: count, grossCents: z.int(), discountCents: z.int() });
export type Sums = z.output<typeof sums>;
export const NO_SALES: Sums = { sales: 0, grossCents: 0, discountCents: 0 };

/** Why it stopped, as data; `agent/texts/rollout.ts` has the words. */
const whySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("rejected"), tills: count, till: z.string(), message: z.string() }),
  z.object({ kind: z.literal("silent"), tills: count, of: count, till: z.string() }),
  z.object({ kind: z.literal("restarts"), till: z.string(), restarts: count }),
  z.object({ kind: z.literal("slow"), till: z.string(), p99Ms: z.number() }),
  z.object({ kind: z.literal("discount"), percent: z.number(), elsewhere: z.number(), sales: count }),
  z.object({ kind: z.literal("by-hand"), by: z.string(), reason: z.string() }),
]);
export type Why = z.output<typeof whySchema>;

const stateSchema = z.object({
  format: z.literal(1),
  /** On trial, and what is for all meanwhile. */
  release: z.int().min(1),
  before: z.int().min(1),
  plan: rolloutSchema,
  state: z.enum(["running", "halted", "done", "undone"]),
  /** Which ring it is in, from 0; and since when nothing has gone wrong there. */
  ring: count,
  sinceMs: z.int(),
  startedMs: z.int(),
  why: whySchema.optional(),
  /** What was sold since the rollout began: with it, and without it. Before it began, where nothing else was sold. */
  sold: z.object({ with: sums, without: sums, before: sums }),
  /** Up to where HQ's list of sales has been read; absent: not at all yet. */
  salesTo: count.optional(),
  /** Of each till that took it: its life when it was seen last, and how often it or its threads had to begin again. */
  tills: z.record(
    z.string(),
    z.object({ startedMs: z.int(), restarts: count, again: count, ended: z.boolean() }),
  ),
});
export type Rollout = z.output<typeof stateSchema>;

/** Undefined: there has been none. Throws SyncError `malformed`. */
export function readRollout(to: string): Rollout | undefined {
  const text = readIfThere(join(to, FILE))?.toString();
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SyncError(
      "malformed",
      `${join(to, FILE)} is not JSON: take it from a backup, or publish again`,
      {
        cause,
      },
    );
  }
  const read = stateSchema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new SyncError("malformed", `${join(to, FILE)}: ${issue?.path.join(".")}: ${issue?.message}`);
}

/** Throws SyncError `unusable`. */
export function writeRollout(to: string, rollout: Rollout): void {
  writeReplacing(to, FILE, `${JSON.stringify(rollout, null, 2)}\n`);
}
