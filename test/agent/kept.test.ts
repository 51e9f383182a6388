/** Sales that outlive the agent: a process of its own, killed without warning in the middle of them. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import { type AgentProcess, agentProcess } from "../../agent/testing/process.ts";
import {
  appliedOf,
  CARD,
  COFFEE,
  COUPONS,
  line,
  openShop,
  PASTA,
  type Shop,
} from "../../agent/testing/shop.ts";
import { couponToken } from "../../sync/release/token.ts";
import { seed } from "../seed.ts";

let shop: Shop;
let agent: AgentProcess;
let pos: PosClient;
beforeAll(async () => {
  shop = await openShop();
  agent = agentProcess(shop);
  pos = await agent.start();
});
afterAll(async () => {
  await agent.kill();
  await shop.close();
});

async function killed(): Promise<void> {
  await agent.kill();
  pos = await agent.start();
}

/** The evaluation, without what differs between two of the same sale. */
function bytes(answer: object): string {
  const {
    evaluationId,
    evaluationMs,
    revision,
    sale,
    customer,
    coupon,
    at,
    suggestions,
    texts,
    state,
    ...rest
  } = answer as Record<string, unknown>;
  return JSON.stringify(rest);
}
const numberOf = (answer: object) => Number((answer as { evaluationId: string }).evaluationId.split("#")[1]);

type Step = readonly [call: string, params: object];
const lineId = fc.constantFrom("1", "2", "3");
const goods = fc.tuple(lineId, fc.constantFrom([PASTA, 119], [COFFEE, 450]), fc.integer({ min: 1, max: 7 }));
const wire = goods.map(([id, [article, cents], pieces]) => ({
  line: line(id, article as string, cents as number, `${pieces}`),
}));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: wire.map((params) => ["line.add", params] as const) },
  { weight: 2, arbitrary: wire.map((params) => ["line.change", params] as const) },
  lineId.map((id) => ["line.void", { lineId: id }] as const),
  fc.constant(["customer.identify", { card: CARD }] as const),
  fc.constant(["customer.forget", {}] as const),
  fc.constantFrom(...COUPONS.slice(0, 3)).map((code) => ["coupon.present", { code }] as const),
  fc.constant(["transaction.subtotal", {}] as const),
);

test("killed after any step of any sale, the agent goes on with the same evaluation, byte for byte", async () => {
  const [steps = []] = fc.sample(fc.array(step, { minLength: 6, maxLength: 6 }), { seed, numRuns: 1 });
  const sale = { transactionId: `random ${seed}` };
  const say = `seed ${seed}`;
  let before: object = await pos.call("transaction.begin", sale);
  for (const [call, params] of steps) {
    const answer = await pos
      .call(call as "line.add", { ...sale, ...params } as never)
      .catch((error) => error);
    if (!(answer instanceof Error)) before = answer as object;
    await killed();
    const after = await pos.call("transaction.resume", sale);
    expect(bytes(after), `${say} ${call}`).toBe(bytes(before));
    expect(numberOf(after), say).toBeGreaterThan(numberOf(before));
  }
  await pos.call("transaction.cancel", sale);
});

test("any call goes on with a sale that the killed agent had; its coupon is still its own, and used once", async () => {
  const [code] = COUPONS.slice(5) as [string];
  const [mine, other] = [{ transactionId: "mine" }, { transactionId: "other" }];
  await pos.call("transaction.begin", mine);
  await pos.call("line.add", { ...mine, line: line("1", COFFEE, 450) });
  expect(await pos.call("coupon.present", { ...mine, code })).toMatchObject({
    coupon: { outcome: "accepted" },
  });
  await killed();
  await pos.call("transaction.begin", other);
  expect(await pos.call("coupon.present", { ...other, code })).toMatchObject({
    coupon: { outcome: "refused", reason: "reserved-elsewhere" },
  });
  const evaluated = await pos.call("line.add", { ...mine, line: line("2") });
  expect(evaluated).toMatchObject({ grossCents: 569, discountCents: 100 });
  const completion = {
    ...mine,
    receipt: "R-mine",
    applied: appliedOf(evaluated as never),
    totalCents: 469,
  };
  const completed = await pos.call("transaction.complete", completion);
  await killed();
  expect(await pos.call("transaction.complete", completion)).toEqual(completed);
  expect(await pos.call("transaction.resume", mine)).toMatchObject({ state: "finalised", receipt: "R-mine" });
  expect(await pos.call("coupon.present", { ...other, code })).toMatchObject({
    coupon: { reason: "already-used" },
  });
  await pos.call("transaction.cancel", other);
});

