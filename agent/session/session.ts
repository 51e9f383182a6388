/** One sale, from `transaction.begin` to paid or voided, as a plain value, and what the engine is told of it. */

import type { Basket, LineItem } from "../../engine/basket.ts";
import type {
  Channel,
  ChosenReward,
  Context,
  Customer,
  PresentedCoupon,
  Tender,
  Weekday,
} from "../../engine/context.ts";

export type SessionState = "open" | "subtotal" | "tendering" | "finalised" | "voided";

/** What the POS may leave out of a line and the article master fills in. */
export type FillField =
  | "text"
  | "department"
  | "brand"
  | "supplier"
  | "attributes"
  | "regularPriceCents"
  | "vatRate"
  | "flags";

/** A line as the POS sent it, with the fields it did not send: those are filled by the release's article master. */
export interface SessionLine {
  readonly item: LineItem;
  readonly fill: readonly FillField[];
}

/** A coupon in the session. */
export interface SessionCoupon {
  readonly presented: PresentedCoupon;
  /** Of a unique coupon: under which it is durably reserved, and must be freed when it leaves the session unused. */
  readonly reservation?: string;
}

/** The moment and place of `transaction.begin`; they hold for the whole sale. */
export interface Begun {
  /** ISO 8601 with offset, as the POS said or the agent's clock. */
  readonly at: string;
  readonly date: string;
  readonly time: string;
  readonly weekday: Weekday;
  readonly store: string;
  readonly storeGroups: readonly string[];
  readonly till: string;
  readonly channel: Channel;
}

export interface Session {
  readonly transactionId: string;
  readonly state: SessionState;
  /** The release it began with and keeps to its end. */
  readonly release: number;
  readonly begun: Begun;
  readonly operator: string;
  readonly currency: string;
  readonly lines: readonly SessionLine[];
  readonly customer?: Customer;
  readonly coupons: readonly SessionCoupon[];
  /** How the customer means to pay, as far as it is known. */
  readonly tenders?: readonly Tender[];
  /** Rewards that the customer wants for points or stamps. */
  readonly rewards?: readonly ChosenReward[];
  /** A completion is on its way to the journal and its outcome is not known yet: it may have been recorded. */
  readonly completing: boolean;
}

export const LINES_MAX = 2_000;
export const COUPONS_MAX = 50;
export const TENDERS_MAX = 20;
export const REWARDS_MAX = 20;

export function beginSession(
  start: Pick<Session, "transactionId" | "release" | "begun" | "operator" | "currency">,
): Session {
  return { ...start, state: "open", lines: [], coupons: [], completing: false };
}

/** The basket as the POS sent it, before the article master fills what is missing. */
export function basketOf(session: Session): Basket {
  return { currency: session.currency, lines: session.lines.map((line) => line.item) };
}

export function contextOf(session: Session): Context {
  const { at: _, ...place } = session.begun;
  return {
    ...place,
    ...(session.customer === undefined ? {} : { customer: session.customer }),
    coupons: session.coupons.map((coupon) => coupon.presented),
    ...(session.tenders === undefined ? {} : { tenders: session.tenders }),
    ...(session.rewards === undefined ? {} : { rewards: session.rewards }),
  };
}
