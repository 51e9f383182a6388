import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventHash } from "../../sync/event-hash.ts";
import type { Lane } from "../../sync/protocol.ts";
import { appliedOf, CARD, COUPONS, line, openShop, type Shop } from "../testing/shop.ts";
import { openJournal } from "./journal.ts";
import { verifyJournal } from "./verify.ts";

const folder = mkdtempSync(join(tmpdir(), "tillside-verify-"));
const sold = join(folder, "sold.db");
let shop: Shop;

/** Three sales of a card holder with a coupon each, as the agent records them. */
beforeAll(async () => {
  shop = await openShop();
  const agent = await shop.start();
  const pos = await shop.pos(agent);
  for (const [n, code] of COUPONS.slice(0, 3).entries()) {
    const transactionId = `t${n + 1}`;
    await pos.call("transaction.begin", { transactionId });
    for (const lineId of ["1", "2", "3"]) await pos.call("line.add", { transactionId, line: line(lineId) });
    await pos.call("customer.identify", { transactionId, card: CARD });
    await pos.call("coupon.present", { transactionId, code });
    type Subtotal = { totalCents: number; effects: object[] };
    const subtotal = await pos.call<Subtotal>("transaction.subtotal", { transactionId });
    const { totalCents } = subtotal;
    const completion = { transactionId, receipt: `R${n}`, applied: appliedOf(subtotal), totalCents };
    await pos.call("transaction.complete", completion);
  }
  await agent.close();
  copyFileSync(shop.journalPath, sold);
});
afterAll(async () => {
  await shop.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What is found after someone has done this to the file. */
function after(...harm: string[]) {
  const path = join(folder, "harmed.db");
  for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
  copyFileSync(sold, path);
  const db = new Database(path);
  // Whoever forges one event can reckon its own hash, but not those that were sent.
  db.function("linked", linked as (...event: unknown[]) => string);
  for (const sql of harm) db.exec(sql);
  db.close();
  return verifyJournal(path).broken;
}

function linked(
  lane: Lane,
  sequence: number,
  previousHash: string,
  kind: string,
  atMs: number,
  body: string,
) {
  return eventHash({ lane, sequence, previousHash, kind, atMs, body });
}

/** The event stands behind another one than it did, and its hash fits. */
const relink = (sequence: number, previous: string) => `
  UPDATE outbox SET previous_hash = '${previous}', hash = linked(lane, sequence, '${previous}', kind, at_ms, body)
  WHERE lane = 'claims' AND sequence = ${sequence}`;

test("a journal that the agent wrote is whole", () => {
  const { broken, sales, events } = verifyJournal(sold);
  expect([broken, sales, events.claims]).toEqual([undefined, 3, 3]);
  expect(events.sales).toBeGreaterThan(3);
});

test("it is whole too while HQ takes, forgets, parks and asks again, over every epoch", () => {
  const path = join(folder, "lived.db");
  copyFileSync(sold, path);
  const whole = (what: string) => expect([what, verifyJournal(path).broken]).toEqual([what, undefined]);
  const journal = openJournal(path, { store: "0042", till: "3" });
  journal.park("claims", 1, "not understood");
  journal.settle("claims", 2);
  journal.settle("sales", 3);
  whole("settled");
  journal.renewEpoch(journal.identity().epoch);
  whole("a new epoch");
  journal.settle("sales", 2);
  journal.renewEpoch(journal.identity().epoch);
  journal.settle("sales", 1);
  whole("another epoch");
  journal.rewind("sales", 0);
  whole("asked again");
  journal.settle("sales", 1);
  // Of the old epochs one event is left, whose own beginning is gone.
  journal.prune(Date.now() + 1000);
  whole("forgotten");
  journal.close();
  const moved = openJournal(path, { store: "0042", till: "4" });
  moved.close();
  whole("another till");
});

const lastSale = "lane = 'sales' AND sequence = (SELECT last_sequence FROM lane WHERE lane = 'sales')";
const aSale = "(SELECT sale_id FROM sale ORDER BY sequence LIMIT 1)";

test.each([
  {
    harm: [
      "UPDATE outbox SET body = replace(body, '\"totalCents\":138', '\"totalCents\":137') WHERE lane = 'sales'",
    ],
    name: "a price was changed",
    broken: {
      table: "outbox",
      row: expect.stringMatching(/^sales \d$/),
      what: expect.stringContaining("hash"),
    },
  },
  {
    harm: ["DELETE FROM outbox WHERE lane = 'claims' AND sequence = 2"],
    name: "an event in the middle is gone",
    broken: { table: "outbox", row: "claims 2", what: "is missing" },
  },
  {
    harm: [`DELETE FROM outbox WHERE ${lastSale}`],
    name: "the last event is gone",
    broken: {
      table: "outbox",
      row: expect.stringContaining("sales"),
      what: expect.stringContaining("missing"),
    },
  },
  {
    harm: ["DELETE FROM outbox WHERE lane = 'claims' AND sequence = 1"],
    name: "the first event is gone and HQ does not have it",
    broken: { table: "outbox", row: "claims 1", what: "is missing" },
  },
  {
    harm: ["UPDATE outbox SET at_ms = at_ms + 1 WHERE lane = 'claims' AND sequence = 3"],
    name: "a time was changed",
    broken: { table: "outbox", row: "claims 3", what: expect.stringContaining("hash") },
  },
  {
    harm: ["UPDATE lane SET last_hash = 'ff' WHERE lane = 'claims'"],
    name: "the lane would go on from another event",
    broken: { table: "lane", row: "claims", what: expect.stringContaining("last hash") },
  },
  {
    harm: ["UPDATE lane SET settled_sequence = 99 WHERE lane = 'claims'"],
    name: "HQ is said to hold what there never was",
    broken: { table: "lane", row: "claims", what: expect.stringContaining("ever") },
  },
  {
    harm: ["DELETE FROM definition"],
    name: "a sale has lost its promotions",
    broken: { table: "sale", what: expect.stringContaining("is not there") },
  },
  {
    harm: ["UPDATE definition SET named_at = -9000"],
    name: "a sale would lose its promotions when earlier ones are forgotten",
    broken: { table: "sale", what: expect.stringContaining("will be forgotten before it") },
  },
  {
    harm: ["UPDATE definition SET json = json || ' '"],
    name: "a promotion's text was changed",
    broken: { table: "definition", what: expect.stringContaining("hash") },
  },
  {
    harm: [`UPDATE sale SET receipt = 'R9' WHERE sale_id = ${aSale}`],
    name: "a sale goes under another receipt",
    broken: { table: "sale", what: expect.stringContaining("receipt") },
  },
  {
    harm: [`DELETE FROM sale WHERE sale_id = ${aSale}`],
    name: "a sale is gone from the list",
    broken: {
      table: "outbox",
      row: expect.stringContaining("sales"),
      what: expect.stringContaining("list of sales"),
    },
  },
  {
    harm: ["INSERT INTO coupon VALUES ('c9', 'EURO1', 'redeemed', 't9', 'run', 0, '')"],
    name: "a coupon was burnt for a sale that is not there",
    broken: { table: "coupon", row: "c9", what: "is used up by a sale or a return that is not there" },
  },
  {
    harm: ["INSERT INTO coupon VALUES ('c9', 'EURO1', 'redeemed', 't1', 'run', 0, '')"],
    name: "HQ was not told of a coupon",
    broken: { table: "coupon", row: "c9", what: "is used up, and HQ is not told of it" },
  },
  {
    harm: [relink(2, "ff")],
    name: "an event was put in another's place",
    broken: { table: "outbox", row: "claims 2", what: "does not follow from the event before it" },
  },
  {
    harm: [relink(1, "ff")],
    name: "what stood before the first event was taken away",
    broken: { table: "outbox", row: "claims 1", what: "begins an epoch and does not begin a chain" },
  },
  {
    harm: [relink(2, "")],
    name: "a chain begins where none did",
    broken: { table: "outbox", row: "claims 2", what: "begins a chain in the middle of an epoch" },
  },
  {
    harm: ["UPDATE lane SET last_sequence = 2 WHERE lane = 'claims'"],
    name: "an event was added behind the last",
    broken: { table: "outbox", row: "claims 3", what: expect.stringContaining("more than the 2 events") },
  },
  {
    harm: [`UPDATE sale SET sequence = 1 WHERE sale_id = ${aSale}`],
    name: "a sale's event is another thing's",
    broken: { table: "sale", what: "its event, sales 1, is not there" },
  },
  {
    harm: [`UPDATE sale SET answer = json_set(answer, '$.saleId', 's9') WHERE sale_id = ${aSale}`],
    name: "a POS would be told another sale's answer",
    broken: { table: "sale", what: "the answer kept with it is another sale's" },
  },
  {
    harm: ["UPDATE ledger SET sale_id = 's9' WHERE entry = 1"],
    name: "points belong to no sale",
    broken: { table: "ledger", row: "1", what: expect.stringContaining("not there") },
  },
])("$name: the row is named", ({ harm, broken }) => {
  expect(after(...harm)).toMatchObject(broken);
});