test("where are we: a POS without memory is told all that was said, as it was said", async () => {
  const sale = { transactionId: "blank" };
  const said = { ...line("1", PASTA, 119, "3"), text: "Spaghetti" };
  const weighed = { ...line("2", "2123450000000", 1990, "0.454"), department: "70" };
  await pos.call("transaction.begin", { ...sale, at: "2026-11-21T10:31:00+01:00", operator: "7" });
  await pos.call("line.add", { ...sale, line: said });
  await pos.call("line.add", { ...sale, line: { ...weighed, measure: "kg" } });
  await pos.call("customer.identify", { ...sale, card: CARD });
  await pos.call("transaction.subtotal", sale);
  await pos.call("tender.add", { ...sale, tenderId: "a", tender: "store-card", amountCents: 500 });
  await killed();
  expect(await pos.call("transaction.resume", sale)).toMatchObject({
    state: "tendering",
    revision: expect.any(Number),
    sale: {
      at: "2026-11-21T10:31:00+01:00",
      operator: "7",
      lines: [said, { ...weighed, measured: true }],
      customer: { tier: "gold", balances: { base: 100 } },
      coupons: [],
      tenders: [{ tenderId: "a", tender: "store-card", amountCents: 500 }],
    },
    totalCents: 1141,
    release: 1,
  });
  await pos.call("transaction.cancel", sale);
});

test("a sale that was cancelled stays cancelled, and what it held is free", async () => {
  const [code] = COUPONS.slice(7) as [string];
  const [gone, next] = [{ transactionId: "gone" }, { transactionId: "next" }];
  await pos.call("transaction.begin", gone);
  await pos.call("coupon.present", { ...gone, code });
  await pos.call("transaction.cancel", gone);
  await killed();
  await expect(pos.call("transaction.resume", gone)).rejects.toMatchObject({ reason: "unknown-transaction" });
  await pos.call("transaction.begin", next);
  expect(await pos.call("coupon.present", { ...next, code })).toMatchObject({
    coupon: { outcome: "parked" },
  });
  await pos.call("transaction.cancel", next);
});

test("practice that is over stays over: the POS is told when nothing is kept of it any more", async () => {
  const sale = { transactionId: "practice" };
  await pos.call("transaction.begin", { ...sale, training: true });
  await pos.call("line.add", { ...sale, line: line("1") });
  const disk = new Database(join(shop.folder, "data/sessions.db"));
  disk.exec("BEGIN IMMEDIATE");
  const answer = pos.call("transaction.complete", { ...sale, receipt: "P-1", applied: [], totalCents: 119 });
  expect(await Promise.race([answer.then(() => "told"), sleep(300, "not told yet")])).toBe("not told yet");
  disk.close();
  expect(await answer).toMatchObject({ recorded: false, training: true });
  await killed();
  await expect(pos.call("transaction.resume", sale)).rejects.toMatchObject({ reason: "unknown-transaction" });
});

