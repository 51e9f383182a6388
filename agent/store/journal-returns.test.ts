import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NOTHING_RETURNED } from "../../engine/refund/index.ts";
import { type Journal, openJournal, type SaleToCommit } from "./journal.ts";
import { openJournalReader } from "./journal-reader.ts";
import type { ReturnToCommit } from "./journal-returns.ts";
import { verifyJournal } from "./verify.ts";

const DAY_MS = 86_400_000;
let folder: string;
let path: string;
let journal: Journal;
let nowMs: number;
let saleId: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-returns-"));
  path = join(folder, "journal.db");
  nowMs = 1_795_000_000_000;
  journal = openJournal(path, { store: "0042", till: "3" }, () => nowMs);
  saleId = sell("t1");
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Two points on the card, the coupon C1 used up. Answers the sale's id. */
function sell(transactionId: string): string {
  const sale = { transactionId, receipt: `R-${transactionId}`, context: { customer: { id: "c1" } } };
  const committed = journal.commitSale({
    completionHash: "h",
    sale: { ...sale, definitions: [] } as unknown as SaleToCommit["sale"],
    definitions: [],
    points: [{ account: "base", points: 2 }],
    redeemed: [{ couponId: "C1", series: "EURO1", unique: true }],
    answer: {},
  });
  return (committed as unknown as { answer: { saleId: string } }).answer.saleId;
}

function back(returnId: string, change: Partial<ReturnToCommit> = {}): ReturnToCommit {
  return {
    hash: `hash of ${returnId}`,
    unused: [],
    voided: [],
    body: {
      kind: "of-sale",
      returnId,
      saleId,
      customerId: "c1",
      receipt: "R-t1",
      store: "0042",
      till: "3",
      at: "2026-11-22T10:00:00+01:00",
      operator: "12",
      paidOutCents: 119,
      refundCents: 119,
      lines: [],
      vat: [],
      withheldCents: 0,
      withheld: [],
      balances: [],
      vouchersToVoid: [],
      setOffCents: 0,
      stillOwedCents: 0,
      couponsRestored: ["C1"],
      kept: NOTHING_RETURNED,
      already: NOTHING_RETURNED,
      vouchers: [],
      semantics: 1,
      goods: [],
    },
    knownHere: 0,
    points: [{ account: "base", points: -1 }],
    coupons: [{ couponId: "C1", series: "EURO1" }],
    transactionId: "t1",
    answer: { returnId, refundCents: 119 },
    ...change,
  };
}

const use = () => journal.reserve({ couponId: "C1", series: "EURO1", transactionId: "t9", reservation: "r" });

function read<Answer>(question: (reader: ReturnType<typeof openJournalReader>) => Answer): Answer {
  const reader = openJournalReader(path);
  try {
    return question(reader);
  } finally {
    reader.close();
  }
}

test("a return takes the points, frees the coupon and is told to HQ in both lanes", () => {
  expect(use()).toBe("already-used");
  expect(journal.commitReturn(back("r1"))).toMatchObject({ kind: "recorded", repeated: false });
  expect(read((reader) => reader.movements("c1", "2027-01-01T00:00:00Z"))).toEqual({ base: 1 });
  expect(journal.pending("sales", 10).map(({ kind }) => kind)).toEqual(["sale", "return"]);
  expect(journal.pending("claims", 10).map(({ kind, body }) => [kind, JSON.parse(body).couponId])).toEqual([
    ["coupon.redeemed", "C1"],
    ["coupon.restored", "C1"],
  ]);
  expect(use()).toBe("reserved");
  expect(verifyJournal(path).broken).toBeUndefined();
});

test("a coupon that another sale has used since stays used", () => {
  journal.commitReturn(back("r1"));
  expect(use()).toBe("reserved");
  sell("t9");
  journal.commitReturn(back("r2", { knownHere: 1 }));
  expect(journal.reserve({ couponId: "C1", series: "EURO1", transactionId: "t8", reservation: "q" })).toBe(
    "already-used",
  );
});

test("the same return sent again is answered the same and booked once, also after a restart", () => {
  const first = journal.commitReturn(back("r1"));
  journal.close();
  journal = openJournal(path, { store: "0042", till: "3" }, () => nowMs);
  expect(journal.commitReturn(back("r1"))).toEqual({ ...first, repeated: true });
  expect(journal.returned("r1", "hash of r1")).toEqual({ ...first, repeated: true });
  expect(read((reader) => reader.returnsOf(saleId))).toHaveLength(1);
});

test("another return under a used id is refused", () => {
  journal.commitReturn(back("r1"));
  expect(journal.commitReturn(back("r1", { hash: "other" }))).toEqual({ kind: "returned-differently" });
});

test("a return that was reckoned before another one of the same sale is to be reckoned again", () => {
  journal.commitReturn(back("r1"));
  expect(journal.commitReturn(back("r2"))).toEqual({ kind: "outdated" });
  expect(journal.commitReturn(back("r2", { knownHere: 1 }))).toMatchObject({ kind: "recorded" });
  expect(read((reader) => reader.returnsOf(saleId)).map(({ returnId }) => returnId)).toEqual(["r1", "r2"]);
});

test("a return that HQ does not take stays when all round it is forgotten", () => {
  journal.commitReturn(back("r1"));
  journal.settle("sales", 1);
  journal.park("sales", 2, "413: too large");
  sell("t2");
  journal.settle("sales", 3);
  nowMs += DAY_MS;
  journal.prune(nowMs);
  expect(read((reader) => [reader.find("R-t2"), reader.findReturn("r1")])).toEqual([
    undefined,
    expect.objectContaining({ returnId: "r1" }),
  ]);
});

test("a sale stays, however old, until HQ has all that came back of it", () => {
  journal.settle("sales", 1);
  nowMs += 100 * DAY_MS;
  journal.commitReturn(back("r1"));
  nowMs += DAY_MS;
  journal.prune(nowMs);
  expect(read((reader) => reader.find("R-t1"))).toBeDefined();
  journal.settle("sales", 2);
  journal.prune(nowMs - 50 * DAY_MS);
  expect(read((reader) => reader.find("R-t1"))).toBeUndefined();
  expect(read((reader) => reader.findReturn("r1"))).toBeDefined();
  journal.settle("claims", 2);
  journal.prune(nowMs + DAY_MS);
  expect(read((reader) => reader.findReturn("r1"))).toBeUndefined();
  expect(verifyJournal(path).broken).toBeUndefined();
});
