import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ean13 } from "../drivers/codes/check-digit.ts";
import type { PosClient } from "./client/connect.ts";
import type { Agent } from "./main.ts";
import { openJournalReader } from "./store/journal-reader.ts";
import {
  appliedOf,
  BLOCKED_CARD,
  CARD,
  COFFEE,
  COUPONS,
  IDLE_COUPON,
  line,
  OLD_COUPON,
  openShop,
  PASTA,
  type Shop,
} from "./testing/shop.ts";

type Reply = Record<string, never> & {
  effects: object[];
  coupons: { couponId: string; outcome: string }[];
  totalCents: number;
};

let shop: Shop;
let agent: Agent;
let pos: PosClient;
beforeAll(async () => {
  shop = await openShop();
  agent = await shop.start();
  pos = await shop.pos(agent);
});
afterAll(() => shop.close());

/** Every test sells in a transaction of its own, with a coupon of its own. */
let t1: { transactionId: string };
let coupon: string;
let tests = 0;
beforeEach(() => {
  t1 = { transactionId: `t${tests}` };
  coupon = COUPONS[tests % COUPONS.length]!;
  tests += 1;
});
const receiptOf = ({ transactionId }: { transactionId: string }) => `R-${transactionId}`;
/** Another transaction of the same test. */
const next = (name: string) => ({ transactionId: `${t1.transactionId}-${name}` });

/** Three packs of pasta, a coffee, a card and a coupon; the answer to the subtotal. */
async function rungUp(transaction = t1): Promise<Reply> {
  await pos.call("transaction.begin", { ...transaction, at: "2026-11-21T10:31:00+01:00", operator: "12" });
  for (const id of ["1", "2", "3"]) await pos.call("line.add", { ...transaction, line: line(id) });
  await pos.call("line.add", { ...transaction, line: line("4", COFFEE, 450) });
  await pos.call("customer.identify", { ...transaction, card: CARD });
  await pos.call("coupon.present", { ...transaction, code: coupon });
  return pos.call<Reply>("transaction.subtotal", transaction);
}

function completion(reply: Reply, transaction = t1) {
  return {
    ...transaction,
    receipt: receiptOf(transaction),
    applied: appliedOf(reply),
    tenders: [{ kind: "cash", amountCents: reply.totalCents }],
    totalCents: reply.totalCents,
  };
}

describe("a whole sale over the socket", () => {
  test("gets its promotions, is recorded, and can be explained afterwards", async () => {
    const subtotal = await rungUp();
    expect(subtotal).toMatchObject({
      state: "subtotal",
      release: 1,
      grossCents: 807,
      discountCents: 219,
      totalCents: 588,
      coupons: [{ outcome: "accepted", promotionIds: ["P2"] }],
    });
    expect(subtotal).not.toHaveProperty("degraded");
    const answer = await pos.call("transaction.complete", completion(subtotal));
    expect(answer).toMatchObject({
      recorded: true,
      receipt: receiptOf(t1),
      totalCents: 588,
      points: [{ account: "base", points: 5, balance: expect.any(Number) }],
      coupons: { freed: [] },
    });
    const { explanations } = await pos.call<{ explanations: object[] }>("explain", { sale: receiptOf(t1) });
    expect(explanations).toContainEqual(expect.objectContaining({ promotionId: "P1", applied: true }));

    const journal = openJournalReader(shop.journalPath);
    const found = journal.find(receiptOf(t1));
    journal.close();
    expect(found?.sale).toMatchObject({
      receipt: receiptOf(t1),
      posTotalCents: 588,
      context: { date: "2026-11-21", time: "10:31:00", weekday: 6, storeGroups: ["north"] },
    });
    // What the POS left out came from the article master.
    expect(found?.sale.basket.lines[0]).toMatchObject({
      text: "Spaghetti n.5",
      vatRate: "4",
      department: "10",
    });
    expect(found?.definitions.map(({ promotionId }) => promotionId)).toEqual(["P1", "P2", "P3"]);
    expect(JSON.stringify(found)).not.toContain(CARD);
  });

  test("completed twice is one sale with one answer, also after a restart", async () => {
    const complete = completion(await rungUp());
    const first = await pos.call("transaction.complete", complete);
    expect(await pos.call("transaction.complete", complete)).toEqual(first);
    await expect(pos.call("transaction.complete", { ...complete, receipt: "R-other" })).rejects.toMatchObject(
      { code: -32002, reason: "completed-differently" },
    );
    await agent.close();
    agent = await shop.start();
    pos = await shop.pos(agent);
    expect(await pos.call("transaction.complete", complete)).toEqual(first);
    await expect(pos.call("transaction.begin", t1)).rejects.toMatchObject({ reason: "transaction-id-used" });
  });

  test("is booked as the POS applied it: what it left out is free again", async () => {
    const subtotal = await rungUp();
    const all = completion(subtotal);
    const applied = all.applied.filter(({ promotionId }) => promotionId !== "P2");
    const answer = await pos.call("transaction.complete", { ...all, applied, totalCents: 688 });
    expect(answer).toMatchObject({ totalCents: 688, coupons: { redeemed: [], freed: [expect.any(String)] } });
    expect((await rungUp(next("again"))).coupons).toMatchObject([{ outcome: "accepted" }]);
  });

  test("with a total of the POS's own is recorded with the difference", async () => {
    const complete = completion(await rungUp());
    expect(await pos.call("transaction.complete", { ...complete, totalCents: 590 })).toMatchObject({
      recorded: true,
      totalCents: 588,
      posDifferenceCents: 2,
    });
  });

  test("evaluated as a whole is the same as step by step", async () => {
    const { effects, lines, vat, totalCents } = await rungUp();
    await pos.call("transaction.cancel", t1);
    const whole = await pos.call("transaction.evaluate", {
      at: "2026-11-21T10:31:00+01:00",
      lines: [line("1"), line("2"), line("3"), line("4", COFFEE, 450)],
      card: CARD,
      coupons: [coupon],
    });
    expect(whole).toMatchObject({ effects, lines, vat, totalCents });
  });

  test("that is voided gives nothing and keeps nothing", async () => {
    const before = (await agent.status()).journal.unsettled;
    await rungUp();
    expect(await pos.call("transaction.cancel", t1)).toMatchObject({ state: "voided" });
    await expect(pos.call("transaction.subtotal", t1)).rejects.toMatchObject({
      reason: "unknown-transaction",
    });
    expect((await agent.status()).journal).toMatchObject({ unsettled: before });
  });
});

