import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Use, WantedUse } from "../allowances/use.ts";
import { type Journal, openJournal, type SaleToCommit } from "./journal.ts";
import { openJournalReader } from "./journal-reader.ts";
import type { ReturnToCommit } from "./journal-returns.ts";
import { verifyJournal } from "./verify.ts";

const DAY_MS = 86_400_000;
const today = "2026-11-21";
let folder: string;
let path: string;
let journal: Journal;
let nowMs: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-allowances-"));
  path = join(folder, "journal.db");
  nowMs = Date.parse(`${today}T10:00:00Z`);
  journal = openJournal(path, { store: "0042", till: "3" }, () => nowMs);
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

const use = (change: Partial<WantedUse> = {}): WantedUse => ({
  promotionId: "P",
  of: "customer",
  period: today,
  lastDay: today,
  applications: 1,
  amountCents: 100,
  most: { applications: 2, amountCents: 300 },
  overshoots: false,
  ...change,
});
const wanted = (transactionId: string, uses: readonly WantedUse[], customerId = "c1") => ({
  transactionId,
  customerId,
  reservation: `of ${transactionId}`,
  uses,
});

/** Records the sale; answers its id. */
function sell(transactionId: string, uses: readonly Use[] | undefined, change: Partial<SaleToCommit> = {}) {
  const applied = [{ promotionId: "P", amountCents: 100, shares: [] }];
  const body = { transactionId, receipt: `R-${transactionId}`, context: { customer: { id: "c1" } } };
  const committed = journal.commitSale({
    completionHash: `hash of ${transactionId}`,
    sale: { ...body, applied, definitions: [] } as unknown as SaleToCommit["sale"],
    definitions: [],
    points: [],
    redeemed: [],
    uses,
    answer: {},
    ...change,
  });
  return (committed as unknown as { answer: { saleId: string } }).answer.saleId;
}

function bringBack(returnId: string, saleId: string, unused: readonly Use[]): void {
  const body = { kind: "of-sale", returnId, saleId, customerId: "c1", receipt: "R-t1" };
  journal.commitReturn({
    hash: returnId,
    body: body as ReturnToCommit["body"],
    knownHere: returnId === "r1" ? 0 : 1,
    points: [],
    coupons: [],
    voided: [],
    transactionId: "t1",
    unused,
    answer: {},
  });
}

function counted(transactionId = "", date = today) {
  const reader = openJournalReader(path);
  try {
    return reader
      .counted({ transactionId, customerId: "c1", date })
      .map(({ promotionId, of, applications, amountCents }) => [promotionId, of, applications, amountCents]);
  } finally {
    reader.close();
  }
}
const claims = () =>
  journal.pending("claims", 10).map(({ kind, body }) => [kind, JSON.parse(body).allowances] as const);

describe("what an open sale holds", () => {
  test("no other gets, and no other customer is kept from his own", () => {
    expect(journal.allow(wanted("t1", [use({ applications: 2, amountCents: 200 })]))).toEqual({
      kind: "reserved",
    });
    expect(journal.allow(wanted("t2", [use()]))).toEqual({
      kind: "short",
      left: { till: {}, customer: { P: { applications: 0, amountCents: 100 } } },
    });
    expect(journal.allow(wanted("t3", [use()], "c2"))).toEqual({ kind: "reserved" });
    expect(counted("t2")).toEqual([["P", "customer", 2, 200]]);
    expect(counted("t1")).toEqual([]);
  });

  test("is all it wanted, or nothing; what it wants next takes the place of what it had", () => {
    const budget = use({ promotionId: "B", of: "till", period: "campaign", most: { applications: 1 } });
    journal.allow(wanted("t1", [budget]));
    expect(journal.allow(wanted("t2", [use(), budget])).kind).toBe("short");
    expect(counted()).toEqual([["B", "till", 1, 100]]);
    expect(journal.allow(wanted("t1", [use()])).kind).toBe("reserved");
    expect(counted()).toEqual([["P", "customer", 1, 100]]);
    expect(journal.allow(wanted("t2", [budget])).kind).toBe("reserved");
  });

  test("may pass an amount once, where that is declared and something is left", () => {
    const large = use({ amountCents: 900, overshoots: true });
    expect(journal.allow(wanted("t1", [large])).kind).toBe("reserved");
    expect(journal.allow(wanted("t2", [use({ overshoots: true })])).kind).toBe("short");
  });

  test("is freed by its own name only, and at the start where no open sale has that name", () => {
    journal.allow(wanted("t1", [use()]));
    journal.freeAllowances("of another subtotal");
    expect(counted()).toHaveLength(1);
    expect(journal.freeOrphanAllowances(["of t1"])).toBe(0);
    expect(journal.freeOrphanAllowances([])).toBe(1);
    journal.allow(wanted("t2", [use()]));
    journal.freeAllowances("of t2");
    expect(counted()).toEqual([]);
  });
});

