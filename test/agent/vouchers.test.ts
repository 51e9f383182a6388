/**
 * A voucher's way: earned at one till and printed there, read from the paper at a till of another store that has no line to
 * HQ, taken off, and known to HQ in the end; what becomes of it when the goods come back, and when its till is shut out.
 */

import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import { startVirtualScanner } from "../../agent/demo/virtual-scanner.ts";
import type { Agent } from "../../agent/main.ts";
import { openReplica } from "../../agent/store/replica.ts";
import { verifyJournal } from "../../agent/store/verify.ts";
import { eventually } from "../../agent/testing/patience.ts";
import {
  appliedOf,
  CARD,
  COFFEE,
  line,
  OTHER_CARDS,
  openShop,
  type Shop,
  shopFiles,
  snapshot,
} from "../../agent/testing/shop.ts";
import {
  type PrinterEmulator,
  startPrinterEmulator,
} from "../../drivers/printers/emulator/printer-emulator.ts";
import { readTillFiles } from "../../sync/enrol/till-files.ts";
import { publicPart } from "../../sync/enrol/till-key.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import { loadHubSecret, operatorToken } from "../../sync/hub/token.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { keyIdOf } from "../../sync/release/keys.ts";

/** A tenth of what is paid comes back within a week; and 1.00 for who has a card and spends 10.00, his own. */
const promotions = [
  {
    id: "TENTH",
    name: { it: "Il 10 % torna", en: "10 % comes back" },
    layer: "points",
    requires: { kind: "basket", amountCents: 1000 },
    mechanics: [{ kind: "voucher", series: "CLUB", worth: { share: "10" }, fromDays: 0, days: 7 }],
  },
  {
    id: "OWN",
    name: { it: "Solo tuo", en: "Yours alone" },
    layer: "points",
    who: { card: true },
    requires: { kind: "basket", amountCents: 1000 },
    mechanics: [
      { kind: "voucher", series: "OWN", worth: { amountCents: 100 }, fromDays: 0, days: 7, personal: true },
    ],
  },
  ...["CLUB", "OWN"].map((series) => ({
    id: `TAKE-${series}`,
    name: { it: "Buono", en: "Voucher" },
    layer: "basket",
    requires: { kind: "coupon", series },
    mechanics: [{ kind: "basket", worthOf: series }],
  })),
];

interface Reply {
  readonly totalCents: number;
  readonly discountCents: number;
  readonly effects: readonly object[];
  readonly coupon: { readonly outcome: string; readonly reason?: string; readonly text?: string };
  readonly vouchers?: readonly Issued[];
  readonly refundCents: number;
  readonly vouchersToVoid: readonly object[];
}
interface Issued {
  readonly number: string;
  readonly qr: string;
  readonly couponId: string;
  readonly series: string;
  readonly amountCents: number;
}

let shop: Shop;
let other: Shop;
let hub: Hub;
let printer: PrinterEmulator;
let agent: Agent;
let second: Agent;
let pos: PosClient;
let elsewhere: PosClient;
/** The first sale, and the moment from which its till is shut out. */
let sold: Reply;
let from_at: string;
const scanner = await startVirtualScanner();

beforeAll(async () => {
  const files = shopFiles(1, promotions, { vouchers: { perTillAndDayCents: 10_000 } });
  [shop, other] = await Promise.all([openShop(files), openShop(files, "0043")]);
  initKeys(join(shop.folder, "keys"), { rootKeys: 1, rootThreshold: 1 });
  for (const { folder } of [shop, other]) {
    mkdirSync(join(folder, "data/trust"), { recursive: true });
    copyFileSync(join(shop.folder, "keys/root.json"), join(folder, "data/trust/root.json"));
  }
  const dataDir = join(shop.folder, "hub");
  hub = await startHub({ dataDir, releasesDir: join(shop.folder, "releases"), port: 0, host: "127.0.0.1" });
  enrolAt(dataDir, { store: "0042", till: "3" }, join(shop.folder, "data"));
  enrolAt(dataDir, { store: "0043", till: "4" }, join(other.folder, "data"));
  printer = await startPrinterEmulator({ columns: 42 });
  agent = await shop.start({
    hq: hq(),
    printer: { kind: "tcp", host: "127.0.0.1", port: printer.port, profile: "epson-tm-t88" },
  });
  pos = await shop.pos(agent);
  second = await other.start({
    till: "4",
    hq: offline,
    scanner: { kind: "tcp", host: "127.0.0.1", port: scanner.port },
  });
  elsewhere = await other.pos(second);
});
afterAll(async () => {
  await Promise.all([shop.close(), other.close()]);
  await Promise.all([hub.close(), printer.close(), scanner.close()]);
});

