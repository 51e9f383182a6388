/** The journal as other threads have it: every call takes a moment on its way, and another on its way back. */

import type { Journal } from "../../agent/store/journal.ts";
import type { JournalCalls } from "../../agent/workers/journal.ts";
import type { FloorName, Lane } from "../../sync/protocol.ts";
import type { Faults } from "./faults.ts";

export interface JournalThread {
  readonly journal: Journal;
  /** Resolves for the living only. */
  readonly hop: () => Promise<void>;
  readonly faults: Faults;
  /** It must remember this version. */
  readonly raised: (name: FloorName, version: number) => void;
  /** HQ has acknowledged something. */
  readonly settled: () => void;
  /** A sale is recorded that was not before. */
  readonly recorded: (transactionId: string, saleId: string) => void;
  /** On the till's own allowance. */
  readonly counted: (reservation: string) => void;
}

export function journalCalls(thread: JournalThread): JournalCalls["call"] {
  const { journal, hop, faults, raised, settled, recorded, counted } = thread;
  type Api = { readonly [Name in keyof Journal]?: (argument: never) => unknown };
  const api: Api = {
    identity: () => journal.identity(),
    pending: ({ lane, limit }: { lane: Lane; limit: number }) => journal.pending(lane, limit),
    settle({ lane, sequence, hqMs }: { lane: Lane; sequence: number; hqMs?: number }) {
      journal.settle(lane, sequence, hqMs);
      settled();
    },
    renewEpoch: (epoch: string) => journal.renewEpoch(epoch),
    marks: journal.marks,
    rewind: ({ lane, row }: { lane: Lane; row: number }) => journal.rewind(lane, row),
    park: ({ lane, sequence, reason }: { lane: Lane; sequence: number; reason: string }) =>
      journal.park(lane, sequence, reason),
    highest: (name: FloorName) => (faults.has("no-floor") ? 0 : journal.highest(name)),
    raise({ name, version }: { name: FloorName; version: number }) {
      if (!faults.has("no-floor")) journal.raise(name, version);
      raised(name, version);
    },
    unsettled: () => journal.unsettled(),
    reserve: journal.reserve,
    free: journal.free,
    recordedOf: journal.recordedOf,
    freeOrphans: journal.freeOrphans,
    holdExactly: journal.holdExactly,
    holdPoints: journal.holdPoints,
    holdLess: ({ reservation, points }: { reservation: string; points: number }) =>
      journal.holdLess(reservation, points),
    freePoints: journal.freePoints,
    alone(asked: Parameters<Journal["alone"]>[0]) {
      const said = journal.alone(asked);
      if (said === "granted") counted(asked.reservation);
      return faults.has("allowance-without-end") ? "granted" : said;
    },
    owed: journal.owed,
    told: journal.told,
    commitSale(sale: Parameters<Journal["commitSale"]>[0]) {
      const committed = journal.commitSale(sale);
      if (committed.kind === "recorded" && !committed.repeated)
        recorded(sale.sale.transactionId, String(committed.answer.saleId));
      return committed;
    },
  };
  return (async (name: keyof Api, argument: never) => {
    await hop();
    const ask = api[name];
    if (ask === undefined) throw new Error(`the simulated journal has no ${name}`);
    const answer = ask(argument);
    await hop();
    return answer;
  }) as JournalCalls["call"];
}
