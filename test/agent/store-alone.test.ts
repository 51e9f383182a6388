/** Two tills of a store whose line to HQ is cut: what one of them has, the other has. */

import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import { lanOf } from "../../agent/lead/fixture.ts";
import type { Agent } from "../../agent/main.ts";
import { eventually } from "../../agent/testing/patience.ts";
import { appliedOf, line, openShop, type Shop } from "../../agent/testing/shop.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { type Line, startLine } from "../../sync/fixture/line.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import { loadHubSecret, operatorToken } from "../../sync/hub/token.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";

const SPAGHETTI = "8099010000102";
const FLOUR = "8099010000508";

interface Till {
  readonly shop: Shop;
  readonly line: Line;
  readonly agent: Agent;
  readonly pos: PosClient;
}
type Answer = Record<string, unknown> & {
  readonly suspension: { readonly code: string };
  readonly coupon: { readonly outcome: string; readonly reason?: string };
};

let hub: Hub;
let three: Till;
let four: Till;
const folder = (name: string) => join(three.shop.folder, name);

beforeAll(async () => {
  const [a, b] = [await openShop(null), await openShop(null)];
  three = { shop: a } as Till;
  initKeys(folder("keys"), { rootKeys: 1, rootThreshold: 1 });
  cpSync(join(import.meta.dirname, "../../demo/chain"), folder("chain"), { recursive: true });
  rmSync(folder("chain/golden.json"));
  const lan = await lanOf(["3", "4"]);
  change("rules", (rules) => {
    rules.promotions.unshift({
      id: "ONCE",
      name: { it: "Farina gratis, una volta al giorno", en: "Flour free, once a day" },
      layer: "offers",
      who: { card: true },
      mechanics: [{ kind: "percent", percent: "100", select: { of: [{ articles: [FLOUR] }] } }],
      limits: { perCustomer: { applications: 1, period: "day" } },
    });
  });
  change("config", (config) => {
    config.stores.find(({ store }: { store: string }) => store === "0042").lan = lan;
  });
  await published();
  hub = await startHub({ dataDir: folder("hub"), releasesDir: folder("releases"), port: 0 });
  const till = async (shop: Shop, name: string): Promise<Till> => {
    const way = await startLine(() => hub.url);
    const data = join(shop.folder, "data");
    enrolAt(folder("hub"), { store: "0042", till: name }, data);
    mkdirSync(join(data, "trust"));
    copyFileSync(folder("keys/root.json"), join(data, "trust/root.json"));
    copyFileSync(folder("keys/chain.key"), join(data, "chain.key"));
    const agent = await shop.start({ till: name, hq: { url: way.url, pollSeconds: 600 } });
    return { shop, line: way, agent, pos: await shop.pos(agent) };
  };
  three = await till(a, "3");
  four = await till(b, "4");
  for (const { agent } of [three, four])
    await eventually(async () =>
      expect((await agent.status()).lead).toMatchObject({ ready: true, connected: [expect.anything()] }),
    );
});
afterAll(async () => {
  for (const { shop, line: way } of [three, four]) {
    await shop.close();
    await way.close();
  }
  await hub.close();
});

// biome-ignore lint/suspicious/noExplicitAny: a chain folder's JSON
function change(name: string, by: (content: any) => void): void {
  const file = folder(`chain/${name}.json`);
  const content = JSON.parse(readFileSync(file, "utf8"));
  by(content);
  writeFileSync(file, JSON.stringify(content));
}
const published = () =>
  publish({ from: folder("chain"), to: folder("releases"), keys: folder("keys"), now: new Date() });

test("HQ is reached by one till only: the other gets the release from that one, and says so", async () => {
  change("rules", (rules) => rules.promotions.pop());
  const { release } = await published();
  four.line.mischief = () => ({ status: 503 });
  await three.agent.syncNow();
  await four.agent.syncNow();
  await eventually(async () => expect((await four.agent.status()).release).toBe(release));
  const { hq, problems } = await four.agent.status();
  expect(hq?.down).toMatchObject({ release, problem: { code: "unreachable" }, refusedTills: [] });
  expect(hq?.down.files.tillsBytes["3"]).toBeGreaterThan(1000);
  expect((await three.agent.status()).lead?.filesGivenBytes).toBe(hq?.down.files.tillsBytes["3"]);
  expect(problems.join()).toContain("HQ is busy (503)");
  four.line.mischief = () => "pass";
});

