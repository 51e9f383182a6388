/** Everything that can go wrong around a sale, with real files, locks and threads. The sale always goes on. */

import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openJournalReader } from "../../agent/store/journal-reader.ts";
import { lockHeld } from "../../agent/testing/lock-held.ts";
import { eventually } from "../../agent/testing/patience.ts";
import {
  CARD,
  COUPON,
  line,
  openShop,
  PASTA,
  promotions,
  rulesFile,
  type Shop,
  shopFiles,
} from "../../agent/testing/shop.ts";
import { type ThreadWatch, watchThreads } from "../../agent/testing/threads.ts";

let shop: Shop;
let threads: ThreadWatch;
beforeEach(async () => {
  threads = watchThreads();
  shop = await openShop();
});
afterEach(async () => {
  await shop.close();
  threads.stop();
});

const t1 = { transactionId: "t1" };
const t2 = { transactionId: "t2" };
const plainCompletion = { ...t1, receipt: "R1", applied: [], totalCents: 119 };

describe("while another program holds the journal's write lock", () => {
  test("lines are answered, complete says not-recorded, and the resend afterwards is recorded once", async () => {
    const agent = await shop.start({ pos: { deadlines: { completeMs: 2000, lookUpMs: 600 } } });
    const pos = await shop.pos(agent);
    await pos.call("transaction.begin", t1);
    const { letGo } = await lockHeld(shop.journalPath);
    expect(await pos.call("line.add", { ...t1, line: line("1") })).toMatchObject({ totalCents: 119 });
    expect(await pos.call("customer.identify", { ...t1, card: CARD })).toMatchObject({ state: "open" });
    expect(await pos.call("coupon.present", { ...t1, code: COUPON })).toMatchObject({
      degraded: true,
      degradedReason: "not-reserved",
      coupon: { outcome: "refused", reason: "not-reserved" },
    });
    const completion = { ...t1, receipt: "R1", applied: [], totalCents: 119 };
    await expect(pos.call("transaction.complete", completion)).rejects.toMatchObject({
      code: -32003,
      reason: "not-recorded",
      message: "The sale is not recorded yet: queue it and send it again.",
    });
    // The line before is answered although the journal's thread may still be waiting for the lock.
    await pos.call("transaction.begin", t2);
    expect(await pos.call("line.add", { ...t2, line: line("1") })).toMatchObject({ totalCents: 119 });
    await letGo();
    const recorded = await pos.call("transaction.complete", completion);
    expect(recorded).toMatchObject({ recorded: true, receipt: "R1" });
    expect(await pos.call("transaction.complete", completion)).toEqual(recorded);
    expect((await agent.status()).journal).toMatchObject({
      unsettled: { sales: expect.any(Number), claims: 0 },
    });
    const journal = openJournalReader(shop.journalPath);
    expect(journal.find("R1")?.sale.totalCents).toBe(119);
    journal.close();
    const db = new Database(shop.journalPath, { readonly: true });
    expect(db.prepare("SELECT count(*) FROM sale").pluck().get()).toBe(1);
    db.close();
  });
});

