/** Processor time of another process, all its threads together. */

import { readdirSync, readFileSync } from "node:fs";

/** Microseconds so far, as the scheduler counts them; Linux only, elsewhere NaN. */
export function cpuUs(pid: number): () => number {
  return () => {
    try {
      let ns = 0;
      for (const task of readdirSync(`/proc/${pid}/task`))
        ns += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
      return ns / 1000;
    } catch {
      return Number.NaN;
    }
  };
}

/** The same by thread, of those that did anything. */
export function cpuOfThreads(pid: number): ReadonlyMap<string, number> {
  const threads = new Map<string, number>();
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const name = readFileSync(`/proc/${pid}/task/${task}/comm`, "utf8").trim();
    const ns = Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
    threads.set(`${name} ${task}`, ns / 1000);
  }
  return threads;
}
