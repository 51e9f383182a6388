/** The subtotal: the whole evaluation, what could be gained still, and words for both displays. */

import { displayTexts } from "../answers.ts";
import { deadlineIn } from "../deadline.ts";
import { evaluateSale } from "../evaluate-sale.ts";
import { giftsFor } from "../pos/abilities.ts";
import { byOf } from "../session/allowed.ts";
import type { TillCalls, Work } from "./parts.ts";

export function subtotalCalls(work: Work): TillCalls<"transaction.subtotal"> {
  const { releases, log, deadlines, news, inTurn } = work;
  return {
    "transaction.subtotal": (params, caller) =>
      inTurn(params.transactionId, caller, async (sale) => {
        const { transactionId, state, training } = sale.advance({ kind: "subtotal", ...byOf(params) });
        const deadline = deadlineIn(deadlines.subtotalMs);
        const evaluated = await evaluateSale(sale, releases, deadline, log, { suggest: true });
        const { reply, said, suggestions, articleNames } = evaluated;
        if (!reply.degraded) news.told(sale, suggestions);
        const texts = displayTexts(
          { ...reply, effects: giftsFor(caller.profile.abilities, reply.effects) },
          suggestions,
          articleNames,
          caller.language,
        );
        work.display({
          transactionId,
          totalCents: reply.totalCents,
          texts: texts.customer,
          ...(training ? { training } : {}),
        });
        return { transactionId, state, ...said, suggestions, texts };
      }),
  };
}
