/**
 * `advance` is the whole state machine of a sale and is pure: the till looks cards and coupons up first and hands in what
 * it found. A refusal leaves the session as it was.
 *
 *     open ⇄ subtotal → tendering → finalised
 *       └───────┴──────────┴──→ voided
 */

import { ALLOWED, type Command } from "./allowed.ts";
import { COUPONS_MAX, LINES_MAX, type Session, type SessionCoupon } from "./session.ts";

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
