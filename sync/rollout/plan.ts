/** How a release spreads over the stores, and what stops it: as HQ declares it in the chain's configuration. */

import { z } from "zod";
import { RING_STORES_MAX } from "../release/metadata.ts";
import { joined, type Ring } from "../release/ring.ts";

const store = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "must be a store's name");

const ringSchema = z
  .strictObject({
    name: z.string().min(1).max(40),
    stores: z.array(store).max(RING_STORES_MAX).default([]),
    /** Of all stores. */
    percent: z.number().min(0).max(100).multipleOf(0.1, "goes in steps of 0.1").default(0),
    /** How long nothing may go wrong before the next ring begins. */
    soakMinutes: z.number().min(0).max(43_200),
    /** And how many sales must have been made with it by then. */
    sales: z.int().min(0).default(0),
  })
  .refine(({ stores, percent }) => stores.length > 0 || percent > 0, "holds no store");

const stopSchema = z
  .strictObject({
    /** Tills that were offered it and refused it; more than so many stop it. */
    rejecting: z.int().min(0).default(0),
    /** Of the tills that took it, how many more per cent may go silent than elsewhere. One till may always. */
    silentPercent: z.number().min(0).max(100).default(10),
    silentMinutes: z.int().min(1).default(15),
    /** Of one till since it took it, crashes of a thread among them. */
    restarts: z.int().min(0).default(2),
    /** Of an evaluation, in milliseconds, at one till; an answer that came too late counts as its deadline. */
    p99Ms: z.number().min(1).default(150),
    /** How far the share that comes off may lie above what it is elsewhere, in percentage points. */
    discountPoints: z.number().min(0).max(100).default(10),
    /** With fewer sales nothing is said of discounts, with fewer evaluations nothing of their time. */
    salesAtLeast: z.int().min(1).default(20),
  })
  .prefault({});
export type StopLimits = z.output<typeof stopSchema>;

/** The section `rollout` of config.json. After the last ring the release is for all. */
export const rolloutSchema = z.strictObject({
  // Each ring holds those before it, and a head names them all.
  rings: z
    .array(ringSchema)
    .min(1)
    .max(12)
    .refine(
      (rings) => new Set(rings.flatMap(({ stores }) => stores)).size <= RING_STORES_MAX,
      `name more than ${RING_STORES_MAX} stores together: say of more stores how many per cent`,
    ),
  stop: stopSchema,
});
export type RolloutPlan = z.output<typeof rolloutSchema>;

/** In a ring's place: all stores, whatever rings there are. */
export const EVERYBODY = "all";

export interface PlannedRing extends Ring {
  readonly name: string;
  readonly soakMinutes: number;
  readonly sales: number;
}

/** Each ring holds all before it, whatever order their stores and percentages were written in. */
export function ringsOf({ rings }: RolloutPlan): readonly PlannedRing[] {
  const planned: PlannedRing[] = [];
  for (const { name, stores, percent, soakMinutes, sales } of rings) {
    const own: Ring = { stores, permille: Math.round(percent * 10) };
    planned.push({ name, soakMinutes, sales, ...joined(planned.at(-1) ?? own, own) });
  }
  return planned;
}
