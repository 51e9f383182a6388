/** What a connection needs of whatever carries its bytes: a socket, a pipe, a WebSocket. */

import type { Socket } from "node:net";

export interface Wire {
  /** Sends bytes, or text as UTF-8; nothing once it is ending. */
  write(bytes: Uint8Array | string): void;
  /** Sends what is still to be sent, perhaps with a last word, and ends. */
  end(lastWord?: string): void;
  destroy(): void;
  readonly ended: boolean;
  /** Bytes that the other side has not taken yet. */
  readonly unreadBytes: number;
  /** No bytes come while it is paused: they wait at the sender. */
  pause(): void;
  resume(): void;
  onData(listener: (chunk: Uint8Array) => void): void;
  onClose(listener: () => void): void;
}

export function socketWire(socket: Socket): Wire {
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  return {
    write: (bytes) => void socket.write(bytes),
    end: (lastWord) => void (lastWord === undefined ? socket.end() : socket.end(lastWord)),
    destroy: () => void socket.destroy(),
    get ended() {
      return socket.destroyed || socket.writableEnded;
    },
    get unreadBytes() {
      return socket.writableLength;
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    onData: (listener) => void socket.on("data", listener),
    onClose: (listener) => void socket.on("close", listener),
  };
}
