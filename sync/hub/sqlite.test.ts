import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { onSqlite } from "../fixture/hub-place.ts";
import { chained, saleBody } from "../fixture/till.ts";
import type { OutboxEvent } from "../protocol.ts";
import { openHubStore } from "./hub-store.ts";
import { sqliteMigrations } from "./schema.ts";
import { claimsSuite } from "./suites/claims.ts";
import { customerUsesSuite } from "./suites/customer-uses.ts";
import { enrolSuite } from "./suites/enrol.ts";
import { forksSuite } from "./suites/forks.ts";
import { heldSuite } from "./suites/held.ts";
import { homeLaws } from "./suites/home-laws.ts";
import { homesSuite } from "./suites/homes.ts";
import { hubSuite } from "./suites/hub.ts";
import { hubLaws } from "./suites/laws.ts";
import { leaseCallsSuite } from "./suites/lease-calls.ts";
import { receiptsSuite } from "./suites/receipts.ts";
import { suspendedSuite } from "./suites/suspended.ts";
import { vouchersSuite } from "./suites/vouchers.ts";

describe("a hub on SQLite", () => {
  hubSuite(onSqlite);
  hubLaws(onSqlite, 60);
});
describe("forks on SQLite", () => forksSuite(onSqlite));
describe("what HQ still holds on SQLite", () => heldSuite(onSqlite));
describe("receipts on SQLite", () => receiptsSuite(onSqlite));
describe("limits for each customer on SQLite", () => customerUsesSuite(onSqlite));
describe("suspended sales on SQLite", () => suspendedSuite(onSqlite));
describe("claims on SQLite", () => claimsSuite(onSqlite));
describe("homes on SQLite", () => {
  homesSuite(onSqlite);
  homeLaws(onSqlite, 10);
});
describe("leases by HTTP on SQLite", () => leaseCallsSuite(onSqlite));
describe("vouchers on SQLite", () => vouchersSuite(onSqlite));
describe("enrolment on SQLite", () => enrolSuite(onSqlite));

