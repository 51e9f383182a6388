/**
 * Sales that wait to be taken up at another till of their store: the words of both sides. A sale is called by its `key`,
 * the same at whichever till it is; each suspension of it is a round.
 */

import { promisify } from "node:util";
import { constants, zstdCompress, zstdDecompress } from "node:zlib";
import { z } from "zod";
import { SyncError } from "./protocol.ts";

/** What of a sale HQ takes, packed: some thousand lines. */
export const SUSPENDED_BYTES_MAX = 1024 * 1024;
const UNPACKED_BYTES_MAX = 16 * 1024 * 1024;
/** Keys that one question may name. */
export const KEYS_MAX = 512;

/** The name of a till's own place, and of the sale's life there. */
export const keySchema = z.string().regex(/^[0-9a-f-]{36}$/);
export const roundSchema = z.coerce.number().int().min(1).max(1_000_000);

/** Where a sale stands, as far as HQ knows. */
export const standingSchema = z.object({
  key: keySchema,
  round: z.int(),
  /** Open: it waits, and any till of the store may claim it. Held: it goes on at `till`. Over: paid or cancelled. */
  state: z.enum(["open", "held", "over"]),
  /** Which till has it, or had it last. */
  till: z.string(),
  /** Of one that is over: the unique coupons that it used up. */
  used: z.array(z.string()),
});
export type Standing = z.output<typeof standingSchema>;

/** A sale that waits, on its way to HQ. */
export interface Offer {
  readonly key: string;
  readonly round: number;
  readonly code: string;
  /** How `body` is written; who does not know it can't take the sale up. */
  readonly format: number;
  /** For how long it may be claimed, from now, milliseconds: not until when, because clocks differ. */
  readonly forMs: number;
  /** Opaque to HQ. */
  readonly body: Uint8Array;
}

/** A sale that goes on at the till where it was suspended. */
export interface SaleAtHome {
  readonly key: string;
  readonly round: number;
  /** Of its suspension; whoever comes with it afterwards is told where the sale is. */
  readonly code?: string;
  /** Tills that gave it on, one to the next and the last to this one, while HQ could not be asked. */
  readonly movedFrom?: readonly string[];
}

/** Between two of HQ's words a sale does not change hands more often. */
export const MOVES_MAX = 20;
export const movedFromSchema = z.array(z.string().min(1).max(64)).max(MOVES_MAX);

export const claimedSchema = z.union([
  z.object({
    kind: z.literal("claimed"),
    key: keySchema,
    round: z.int(),
    /** Where it was suspended. */
    from: z.string(),
    /** Base64. */
    body: z.string(),
  }),
  /** Another till has it. */
  z.object({ kind: z.literal("taken"), till: z.string() }),
  /** Tills have suspended sales under the same code: name the till. */
  z.object({ kind: z.literal("ambiguous") }),
  /** Written by a Tillside that the claimer does not understand: it goes on at its own till. */
  z.object({ kind: z.literal("other-format"), till: z.string() }),
  /** No such sale waits, or no longer. */
  z.object({ kind: z.literal("unknown") }),
]);
export type ClaimAnswer = z.output<typeof claimedSchema>;

/** What a till claims by. */
export interface Claim {
  readonly code: string;
  /** Where it was suspended, if that is known. */
  readonly till?: string;
  readonly format: number;
}

/** A unique coupon that is good again because what it was used for came back. */
export const restoredSchema = z.object({
  couponId: z.string(),
  /** The till that had sold with it, and its id of the sale. */
  till: z.string(),
  transactionId: z.string(),
  /** Absent: an older HQ does not say it. */
  saleId: z.string().optional(),
  /** Of a sale that had been suspended. */
  key: z.string().nullable(),
});
export type RestoredCoupon = z.output<typeof restoredSchema>;
export const restoredListSchema = z.object({ coupons: z.array(restoredSchema), position: z.int() });
export type RestoredList = z.output<typeof restoredListSchema>;

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Throws SyncError `too-large`. */
export async function packed(value: unknown): Promise<Uint8Array> {
  const params = { [constants.ZSTD_c_checksumFlag]: 1 };
  const bytes = await compress(JSON.stringify(value), { params });
  if (bytes.length <= SUSPENDED_BYTES_MAX) return bytes;
  throw new SyncError(
    "too-large",
    `the sale is ${bytes.length} bytes packed: ${SUSPENDED_BYTES_MAX} at most`,
  );
}

/** Throws SyncError `malformed`. */
export async function unpacked(bytes: Uint8Array): Promise<unknown> {
  try {
    const text = await decompress(bytes, { maxOutputLength: UNPACKED_BYTES_MAX });
    return JSON.parse(text.toString("utf8"));
  } catch (cause) {
    throw new SyncError("malformed", "the suspended sale was damaged on its way", { cause });
  }
}
