/** The calls about paying and ending a sale, over the socket; every answer is held to the schema of its call. */

import { afterAll, beforeAll, expect, test } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import { type CallName, calls } from "../../agent/contract/calls.ts";
import { applied } from "../../agent/contract/difference.ts";
import "../../agent/testing/patience.ts";
import {
  appliedOf,
  CARD,
  COFFEE,
  line,
  promotions as offered,
  openShop,
  type Shop,
  shopFiles,
} from "../../agent/testing/shop.ts";
import type { Evaluation } from "../../engine/effect.ts";

const promotions = [
  ...offered,
  {
    id: "TENDER",
    name: { it: "Carta del negozio -10 %", en: "Store card 10 % off" },
    layer: "tenders",
    mechanics: [{ kind: "tender", tenders: ["store-card"], percent: "10" }],
  },
  {
    id: "REWARD",
    name: { it: "1 euro per 50 punti", en: "1 euro for 50 points" },
    layer: "rewards",
    who: { card: true },
    mechanics: [{ kind: "reward", account: "base", points: 50, discount: { amountCents: 100 } }],
  },
];

interface Reply extends Evaluation {
  readonly state: string;
  readonly evaluationId: string;
  readonly restCents: number;
}

let shop: Shop;
let pos: PosClient;
beforeAll(async () => {
  shop = await openShop(shopFiles(1, promotions));
  pos = await shop.pos(await shop.start());
});
afterAll(() => shop.close());

async function call<Answer = Reply>(name: CallName, params: object): Promise<Answer> {
  const answer = await pos.call<Answer>(name, params);
  const read = calls[name].result.safeParse(answer);
  expect(read.success ? [] : read.error.issues, name).toEqual([]);
  return answer;
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
  const evaluationOf = (reply: Evaluation) =>
    Object.fromEntries([...keys, ...lists].map((name) => [name, reply[name]])) as unknown as Evaluation;
  let kept = evaluationOf(had);
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
  expect(JSON.stringify(kept)).toBe(JSON.stringify(evaluationOf(whole)));
  // From another evaluation than the last: told everything.
  const again = await call("line.void", { ...sale, lineId: "3", ...id(had) });
  expect(again).toHaveProperty("effects");
  await call("transaction.cancel", sale);
});
