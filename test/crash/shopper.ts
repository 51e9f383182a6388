/** Customers at the till: what each sale does is drawn from a seed, what comes of it is the agent's. */

import { setTimeout as sleep } from "node:timers/promises";
import { PosCallError, type PosClient } from "../../agent/client/connect.ts";
import { appliedOf, CARD, COFFEE, line, PASTA } from "../../agent/testing/shop.ts";
import type { Completion, CompletionAnswer, ReturnAnswer, ReturnAsked, Truth } from "./truth.ts";

export interface Plan {
  readonly transactionId: string;
  readonly receipt: string;
  /** In the order they are scanned. */
  readonly articles: readonly string[];
  /** How many of the last are taken out again. */
  readonly voids: number;
  readonly card: boolean;
  /** Whether a coupon is shown, and whether it is taken back. */
  readonly coupon: "none" | "shown" | "taken back";
  readonly cancelled: boolean;
  /** Whether the customer comes back with it. */
  readonly returned: "no" | "first line" | "whole";
}

export function planOf(name: string, random: () => number): Plan {
  const articles = Array.from({ length: 1 + Math.floor(random() * 6) }, () =>
    random() < 0.6 ? PASTA : COFFEE,
  );
  const chance = random();
  const back = random();
  return {
    transactionId: name,
    receipt: `R-${name}`,
    articles,
    voids: random() < 0.3 ? 1 : 0,
    card: random() < 0.5,
    coupon: chance < 0.5 ? "none" : chance < 0.92 ? "shown" : "taken back",
    cancelled: random() < 0.08,
    returned: back < 0.75 ? "no" : back < 0.9 ? "first line" : "whole",
  };
}

/** One connection of the POS, as the sale sees it: calls only. */
export type Calls = Pick<PosClient, "call">;

interface Evaluated {
  readonly totalCents: number;
  readonly effects: readonly object[];
  readonly coupon?: { readonly couponId?: string; readonly outcome: string; readonly reason?: string };
}

/** The sale up to the moment when it is paid; undefined when the customer went away. */
export async function ring(
  { call }: Calls,
  plan: Plan,
  coupons: readonly string[],
  truth: Truth,
  random: () => number,
): Promise<Completion | undefined> {
  const { transactionId, receipt, articles } = plan;
  // What an earlier life of the agent still has of it: this customer begins anew.
  await call("transaction.cancel", { transactionId }).catch((error: unknown) => {
    if (!(error instanceof PosCallError) || error.reason !== "unknown-transaction") throw error;
  });
  truth.freed(transactionId);
  await call("transaction.begin", { transactionId });
  for (const [n, article] of articles.entries())
    await call("line.add", {
      transactionId,
      line: line(String(n + 1), article, article === PASTA ? 119 : 450),
    });
  for (let n = 0; n < plan.voids && n < articles.length - 1; n += 1)
    await call("line.void", { transactionId, lineId: String(articles.length - n) });
  if (plan.card) await call("customer.identify", { transactionId, card: CARD });
  if (plan.coupon !== "none") {
    const code = coupons[Math.floor(random() * coupons.length)]!;
    truth.shown(code, transactionId);
    const { coupon } = await call<Evaluated>("coupon.present", { transactionId, code });
    const held = truth.presented(code, transactionId, coupon!);
    if (held && plan.coupon === "taken back") {
      truth.ending(transactionId);
      await call("coupon.withdraw", { transactionId, couponId: coupon!.couponId });
      truth.freed(transactionId);
    }
  }
  const subtotal = await call<Evaluated>("transaction.subtotal", { transactionId });
  if (plan.cancelled) {
    truth.ending(transactionId);
    await call("transaction.cancel", { transactionId });
    truth.freed(transactionId);
    return undefined;
  }
  const { totalCents } = subtotal;
  const tenders = [{ kind: "cash", amountCents: totalCents }];
  return { transactionId, receipt, applied: appliedOf(subtotal), tenders, totalCents };
}

/** What the agent says that is to be paid out, ready to be sent when it was. */
export async function askReturn({ call }: Calls, completion: Completion, plan: Plan): Promise<ReturnAsked> {
  const { transactionId, receipt } = completion;
  const goods = plan.returned === "whole" ? {} : { goods: [{ lineId: "1" }] };
  const asked = { returnId: `B-${transactionId}`, receipt, ...goods };
  const { refundCents } = await call<{ refundCents: number }>("transaction.return", {
    ...asked,
    commit: false,
  });
  return { ...asked, commit: true, paidOutCents: refundCents };
}

/** Sends it until it is recorded. */
export async function takeBack(
  { call }: Calls,
  asked: ReturnAsked,
  { transactionId }: Completion,
  truth: Truth,
): Promise<void> {
  truth.returning(asked, transactionId);
  for (;;) {
    try {
      truth.tookBack(asked, await call<ReturnAnswer>("transaction.return", asked));
      return;
    } catch (error) {
      if (!(error instanceof PosCallError) || !AGAIN.includes(error.reason)) throw error;
      await sleep(AGAIN_MS);
    }
  }
}

const AGAIN_MS = 25;
/** What is settled by sending the same again. */
const AGAIN = ["not-recorded", "completion-pending", "transaction-busy"];

/** Sends it until there is an answer that settles it. False: the agent does not know the sale, so it was not recorded. */
export async function complete({ call }: Calls, completion: Completion, truth: Truth): Promise<boolean> {
  truth.sent.set(completion.transactionId, completion);
  truth.ending(completion.transactionId);
  for (;;) {
    try {
      truth.told(completion, await call<CompletionAnswer>("transaction.complete", completion));
      return true;
    } catch (error) {
      if (!(error instanceof PosCallError)) throw error;
      if (error.reason === "unknown-transaction") {
        truth.notRecorded(completion.transactionId);
        return false;
      }
      if (!AGAIN.includes(error.reason)) throw error;
      await sleep(AGAIN_MS);
    }
  }
}

/** So many sales, `lanes` at a time, while nothing goes wrong. */
export async function sell(
  pos: Calls,
  { name, sales, lanes = 3 }: { readonly name: string; readonly sales: number; readonly lanes?: number },
  coupons: readonly string[],
  truth: Truth,
  random: () => number,
): Promise<void> {
  let left = sales;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const plan = planOf(`${name}-${left}`, random);
      const completion = await ring(pos, plan, coupons, truth, random);
      if (completion === undefined || !(await complete(pos, completion, truth))) continue;
      if (plan.returned !== "no")
        await takeBack(pos, await askReturn(pos, completion, plan), completion, truth);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** The agent is gone: nothing else may make a POS begin anew. */
export function isLost(error: unknown): boolean {
  return error instanceof PosCallError && error.reason === "connection-lost";
}
