/**
 * What a POS is not able to do, the agent does: this stands between the connections of one profile and the calls of the
 * contract. A POS that is able to do everything does not meet it.
 */

import type { AppliedModifier, VatTotal } from "../../engine/effect.ts";
import { completeByAmount } from "../contract/by-amount.ts";
import type { Difference } from "../contract/difference.ts";
import { readAnswer } from "../told.ts";
import { appliedFor, appliedOf, modifiersByVat } from "./amount-only.ts";
import type { ConnectionEvents } from "./connection.ts";
import type { Abilities } from "./profile.ts";
import { PosError, type Request } from "./protocol.ts";
import { readParams } from "./read-params.ts";

type Handle = ConnectionEvents["handle"];

/** Sales whose last offer is remembered. */
const SALES_MAX = 1024;

export function withAbilities(abilities: Abilities, handler: Handle): Handle {
  const offers = new Map<string, readonly AppliedModifier[]>();
  const amountOnly = abilities.modifiers === "transaction";
  if (!amountOnly && abilities.giftLine) return handler;
  const handle: Handle = async (connection, request) => readAnswer(await handler(connection, request));

  return async (connection, request) => {
    const ask = (method: string, params: object) => handle(connection, { ...request, method, params });
    if (!amountOnly) return told(await handle(connection, request));
    const asked = request.method === "transaction.complete" ? await expanded(request, ask) : whole(request);
    const answer = await handle(connection, asked);
    // A preview offers nothing: the customer may pay otherwise.
    if (request.method !== "tender.preview") remember(answer);
    return told(answer);
  };

  /** A difference of shares means nothing to a POS that knows none. */
  function whole(request: Request): Request {
    if (typeof request.params !== "object" || request.params === null || !("answer" in request.params))
      return request;
    const { answer: _, ...params } = request.params;
    return { ...request, params };
  }

  async function expanded(
    request: Request,
    ask: (method: string, params: object) => Promise<unknown>,
  ): Promise<Request> {
    const { discountCents, ...params } = readParams(completeByAmount, request.params);
    const { transactionId } = params;
    if (discountCents > 0 && !offers.has(transactionId)) await offerAgain(params, ask);
    const applied = appliedFor(offers.get(transactionId) ?? [], discountCents);
    if (applied === undefined)
      throw new PosError("bad-parameters", { field: "discountCents", detail: "more than was offered" });
    return { ...request, params: { ...params, applied } };
  }

  /** The agent was started again since: what it recorded for this sale, or else offers now. */
  async function offerAgain(
    { transactionId, basket }: { readonly transactionId: string; readonly basket?: unknown },
    ask: (method: string, params: object) => Promise<unknown>,
  ): Promise<void> {
    const found = await ask("transaction.resume", { transactionId }).catch((error: unknown) => {
      // A sale that is told whole need not be known.
      if (basket === undefined || !(error instanceof PosError)) throw error;
      return {};
    });
    const { applied } = found as { readonly applied?: readonly AppliedModifier[] };
    if (applied !== undefined) return keep(transactionId, applied);
    const evaluation =
      typeof basket === "object" && basket !== null
        ? await ask("transaction.evaluate", statelessOf(basket))
        : await ask("transaction.subtotal", { transactionId });
    remember({ ...(evaluation as object), transactionId });
  }

  function told(answer: unknown): unknown {
    if (typeof answer !== "object" || answer === null) return answer;
    if ("difference" in answer) return { ...answer, difference: giftsIn(answer.difference as Difference) };
    if (amountOnly && "applied" in answer) {
      const { applied: _, ...rest } = answer;
      return rest;
    }
    if (!("effects" in answer)) return answer;
    const effects = answer.effects as readonly { readonly kind: string }[];
    return {
      ...answer,
      ...(amountOnly && "vat" in answer
        ? { modifiers: modifiersByVat(answer.vat as readonly VatTotal[]) }
        : {}),
      effects: giftsFor(abilities, amountOnly ? effects.map(withoutShares) : effects),
    };
  }

  function giftsIn(change: Difference): Difference {
    if (change.effects === undefined) return change;
    const put = change.effects.put.map(
      ([place, effect]) => [place, giftsFor(abilities, [effect])[0]!] as const,
    );
    return { ...change, effects: { ...change.effects, put } };
  }

  function remember(answer: unknown): void {
    const { transactionId, effects } = (answer ?? {}) as {
      transactionId?: string;
      effects?: readonly object[];
    };
    if (transactionId !== undefined && effects !== undefined) keep(transactionId, appliedOf(effects));
  }

  function keep(transactionId: string, applied: readonly AppliedModifier[]): void {
    offers.delete(transactionId);
    offers.set(transactionId, applied);
    if (offers.size > SALES_MAX) offers.delete(offers.keys().next().value!);
  }
}

function withoutShares(effect: { readonly kind: string; readonly shares?: unknown }): object {
  if (effect.kind !== "price-modifier") return effect;
  const { shares: _, ...rest } = effect;
  return rest;
}

/** Where the POS can't add a gift's line, the cashier does: what would be asked for is scanned. */
export function giftsFor<Each extends object>(
  { giftLine }: Abilities,
  effects: readonly Each[],
): readonly Each[] {
  if (giftLine) return effects;
  return effects.map((effect) =>
    "how" in effect && effect.how === "asked" ? { ...effect, how: "scanned" } : effect,
  );
}

/** The fields of a late sale's basket that `transaction.evaluate` takes. */
function statelessOf(basket: object): object {
  const taken = ["lines", "at", "channel", "currency", "card", "coupons", "tenders", "rewards"];
  return Object.fromEntries(Object.entries(basket).filter(([field]) => taken.includes(field)));
}
