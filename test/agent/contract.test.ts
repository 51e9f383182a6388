/** The calls about paying and ending a sale, over the socket. */

import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import type { CallName } from "../../agent/contract/calls.ts";
import { applied } from "../../agent/contract/difference.ts";
import type { Agent } from "../../agent/main.ts";
import type { StoredSale } from "../../agent/store/stored-sale.ts";
import {
  appliedOf,
  BLOCKED_CARD,
  CARD,
  COFFEE,
  COUPONS,
  line,
  promotions as offered,
  openShop,
  type Shop,
  savedByPaying,
  shopFiles,
} from "../../agent/testing/shop.ts";
import type { Evaluation } from "../../engine/effect.ts";

const promotions = [...offered, ...savedByPaying];

interface Reply extends Evaluation {
  readonly state: string;
  readonly evaluationId: string;
  readonly restCents: number;
}

let shop: Shop;
let agent: Agent;
let pos: PosClient;
beforeAll(async () => {
  shop = await openShop(shopFiles(1, promotions));
  agent = await shop.start();
  pos = await shop.pos(agent);
});
afterAll(() => shop.close());

async function call<Answer = Reply>(name: CallName, params: object): Promise<Answer> {
  return pos.call<Answer>(name, params);
}

let sales = 0;
/** A sale with goods for 9.00, of the card's holder where that matters. */
async function begun(card?: string) {
  sales += 1;
  const sale = { transactionId: `sale-${sales}` };
  await call("transaction.begin", { ...sale, at: "2026-11-21T10:31:00+01:00" });
  await call("line.add", { ...sale, line: line("1", COFFEE, 450, "2") });
  if (card !== undefined) await call("customer.identify", { ...sale, card });
  return sale;
}

const completionOf = (sale: { transactionId: string }, evaluation: Reply) => ({
  ...sale,
  receipt: `R-${sale.transactionId}`,
  applied: appliedOf(evaluation),
  totalCents: evaluation.totalCents,
});

const refused = (reason: string) => expect.objectContaining({ code: -32002, reason });

test("tenders are confirmed one by one, each with what it saves on its part, and fix the basket until they are taken back", async () => {
  const sale = await begun();
  await expect(
    call("tender.add", { ...sale, tenderId: "1", tender: "cash", amountCents: 100 }),
  ).rejects.toEqual(refused("wrong-state"));
  await call("transaction.subtotal", sale);
  const card = { tenderId: "1", tender: "store-card", amountCents: 500 };
  const first = await call("tender.add", { ...sale, ...card });
  expect([first.state, first.totalCents, first.restCents]).toEqual(["tendering", 850, 400]);
  expect(first).toMatchObject({ tenders: [card] });
  const asIf = await call("tender.preview", { ...sale, tenders: [{ tender: "store-card" }] });
  expect([asIf.state, asIf.totalCents, asIf.restCents]).toEqual(["tendering", 810, 400]);
  await expect(call("tender.add", { ...sale, ...card })).rejects.toEqual(refused("tender-exists"));
  await expect(call("line.add", { ...sale, line: line("2") })).rejects.toEqual(refused("tenders-confirmed"));
  await expect(call("transaction.subtotal", sale)).rejects.toEqual(refused("tenders-confirmed"));
  const cash = { tenderId: "2", tender: "cash", amountCents: 1000 };
  const second = await call("tender.add", { ...sale, ...cash });
  expect([second.totalCents, second.restCents]).toEqual([850, 0]);
  const more = { tenderId: "3", tender: "cash", amountCents: 1 };
  await expect(call("tender.add", { ...sale, ...more })).rejects.toEqual(refused("nothing-left"));
  const back = await call("tender.void", { ...sale, tenderId: "1" });
  expect([back.state, back.totalCents, back.restCents]).toEqual(["tendering", 900, 0]);
  await expect(call("tender.void", { ...sale, tenderId: "1" })).rejects.toEqual(refused("unknown-tender"));
  expect((await call("tender.void", { ...sale, tenderId: "2" })).state).toBe("subtotal");
  expect((await call("line.add", { ...sale, line: line("2") })).state).toBe("open");
  await call("transaction.subtotal", sale);
  await call("tender.add", { ...sale, ...card });
  const cancelled = await call("transaction.cancel", sale);
  expect(cancelled).toMatchObject({ state: "voided", tenders: [card] });
  // The answer was lost: asked again it is the same.
  expect(await call("transaction.cancel", sale)).toEqual(cancelled);
});

