/** One message a line: ends with LF, a CR before it is dropped, empty lines are skipped. */

import type { FrameReader, Framing } from "./profile.ts";
import { PosError } from "./protocol.ts";

const LF = 0x0a;
const CR = 0x0d;

export const lineFraming: Framing = {
  reader: (messageBytesMax) => lineReader(messageBytesMax),
  frame: (message) => Buffer.concat([message, Buffer.of(LF)]),
};

function lineReader(messageBytesMax: number): FrameReader {
  /** Pieces of the unfinished line; joined once, so that a dripping sender costs no quadratic copying. */
  let rest: Uint8Array[] = [];
  let restBytes = 0;

  return {
    push(chunk) {
      const messages: Uint8Array[] = [];
      let from = 0;
      for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, from)) {
        const line = Buffer.concat([...rest, chunk.subarray(from, at)]);
        rest = [];
        restBytes = 0;
        from = at + 1;
        assertFits(line.length);
        const message = line.at(-1) === CR ? line.subarray(0, -1) : line;
        if (message.length > 0) messages.push(message);
      }
      if (from < chunk.length) {
        rest.push(chunk.subarray(from));
        restBytes += chunk.length - from;
        assertFits(restBytes);
      }
      return messages;
    },
  };

  function assertFits(bytes: number): void {
    if (bytes > messageBytesMax)
      throw new PosError("too-large", { detail: `a message has at most ${messageBytesMax} bytes` });
  }
}