const CODES = ["9910000000010", "9910000000027", "9910000000034"] as const;
const cut = (...tills: Till[]) => {
  for (const till of tills) till.line.mischief = () => ({ status: 503 });
};
const mended = async () => {
  for (const till of [three, four]) till.line.mischief = () => "pass";
  for (const { agent } of [three, four, three, four]) await agent.syncNow();
};
const ask = (till: Till, call: string, params: object) =>
  till.pos.call<Answer>(call as "line.add", params as never);
const refusal = (till: Till, call: string, params: object) =>
  ask(till, call, params).then(
    () => "done",
    ({ reason }: { reason: string }) => reason,
  );
let sales = 0;
/** Twenty packs and a coupon of its own; suspended. */
async function suspended(at: Till, code: string) {
  sales += 1;
  const sale = { transactionId: `s${sales}` };
  await ask(at, "transaction.begin", sale);
  await ask(at, "line.add", { ...sale, line: line("1", SPAGHETTI, 119, "30") });
  expect((await ask(at, "coupon.present", { ...sale, code })).coupon.outcome).toBe("accepted");
  const { totalCents } = await ask(at, "transaction.subtotal", sale);
  const { suspension } = await ask(at, "transaction.suspend", sale);
  return { sale, totalCents, suspension: { code: suspension.code } };
}
async function couponAt(till: Till, code: string): Promise<string> {
  sales += 1;
  const sale = { transactionId: `look${sales}` };
  await ask(till, "transaction.begin", sale);
  const { coupon } = await ask(till, "coupon.present", { ...sale, code });
  await ask(till, "transaction.cancel", sale);
  return coupon.reason ?? coupon.outcome;
}
async function paid(till: Till, sale: { transactionId: string }): Promise<Answer> {
  const evaluation = await ask(till, "transaction.subtotal", sale);
  const applied = appliedOf(evaluation as never);
  const { totalCents } = evaluation;
  return ask(till, "transaction.complete", {
    ...sale,
    receipt: `R-${sale.transactionId}`,
    applied,
    totalCents,
  });
}
async function atHq<T>(path: string): Promise<T> {
  const headers = { authorization: `Bearer ${operatorToken(loadHubSecret(folder("hub")))}` };
  return (await (await fetch(hub.url + path, { headers })).json()) as T;
}
const openAtHq = async () => (await atHq<{ suspended: number }>("/v1/status")).suspended;

test("suspended while HQ is away, a sale goes on at the other till, and only there; HQ hears of it later", async () => {
  cut(three, four);
  const { sale, totalCents, suspension } = await suspended(three, CODES[0]);
  await three.agent.syncNow();
  expect((await three.agent.status()).suspended).toMatchObject({ count: 1 });
  expect((await three.agent.status()).suspended).not.toHaveProperty("onlyHere");
  const mine = { transactionId: "mine" };
  const after = await ask(four, "transaction.resume", { suspension, ...mine });
  expect(after).toMatchObject({ ...mine, from: "3", state: "subtotal", totalCents });
  expect(after).not.toHaveProperty("couponsRefused");
  // Its own till keeps it for the other one, and goes on with it for nobody.
  for (const [call, params] of [
    ["transaction.resume", { suspension }],
    ["transaction.resume", sale],
    ["transaction.cancel", sale],
  ] as const)
    expect([call, await refusal(three, call, params)]).toEqual([call, "taken-elsewhere"]);
  expect((await three.agent.status()).suspended).toMatchObject({ count: 0 });
  expect([await couponAt(three, CODES[0]), await couponAt(four, CODES[0])]).toEqual([
    "reserved-elsewhere",
    "reserved-elsewhere",
  ]);
  expect(await paid(four, mine)).toMatchObject({ recorded: true, totalCents });
  await mended();
  expect([await couponAt(three, CODES[0]), await couponAt(four, CODES[0])]).toEqual([
    "already-used",
    "already-used",
  ]);
  expect(await refusal(three, "transaction.resume", { suspension })).toBe("taken-elsewhere");
  expect(await atHq("/v1/forked-sales")).toEqual({ sales: [] });
  expect(await openAtHq()).toBe(0);
});

