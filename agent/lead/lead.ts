/** The store's lead as the main thread has it: a worker where HQ lists this till among the store's, and nothing otherwise. */

import type { Authority } from "../../sync/claims/claims.ts";
import { type Lan, lanSchema } from "../../sync/lead/lan.ts";
import type { Log } from "../log.ts";
import type { LeadApi, LeadEvent, LeadReady, LeadWorkerData } from "../workers/lead.ts";
import { type Supervised, supervise } from "../workers/supervise.ts";
import { leadAuthority } from "./authority.ts";
import { type LeadStatus, leadProblems } from "./status.ts";

export interface Lead {
  /** HQ's row `lan`, as the newest release has it. */
  listed(row: unknown): void;
  /** Answers `unreachable` at once while this till is not in a list. */
  readonly authority: Authority;
  /** Null where this till is not in a list. */
  status(deadlineMs: number): Promise<LeadStatus | null>;
  problems(status: LeadStatus | null): readonly string[];
  close(): Promise<void>;
}

export interface LeadParts {
  readonly store: string;
  readonly till: string;
  readonly dataDir: string;
  readonly path: string;
  readonly log: Log;
}

const NONE: Lan = { members: [] };
const ALONE = { kind: "unreachable", message: "this till is not in a list of its store's tills" } as const;

export function createLead({ store, till, dataDir, path, log }: LeadParts): Lead {
  let worker: Supervised<LeadApi, LeadReady> | undefined;
  let lan = NONE;
  let misread: string | undefined;

  function start(): Supervised<LeadApi, LeadReady> {
    const data: LeadWorkerData = { store, till, dataDir, path };
    return supervise<LeadApi, LeadReady, LeadEvent>({
      name: "lead",
      file: new URL("../workers/lead.ts", import.meta.url),
      data,
      log,
      onReady: tellList,
      onEvent: ({ level, event, fields }) => log[level](event, fields),
    });
  }

  function tellList(): void {
    worker?.call("listed", lan).catch((error: Error) => log.warning("lead-list", { message: error.message }));
  }

  const asked: Authority = {
    name: "lead",
    isThere: () => worker !== undefined,
    claim: async (claim, deadlineMs) =>
      worker === undefined ? ALONE : leadAuthority(worker.call).claim(claim, deadlineMs),
    tell: async (owed, deadlineMs) =>
      worker === undefined ? ALONE : leadAuthority(worker.call).tell(owed, deadlineMs),
  };

  return {
    listed(row) {
      const read = lanSchema.safeParse(row ?? NONE);
      misread = read.success ? undefined : (read.error.issues[0]?.message ?? "it is wrong");
      if (!read.success) return;
      lan = read.data;
      // Of a store with one till the journal says all there is to say.
      if (worker === undefined && (lan.members.length < 2 || !lan.members.some((one) => one.till === till)))
        return;
      if (worker === undefined) worker = start();
      else tellList();
    },
    authority: asked,
    status: async (deadlineMs) =>
      (await worker?.call("status", null, { deadlineMs }).catch(() => undefined)) ?? null,
    problems: (status) => [
      ...(misread === undefined ? [] : [`HQ's list of this store's tills (lan) can't be read: ${misread}.`]),
      ...leadProblems(status ?? undefined, till),
    ],
    close: async () => worker?.close(),
  };
}
