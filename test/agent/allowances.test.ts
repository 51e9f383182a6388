/** Limits for each customer, and budgets: what one sale was promised no other gets, also over the end of the agent. */

import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import { verifyJournal } from "../../agent/store/verify.ts";
import { type AgentProcess, agentProcess } from "../../agent/testing/process.ts";
import {
  appliedOf,
  CARD,
  COFFEE,
  line,
  OTHER_CARDS,
  openShop,
  PASTA,
  promotions,
  type Shop,
  shopFiles,
  snapshot,
} from "../../agent/testing/shop.ts";
import type { Evaluation } from "../../engine/effect.ts";
import { drawFrom } from "../../engine/random-shop.ts";
import { seed } from "../seed.ts";

const [TEA, WATER, MILK] = ["8000000000017", "8000000000024", "8000000000031"];
const goods = (article: string) => ({ select: { of: [{ articles: [article] }] } });
const limited = [
  {
    id: "HALF",
    name: { it: "Caffè a metà prezzo", en: "Coffee at half price" },
    layer: "offers",
    mechanics: [{ kind: "percent", percent: "50", ...goods(COFFEE) }],
    limits: { perCustomer: { applications: 1, period: "day" } },
  },
  {
    id: "TEN",
    name: { it: "Pasta -10", en: "Pasta 10 off" },
    layer: "offers",
    mechanics: [{ kind: "amount", amountCents: 10, per: "unit", ...goods(PASTA) }],
    limits: { budget: { applications: 4 } },
  },
  {
    id: "CARD5",
    name: { it: "5 % con la carta", en: "5 % with the store card" },
    layer: "tenders",
    mechanics: [{ kind: "tender", tenders: ["store-card"], percent: "5" }],
    limits: { perCustomer: { applications: 1, period: "month" } },
  },
  {
    id: "WELCOME",
    name: { it: "100 punti", en: "100 points" },
    layer: "points",
    mechanics: [{ kind: "points", account: "base", earn: { fixed: 100 } }],
    limits: { perCustomer: { applications: 1, period: "campaign" } },
  },
  {
    id: "TEA",
    name: { it: "Tè -20 %", en: "Tea 20 % off" },
    layer: "offers",
    mechanics: [{ kind: "percent", percent: "20", ...goods(TEA) }],
    limits: { perCustomer: { applications: 3, amountCents: 150, period: "campaign" } },
  },
  {
    id: "WATER",
    name: { it: "Acqua -30", en: "Water 30 off" },
    layer: "offers",
    mechanics: [{ kind: "amount", amountCents: 30, per: "unit", ...goods(WATER) }],
    limits: { budget: { applications: 12 } },
  },
];

const budget = {
  id: "BUDGET",
  name: { it: "Latte -10", en: "Milk 10 off" },
  layer: "offers",
  mechanics: [{ kind: "amount", amountCents: 10, per: "unit", ...goods(MILK) }],
  limits: { budget: { applications: 1000 } },
};
/** HQ lets each till give two of the thousand. */
const part = { name: "allowance/BUDGET", json: JSON.stringify({ applications: 2 }) };
const release = [
  ...shopFiles(1, [...promotions.slice(1), ...limited, budget]),
  snapshot("config/0042", 1, { config: [part] }),
];

