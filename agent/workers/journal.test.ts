import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { openJournal, type SaleToCommit } from "../store/journal.ts";
import { eventually } from "../testing/patience.ts";
import type { JournalWorkerData } from "./journal.ts";

const DAY_MS = 86_400_000;

test("what HQ has goes once HQ has had it for the days for which sales are kept, not before; what HQ lacks stays", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-prune-"));
  const path = join(folder, "journal.db");
  let ageDays = 0;
  const journal = openJournal(path, { store: "0042", till: "3" }, () => Date.now() - ageDays * DAY_MS);
  const sell = (transactionId: string, days: number) => {
    ageDays = days;
    journal.commitSale({
      completionHash: "h",
      sale: { transactionId, receipt: transactionId, context: {}, applied: [], definitions: [] },
      definitions: [],
      points: [],
      redeemed: [],
      answer: {},
    } as unknown as SaleToCommit);
  };
  sell("old", 91);
  journal.settle("sales", 1);
  sell("young", 89);
  journal.settle("sales", 2);
  sell("old, and HQ lacks it", 91);
  const workerData: JournalWorkerData = {
    path,
    store: "0042",
    till: "3",
    keepSalesDays: 90,
    ballastBytes: 0,
    pruneEveryMs: 20,
  };
  const worker = new Worker(new URL("./journal.ts", import.meta.url), { workerData });
  try {
    await eventually(() => expect(journal.recordedOf(["old"])).toEqual([]));
    expect(journal.recordedOf(["young", "old, and HQ lacks it"])).toHaveLength(2);
  } finally {
    await worker.terminate();
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a till whose disk is nearly full says so, and its journal is used all the same", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-low-"));
  const workerData: JournalWorkerData = {
    ...{ path: join(folder, "journal.db"), store: "0042", till: "3", keepSalesDays: 90, ballastBytes: 0 },
    // More than any disk has.
    lowBytes: 1e18,
  };
  const worker = new Worker(new URL("./journal.ts", import.meta.url), { workerData });
  try {
    const [told] = await once(worker, "message");
    expect(told).toEqual({
      ready: {
        usable: true,
        message: `Less than 1000000000000 MB are free on the disk of ${folder}: make room now.`,
      },
    });
  } finally {
    await worker.terminate();
    rmSync(folder, { recursive: true, force: true });
  }
});
