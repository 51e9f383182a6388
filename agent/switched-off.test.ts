/** What headquarters switches off or blocks, seen from the till: one agent, its HQ, and the sales that are open meanwhile. */

import { copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrolAt } from "../sync/fixture/enrolled.ts";
import { type Hub, startHub } from "../sync/hub/hub.ts";
import { blockAtOnce } from "../sync/publish/blocklist.ts";
import { initKeys, loadHeadKeys } from "../sync/publish/init-keys.ts";
import { switchOff } from "../sync/publish/kill.ts";
import { publish } from "../sync/publish/publish.ts";
import { cardToken, loadChainKey } from "../sync/release/token.ts";
import { pastSale } from "./cli/past-sale.ts";
import { replay } from "./cli/replay-sale.ts";
import type { PosClient } from "./client/connect.ts";
import type { Agent } from "./main.ts";
import { eventually } from "./testing/patience.ts";
import { openShop, type Shop } from "./testing/shop.ts";

const PASTA_3X2 = "P02";
const pasta = "8099010000102";
const reason = "wrong price on the leaflet";
let shop: Shop;
let hub: Hub;
let agent: Agent;
let pos: PosClient;
const folder = (name: string) => join(shop.folder, name);

/** A till on HQ's release: its pasta is 3 for 2. */
beforeAll(async () => {
  shop = await openShop(null);
  initKeys(folder("keys"));
  cpSync(join(import.meta.dirname, "../demo/chain"), folder("chain"), { recursive: true });
  await publish({ from: folder("chain"), to: folder("releases"), keys: folder("keys"), now: new Date() });
  mkdirSync(folder("data/trust"), { recursive: true });
  copyFileSync(folder("keys/root.json"), folder("data/trust/root.json"));
  copyFileSync(folder("keys/chain.key"), folder("data/chain.key"));
  hub = await startHub({ dataDir: folder("hub"), releasesDir: folder("releases"), port: 0 });
  enrolAt(folder("hub"), { store: "0042", till: "3" }, folder("data"));
  await started();
  await eventually(async () => expect((await agent.status()).release).toBe(1));
}, 60_000);
afterAll(async () => {
  await shop.close();
  await hub.close();
});

async function started(): Promise<void> {
  agent = await shop.start({ hq: { url: hub.url, pollSeconds: 600 } });
  await agent.syncNow();
  pos = await shop.pos(agent);
}

async function headquarters(what: { kill: string[] } | { unkill: string[] }): Promise<void> {
  const keys = loadHeadKeys(folder("keys"));
  const killed = await switchOff({
    to: folder("releases"),
    keys,
    now: new Date(),
    reason,
    by: "Anna",
    ...what,
  });
  await agent.syncNow();
  const off = Object.fromEntries(killed.switchedOff.map((one) => [one.promotionId, one.reason]));
  await eventually(async () => expect((await agent.status()).switchedOff ?? {}).toEqual(off));
}

async function threePastas(transactionId: string) {
  await pos.call("transaction.begin", { transactionId });
  const line = { lineId: "1", article: pasta, unitPriceCents: 119, quantity: "3" };
  return pos.call("line.add", { transactionId, line });
}
const one = { article: pasta, unitPriceCents: 119, quantity: "1" };
const saving = [{ promotionId: PASTA_3X2, amountCents: 119, shares: [{ lineId: "1", amountCents: 119 }] }];
const complete = (transactionId: string, totalCents: number, applied: object[] = []) =>
  pos.call("transaction.complete", { transactionId, receipt: transactionId, applied, totalCents });
async function whyNot(about: object) {
  const { explanations } = (await pos.call("explain", about)) as {
    explanations: { promotionId: string; applied: boolean; reasons: object[] }[];
  };
  return explanations.find(({ promotionId }) => promotionId === PASTA_3X2);
}
/** As HQ and the store explain it later: the same bytes, and the same reason. */
async function replayed(receipt: string) {
  const file = folder("data/config.json");
  writeFileSync(file, JSON.stringify({ store: "0042", till: "3" }));
  return replay(await pastSale(file, receipt));
}