test("points pay for a reward as often as the balance gives it, and are burnt when the sale is paid", async () => {
  const sale = await begun(CARD);
  await call("transaction.subtotal", sale);
  const points = (tenderId: string, times: number) =>
    call("tender.add", { ...sale, tenderId, reward: "REWARD", times });
  const first = await points("1", 1);
  expect([first.state, first.totalCents, first.restCents]).toEqual(["tendering", 800, 800]);
  // 100 points are two rewards of 50.
  await expect(points("2", 2)).rejects.toEqual(refused("reward-not-given"));
  const second = await points("2", 1);
  expect([second.totalCents, second.restCents]).toEqual([700, 700]);
  const paid = await call("tender.add", { ...sale, tenderId: "3", tender: "cash", amountCents: 700 });
  expect(await call("transaction.complete", completionOf(sale, paid))).toMatchObject({
    state: "finalised",
    points: [{ account: "base", used: 100 }],
  });
  await expect(call("line.add", { ...sale, line: line("2") })).rejects.toEqual(refused("wrong-state"));
  await expect(call("transaction.cancel", sale)).rejects.toEqual(refused("wrong-state"));
});

test("a POS that asks for differences has the same evaluation as one that is told everything", async () => {
  const sale = await begun(CARD);
  let had = await call("transaction.subtotal", sale);
  const id = ({ evaluationId }: Reply) => ({ answer: { difference: evaluationId } });
  const keys = ["semantics", "grossCents", "discountCents", "totalCents"] as const;
  const lists = ["effects", "coupons", "lines", "vat", "layers"] as const;
  const bare = (reply: Evaluation) =>
    Object.fromEntries([...keys, ...lists].map((name) => [name, reply[name]])) as unknown as Evaluation;
  let kept = bare(had);
  const steps: [CallName, object][] = [
    ["line.add", { line: line("2") }],
    ["line.add", { line: line("3") }],
    ["line.add", { line: line("4") }],
    ["customer.forget", {}],
    ["line.change", { line: line("1", COFFEE, 450, "1") }],
    ["customer.identify", { card: CARD }],
    ["line.void", { lineId: "2" }],
  ];
  for (const [name, params] of steps) {
    type Told = Reply & { difference: Parameters<typeof applied>[1] };
    const told = await call<Told>(name, { ...sale, ...params, ...id(had) });
    expect(told).not.toHaveProperty("effects");
    kept = applied(kept, told.difference);
    had = told;
  }
  const whole = await call("line.change", { ...sale, line: line("1", COFFEE, 450, "1") });
  expect(JSON.stringify(kept)).toBe(JSON.stringify(bare(whole)));
  // From another evaluation than the last: told everything.
  const again = await call("line.void", { ...sale, lineId: "3", ...id(had) });
  expect(again).toHaveProperty("effects");
  await call("transaction.cancel", sale);
});

const evaluationOf = (lines: object[], card?: string) =>
  call("transaction.evaluate", { lines, at: "2026-11-21T10:31:00+01:00", ...(card && { card }) });
const balance = async () => {
  sales += 1;
  const sale = { transactionId: `balance-${sales}` };
  await call("transaction.begin", sale);
  type Known = { customer: { balances: { base: number } } };
  const { customer } = await call<Known>("customer.identify", { ...sale, card: CARD });
  await call("transaction.cancel", sale);
  return customer.balances.base;
};

