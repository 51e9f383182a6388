/** Where imitated devices listen. */

import { randomInt } from "node:crypto";

/**
 * Listens on a port that can be had again after the cable was out: outside those that systems give outgoing connections
 * (Linux from 32768, Windows from 49152), or the till that looks for its printer may be given the printer's own.
 */
export async function listenAside(listen: (port: number) => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await listen(randomInt(10_000, 32_000));
    } catch (error) {
      // Taken, or kept for others as Windows does with some.
      if (!["EADDRINUSE", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
}
