/** Talking to a printer over one wire: bytes out, questions and their answers, and every wait bounded. */
import { DeviceError } from "../device.ts";
import { type Answer, answerReader } from "./answers.ts";
import type { Wire } from "./wire.ts";

export interface Conversation {
  /**
   * Resolves when the operating system has every byte. Where none moves for `stallMs`, `stalled` is asked whether to
   * wait on; without it, or when it says no, this rejects with "timeout".
   */
  write(bytes: Uint8Array, stallMs: number, stalled?: () => boolean): Promise<void>;
  /** Sends `query` (which may be empty) and resolves with the next answer that fits, or `undefined` after `waitMs`. */
  ask<A extends Answer>(
    query: Uint8Array,
    fits: (answer: Answer) => answer is A,
    waitMs: number,
  ): Promise<A | undefined>;
  /** Sends and waits for nothing. */
  say(bytes: Uint8Array): void;
  /** Tells every answer, asked or not, before the one who asked gets it. Returns what ends it. */
  listen(listener: (answer: Answer) => void): () => void;
  /** Why the wire is no use any more; `undefined` while it is. */
  lost(): DeviceError | undefined;
  /** Both resolve once the printer can be reached anew. */
  end(): Promise<void>;
  abort(): Promise<void>;
}

/** Small enough that a slow printer is seen to move, large enough not to matter. */
const chunkBytes = 4096;

/** @param name of the printer, as a message begins: "The printer at 10.0.0.9:9100". */
export function converse(wire: Wire, name: string): Conversation {
  let lost: DeviceError | undefined;
  const listeners = new Set<(answer: Answer) => void>();
  let hear: ((answer: Answer) => void) | undefined;
  const interrupted = new Set<() => void>();

  wire.listen({
    bytes: answerReader((answer) => {
      for (const listener of listeners) listener(answer);
      hear?.(answer);
    }),
    lost(fault) {
      lost ??= fault;
      for (const wake of interrupted) wake();
    },
  });

  /**
   * Resolves with what `start` hands over; rejects when the wire is lost. After each `ms` `more` is asked whether to
   * wait on; without it, or when it says no, resolves with `undefined`.
   */
  const wait = <T>(
    ms: number,
    start: (done: (value: T) => void) => void,
    more?: () => boolean,
  ): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      const settle = (value?: T): void => {
        clearTimeout(timer);
        interrupted.delete(interrupt);
        if (lost && value === undefined) reject(lost);
        else resolve(value);
      };
      const interrupt = (): void => settle();
      const late = (): void => {
        if (more?.()) timer = setTimeout(late, ms);
        else settle();
      };
      let timer = setTimeout(late, ms);
      interrupted.add(interrupt);
      if (lost) settle();
      else start(settle);
    });

  return {
    async write(bytes, stallMs, stalled) {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        const chunk = bytes.subarray(at, at + chunkBytes);
        const taken = await wait<true>(stallMs, (done) => wire.send(chunk, () => done(true)), stalled);
        if (!taken) throw new DeviceError("timeout", `${name} takes no more data.`);
      }
    },
    async ask(query, fits, waitMs) {
      try {
        return await wait(waitMs, (done) => {
          hear = (answer) => {
            if (fits(answer)) done(answer);
          };
          if (query.length > 0) wire.send(query, () => {});
        });
      } finally {
        hear = undefined;
      }
    },
    say: (bytes) => wire.send(bytes, () => {}),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    lost: () => lost,
    end: async () => wire.end(),
    abort: async () => wire.abort(),
  };
}
