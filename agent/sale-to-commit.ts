/** From a finished sale to what the journal keeps of it and what the POS is told. Pure but for the clock. */

import { createHash } from "node:crypto";
import { canonicalJson } from "../sync/release/canonical-json.ts";
import { localTime } from "./clock.ts";
import type { ToldLate } from "./complete-sale.ts";
import type { Params } from "./contract/calls.ts";
import { changeByAccount, type Movement, movementsOf } from "./movements.ts";
import type { OpenSale } from "./sale.ts";
import { contextOf, tillOf } from "./session/session.ts";
import type { SaleToCommit } from "./store/journal.ts";
import { stored } from "./vouchers/issue.ts";
import type { Booking } from "./workers/evaluation-api.ts";

export type Completion = Params<"transaction.complete">;

/**
 * The same completion sent again has the same hash, whoever sends it and whatever evaluation he names. The first is its
 * own; a sale that is told whole is also the one that was rung up before and completed with the same words.
 */
export function hashesOf(completion: Completion): readonly [string, ...string[]] {
  const { transactionId, receipt, applied, tenders, totalCents, basket } = completion;
  const said = { transactionId, receipt, applied, tenders, totalCents };
  if (basket === undefined) return [hashOf(said)];
  // The numbers of cards and coupons are kept nowhere, also not as a hash that could be guessed at.
  const { card: _, coupons: _c, ...goods } = basket;
  return [hashOf({ ...said, basket: goods }), hashOf(said)];
}

function hashOf(said: object): string {
  return createHash("sha256").update(canonicalJson(said)).digest("hex");
}

/**
 * @param zone of the store, for the time of completion
 * @param toldLate of a sale that nobody here knew until it was over
 * @param receiptLines of our slip, for a POS that prints it
 */
export function saleToCommit(
  sale: OpenSale,
  completion: Completion,
  booking: Booking,
  zone: string,
  toldLate?: Pick<ToldLate, "cardRefused">,
  receiptLines: readonly string[] = [],
): SaleToCommit {
  const { session } = sale;
  const { begun, transactionId, release } = session;
  const { receipt, applied, tenders, totalCents: posTotalCents } = completion;
  const { basket, effects, coupons, lines, vat, rules, semantics } = booking;
  const { grossCents, discountCents, totalCents, redeemed, freed, uses, vouchers } = booking;
  const unique = new Set(
    session.coupons.flatMap(({ presented, reservation, unreserved }) =>
      reservation === undefined && unreserved === undefined ? [] : [presented.couponId],
    ),
  );
  const voucherOf = new Map(
    session.coupons.map(({ presented: { couponId, amountCents }, voucher }) => [
      couponId,
      voucher && { ...voucher, ...(amountCents === undefined ? {} : { amountCents }) },
    ]),
  );
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
  const late = toldLate === undefined ? {} : ({ late: true } as const);
  const { training } = session;
  const degradedReason = sale.promotionsEnded ? "promotions-ended" : booking.degradedReason;
  const without = degradedReason === undefined ? {} : { degradedReason };
  return {
    completionHash: hashesOf(completion)[0],
    sale: {
      transactionId,
      receipt,
      store: begun.store,
      till: tillOf(session),
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
      ...without,
      ...late,
      ...(session.releaseChanged === undefined ? {} : { releaseChanged: session.releaseChanged }),
      ...(session.shared === undefined
        ? {}
        : {
            suspension: {
              key: session.shared.key,
              couponsUsed: redeemed.filter((couponId) => unique.has(couponId)),
            },
          }),
      ...(session.overrides.length === 0 ? {} : { overrides: session.overrides }),
      ...(uses === undefined || uses.length === 0 ? {} : { allowances: uses }),
      ...(vouchers === undefined ? {} : { vouchers: vouchers.map(stored) }),
      rules,
      definitions: booking.definitions.map(({ hash }) => hash),
    },
    definitions: booking.definitions,
    points: [...changes].map(([account, points]) => ({ account, points })),
    redeemed: redeemed.map((couponId) => {
      const voucher = voucherOf.get(couponId);
      const series = seriesOf.get(couponId) ?? "";
      return { couponId, series, unique: unique.has(couponId), ...(voucher && { voucher }) };
    }),
    uses,
    answer: {
      transactionId,
      state: "finalised",
      recorded: !training,
      ...(training ? { training } : {}),
      receipt,
      release,
      ...late,
      ...(toldLate?.cardRefused === undefined ? {} : { cardRefused: toldLate.cardRefused }),
      grossCents,
      discountCents,
      totalCents,
      ...(posTotalCents === totalCents ? {} : { posDifferenceCents: posTotalCents - totalCents }),
      points: told("points"),
      ...(stamps.length === 0 ? {} : { stamps }),
      coupons: { redeemed, freed },
      ...(vouchers === undefined ? {} : { vouchers }),
      ...(receiptLines.length === 0 ? {} : { receiptLines }),
      ...(degradedReason === undefined ? {} : { degraded: true, degradedReason }),
    },
  };
}
