import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventHash } from "../../sync/event-hash.ts";
import { type Journal, openJournal, type SaleToCommit } from "./journal.ts";
import { openJournalReader } from "./journal-reader.ts";

let folder: string;
let path: string;
let journal: Journal;
let nowMs = 1_795_000_000_000;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-journal-"));
  path = join(folder, "journal.db");
  nowMs = 1_795_000_000_000;
  journal = open();
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): Journal {
  return openJournal(path, { store: "0042", till: "3" }, () => nowMs);
}

const definition = { hash: "d1", promotionId: "P1", json: '{"id":"P1"}' };

function sale(transactionId: string, change: Partial<SaleToCommit> = {}): SaleToCommit {
  return {
    completionHash: `hash of ${transactionId}`,
    sale: {
      transactionId,
      receipt: `R-${transactionId}`,
      store: "0042",
      till: "3",
      operator: "12",
      at: "2026-11-21T10:31:00+01:00",
      completedAt: "2026-11-21T10:33:00+01:00",
      release: 7,
      semantics: 1,
      basket: { currency: "EUR", lines: [] },
      context: {
        date: "2026-11-21",
        time: "10:31:00",
        weekday: 6,
        store: "0042",
        storeGroups: [],
        till: "3",
        channel: "till",
        customer: { id: "c1", tier: "", segments: [], staff: false, attributes: {}, balances: {} },
        coupons: [],
      },
      grossCents: 500,
      discountCents: 100,
      totalCents: 400,
      posTotalCents: 400,
      effects: [],
      lines: [],
      vat: [],
      coupons: [],
      applied: [],
      tenders: [],
      rules: {},
      definitions: ["d1"],
    },
    definitions: [definition],
    points: [{ account: "base", points: 4 }],
    redeemed: [],
    freed: [],
    answer: { recorded: true, totalCents: 400 },
    ...change,
  };
}

describe("a sale", () => {
  test("is recorded once, however often it is sent", () => {
    const first = journal.commitSale(sale("t1"));
    const second = journal.commitSale(sale("t1"));
    expect(first).toMatchObject({ kind: "recorded", repeated: false });
    expect(second).toEqual({ ...first, repeated: true });
    expect(journal.pending("sales", 10).map((event) => event.kind)).toEqual(["definition", "sale"]);
  });

  test("is answered the same after a restart", () => {
    const first = journal.commitSale(sale("t1"));
    journal.close();
    journal = open();
    expect(journal.completed("t1", "hash of t1")).toEqual({ ...first, repeated: true });
  });

  test("under the same transaction with other contents is refused", () => {
    journal.commitSale(sale("t1"));
    expect(journal.commitSale(sale("t1", { completionHash: "other" }))).toEqual({
      kind: "completed-differently",
    });
  });

  test("can be found by its receipt, with the promotions as they were", () => {
    journal.commitSale(sale("t1"));
    const reader = openJournalReader(path);
    expect(reader.find("R-t1")).toMatchObject({ sale: { transactionId: "t1" }, definitions: [definition] });
    expect(reader.find("R-t9")).toBeUndefined();
    expect([reader.hasTransaction("t1"), reader.hasTransaction("t2")]).toEqual([true, false]);
    reader.close();
  });
});

describe("events", () => {
  test("are gapless and chained in their lane, also over a restart", () => {
    journal.commitSale(sale("t1"));
    const { epoch } = journal.identity();
    journal.close();
    journal = open();
    expect(journal.identity()).toEqual({ store: "0042", till: "3", epoch });
    journal.commitSale(sale("t2"));
    const events = journal.pending("sales", 10);
    expect(events.map((event) => event.sequence)).toEqual([1, 2, 3]);
    events.reduce((previous, event) => {
      expect(event.previousHash).toBe(previous);
      expect(event.hash).toBe(eventHash(event));
      return event.hash;
    }, "");
  });

  test("wait until HQ has them, and its word is never taken back", () => {
    journal.commitSale(sale("t1"));
    journal.settle("sales", 1);
    journal.settle("sales", 0);
    expect(journal.pending("sales", 10).map((event) => event.sequence)).toEqual([2]);
    journal.settle("sales", 99);
    expect(journal.unsettled()).toEqual({ claims: 0, sales: 0 });
    journal.commitSale(sale("t2"));
    expect(journal.pending("sales", 10).map((event) => event.sequence)).toEqual([3]);
  });

  test("are forgotten when HQ has them and they are old, with the promotions that nothing needs any more", () => {
    journal.commitSale(sale("t1"));
    expect(journal.prune(nowMs + 1)).toBe(0);
    journal.settle("sales", 2);
    expect(journal.prune(nowMs)).toBe(0);
    expect(journal.prune(nowMs + 1)).toBe(2);
    journal.commitSale(sale("t2"));
    expect(journal.pending("sales", 10).map(({ sequence, kind }) => [sequence, kind])).toEqual([
      [3, "definition"],
      [4, "sale"],
    ]);
  });
});

