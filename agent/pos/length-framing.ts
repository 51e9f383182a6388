/**
 * Four bytes of length, the highest first, then so many bytes of message. The length is judged before anything is kept:
 * an honest one begins with 0x00, so neither HTTP nor TLS can be taken for one.
 */

import type { FrameReader, Framing } from "./framing.ts";
import { pendingBytes, tooLarge } from "./pending-bytes.ts";
import { PosError } from "./protocol.ts";

const HEAD_BYTES = 4;

export const lengthFraming: Framing = {
  reader: (messageBytesMax) => lengthReader(messageBytesMax),
  frame(message) {
    const whole = Buffer.allocUnsafe(HEAD_BYTES + message.length);
    whole.writeUInt32BE(message.length);
    whole.set(message, HEAD_BYTES);
    return whole;
  },
};

function lengthReader(messageBytesMax: number): FrameReader {
  const head = pendingBytes(HEAD_BYTES);
  const body = pendingBytes(messageBytesMax);
  /** Bytes of the message that is being read; undefined while its length is. */
  let expected: number | undefined;
  return {
    push(chunk) {
      const messages: Uint8Array[] = [];
      let from = 0;
      while (from < chunk.length) {
        const part: { length: number; add(piece: Uint8Array): void } = expected === undefined ? head : body;
        const missing = (expected ?? HEAD_BYTES) - part.length;
        part.add(chunk.subarray(from, from + missing));
        from = Math.min(from + missing, chunk.length);
        if (expected === undefined) {
          if (head.length === HEAD_BYTES) expected = lengthIn(head.take(), messageBytesMax);
        } else if (body.length === expected) {
          messages.push(body.take());
          expected = undefined;
        }
      }
      return messages;
    },
    midway: () => expected !== undefined || head.length > 0,
  };
}

function lengthIn(head: Uint8Array, messageBytesMax: number): number {
  const length = Buffer.from(head).readUInt32BE();
  if (length > messageBytesMax) throw tooLarge(messageBytesMax);
  if (length === 0) throw new PosError("bad-frame", { detail: "a message of no bytes" });
  return length;
}
