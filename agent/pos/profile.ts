/**
 * What differs from one POS vendor to the next, as data: how messages are cut from the byte stream, how one is written,
 * how long the POS is willing to wait. A vendor is one file in `profiles/` and one line in its registry.
 */

/** Cuts a byte stream into messages. One per connection: it keeps the unfinished rest. */
export interface FrameReader {
  /** Bytes from the socket → whole messages. Throws PosError `too-large`, after which the stream is useless. */
  push(chunk: Uint8Array): readonly Uint8Array[];
}

export interface Framing {
  reader(messageBytesMax: number): FrameReader;
  /** One message's bytes with what surrounds them on the wire. */
  frame(message: Uint8Array): Uint8Array;
}

/** How a message is written: the canonical JSON-RPC value ⇄ bytes. */
export interface Encoding {
  /** Throws PosError `not-json` (or its like) when the bytes are no message. */
  decode(message: Uint8Array): unknown;
  encode(message: unknown): Uint8Array;
}

/** Milliseconds until the POS gets an answer, whatever happens behind. */
export interface Deadlines {
  readonly lineMs: number;
  /** customer.* and coupon.*: they look things up, and a coupon is reserved on disk. */
  readonly lookUpMs: number;
  readonly subtotalMs: number;
  readonly completeMs: number;
}

export interface Profile {
  readonly name: string;
  readonly framing: Framing;
  readonly encoding: Encoding;
  readonly deadlines: Deadlines;
}

/** The profile's deadlines, with what a till's configuration says otherwise. */
export function deadlinesOf(
  { deadlines }: Profile,
  configured: { readonly [Name in keyof Deadlines]?: number | undefined },
): Deadlines {
  return {
    lineMs: configured.lineMs ?? deadlines.lineMs,
    lookUpMs: configured.lookUpMs ?? deadlines.lookUpMs,
    subtotalMs: configured.subtotalMs ?? deadlines.subtotalMs,
    completeMs: configured.completeMs ?? deadlines.completeMs,
  };
}