describe("a sale that is told whole, when it is over", () => {
  const goods = [line("1", COFFEE, 450, "2")];
  const at = "2026-11-21T10:31:00+01:00";
  const told = async (transactionId: string, basket: object = {}) => ({
    transactionId,
    receipt: `R-${transactionId}`,
    applied: [],
    totalCents: (await evaluationOf(goods)).totalCents,
    basket: { lines: goods, at, card: CARD, ...basket },
  });

  test("is recorded although nobody here knew it, credits its points, and says the same when it comes again", async () => {
    const before = await balance();
    const completion = await told("late-1");
    const answer = await call<{ saleId: string }>("transaction.complete", completion);
    expect(answer).toMatchObject({
      state: "finalised",
      recorded: true,
      late: true,
      points: [{ points: 9, balance: before + 9 }],
    });
    expect(await call("transaction.complete", completion)).toEqual(answer);
    expect(await balance()).toBe(before + 9);
    const other = { ...completion, basket: { ...completion.basket, lines: [line("1", COFFEE, 900)] } };
    await expect(call("transaction.complete", other)).rejects.toEqual(refused("completed-differently"));
    const { explanations } = await call<{ explanations: object[] }>("explain", { sale: answer.saleId });
    expect(explanations).toContainEqual(expect.objectContaining({ promotionId: "P3", points: 9 }));
  });

  test("is answered as before where it was recorded while it was rung up", async () => {
    const sale = await begun(CARD);
    const subtotal = await call("transaction.subtotal", sale);
    const answer = await call("transaction.complete", completionOf(sale, subtotal));
    const again = await told(sale.transactionId);
    expect(await call("transaction.complete", again)).toEqual(answer);
    const contradicting = { ...again, totalCents: 1 };
    await expect(call("transaction.complete", contradicting)).rejects.toEqual(
      refused("completed-differently"),
    );
  });

  test("is what it is told to be where it stands open or was cancelled here", async () => {
    const open = await begun();
    await call("line.add", { ...open, line: line("9") });
    const coupon = COUPONS[3]!;
    await call("coupon.present", { ...open, code: coupon });
    const answer = await call("transaction.complete", await told(open.transactionId));
    expect(answer).toMatchObject({ totalCents: 900, late: true, points: [{ points: 9 }] });
    // It was not in the basket in the end: it is free for somebody else.
    const other = await begun();
    expect(await call("coupon.present", { ...other, code: coupon })).toMatchObject({
      coupon: { outcome: "accepted" },
    });
    await call("transaction.cancel", other);
    expect(await call("transaction.complete", await told(other.transactionId))).toMatchObject({
      recorded: true,
    });
  });

  test("uses up its coupons, and is recorded although another sale has used one meanwhile", async () => {
    const code = COUPONS[4]!;
    const applied = [{ promotionId: "P2", amountCents: 100, shares: [{ lineId: "1", amountCents: 100 }] }];
    const completion = async (id: string) => ({
      ...(await told(id, { coupons: [code] })),
      applied,
      totalCents: 800,
    });
    for (const id of ["late-coupon-1", "late-coupon-2"])
      expect(await call("transaction.complete", await completion(id))).toMatchObject({
        recorded: true,
        totalCents: 800,
        coupons: { redeemed: [expect.any(String)] },
      });
    const sale = await begun();
    expect(await call("coupon.present", { ...sale, code })).toMatchObject({
      coupon: { outcome: "refused", reason: "already-used" },
    });
    await call("transaction.cancel", sale);
  });

  test("is recorded with nobody credited where the card is not good, and refused where the basket is not", async () => {
    const blocked = await told("late-blocked", { card: BLOCKED_CARD });
    expect(await call("transaction.complete", blocked)).toMatchObject({
      recorded: true,
      cardRefused: "card-blocked",
      points: [],
    });
    const bad = await told("late-bad", { lines: [{ ...goods[0], quantity: "0.4540" }] });
    await expect(call("transaction.complete", bad)).rejects.toMatchObject({
      code: -32602,
      field: "basket.lines.0.quantity",
    });
  });
});

