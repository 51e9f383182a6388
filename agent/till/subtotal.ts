/** The subtotal: the whole evaluation, what could be gained still, and words for both displays. */

import { displayTexts } from "../answers.ts";
import { deadlineIn } from "../deadline.ts";
import { evaluateSale } from "../evaluate-sale.ts";
import type { TillCalls, Work } from "./parts.ts";

export function subtotalCalls(work: Work): TillCalls<"transaction.subtotal"> {
  const { releases, log, deadlines, inTurn } = work;
  return {
    "transaction.subtotal": ({ transactionId }, caller) =>
      inTurn(transactionId, caller, async (sale) => {
        const { state } = sale.advance({ kind: "subtotal" });
        const deadline = deadlineIn(deadlines.subtotalMs);
        const evaluated = await evaluateSale(sale, releases, deadline, log, true);
        const { reply, suggestions, articleNames } = evaluated;
        const texts = displayTexts(reply, suggestions, articleNames, caller.language);
        work.display({ transactionId, totalCents: reply.totalCents, texts: texts.customer });
        return { transactionId, state, ...reply, suggestions, texts };
      }),
  };
}
