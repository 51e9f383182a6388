/** What happened, line by line, for whoever looks at a seed that failed. */

import type { Time } from "./time.ts";

export class Trace {
  readonly lines: string[] = [];
  readonly #time: Time;

  constructor(time: Time) {
    this.#time = time;
  }

  /** @param who a till as "0042/1", `hub`, `hq` or `world` */
  note(who: string, what: string): void {
    const seconds = (this.#time.nowMs / 1000).toFixed(3).padStart(10);
    this.lines.push(`${seconds}  ${who.padEnd(8)} ${what}`);
  }
}