test("practice is answered like a sale, and leaves nothing: no record, no points, no used coupon", async () => {
  const before = await balance();
  const sale = { transactionId: "training" };
  await call("transaction.begin", { ...sale, at: "2026-11-21T10:31:00+01:00", training: true });
  const flagged = { training: true };
  expect(await call("line.add", { ...sale, line: line("1", COFFEE, 450, "2") })).toMatchObject(flagged);
  await call("customer.identify", { ...sale, card: CARD });
  const shown = await call("coupon.present", { ...sale, code: COUPONS[5]! });
  expect(shown).toMatchObject({ coupon: { outcome: "accepted" }, totalCents: 800 });
  // Nobody is kept from it by a sale that is none.
  const real = await begun();
  expect(await call("coupon.present", { ...real, code: COUPONS[5]! })).toMatchObject({
    coupon: { outcome: "accepted" },
  });
  await call("transaction.cancel", real);
  const subtotal = await call("transaction.subtotal", sale);
  const completion = completionOf(sale, subtotal);
  const answer = await call("transaction.complete", completion);
  expect(answer).toMatchObject({ state: "finalised", recorded: false, ...flagged, points: [{ points: 8 }] });
  expect(answer).not.toHaveProperty("saleId");
  expect(await call("transaction.complete", completion)).toEqual(answer);
  await expect(call("transaction.complete", { ...completion, receipt: "other" })).rejects.toEqual(
    refused("completed-differently"),
  );
  await expect(call("explain", { sale: completion.receipt })).rejects.toEqual(refused("unknown-receipt"));
  expect(await balance()).toBe(before);
  expect(storedSales().map(({ transactionId }) => transactionId)).not.toContain("training");
  // Its id is free for a sale.
  await call("transaction.begin", sale);
  await call("transaction.cancel", sale);
});

test("who was at the till and which supervisor stood behind what is in the journal with the sale", async () => {
  const sale = await begun();
  await call("line.add", { ...sale, line: line("2") });
  const override = { supervisor: "S1", reason: "wrong article" };
  await call("line.void", { ...sale, lineId: "2", operator: "14", override });
  const subtotal = await call("transaction.subtotal", sale);
  const why = { supervisor: "S2", reason: "price agreed" };
  const completion = { ...completionOf(sale, subtotal), override: why };
  const answer = await call("transaction.complete", completion);
  // The same sale, whoever sends it again.
  expect(await call("transaction.complete", { ...completion, operator: "15" })).toEqual(answer);
  const stored = storedSales().find(({ transactionId }) => transactionId === sale.transactionId);
  expect(stored).toMatchObject({
    operator: "14",
    overrides: [
      { of: "line.void", lineId: "2", ...override, operator: "14" },
      { of: "complete", ...why, operator: "14" },
    ],
  });
});

/** Bodies of the events that the journal holds for HQ. */
function storedSales(): StoredSale[] {
  const db = new Database(shop.journalPath, { readonly: true });
  const bodies = db.prepare("SELECT body FROM outbox WHERE kind = 'sale'").pluck().all() as string[];
  db.close();
  return bodies.map((body) => JSON.parse(body));
}

test("a POS that asks for it hears what could be gained while the sale rests, and hears nothing twice", async () => {
  type Heard = { transactionId: string; suggestions: unknown[]; texts: string[] };
  const heard: Heard[] = [];
  const listener = await shop.pos(agent);
  listener.on("suggestion", (params) => heard.push(params as unknown as Heard));
  const sale = { transactionId: "resting" };
  await listener.call("transaction.begin", { ...sale, suggestions: true });
  await listener.call("line.add", { ...sale, line: line("1") });
  await listener.call("line.add", { ...sale, line: line("2") });
  await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(1);
  expect(heard[0]).toMatchObject({
    ...sale,
    suggestions: [{ promotionId: "P1", gainCents: 119 }],
    texts: [expect.stringContaining("Pasta 3 for 2: add 1 ×")],
  });
  // With the third piece there is nothing to say any more.
  await listener.call("line.add", { ...sale, line: line("3") });
  await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(2);
  expect(heard[1]).toMatchObject({ ...sale, suggestions: [], texts: [] });
  await listener.call("transaction.cancel", sale);
  await listener.close();
});
