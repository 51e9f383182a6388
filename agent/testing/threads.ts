/** The threads that this process has started, so that a test can kill one as a fault would. */

import type { Worker } from "node:worker_threads";

export interface ThreadWatch {
  /** Ends the living thread of that name, as a crash would. */
  kill(name: "journal" | "sync" | "evaluation"): Promise<void>;
  stop(): void;
}

export function watchThreads(): ThreadWatch {
  const living = new Set<Worker>();
  const seen = (worker: Worker) => {
    living.add(worker);
    worker.once("exit", () => living.delete(worker));
  };
  process.on("worker", seen);
  return {
    async kill(name) {
      const found = [...living].filter((worker) => worker.threadName === `tillside ${name}`);
      if (found.length === 0) throw new Error(`no thread ${name} is alive`);
      await Promise.all(found.map((worker) => worker.terminate()));
    },
    stop: () => void process.off("worker", seen),
  };
}
