/** From a finished sale to what the journal keeps of it and what the POS is told. Pure but for the clock. */

import { createHash } from "node:crypto";
import { canonicalJson } from "../sync/release/canonical-json.ts";
import { localTime } from "./clock.ts";
import type { Params } from "./contract/calls.ts";
import { changeByAccount, type Movement, movementsOf } from "./movements.ts";
import { reservedIn } from "./open-sales.ts";
import type { OpenSale } from "./sale.ts";
import { contextOf } from "./session/session.ts";
import type { SaleToCommit } from "./store/journal.ts";
import type { Booking } from "./workers/evaluation-api.ts";

export type Completion = Params<"transaction.complete">;

/** The same completion sent again has the same hash. */
export function completionHash(completion: Completion): string {
  return createHash("sha256").update(canonicalJson(completion)).digest("hex");
}

/** @param zone of the store, for the time of completion */
export function saleToCommit(
  sale: OpenSale,
  completion: Completion,
  booking: Booking,
  zone: string,
): SaleToCommit {
  const { session } = sale;
  const { begun, transactionId, release } = session;
  const { receipt, applied, tenders, totalCents: posTotalCents } = completion;
  const { basket, effects, coupons, lines, vat, rules, semantics } = booking;
  const { grossCents, discountCents, totalCents, redeemed, freed } = booking;
  const reserved = new Set(reservedIn(session.coupons).map(({ couponId }) => couponId));
  const seriesOf = new Map(session.coupons.map(({ presented }) => [presented.couponId, presented.series]));
  const movements = session.customer === undefined ? [] : movementsOf(effects);
  const changes = changeByAccount(movements);
  /** Earned and used, and where the account stands now. */
  const told = (kind: Movement["kind"]) =>
    movements
      .filter((movement) => movement.kind === kind)
      .map(({ account, earned, used }) => ({
        account,
        [kind]: earned,
        ...(used === 0 ? {} : { used }),
        balance: (session.customer?.balances[account] ?? 0) + changes.get(account)!,
      }));
  const stamps = told("stamps");
  const ended = sale.promotionsEnded ? ({ degradedReason: "promotions-ended" } as const) : {};
  return {
    completionHash: completionHash(completion),
    sale: {
      transactionId,
      receipt,
      store: begun.store,
      till: begun.till,
      operator: session.operator,
      at: begun.at,
      completedAt: localTime(new Date(), zone).at,
      release,
      semantics,
      basket,
      context: contextOf(session),
      ...(completion.evaluationId === undefined ? {} : { evaluationId: completion.evaluationId }),
      grossCents,
      discountCents,
      totalCents,
      posTotalCents,
      effects,
      lines,
      vat,
      coupons,
      applied,
      tenders,
      ...ended,
      rules,
      definitions: booking.definitions.map(({ hash }) => hash),
    },
    definitions: booking.definitions,
    points: [...changes].map(([account, points]) => ({ account, points })),
    redeemed: redeemed.map((couponId) => ({
      couponId,
      series: seriesOf.get(couponId) ?? "",
      unique: reserved.has(couponId),
    })),
    answer: {
      transactionId,
      state: "finalised",
      recorded: true,
      receipt,
      release,
      grossCents,
      discountCents,
      totalCents,
      ...(posTotalCents === totalCents ? {} : { posDifferenceCents: posTotalCents - totalCents }),
      points: told("points"),
      ...(stamps.length === 0 ? {} : { stamps }),
      coupons: { redeemed, freed },
      ...(sale.promotionsEnded ? { degraded: true, ...ended } : {}),
    },
  };
}
