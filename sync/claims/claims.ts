/**
 * Claims: the words of tills, of a store's lead till and of HQ about what may be used once in the whole chain (a coupon
 * with a code of its own) or not more than there is of it (points of a customer). Whoever answers claims is an
 * `Authority`. Every call is called by its `reservation` and may be sent again: the same again gets the same answer.
 */

import { z } from "zod";

/** Calls that one request may carry. */
export const CALLS_MAX = 64;

const name = z.string().min(1).max(200);
/** Of one presentation in one sale, unique for ever; the till's journal made it. */
export const reservationSchema = z.string().regex(/^[0-9a-f-]{36}$/);
/** The store that may hold a lease on it (`lease.ts`), as the release says; absent: none. */
const home = z.string().min(1).max(64).optional();

export const wantedSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("coupon"), couponId: name, series: name, home }),
  z.object({
    kind: z.literal("points"),
    customerId: name,
    account: name,
    /** That the sale wants to use, all of them together: a later claim under the same reservation takes the place of this. */
    points: z.int().min(1),
    /** That the till knows of, its own movements included. */
    balance: z.int(),
    /** When HQ reckoned the balance that the till has, milliseconds since 1970. */
    balanceAtMs: z.int().min(0),
    home,
  }),
]);
export type Wanted = z.output<typeof wantedSchema>;

/** One till's wish to use it, for one open or suspended sale. */
export const claimSchema = z.object({
  call: z.literal("claim"),
  reservation: reservationSchema,
  /** Of the store that asks. A lead asks for the other tills of its store; HQ of a home for "STORE/TILL" of another. */
  till: z.string().min(1).max(130),
  transactionId: name,
  what: wantedSchema,
  /** HQ's, to a home: a sale has it already, by HQ's word. The home takes it into its book, whatever else holds it there. */
  isGranted: z.literal(true).optional(),
});
export type Claim = z.output<typeof claimSchema>;

/** It was paid: what was claimed is used. Of points, so many of them. */
export const settleSchema = z.object({
  call: z.literal("settle"),
  reservation: reservationSchema,
  saleId: name,
  points: z.int().min(0).optional(),
  /** As `thingOf` says it, and whose: for a lead that was away when it was claimed, and learns only now that it was used. */
  thing: z.string().min(1).max(700).optional(),
  /** Who used it, as a claim says it; absent: who says so. HQ tells a home by whichever of its tills. */
  till: z.string().min(1).max(130).optional(),
});
export type Settle = z.output<typeof settleSchema>;

/** The sale was cancelled, or goes on without it: what was claimed is free. */
export const releaseSchema = z.object({ call: z.literal("release"), reservation: reservationSchema });
export type Release = z.output<typeof releaseSchema>;

/** What a coupon was used for came back: whoever is told frees it if this sale has it. */
export const restoredSchema = z.object({
  call: z.literal("restored"),
  reservation: reservationSchema,
  thing: z.string().min(1).max(700),
  saleId: name,
});
export type Restored = z.output<typeof restoredSchema>;

/** How a claim went on after it was granted. */
export type After = Settle | Release | Restored;

export const callSchema = z.discriminatedUnion("call", [
  claimSchema,
  settleSchema,
  releaseSchema,
  restoredSchema,
]);
export type ClaimCall = z.output<typeof callSchema>;

/** It is this sale's until the till settles or releases it. */
export const grantedSchema = z.object({
  kind: z.literal("granted"),
  /** Grows with every grant of the same thing: whoever has seen a higher one obeys no lower one. */
  fence: z.int().min(0),
  /** For so long it stands although nothing is heard of the till; from now on, milliseconds. */
  forMs: z.int().min(0),
  /** A lead's: its store is the home and holds HQ's lease, so nobody else has granted it, HQ up or down. */
  atHome: z.literal(true).optional(),
  /** HQ's, of a thing with a home: what it could not know. Alone such a grant is no promise. */
  doubt: z
    .enum([
      /** The home's lease is over, and it has not been heard since: it may have used it. */
      "home-silent",
      /** The till is one of the home, which holds a lease: its lead says. */
      "home-not-asked",
    ])
    .optional(),
});
export type Granted = z.output<typeof grantedSchema>;

export const refusedSchema = z.object({
  kind: z.literal("refused"),
  reason: z.enum([
    /** Another open or suspended sale has it. */
    "reserved-elsewhere",
    /** A recorded sale used it. */
    "already-used",
    /** Of points: `left` says how many there are for this sale. */
    "not-enough",
    /** Its home store holds a lease on it and has not consented yet: asked again in a moment it may have. */
    "held-at-home",
  ]),
  left: z.int().min(0).optional(),
  /** Where it is held or was used, as far as that is known. */
  at: z.object({ store: z.string(), till: z.string() }).optional(),
});
export type Refused = z.output<typeof refusedSchema>;

/** Of all but `claim`, whatever was known of the reservation. */
export const doneSchema = z.object({ kind: z.literal("done") });
export type Done = z.output<typeof doneSchema>;

export const answerSchema = z.discriminatedUnion("kind", [grantedSchema, refusedSchema, doneSchema]);
export type ClaimAnswer = z.output<typeof answerSchema>;

/** What one request carries, and what it is answered, in the same order. */
export const callsSchema = z.object({
  format: z.literal(1),
  calls: z.array(callSchema).min(1).max(CALLS_MAX),
});
export const answersSchema = z.object({ answers: z.array(answerSchema) });

/** Nobody answered in time: whether it was granted is not known. */
export interface Unreachable {
  readonly kind: "unreachable";
  readonly message: string;
}

/** Who grants claims, as a till sees it. None of the calls rejects, each ends within its deadline, in milliseconds. */
export interface Authority {
  /** As it is called in the journal. */
  readonly name: "lead" | "hq";
  /** Absent: always. A till that is not in its store's list has no lead to ask. */
  isThere?(): boolean;
  /** A grant is durable there, and nobody else is granted the same before it is settled, released or its time is over. */
  claim(claim: Claim, deadlineMs: number): Promise<Granted | Refused | Unreachable>;
  /** What became of claims, in order. Done: all of them are durable there. */
  tell(owed: readonly After[], deadlineMs: number): Promise<Done | Unreachable>;
}