test("an open sale loses it at its next subtotal, and cashier and explain are told why", async () => {
  expect(await threePastas("open")).toMatchObject({ totalCents: 238 });
  expect(await threePastas("paying")).toMatchObject({ totalCents: 238 });
  await pos.call("transaction.subtotal", { transactionId: "paying" });
  const money = { tenderId: "cash", tender: "cash", amountCents: 100 };
  await pos.call("tender.add", { transactionId: "paying", ...money });

  await headquarters({ kill: [PASTA_3X2] });

  // Until then the customer sees what was promised.
  const line = { lineId: "2", ...one };
  expect(await pos.call("line.add", { transactionId: "open", line })).toMatchObject({ totalCents: 357 });
  const subtotal = await pos.call("transaction.subtotal", { transactionId: "open" });
  expect(subtotal).toMatchObject({ totalCents: 476 });
  const { cashier } = (subtotal as unknown as { texts: { cashier: string[] } }).texts;
  expect(cashier[0]).toContain(`switched off by headquarters (${reason})`);
  const because = [{ kind: "switched-off", because: reason }];
  expect(await whyNot({ transactionId: "open" })).toMatchObject({ applied: false, reasons: because });
  expect(await complete("open", 476)).toMatchObject({ recorded: true, totalCents: 476 });
  expect(await whyNot({ sale: "open" })).toMatchObject({ applied: false, reasons: because });
  expect(await replayed("open")).toMatchObject({ same: true, totalCents: 476, differences: [] });
});

test("once tendering has begun it stays, and complete books what the POS gave", async () => {
  await expect(pos.call("transaction.subtotal", { transactionId: "paying" })).rejects.toMatchObject({
    reason: "tenders-confirmed",
  });
  const rest = { tenderId: "cash-2", tender: "cash", amountCents: 138 };
  expect(await pos.call("tender.add", { transactionId: "paying", ...rest })).toMatchObject({
    totalCents: 238,
  });
  expect(await complete("paying", 238, saving)).toMatchObject({ recorded: true, totalCents: 238 });
  expect(await replayed("paying")).toMatchObject({ same: true, totalCents: 238 });
});

test("new sales begin without it, also after the agent was started again without a line", async () => {
  expect(await threePastas("new")).toMatchObject({ totalCents: 357 });
  const whole = { lines: [{ lineId: "1", ...one, quantity: "3" }] };
  expect(await pos.call("transaction.evaluate", whole)).toMatchObject({ totalCents: 357 });
  // The POS gave it all the same: what was paid is paid.
  expect(await complete("new", 238, saving)).toMatchObject({ recorded: true, totalCents: 238 });
  expect(await replayed("new")).toMatchObject({ same: true, totalCents: 238 });
  // So is a sale that is told whole, when it is over.
  const basket = { ...whole, at: "2026-11-21T10:31:00+01:00" };
  const late = { transactionId: "late", receipt: "late", applied: [], totalCents: 357, basket };
  expect(await pos.call("transaction.complete", late)).toMatchObject({ recorded: true });
  expect(await whyNot({ sale: "late" })).toMatchObject({ applied: false, reasons: [{ because: reason }] });
  await agent.close();
  await started();
  expect((await agent.status()).switchedOff).toEqual({ [PASTA_3X2]: reason });
  expect(await threePastas("next")).toMatchObject({ totalCents: 357 });
});

test("it is on again at the next subtotal when headquarters says so", async () => {
  await headquarters({ unkill: [PASTA_3X2] });
  expect(await pos.call("transaction.subtotal", { transactionId: "next" })).toMatchObject({
    totalCents: 238,
  });
});

test("a card that headquarters blocks is refused the next time that it is shown, in sales that are open too", async () => {
  const [lost, other] = ["2600000000017", "2600000000024"];
  const show = (card: string) => pos.call("customer.identify", { transactionId: "next", card });
  expect(await show(lost)).toMatchObject({ customer: { tier: "base" } });
  const id = cardToken(loadChainKey(folder("keys/chain.key")), lost);
  const card = { kind: "card", id, name: "…0017" } as const;
  const said = { to: folder("releases"), keys: loadHeadKeys(folder("keys")), now: new Date(), by: "Anna" };
  await blockAtOnce({ ...said, block: [card] });
  await agent.syncNow();
  await expect(show(lost)).rejects.toMatchObject({ reason: "card-blocked" });
  expect(await show(other)).toMatchObject({ customer: { tier: "gold" } });
  expect((await agent.status()).release).toBe(1);
  await blockAtOnce({ ...said, unblock: [card] });
  await agent.syncNow();
  expect(await show(lost)).toMatchObject({ customer: { tier: "base" } });
});