describe("a recorded sale", () => {
  test("has used up what it says, holds nothing any more, and HQ is told once", () => {
    journal.allow(wanted("t1", [use({ applications: 2 })]));
    sell("t1", [use()]);
    sell("t1", [use()]);
    expect(counted()).toEqual([["P", "customer", 1, 100]]);
    journal.freeOrphanAllowances([]);
    expect(counted()).toHaveLength(1);
    expect(claims()).toEqual([
      [
        "allowance.booked",
        [{ promotionId: "P", period: today, applications: 1, amountCents: 100, of: "customer" }],
      ],
    ]);
    expect(verifyJournal(path).broken).toBeUndefined();
  });

  test("whose rules could not be asked has used up what it held for what was applied", () => {
    journal.allow(wanted("t1", [use(), use({ promotionId: "OTHER" })]));
    sell("t1", undefined);
    expect(counted()).toEqual([["P", "customer", 1, 100]]);
  });

  test("is recorded beyond its limit too: paid is paid", () => {
    for (const id of ["t1", "t2", "t3"]) sell(id, [use()]);
    expect(counted()).toEqual([["P", "customer", 3, 300]]);
    expect(journal.allow(wanted("t4", [use()]))).toMatchObject({
      left: { customer: { P: { applications: 0, amountCents: 0 } } },
    });
  });

  test("gives back what its goods no longer use, and never more than it had", () => {
    const saleId = sell("t1", [use({ applications: 2, amountCents: 200 })]);
    bringBack("r1", saleId, [use()]);
    bringBack("r1", saleId, [use()]);
    expect(counted()).toEqual([["P", "customer", 1, 100]]);
    bringBack("r2", saleId, [use({ applications: 5, amountCents: 500 })]);
    expect(counted()).toEqual([["P", "customer", 0, 0]]);
    expect(claims().map(([kind]) => kind)).toEqual([
      "allowance.booked",
      "allowance.returned",
      "allowance.returned",
    ]);
    expect(verifyJournal(path).broken).toBeUndefined();
  });
});

describe("what is forgotten", () => {
  test("a period that is over, and only once HQ has its sales; a campaign is counted on without them", () => {
    const campaign = use({ promotionId: "B", of: "till", period: "campaign", lastDay: "9999-12-31" });
    sell("t1", [use(), campaign]);
    expect(counted("", "2026-11-22")).toEqual([["B", "till", 1, 100]]);
    nowMs += 100 * DAY_MS;
    journal.prune(nowMs - DAY_MS);
    expect(counted()).toHaveLength(2);
    journal.settle("sales", 1);
    journal.settle("claims", 1);
    nowMs += 2 * DAY_MS;
    journal.prune(nowMs - DAY_MS);
    expect(counted()).toEqual([["B", "till", 1, 100]]);
    expect(verifyJournal(path).broken).toBeUndefined();
  });

  test("not the day of a sale that is still here", () => {
    sell("t1", [use()]);
    journal.settle("sales", 1);
    journal.settle("claims", 1);
    journal.prune(nowMs);
    expect(counted()).toHaveLength(1);
  });
});

test("a sum that does not fit its sales is found", () => {
  sell("t1", [use()]);
  journal.close();
  tamper("UPDATE allowance_used SET applications = 0");
  expect(verifyJournal(path).broken).toMatchObject({ table: "allowance_used", row: `P ${today}` });
  tamper("DELETE FROM allowance_used");
  expect(verifyJournal(path).broken).toMatchObject({ table: "allowance", row: "t1 P" });
  tamper("DELETE FROM allowance");
  journal = openJournal(path, { store: "0042", till: "3" }, () => nowMs);
});

function tamper(sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

test("goods of another till's sale give nothing back here, also where a sale of the same transaction was paid here", () => {
  sell("t1", [use()]);
  bringBack("r1", "a sale of till 4, its t1 too", [use()]);
  expect(counted()).toEqual([["P", "customer", 1, 100]]);
  expect(claims().map(([kind]) => kind)).toEqual(["allowance.booked", "allowance.returned"]);
});
