/** `transaction.evaluate`: a whole basket in, a whole evaluation out; nothing is kept and nothing reserved. */

import type { Customer, PresentedCoupon } from "../../engine/context.ts";
import { BasketCopy } from "../basket-copy.ts";
import type { Params } from "../contract/calls.ts";
import { readLines } from "../contract/read-lines.ts";
import { type Deadline, deadlineIn } from "../deadline.ts";
import { evaluateSale } from "../evaluate-sale.ts";
import type { LookUp } from "../look-up.ts";
import { PosError } from "../pos/protocol.ts";
import { OpenSale } from "../sale.ts";
import { beginSession } from "../session/session.ts";
import type { TillCalls, Work } from "./parts.ts";

export function evaluateCalls(work: Work): TillCalls<"transaction.evaluate"> {
  return { "transaction.evaluate": (params) => evaluateBasket(params, work) };
}

/** Equals what the same sale answers step by step. Throws PosError for a card that is unknown or blocked. */
async function evaluateBasket(params: Params<"transaction.evaluate">, parts: Work): Promise<object> {
  const { card, channel, currency = parts.currency } = params;
  const { releases, lookUp } = parts;
  const release = releases.current()?.release ?? 0;
  const deadline = deadlineIn(parts.deadlines.subtotalMs);
  const begun = parts.place.begunAt(params.at, channel);
  const start = { transactionId: "evaluate", release, begun, operator: "", currency };
  const customer = card === undefined ? undefined : await customerOf(release, card, lookUp, deadline);
  const coupons = await Promise.all(
    params.coupons.map((code, index) => couponOf(release, code, index, begun.date, lookUp, deadline)),
  );
  const sale = new OpenSale(
    {
      ...beginSession(start),
      lines: readLines(params.lines, currency, "lines"),
      ...(customer == null ? {} : { customer }),
      coupons: coupons.flatMap((presented) => (presented === null ? [] : [{ presented }])),
      ...(params.tenders === undefined ? {} : { tenders: params.tenders }),
      ...(params.rewards === undefined ? {} : { rewards: params.rewards }),
    },
    evaluateBasket,
    new BasketCopy(false),
  );
  const { reply, suggestions } = await evaluateSale(sale, releases, deadline, parts.log, {
    suggest: params.suggestions,
  });
  const late = customer === null || coupons.includes(null);
  return {
    ...(late ? { degraded: true, degradedReason: "late" } : {}),
    ...reply,
    ...(params.suggestions ? { suggestions } : {}),
  };
}

/** Null where nobody answered in time. */
async function customerOf(
  release: number,
  card: string,
  lookUp: LookUp,
  deadline: Deadline,
): Promise<Customer | null> {
  const found = await lookUp.card(release, card, deadline);
  if (found === undefined) return null;
  if (found.kind !== "found") throw new PosError(found.kind, { field: "card" });
  return found.customer;
}

/** Null where nobody answered in time. A mass coupon has its place in the list for an id. */
async function couponOf(
  release: number,
  code: string,
  index: number,
  date: string,
  lookUp: LookUp,
  deadline: Deadline,
): Promise<PresentedCoupon | null> {
  const found = await lookUp.coupon(release, code, date, deadline);
  if (found === undefined) return null;
  const presentation = `evaluate/${index + 1}`;
  if (found.kind === "unknown") return { couponId: presentation, series: "", refusal: "unknown" };
  const { couponId = presentation, series, customerId, refusal } = found;
  return {
    couponId,
    series,
    ...(customerId === undefined ? {} : { customerId }),
    ...(refusal === undefined ? {} : { refusal }),
  };
}
