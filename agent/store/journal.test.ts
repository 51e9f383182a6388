import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventHash } from "../../sync/event-hash.ts";
import type { OutboxEvent } from "../../sync/protocol.ts";
import { type Journal, openJournal, type SaleToCommit } from "./journal.ts";
import { journalLayout } from "./journal-layout.ts";
import { openJournalReader } from "./journal-reader.ts";

const HOUR_MS = 3_600_000;
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

function open({ file = path, till = "3" } = {}): Journal {
  return openJournal(file, { store: "0042", till }, () => nowMs);
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

  test("that can't be written to its end leaves nothing behind, and takes its place when it can", () => {
    const half = sale("t1", { points: [{ account: "base", points: 0.5 }] });
    expect(() => journal.commitSale(half)).toThrow("ledger.points");
    expect([journal.completed("t1", "hash of t1"), journal.pending("sales", 9)]).toEqual([undefined, []]);
    journal.commitSale(sale("t1"));
    expectChained(journal.pending("sales", 9));
  });

  test("can be found by its receipt, with the promotions as they were", () => {
    journal.commitSale(sale("t1"));
    const reader = openJournalReader(path);
    expect(reader.find("R-t1")).toMatchObject({ sale: { transactionId: "t1" }, definitions: [definition] });
    const { saleId } = reader.find("R-t1")!.sale;
    expect(["t1", saleId, "R-t9"].map((name) => reader.find(name)?.sale.receipt)).toEqual([
      "R-t1",
      "R-t1",
      undefined,
    ]);
    // Receipt numbers begin again some day.
    journal.commitSale(sale("t2", { sale: { ...sale("t2").sale, receipt: "R-t1" } }));
    expect(reader.find("R-t1")?.sale.transactionId).toBe("t2");
    expect([reader.hasTransaction("t1"), reader.hasTransaction("t3")]).toEqual([true, false]);
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
    expect(journal.pending("sales", 10)).toHaveLength(3);
    expectChained(journal.pending("sales", 10));
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

test("what HQ has of one lane forgets nothing of the other", () => {
  journal.commitSale(sale("t1", { redeemed: [{ couponId: "k1", series: "SPRING5", unique: true }] }));
  journal.settle("sales", 2);
  journal.prune(nowMs + 1);
  expect(journal.pending("claims", 10)).toHaveLength(1);
});

test("old events are forgotten a bounded part at a time, so that no sale waits behind them", () => {
  const definitions = Array.from({ length: 600 }, (_, n) => ({ ...definition, hash: `d${n}` }));
  journal.commitSale(sale("t1", { definitions }));
  journal.settle("sales", 601);
  expect([1, 2, 3].map(() => journal.prune(nowMs + 1))).toEqual([500, 101, 0]);
});

/** Gapless from 1, each linked to the one before. */
function expectChained(events: readonly OutboxEvent[]): void {
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  events.reduce((previous, event) => {
    expect(event.previousHash).toBe(previous);
    expect(event.hash).toBe(eventHash(event));
    return event.hash;
  }, "");
}

describe("a new epoch", () => {
  beforeEach(() => {
    for (const id of ["t1", "t2", "t3"]) journal.commitSale(sale(id));
    journal.settle("sales", 2);
  });

  test("sends what HQ does not have again, from 1 and in a new chain, and goes on in it", () => {
    const { epoch } = journal.identity();
    journal.renewEpoch(epoch);
    expect(journal.identity().epoch).not.toBe(epoch);
    journal.commitSale(sale("t4"));
    const events = journal.pending("sales", 10);
    expect(events.map(({ body }) => JSON.parse(body).transactionId)).toEqual(["t2", "t3", "t4"]);
    expectChained(events);
    journal.settle("sales", 2);
    expect(journal.unsettled()).toEqual({ claims: 0, sales: 1 });
    expect(journal.pending("sales", 10).map(({ sequence }) => sequence)).toEqual([3]);
  });

  test("is opened once for a fork, however often it is asked for", () => {
    const { epoch } = journal.identity();
    journal.renewEpoch(epoch);
    const renewed = journal.identity();
    journal.renewEpoch(epoch);
    expect(journal.identity()).toEqual(renewed);
    journal.close();
    journal = open();
    expect(journal.identity()).toEqual(renewed);
  });

  test("leaves every sale to be found, its answer as it was, and what HQ has to be forgotten in time", () => {
    const before = journal.completed("t1", "hash of t1");
    journal.renewEpoch(journal.identity().epoch);
    expect(journal.completed("t1", "hash of t1")).toEqual(before);
    const reader = openJournalReader(path);
    expect(["R-t1", "R-t2", "R-t3"].map((receipt) => reader.find(receipt)?.sale.receipt)).toEqual([
      "R-t1",
      "R-t2",
      "R-t3",
    ]);
    reader.close();
    expect(journal.prune(nowMs + 1)).toBe(2);
    expect(journal.pending("sales", 10)).toHaveLength(2);
  });

  test("is opened when the journal was copied to another till, and not for the till it belongs to", () => {
    const { epoch } = journal.identity();
    const copy = join(folder, "copy.db");
    journal.close();
    copyFileSync(path, copy);
    journal = open();
    expect(journal.identity().epoch).toBe(epoch);
    const other = open({ file: copy, till: "4" });
    expect(other.identity()).not.toMatchObject({ epoch });
    expectChained(other.pending("sales", 10));
    expect(other.pending("sales", 10)).toHaveLength(2);
    other.close();
  });
});

describe("when HQ has lost what it had acknowledged", () => {
  beforeEach(() => {
    for (const id of ["t1", "t2", "t3"]) {
      journal.commitSale(sale(id));
      // The first is a definition's.
      journal.settle("sales", journal.pending("sales", 10).at(-1)!.sequence);
      nowMs += HOUR_MS;
    }
  });
  const pending = () => journal.pending("sales", 10).map(({ sequence, kind }) => [sequence, kind]);

  test("it gets it again, in the same chain", () => {
    const { epoch } = journal.identity();
    journal.rewind("sales", 2);
    expect([pending(), journal.identity().epoch]).toEqual([
      [
        [3, "sale"],
        [4, "sale"],
      ],
      epoch,
    ]);
  });

  test("and some of it was forgotten here too, it gets the rest under a new epoch", () => {
    const { epoch } = journal.identity();
    journal.prune(nowMs - 2.5 * HOUR_MS);
    journal.rewind("sales", 0);
    expect(pending()).toEqual([
      [1, "sale"],
      [2, "sale"],
    ]);
    expectChained(journal.pending("sales", 10));
    expect(journal.identity().epoch).not.toBe(epoch);
  });

  test("and that is of an earlier epoch, it gets it again with all after it, under a new one", () => {
    journal.renewEpoch(journal.identity().epoch);
    journal.commitSale(sale("t4"));
    journal.settle("sales", 1);
    const { epoch } = journal.identity();
    journal.rewind("sales", 2);
    expect(pending().map(([sequence]) => sequence)).toEqual([1, 2, 3]);
    expectChained(journal.pending("sales", 10));
    expect(journal.identity().epoch).not.toBe(epoch);
  });
});

describe("the marks by which HQ shows what it holds", () => {
  const claim = (id: string) => ({ redeemed: [{ couponId: id, series: "SPRING5", unique: true }] });
  const marks = (which: "newest" | "all") =>
    journal.marks(which).map(({ lane, row, sequence }) => `${lane} ${row}: ${sequence}`);
  const hashes = () => new Map(journal.pending("sales", 500).map(({ sequence, hash }) => [sequence, hash]));

  test("are the last event of each lane that it has acknowledged, by the hash it was sent with", () => {
    expect(journal.marks("newest")).toEqual([]);
    for (const id of ["t1", "t2"]) journal.commitSale(sale(id, claim(id)));
    const sent = hashes();
    journal.settle("sales", 2);
    expect(journal.marks("newest")).toEqual([{ lane: "sales", row: 2, sequence: 2, hash: sent.get(2) }]);
    journal.settle("sales", 3);
    journal.settle("claims", 2);
    expect(marks("newest")).toEqual(["claims 2: 2", "sales 3: 3"]);
    expect(journal.marks("newest")[1]!.hash).toBe(sent.get(3));
  });

  test("outlive a new epoch, also where nothing was told in it yet, and the sales when they are forgotten", () => {
    for (const id of ["t1", "t2", "t3"]) journal.commitSale(sale(id, claim(id)));
    const sent = hashes();
    journal.settle("claims", 3);
    journal.settle("sales", 3);
    journal.renewEpoch(journal.identity().epoch);
    expect(journal.marks("newest")).toMatchObject([
      { lane: "claims", row: 3, sequence: 3 },
      { lane: "sales", row: 3, sequence: 3, hash: sent.get(3) },
    ]);
    const anew = hashes();
    journal.settle("sales", 1);
    expect(journal.marks("newest")).toMatchObject([
      { lane: "claims", row: 3, sequence: 3 },
      { lane: "sales", row: 3, sequence: 3, hash: sent.get(3) },
      { lane: "sales", row: 4, sequence: 1, hash: anew.get(1) },
    ]);
    journal.prune(nowMs + 1);
    expect(marks("newest")).toEqual(["claims 3: 3", "sales 4: 1"]);
  });

  test("are ever fewer the older they are, as far back as all is kept, over all epochs", () => {
    for (let id = 1; id <= 40; id += 1) journal.commitSale(sale(`t${id}`));
    journal.settle("sales", 30);
    journal.renewEpoch(journal.identity().epoch);
    journal.settle("sales", 11);
    expect(marks("all").map((mark) => mark.slice(6))).toEqual([
      ...["9: 9", "25: 25", "30: 30"],
      ...["33: 3", "37: 7", "39: 9", "40: 10", "41: 11"],
    ]);
  });

  test("of an epoch that an older version began do not reach behind it", () => {
    for (const id of ["t1", "t2", "t3"]) journal.commitSale(sale(id));
    journal.settle("sales", 2);
    journal.renewEpoch(journal.identity().epoch);
    journal.settle("sales", 1);
    journal.close();
    const db = new Database(path);
    db.exec("DELETE FROM epoch_end");
    db.close();
    journal = open();
    expect(marks("all")).toEqual(["sales 3: 1"]);
    journal.rewind("sales", 0);
    expect(journal.pending("sales", 10)).toHaveLength(4);
    expect(marks("all")).toEqual([]);
  });

  test("that HQ does not hold are not shown again, also where nothing of it is left to send", () => {
    for (const id of ["t1", "t2"]) journal.commitSale(sale(id, claim(id)));
    journal.settle("claims", 2);
    journal.settle("sales", 3);
    journal.prune(nowMs + 1);
    expect(marks("all")).toEqual(["claims 2: 2", "sales 3: 3"]);
    const { epoch } = journal.identity();
    journal.rewind("sales", 0);
    expect([marks("all"), journal.pending("sales", 10)]).toEqual([["claims 2: 2"], []]);
    expect(journal.identity().epoch).not.toBe(epoch);
  });

  test("of another till are not this one's", () => {
    journal.commitSale(sale("t1"));
    journal.settle("sales", 2);
    journal.close();
    const file = join(folder, "copy.db");
    copyFileSync(path, file);
    const other = open({ file, till: "4" });
    expect(other.marks("all")).toEqual([]);
    other.close();
    journal = open();
    expect(marks("all")).toEqual(["sales 1: 1", "sales 2: 2"]);
  });
});

test("an event that HQ does not take is parked: not sent again, not forgotten, and told", () => {
  journal.commitSale(sale("t1"));
  journal.settle("sales", 1);
  journal.park("sales", 2, "413: too large");
  expect(journal.pending("sales", 10)).toEqual([]);
  expect(journal.parked()).toEqual([{ lane: "sales", sequence: 2, reason: "413: too large", atMs: nowMs }]);
  journal.commitSale(sale("t2"));
  journal.settle("sales", 3);
  expect(journal.prune(nowMs + 1)).toBe(2);
  const reader = openJournalReader(path);
  expect([reader.find("R-t1"), reader.find("R-t2")]).toEqual([expect.anything(), undefined]);
  reader.close();
});

describe("a unique coupon", () => {
  const coupon = { couponId: "k1", series: "SPRING5" };
  const reserve = (transactionId: string, reservation = transactionId) =>
    journal.reserve({ ...coupon, transactionId, reservation });
  const free = (reservation: string) => journal.free([{ couponId: "k1", reservation }]);
  const redeeming = (transactionId: string) =>
    sale(transactionId, { redeemed: [{ ...coupon, unique: true }] });

  test("is reserved for one sale and refused in the next until it is freed", () => {
    expect(reserve("t1")).toBe("reserved");
    expect(reserve("t1")).toBe("reserved");
    expect(reserve("t2")).toBe("reserved-elsewhere");
    free("t2");
    expect(reserve("t2")).toBe("reserved-elsewhere");
    free("t1");
    expect(reserve("t2")).toBe("reserved");
  });

  test("shown again is not freed by what was still to be done for the first time", () => {
    reserve("t1", "first");
    reserve("t1", "second");
    journal.free([{ couponId: "k1", reservation: "first" }]);
    expect(reserve("t2")).toBe("reserved-elsewhere");
  });

  test("is used up by a paid sale, for good, and HQ is told in the lane that never waits", () => {
    reserve("t1");
    journal.commitSale(redeeming("t1"));
    free("t1");
    expect(reserve("t2")).toBe("already-used");
    const [claim] = journal.pending("claims", 10);
    expect(claim).toMatchObject({ kind: "coupon.redeemed", sequence: 1 });
    expect(JSON.parse(claim!.body)).toMatchObject({ couponId: "k1", series: "SPRING5", customerId: "c1" });
  });

  test("that two sales paid with, since nobody could be asked, stays the first one's; HQ hears of both", () => {
    journal.commitSale(redeeming("t1"));
    journal.commitSale(redeeming("t2"));
    const db = new Database(path, { readonly: true });
    expect(db.prepare("SELECT transaction_id FROM coupon").pluck().all()).toEqual(["t1"]);
    db.close();
    expect(journal.pending("claims", 10).map(({ kind }) => kind)).toEqual(Array(2).fill("coupon.redeemed"));
  });

  test("that the sale did not use up is free again", () => {
    reserve("t1");
    journal.commitSale(sale("t1"));
    expect(reserve("t2")).toBe("reserved");
  });

  test("stays reserved however often the journal is opened, for as long as its sale is open", () => {
    reserve("t1");
    journal.close();
    journal = open();
    expect(reserve("t2")).toBe("reserved-elsewhere");
    expect(journal.freeOrphans(["t0", "t1"])).toBe(0);
    expect(reserve("t2")).toBe("reserved-elsewhere");
  });

  test("reserved by a sale that is no longer open is free again", () => {
    reserve("t1");
    expect(journal.freeOrphans(["t0"])).toBe(1);
    expect(reserve("t2")).toBe("reserved");
  });

  test("that was being shown or taken back when the agent ended is what the open sale says it is", () => {
    const held = (couponId: string, transactionId: string, reservation = `${transactionId} ${couponId}`) => {
      const wanted = { couponId, series: "EURO1", transactionId, reservation };
      return { wanted, answer: journal.reserve(wanted) };
    };
    const [kept] = [held("c1", "t1"), held("c2", "t1"), held("c3", "t2")];
    const { wanted: freed } = held("c4", "t1");
    journal.free([freed]);
    const elsewhere = { ...kept!.wanted, couponId: "c3", reservation: "t1 c3" };
    const reservations = [kept!.wanted, freed, elsewhere];
    expect(journal.holdExactly({ transactionIds: ["t1"], reservations })).toEqual(["c3"]);
    const answers = ["c1", "c2", "c3", "c4"].map((couponId) => held(couponId, "t3").answer);
    expect(answers).toEqual(["reserved-elsewhere", "reserved", "reserved-elsewhere", "reserved-elsewhere"]);
  });

  test("that is redeemed belongs to no open sale and stays redeemed", () => {
    reserve("t1");
    journal.commitSale(sale("t1", { redeemed: [{ couponId: "k1", series: "EURO1", unique: true }] }));
    expect(journal.freeOrphans([])).toBe(0);
    expect(reserve("t2")).toBe("already-used");
  });
});

test("a coupon that everybody may use is told to HQ and used up for nobody", () => {
  const open = { couponId: "LEAFLET", series: "LEAFLET" };
  journal.commitSale(sale("t1", { redeemed: [{ ...open, unique: false }] }));
  expect(journal.reserve({ ...open, transactionId: "t2", reservation: "r" })).toBe("reserved");
  expect(journal.pending("claims", 10)).toMatchObject([{ kind: "coupon.redeemed" }]);
});

test("the journal says which of some transactions are recorded, and what the POS was told", () => {
  journal.commitSale(sale("t1"));
  expect(journal.recordedOf(["t0", "t1", "t2"])).toEqual(["t1"]);
  expect(journal.answerOf("t1")).toMatchObject({ saleId: expect.any(String), applied: expect.any(Array) });
  expect(journal.answerOf("t2")).toBeUndefined();
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

  test("of a sale that HQ does not have are kept, however old; the others go when they are old", () => {
    const reader = openJournalReader(path);
    const since = (ms: number) => reader.movements("c1", new Date(ms).toISOString());
    for (const id of ["t1", "t2"]) journal.commitSale(sale(id));
    journal.settle("sales", 2);
    expect([since(nowMs), since(nowMs + 1)]).toEqual([{ base: 8 }, { base: 4 }]);
    nowMs += 60_000;
    journal.prune(nowMs);
    expect(since(0)).toEqual({ base: 4 });
    reader.close();
  });
});

const YEAR_MS = 365 * 24 * HOUR_MS;

test("a clock that is years off, ahead or behind, has no say in which points HQ has counted", () => {
  const reader = openJournalReader(path);
  const since = (hqMs: number) => reader.movements("c1", new Date(hqMs).toISOString());
  const hqMs = nowMs;
  for (const [id, off] of ["ahead", "behind"].entries()) {
    nowMs = hqMs + (off === "ahead" ? YEAR_MS : -20 * YEAR_MS);
    journal.commitSale(sale(`t${id}`));
    journal.settle("sales", 2 + id, hqMs + id * 60_000);
    expect([since(hqMs + id * 60_000), since(hqMs + id * 60_000 + 1)]).toEqual([{ base: 4 }, {}]);
  }
  // Nor in how long they are known: HQ's balance here may be of before.
  nowMs = hqMs + YEAR_MS;
  journal.commitSale(sale("t3"));
  journal.settle("sales", 4, hqMs + 120_000);
  journal.close();
  journal = open();
  expect(journal.prune(nowMs - YEAR_MS / 6)).toBe(0);
  expect(since(hqMs)).toEqual({ base: 12 });
  reader.close();
});

test("a sale that was made while the clock was years off is known as long as every other, and so are those before it", () => {
  const rightMs = nowMs;
  const keptMs = 90 * 24 * HOUR_MS;
  const known = () => journal.recordedOf(["t1", "t2", "t3", "t4"]);
  journal.commitSale(sale("t1"));
  journal.settle("sales", 2, rightMs);
  nowMs = rightMs - 16 * YEAR_MS;
  journal.commitSale(sale("t2"));
  journal.settle("sales", 3, rightMs);
  nowMs = rightMs + 16 * YEAR_MS;
  journal.commitSale(sale("t3"));
  journal.settle("sales", 4, rightMs + 1);
  expect(journal.prune(nowMs - keptMs)).toBe(0);
  nowMs = rightMs + HOUR_MS;
  journal.commitSale(sale("t4"));
  journal.settle("sales", 5, nowMs);
  journal.prune(nowMs - keptMs);
  expect(known()).toEqual(["t1", "t2", "t3", "t4"]);
  // No longer than every other either.
  nowMs += keptMs + 1;
  journal.prune(nowMs - keptMs);
  expect(known()).toEqual([]);
});

test("sales that HQ has lost and has again are as old as their second acknowledgement", () => {
  journal.commitSale(sale("t1"));
  journal.settle("sales", 2);
  journal.rewind("sales", 0);
  nowMs += 100 * 24 * HOUR_MS;
  journal.settle("sales", 2);
  journal.prune(nowMs);
  expect(journal.recordedOf(["t1"])).toEqual(["t1"]);
});

test("points that HQ took while its own clock was a year ahead don't count twice for that year once it is set right", () => {
  const reader = openJournalReader(path);
  const since = (ms: number) => reader.movements("c1", new Date(ms).toISOString());
  journal.commitSale(sale("t1"));
  journal.settle("sales", 2, nowMs + YEAR_MS);
  expect(since(nowMs + YEAR_MS)).toEqual({ base: 4 });
  journal.commitSale(sale("t2"));
  journal.settle("sales", 3, nowMs);
  expect([since(nowMs), since(nowMs + 1)]).toEqual([{ base: 8 }, {}]);
  reader.close();
});

test("points that HQ had counted and has lost count again until it has got them anew", () => {
  const reader = openJournalReader(path);
  const since = (ms: number) => reader.movements("c1", new Date(ms).toISOString());
  for (const id of ["t1", "t2"]) journal.commitSale(sale(id));
  journal.settle("sales", 3, nowMs);
  expect(since(nowMs + 1)).toEqual({});
  journal.rewind("sales", 2);
  expect(since(nowMs + 1)).toEqual({ base: 4 });
  journal.settle("sales", 3, nowMs + 5);
  expect(since(nowMs + 6)).toEqual({});
  reader.close();
});

test("vouchers of sales from a clock that was a year ahead don't use up what a till may issue each day of that year", () => {
  const issue = (transactionId: string, amountCents: number) =>
    journal.commitSale(sale(transactionId, { answer: { vouchers: [{ amountCents }] } }));
  issue("t1", 100);
  nowMs += YEAR_MS;
  issue("t2", 200);
  nowMs -= YEAR_MS - 60_000;
  issue("t3", 400);
  const reader = openJournalReader(path);
  expect(reader.issuedSince(nowMs - 86_400_000, nowMs)).toBe(500);
  reader.close();
});

test("the highest version seen of each role never goes down", () => {
  journal.raise("release", 5);
  journal.raise("release", 3);
  expect([journal.highest("release"), journal.highest("root")]).toEqual([5, 0]);
});

describe("a journal file", () => {
  test("of a newer Tillside is refused untouched", () => {
    journal.close();
    const db = new Database(path);
    db.pragma("user_version = 99");
    db.close();
    expect(() => open()).toThrow(/written by a newer Tillside \(journal version 99/);
    const untouched = new Database(path);
    expect(untouched.pragma("user_version", { simple: true })).toBe(99);
    untouched.pragma(`user_version = ${journalLayout.migrations.length}`);
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
