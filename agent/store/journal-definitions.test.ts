import { hash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Journal, openJournal, type SaleToCommit } from "./journal.ts";
import { NAMED_AGAIN } from "./journal-definitions.ts";
import { openJournalReader } from "./journal-reader.ts";
import { verifyJournal } from "./verify.ts";

const HOUR_MS = 3_600_000;
let folder: string;
let path: string;
let journal: Journal;
let nowMs = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-definitions-"));
  path = join(folder, "journal.db");
  nowMs = 1_795_000_000_000;
  journal = openJournal(path, { store: "0042", till: "3" }, () => nowMs);
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

const definition = (promotionId: string) => {
  const json = JSON.stringify({ id: promotionId });
  return { hash: hash("sha256", json, "hex"), promotionId, json };
};

function commitOf(transactionId: string, promotions: readonly string[]): SaleToCommit {
  const definitions = promotions.map(definition);
  const context = { customer: { id: "c1" } };
  const named = definitions.map((one) => one.hash);
  const sale = { transactionId, receipt: transactionId, applied: [], context, definitions: named };
  const commit = { completionHash: "", points: [], redeemed: [], answer: {}, definitions };
  return { ...commit, sale: sale as unknown as SaleToCommit["sale"] };
}
/** An hour later than the one before. */
function sell(transactionId: string, ...promotions: string[]): void {
  nowMs += HOUR_MS;
  journal.commitSale(commitOf(transactionId, promotions));
}
/** Each is an event of its own, and events are what is counted. */
const fresh = (of: string, count: number) => Array.from({ length: count }, (_, n) => `${of}-${n}`);
const sent = () => journal.pending("sales", 10_000).map(({ kind }) => kind);
const ofSale = (receipt: string) => {
  const reader = openJournalReader(path);
  const found = reader.find(receipt)?.definitions.map(({ promotionId }) => promotionId);
  reader.close();
  return found;
};
function settleAll(): void {
  const [event] = journal.pending("sales", 10_000).slice(-1);
  if (event !== undefined) journal.settle("sales", event.sequence);
}
/** All but the last so many sales. */
function forgetAllBut(sales: number): void {
  settleAll();
  while (journal.prune(nowMs - (sales - 1) * HOUR_MS) > 0);
}

test("a promotion is written once and told to HQ once, before the first sale that met it", () => {
  sell("t1", "A", "B");
  sell("t2", "B", "C");
  expect(sent()).toEqual(["definition", "definition", "sale", "definition", "sale"]);
  expect([ofSale("t1"), ofSale("t2")]).toEqual([
    ["A", "B"],
    ["B", "C"],
  ]);
});

test("a promotion of a sale that could not be written is written with the next", () => {
  const half = { ...commitOf("half", ["A"]), points: [{ account: "base", points: 0.5 }] };
  expect(() => journal.commitSale(half)).toThrow("ledger.points");
  sell("t1", "A");
  expect([sent(), ofSale("t1")]).toEqual([["definition", "sale"], ["A"]]);
  expect(verifyJournal(path).broken).toBeUndefined();
});

test("a promotion stays as long as a sale that met it, also where that is one of thousands", () => {
  sell("first", "A", "B");
  for (let n = 0; n < 15; n += 1) sell(`t${n}`, "A", ...fresh(`t${n}`, NAMED_AGAIN / 10));
  settleAll();
  sell("last", "A");
  forgetAllBut(1);
  expect([ofSale("first"), ofSale("last")]).toEqual([undefined, ["A"]]);
  expect(verifyJournal(path).broken).toBeUndefined();
  // The other one is forgotten, and told to HQ again when it is met again.
  sell("again", "A", "B");
  expect(sent()).toEqual(["definition", "sale"]);
});

test("a sale that HQ would not take keeps its promotions for ever, and those of all sales since go in their time", () => {
  sell("parked", "A", "B");
  journal.settle("sales", 2);
  journal.park("sales", 3, "too long");
  sell("t1", "C");
  sell("last", "D");
  settleAll();
  sell("t2", "D", ...fresh("t2", NAMED_AGAIN));
  forgetAllBut(1);
  expect(ofSale("parked")).toEqual(["A", "B"]);
  expect(verifyJournal(path).broken).toBeUndefined();
  sell("again", "A", "C", "D");
  expect(journal.pending("sales", 9).map(({ body }) => JSON.parse(body).promotionId)).toEqual([
    "C",
    undefined,
  ]);
});
