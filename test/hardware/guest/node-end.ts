/** One end of a cable, as a device node: bytes out, bytes in. */

import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export interface NodeEnd {
  readonly fd: number;
  /** Resolves when the kernel has all of it. */
  send(bytes: Uint8Array | string): Promise<void>;
  /** What has come since the last call; empty when nothing has. */
  take(): Buffer;
  close(): void;
}

/**
 * Opens without ever waiting in the kernel, and asks again and again: a read that waits would hold one of the four
 * threads that node-hid, node-serialport and `fs` share, and four of them would stop this process.
 */
export function openNode(path: string): NodeEnd {
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
  const buffer = Buffer.alloc(16_384);
  return {
    fd,
    async send(bytes) {
      let rest = Buffer.from(bytes);
      while (rest.length > 0) {
        const taken = orNothing(() => writeSync(fd, rest));
        rest = rest.subarray(taken);
        if (rest.length > 0) await sleep(1);
      }
    },
    take() {
      const length = orNothing(() => readSync(fd, buffer));
      return Buffer.from(buffer.subarray(0, length));
    },
    close: () => closeSync(fd),
  };
}

/** 0 where the kernel says "not now". */
function orNothing(call: () => number): number {
  try {
    return call();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return 0;
    throw error;
  }
}