test("coupons that were being shown and taken back when the agent was killed are what their sale says they are", async () => {
  const [shown, back] = COUPONS.slice(9) as [string, string];
  const [torn, next] = [{ transactionId: "torn" }, { transactionId: "next" }];
  await pos.call("transaction.begin", torn);
  await pos.call("coupon.present", { ...torn, code: back });
  await agent.kill();
  // In the journal already, and not yet among the sale's steps: one was taken back, another one shown.
  const journal = new Database(shop.journalPath);
  const couponId = couponToken(Buffer.from("c4".repeat(32), "hex"), shown);
  const changed = journal
    .prepare("UPDATE coupon SET coupon_id = ?, reservation = 'torn' WHERE transaction_id = 'torn'")
    .run(couponId);
  journal.close();
  expect(changed.changes).toBe(1);
  pos = await agent.start();
  await pos.call("transaction.begin", next);
  expect(await pos.call("coupon.present", { ...next, code: back })).toMatchObject({
    coupon: { outcome: "refused", reason: "reserved-elsewhere" },
  });
  expect(await pos.call("coupon.present", { ...next, code: shown })).toMatchObject({
    coupon: { outcome: "parked" },
  });
  for (const sale of [torn, next]) await pos.call("transaction.cancel", sale);
});

test("a suspended sale waits over the end of the agent, and goes on by its code with the same evaluation", async () => {
  const [code] = COUPONS.slice(8) as [string];
  const sale = { transactionId: "waits" };
  await pos.call("transaction.begin", sale);
  await pos.call("line.add", { ...sale, line: line("1", COFFEE, 450) });
  await pos.call("coupon.present", { ...sale, code });
  const before = await pos.call("transaction.subtotal", sale);
  const { suspension } = (await pos.call("transaction.suspend", sale)) as { suspension: { code: string } };
  expect(suspension).toEqual({ code: expect.stringMatching(/^\d{11}$/), till: "3" });
  expect(await pos.call("transaction.suspend", sale)).toMatchObject({ suspension });
  await killed();
  await expect(pos.call("line.add", { ...sale, line: line("2") })).rejects.toMatchObject({
    reason: "suspended",
  });
  const { code: number } = suspension;
  const after = await pos.call("transaction.resume", { suspension: { code: number } });
  expect(after).toMatchObject({ ...sale, state: "subtotal" });
  expect(bytes(after)).toBe(bytes(before));
  // The slip read twice, or its answer lost, also over another end of the agent: the sale is this one still.
  await killed();
  expect(bytes(await pos.call("transaction.resume", { suspension: { code: number } }))).toBe(bytes(before));
  await pos.call("transaction.suspend", sale);
  await expect(pos.call("transaction.resume", { suspension: { code: number } })).rejects.toMatchObject({
    reason: "unknown-transaction",
  });
  expect(await pos.call("transaction.cancel", sale)).toMatchObject({ state: "voided" });
  await expect(pos.call("transaction.resume", sale)).rejects.toMatchObject({ reason: "unknown-transaction" });
});

test("when the agent stops, its open sales are all that is kept", async () => {
  const sale = { transactionId: "left" };
  await pos.call("transaction.begin", sale);
  await pos.call("line.add", { ...sale, line: line("1") });
  await agent.kill();
  const db = new Database(join(shop.folder, "data/sessions.db"), { readonly: true });
  expect(db.prepare("SELECT DISTINCT transaction_id FROM step").pluck().all()).toEqual(["left"]);
  db.close();
  pos = await agent.start();
  await pos.call("transaction.cancel", sale);
});

test("a sale file that is broken loses what was open and stops nobody", async () => {
  await pos.call("transaction.begin", { transactionId: "lost" });
  await agent.kill();
  const path = join(shop.folder, "data/sessions.db");
  for (const suffix of ["", "-wal", "-shm"]) writeFileSync(path + suffix, "no database at all ".repeat(500));
  pos = await agent.start();
  await expect(pos.call("transaction.resume", { transactionId: "lost" })).rejects.toMatchObject({
    reason: "unknown-transaction",
  });
  const begun = await pos.call("transaction.begin", { transactionId: "found" });
  expect(begun).not.toHaveProperty("kept");
  await killed();
  expect(await pos.call("transaction.resume", { transactionId: "found" })).toMatchObject({ state: "open" });
});
