/** A sale as it goes into the journal: what the ledgers compare, and little else. */

import type { SaleToCommit } from "../../agent/store/journal.ts";
import type { StoredSale } from "../../agent/store/stored-sale.ts";
import { seriesOf } from "./offers.ts";

/** What a customer buys, drawn before it happens. */
export interface Planned {
  /** One in the whole chain. */
  readonly receipt: string;
  readonly transactionId?: string;
  readonly totalCents: number;
  readonly customer: string | undefined;
  readonly points: number;
  /** Unique ones that are shown. */
  readonly coupons: readonly string[];
  /** Gift points that pay for a reward. */
  readonly burns?: number;
  /** From the last coupon to the end. */
  readonly shopsMs?: number;
  /** Suspended in between. */
  readonly restsMs?: number;
  /** The customer goes. */
  readonly isCancelled?: boolean;
  /** HQ can't make sense of it: it belongs into its quarantine. */
  readonly isUnclear?: true;
  /** What stands before HQ refuses it, whenever it is sent: a note takes its place. */
  readonly isPoisoned?: true;
}

export interface At {
  readonly store: string;
  readonly till: string;
  /** Of the coupons those that were granted. */
  readonly redeemed: readonly string[];
}

/** Of every sale, as its POS says it. */
export const BUSINESS_DAY = "2026-11-21";
const text = { it: "Punti", en: "Points" };
const LOCAL_TIME = "2026-11-21T10:31:00+01:00";

export function saleOf(planned: Planned, { store, till, redeemed }: At): SaleToCommit {
  const { receipt, transactionId = receipt, totalCents, customer, points } = planned;
  const sale: Omit<StoredSale, "saleId"> = {
    transactionId,
    receipt,
    store,
    till,
    operator: "12",
    at: LOCAL_TIME,
    completedAt: LOCAL_TIME,
    release: 1,
    semantics: 1,
    basket: { currency: "EUR", lines: [] },
    context: {
      date: BUSINESS_DAY,
      time: "10:31:00",
      weekday: 6,
      store,
      storeGroups: [],
      till,
      channel: "till",
      ...(customer === undefined
        ? {}
        : {
            customer: { id: customer, tier: "", segments: [], staff: false, attributes: {}, balances: {} },
          }),
      coupons: [],
    },
    grossCents: totalCents,
    discountCents: 0,
    totalCents: planned.isUnclear ? totalCents + 0.5 : totalCents,
    posTotalCents: totalCents,
    effects: [
      {
        kind: "points",
        promotionId: "P3",
        account: "base",
        points,
        baseCents: totalCents,
        text,
        couponIds: [],
      },
    ],
    lines: [],
    vat: [],
    coupons: [],
    applied: [],
    tenders: [],
    rules: {},
    definitions: [],
  };
  return {
    completionHash: `hash of ${transactionId}`,
    sale,
    definitions: [],
    points: [{ account: "base", points }],
    redeemed: redeemed.map((couponId) => ({ couponId, series: seriesOf(couponId), unique: true })),
    answer: { recorded: true, redeemed },
  };
}