test("there and back again while HQ is away, cancelled in the end: its coupon is free, and HQ agrees", async () => {
  const { suspension } = await suspended(three, CODES[1]);
  // HQ knows it as till 3's, and hears nothing of what follows until its end.
  await three.agent.syncNow();
  expect(await openAtHq()).toBe(1);
  cut(three, four);
  const there = { transactionId: "there" };
  await ask(four, "transaction.resume", { suspension, ...there });
  await ask(four, "line.add", { ...there, line: line("2", SPAGHETTI, 119) });
  const again = (await ask(four, "transaction.suspend", there)).suspension;
  await four.agent.syncNow();
  const back = { transactionId: "back" };
  const here = await ask(three, "transaction.resume", { suspension: { code: again.code }, ...back });
  expect(here).toMatchObject({ ...back, from: "4", state: "open" });
  expect(await refusal(four, "transaction.resume", there)).toBe("taken-elsewhere");
  await ask(three, "transaction.cancel", back);
  await mended();
  expect(await openAtHq()).toBe(0);
  // The lead hears of each look's end a moment later.
  for (const till of [three, four])
    await eventually(async () => expect(await couponAt(till, CODES[1])).toBe("parked"));
});

test("a till that reaches HQ takes its sale back there before it gives it to one that does not; then HQ hears where it is", async () => {
  const { totalCents, suspension } = await suspended(three, CODES[2]);
  await three.agent.syncNow();
  cut(four);
  // Its own till reaches HQ, and takes it back there before it gives it.
  const moved = { transactionId: "moved" };
  expect(await ask(four, "transaction.resume", { suspension, ...moved })).toMatchObject({
    from: "3",
    totalCents,
  });
  expect(await openAtHq()).toBe(0);
  await mended();
  // Now HQ knows where it is: suspended there, it goes its usual way.
  const { code } = (await ask(four, "transaction.suspend", moved)).suspension;
  await four.agent.syncNow();
  expect(await openAtHq()).toBe(1);
  const home = { transactionId: "home" };
  expect(await ask(three, "transaction.resume", { suspension: { code }, ...home })).toMatchObject({
    from: "4",
  });
  expect(await paid(three, home)).toMatchObject({ recorded: true, totalCents });
  await mended();
  expect(await atHq("/v1/forked-sales")).toEqual({ sales: [] });
  expect([await couponAt(three, CODES[2]), await couponAt(four, CODES[2])]).toEqual([
    "already-used",
    "already-used",
  ]);
});

/** Thirty packs in three lines of ten, with that coupon, paid at till 3. */
async function soldAtThree(code: string) {
  sales += 1;
  const sale = { transactionId: `s${sales}` };
  await ask(three, "transaction.begin", sale);
  for (const lineId of ["1", "2", "3"])
    await ask(three, "line.add", { ...sale, line: line(lineId, SPAGHETTI, 119, "10") });
  await ask(three, "coupon.present", { ...sale, code });
  const { totalCents } = await paid(three, sale);
  return { receipt: `R-${sale.transactionId}`, totalCents: Number(totalCents) };
}
async function goodsBack(at: Till, receipt: string, lineId: string): Promise<Answer> {
  const asked = { returnId: `back-${receipt}-${lineId}`, receipt, goods: [{ lineId }] };
  const { refundCents } = await ask(at, "transaction.return", { ...asked, commit: false });
  return ask(at, "transaction.return", { ...asked, commit: true, paidOutCents: refundCents });
}

