/** Why a promotion did or did not apply: to a sale that is open, or to a recorded one of this till or of another. */

import { receiptQuestion } from "../../sync/client/receipts.ts";
import type { Params } from "../contract/calls.ts";
import { type DegradedReason, degradedReasons } from "../contract/reasons.ts";
import { deadlineIn } from "../deadline.ts";
import { isOtherCurrency, questionOf } from "../evaluate-sale.ts";
import { PosError } from "../pos/protocol.ts";
import type { EvaluationApi, RefundQuestion } from "../workers/evaluation-api.ts";
import type { TillCalls, Work } from "./parts.ts";
import { pastReceipt } from "./past-receipt.ts";

const without = (degradedReason: DegradedReason) => ({ degraded: true, degradedReason }) as const;

type OfReceipt = Extract<Params<"explain">, { readonly sale: string }>;

export function explainCalls(work: Work): TillCalls<"explain"> {
  const { releases, open, deadlines } = work;
  return {
    async explain(params) {
      if ("sale" in params) {
        const { release } = releases.current() ?? { release: 0 };
        const { explanations, degradedReason } = await ofReceipt(params, release);
        const known = degradedReasons.find((reason) => reason === degradedReason);
        return { release, explanations, ...(known && without(known)) };
      }
      const sale = open(params.transactionId);
      const { release } = sale.session;
      const question = questionOf(sale);
      // It began before the till had any rules.
      if (release === 0) return { release, explanations: [], ...without("no-release") };
      if (isOtherCurrency(sale, releases)) return { release, explanations: [], ...without("other-currency") };
      const { completeMs: deadlineMs } = deadlines;
      const explanations = await asked(release, (of) => of.call("explain", question, { deadlineMs }));
      return { release, explanations };
    },
  };

  /** An explanation is never empty because nobody had time: it is asked for again. Throws PosError `transaction-busy`. */
  async function asked<Answer>(
    release: number,
    ask: (evaluator: NonNullable<ReturnType<typeof releases.of>>) => Promise<Answer>,
  ): Promise<Answer> {
    const evaluator = releases.of(release);
    try {
      if (evaluator === undefined) throw new Error("the evaluation is starting");
      return await ask(evaluator);
    } catch (cause) {
      throw new PosError("transaction-busy", { detail: (cause as Error).message, cause });
    }
  }

  /** The journal, then HQ, then the other tills of the store. */
  async function ofReceipt(
    { sale, store, till }: OfReceipt,
    release: number,
  ): Promise<NonNullable<ReturnType<EvaluationApi["explainSale"]>>> {
    const deadline = deadlineIn(deadlines.completeMs);
    const explained = async (wanted: RefundQuestion["sale"]) =>
      (await asked(release, (of) => of.call("explainSale", wanted, { deadlineMs: deadline.leftMs() }))) ??
      undefined;
    const isHere = (store ?? work.store) === work.store && (till ?? work.till) === work.till;
    const here = isHere ? await explained(sale) : undefined;
    if (here !== undefined) return here;
    const question = receiptQuestion(sale, store ?? work.store, till);
    const { held, unconfirmed, detail } = await pastReceipt(work, question, deadline);
    const found = held != null && held.sale !== null ? held : undefined;
    if (found === undefined && unconfirmed)
      throw new PosError("hq-unreachable", { field: "sale", ...(detail !== undefined && { detail }) });
    const there = found && (await explained(found as unknown as RefundQuestion["sale"]));
    if (there === undefined) throw new PosError("unknown-receipt", { field: "sale" });
    return there;
  }
}
