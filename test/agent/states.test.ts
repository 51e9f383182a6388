/**
 * Every call in every state of a sale, at the real agent: the answer is the one of the table in `CALLS.md`, a refusal says
 * where the sale stands, and leaves it as it was.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PosCallError, type PosClient } from "../../agent/client/connect.ts";
import { lockHeld } from "../../agent/testing/lock-held.ts";
import { eventually } from "../../agent/testing/patience.ts";
import {
  CARD,
  COUPONS,
  line,
  openShop,
  PASTA,
  promotions,
  type Shop,
  savedByPaying,
  shopFiles,
} from "../../agent/testing/shop.ts";

type Sale = { readonly transactionId: string };

/** Rows by call, cells by state: "**open**", "=", or the refusal in backticks. */
const table = (() => {
  const page = readFileSync(join(import.meta.dirname, "../../agent/contract/CALLS.md"), "utf8");
  const cells = (row: string) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  const at = page.indexOf("| call | open |");
  const [titles = "", , ...rows] = page.slice(at, page.indexOf("\n\n", at)).split("\n");
  const states = cells(titles).slice(1);
  return new Map(
    rows.map((row) => {
      const [call = "", ...answers] = cells(row);
      return [call.replaceAll("`", ""), new Map(answers.map((answer, i) => [states[i]!, answer]))] as const;
    }),
  );
})();

let coupons = 0;
const paid = (sale: Sale) => ({ ...sale, receipt: `R-${sale.transactionId}`, applied: [], totalCents: 357 });
const params: Readonly<Record<string, (sale: Sale) => object>> = {
  "line.add": (sale) => ({ ...sale, line: line("2") }),
  "line.change": (sale) => ({ ...sale, line: line("1", PASTA, 119, "2") }),
  "line.void": (sale) => ({ ...sale, lineId: "1" }),
  "customer.identify": (sale) => ({ ...sale, card: CARD }),
  "customer.forget": (sale) => sale,
  "coupon.present": (sale) => ({ ...sale, code: COUPONS[++coupons]! }),
  "coupon.withdraw": (sale) => ({ ...sale, couponId: coupon }),
  "reward.choose": (sale) => ({ ...sale, rewards: [] }),
  "transaction.subtotal": (sale) => sale,
  "tender.preview": (sale) => ({ ...sale, tenders: [{ tender: "store-card" }] }),
  "tender.add": (sale) => ({ ...sale, tenderId: "2", tender: "cash", amountCents: 10 }),
  "tender.void": (sale) => ({ ...sale, tenderId: "1" }),
  "transaction.suspend": (sale) => sale,
  "transaction.resume": (sale) => sale,
  "transaction.complete": paid,
  "transaction.cancel": (sale) => sale,
};
let coupon = "";

let shop: Shop;
let pos: PosClient;
let sales = 0;
beforeAll(async () => {
  shop = await openShop(shopFiles(1, [...promotions, ...savedByPaying]));
  const deadlines = { lineMs: 20_000, lookUpMs: 20_000, subtotalMs: 20_000, completeMs: 250 };
  pos = await shop.pos(await shop.start({ pos: { deadlines } }));
});
afterAll(() => shop.close());

/** A sale with a card and a coupon, which stands there. */
const stands: Readonly<Record<string, () => Promise<Sale>>> = {
  async open() {
    const sale = { transactionId: `s${++sales}` };
    await pos.call("transaction.begin", sale);
    await pos.call("line.add", { ...sale, line: line("1", PASTA, 119, "3") });
    await pos.call("customer.identify", { ...sale, card: CARD });
    const shown = await pos.call<{ coupon: { couponId?: string } }>("coupon.present", {
      ...sale,
      code: COUPONS[0]!,
    });
    // Another sale of this moment may have it.
    coupon = shown.coupon.couponId ?? coupon;
    return sale;
  },
  subtotal: () => after("open", "transaction.subtotal"),
  tendering: () => after("subtotal", "tender.add", { tenderId: "1", tender: "cash", amountCents: 100 }),
  suspended: () => after("open", "transaction.suspend"),
  voided: () => after("open", "transaction.cancel"),
  async finalised() {
    const sale = await stands.subtotal!();
    await recorded(sale);
    return sale;
  },
};

/** A completion has little time here: it is sent again, as a POS does. */
async function recorded(sale: Sale): Promise<void> {
  await eventually(() => pos.call("transaction.complete", paid(sale)));
}

