/**
 * What differs from one POS vendor to the next, as data: how messages are cut from the byte stream and written, what
 * the POS is able to do, how long it is willing to wait. A vendor is one JSON file; see profiles/README.md.
 */

import { z } from "zod";

const deadline = z.int().min(10).max(60_000);
const renamed = z.record(z.string().min(1), z.string().min(1).max(64));

export const profileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,40}$/, "small letters, digits and hyphens, 40 at most"),
  /** Whose offer it is, for people. */
  says: z.string().min(1).max(500),
  framing: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("line") }),
    /** Big-endian. */
    z.strictObject({ kind: z.literal("length"), bytes: z.literal(4).default(4) }),
    /** The checksum is the exclusive or of all bytes after STX, ETX included. */
    z.strictObject({ kind: z.literal("stx"), lrc: z.enum(["none", "xor"]).default("xor") }),
  ]),
  encoding: z.enum(["json", "xml"]).default("json"),
  /** The code that reads a dialect for which data is not enough; XML needs one. */
  adapter: z.string().max(40).default("none"),
  charset: z.enum(["utf-8", "cp858", "windows-1252"]).default("utf-8"),
  /** What becomes of a character that the set does not have: an escape of the encoding, or "?". */
  unwritable: z.enum(["escape", "question-mark"]).default("escape"),
  /** Cents as whole numbers, or text: "12,34", "12.34". */
  numbers: z.enum(["minor", "comma", "point"]).default("minor"),
  /** The contract's word → the vendor's. */
  names: z
    .strictObject({
      calls: renamed.default({}),
      fields: renamed.default({}),
      /** By the field they stand in, its name the contract's: { "state": { "open": "APERTO" } }. */
      values: z.record(z.string().min(1), renamed).default({}),
    })
    .prefault({}),
  /** Characters in a row of the POS's receipt. */
  columns: z.int().min(20).max(80).default(42),
  abilities: z.strictObject({
    /** `line`: takes amounts off single lines; `transaction`: only one amount off the whole. */
    modifiers: z.enum(["line", "transaction"]).default("line"),
    /** Adds a gift's line when it is asked to. */
    giftLine: z.boolean().default(true),
    /** Who prints what we have to say on paper. */
    prints: z.enum(["pos", "agent", "none"]).default("agent"),
    /** Who owns the scanner: the POS alone, the POS that forwards what it does not know, or we. */
    scanner: z.enum(["pos", "pos-forwards", "agent"]).default("agent"),
  }),
  deadlines: z
    .strictObject({
      lineMs: deadline.default(150),
      lookUpMs: deadline.default(600),
      subtotalMs: deadline.default(300),
      completeMs: deadline.default(2000),
    })
    .prefault({}),
});

export type Profile = Readonly<z.output<typeof profileSchema>>;
export type Abilities = Profile["abilities"];

/** Milliseconds until the POS gets an answer, whatever happens behind. */
export interface Deadlines {
  readonly lineMs: number;
  /** customer.* and coupon.*: they look things up, and a coupon is reserved on disk. */
  readonly lookUpMs: number;
  readonly subtotalMs: number;
  readonly completeMs: number;
}

/** The profile's deadlines, with what a till's configuration says otherwise. */
export function deadlinesOf(
  { deadlines }: Pick<Profile, "deadlines">,
  configured: { readonly [Name in keyof Deadlines]?: number | undefined },
): Deadlines {
  return {
    lineMs: configured.lineMs ?? deadlines.lineMs,
    lookUpMs: configured.lookUpMs ?? deadlines.lookUpMs,
    subtotalMs: configured.subtotalMs ?? deadlines.subtotalMs,
    completeMs: configured.completeMs ?? deadlines.completeMs,
  };
}
