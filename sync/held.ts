/**
 * Whether HQ still holds what it has acknowledged. An HQ that is restored from a backup has forgotten all that came after,
 * and says nothing of it: nobody told it. The law by which no till's events are lost then:
 *
 * 1. A lane's events are chained by their hashes: an HQ that holds a lane without a gap up to an event of this hash holds
 *    all before it, of that epoch. Such an event is a **mark**.
 * 2. A new epoch begins at 1, and what HQ holds of it says nothing of those before it: the till keeps the mark at the end
 *    of each epoch, and HQ must hold that too.
 * 3. A till shows its newest marks with every report, also where it has nothing new to say.
 * 4. Where HQ lacks one of them, where it does not go on in a lane or holds something else there, and always before a new
 *    epoch begins, every lane is compared, mark by mark: what comes after the last one that HQ holds is sent again.
 */

import { z } from "zod";
import type { KeptMark, Mark } from "./protocol.ts";

/** Of one question. */
export const MARKS_MAX = 64;

const markSchema = z.object({
  lane: z.enum(["claims", "sales"]),
  sequence: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export const marksSchema = z.array(markSchema).max(MARKS_MAX);
export const heldQuestionSchema = z.object({ marks: marksSchema });
/** For each mark, in their order. */
export const heldAnswerSchema = z.object({ held: z.array(z.boolean()) });

export function markOf({ lane, sequence, hash }: Mark): Mark {
  return { lane, sequence, hash };
}

/** The row up to which HQ holds a lane; 0: nothing that is known. @param marks of that lane, oldest first */
export function heldTo(marks: readonly (KeptMark & { readonly isHeld: boolean })[]): number {
  const lacking = marks.findIndex(({ isHeld }) => !isHeld);
  return (lacking < 0 ? marks.at(-1) : marks[lacking - 1])?.row ?? 0;
}
