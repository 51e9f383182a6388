/** A WebSocket as a connection's wire: one message is one text frame. */

import type { WebSocket } from "ws";
import type { Wire } from "../pos/wire.ts";

const LF = 0x0a;
const BLANK = 0x20;

/** For a profile framed by lines: a frame's own line breaks stand between JSON's words, and become blanks. */
export function webSocketWire(socket: WebSocket): Wire {
  socket.on("error", () => socket.terminate());
  return {
    write: (bytes) => socket.send(bytes, { binary: false }),
    end(lastWord) {
      if (lastWord !== undefined) socket.send(lastWord);
      socket.close(1000);
    },
    destroy: () => socket.terminate(),
    get ended() {
      return socket.readyState !== socket.OPEN;
    },
    get unreadBytes() {
      return socket.bufferedAmount;
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    onData: (listener) =>
      void socket.on("message", (data: Buffer) => {
        const line = Buffer.allocUnsafe(data.length + 1);
        for (const [at, byte] of data.entries()) line[at] = byte === LF ? BLANK : byte;
        line[data.length] = LF;
        listener(line);
      }),
    onClose: (listener) => void socket.on("close", listener),
  };
}