test("goods come back at another till of the store while HQ is away, and whichever till is asked next knows of it", async () => {
  cut(three, four);
  const { receipt, totalCents } = await soldAtThree("9910000000041");
  const first = await goodsBack(four, receipt, "1");
  expect(first).toMatchObject({ recorded: true, returned: "part", unconfirmed: true });
  expect(await ask(four, "explain", { sale: receipt, till: "3" })).toMatchObject({
    explanations: expect.arrayContaining([expect.objectContaining({ promotionId: "P13" })]),
  });
  const twice = { receipt, goods: [{ lineId: "1" }], commit: false };
  for (const till of [three, four])
    expect(await refusal(till, "transaction.return", { ...twice, returnId: "twice" })).toBe("more-than-kept");
  const second = await goodsBack(three, receipt, "2");
  const last = await goodsBack(four, receipt, "3");
  const cents = [first, second, last].map(({ refundCents }) => Number(refundCents));
  expect(cents.reduce((sum, one) => sum + one)).toBe(totalCents);
  await mended();
  expect(await refusal(three, "transaction.return", { ...twice, returnId: "late" })).toBe("more-than-kept");
  expect(await atHq(`/v1/receipt?store=0042&receipt=${receipt}`)).toMatchObject({
    returns: [{ till: "4" }, { till: "3" }, { till: "4" }],
  });
});

test("HQ is there and has not heard of the sale yet: the till that sold it is asked", async () => {
  cut(three);
  const { receipt, totalCents } = await soldAtThree("9910000000034");
  const said = await ask(four, "transaction.return", { returnId: "young", receipt, commit: false });
  expect(said).toMatchObject({ returned: "whole", refundCents: totalCents });
  expect(said).not.toHaveProperty("unconfirmed");
  expect(
    await refusal(four, "transaction.return", { returnId: "none", receipt: "R-none", commit: false }),
  ).toBe("unknown-receipt");
  await mended();
});

async function begunFor(at: Till, card: string) {
  sales += 1;
  const sale = { transactionId: `s${sales}` };
  await ask(at, "transaction.begin", sale);
  await ask(at, "customer.identify", { ...sale, card });
  await ask(at, "line.add", { ...sale, line: line("1", FLOUR, 109) });
  return sale;
}

/** What a customer with that card gets of what is his once a day, as the subtotal says it; paid. */
async function onceADay(at: Till, card: string): Promise<number> {
  const sale = await begunFor(at, card);
  const { discountCents } = await ask(at, "transaction.subtotal", sale);
  await paid(at, sale);
  return Number(discountCents);
}

test("what a customer gets once a day he gets once, whichever tills he goes to: by the tills themselves, and by HQ", async () => {
  const [anna, bruno, carla] = ["2600000000017", "2600000000048", "2600000000079"] as const;
  cut(three, four);
  expect([await onceADay(three, anna), await onceADay(four, anna)]).toEqual([109, 0]);
  await mended();
  expect([await onceADay(four, bruno), await onceADay(three, bruno), await onceADay(four, bruno)]).toEqual([
    109, 0, 0,
  ]);
  // Goods come back at the other till: it is his again at both.
  await goodsBack(three, `R-s${sales - 2}`, "1");
  await mended();
  expect(await onceADay(three, bruno)).toBe(109);
  expect(await onceADay(four, bruno)).toBe(0);
  expect(await onceADay(four, carla)).toBe(109);
});

test("two sales of one customer are open at two tills: whose subtotal comes first has what there is once a day, until it is cancelled", async () => {
  const diana = "2600000000024";
  cut(three, four);
  const [here, there] = [await begunFor(three, diana), await begunFor(four, diana)];
  const isFree = async (at: Till, sale: object) => {
    const { discountCents } = await ask(at, "transaction.subtotal", sale);
    return discountCents === 109;
  };
  expect(await isFree(three, here)).toBe(true);
  expect(await isFree(four, there)).toBe(false);
  await ask(three, "transaction.cancel", here);
  await eventually(async () => expect(await isFree(four, there)).toBe(true));
  const again = await begunFor(three, diana);
  expect(await isFree(three, again)).toBe(false);
  await paid(four, there);
  expect(await isFree(three, again)).toBe(false);
  await mended();
});
