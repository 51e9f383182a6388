/**
 * STX, the message, ETX, and with `xor` one byte of checksum: the exclusive or of every byte after STX, ETX included.
 * That byte may be any, also STX, ETX or a line feed: after ETX exactly one is taken. The message itself never holds
 * STX or ETX: JSON writes control characters as escapes, XML 1.0 does not have them.
 */

import type { FrameReader, Framing } from "./framing.ts";
import { pendingBytes } from "./pending-bytes.ts";
import { PosError } from "./protocol.ts";

const STX = 0x02;
const ETX = 0x03;

export function stxFraming(lrc: "none" | "xor"): Framing {
  return {
    reader: (messageBytesMax) => stxReader(messageBytesMax, lrc),
    frame(message) {
      const end = lrc === "xor" ? [ETX, checksum(message)] : [ETX];
      return Buffer.concat([Buffer.of(STX), message, Buffer.from(end)]);
    },
  };
}

function checksum(message: Uint8Array): number {
  let sum = ETX;
  for (const byte of message) sum ^= byte;
  return sum;
}

function stxReader(messageBytesMax: number, lrc: "none" | "xor"): FrameReader {
  const body = pendingBytes(messageBytesMax);
  let awaited: "stx" | "etx" | "lrc" = "stx";
  return {
    push(chunk) {
      const messages: Uint8Array[] = [];
      let from = 0;
      while (from < chunk.length) {
        if (awaited === "stx") {
          if (chunk[from] !== STX)
            throw new PosError("bad-frame", { detail: "a message begins with STX (0x02)" });
          from += 1;
          awaited = "etx";
        } else if (awaited === "etx") {
          const end = chunk.indexOf(ETX, from);
          body.add(chunk.subarray(from, end === -1 ? undefined : end));
          if (end === -1) break;
          from = end + 1;
          if (lrc === "xor") awaited = "lrc";
          else finish(messages);
        } else {
          const sum = chunk[from];
          from += 1;
          finish(messages, sum);
        }
      }
      return messages;
    },
    midway: () => awaited !== "stx",
  };

  function finish(messages: Uint8Array[], sum?: number): void {
    const message = body.take();
    awaited = "stx";
    if (sum !== undefined && sum !== checksum(message))
      throw new PosError("bad-frame", { detail: "the checksum (LRC) does not fit the message" });
    if (message.length === 0) throw new PosError("bad-frame", { detail: "a message of no bytes" });
    messages.push(message);
  }
}
