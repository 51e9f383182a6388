/**
 * The lease of a store on what is homed there: as long as it holds, HQ grants nothing of that elsewhere without the store's
 * word, so that the store's lead may grant it alone. One lease a store. Its lead, or whoever may become it, asks HQ for
 * it now and again; what HQ has to say to the home comes back with it, and the home's answers go with the next request.
 */

import { z } from "zod";
import { answerSchema, CALLS_MAX, callSchema, reservationSchema } from "./claims.ts";

/** From the home's last word to HQ: a day of sales. */
export const LEASE_MS = 8 * 3600_000;
/** HQ lets go so much later: the clocks of its own machines may differ by as much. */
export const GRACE_MS = 60_000;

export const leaseAskSchema = z.object({
  format: z.literal(1),
  /** Which history the store's book has (`../lead/`): of another one HQ tells it everything again. */
  line: z.int().min(0),
  /** Coupons and customers that are homed there, as its release says. */
  homed: z.int().min(0),
  /** Of what HQ said before. */
  answers: z
    .array(z.object({ reservation: reservationSchema, call: z.string().max(20), answer: answerSchema }))
    .max(2 * CALLS_MAX),
});
export type LeaseAsk = z.output<typeof leaseAskSchema>;

export const leaseSaidSchema = z.object({
  /** Null: first the calls are to be answered. A number that is lower than one seen is of an older answer. */
  lease: z.object({ number: z.int().min(1), forMs: z.int().min(0) }).nullable(),
  /** For the home's lead, in order. */
  calls: z.array(callSchema).max(2 * CALLS_MAX),
});
export type LeaseSaid = z.output<typeof leaseSaidSchema>;
