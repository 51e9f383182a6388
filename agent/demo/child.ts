/** A service of ours as a process of its own, as in a shop: started, known to be ready, really stopped. */

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../../tillside.js", import.meta.url));

/**
 * Left to itself Node lets the young objects of a main thread grow to 67 MB; our workers have 2 and 8. With 8 a till that
 * has sold for a while takes 90 MB less, and no more of the processor. It can't be said later than here.
 */
const SMALL = ["--max-semi-space-size=4"];
/** An agent's main thread gets what Node takes on a PC of 2 GB: with more it keeps 40 MB of garbage longer. */
const SMALL_AGENT = [...SMALL, "--max-old-space-size=512"];

/**
 * What malloc of glibc is told: large pieces (files on their way, zstd's windows) go back to the system as soon as they are free, and
 * all threads share two heaps. Without it a till keeps 30 MB more for good once a million cards have come, and 10 MB at all times.
 */
const MALLOC: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "131072",
  MALLOC_TRIM_THRESHOLD_: "131072",
};

export interface Child {
  readonly pid: number;
  /** What the service said when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Asks it to end and waits until it has; after `patienceMs` it is killed. */
  stop(patienceMs?: number): Promise<void>;
}

/**
 * Starts `tillside WORDS…`. Rejects with what it said on stderr when it ends before it is ready.
 * @param program what Node begins with; default this program's own file
 */
export async function startChild(words: readonly string[], program = entry): Promise<Child> {
  // Detached: Ctrl-C in a terminal goes to whoever started it, which then ends it in its order.
  const child = fork(program, words, {
    execArgv: words[0] === "agent" ? SMALL_AGENT : SMALL,
    env: { ...MALLOC, ...process.env },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    detached: true,
    windowsHide: true,
  });
  let complaint = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    complaint = (complaint + chunk).slice(-4000);
  });
  const ended = once(child, "exit");
  const ready = await Promise.race([
    new Promise<Readonly<Record<string, unknown>>>((resolve) =>
      child.on("message", (message) => {
        if (typeof message === "object" && message !== null && "ready" in message)
          resolve(message.ready as Readonly<Record<string, unknown>>);
      }),
    ),
    ended.then(() => {
      const sentence = /^tillside: (.*)$/ms.exec(complaint)?.[1] ?? complaint;
      throw Object.assign(new Error(sentence.trim() || `tillside ${words[0]} ended before it was ready`), {
        code: "CHILD_ENDED",
      });
    }),
  ]);
  return {
    pid: child.pid!,
    ready,
    async stop(patienceMs = 5000) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // Windows has no signal that asks: what is called SIGTERM there ends a process at once. The lost channel asks, too.
      if (process.platform !== "win32") child.kill("SIGTERM");
      else if (child.connected) child.disconnect();
      const impatience = setTimeout(() => child.kill("SIGKILL"), patienceMs);
      await ended;
      clearTimeout(impatience);
    },
  };
}
