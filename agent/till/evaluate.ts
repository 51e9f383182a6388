/** `transaction.evaluate`: a whole basket in, a whole evaluation out; nothing is kept and nothing reserved. */

import { allowancesFor } from "../allowances/reserve.ts";
import { BasketCopy } from "../basket-copy.ts";
import type { Params } from "../contract/calls.ts";
import { readLines } from "../contract/read-lines.ts";
import { deadlineIn } from "../deadline.ts";
import { evaluateSale } from "../evaluate-sale.ts";
import { PosError } from "../pos/protocol.ts";
import { OpenSale } from "../sale.ts";
import { beginSession } from "../session/session.ts";
import { withFields } from "../told.ts";
import type { TillCalls, Work } from "./parts.ts";
import { cardOf, couponsOf } from "./whole-basket.ts";

export function evaluateCalls(work: Work): TillCalls<"transaction.evaluate"> {
  return { "transaction.evaluate": (params) => evaluateBasket(params, work) };
}

/** Equals what the same sale answers step by step. Throws PosError for a card that is unknown or blocked. */
async function evaluateBasket(params: Params<"transaction.evaluate">, work: Work): Promise<object> {
  const { channel, currency = work.currency() } = params;
  const { releases, lookUp } = work;
  const release = releases.current()?.release ?? 0;
  const deadline = deadlineIn(work.deadlines.subtotalMs);
  const begun = work.place.begunAt(params.at, channel);
  const switchedOff = work.switchedOff();
  const start = {
    transactionId: "evaluate",
    release,
    begun,
    operator: "",
    currency,
    ...(switchedOff && { switchedOff }),
  };
  const card = await cardOf(release, params.card, lookUp, deadline);
  if (card?.kind === "unknown-card" || card?.kind === "card-blocked")
    throw new PosError(card.kind, { field: "card" });
  const presentationId = (place: number) => `evaluate/${place}`;
  const coupons = await couponsOf(release, params.coupons, begun.date, presentationId, lookUp, deadline);
  const customer = card?.kind === "found" ? { customer: card.customer } : {};
  const begin = { ...beginSession(start), transactionId: "", ...customer };
  const allowances = await allowancesFor(begin, releases, deadline);
  const sale = new OpenSale(
    {
      ...beginSession(start),
      lines: readLines(params.lines, currency, "lines"),
      ...customer,
      ...(allowances === undefined ? {} : { allowances }),
      coupons: coupons.filter((coupon) => coupon !== undefined),
      ...(params.tenders === undefined ? {} : { tenders: params.tenders }),
      ...(params.rewards === undefined ? {} : { rewards: params.rewards }),
    },
    evaluateBasket,
    new BasketCopy(false),
  );
  const { said, suggestions } = await evaluateSale(sale, releases, deadline, work.log, {
    suggest: params.suggestions,
  });
  const late = card === undefined || coupons.includes(undefined);
  return withFields(
    said,
    late ? { degraded: true, degradedReason: "late" } : {},
    params.suggestions ? { suggestions } : {},
  );
}
