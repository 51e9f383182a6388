/** The row `lan` of a store's configuration: how its tills reach each other. */

import { z } from "zod";
import type { List } from "./words.ts";

/** Tills of one store. */
const MEMBERS_MAX = 200;

export const lanSchema = z.object({
  members: z
    .array(
      z.object({
        till: z.string().min(1).max(64),
        /** Name or address in the store's own network. */
        host: z.string().min(1).max(255),
        port: z.int().min(1).max(65_535),
        /** The lowest should rather lead: a PC that is always on. */
        priority: z.int().min(0).max(1_000_000).default(100),
      }),
    )
    .max(MEMBERS_MAX)
    .refine((members) => new Set(members.map(({ till }) => till)).size === members.length, {
      message: "a till is there twice",
    }),
});
export type Lan = z.output<typeof lanSchema>;
export type LanMember = Lan["members"][number];

/** Who leads rather, first: by priority, then by name. */
export function listOf({ members }: Lan): List {
  const sorted = [...members].sort((a, b) => a.priority - b.priority || (a.till < b.till ? -1 : 1));
  return { tills: sorted.map(({ till }) => till) };
}
