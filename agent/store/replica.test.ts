import { hash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { OLD_COUPON, PASTA, promotions, rulesFile, shopFiles, snapshot } from "../testing/shop.ts";
import { openBlocklist } from "./blocklist.ts";
import { THIS_READER } from "./reader.ts";
import { type OpenedReplica, openReplica } from "./replica.ts";
import { openReplicaReader } from "./replica-reader.ts";
import { RULE_SET_SCHEMA } from "./rule-set-schema.ts";

let folder: string;
let path: string;
let replica: OpenedReplica;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-replica-"));
  path = join(folder, "replica.db");
  replica = openReplica(path, "0042");
});
afterEach(() => {
  replica.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a release", () => {
  test("is taken whole, with the version of each channel", async () => {
    await replica.activate(1, shopFiles());
    expect(await replica.activeRelease()).toBe(1);
    expect((await replica.versions()).get("rules")).toBe(1);
    const reader = openReplicaReader(path);
    expect(reader.article(PASTA)).toMatchObject({ text: "Spaghetti n.5", vatRate: "4", priceCents: 119 });
    expect(reader.ruleSet()).toMatchObject({ semantics: 1, promotions });
    reader.close();
  });

  test("that holds other rows than its digest says leaves everything as it was", async () => {
    await replica.activate(1, shopFiles());
    const wrong = { ...rulesFile(2), digestAfter: "1".repeat(64) };
    await expect(replica.activate(2, [wrong])).rejects.toMatchObject({ code: "release-rejected" });
    expect([await replica.activeRelease(), (await replica.versions()).get("rules")]).toEqual([1, 1]);
  });

  test("whose rules can't be read leaves everything as it was", async () => {
    await replica.activate(1, shopFiles());
    const ofTheFuture = { name: "semantics", json: "99" };
    const broken = snapshot("rules", 2, { rule_setting: [ofTheFuture] });
    await expect(replica.activate(2, [broken])).rejects.toMatchObject({ code: "release-rejected" });
    expect(await replica.activeRelease()).toBe(1);
  });

  test("with what only a newer Tillside understands is taken, and that is kept as HQ wrote it", async () => {
    const mechanic = { ...promotions[0]!, id: "P8", mechanics: [{ kind: "lottery", ticketCents: 100 }] };
    const field = { ...promotions[0]!, id: "P9", onlyOnFullMoon: true };
    await replica.activate(1, [rulesFile(1, [...promotions, mechanic, field])]);
    const reader = openReplicaReader(path);
    for (const newer of [mechanic, field]) expect(JSON.parse(reader.promotion(newer.id)!)).toEqual(newer);
    reader.close();
  });

  test("whose store lies in a time zone that does not exist leaves everything as it was", async () => {
    const store = { name: "store", json: JSON.stringify({ timeZone: "Europe/Atlantis" }) };
    await expect(replica.activate(1, [snapshot("config/0042", 1, { config: [store] })])).rejects.toThrow(
      /Atlantis/,
    );
    expect(await replica.activeRelease()).toBe(0);
  });

  test.each([
    ["part of a budget is none", "allowance/P1", { applications: -1 }, /applications/],
    ["cards begin with nothing", "codes", { cards: [{ prefix: "", length: 13, check: "ean13" }] }, /prefix/],
    ["vouchers are worth less than nothing", "vouchers", { byNumberCents: -1 }, /byNumberCents/],
  ])("whose %s leaves everything as it was", async (_, name, value, why) => {
    const row = { name, json: JSON.stringify(value) };
    await expect(replica.activate(1, [snapshot("config", 1, { config: [row] })])).rejects.toThrow(why);
    expect(await replica.activeRelease()).toBe(0);
  });

  test("that carries a table that is not its channel's is refused", async () => {
    const smuggled = snapshot("config", 1, { promotion: [{ id: "X", json: "{}" }] });
    await expect(replica.activate(1, [smuggled])).rejects.toThrow(/config can't carry promotion/);
  });

  test("can be a delta: rows that changed, and rows that went", async () => {
    await replica.activate(1, shopFiles());
    const before = rulesFile(1);
    const left = rulesFile(2, [promotions[0]!]);
    const delta = {
      ...left,
      from: 1,
      digestBefore: before.digestAfter,
      tables: [{ table: "promotion", columns: ["id", "json"], upserts: [[], []], deletes: [["P2", "P3"]] }],
    };
    await replica.activate(2, [delta]);
    const reader = openReplicaReader(path);
    expect(reader.ruleSet().promotions).toEqual([promotions[0]]);
    reader.close();
    // Rows are whole: one that begins before what is here brings it to its end all the same, and one after it does not.
    await replica.activate(3, [{ ...delta, to: 3 }]);
    expect(await replica.versions()).toEqual(new Map([...(await replica.versions()), ["rules", 3]]));
    await expect(replica.activate(5, [{ ...delta, from: 4, to: 5 }])).rejects.toThrow(
      /stands at 3, the file begins at 4/,
    );
  });

  test("is refused where its rows do not add up to what HQ says, however few they are", async () => {
    await replica.activate(1, shopFiles());
    const before = rulesFile(1);
    const tables = [{ table: "promotion", columns: ["id", "json"], upserts: [[], []], deletes: [["P2"]] }];
    const delta = { ...rulesFile(2, [promotions[0]!]), from: 1, digestBefore: before.digestAfter, tables };
    await expect(replica.activate(2, [delta])).rejects.toThrow(/holds other rows than its digest says/);
    expect((await replica.versions()).get("rules")).toBe(1);
  });

  test("of one shard leaves the rows of the others", async () => {
    await replica.activate(1, shopFiles());
    const series = {
      series: "NEW",
      name: "{}",
      valid_from: null,
      valid_to: null,
      single_use: 0,
      personal: 0,
      code: "x",
    };
    await replica.activate(2, [snapshot("coupons/summer", 1, { coupon_series: [series] })]);
    const reader = openReplicaReader(path);
    expect(reader.coupon(undefined, "x", "2026-11-21")).toMatchObject({ series: "NEW", unique: false });
    expect(reader.coupon(undefined, OLD_COUPON, "2026-11-21")).toMatchObject({ refusal: "expired" });
    reader.close();
  });
});

test("a reader sees its release to the end while the next one is activated", async () => {
  await replica.activate(1, shopFiles());
  const reader = openReplicaReader(path);
  await replica.activate(2, [rulesFile(2, [])]);
  expect([reader.release, reader.promotion("P1")]).toEqual([1, JSON.stringify(promotions[0])]);
  reader.close();
  const next = openReplicaReader(path);
  expect([next.release, next.promotion("P1")]).toEqual([2, undefined]);
  next.close();
});

test("the log does not grow with every release while somebody reads", async () => {
  await replica.activate(1, shopFiles());
  let reader = openReplicaReader(path);
  const sizes: number[] = [];
  for (let release = 2; release < 12; release += 1) {
    await replica.activate(release, [rulesFile(release, [])]);
    // What the agent does: the new release's reader opens, the old one ends, the log is tidied, the new one reads on.
    const next = openReplicaReader(path);
    reader.close();
    replica.checkpoint();
    reader = openReplicaReader(path);
    next.close();
    sizes.push(statSync(`${path}-wal`).size);
  }
  reader.close();
  expect(sizes.at(-1)).toBe(sizes[1]);
});

test("a large release that is not taken gives its room on the disk back, also while somebody reads", async () => {
  await replica.activate(1, shopFiles());
  replica.checkpoint();
  const reader = openReplicaReader(path);
  const rows = Array.from({ length: 30_000 }, (_, n) => ({
    ...{ article: `${1e12 + n}`, text: `Article number ${n}`, price_cents: n },
  }));
  const wrong = { ...snapshot("articles/0042", 2, { article: rows }), digestAfter: "1".repeat(64) };
  await expect(replica.activate(2, [wrong])).rejects.toMatchObject({ code: "release-rejected" });
  expect(statSync(`${path}-wal`).size).toBe(0);
  expect(reader.article(PASTA)).toMatchObject({ priceCents: 119 });
  reader.close();
});

test("a damaged replica is set aside and an empty one takes its place", async () => {
  await replica.activate(1, shopFiles());
  replica.close();
  writeFileSync(path, Buffer.alloc(8192, "damaged"));
  replica = openReplica(path, "0042");
  expect(replica.broken).toBe(`${path}.broken`);
  expect([await replica.activeRelease(), (await replica.versions()).size]).toEqual([0, 0]);
});

test("a file of no bytes where a release had been reached is a damaged one, to SQLite it would be new", () => {
  replica.close();
  writeFileSync(path, "");
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
  replica = openReplica(path, "0042", undefined, 1);
  expect(replica.broken).toBe(`${path}.broken`);
});

test("a release that comes while the disk is busy is not the one to blame, and is taken the next time", async () => {
  replica.close();
  replica = openReplica(path, "0042", 20);
  await replica.activate(1, shopFiles());
  const other = new Database(path);
  other.exec("BEGIN IMMEDIATE");
  await expect(replica.activate(2, [rulesFile(2)])).rejects.toMatchObject({ code: "SQLITE_BUSY" });
  other.exec("ROLLBACK");
  other.close();
  await replica.activate(2, [rulesFile(2)]);
  expect(await replica.activeRelease()).toBe(2);
});

test("a release whose rows are not of the kind that the table holds is refused", async () => {
  const wrong = snapshot("cards/all", 1, { card: [{ token: "t", staff: "yes" }] });
  await expect(replica.activate(1, [wrong])).rejects.toMatchObject({ code: "release-rejected" });
});

test("a replica with a row that HQ did not publish is set aside", async () => {
  await replica.activate(1, shopFiles());
  replica.close();
  const db = new Database(path);
  db.prepare("UPDATE promotion SET json = replace(json, '\"free\":1', '\"free\":2')").run();
  db.close();
  replica = openReplica(path, "0042");
  expect([replica.broken, await replica.activeRelease()]).toEqual([`${path}.broken`, 0]);
});

test.each([
  "UPDATE replica_state SET release = 257",
  "UPDATE channel SET version = 65 WHERE channel = 'rules'",
  "DELETE FROM channel WHERE channel = 'rules'",
])("a replica whose versions are not those of its release is set aside: %s", async (damage) => {
  await replica.activate(1, shopFiles());
  replica.close();
  const db = new Database(path);
  db.exec(damage);
  db.close();
  replica = openReplica(path, "0042");
  expect([replica.broken, await replica.activeRelease()]).toEqual([`${path}.broken`, 0]);
});

test("a second channel can't take over a row of the first", async () => {
  await replica.activate(1, shopFiles());
  const cheap = snapshot("articles/offers", 2, { article: [{ article: PASTA, price_cents: 1 }] });
  await expect(replica.activate(2, [cheap])).rejects.toThrow(/a row of article that another channel has/);
});

test("a replica that came with a copied disk from another store is set aside", async () => {
  await replica.activate(1, [snapshot("config", 1, { config: [{ name: "receipt", json: "{}" }] })]);
  replica.close();
  replica = openReplica(path, "0042");
  expect([replica.broken, await replica.activeRelease()]).toEqual([undefined, 1]);
  replica.close();
  replica = openReplica(path, "0099");
  expect([replica.broken, await replica.activeRelease()]).toEqual([`${path}.broken`, 0]);
});

test("a replica of a newer Tillside is refused, not thrown away", () => {
  replica.close();
  const db = new Database(path);
  db.pragma("user_version = 9");
  db.close();
  expect(() => openReplica(path, "0042")).toThrow(/written by a newer Tillside/);
  const lowered = new Database(path);
  lowered.pragma("user_version = 2");
  lowered.close();
  replica = openReplica(path, "0042");
});

describe("what headquarters has switched off", () => {
  const off = (version: number, ...ids: string[]) =>
    snapshot("kill", version, {
      switched_off: ids.map((promotion_id) => ({
        promotion_id,
        reason: "misprint",
        by_whom: "Anna",
        at: "",
      })),
    });

  test("is taken by itself, replaces what was off before, and outlives the next release", async () => {
    await replica.takeUrgent([off(3, "P1", "P2")]);
    expect(replica.switchedOff()).toEqual({ P1: "misprint", P2: "misprint" });
    await replica.activate(4, shopFiles(4));
    await replica.takeUrgent([off(5, "P2")]);
    expect([replica.switchedOff(), await replica.activeRelease()]).toEqual([{ P2: "misprint" }, 4]);
    replica.close();
    replica = openReplica(path, "0042");
    expect([replica.broken, replica.switchedOff()]).toEqual([undefined, { P2: "misprint" }]);
  });

  test("that holds other rows than its digest says leaves everything as it was", async () => {
    const wrong = { ...off(3, "P1"), digestAfter: "1".repeat(64) };
    await expect(replica.takeUrgent([wrong])).rejects.toMatchObject({ code: "release-rejected" });
    expect(replica.switchedOff()).toEqual({});
  });
});

/** As it was before there were price zones. */
const UNZONED = "DROP TABLE store_article; ALTER TABLE replica_state DROP COLUMN store;";

test("a replica from before there were price zones keeps its release, and what was its store's alone goes with the next", async () => {
  const old = { name: "store", json: '{"store":"0042","name":"Via Roma"}' };
  await replica.activate(1, [
    ...shopFiles().filter(({ channel }) => channel !== "config"),
    snapshot("config/0042", 1, { config: [old] }),
  ]);
  replica.close();
  const db = new Database(path);
  db.exec(`${UNZONED} PRAGMA user_version = 6`);
  db.close();
  replica = openReplica(path, "0042");
  expect([replica.broken, await replica.activeRelease()]).toEqual([undefined, 1]);
  const before = openReplicaReader(path);
  expect(before.storeSetting()).toMatchObject({ name: "Via Roma" });
  before.close();
  const mine = { name: "store/0042", json: '{"store":"0042","name":"Corso Italia"}' };
  const other = { name: "store/0043", json: '{"store":"0043"}' };
  const kept = ["rules", "config", "cards/all", "coupons/all"];
  await replica.activate(2, [snapshot("config", 2, { config: [mine, other] })], kept);
  expect([...(await replica.versions()).keys()].sort()).toEqual(kept.toSorted());
  const after = openReplicaReader(path);
  expect([after.storeSetting(), after.article(PASTA)]).toEqual([
    { store: "0042", name: "Corso Italia" },
    undefined,
  ]);
  after.close();
});

test("a replica of another store from before there were price zones is set aside", async () => {
  const old = { name: "store", json: '{"store":"0099"}' };
  await replica.activate(1, [snapshot("config/0099", 1, { config: [old] })]);
  replica.close();
  const db = new Database(path);
  db.exec(`${UNZONED} PRAGMA user_version = 6`);
  db.close();
  replica = openReplica(path, "0042");
  expect([replica.broken, await replica.activeRelease()]).toEqual([`${path}.broken`, 0]);
});

test("what a price zone has otherwise wins, and what it does not sell is not suggested", async () => {
  await replica.activate(1, [
    snapshot("articles", 1, {
      article: [
        { article: "1", price_cents: 100, department: "10" },
        { article: "2", price_cents: 200, department: "10" },
        { article: "3", price_cents: 300, department: "10" },
      ],
    }),
    snapshot("prices/umbria", 1, {
      store_article: [
        { article: "1", price_cents: 400, department: "10", text: "dear" },
        { article: "2", price_cents: null, department: "10", text: "not here" },
      ],
    }),
  ]);
  const zoned = openReplicaReader(path);
  expect([zoned.article("1")?.priceCents, zoned.article("2")?.text]).toEqual([400, "not here"]);
  expect(zoned.articlesOf({ department: "10" })).toEqual(["3", "1"]);
  zoned.close();
  await replica.activate(
    2,
    [snapshot("prices/north", 2, { store_article: [{ article: "3", price_cents: 1 }] })],
    ["articles", "prices/north"],
  );
  const moved = openReplicaReader(path);
  expect(["1", "2", "3"].map((code) => moved.article(code)?.priceCents)).toEqual([100, 200, 1]);
  moved.close();
});

test("a replica from before coupons had a home keeps its release, and the next one may say homes", async () => {
  await replica.activate(1, shopFiles());
  replica.close();
  const db = new Database(path);
  db.exec(`${UNZONED} DROP TABLE blocked; DROP INDEX coupon_home; DROP INDEX card_home;
    ALTER TABLE coupon DROP COLUMN home; ALTER TABLE card DROP COLUMN home;
    ALTER TABLE replica_state DROP COLUMN read_by; PRAGMA user_version = 3`);
  db.close();
  replica = openReplica(path, "0042");
  expect([replica.broken, await replica.activeRelease(), replica.homed("0042")]).toEqual([undefined, 1, 0]);
});

test("a replica from before anything could be blocked keeps its release, and blocks what HQ says next", async () => {
  await replica.activate(1, shopFiles());
  replica.close();
  const db = new Database(path);
  db.exec(`${UNZONED} DROP TABLE blocked; PRAGMA user_version = 5`);
  db.close();
  replica = openReplica(path, "0042");
  expect([replica.broken, await replica.activeRelease()]).toEqual([undefined, 1]);
  const row = {
    kind: "series",
    id: "CLUB",
    from_at: null,
    name: "CLUB",
    reason: "",
    by_whom: "Anna",
    at: "",
  };
  await replica.takeUrgent([snapshot("blocklist", 2, { blocked: [row] })]);
  const blocklist = openBlocklist(path);
  expect(blocklist.has("series", "CLUB")).toBe(true);
  blocklist.close();
});

test("a replica from before anything could be switched off is brought up to date and keeps its release", async () => {
  await replica.activate(1, shopFiles());
  replica.close();
  const db = new Database(path);
  db.exec(`${UNZONED} DROP TABLE blocked; DROP INDEX coupon_home; DROP INDEX card_home; DROP TABLE switched_off;
    ALTER TABLE coupon DROP COLUMN home; ALTER TABLE card DROP COLUMN home;
    ALTER TABLE replica_state DROP COLUMN read_by; PRAGMA user_version = 2`);
  db.close();
  replica = openReplica(path, "0042");
  expect([replica.broken, await replica.activeRelease(), replica.switchedOff()]).toEqual([undefined, 1, {}]);
});

describe("who has read a release", () => {
  const readBy = () => {
    const reader = openReplicaReader(path);
    reader.close();
    return reader.readBy;
  };

  test("is this program where it understands all of it, also after cards came or a configuration changed", async () => {
    expect(readBy()).toBe("");
    await replica.activate(1, shopFiles());
    expect(readBy()).toBe(THIS_READER);
    await replica.activate(2, [snapshot("config/0043", 1, { config: [{ name: "lan", json: "{}" }] })]);
    expect(readBy()).toBe(THIS_READER);
  });

  test("is nobody where something is for a newer Tillside, until it is gone", async () => {
    const newer = { ...promotions[0]!, id: "P9", onlyOnFullMoon: true };
    await replica.activate(1, [rulesFile(1, [...promotions, newer])]);
    expect(readBy()).toBe("");
    await replica.activate(2, [rulesFile(2)]);
    expect(readBy()).toBe(THIS_READER);
  });

  test("is nobody where a golden basket could not be checked", async () => {
    const value = { semantics: 999, basket: { lines: [] }, context: {}, expected: {} };
    const golden = { name: "golden/next year", json: JSON.stringify(value) };
    await replica.activate(1, [rulesFile(1), snapshot("config", 1, { config: [golden] })]);
    expect(readBy()).toBe("");
  });

  test("is nobody in a file of before, and another program reads for itself", async () => {
    await replica.activate(1, shopFiles());
    replica.close();
    const db = new Database(path);
    db.exec(`${UNZONED} DROP TABLE blocked; ALTER TABLE replica_state DROP COLUMN read_by`);
    db.pragma("user_version = 4");
    db.close();
    replica = openReplica(path, "0042");
    expect([await replica.activeRelease(), readBy()]).toEqual([1, ""]);
  });

  test("names the schema that it was read with", () => {
    const schema = readFileSync(join(import.meta.dirname, "../../engine/rule-set.schema.json"));
    expect(hash("sha256", schema).slice(0, 16), "npm run reference").toBe(RULE_SET_SCHEMA);
  });
});
