/** The subtotal: the whole evaluation, what could be gained still, and words for both displays. */

import { randomUUID } from "node:crypto";
import type { Texts } from "../../engine/basket.ts";
import type { Context } from "../../engine/context.ts";
import type { Evaluation } from "../../engine/effect.ts";
import { allowancesFor } from "../allowances/reserve.ts";
import { displayTexts } from "../answers.ts";
import { deadlineIn } from "../deadline.ts";
import { evaluateHeld } from "../grants/points.ts";
import { giftsFor } from "../pos/abilities.ts";
import { byOf } from "../session/allowed.ts";
import { contextOf, type Session, type SwitchedOff } from "../session/session.ts";
import { otherCurrencyText, pointsText, switchedOffText, usedUpText } from "../texts/cashier.ts";
import { withFields } from "../told.ts";
import type { TillCalls, Work } from "./parts.ts";

export function subtotalCalls(work: Work): TillCalls<"transaction.subtotal"> {
  const { releases, sales, deadlines, news, inTurn } = work;
  return {
    "transaction.subtotal": (params, caller) =>
      inTurn(params.transactionId, caller, async (sale) => {
        sale.mayCome("subtotal");
        const deadline = deadlineIn(deadlines.subtotalMs);
        const before = sale.last;
        const isCounted = releases.of(sale.session.release)?.ready()?.hasLimits && !sale.session.training;
        const elsewhere = await work.elsewhere.heard(sale, deadline);
        const { transactionId, state, training } = sale.advance({
          kind: "subtotal",
          allowances: await allowancesFor(sale.session, releases, deadline, sales, elsewhere),
          reservation: isCounted ? randomUUID() : undefined,
          switchedOff: offNow(sale.session, work.switchedOff()),
          ...byOf(params),
        });
        const evaluated = await evaluateHeld(sale, work, deadline, { suggest: true });
        const { reply, said, suggestions, articleNames, refused } = evaluated;
        if (!reply.degraded) news.told(sale, suggestions);
        const texts = displayTexts(
          { ...reply, effects: giftsFor(caller.profile.abilities, reply.effects) },
          suggestions,
          articleNames,
          caller.language,
          sale.session.currency,
        );
        const isLate = reply.degradedReason === "not-reserved";
        const context = contextOf(sale.session);
        const gone = [
          ...switchedOffSince(before, reply, context).map(([name, because]) =>
            switchedOffText(name, because, caller.language),
          ),
          ...usedUpSince(before, reply, context).map((name) => usedUpText(name, isLate, caller.language)),
        ];
        work.display({
          transactionId,
          totalCents: reply.totalCents,
          texts: texts.customer,
          ...(training ? { training } : {}),
        });
        const abroad =
          reply.degradedReason === "other-currency"
            ? [otherCurrencyText(sale.session.currency, caller.language)]
            : [];
        const points = refused.map(({ reason, left }) => pointsText(reason, left, caller.language));
        const words = { ...texts, cashier: [...abroad, ...points, ...gone, ...texts.cashier] };
        return withFields(said, { transactionId, state }, { suggestions, texts: words });
      }),
  };
}

/** Undefined: as the sale has it, so that its basket need not be laid out again. */
function offNow({ switchedOff: known }: Session, now: SwitchedOff = {}): SwitchedOff | undefined {
  return JSON.stringify(known ?? {}) === JSON.stringify(now) ? undefined : now;
}

/** What the customer was told of until now, and what headquarters has switched off meanwhile; with their reason. */
function switchedOffSince(
  before: Evaluation | undefined,
  { effects }: Evaluation,
  { switchedOff = {} }: Context,
): readonly (readonly [Texts, string])[] {
  const still = new Set(effects.map(({ promotionId }) => promotionId));
  const gone = new Map((before?.effects ?? []).map(({ promotionId, text }) => [promotionId, text]));
  return [...gone].flatMap(([id, text]) =>
    !still.has(id) && Object.hasOwn(switchedOff, id) ? [[text, switchedOff[id]!] as const] : [],
  );
}

/** What the customer was told of until now, and what limits of other purchases have used up meanwhile. */
function usedUpSince(
  before: Evaluation | undefined,
  { effects }: Evaluation,
  { remaining = {} }: Context,
): readonly Texts[] {
  const still = new Set(effects.map(({ promotionId }) => promotionId));
  const gone = new Map((before?.effects ?? []).map(({ promotionId, text }) => [promotionId, text]));
  return [...gone].flatMap(([id, text]) => {
    const { applications, amountCents } = Object.hasOwn(remaining, id) ? remaining[id]! : {};
    return !still.has(id) && (applications === 0 || amountCents === 0) ? [text] : [];
  });
}
