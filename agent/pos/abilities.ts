/**
 * What a POS is not able to do, the agent does: this stands between the connections of one profile and the calls of the
 * contract. A POS that is able to do everything does not meet it.
 */

import { z } from "zod";
import type { CodeRules } from "../../drivers/codes/code-rules.ts";
import { parseCode } from "../../drivers/codes/parse-code.ts";
import type { AppliedModifier, VatTotal } from "../../engine/effect.ts";
import { appliedFor, appliedOf, modifiersByVat } from "./amount-only.ts";
import type { ConnectionEvents } from "./connection.ts";
import type { Abilities } from "./profile.ts";
import { PosError, type Request } from "./protocol.ts";
import { readParams } from "./read-params.ts";

type Handle = ConnectionEvents["handle"];

/** Sales whose last offer is remembered. */
const SALES_MAX = 1024;

const amountSchema = z.looseObject({ transactionId: z.string(), discountCents: z.int().min(0) });
const scanSchema = z.strictObject({
  transactionId: z.string().min(1).max(64),
  /** The label's text. */
  data: z.string().min(1).max(4096),
  /** AIM symbology identifier, as the scanner sends it: "]E0". */
  aim: z.string().max(3).optional(),
});

/** @param codeRules the chain's ranges of cards and coupons, as they are now */
export function withAbilities(abilities: Abilities, handle: Handle, codeRules: () => CodeRules): Handle {
  const offers = new Map<string, readonly AppliedModifier[]>();
  const amountOnly = abilities.modifiers === "transaction";
  if (!amountOnly && abilities.giftLine && abilities.scanner !== "pos-forwards") return handle;

  return async (connection, request) => {
    const ask = (method: string, params: object) => handle(connection, { ...request, method, params });
    if (request.method === "scan" && abilities.scanner === "pos-forwards") {
      const answer = await scan(readParams(scanSchema, request.params), ask);
      if (amountOnly) remember(answer);
      return told(answer);
    }
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
    const { discountCents, ...params } = readParams(amountSchema, request.params);
    const { transactionId } = params;
    if (discountCents > 0 && !offers.has(transactionId)) await offerAgain(params, ask);
    const applied = appliedFor(offers.get(transactionId) ?? [], discountCents);
    if (applied === undefined)
      throw new PosError("bad-parameters", { field: "discountCents", detail: "more than was offered" });
    return { ...request, params: { ...params, applied } };
  }

  /** The agent was started again since: what it offers for this sale now. */
  async function offerAgain(
    { transactionId, basket }: { readonly transactionId: string; readonly basket?: unknown },
    ask: (method: string, params: object) => Promise<unknown>,
  ): Promise<void> {
    const evaluation =
      typeof basket === "object" && basket !== null
        ? await ask("transaction.evaluate", statelessOf(basket))
        : await ask("transaction.subtotal", { transactionId });
    remember({ ...(evaluation as object), transactionId });
  }

  function told(answer: unknown): unknown {
    if (typeof answer !== "object" || answer === null || !("effects" in answer)) return answer;
    const effects = answer.effects as readonly { readonly kind: string }[];
    return {
      ...answer,
      ...(amountOnly && "vat" in answer
        ? { modifiers: modifiersByVat(answer.vat as readonly VatTotal[]) }
        : {}),
      effects: giftsFor(abilities, amountOnly ? effects.map(withoutShares) : effects),
    };
  }

  function remember(answer: unknown): void {
    const { transactionId, effects } = (answer ?? {}) as {
      transactionId?: string;
      effects?: readonly object[];
    };
    if (transactionId === undefined || effects === undefined) return;
    offers.delete(transactionId);
    offers.set(transactionId, appliedOf(effects));
    if (offers.size > SALES_MAX) offers.delete(offers.keys().next().value!);
  }

  /** What the POS's own scanner read and the POS does not know: a card, a coupon, or goods to sell. */
  async function scan(
    { transactionId, data, aim }: z.output<typeof scanSchema>,
    ask: (method: string, params: object) => Promise<unknown>,
  ): Promise<unknown> {
    const code = parseCode({ bytes: Buffer.from(data), ...(aim === undefined ? {} : { aim }) }, codeRules());
    switch (code.kind) {
      case "card":
        return ask("customer.identify", { transactionId, card: code.number });
      case "coupon":
        return ask("coupon.present", { transactionId, code: code.code });
      default:
        return { transactionId, code };
    }
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
