/** What the POS asks over and over: completions until they are settled, and where a sale is after a crash. */

import { setTimeout as sleep } from "node:timers/promises";
import { PosCallError, type PosClient } from "../../agent/client/connect.ts";
import { EVALUATION } from "../../agent/conformance/offer.ts";
import { CARD } from "../../agent/testing/shop.ts";
import type { CrashShop } from "./shop.ts";
import type { Told } from "./story.ts";
import {
  type Completion,
  type CompletionAnswer,
  type ReturnAnswer,
  type ReturnAsked,
  same,
  type Truth,
} from "./truth.ts";

/** One connection of the POS: calls only. */
export type Calls = Pick<PosClient, "call">;

export interface Answer {
  readonly kept?: false;
  readonly degraded?: true;
  readonly totalCents: number;
  readonly effects: readonly object[];
  readonly restCents?: number;
  readonly customer?: object;
  readonly coupon?: { readonly couponId?: string; readonly outcome: string; readonly reason?: string };
  readonly suspension?: { readonly code: string };
  readonly at?: string;
}

const AGAIN_MS = 25;
/** What is settled by sending the same again. */
const AGAIN = ["not-recorded", "completion-pending", "transaction-busy"];
/** Sends it until it is recorded. */
export async function takeBack(
  pos: Calls,
  asked: ReturnAsked,
  transactionId: string,
  truth: Truth,
): Promise<void> {
  truth.returning(asked, transactionId);
  truth.tookBack(asked, await patient(pos).call<ReturnAnswer>("transaction.return", asked));
}

/** Sends it until there is an answer that settles it. False: the agent does not know the sale, so it was not recorded. */
export async function complete(pos: Calls, completion: Completion, truth: Truth): Promise<boolean> {
  truth.sent.set(completion.transactionId, completion);
  truth.ending(completion.transactionId);
  try {
    truth.told(completion, await patient(pos).call<CompletionAnswer>("transaction.complete", completion));
    return true;
  } catch (error) {
    if (!(error instanceof PosCallError && error.reason === "unknown-transaction")) throw error;
    truth.notRecorded(completion.transactionId);
    return false;
  }
}

/** The agent is gone: nothing else may make a POS begin anew. */
export function isLost(error: unknown): boolean {
  return error instanceof PosCallError && error.reason === "connection-lost";
}

/** Sends again what was not begun, or not recorded yet, practice too: a busy machine is no fault. */
export function patient({ call }: Calls): Calls {
  return {
    async call<Result>(method: string, params?: object): Promise<Result> {
      for (;;) {
        try {
          return await call<Result>(method, params);
        } catch (error) {
          if (!(error instanceof PosCallError) || !AGAIN.includes(error.reason)) throw error;
          await sleep(AGAIN_MS);
        }
      }
    },
  };
}

export type Resumed = Told & Answer & { readonly recorded?: true };

/**
 * Asks where the sale is. What is said of it must be what is said of its basket alone. Undefined: nobody knows it.
 * @param asked its id, or the code of its suspension
 */
export async function resume(pos: Calls, asked: object, shop: CrashShop): Promise<Resumed | undefined> {
  let told: Resumed;
  try {
    told = await pos.call<Resumed>("transaction.resume", asked);
  } catch (error) {
    if (error instanceof PosCallError && error.reason === "unknown-transaction") return undefined;
    throw error;
  }
  if (told.recorded) return told;
  const { at, lines, coupons, customer, tenders } = told.sale;
  const alone = await pos.call<Answer>("transaction.evaluate", {
    at,
    lines,
    coupons: coupons.map(({ couponId }) => shop.codeOf(couponId)),
    ...(customer === undefined ? {} : { card: CARD }),
    ...(tenders.length === 0
      ? {}
      : { tenders: tenders.map(({ tender, amountCents }) => ({ tender, amountCents })) }),
  });
  sameEvaluation(`a sale resumed by ${JSON.stringify(asked)}, and stateless`, told, alone);
  return told;
}

export function sameEvaluation(what: string, one: Answer, other: Answer): void {
  const [found, expected] = [evaluationOf(one), evaluationOf(other)];
  if (found !== undefined && expected !== undefined) same(`the evaluation of ${what}`, found, expected);
}

/** What is said of the promotions, as JSON. Undefined where the answer is empty because it was late. */
export function evaluationOf(answer: Answer): string | undefined {
  if (answer.degraded || answer.effects === undefined) return undefined;
  const all = answer as unknown as Readonly<Record<string, unknown>>;
  return JSON.stringify(EVALUATION.map((name) => all[name]));
}
