/**
 * One sale, from `transaction.begin` to paid or voided, as a plain value. `advance` is the whole state machine and is
 * pure: the till looks cards and coupons up first and hands in what it found. A refusal leaves the session as it was.
 *
 *     open ⇄ subtotal → tendering → finalised
 *       └───────┴──────────┴──→ voided
 */

import type { Basket, LineItem } from "../engine/basket.ts";
import type {
  Channel,
  ChosenReward,
  Context,
  Customer,
  PresentedCoupon,
  Tender,
  Weekday,
} from "../engine/context.ts";

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

export type Command =
  | { readonly kind: "line.add"; readonly line: SessionLine }
  | { readonly kind: "line.change"; readonly line: SessionLine }
  | { readonly kind: "line.void"; readonly lineId: string }
  | { readonly kind: "identify"; readonly customer: Customer }
  | { readonly kind: "forget" }
  | { readonly kind: "coupon.present"; readonly coupon: SessionCoupon }
  | { readonly kind: "coupon.withdraw"; readonly couponId: string }
  /** All of them; none takes back what was said before. */
  | { readonly kind: "tenders"; readonly tenders: readonly Tender[] }
  | { readonly kind: "rewards"; readonly rewards: readonly ChosenReward[] }
  | { readonly kind: "subtotal" }
  | { readonly kind: "complete" }
  /** The journal holds the sale. */
  | { readonly kind: "recorded" }
  /** The journal certainly does not hold it: it may be completed again, changed or cancelled. */
  | { readonly kind: "not-recorded" }
  | { readonly kind: "cancel" };

export type Refusal =
  | "wrong-state"
  | "line-exists"
  | "unknown-line"
  | "too-many-lines"
  | "no-customer"
  | "coupon-exists"
  | "unknown-coupon"
  | "too-many-coupons"
  | "completion-pending";

export type Advance =
  | { readonly session: Session; readonly refusal?: undefined }
  | { readonly session?: undefined; readonly refusal: Refusal };

export const LINES_MAX = 2_000;
export const COUPONS_MAX = 50;
export const TENDERS_MAX = 20;
export const REWARDS_MAX = 20;

/** In which states a command makes sense at all. */
const ALLOWED: Record<Command["kind"], readonly SessionState[]> = {
  "line.add": ["open", "subtotal"],
  "line.change": ["open", "subtotal"],
  "line.void": ["open", "subtotal"],
  identify: ["open", "subtotal"],
  forget: ["open", "subtotal"],
  "coupon.present": ["open", "subtotal"],
  "coupon.withdraw": ["open", "subtotal"],
  tenders: ["open", "subtotal"],
  rewards: ["open", "subtotal"],
  subtotal: ["open", "subtotal", "tendering"],
  complete: ["open", "subtotal", "tendering"],
  recorded: ["tendering"],
  "not-recorded": ["tendering"],
  cancel: ["open", "subtotal", "tendering"],
};

export function beginSession(
  start: Pick<Session, "transactionId" | "release" | "begun" | "operator" | "currency">,
): Session {
  return { ...start, state: "open", lines: [], coupons: [], completing: false };
}

/** The next session, or why not. */
export function advance(session: Session, command: Command): Advance {
  if (!ALLOWED[command.kind].includes(session.state)) return { refusal: "wrong-state" };
  // Resending `complete` is how a POS finds out; anything else could contradict a sale that was recorded.
  const outcome = command.kind === "recorded" || command.kind === "not-recorded";
  if (session.completing && command.kind !== "complete" && !outcome) return { refusal: "completion-pending" };
  const open = (change: Partial<Session>): Advance => ({ session: { ...session, state: "open", ...change } });

  switch (command.kind) {
    case "line.add": {
      const { lineId } = command.line.item;
      if (session.lines.some((line) => line.item.lineId === lineId)) return { refusal: "line-exists" };
      if (session.lines.length >= LINES_MAX) return { refusal: "too-many-lines" };
      return open({ lines: [...session.lines, command.line] });
    }
    case "line.change": {
      const { lineId } = command.line.item;
      const index = session.lines.findIndex((line) => line.item.lineId === lineId);
      return index < 0
        ? { refusal: "unknown-line" }
        : open({ lines: session.lines.with(index, command.line) });
    }
    case "line.void": {
      const lines = session.lines.filter((line) => line.item.lineId !== command.lineId);
      return lines.length === session.lines.length ? { refusal: "unknown-line" } : open({ lines });
    }
    case "identify":
      return open({ customer: command.customer });
    case "forget": {
      if (session.customer === undefined) return { refusal: "no-customer" };
      const { customer: _, ...rest } = session;
      return { session: { ...rest, state: "open" } };
    }
    case "coupon.present": {
      const { couponId } = command.coupon.presented;
      if (couponOf(session, couponId) !== undefined) return { refusal: "coupon-exists" };
      if (session.coupons.length >= COUPONS_MAX) return { refusal: "too-many-coupons" };
      return open({ coupons: [...session.coupons, command.coupon] });
    }
    case "coupon.withdraw": {
      const coupons = session.coupons.filter((coupon) => coupon.presented.couponId !== command.couponId);
      return coupons.length === session.coupons.length ? { refusal: "unknown-coupon" } : open({ coupons });
    }
    // A subtotal that is paid otherwise is a subtotal still.
    case "tenders":
      return { session: { ...session, tenders: command.tenders } };
    case "rewards":
      return { session: { ...session, rewards: command.rewards } };
    case "subtotal":
      return { session: { ...session, state: "subtotal" } };
    case "complete":
      return { session: { ...session, state: "tendering", completing: true } };
    case "recorded":
      return { session: { ...session, state: "finalised", completing: false } };
    case "not-recorded":
      return { session: { ...session, completing: false } };
    case "cancel":
      return { session: { ...session, state: "voided" } };
    default:
      return command satisfies never;
  }
}

function couponOf(session: Session, couponId: string): SessionCoupon | undefined {
  return session.coupons.find((coupon) => coupon.presented.couponId === couponId);
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