const hq = () => ({ url: hub.url, pollSeconds: 600, claimMs: 5000 });
/** The line to HQ is down: nobody listens on port 9. */
const offline = { url: "http://127.0.0.1:9", pollSeconds: 600 };
/** The second till, with another line. */
async function rewired(line: object): Promise<void> {
  await second.close();
  second = await other.start({ till: "4", hq: line as typeof offline });
  elsewhere = await other.pos(second);
}
const askHq = async (what: string) => {
  const authorization = `Bearer ${operatorToken(loadHubSecret(join(shop.folder, "hub")))}`;
  return (await fetch(`${hub.url}/v1/${what}`, { headers: { authorization } })).json() as Promise<
    Record<string, unknown>
  >;
};
const at = "2026-11-21T10:31:00+01:00";

async function begin(id: string, at_: PosClient, cents: number, card?: string, when = at): Promise<void> {
  await at_.call("transaction.begin", { transactionId: id, at: when });
  await at_.call("line.add", { transactionId: id, line: line("1", COFFEE, cents) });
  if (card !== undefined) await at_.call("customer.identify", { transactionId: id, card });
}

async function pay(id: string, at_: PosClient): Promise<Reply> {
  const evaluation = await at_.call<Reply>("transaction.subtotal", { transactionId: id });
  return at_.call<Reply>("transaction.complete", {
    transactionId: id,
    receipt: `R-${id}`,
    applied: appliedOf(evaluation),
    totalCents: evaluation.totalCents,
  });
}

const buy = async (id: string, cents: number, card?: string) => {
  await begin(id, pos, cents, card);
  return pay(id, pos);
};
const present = (id: string, code: string, at_: PosClient) =>
  at_.call<Reply>("coupon.present", { transactionId: id, code });

/** What a till says of a voucher in a sale of its own, which is not paid. */
async function saidOf(code: string, change: { at?: string; card?: string } = {}) {
  await begin("look", elsewhere, 2000, change.card, change.at);
  const { coupon, discountCents } = await present("look", code, elsewhere);
  await elsewhere.call("transaction.cancel", { transactionId: "look" });
  return [coupon.outcome, coupon.reason ?? discountCents];
}

test("what was earned at one till is read from its paper at another without a line, once", async () => {
  sold = await buy("earn", 3196);
  expect(sold.vouchers).toMatchObject([{ series: "CLUB", amountCents: 320 }]);
  // The same completion sent again tells the same number, and prints nothing twice.
  const again = { transactionId: "earn", receipt: "R-earn", applied: [], totalCents: 3196 };
  expect(await pos.call<Reply>("transaction.complete", again)).toEqual(sold);
  const { text } = await printer.waitForReceipt(20_000);
  const [{ number, qr }] = sold.vouchers as [Issued];
  const printed = /\[QR (\d+)\]/.exec(text)![1]!;
  expect([printed, printed.slice(0, 38)]).toEqual([qr, number]);
  expect(text.replaceAll(/\s/g, "")).toContain(`]${number}`);

  const heard = vi.fn();
  elsewhere.on("scan", heard);
  await begin("spend", elsewhere, 2000);
  await scanner.connected();
  scanner.scan(`]Q1${printed}`);
  await eventually(() => expect(heard).toHaveBeenCalledWith({ kind: "coupon", code: printed }));
  const reply = await present("spend", printed, elsewhere);
  expect([reply.coupon.outcome, reply.totalCents]).toEqual(["accepted", 1680]);
  await pay("spend", elsewhere);
  expect(await saidOf(printed)).toEqual(["refused", "already-used"]);
});

