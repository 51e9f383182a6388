/** How the customer means to pay, what is confirmed of it, and what he wants for points or stamps. */

import type { Evaluation } from "../../engine/effect.ts";
import { evaluateReserved } from "../allowances/reserve.ts";
import type { Params } from "../contract/calls.ts";
import { type Deadline, deadlineIn } from "../deadline.ts";
import { evaluateSale } from "../evaluate-sale.ts";
import { evaluateHeld, holdPoints } from "../grants/points.ts";
import { PosError } from "../pos/protocol.ts";
import type { OpenSale } from "../sale.ts";
import { byOf, type Command } from "../session/allowed.ts";
import { type Confirmed, contextOf } from "../session/session.ts";
import { pointsText } from "../texts/cashier.ts";
import { withFields } from "../told.ts";
import type { TillCalls, Work } from "./parts.ts";

export function tenderCalls(
  work: Work,
): TillCalls<"tender.preview" | "tender.add" | "tender.void" | "reward.choose"> {
  const { sales, releases, log, deadlines, news, inTurn } = work;

  /** The evaluation, with what is confirmed and what is left to pay. */
  const answered = async (sale: OpenSale, deadline: Deadline, from?: string) => {
    const { reply, said } = await evaluateReserved(sale, work, deadline, { from });
    const { transactionId, state, confirmed } = sale.session;
    const rest = { tenders: confirmed, restCents: restCents(confirmed, reply) };
    return withFields(said, { transactionId, state }, rest);
  };

  /** Points that are not there, or a reward that the basket does not allow, must not stand as paid. */
  const refuseWhatIsNotGiven = async (
    sale: OpenSale,
    reward: string,
    command: Command,
    deadline: Deadline,
  ) => {
    const asIf = sale.after(command);
    const { reply } = await evaluateSale(sale, releases, deadline, log, { asIf });
    if (reply.degraded) return reply;
    const wanted = contextOf(asIf).rewards?.find(({ promotionId }) => promotionId === reward)?.times ?? 0;
    const given = reply.effects
      .filter((effect) => effect.kind === "reward" && effect.promotionId === reward)
      .reduce((sum, effect) => sum + (effect.kind === "reward" ? effect.times : 0), 0);
    if (given < wanted) throw new PosError("reward-not-given", { field: "reward" });
    const [refused] = await holdPoints(sale, reply.effects, work, deadline);
    if (refused !== undefined) {
      const detail = `${refused.account}: ${refused.reason}, ${refused.left} left`;
      throw new PosError("points-not-granted", { field: "reward", detail });
    }
    return undefined;
  };

  return {
    "tender.preview": (params, caller) =>
      inTurn(params.transactionId, caller, async (sale) => {
        const session = sale.advance({ kind: "preview", ...byOf(params) });
        const { tenders, rewards = session.rewards } = params;
        const asIf = { ...session, tenders, ...(rewards === undefined ? {} : { rewards }) };
        const deadline = deadlineIn(deadlines.subtotalMs);
        const { reply, said } = await evaluateSale(sale, releases, deadline, log, { asIf });
        const { transactionId, state, confirmed } = session;
        const rest = restCents(confirmed, reply);
        return withFields(said, { transactionId, state }, { tenders: confirmed, restCents: rest });
      }),

    "tender.add": (params, caller) =>
      inTurn(params.transactionId, caller, async (sale) => {
        const deadline = deadlineIn(deadlines.subtotalMs);
        const command: Command = { kind: "tender.add", tender: tenderOf(params), ...byOf(params) };
        const { transactionId, state, confirmed } = sale.session;
        sale.after(command);
        const last = sale.lastOf === sale.session ? sale.last : undefined;
        if (last !== undefined && restCents(confirmed, last) === 0)
          throw new PosError("nothing-left", { field: "tenderId" });
        if ("reward" in params) {
          const late = await refuseWhatIsNotGiven(sale, params.reward, command, deadline);
          if (late !== undefined)
            return {
              transactionId,
              state,
              ...late,
              tenders: confirmed,
              restCents: restCents(confirmed, late),
            };
        }
        sale.advance(command);
        return answered(sale, deadline, params.answer?.difference);
      }),

    "tender.void": (params, caller) =>
      inTurn(params.transactionId, caller, (sale) => {
        sale.advance({ kind: "tender.void", tenderId: params.tenderId, ...byOf(params) });
        return answered(sale, deadlineIn(deadlines.subtotalMs), params.answer?.difference);
      }),

    "reward.choose": (params, caller) =>
      inTurn(params.transactionId, caller, async (sale) => {
        sale.advance({ kind: "rewards", rewards: params.rewards, ...byOf(params) });
        if (params.rewards.length === 0) sales.freePoints(sale);
        news.touched(sale, caller.language);
        const from = params.answer?.difference;
        const { said, refused } = await evaluateHeld(sale, work, deadlineIn(deadlines.subtotalMs), { from });
        const { transactionId, state } = sale.session;
        const more = refused.map((one) => ({
          ...one,
          text: pointsText(one.reason, one.left, caller.language),
        }));
        return withFields(said, { transactionId, state }, more.length === 0 ? {} : { rewardsRefused: more });
      }),
  };
}

function tenderOf(params: Params<"tender.add">): Confirmed {
  const { tenderId } = params;
  return "reward" in params
    ? { tenderId, reward: params.reward, times: params.times }
    : { tenderId, tender: params.tender, amountCents: params.amountCents };
}

/** A tender's amount is what it covers before its own discount, so the rest is counted before those discounts too. */
function restCents(confirmed: readonly Confirmed[], { totalCents, effects }: Evaluation): number {
  const saved = effects
    .filter((effect) => effect.kind === "price-modifier" && effect.mechanic === "tender")
    .reduce((sum, effect) => sum + (effect.kind === "price-modifier" ? effect.amountCents : 0), 0);
  const covered = confirmed.reduce((sum, one) => sum + ("tender" in one ? one.amountCents : 0), 0);
  return Math.max(0, totalCents + saved - covered);
}
