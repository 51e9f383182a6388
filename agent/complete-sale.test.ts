import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { completeSale } from "./complete-sale.ts";
import { deadlineIn } from "./deadline.ts";
import { jsonLog } from "./log.ts";
import { OpenSale } from "./sale.ts";
import { beginSession } from "./session/session.ts";
import { type Journal, openJournal, type SaleToCommit } from "./store/journal.ts";
import { begun } from "./testing/begun.ts";
import { CallError } from "./workers/call.ts";
import type { JournalCalls } from "./workers/journal.ts";
import type { Releases } from "./workers/releases.ts";

let folder: string;
let journal: Journal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-complete-"));
  journal = openJournal(join(folder, "journal.db"), { store: "0042", till: "3" });
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

const completion = { transactionId: "t1", receipt: "R1", applied: [], tenders: [], totalCents: 0 };
const begin = () =>
  new OpenSale(
    beginSession({ transactionId: "t1", release: 1, begun, operator: "", currency: "EUR" }),
    completion,
  );

/** Threads that fail as told, before a journal that is real. */
function threads(book: string | undefined, commit: () => string | undefined) {
  const call = async (code: string | undefined) => {
    if (code !== undefined) throw new CallError(code, "as the test wishes");
  };
  const about = { hasLimits: false };
  const evaluator = book === undefined ? undefined : { call: () => call(book), ready: () => about };
  return {
    releases: { of: () => evaluator } as unknown as Releases,
    journal: (async (_: string, sale: SaleToCommit) => {
      await call(commit());
      return journal.commitSale(sale);
    }) as unknown as JournalCalls["call"],
    zone: () => "Europe/Rome",
    log: jsonLog(() => {}),
    recorded(..._recorded: unknown[]) {},
    practised() {},
  };
}
const complete = (sale: OpenSale, parts: ReturnType<typeof threads>) =>
  completeSale(sale, completion, "en", deadlineIn(1000), parts);

test("a sale that is never booked in time is recorded at the third try, as the POS applied it", async () => {
  const sale = begin();
  const parts = threads("late", () => undefined);
  for (const _ of [1, 2])
    await expect(complete(sale, parts)).rejects.toMatchObject({ reason: "not-recorded" });
  expect(await complete(sale, parts)).toMatchObject({ recorded: true, degradedReason: "promotions-ended" });
});

test("a sale that is recorded at a later try is late: the receipt that is open now may be the next customer's", async () => {
  const failures = ["SQLITE_FULL"];
  const lateness: unknown[] = [];
  const parts = threads(undefined, () => failures.shift());
  parts.recorded = (_sale, _receipt, isLate) => void lateness.push(isLate);
  const sale = begin();
  await expect(complete(sale, parts)).rejects.toMatchObject({ reason: "not-recorded" });
  expect(await complete(sale, parts)).toMatchObject({ recorded: true });
  expect(lateness).toEqual([true]);
});

test("a failure that is certain lets the sale be taken back; one after an uncertain commit does not", async () => {
  const sale = begin();
  const failures = ["SQLITE_FULL", "worker-ended", "SQLITE_FULL"];
  const parts = threads(undefined, () => failures.shift());
  await expect(complete(sale, parts)).rejects.toMatchObject({ reason: "not-recorded" });
  sale.advance({ kind: "subtotal" });
  for (const _ of [1, 2]) {
    await expect(complete(sale, parts)).rejects.toMatchObject({ reason: "not-recorded" });
    expect(() => sale.advance({ kind: "cancel" })).toThrow(
      expect.objectContaining({ reason: "completion-pending" }),
    );
  }
  expect(await complete(sale, parts)).toMatchObject({ recorded: true });
  expect(sale.session.state).toBe("finalised");
});

test("a commit that ends after the POS was told it may not have is heard: the sale is over, and its slip is a late one", async () => {
  const sale = begin();
  const parts = threads(undefined, () => undefined);
  const told: unknown[] = [];
  parts.recorded = (_sale, _receipt, isLate) => void told.push(isLate);
  let ends = () => {};
  parts.journal = (async (_: string, commit: SaleToCommit, { late }: { late(outcome: object): void }) => {
    ends = () => late({ value: journal.commitSale(commit) });
    throw new CallError("late", "the disk stands still");
  }) as unknown as JournalCalls["call"];
  await expect(complete(sale, parts)).rejects.toMatchObject({ reason: "not-recorded" });
  expect([sale.session.state, told]).toEqual(["tendering", []]);
  ends();
  expect([sale.session.state, told]).toEqual(["finalised", [true]]);
});