describe("headquarters shuts the till out", () => {
  /** HQ's word reaches the other store's till while it sells. */
  async function blocked(version: number, ...rows: readonly object[]): Promise<void> {
    const common = { from_at: null, name: "0042/3", reason: "stolen", by_whom: "Anna", at: "" };
    const file = snapshot("blocklist", version, { blocked: rows.map((row) => ({ ...common, ...row })) });
    const replica = openReplica(other.replicaPath, "0043");
    await replica.takeUrgent([file]);
    replica.close();
  }
  const stolen = () => keyIdOf(publicPart(readTillFiles(join(shop.folder, "data")).key));

  test("what it issues from that moment on is refused in every store, what it had issued before is good", async () => {
    const [before] = (await buy("until", 2000)).vouchers as [Issued];
    from_at = new Date().toISOString();
    const [after] = (await buy("since", 2000)).vouchers as [Issued];
    const [taken] = (await buy("taken", 2000)).vouchers as [Issued];
    // Nobody has told this till yet.
    expect(await saidOf(after.qr)).toEqual(["accepted", 200]);
    await begin("takes", elsewhere, 2000);
    await present("takes", taken.qr, elsewhere);
    await pay("takes", elsewhere);
    await blocked(7, { kind: "till", id: stolen(), from_at });
    expect(await saidOf(after.qr)).toEqual(["refused", "issuer-revoked"]);
    expect(await saidOf(before.qr)).toEqual(["accepted", 200]);
    await begin("why", elsewhere, 2000);
    const { coupon } = await present("why", after.qr, elsewhere);
    expect(coupon.text).toContain("shut out the till that issued this voucher");
    await elsewhere.call("transaction.cancel", { transactionId: "why" });

    // Its number names nobody: HQ lets numbers alone pass no more.
    expect(await saidOf(after.number)).toEqual(["accepted", 200]);
    await blocked(8, { kind: "till", id: stolen(), from_at }, { kind: "vouchers", id: "number" });
    expect(await saidOf(after.number)).toEqual(["refused", "qr-needed"]);
    expect(await saidOf(before.qr)).toEqual(["accepted", 200]);
    await blocked(9, { kind: "till", id: stolen(), from_at });
  });
});

test("once the line is back HQ has both, what was made since, and what was taken of that", async () => {
  await rewired(hq());
  await Promise.all([agent.syncNow(), second.syncNow()]);
  const atHq = await askHq("receipt?store=0042&receipt=R-earn");
  expect(atHq.sale).toMatchObject({ vouchers: [{ couponId: sold.vouchers![0]!.couponId, series: "CLUB" }] });
  // HQ knows the voucher by the hash of its number: nobody there can spend it.
  expect(JSON.stringify(atHq)).not.toContain(sold.vouchers![0]!.number);
  expect(atHq.vouchersUsed).toEqual([{ couponId: sold.vouchers![0]!.couponId, savedCents: 320 }]);
  expect(await askHq("status")).toMatchObject({ couponsUsedTwice: 0 });
  expect(await askHq("vouchers?store=0042&till=3")).toMatchObject({
    ...{ issued: { count: 4 }, used: { count: 2, amountCents: 520 }, untold: [], overLimit: [] },
  });
  expect(await askHq(`vouchers?store=0042&till=3&from=${Date.parse(from_at)}`)).toMatchObject({
    ...{ issued: { count: 2, amountCents: 400 }, used: { count: 1, amountCents: 200 }, untold: [] },
  });
});

describe("a cashier is told why a voucher is not taken", () => {
  test("before its first day, after its last one, and where it is not genuine", async () => {
    const [{ number }] = (await buy("days", 2000)).vouchers as [Issued];
    expect(await saidOf(number)).toEqual(["accepted", 200]);
    expect(await saidOf(number, { at: "2026-11-27T10:00:00+01:00" })).toEqual(["accepted", 200]);
    expect(await saidOf(number, { at: "2026-11-28T10:00:00+01:00" })).toEqual(["refused", "expired"]);
    expect(await saidOf(number, { at: "2026-11-20T10:00:00+01:00" })).toEqual(["refused", "not-yet-valid"]);
    const dearer = number.replace("991000200", "991009900");
    expect(await saidOf(dearer)).toEqual(["refused", "not-genuine"]);
    await begin("texts", elsewhere, 2000);
    const { coupon } = await present("texts", dearer, elsewhere);
    expect(coupon.text).toBe("This voucher is not genuine: none of our tills issued it.");
    await elsewhere.call("transaction.cancel", { transactionId: "texts" });
  });

  test("a personal one is its owner's, whichever of card and voucher comes first", async () => {
    const { vouchers } = await buy("own", 1000, CARD);
    const { number } = vouchers!.find(({ series }) => series === "OWN")!;
    expect(await saidOf(number)).toEqual(["refused", "card-needed"]);
    expect(await saidOf(number, { card: OTHER_CARDS[0] })).toEqual(["refused", "not-this-card"]);
    expect(await saidOf(number, { card: CARD })).toEqual(["accepted", 100]);
    await begin("later", elsewhere, 2000);
    await present("later", number, elsewhere);
    const shown = await elsewhere.call<Reply>("customer.identify", { transactionId: "later", card: CARD });
    expect(shown.discountCents).toBe(100);
    await elsewhere.call("transaction.cancel", { transactionId: "later" });
  });
});