describe("the file", () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "tillside-hub-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  async function filled(count: number): Promise<string> {
    const store = await openHubStore({ dataDir });
    const events: OutboxEvent[] = [];
    for (let number = 1; number <= count; number += 1) {
      const body = JSON.stringify(saleBody(number));
      events.push(chained(events.at(-1), { lane: "sales", kind: "sale", body }));
    }
    await store.accept({ store: "0042", till: "3", epoch: "e".repeat(32), lane: "sales", events }, 1);
    await store.close();
    return join(dataDir, "hub.db");
  }

  test("one of the first hub is brought up to date, with a copy of it beside, and everything in it stays", async () => {
    const key = "11111111-2222-4333-8444-555555555555";
    const file = join(dataDir, "hub.db");
    const old = new Sqlite(file);
    old.exec(sqliteMigrations[0]!);
    old.pragma("user_version = 1");
    const sale = {
      ...saleBody(1),
      transactionId: "17",
      suspension: { key, couponsUsed: ["k1"] },
      definitions: ["h1"],
    };
    const first = chained(undefined, { lane: "sales", kind: "sale", body: JSON.stringify(sale) });
    const json = JSON.stringify({ hash: "h1", promotionId: "P1", json: "{}" });
    const second = chained(first, { lane: "sales", kind: "definition", body: json });
    for (const { sequence, previousHash, hash, kind, atMs, body } of [first, second])
      old
        .prepare("INSERT INTO event VALUES ('0042', '3', 'e', 'sales', ?, ?, ?, ?, ?, ?, 1)")
        .run(sequence, previousHash, hash, kind, atMs, body);
    old.exec(`
      INSERT INTO lane_cursor VALUES ('0042', '3', 'e', 'sales', 2, 1);
      INSERT INTO sale VALUES (7, '0042', '3', 'sale-1', 'e', 1, '0042-1', 5, 1001, 1);
      INSERT INTO coupon_use VALUES ('k1', '0042', '3', 'sale-1', 'S', NULL, 5);
      INSERT INTO goods_return VALUES ('0042', '4', 'r1', 'sale-1', 'e', 9, '0042-1', 6, 100);
      INSERT INTO coupon_restored VALUES ('k1', 'sale-1', 'r1', 6);
      INSERT INTO suspended VALUES ('0042', '${key}', '3', 1, 'over', '3', '1', 0, NULL, 9, 9, '["k1"]');`);
    old.close();
    const store = await openHubStore({ dataDir });
    expect(await store.sales({ since: 0, limit: 9 })).toMatchObject([{ position: 7, saleId: "sale-1" }]);
    expect(await store.receipt({ sale: "sale-1" })).toMatchObject({ sale, definitions: [{ hash: "h1" }] });
    expect(await store.restored("0042", 0)).toEqual({
      coupons: [{ couponId: "k1", till: "3", transactionId: "17", saleId: "sale-1", key }],
      position: 1,
    });
    expect(await store.standings("0042", [key])).toMatchObject([{ state: "over", used: ["k1"] }]);
    expect(await store.status(1)).toMatchObject({ sales: 1, events: 2, couponsUsedTwice: 0 });
    // The till goes on where it was.
    const third = chained(second, { lane: "sales", kind: "sale", body: JSON.stringify(saleBody(2)) });
    const batch = { store: "0042", till: "3", epoch: "e", lane: "sales", events: [third] } as const;
    expect(await store.accept(batch, 2)).toEqual({ lane: "sales", cursor: 3 });
    expect(await store.sales({ since: 7, limit: 9 })).toMatchObject([{ position: 8, saleId: "sale-2" }]);
    await store.close();
    expect(
      new Sqlite(`${file}.1`, { readonly: true }).prepare("SELECT count(*) FROM sale").pluck().get(),
    ).toBe(1);
  });

  test("one of the very first hub, which knew of no returns, is brought up to date as well", async () => {
    const old = new Sqlite(join(dataDir, "hub.db"));
    old.exec(sqliteMigrations[0]!);
    old.exec(
      "DROP TABLE goods_return; DROP TABLE coupon_restored; DROP TABLE suspended; DROP TABLE suspended_sale",
    );
    old.pragma("user_version = 1");
    old.close();
    // An attempt before ended after its copy.
    writeFileSync(join(dataDir, "hub.db.1"), "half a copy");
    const store = await openHubStore({ dataDir });
    expect(await store.status(1)).toMatchObject({ sales: 0, suspended: 0 });
    await store.close();
  });

  test("one from before vouchers and customers' limits were told of is brought up to date, and tells of those that come", async () => {
    const file = await filled(2);
    const old = new Sqlite(file);
    const tables = ["voucher_issued", "voucher_use", "customer_use", "till_lost"];
    old.exec(tables.map((name) => `DROP TABLE ${name};`).join(""));
    old.exec("DROP INDEX claim_forgotten; DROP INDEX home_claim_forgotten");
    old.pragma("user_version = 5");
    old.close();
    const store = await openHubStore({ dataDir });
    expect(await store.vouchers({ fromMs: 0 })).toMatchObject({ issued: { count: 0 }, untold: [] });
    const vouchers = [{ couponId: "v", series: "CLUB", amountCents: 320 }];
    const body = JSON.stringify({ ...saleBody(3), vouchers });
    const events = [chained(undefined, { lane: "sales", kind: "sale", body })];
    await store.accept({ store: "0042", till: "4", epoch: "e".repeat(32), lane: "sales", events }, 2);
    expect(await store.vouchers({ fromMs: 0 })).toMatchObject({ issued: { count: 1, amountCents: 320 } });
    const asked = { customerId: "c1", periods: ["2026-11-21"] };
    expect(await store.customerUses({ store: "0042", till: "4" }, asked)).toEqual([]);
    expect(await store.status(3)).toMatchObject({ sales: 3 });
    await store.close();
  });

  test("one of a newer hub is left alone", async () => {
    const file = await filled(1);
    const db = new Sqlite(file);
    db.pragma("user_version = 99");
    db.close();
    await expect(openHubStore({ dataDir })).rejects.toThrow("was written by a newer hub (schema 99)");
  });

  test("a folder that can't be made is named, with what to do", async () => {
    writeFileSync(join(dataDir, "file"), "");
    await expect(openHubStore({ dataDir: join(dataDir, "file", "hub") })).rejects.toThrow(
      /cannot open the hub's database .*file.hub.*may write to \(--data\)/,
    );
  });

  test("a damaged one is refused and left as it is: it is the only copy", async () => {
    const file = await filled(200);
    const damaged = readFileSync(file);
    damaged.fill(0x55, 4096 * 2, 4096 * 6);
    writeFileSync(file, damaged);
    await expect(openHubStore({ dataDir })).rejects.toThrow(/is damaged .*restore the latest backup/);
    expect(readFileSync(file).equals(damaged)).toBe(true);
    writeFileSync(file, "this is no database, though it is long enough to be looked at as one");
    await expect(openHubStore({ dataDir })).rejects.toThrow(/is damaged/);
  });
});