describe("a unique coupon", () => {
  const coupon = { couponId: "k1", series: "SPRING5" };
  const redeeming = (transactionId: string) =>
    sale(transactionId, { redeemed: [{ ...coupon, unique: true }] });

  test("is reserved for one sale and refused in the next until it is freed", () => {
    expect(journal.reserve({ ...coupon, transactionId: "t1" })).toBe("reserved");
    expect(journal.reserve({ ...coupon, transactionId: "t1" })).toBe("reserved");
    expect(journal.reserve({ ...coupon, transactionId: "t2" })).toBe("reserved-elsewhere");
    journal.free("t2", ["k1"]);
    expect(journal.reserve({ ...coupon, transactionId: "t2" })).toBe("reserved-elsewhere");
    journal.free("t1", ["k1"]);
    expect(journal.reserve({ ...coupon, transactionId: "t2" })).toBe("reserved");
  });

  test("is used up by a paid sale, for good, and HQ is told in the lane that never waits", () => {
    journal.reserve({ ...coupon, transactionId: "t1" });
    journal.commitSale(redeeming("t1"));
    journal.free("t1", ["k1"]);
    expect(journal.reserve({ ...coupon, transactionId: "t2" })).toBe("already-used");
    const [claim] = journal.pending("claims", 10);
    expect(claim).toMatchObject({ kind: "coupon.redeemed", sequence: 1 });
    expect(JSON.parse(claim!.body)).toMatchObject({ couponId: "k1", series: "SPRING5", customerId: "c1" });
  });

  test("that the POS did not apply is free again", () => {
    journal.reserve({ ...coupon, transactionId: "t1" });
    journal.commitSale(sale("t1", { freed: ["k1"] }));
    expect(journal.reserve({ ...coupon, transactionId: "t2" })).toBe("reserved");
  });

  test("reserved by a sale that a crash ended is free again", () => {
    journal.reserve({ ...coupon, transactionId: "t1" });
    journal.close();
    journal = open();
    expect(journal.reserve({ ...coupon, transactionId: "t2" })).toBe("reserved");
  });
});

describe("points", () => {
  test("count on top of HQ's balance until HQ has counted them", () => {
    journal.commitSale(sale("t1"));
    const reader = openJournalReader(path);
    const at = (ms: number) => new Date(ms).toISOString();
    expect(reader.movements("c1", at(nowMs + 60_000))).toEqual({ base: 4 });
    nowMs += 5000;
    journal.settle("sales", 2);
    expect(reader.movements("c1", at(nowMs - 1))).toEqual({ base: 4 });
    expect(reader.movements("c1", at(nowMs + 1))).toEqual({});
    expect(reader.movements("c2", at(0))).toEqual({});
    reader.close();
  });
});

test("the highest version seen of each role never goes down", () => {
  journal.raise("head", 5);
  journal.raise("head", 3);
  expect([journal.highest("head"), journal.highest("root")]).toEqual([5, 0]);
});

describe("a journal file", () => {
  test("of a newer Tillside is refused untouched", () => {
    journal.close();
    const db = new Database(path);
    db.pragma("user_version = 99");
    db.close();
    expect(open).toThrow(/written by a newer Tillside \(journal version 99/);
    const untouched = new Database(path);
    expect(untouched.pragma("user_version", { simple: true })).toBe(99);
    untouched.pragma("user_version = 1");
    untouched.close();
    journal = open();
  });

  test("that is damaged is refused and left where it is", () => {
    const other = join(folder, "damaged.db");
    writeFileSync(other, "this was a journal once".repeat(1000));
    expect(() => openJournal(other, { store: "1", till: "1" })).toThrow(
      expect.objectContaining({ code: "corrupt" }),
    );
    expect(() => openJournalReader(other)).toThrow(/is damaged/);
  });
});