test("while the journal can't be written, an offer with a limit is left out of the subtotal, and the answer says so", async () => {
  const limits = { perCustomer: { applications: 1, period: "day" } };
  const limited = { ...promotions[0], id: "ONCE", limits };
  const once = await openShop(shopFiles(1, [limited, ...promotions.slice(1)]));
  try {
    const pos = await once.pos(await once.start({ pos: { deadlines: { subtotalMs: 3000 } } }));
    await pos.call("transaction.begin", t1);
    await pos.call("customer.identify", { ...t1, card: CARD });
    await pos.call("line.add", { ...t1, line: line("1", PASTA, 119, "3") });
    const { letGo } = await lockHeld(once.journalPath);
    expect(await pos.call("transaction.subtotal", t1)).toMatchObject({
      degraded: true,
      degradedReason: "not-reserved",
      state: "subtotal",
      totalCents: 357,
      effects: [{ kind: "points", points: 3 }],
      texts: { cashier: [expect.stringMatching(/^Pasta 3 for 2: can't be granted right now/)] },
    });
    await letGo();
    const again = await pos.call("transaction.subtotal", t1);
    expect(again).toMatchObject({ totalCents: 238 });
    expect(again).not.toHaveProperty("degraded");
  } finally {
    await once.close();
  }
});

test("what could not be kept in time is told, and kept with the next step: the sale outlives the agent whole", async () => {
  const agent = await shop.start({ pos: { deadlines: { lineMs: 1000 } } });
  const pos = await shop.pos(agent);
  await pos.call("transaction.begin", t1);
  const { letGo } = await lockHeld(join(shop.folder, "data/sessions.db"));
  const first = await pos.call("line.add", { ...t1, line: line("1") });
  expect(first).toMatchObject({ kept: false, totalCents: 119 });
  expect(first).not.toHaveProperty("degraded");
  expect((await agent.status()).sessions).toMatchObject({ kept: false });
  await letGo();
  await eventually(async () => {
    const again = await pos.call("line.change", { ...t1, line: line("1", PASTA, 119, "2") });
    expect(again).not.toHaveProperty("kept");
  });
  await agent.close();
  const after = await shop.pos(await shop.start());
  expect(await after.call("transaction.resume", t1)).toMatchObject({
    totalCents: 238,
    sale: { lines: [{ lineId: "1", quantity: "2" }] },
  });
  const completion = { ...t1, receipt: "R1", applied: [], totalCents: 238 };
  await after.call("transaction.complete", completion);
  const journal = openJournalReader(shop.journalPath);
  expect(journal.find("R1")?.sale).not.toHaveProperty("kept");
  journal.close();
});

test("a sale whose commit was lost with its thread can't be taken back until the journal has spoken", async () => {
  const agent = await shop.start({ pos: { deadlines: { completeMs: 3000 } } });
  const pos = await shop.pos(agent);
  await pos.call("transaction.begin", t1);
  await pos.call("line.add", { ...t1, line: line("1") });
  const { letGo } = await lockHeld(shop.journalPath);
  const lost = pos.call("transaction.complete", plainCompletion);
  await Promise.all([
    expect(lost).rejects.toMatchObject({ reason: "not-recorded" }),
    // The commit has begun, and waits for the lock.
    new Promise((resolve) => setTimeout(resolve, 300)).then(() => threads.kill("journal")),
  ]);
  await expect(pos.call("transaction.complete", plainCompletion)).rejects.toMatchObject({
    reason: "not-recorded",
  });
  await expect(pos.call("transaction.cancel", t1)).rejects.toMatchObject({ reason: "completion-pending" });
  await letGo();
  await eventually(async () =>
    expect(await pos.call("transaction.complete", plainCompletion)).toMatchObject({ recorded: true }),
  );
});

describe("when a thread dies", () => {
  test("the journal: a coupon that an open sale holds is refused in the next sale as before", async () => {
    const agent = await shop.start();
    const pos = await shop.pos(agent);
    for (const sale of [t1, t2]) await pos.call("transaction.begin", sale);
    expect(await pos.call("coupon.present", { ...t1, code: COUPON })).not.toHaveProperty("degraded");
    await threads.kill("journal");
    await eventually(async () =>
      expect(await pos.call("coupon.present", { ...t2, code: COUPON })).toMatchObject({
        coupon: { outcome: "refused", reason: "reserved-elsewhere" },
      }),
    );
  });

  test("the evaluation: a transaction id used twice meanwhile is refused at the end, and free of its sale", async () => {
    const agent = await shop.start();
    const pos = await shop.pos(agent);
    await pos.call("transaction.begin", t1);
    const first = { ...plainCompletion, totalCents: 0 };
    await pos.call("transaction.complete", first);
    const killed = threads.kill("evaluation");
    await pos.call("transaction.begin", t1);
    await expect(pos.call("transaction.complete", plainCompletion)).rejects.toMatchObject({
      reason: "completed-differently",
    });
    await killed;
    expect((await agent.status()).openTransactions).toBe(0);
    expect(await pos.call("transaction.complete", first)).toMatchObject({ recorded: true });
  });

  test("the evaluation: a sale told late is sent again until its card can be looked up, and has its points", async () => {
    const agent = await shop.start();
    const pos = await shop.pos(agent);
    const basket = { lines: [line("1")], at: "2026-11-21T10:31:00+01:00", card: CARD };
    const told = { ...t1, receipt: "R1", applied: [], totalCents: 119, basket };
    const killed = threads.kill("evaluation");
    const complete = () => pos.call("transaction.complete", told);
    await expect(complete()).rejects.toMatchObject({ reason: "not-recorded" });
    await killed;
    await eventually(async () => expect((await agent.status()).release).toBe(1));
    expect(await complete()).toMatchObject({ recorded: true, late: true, points: [{ points: 1 }] });
  });

  test("the evaluation: a marked empty answer, the sale can be paid, and the next sale has its promotions", async () => {
    const agent = await shop.start();
    const pos = await shop.pos(agent);
    await pos.call("transaction.begin", { ...t1, at: "2026-11-21T10:31:00+01:00" });
    for (const id of ["1", "2", "3"]) await pos.call("line.add", { ...t1, line: line(id) });
    const killed = threads.kill("evaluation");
    const answer = await pos.call("line.add", { ...t1, line: line("4") });
    expect(answer).toMatchObject({ degraded: true, effects: [], totalCents: 476, grossCents: 476 });
    // Nothing is said to have a reason while nobody can look for it.
    const busy = { code: -32005, reason: "transaction-busy" };
    await expect(pos.call("explain", t1)).rejects.toMatchObject(busy);
    await expect(pos.call("explain", { sale: "R1" })).rejects.toMatchObject(busy);
    await killed;
    const complete = { ...t1, receipt: "R1", applied: [], totalCents: 476 };
    expect(await pos.call("transaction.complete", complete)).toMatchObject({
      recorded: true,
      totalCents: 476,
    });
    await eventually(async () => {
      const whole = { at: "2026-11-21T10:31:00+01:00", lines: ["1", "2", "3"].map((id) => line(id)) };
      expect(await pos.call("transaction.evaluate", whole)).toMatchObject({ discountCents: 119 });
    });
    await pos.call("transaction.begin", t2);
    for (const id of ["1", "2", "3"]) await pos.call("line.add", { ...t2, line: line(id) });
    expect(await pos.call("transaction.subtotal", t2)).toMatchObject({ discountCents: 119, totalCents: 238 });
  });

  test("the journal: complete says not-recorded or records, and the resend is recorded once", async () => {
    const agent = await shop.start();
    const pos = await shop.pos(agent);
    await pos.call("transaction.begin", t1);
    await pos.call("line.add", { ...t1, line: line("1") });
    const killed = threads.kill("journal");
    await expect(pos.call("transaction.complete", plainCompletion)).rejects.toMatchObject({
      reason: "not-recorded",
    });
    await killed;
    await eventually(async () =>
      expect(await pos.call("transaction.complete", plainCompletion)).toMatchObject({ recorded: true }),
    );
  });
});

describe("a damaged file", () => {
  test("replica: set aside, the till sells without promotions and says so", async () => {
    writeFileSync(shop.replicaPath, Buffer.alloc(16_384, "damaged"));
    const agent = await shop.start();
    expect(existsSync(`${shop.replicaPath}.broken`)).toBe(true);
    const { release, problems } = await agent.status();
    expect(release).toBe(0);
    expect(problems.join(" ")).toMatch(/replica was damaged.* and was set aside/);
    const pos = await shop.pos(agent);
    await pos.call("transaction.begin", t1);
    expect(await pos.call("line.add", { ...t1, line: line("1") })).toMatchObject({
      degraded: true,
      degradedReason: "no-release",
      totalCents: 119,
    });
    expect(await pos.call("transaction.complete", plainCompletion)).toMatchObject({ recorded: true });
  });

  test("journal: never deleted; promotions go on, nothing is recorded, and a repair needs no restart", async () => {
    const damage = Buffer.alloc(16_384, "damaged");
    writeFileSync(shop.journalPath, damage);
    const agent = await shop.start();
    const { journal, problems } = await agent.status();
    expect(journal.usable).toBe(false);
    expect(problems.join(" ")).toMatch(/journal\.db is damaged .* left untouched/);
    const pos = await shop.pos(agent);
    await pos.call("transaction.begin", { ...t1, at: "2026-11-21T10:31:00+01:00" });
    for (const id of ["1", "2", "3"]) await pos.call("line.add", { ...t1, line: line(id, PASTA) });
    expect(await pos.call("transaction.subtotal", t1)).toMatchObject({ discountCents: 119 });
    const completion = { ...t1, receipt: "R1", applied: [], totalCents: 357 };
    await expect(pos.call("transaction.complete", completion)).rejects.toMatchObject({
      reason: "not-recorded",
    });
    expect(readFileSync(shop.journalPath)).toEqual(damage);
    // What was sold here can't be looked up, so nobody says that it never was.
    const back = { returnId: "B1", receipt: "R0", at: "2026-11-21T10:40:00+01:00", commit: false };
    const busy = { code: -32005, reason: "transaction-busy" };
    await expect(pos.call("transaction.return", back)).rejects.toMatchObject(busy);
    await expect(pos.call("explain", { sale: "R0" })).rejects.toMatchObject(busy);
    renameSync(shop.journalPath, `${shop.journalPath}.saved`);
    await eventually(async () =>
      expect(await pos.call("transaction.complete", completion)).toMatchObject({ recorded: true }),
    );
    expect((await agent.status()).journal.usable).toBe(true);
    await expect(pos.call("transaction.return", back)).rejects.toMatchObject({ reason: "unknown-receipt" });
  });

  test("journal, while the till sells: a customer has his promotions, with HQ's balance", async () => {
    const agent = await shop.start();
    const pos = await shop.pos(agent);
    const sale = { at: "2026-11-21T10:31:00+01:00" };
    await pos.call("transaction.begin", { ...t1, ...sale });
    for (const suffix of ["", "-wal"]) {
      const { size } = statSync(shop.journalPath + suffix);
      writeFileSync(shop.journalPath + suffix, Buffer.alloc(size, "damaged"), { flag: "r+" });
    }
    await pos.call("transaction.begin", { ...t2, ...sale });
    const answer = await pos.call("customer.identify", { ...t2, card: CARD });
    expect(answer).toMatchObject({ customer: { tier: "gold", balances: { base: expect.any(Number) } } });
    expect(answer).not.toHaveProperty("degraded");
  });

  test("journal of a newer Tillside: refused untouched, and the status says what to do", async () => {
    const first = await shop.start();
    await first.close();
    const db = new Database(shop.journalPath);
    db.pragma("user_version = 99");
    db.close();
    const agent = await shop.start();
    const { problems } = await agent.status();
    expect(problems.join(" ")).toMatch(/written by a newer Tillside .* Install that version again/);
  });
});

describe("a start that can't work says what to do", () => {
  test("a port in use", async () => {
    const agent = await shop.start();
    const dataDir = join(shop.folder, "another");
    await expect(shop.start({ dataDir, pos: { port: agent.port } })).rejects.toThrow(
      new RegExp(`127.0.0.1:${agent.port} can't be opened: another program has it`),
    );
    const pos = await shop.pos(agent);
    expect(await pos.call("agent.status")).toMatchObject({ release: 1 });
  });

  test("a data folder below a file", async () => {
    const file = join(shop.folder, "notes.txt");
    writeFileSync(file, "");
    await expect(shop.start({ dataDir: join(file, "data") })).rejects.toThrow(
      /notes\.txt is a file, not a folder/,
    );
  });

  test("a scanner that nobody makes", async () => {
    await expect(shop.start({ scanner: { kind: "telepathy" } })).rejects.toThrow(/"scanner.*Correct it/);
  });
});

test("promotions that only a newer Tillside understands do not apply and are told; all others do", async () => {
  await shop.close();
  const newer = { ...promotions[0]!, id: "P9", onlyOnFullMoon: true };
  shop = await openShop([rulesFile(1, [...promotions, newer]), ...shopFiles().slice(1)]);
  const agent = await shop.start();
  const pos = await shop.pos(agent);
  const whole = { at: "2026-11-21T10:31:00+01:00", lines: ["1", "2", "3"].map((id) => line(id)) };
  expect(await pos.call("transaction.evaluate", whole)).toMatchObject({
    discountCents: 119,
    effects: [{ promotionId: "P1" }],
  });
  expect((await agent.status()).problems.join(" ")).toMatch(/not understood.*P9.*onlyOnFullMoon/);
});