test("a POS that sends many lines ahead of their answers gets them all, in their order", async () => {
  await pos.call("transaction.begin", t1);
  const totals: unknown[] = [];
  const asked = Array.from({ length: 60 }, (_, n) =>
    pos
      .call("line.add", { ...t1, line: line(String(n), COFFEE, 100) })
      .then((answer) => totals.push(answer.totalCents)),
  );
  await Promise.all(asked);
  expect(totals).toEqual(Array.from({ length: 60 }, (_, n) => (n + 1) * 100));
});

describe("a coupon", () => {
  test("shown in two sales is reserved once, and free when the first lets it go", async () => {
    const t2 = next("other");
    const other = await shop.pos(agent);
    await pos.call("transaction.begin", t1);
    await other.call("transaction.begin", t2);
    const { coupon: shown } = await pos.call<{ coupon: { couponId: string } }>("coupon.present", {
      ...t1,
      code: coupon,
    });
    expect(await other.call("coupon.present", { ...t2, code: coupon })).toMatchObject({
      coupon: {
        outcome: "refused",
        reason: "reserved-elsewhere",
        text: "This coupon is in use in another sale.",
      },
    });
    await pos.call("coupon.withdraw", { ...t1, couponId: shown.couponId });
    expect(await other.call("coupon.present", { ...t2, code: coupon })).toMatchObject({
      coupon: { outcome: expect.not.stringMatching("refused") },
    });
  });

  test("that the engine refused is not kept from others when its sale is paid", async () => {
    const present = async (transaction: object) => {
      await pos.call("transaction.begin", transaction);
      return pos.call("coupon.present", { ...transaction, code: IDLE_COUPON });
    };
    const refused = { coupon: { outcome: "refused", reason: "no-promotion" } };
    expect(await present(t1)).toMatchObject(refused);
    await pos.call("transaction.complete", { ...t1, receipt: receiptOf(t1), applied: [], totalCents: 0 });
    expect(await present(next("b"))).toMatchObject(refused);
  });

  test("that is used, unknown, expired or shown twice is refused with a reason", async () => {
    await pos.call("transaction.complete", completion(await rungUp()));
    const t2 = next("other");
    await pos.call("transaction.begin", { ...t2, at: "2026-11-21T10:40:00+01:00" });
    const refusals = [];
    for (const code of [coupon, ean13("990000000099"), OLD_COUPON]) {
      const { coupon: answer } = await pos.call<{ coupon: object }>("coupon.present", { ...t2, code });
      refusals.push(answer);
    }
    expect(refusals).toMatchObject([
      { reason: "already-used" },
      { reason: "unknown" },
      { reason: "expired" },
    ]);
  });
});

