/** One TCP connection to a printer: bytes out, answers in, and every wait bounded. */
import { connect as dial, type Socket } from "node:net";
import { DeviceError } from "../device.ts";
import { type Answer, answerReader } from "./answers.ts";
import { connectFault } from "./tcp-fault.ts";

export interface Connection {
  /** Resolves when the operating system has every byte. Rejects with "timeout" when none moves for `stallMs`. */
  write(bytes: Uint8Array, stallMs: number): Promise<void>;
  /** Sends `query` and resolves with the next answer that fits, or `undefined` after `waitMs`. */
  ask<A extends Answer>(
    query: Uint8Array,
    fits: (answer: Answer) => answer is A,
    waitMs: number,
  ): Promise<A | undefined>;
  /** Why the connection is no use any more; `undefined` while it is. */
  lost(): DeviceError | undefined;
  /** Sends what is still to be sent, then closes. */
  end(): void;
  /** Closes, and takes back what the operating system still holds, so that nothing is printed later. */
  abort(): void;
}

/** Small enough that a slow printer is seen to move, large enough not to matter. */
const chunkBytes = 4096;

/** Connects, or rejects with a DeviceError that says what to do: "not-found", "refused", "timeout". */
export function connectPrinter(host: string, port: number, timeoutMs: number): Promise<Connection> {
  const address = `${host}:${port}`;
  return new Promise((resolve, reject) => {
    const socket = dial({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 });
    const fail = (cause?: Error): void => {
      socket.destroy();
      reject(connectFault(address, timeoutMs, cause));
    };
    socket.setTimeout(timeoutMs, fail);
    socket.once("error", fail);
    socket.once("connect", () => {
      socket.setTimeout(0).off("error", fail).removeAllListeners("timeout");
      resolve(over(socket, address));
    });
  });
}

function over(socket: Socket, address: string): Connection {
  let lost: DeviceError | undefined;
  let hear: ((answer: Answer) => void) | undefined;
  const interrupted = new Set<() => void>();

  const lose = (cause?: Error): void => {
    lost ??= new DeviceError(
      "disconnected",
      `The printer at ${address} closed the connection. Check its power and network cable.`,
      { cause },
    );
    for (const wake of interrupted) wake();
  };
  socket.on("error", lose);
  socket.on("end", () => lose());
  socket.on("close", () => lose());
  const reader = answerReader((answer) => hear?.(answer));
  socket.on("data", reader);

  /** Resolves with what `start` hands over, with `undefined` after `ms`; rejects when the connection is lost. */
  const wait = <T>(ms: number, start: (done: (value: T) => void) => void): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      const settle = (value?: T): void => {
        clearTimeout(timer);
        interrupted.delete(interrupt);
        if (lost && value === undefined) reject(lost);
        else resolve(value);
      };
      const interrupt = (): void => settle();
      const timer = setTimeout(interrupt, ms);
      interrupted.add(interrupt);
      if (lost) settle();
      else start(settle);
    });

  return {
    async write(bytes, stallMs) {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        const chunk = bytes.subarray(at, at + chunkBytes);
        const taken = await wait<true>(stallMs, (done) => {
          socket.write(chunk, (error) => {
            if (!error) done(true);
          });
        });
        if (!taken) throw new DeviceError("timeout", `The printer at ${address} takes no more data.`);
      }
    },
    async ask(query, fits, waitMs) {
      try {
        return await wait(waitMs, (done) => {
          hear = (answer) => {
            if (fits(answer)) done(answer);
          };
          socket.write(query);
        });
      } finally {
        hear = undefined;
      }
    },
    lost: () => lost,
    end: () => {
      socket.end();
      // A printer that never answers our end would keep the socket for ever.
      socket.setTimeout(1000, () => socket.destroy());
    },
    abort: () => {
      // After the printer's end Node ends this side too, and libuv refuses to reset a socket while its end is under
      // way: Node then lets go of a handle that is still open, and the process never exits. It is under way from the
      // last byte written to "finish", one turn of the loop; before and after, the reset works.
      const ending = socket.writableEnded && socket.writableLength === 0 && !socket.writableFinished;
      if (ending) socket.once("finish", () => socket.resetAndDestroy());
      else socket.resetAndDestroy();
    },
  };
}
