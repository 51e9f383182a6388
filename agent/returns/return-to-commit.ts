/** From a reckoned return to what the POS is told and what the journal keeps. Pure. */

import { createHash } from "node:crypto";
import { type PaidGoods, refundWithoutSale } from "../../engine/refund/without-sale.ts";
import { canonicalJson } from "../../sync/release/canonical-json.ts";
import type { Params } from "../contract/calls.ts";
import type { ReturnToCommit } from "../store/journal-returns.ts";
import type { StoredReturn } from "../store/stored-return.ts";
import { stored } from "../vouchers/issue.ts";
import type { RefundAnswer } from "../workers/evaluation-api.ts";

export type Return = Params<"transaction.return">;
type Known = Extract<RefundAnswer, { kind: "reckoned" }>;

/** Where and when it happens, and what could not be asked. */
export interface Happening {
  readonly store: string;
  readonly till: string;
  readonly at: string;
  readonly release: number;
  readonly unconfirmed: boolean;
}

/** A voucher that has a number is known by its hash; others nobody can present. */
const PRINTED = /^[0-9a-f]{64}$/;

/** The same return sent again has the same hash. Of those in training none is kept. */
export function returnHash({ training: _, ...asked }: Return): string {
  return createHash("sha256").update(canonicalJson(asked)).digest("hex");
}

/** Goods of a sale that was found. */
export function returnOfSale(
  asked: Return,
  { reckoned, of, knownHere, instead, evaluationMs }: Known,
  happening: Happening,
): ReturnToCommit {
  const { refundCents, lines, vat, returned, goods, already, vouchers, semantics, kept } = reckoned;
  const { withheldCents, withheld, balances, vouchersToVoid, setOffCents, stillOwedCents, couponsRestored } =
    reckoned;
  const customerId = of.context.customer?.id;
  const seriesOf = new Map(of.context.coupons.map(({ couponId, series }) => [couponId, series]));
  const told = {
    refundCents,
    lines,
    vat,
    withheldCents,
    withheld,
    balances,
    vouchersToVoid,
    setOffCents,
    stillOwedCents,
    couponsRestored,
  };
  const unused = (of.allowances ?? []).flatMap((use) => {
    const { [use.promotionId]: less } = reckoned.unused;
    return less === undefined ? [] : [{ ...use, ...less }];
  });
  const points = new Map<string, number>();
  for (const { account, taken, givenBack } of balances)
    points.set(account, (points.get(account) ?? 0) + givenBack - taken);
  const body: StoredReturn = {
    kind: "of-sale",
    ...baseOf({ ...asked, receipt: of.receipt }, happening, refundCents),
    saleId: of.saleId,
    ...(customerId === undefined ? {} : { customerId }),
    semantics,
    goods,
    already,
    vouchers,
    kept,
    ...told,
    ...(instead.length === 0 ? {} : { vouchersInstead: instead.map(stored) }),
    ...(Object.keys(reckoned.unused).length === 0 ? {} : { unused: reckoned.unused }),
  };
  return {
    hash: returnHash(asked),
    body,
    knownHere,
    points: [...points]
      .map(([account, points]) => ({ account, points }))
      .filter(({ points }) => points !== 0),
    coupons: couponsRestored.map((couponId) => ({ couponId, series: seriesOf.get(couponId) ?? "" })),
    voided: vouchersToVoid.flatMap(({ couponId }) => {
      const { series = "" } = vouchers.find((one) => one.couponId === couponId) ?? {};
      return PRINTED.test(couponId) ? [{ couponId, series }] : [];
    }),
    transactionId: of.transactionId,
    unused,
    answer: answerOf(
      body,
      { ...happening, evaluationMs },
      { saleId: of.saleId, returned, ...told, ...(instead.length === 0 ? {} : { vouchers: instead }) },
    ),
  };
}

/** Goods of a receipt that nobody found, as the POS says that they were paid. */
export function returnWithoutSale(
  asked: Return,
  goods: readonly PaidGoods[],
  happening: Happening,
): ReturnToCommit {
  const refund = refundWithoutSale(goods);
  const body: StoredReturn = {
    kind: "without-sale",
    ...baseOf(asked, happening, refund.refundCents),
    ...refund,
    goods,
  };
  const answer = answerOf(body, { ...happening, evaluationMs: 0 }, { withoutSale: true, ...refund });
  return {
    hash: returnHash(asked),
    body,
    knownHere: 0,
    points: [],
    coupons: [],
    voided: [],
    unused: [],
    answer,
  };
}

function baseOf(asked: Return, { store, till, at, unconfirmed }: Happening, refundCents: number) {
  const { returnId, receipt, operator, override, paidOutCents = refundCents } = asked;
  return {
    returnId,
    receipt,
    store,
    till,
    at,
    operator,
    ...(override === undefined ? {} : { override }),
    paidOutCents,
    refundCents,
    ...(unconfirmed ? ({ unconfirmed } as const) : {}),
  };
}

function answerOf(
  body: StoredReturn,
  { release, unconfirmed, evaluationMs }: Happening & { evaluationMs: number },
  more: object,
) {
  const { returnId, receipt, refundCents, paidOutCents } = body;
  return {
    returnId,
    recorded: true,
    receipt,
    release,
    evaluationMs,
    ...more,
    paidOutCents,
    ...(paidOutCents === refundCents ? {} : { posDifferenceCents: paidOutCents - refundCents }),
    ...(unconfirmed ? { unconfirmed } : {}),
  };
}