describe("a card", () => {
  test("has HQ's balance and what was earned here since", async () => {
    const balance = async (transaction: { transactionId: string }) => {
      await pos.call("transaction.begin", transaction);
      const known = await pos.call<{ customer: { balances: { base: number } } }>("customer.identify", {
        ...transaction,
        card: CARD,
      });
      return known.customer.balances.base;
    };
    const before = await balance(next("before"));
    await pos.call("transaction.complete", completion(await rungUp()));
    expect(await balance(next("after"))).toBe(before + 5);
    expect(await pos.call("customer.forget", next("after"))).not.toHaveProperty("customer");
  });

  test("leaves neither its number nor a coupon's code in any file of the till", async () => {
    const reply = await rungUp();
    await pos.call("transaction.complete", completion(reply));
    const data = join(shop.folder, "data");
    for (const name of readdirSync(data)) {
      const path = join(data, name);
      if (!statSync(path).isFile()) continue;
      const bytes = readFileSync(path);
      for (const secret of [CARD, coupon, CARD.slice(0, -1)])
        expect([name, bytes.includes(secret)]).toEqual([name, false]);
    }
    expect(JSON.stringify(shop.log)).not.toContain(CARD);
  });

  test("that is unknown or blocked is refused with a reason, and never logged", async () => {
    await pos.call("transaction.begin", t1);
    await expect(pos.call("customer.identify", { ...t1, card: ean13("260000000009") })).rejects.toMatchObject(
      {
        reason: "unknown-card",
        message: "Unknown card.",
      },
    );
    await expect(pos.call("customer.identify", { ...t1, card: BLOCKED_CARD })).rejects.toMatchObject({
      reason: "card-blocked",
    });
    await expect(pos.call("customer.identify", { ...t1, card: "4111111111111111" })).rejects.toMatchObject({
      reason: "unknown-card",
    });
    expect(JSON.stringify(shop.log)).not.toMatch(/2600000|4111/);
  });
});

describe("wrong input leaves the sale as it was", () => {
  test.each([
    [
      "a line without a price",
      "line.add",
      { line: { lineId: "9", article: PASTA, quantity: "1" } },
      -32602,
      "line.unitPriceCents",
    ],
    ["half a piece", "line.add", { line: line("9", PASTA, 119, "0.5") }, -32602, "line.quantity"],
    [
      "a wrong line in a whole basket",
      "transaction.evaluate",
      { lines: [line("1"), line("2", PASTA, -5)], transactionId: undefined },
      -32602,
      "lines.1.unitPriceCents",
    ],
    ["a number for a card", "customer.identify", { card: 26 }, -32602, "card"],
    ["a misspelt parameter", "line.void", { lineID: "1" }, -32602, "lineID"],
    ["the same line twice", "line.add", { line: line("1") }, -32002, "line.lineId"],
    ["a line that is not there", "line.void", { lineId: "9" }, -32002, "lineId"],
    ["an unknown transaction", "transaction.subtotal", { transactionId: "nobody" }, -32002, "transactionId"],
  ])("%s is refused by its field, and the next subtotal is right", async (_, method, params, code, field) => {
    await pos.call("transaction.begin", t1);
    await pos.call("line.add", { ...t1, line: line("1") });
    await expect(pos.call(method, { ...t1, ...params })).rejects.toMatchObject({ code, field });
    expect(await pos.call("transaction.subtotal", t1)).toMatchObject({ totalCents: 119 });
  });

  test("a modifier on a line that does not exist, or that does not add up, is refused, and the sale can be completed", async () => {
    const good = completion(await rungUp());
    const [first] = good.applied;
    const wrongLine = { ...first, shares: [{ lineId: "77", amountCents: first!.amountCents }] };
    await expect(pos.call("transaction.complete", { ...good, applied: [wrongLine] })).rejects.toMatchObject({
      field: "applied.0.shares.0.lineId",
    });
    const wrongSum = { ...first, amountCents: first!.amountCents + 1 };
    await expect(pos.call("transaction.complete", { ...good, applied: [wrongSum] })).rejects.toMatchObject({
      field: "applied.0.amountCents",
    });
    expect(await pos.call("transaction.complete", good)).toMatchObject({ recorded: true });
  });
});

test("who only watches may ask, and not sell", async () => {
  const monitor = await shop.pos(agent, { role: "monitor" });
  expect(await monitor.call("agent.status")).toMatchObject({ release: 1, promotions: 3, problems: [] });
  await expect(monitor.call("transaction.begin", t1)).rejects.toMatchObject({ reason: "not-for-this-role" });
});