let shop: Shop;
let agent: AgentProcess;
let pos: PosClient;
beforeAll(async () => {
  shop = await openShop(release);
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

type Answer = Evaluation & { readonly texts: { readonly cashier: readonly string[] } };

/** A sale of that customer with these goods on the belt. */
async function rungUp(transactionId: string, card: string | undefined, ...articles: string[]) {
  const sale = { transactionId };
  await pos.call("transaction.begin", sale);
  if (card !== undefined) await pos.call("customer.identify", { ...sale, card });
  let shown: Evaluation | undefined;
  for (const [index, article] of articles.entries())
    shown = await pos.call<Evaluation>("line.add", {
      ...sale,
      line: line(`${index + 1}`, article, article === PASTA ? 119 : 450),
    });
  return { sale, shown };
}

const subtotal = (sale: { transactionId: string }) => pos.call<Answer>("transaction.subtotal", sale);
const complete = (sale: { transactionId: string }, { effects, totalCents }: Evaluation) =>
  pos.call("transaction.complete", {
    ...sale,
    receipt: `R-${sale.transactionId}`,
    applied: appliedOf({ effects }),
    totalCents,
  });
const cutsIn = ({ effects }: Evaluation) =>
  effects.filter(({ kind }) => kind === "price-modifier").map(({ promotionId }) => promotionId);

function read<Row>(sql: string): Row[] {
  const db = new Database(shop.journalPath, { readonly: true });
  try {
    return db.prepare(sql).all() as Row[];
  } finally {
    db.close();
  }
}
const held = () =>
  read<{ id: string }>("SELECT DISTINCT transaction_id AS id FROM allowance WHERE state = 'reserved'").map(
    ({ id }) => id,
  );

test("of two open sales of one customer the one with the first subtotal gets it; the other is told why not", async () => {
  const [first, second] = [await rungUp("a1", CARD, COFFEE), await rungUp("a2", CARD, COFFEE)];
  expect([first.shown, second.shown].map((shown) => cutsIn(shown!))).toEqual([["HALF"], ["HALF"]]);
  expect(cutsIn(await subtotal(first.sale))).toEqual(["HALF"]);
  const refused = await subtotal(second.sale);
  expect(refused).toMatchObject({ totalCents: 450, discountCents: 0 });
  expect(refused).not.toHaveProperty("degraded");
  expect(refused.texts.cashier).toContain(
    "Coffee at half price: its allowance is used up, it is no longer in the total.",
  );
  const { explanations } = await pos.call<{ explanations: { promotionId: string }[] }>(
    "explain",
    second.sale,
  );
  expect(explanations.find(({ promotionId }) => promotionId === "HALF")).toMatchObject({
    applied: false,
    reasons: [{ kind: "used-up" }],
  });
  const { sale: another } = await rungUp("a3", OTHER_CARDS[0], COFFEE);
  expect(cutsIn(await subtotal(another))).toEqual(["HALF"]);

  await pos.call("transaction.cancel", first.sale);
  expect(cutsIn(await subtotal(second.sale))).toEqual(["HALF"]);
  for (const sale of [second.sale, another]) await pos.call("transaction.cancel", sale);
  await expect.poll(held).toEqual([]);
});

test("of two subtotals at the same moment one gets it", async () => {
  const sales = [(await rungUp("s1", CARD, COFFEE)).sale, (await rungUp("s2", CARD, COFFEE)).sale];
  const cuts = (await Promise.all(sales.map(subtotal))).flatMap(cutsIn);
  expect(cuts).toEqual(["HALF"]);
  for (const sale of sales) await pos.call("transaction.cancel", sale);
});

test("without a card a limit for each customer lets nothing through", async () => {
  const { sale } = await rungUp("nobody", undefined, COFFEE);
  expect(cutsIn(await subtotal(sale))).toEqual([]);
  await pos.call("transaction.cancel", sale);
});

test("a basket that changes after its subtotal lets go of what it held", async () => {
  const [{ sale: first }, { sale: second }] = [
    await rungUp("b1", CARD, COFFEE),
    await rungUp("b2", CARD, COFFEE),
  ];
  await subtotal(first);
  await pos.call("line.void", { ...first, lineId: "1" });
  expect(cutsIn(await subtotal(second))).toEqual(["HALF"]);
  await pos.call("line.add", { ...first, line: line("2", COFFEE, 450) });
  expect(cutsIn(await subtotal(first))).toEqual([]);
  for (const sale of [first, second]) await pos.call("transaction.cancel", sale);
});

test("killed between subtotal and completion, and after it: the sale keeps what it was promised, and uses it up", async () => {
  const { sale: mine } = await rungUp("c1", CARD, COFFEE);
  const promised = await subtotal(mine);
  await killed();
  const { sale: other } = await rungUp("c2", CARD, COFFEE);
  expect(cutsIn(await subtotal(other))).toEqual([]);
  const again = await pos.call<Evaluation>("transaction.resume", mine);
  expect([again.effects, again.totalCents]).toEqual([promised.effects, promised.totalCents]);
  const answer = await complete(mine, again);
  expect(answer).toMatchObject({
    recorded: true,
    totalCents: 225,
    points: [{ account: "base", points: 102 }],
  });
  expect(await complete(mine, again)).toEqual(answer);
  await killed();
  expect(cutsIn(await subtotal(other))).toEqual([]);
  const back = { returnId: "back", receipt: "R-c1", operator: "1" };
  expect(await pos.call("transaction.return", { ...back, commit: true, paidOutCents: 225 })).toMatchObject({
    refundCents: 225,
  });
  expect(cutsIn(await subtotal(other))).toEqual(["HALF"]);
  await pos.call("transaction.cancel", other);

  type Told = { kind: string; body: string };
  const told = read<Told>("SELECT kind, body FROM outbox WHERE kind LIKE 'allowance.%' ORDER BY sequence");
  expect(told.map(({ kind, body }) => [kind, JSON.parse(body).allowances])).toMatchObject([
    [
      "allowance.booked",
      [
        { promotionId: "HALF", of: "customer", applications: 1, amountCents: 225 },
        { promotionId: "WELCOME", of: "customer", period: "campaign", applications: 1 },
      ],
    ],
    [
      "allowance.returned",
      [
        { promotionId: "HALF", applications: 1, amountCents: 225 },
        { promotionId: "WELCOME", applications: 1 },
      ],
    ],
  ]);
});

test("a suspended sale keeps what it holds, over the end of the agent too", async () => {
  const { sale: waiting } = await rungUp("d1", CARD, COFFEE);
  await subtotal(waiting);
  await pos.call("transaction.suspend", waiting);
  await killed();
  const { sale: other } = await rungUp("d2", CARD, COFFEE);
  expect(cutsIn(await subtotal(other))).toEqual([]);
  expect(cutsIn(await pos.call<Evaluation>("transaction.resume", waiting))).toEqual(["HALF"]);
  for (const sale of [waiting, other]) await pos.call("transaction.cancel", sale);
});

test("what a tender is given for is reserved when it is confirmed", async () => {
  const [first, second] = [await rungUp("e1", CARD, PASTA), await rungUp("e2", CARD, PASTA)];
  const paid = { tenderId: "1", tender: "store-card", amountCents: 100 };
  for (const { sale } of [first, second]) await subtotal(sale);
  expect(cutsIn(await pos.call<Evaluation>("tender.add", { ...first.sale, ...paid }))).toContain("CARD5");
  expect(cutsIn(await pos.call<Evaluation>("tender.add", { ...second.sale, ...paid }))).not.toContain(
    "CARD5",
  );
  expect(
    cutsIn(
      await pos.call<Evaluation>("tender.preview", { ...second.sale, tenders: [{ tender: "store-card" }] }),
    ),
  ).not.toContain("CARD5");
  for (const { sale } of [first, second]) await pos.call("transaction.cancel", sale);
});

test("training sees the offers and takes none of them", async () => {
  const practice = { transactionId: "t1" };
  await pos.call("transaction.begin", { ...practice, training: true });
  await pos.call("customer.identify", { ...practice, card: CARD });
  await pos.call("line.add", { ...practice, line: line("1", COFFEE, 450) });
  const shown = await subtotal(practice);
  expect(cutsIn(shown)).toEqual(["HALF"]);
  expect(held()).toEqual([]);
  await complete(practice, shown);
  const { sale } = await rungUp("t2", CARD, COFFEE);
  expect(cutsIn(await subtotal(sale))).toEqual(["HALF"]);
  await pos.call("transaction.cancel", sale);
});

test("a budget is this till's as far as it goes; what the POS left out stays, what it did of its own counts", async () => {
  const { sale: first } = await rungUp("f1", undefined, PASTA, PASTA, PASTA);
  const shown = await subtotal(first);
  expect(shown.discountCents).toBe(30);
  const [cut] = appliedOf(shown);
  const part = { ...cut!, amountCents: 10, shares: [{ lineId: "1", amountCents: 10 }] };
  await pos.call("transaction.complete", { ...first, receipt: "R-f1", applied: [part], totalCents: 347 });

  const line1 = line("1", PASTA, 119);
  const applied = [{ promotionId: "TEN", amountCents: 10, shares: [{ lineId: "1", amountCents: 10 }] }];
  const basket = { lines: [line1], at: new Date().toISOString() };
  const late = { transactionId: "f2", receipt: "R-f2", applied, totalCents: 109, basket };
  await pos.call("transaction.complete", late);

  const { sale: last } = await rungUp("f3", undefined, PASTA, PASTA, PASTA);
  expect((await subtotal(last)).discountCents).toBe(20);
  const empty = { ...last, lineId: "3" };
  await pos.call("line.void", empty);
  await complete(last, await subtotal(last));
  const { sale: none } = await rungUp("f4", undefined, PASTA);
  expect((await subtotal(none)).discountCents).toBe(0);
  await pos.call("transaction.cancel", none);
});

test("what HQ lets one till give of a budget binds it, also when nothing was given yet", async () => {
  const { sale, shown } = await rungUp("g1", undefined, MILK, MILK, MILK);
  expect(shown!.discountCents).toBe(20);
  await complete(sale, await subtotal(sale));
  const { sale: next } = await rungUp("g2", undefined, MILK);
  expect((await subtotal(next)).discountCents).toBe(0);
  await pos.call("transaction.cancel", next);
});

test("many customers at one till, killed again and again, never get more than there is", async () => {
  const draw = drawFrom(seed);
  const say = `seed ${seed}`;
  /** Open sales, with what their last subtotal said if nothing has happened since. */
  const open = new Map<string, Evaluation | undefined>();
  let number = 0;
  const one = (): string | undefined => [...open.keys()][draw(open.size)];

  /** One in twelve is answered by nobody: the agent is killed while it is at it. */
  async function tried<Result>(call: () => Promise<Result>): Promise<Result | undefined> {
    const going = call().catch((error: { reason?: string }) => error.reason as undefined);
    if (draw(12) > 0) return going;
    await new Promise((resolve) => setTimeout(resolve, draw(15)));
    await killed();
    return undefined;
  }

  async function pay(id: string, shown: Evaluation): Promise<void> {
    open.delete(id);
    // Sent again until it is answered, as a POS does.
    const answer =
      (await tried(() => complete({ transactionId: id }, shown))) ??
      (await complete({ transactionId: id }, shown));
    expect(answer, say).toMatchObject({ recorded: true, totalCents: shown.totalCents });
    if (draw(4) > 0) return;
    const back = { returnId: `back ${id}`, receipt: `R-${id}`, operator: "1" };
    const goods = { goods: [{ lineId: "1", quantity: "1" }] };
    const whatIf = await pos.call<{ refundCents: number }>("transaction.return", {
      ...back,
      ...goods,
      commit: false,
    });
    const paid = { ...back, ...goods, commit: true, paidOutCents: whatIf.refundCents };
    await pos.call("transaction.return", paid);
  }

  for (let step = 0; step < 70; step += 1) {
    const id = one();
    const shown = id === undefined ? undefined : open.get(id);
    if (id === undefined || (open.size < 4 && draw(4) === 0)) {
      number += 1;
      const sale = { transactionId: `random ${number}` };
      await pos.call("transaction.begin", sale);
      await pos.call("customer.identify", { ...sale, card: [CARD, ...OTHER_CARDS][draw(3)]! });
      const [article, price] = draw(2) === 0 ? [TEA, 100 * (1 + draw(4))] : [WATER, 80];
      await pos.call("line.add", { ...sale, line: line("1", article!, price as number, `${1 + draw(3)}`) });
      open.set(sale.transactionId, undefined);
    } else if (shown !== undefined && draw(2) === 0) await pay(id, shown);
    else if (draw(8) === 0) {
      open.delete(id);
      await tried(() => pos.call("transaction.cancel", { transactionId: id }));
    } else if (draw(5) === 0) {
      open.set(id, undefined);
      number += 1;
      const more = { transactionId: id, line: line(`${number}`, TEA, 200) };
      await tried(() => pos.call("line.add", more));
    } else {
      // At once, as the customers of several self-checkouts do.
      const ids = [...open.keys()].filter((other) => other === id || draw(2) === 0);
      const all = await tried(() => Promise.all(ids.map((each) => subtotal({ transactionId: each }))));
      for (const [index, each] of ids.entries()) open.set(each, all?.[index]);
    }
  }
  for (const [id, shown] of open) await pay(id, shown ?? (await subtotal({ transactionId: id })));

  type Row = { promotion: string; scope: string; applications: number; cents: number };
  const books = read<Row>(`
    SELECT promotion_id AS promotion, scope, applications, amount_cents AS cents FROM allowance_used
    WHERE promotion_id IN ('TEA', 'WATER') ORDER BY promotion_id, scope`);
  for (const { promotion, applications, cents } of books) {
    expect(applications, say).toBeLessThanOrEqual(promotion === "TEA" ? 3 : 12);
    if (promotion === "TEA") expect(cents, say).toBeLessThanOrEqual(150);
  }
  expect(books, say).toEqual(booksOfReceipts());
  expect(books.length, say).toBeGreaterThan(0);
  expect(books.find(({ promotion }) => promotion === "WATER")?.applications ?? 0, say).toBeGreaterThan(0);
});

/** What the receipts of the journal say that was granted, less what came back. */
function booksOfReceipts(): object[] {
  type Sum = { promotion: string; scope: string; applications: number; cents: number };
  const sums = new Map<string, Sum>();
  const receipts = read<{ kind: string; body: string }>(
    "SELECT kind, body FROM outbox WHERE kind IN ('sale', 'allowance.returned')",
  );
  for (const { kind, body } of receipts) {
    const told = JSON.parse(body);
    const customer = told.customerId ?? told.context?.customer?.id;
    const cuts = (told.effects ?? []).filter((effect: { kind: string }) => effect.kind === "price-modifier");
    for (const { promotionId, of, times, applications = times, amountCents } of [
      ...cuts,
      ...(kind === "sale" ? [] : told.allowances),
    ]) {
      if (promotionId !== "TEA" && promotionId !== "WATER") continue;
      const scope = promotionId === "WATER" ? "till" : `customer/${customer}`;
      expect(of ?? "", kind).toBe(kind === "sale" ? "" : scope.split("/")[0]);
      const sum = sums.get(`${promotionId} ${scope}`) ?? {
        promotion: promotionId,
        scope,
        applications: 0,
        cents: 0,
      };
      const sign = kind === "sale" ? 1 : -1;
      sum.applications += sign * applications;
      sum.cents += sign * amountCents;
      sums.set(`${promotionId} ${scope}`, sum);
    }
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

test("in the end nothing is held, and the books are those of the receipts", async () => {
  await agent.kill();
  expect(held()).toEqual([]);
  expect(verifyJournal(shop.journalPath).broken).toBeUndefined();
  pos = await agent.start();
});
