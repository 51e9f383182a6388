/** The threads that live as long as the agent: journal, open sales, and the one that talks to HQ; and who asks whom past the main thread. */

import { MessageChannel } from "node:worker_threads";
import type { AgentConfig } from "./config.ts";
import type { Log } from "./log.ts";
import type { JournalApi, JournalEvent, JournalReady } from "./workers/journal.ts";
import type { SessionsApi, SessionsEvent, SessionsReady } from "./workers/sessions.ts";
import { type Supervised, supervise } from "./workers/supervise.ts";
import type { SyncApi, SyncReady, SyncWorkerData, SyncWorkerEvent } from "./workers/sync.ts";

export interface ThreadsParts {
  readonly config: AgentConfig;
  readonly log: Log;
  /** A thread died and is started again. */
  onRestart(): void;
  onJournal(state: JournalReady): void;
  onSessions(state: SessionsReady): void;
  onSync(ready: SyncReady): void;
  onSyncEvent(event: SyncWorkerEvent): void;
}

export interface Threads {
  readonly journal: Supervised<JournalApi, JournalReady>;
  readonly sessions: Supervised<SessionsApi, SessionsReady>;
  readonly sync: Supervised<SyncApi, SyncReady>;
}

/** HQ's files as they came: one thread writes them, another gives them to the other tills. */
export function keptSetting({ paths, keptFilesMb }: AgentConfig): SyncWorkerData["kept"] {
  return { folder: paths.keptFiles, bytesMax: keptFilesMb * 1_000_000 };
}

export function startThreads(parts: ThreadsParts): Threads {
  const { config, log, onRestart } = parts;
  const { store, till, paths } = config;
  const journal: Threads["journal"] = supervise<JournalApi, JournalReady, JournalEvent>({
    name: "journal",
    onRestart,
    file: new URL("./workers/journal.ts", import.meta.url),
    data: {
      path: paths.journal,
      store,
      till,
      keepSalesDays: config.keepSalesDays,
      ballastBytes: config.ballastMb * 1_000_000,
    },
    log,
    onReady: journalChanged,
    onEvent: (event) => journalChanged(event.journal),
  });
  const sessions: Threads["sessions"] = supervise<SessionsApi, SessionsReady, SessionsEvent>({
    name: "sessions",
    onRestart,
    file: new URL("./workers/sessions.ts", import.meta.url),
    data: { path: paths.sessions, store, till },
    log,
    onReady: parts.onSessions,
    onEvent: (event) => parts.onSessions(event.sessions),
  });
  const sync: Threads["sync"] = supervise<SyncApi, SyncReady, SyncWorkerEvent>({
    name: "sync",
    onRestart,
    file: new URL("./workers/sync.ts", import.meta.url),
    data: {
      replicaPath: paths.replica,
      journalPath: paths.journal,
      store,
      trustedRoot: paths.trustedRoot,
      kept: keptSetting(config),
      ...(config.hq && {
        hq: {
          url: config.hq.url,
          dataDir: config.dataDir,
          place: { store, till },
          pollMs: config.hq.pollSeconds * 1000,
          ...(config.hq.ca && { ca: config.hq.ca }),
        },
      }),
    },
    log,
    onReady(ready) {
      parts.onSync(ready);
      joinThreads();
    },
    onEvent: parts.onSyncEvent,
  });
  return { journal, sessions, sync };

  function journalChanged(state: JournalReady): void {
    joinThreads();
    parts.onJournal(state);
  }

  /** Journal questions of the sync worker do not pass through the main thread. New ports for every new life. */
  function joinThreads(): void {
    if (journal.ready() === undefined || sync.ready() === undefined) return;
    const { port1, port2 } = new MessageChannel();
    journal.post({ connect: port1, to: "sync" }, [port1]);
    sync.post({ connect: port2, to: "journal" }, [port2]);
  }
}
