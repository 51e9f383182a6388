/** One connection between two tills of a store, whichever of them made it: both say and hear the same. */

import type { TLSSocket } from "node:tls";
import { FRAME_MAX, framed, frameReader } from "./frames.ts";
import { type Said, saidSchema } from "./said.ts";

export interface Connection {
  /** At the other end, by its certificate. */
  readonly till: string;
  /** Nothing where the other end does not take what it was sent before. */
  say(said: Said): void;
  /** It was sent something this long ago and has sent nothing since, milliseconds; 0: it has. */
  silentMs(): number;
  close(): void;
}

/** What waits for a till that has stopped reading; then it is called anew. */
const UNSENT_MAX = 4 * FRAME_MAX;

/** @param heard every message, in order @param closed also after an error; once */
export function connectionOf(
  socket: TLSSocket,
  till: string,
  heard: (said: Said, connection: Connection) => void,
  closed: (connection: Connection) => void,
): Connection {
  const read = frameReader();
  let unanswered: number | undefined;
  const connection: Connection = {
    till,
    say(said) {
      if (socket.writableLength > UNSENT_MAX) socket.destroy();
      else socket.write(framed(said));
      unanswered ??= performance.now();
    },
    silentMs: () => (unanswered === undefined ? 0 : performance.now() - unanswered),
    close: () => void socket.destroy(),
  };
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 5000);
  socket.on("data", (bytes: Buffer) => {
    unanswered = undefined;
    try {
      for (const value of read(bytes)) {
        const said = saidSchema.safeParse(value);
        // What only a newer Tillside says is not answered.
        if (said.success) heard(said.data, connection);
      }
    } catch {
      socket.destroy();
    }
  });
  socket.on("close", () => closed(connection));
  return connection;
}