describe("goods come back", () => {
  async function back(returnId: string, receipt: string, more: object = {}): Promise<Reply> {
    const asked = { returnId, receipt, ...more };
    const { refundCents } = await pos.call<Reply>("transaction.return", { ...asked, commit: false });
    return pos.call("transaction.return", { ...asked, commit: true, paidOutCents: refundCents });
  }

  test("a voucher that nobody has used is taken back, and then it is good no more", async () => {
    const sold = await buy("unused", 2000);
    const [{ number, couponId }] = sold.vouchers as [Issued];
    const answer = await back("unused-1", "R-unused");
    expect(answer).toMatchObject({ refundCents: 2000, setOffCents: 0, vouchersToVoid: [{ couponId }] });
    await begin("after", pos, 2000);
    const { coupon } = await present("after", number, pos);
    expect(coupon).toMatchObject({ outcome: "refused", reason: "already-used" });
    await pos.call("transaction.cancel", { transactionId: "after" });
  });

  test("a voucher that was used, here or at another till, lowers the refund by what it is worth", async () => {
    for (const [id, till] of [
      ["here", pos],
      ["there", elsewhere],
    ] as const) {
      const [{ number }] = (await buy(`first-${id}`, 2000)).vouchers as [Issued];
      await begin(`second-${id}`, till, 900);
      await present(`second-${id}`, number, till);
      expect(await pay(`second-${id}`, till)).toMatchObject({ totalCents: 700 });
      await Promise.all([agent.syncNow(), second.syncNow()]);
      expect(await back(`back-${id}`, `R-first-${id}`)).toMatchObject({
        refundCents: 1800,
        setOffCents: 200,
        vouchersToVoid: [],
      });
    }
  });

  test("what is kept still earns a smaller one, which is printed and good in its place", async () => {
    await pos.call("transaction.begin", { transactionId: "part", at });
    for (const lineId of ["1", "2"])
      await pos.call("line.add", { transactionId: "part", line: line(lineId, COFFEE, 1500) });
    const [{ number, couponId }] = (await pay("part", pos)).vouchers as [Issued];
    const answer = await back("part-1", "R-part", { goods: [{ lineId: "2" }] });
    expect(answer).toMatchObject({ refundCents: 1500, vouchersToVoid: [{ couponId, replacedByCents: 150 }] });
    const [smaller] = answer.vouchers as [Issued];
    expect(smaller).toMatchObject({ insteadOf: couponId, amountCents: 150 });
    await eventually(() =>
      expect(
        printer
          .receipts()
          .map(({ text }) => text)
          .join(),
      ).toContain(smaller.number),
    );
    await begin("instead", pos, 2000);
    expect((await present("instead", number, pos)).coupon.outcome).toBe("refused");
    expect(await present("instead", smaller.number, pos)).toMatchObject({ discountCents: 150 });
    await pos.call("transaction.cancel", { transactionId: "instead" });
    // The rest comes back too: the smaller one is void as well.
    expect(await back("part-2", "R-part")).toMatchObject({
      refundCents: 1500,
      vouchersToVoid: [{ couponId: smaller.couponId }],
    });
  });

  test("a voucher that was taken back is refused where HQ can say so, and found afterwards where it could not", async () => {
    const [{ number }] = (await buy("kept", 2000)).vouchers as [Issued];
    await back("kept-1", "R-kept");
    await agent.syncNow();
    await begin("honest", elsewhere, 2000);
    expect((await present("honest", number, elsewhere)).coupon).toMatchObject({ reason: "already-used" });
    await rewired(offline);
    await begin("cheat", elsewhere, 2000);
    await present("cheat", number, elsewhere);
    await pay("cheat", elsewhere);
    await rewired(hq());
    await Promise.all([agent.syncNow(), second.syncNow()]);
    expect(await askHq("status")).toMatchObject({ couponsUsedTwice: 1 });
    for (const { journalPath } of [shop, other]) expect(verifyJournal(journalPath).broken).toBeUndefined();
  });
});

test("a till issues no more in a day than HQ allows, and goes on selling", async () => {
  expect((await buy("dear", 60_000)).vouchers).toMatchObject([{ amountCents: 6000 }]);
  const more = await buy("dearer", 60_000);
  expect([more.totalCents, more.vouchers]).toEqual([60_000, undefined]);
  expect(shop.log).toContainEqual(expect.objectContaining({ event: "vouchers-held-back", vouchers: 1 }));
});
