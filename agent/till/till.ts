/**
 * What the till does with each call of the contract: session first, then look-ups, evaluation and journal, then the
 * answer. Everything that can stall is behind a deadline in another thread.
 */

import type { Code } from "../../drivers/codes/code.ts";
import type { CodeRules } from "../../drivers/codes/code-rules.ts";
import type { UsesQuestion } from "../../sync/customer-uses.ts";
import type { HeldReceipt } from "../../sync/protocol.ts";
import type { CallName, Params } from "../contract/calls.ts";
import type { UseHere } from "../lead/said.ts";
import type { ReceiptAsk } from "../returns/neighbours.ts";
import { wakeKept } from "../sessions/wake.ts";
import { answerSaleAsk } from "../suspended/give.ts";
import type { SaleAsk, SaleSaid } from "../suspended/neighbours.ts";
import type { Offers } from "../suspended/offer.ts";
import { type SuspendedSales, suspendedSales } from "../suspended/waiting.ts";
import { Told } from "../told.ts";
import { beginCalls } from "./begin.ts";
import { completeCalls } from "./complete.ts";
import { couponCalls } from "./coupons.ts";
import { customerCalls } from "./customer.ts";
import { evaluateCalls } from "./evaluate.ts";
import { explainCalls } from "./explain.ts";
import { lineCalls } from "./lines.ts";
import { type TillCaller, type TillCalls, type TillParts, workOf } from "./parts.ts";
import { receiptOfThisTill } from "./past-receipt.ts";
import { returnCalls } from "./returns.ts";
import { scanCalls } from "./scan.ts";
import { subtotalCalls } from "./subtotal.ts";
import { suspendCalls } from "./suspend.ts";
import { tenderCalls } from "./tenders.ts";

export interface Till {
  /** Throws PosError for whatever the POS should be told. */
  handle<Name extends CallName>(name: Name, params: Params<Name>, caller: TillCaller): Promise<object>;
  /** The chain's card, coupon and in-store ranges, of the newest release. */
  codeRules(): CodeRules;
  /** Our own scanner read a label. */
  saw(code: Code): void;
  openSales(): number;
  /** Brings back the sales that were open when the agent ended; see `wakeKept`. */
  wake(): Promise<void>;
  /** Why what open sales take is not on the disk; undefined where it is. */
  notKept(): string | undefined;
  /** Looks after suspended sales from now on, at every poll. */
  readonly offers: Offers;
  /** What waits here, for `agent.status`. @param isNearby other tills of the store are reached */
  suspended(isNearby: boolean): SuspendedSales;
  /** Another till of the store asks for a sale that waits here. */
  askedForSale(from: string, ask: SaleAsk): Promise<SaleSaid>;
  /** Another till of the store asks what is known here of a receipt. Never rejects. */
  askedForReceipt(ask: ReceiptAsk): Promise<HeldReceipt | null>;
  /** Another till asks what a customer has used up here. Never rejects. */
  askedForUses(question: UsesQuestion): Promise<readonly UseHere[]>;
  /** The owner of the sale that was touched last, if one is open. */
  lastOwner(): object | undefined;
  /** Nothing is sent again by itself any more. */
  close(): void;
}

export function createTill(parts: TillParts): Till {
  const work = workOf(parts);
  const presenting = { ...customerCalls(work), ...couponCalls(work) };
  const calls: TillCalls = {
    ...beginCalls(work),
    ...lineCalls(work),
    ...presenting,
    ...scanCalls(work, presenting),
    ...tenderCalls(work),
    ...suspendCalls(work),
    ...subtotalCalls(work),
    ...completeCalls(work),
    ...returnCalls(work),
    ...evaluateCalls(work),
    ...explainCalls(work),
    "agent.status": () => parts.status(),
  };
  return {
    // Async, so that a refusal before the first await rejects like every other. What was not evaluated took no time: every answer says so.
    handle: async (name, params, caller) => {
      const answer = await calls[name](params, caller);
      return answer instanceof Told ? answer : { evaluationMs: 0, ...answer };
    },
    codeRules: work.lookUp.codeRules,
    saw: work.lookUp.saw,
    openSales: work.sales.count,
    wake: () => wakeKept(work),
    notKept: work.keeper.trouble,
    offers: work.offers,
    suspended: (isNearby) => suspendedSales(work.sales.all(), work.offers.trouble(isNearby)),
    askedForSale: (from, ask) => answerSaleAsk(from, ask, work),
    askedForReceipt: (ask) => receiptOfThisTill(work, ask),
    askedForUses: async (question) =>
      (await work.releases
        .of(work.releases.current()?.release ?? 0)
        ?.call("customerUses", question, { deadlineMs: parts.deadlines.lookUpMs })
        .catch(() => [])) ?? [],
    lastOwner: work.sales.lastOwner,
    close: work.grants.close,
  };
}
