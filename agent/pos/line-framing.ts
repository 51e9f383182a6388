/** One message a line: ends with LF, a CR before it is dropped, empty lines are skipped. */

import type { FrameReader, Framing } from "./framing.ts";
import { pendingBytes } from "./pending-bytes.ts";

const LF = 0x0a;
const CR = 0x0d;

export const lineFraming: Framing = {
  reader: (messageBytesMax) => lineReader(messageBytesMax),
  frame: (message) => Buffer.concat([message, Buffer.of(LF)]),
  ending: "\n",
};

function lineReader(messageBytesMax: number): FrameReader {
  const rest = pendingBytes(messageBytesMax);
  return {
    push(chunk) {
      const messages: Uint8Array[] = [];
      let from = 0;
      for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, from)) {
        rest.add(chunk.subarray(from, at));
        const line = rest.take();
        from = at + 1;
        const message = line.at(-1) === CR ? line.subarray(0, -1) : line;
        if (message.length > 0) messages.push(message);
      }
      rest.add(chunk.subarray(from));
      return messages;
    },
    midway: () => rest.length > 0,
  };
}