async function after(state: string, call: string, more: object = {}): Promise<Sale> {
  const sale = await stands[state]!();
  await pos.call(call, { ...sale, ...more });
  return sale;
}

/** Without what counts how often it was asked. */
async function standing(sale: Sale): Promise<object | string> {
  const { evaluationId, evaluationMs, ...rest } = await pos
    .call<Record<string, unknown>>("transaction.resume", sale)
    .catch(({ reason }: PosCallError) => ({ reason }) as Record<string, unknown>);
  return rest;
}

async function answerTo(call: string, sale: Sale): Promise<string> {
  try {
    const { state } = await pos.call<{ state: string }>(call, params[call]!(sale));
    return state;
  } catch (error) {
    if (!(error instanceof PosCallError)) throw error;
    if (error.reason === "not-recorded") return answerTo(call, sale);
    expect(error.message).toMatch(/\.$/);
    if (error.reason === "wrong-state") expect(error.detail).toMatch(/^the transaction is \w/);
    if (error.reason === "unknown-transaction") expect(error.detail).toMatch(/cancelled|never recorded/);
    return `\`${error.reason}\``;
  }
}

/** What the table promises, as `answerTo` says it. */
function promised(call: string, title: string, state: string): string {
  const cell = table.get(call)!.get(title)!;
  if (cell.startsWith("`")) return cell;
  // Its last tender: back to the subtotal.
  if (call === "tender.void") return "subtotal";
  const [, to = state] = /^\*\*(\w+)\*\*/.exec(cell) ?? [];
  return cell === "the same answer" || cell === "the answer again" ? state : to;
}

describe.each(Object.keys(stands))("a sale that is %s", (state) => {
  test.each(Object.keys(params))("%s", async (call) => {
    const sale = await stands[state]!();
    // Asked of a suspended sale, this wakes it.
    const before = state === "suspended" ? undefined : await standing(sale);
    const answer = await answerTo(call, sale);
    expect(answer).toBe(promised(call, state, state));
    if (answer.startsWith("`") && before !== undefined) expect(await standing(sale)).toEqual(before);
    if (state !== "finalised") await pos.call("transaction.cancel", sale).catch(() => {});
  });
});

const others = Object.keys(params).filter((call) => call !== "transaction.complete");

test("a sale of which nobody knows yet whether it is recorded takes its completion, and nothing else", async () => {
  for (let rounds = 1; ; rounds += 1) {
    const sale = await stands.subtotal!();
    const lock = await lockHeld(shop.journalPath);
    await expect(pos.call("transaction.complete", paid(sale))).rejects.toMatchObject({
      reason: "not-recorded",
    });
    const answers: [string, string][] = [];
    for (const call of others) answers.push([call, await answerTo(call, sale)]);
    const { completing } = ((await standing(sale)) as { sale: { completing?: true } }).sale;
    await lock.letGo();
    await recorded(sale);
    // A machine that was busy elsewhere has let the journal's second go by.
    if (!completing && rounds < 5) continue;
    const state = "tendering";
    const title = "tendering, completion pending";
    expect(answers).toEqual(others.map((call) => [call, promised(call, title, state)]));
    return;
  }
});

test("a sale that was certainly not recorded goes back to its subtotal, is cancelled, or completed again", async () => {
  const [first, ...rest] = await Promise.all(
    [...others, "transaction.complete"].map(() => stands.subtotal!()),
  );
  const lock = await lockHeld(shop.journalPath);
  const all = [first!, ...rest];
  // The journal tries the first for a second; those behind it are not begun.
  const late = await Promise.all(
    all.map((sale) => pos.call("transaction.complete", paid(sale)).catch(({ reason }) => reason)),
  );
  expect(new Set(late)).toEqual(new Set(["not-recorded"]));
  await lock.letGo();
  for (const [index, call] of others.entries()) {
    const sale = rest[index]!;
    // When the journal comes to them it is too late for them, and it says so.
    await eventually(async () =>
      expect(await standing(sale)).not.toMatchObject({ sale: { completing: true } }),
    );
    const before = await standing(sale);
    const answer = await answerTo(call, sale);
    expect([call, answer]).toEqual([call, promised(call, "tendering, nothing confirmed", "tendering")]);
    if (answer.startsWith("`")) expect(await standing(sale)).toEqual(before);
  }
  await recorded(first!);
});
