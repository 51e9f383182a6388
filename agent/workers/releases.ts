/**
 * The releases in use: one evaluation worker for the newest, and one for each older release that an open sale began
 * with. A sale's release is held while the sale is open; an old worker ends with its last sale.
 */

import type { Health } from "../health.ts";
import type { Log } from "../log.ts";
import type { EvaluationApi, EvaluationWorkerData, ReleaseAbout } from "./evaluation-api.ts";
import { type Supervised, supervise } from "./supervise.ts";
import type { SyncApi } from "./sync.ts";

export type Evaluator = Supervised<EvaluationApi, ReleaseAbout>;

export interface Releases {
  /** Where new sales begin; undefined while nothing can be evaluated. */
  current(): ReleaseAbout | undefined;
  /** The worker of a release, or undefined when there is none any more. */
  of(release: number): Evaluator | undefined;
  /** An evaluation with this release was answered after so long, or given up. */
  took?(release: number, ms: number): void;
  /** A sale that is open keeps its release's worker alive. */
  hold(release: number): void;
  letGo(release: number): void;
  /** A release was activated: opens its worker; new sales use it as soon as it is ready. */
  renew(): void;
  /** Resolves when the first worker is ready or has failed. */
  started(): Promise<void>;
  close(): Promise<void>;
}

/** A large basket is weighed in millions of small objects. */
const YOUNG_MB = 8;
/** An evaluation that takes this long will not come back. */
const STUCK_MS = 10_000;

export interface ReplicaKeeper {
  /** Moves the replica's log into its file; asked for when an old release's reader is gone. */
  checkpoint(): Promise<void>;
  /** A reader came upon damage: it goes on with what it has in memory. */
  unreadable(): void;
}

/** The sync worker, which writes the replica. */
export const keeperBy = (call: Supervised<SyncApi, unknown>["call"]): ReplicaKeeper => ({
  checkpoint: () => call("checkpoint", null),
  unreadable: () => void call("checkReplica", null).catch(() => {}),
});

export function openReleases(
  data: EvaluationWorkerData,
  log: Log,
  replica: ReplicaKeeper,
  onChange: (about: ReleaseAbout) => void,
  health?: Pick<Health, "took" | "restarted">,
): Releases {
  /** Newest first. The first is where new sales begin, as soon as it is ready. */
  let workers: Evaluator[] = [];
  const held = new Map<number, number>();
  const closing = new Set<Promise<void>>();
  let closed = false;
  workers = [open()];

  return {
    current: () => newestReady()?.ready(),
    of: (release) => workers.find((worker) => worker.ready()?.release === release),
    took: (release, ms) => health?.took(release, ms),
    hold: (release) => void held.set(release, (held.get(release) ?? 0) + 1),
    letGo(release) {
      const left = (held.get(release) ?? 1) - 1;
      if (left > 0) held.set(release, left);
      else held.delete(release);
      endUnused();
    },
    renew() {
      // A release that is activated while the agent ends would leave a worker that nobody closes.
      if (!closed) workers.unshift(open());
    },
    started: () => workers.at(-1)!.started(),
    async close() {
      closed = true;
      await Promise.all([...closing, ...workers.map((worker) => worker.close())]);
    },
  };

  function open(): Evaluator {
    const worker: Evaluator = supervise<EvaluationApi, ReleaseAbout, { readonly unreadable: true }>({
      name: "evaluation",
      file: new URL("./evaluation.ts", import.meta.url),
      data,
      log,
      stuckMs: STUCK_MS,
      youngMb: YOUNG_MB,
      onRestart: () => health?.restarted(),
      onEvent: () => replica.unreadable(),
      onReady(about) {
        log.info("release-ready", { release: about.release, promotions: about.promotions });
        onChange(about);
        endUnused();
      },
    });
    return worker;
  }

  /** One that came upon a replica that was set aside and is not filled yet knows nothing: what is in memory goes on. */
  function newestReady(): Evaluator | undefined {
    const ready = workers.filter((worker) => worker.ready() !== undefined);
    return ready.find((worker) => worker.ready()!.release > 0) ?? ready[0];
  }

  /** Ends workers that are neither the newest that is ready (nor newer and still starting) nor held by a sale. */
  function endUnused(): void {
    const newest = newestReady();
    if (newest === undefined) return;
    const at = workers.indexOf(newest);
    const isNothing = (worker: Evaluator) => worker.ready()?.release === 0 && worker !== newest;
    const keep = workers.slice(0, at + 1).filter((worker) => !isNothing(worker));
    const old = workers.filter((worker) => !keep.includes(worker));
    const release = keep.at(-1)?.ready()?.release;
    for (const worker of old) {
      const about = worker.ready();
      // A restarted life sees the newest release: two workers of one release are one too many.
      if (about !== undefined && about.release !== release && held.has(about.release)) keep.push(worker);
      else {
        const gone = worker.close().finally(() => {
          closing.delete(gone);
          if (closing.size === 0 && !closed) void tidyLog();
        });
        closing.add(gone);
      }
    }
    workers = keep;
  }

  async function tidyLog(): Promise<void> {
    try {
      await replica.checkpoint();
      for (const worker of workers) if (worker.ready() !== undefined) await worker.call("refresh", null);
    } catch (error) {
      // The next release tries again; until then the log is only longer than it need be.
      log.warning("log-not-tidied", { message: (error as Error).message });
    }
  }
}
