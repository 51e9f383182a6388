/** The store's lead as the main thread has it: a worker where HQ lists this till among the store's, and nothing otherwise. */

import { MessageChannel } from "node:worker_threads";
import type { Authority } from "../../sync/claims/claims.ts";
import type { UsesQuestion } from "../../sync/customer-uses.ts";
import { type Lan, lanSchema } from "../../sync/lead/lan.ts";
import type { HeldReceipt } from "../../sync/protocol.ts";
import type { Log } from "../log.ts";
import type { ReceiptAsk } from "../returns/neighbours.ts";
import type { SaleAsk, SaleSaid } from "../suspended/neighbours.ts";
import type { StoreNeighbours } from "../till/parts.ts";
import type { LeadApi, LeadEvent, LeadReady, LeadWorkerData, TillAsks, TillSaid } from "../workers/lead.ts";
import { type Supervised, supervise } from "../workers/supervise.ts";
import type { SyncApi, SyncReady } from "../workers/sync.ts";
import { leadAuthority } from "./authority.ts";
import type { UseHere } from "./said.ts";
import { type LeadStatus, leadProblems } from "./status.ts";

export interface Lead {
  /** HQ's row `lan`, as the newest release has it. */
  listed(row: unknown): void;
  /** The sync worker has begun: it and the lead worker speak with each other past this thread. */
  join(): void;
  /** What the other tills of the store have, and know. */
  readonly neighbours: StoreNeighbours;
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
  /** HQ's files as this till keeps them. Absent: the others get none of it. */
  readonly kept?: LeadWorkerData["kept"];
  readonly sync?: Pick<Supervised<SyncApi, SyncReady>, "post" | "ready">;
  /** Another till asks for a sale that may wait here. */
  askedForSale?(from: string, ask: SaleAsk): Promise<SaleSaid>;
  /** Another till asks what is known here of a receipt. */
  askedForReceipt?(ask: ReceiptAsk): Promise<HeldReceipt | null>;
  /** Another till asks what a customer has used up of his limits here. */
  askedForUses?(question: UsesQuestion): Promise<readonly UseHere[]>;
  readonly log: Log;
}

const LATE_MS = 1000;
const NONE: Lan = { members: [] };
const ALONE = { kind: "unreachable", message: "this till is not in a list of its store's tills" } as const;

export function createLead(parts: LeadParts): Lead {
  const { store, till, dataDir, path, kept, sync, log } = parts;
  let worker: Supervised<LeadApi, LeadReady> | undefined;
  let lan = NONE;
  let misread: string | undefined;

  function start(): Supervised<LeadApi, LeadReady> {
    const data: LeadWorkerData = { store, till, dataDir, path, ...(kept && { kept }) };
    return supervise<LeadApi, LeadReady, LeadEvent>({
      name: "lead",
      file: new URL("../workers/lead.ts", import.meta.url),
      data,
      log,
      onReady() {
        tellList();
        join();
      },
      onEvent(event) {
        if ("level" in event) log[event.level](event.event, event.fields);
        else void answerTill(event);
      },
    });
  }

  /** New ports for every new life. */
  function join(): void {
    if (sync?.ready() === undefined || worker?.ready() === undefined) return;
    const { port1, port2 } = new MessageChannel();
    worker.post({ connect: port1, to: "sync" }, [port1]);
    sync.post({ connect: port2, to: "lead" }, [port2]);
  }

  async function answerTill(asks: TillAsks): Promise<void> {
    try {
      await worker?.call("answerTill", { id: asks.id, said: await saidOf(asks) });
    } catch (error) {
      log.warning("till-not-answered", { asked: asks.event, message: (error as Error).message });
    }
  }

  async function saidOf(asks: TillAsks): Promise<TillSaid> {
    switch (asks.event) {
      case "sale-ask":
        return (await parts.askedForSale?.(asks.from, asks.ask)) ?? { kind: "unknown" };
      case "receipt-ask":
        return (await parts.askedForReceipt?.(asks.ask)) ?? null;
      case "uses-ask":
        return (await parts.askedForUses?.(asks.question)) ?? [];
      default:
        return asks satisfies never;
    }
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
      if (worker === undefined && !lan.members.some((one) => one.till === till)) return;
      if (worker === undefined) worker = start();
      else tellList();
    },
    join,
    neighbours: {
      isThere: () => worker !== undefined,
      // The worker ends in time by itself.
      ask: async (ask, other) =>
        (await worker
          ?.call("askForSale", { ask, till: other }, { deadlineMs: ask.withinMs + LATE_MS })
          .catch(() => [])) ?? [],
      uses: async (ask) =>
        (await worker
          ?.call("askForUses", ask, { deadlineMs: ask.withinMs + LATE_MS })
          .catch(() => undefined)) ?? { tills: [], uses: [] },
      receipts: async (ask) =>
        (await worker?.call("askForReceipt", ask, { deadlineMs: ask.withinMs + LATE_MS }).catch(() => [])) ??
        [],
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
