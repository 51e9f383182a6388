/**
 * `advance` is the whole state machine of a sale and is pure: the till looks cards and coupons up first and hands in what
 * it found. A refusal leaves the session as it was. Which command may come when is the table in `allowed.ts`.
 */

import type { Allowances } from "../allowances/use.ts";
import { type Command, cellOf, type StateRefusal, standingOf } from "./allowed.ts";
import {
  COUPONS_MAX,
  LINES_MAX,
  OVERRIDES_MAX,
  type Override,
  type Session,
  type SessionState,
  type SwitchedOff,
  TENDERS_MAX,
} from "./session.ts";

export type Refusal =
  | StateRefusal
  | "line-exists"
  | "unknown-line"
  | "too-many-lines"
  | "no-customer"
  | "coupon-exists"
  | "unknown-coupon"
  | "too-many-coupons"
  | "tender-exists"
  | "too-many-tenders"
  | "too-many-overrides";

export type Advance =
  | { readonly session: Session; readonly refusal?: undefined }
  | { readonly session?: undefined; readonly refusal: Refusal };

/** The next session, or why not. */
export function advance(session: Session, command: Command): Advance {
  const cell = cellOf(standingOf(session), command.kind);
  if ("refusal" in cell) return { refusal: cell.refusal };
  const next = moved(session, command, cell.to === "same" ? session.state : cell.to);
  return next.session === undefined ? next : signed(reopened(next.session), command);
}

/** What was reserved at the subtotal is not this basket's any more. */
function reopened(session: Session): Session {
  if (session.state !== "open" || session.reservation === undefined) return session;
  const { reservation: _, ...open } = session;
  return open;
}

/** The session after the command, in the state that the table gives. */
function moved(session: Session, command: Command, state: SessionState): Advance {
  const to = (change: Partial<Session>): Advance => ({ session: { ...session, state, ...change } });

  switch (command.kind) {
    case "line.add": {
      const { lineId } = command.line.item;
      if (session.lines.some((line) => line.item.lineId === lineId)) return { refusal: "line-exists" };
      if (session.lines.length >= LINES_MAX) return { refusal: "too-many-lines" };
      return to({ lines: [...session.lines, command.line] });
    }
    case "line.change": {
      const { lineId } = command.line.item;
      const index = session.lines.findIndex((line) => line.item.lineId === lineId);
      return index < 0 ? { refusal: "unknown-line" } : to({ lines: session.lines.with(index, command.line) });
    }
    case "line.void": {
      const lines = session.lines.filter((line) => line.item.lineId !== command.lineId);
      if (lines.length === session.lines.length) return { refusal: "unknown-line" };
      const { gift } = command;
      const { giftsTakenOut = [] } = session;
      return to({ lines, ...(gift && { giftsTakenOut: [...giftsTakenOut, gift] }) });
    }
    case "identify":
      return to({ customer: command.customer, ...counted(command.allowances ?? ofNobody(session)) });
    case "forget": {
      if (session.customer === undefined) return { refusal: "no-customer" };
      const { customer: _, ...rest } = session;
      return { session: { ...rest, state, ...counted(ofNobody(session)) } };
    }
    case "coupon.present": {
      const { couponId } = command.coupon.presented;
      if (session.coupons.some(({ presented }) => presented.couponId === couponId))
        return { refusal: "coupon-exists" };
      if (session.coupons.length >= COUPONS_MAX) return { refusal: "too-many-coupons" };
      return to({ coupons: [...session.coupons, command.coupon] });
    }
    case "coupon.withdraw": {
      const coupons = session.coupons.filter((coupon) => coupon.presented.couponId !== command.couponId);
      return coupons.length === session.coupons.length ? { refusal: "unknown-coupon" } : to({ coupons });
    }
    // A subtotal with other rewards is a subtotal still.
    case "rewards":
      return to({ rewards: command.rewards });
    case "tender.add": {
      const { tenderId } = command.tender;
      if (session.confirmed.some((one) => one.tenderId === tenderId)) return { refusal: "tender-exists" };
      if (session.confirmed.length >= TENDERS_MAX) return { refusal: "too-many-tenders" };
      return to({ confirmed: [...session.confirmed, command.tender] });
    }
    case "tender.void": {
      const confirmed = session.confirmed.filter(({ tenderId }) => tenderId !== command.tenderId);
      if (confirmed.length === session.confirmed.length) return { refusal: "unknown-tender" };
      return to({ confirmed, state: confirmed.length === 0 ? "subtotal" : state });
    }
    case "suspend": {
      if (session.suspension !== undefined) return { session };
      const from = session.state === "subtotal" ? "subtotal" : "open";
      const { kind: _, by: _b, key, ...suspension } = command;
      // Nobody is told of its earlier code: other tills take no session that has one.
      const { resumed: _r, ...rest } = session;
      return { session: { ...rest, state, suspension: { ...suspension, from }, ...sharedBy(session, key) } };
    }
    case "resume": {
      if (session.suspension === undefined) return { session };
      if (session.shared?.promised !== undefined) return { refusal: "taken-elsewhere" };
      const { suspension, ...rest } = session;
      const doubt = command.unconfirmed && rest.shared && { shared: { ...rest.shared, unconfirmed: true } };
      const { from, code } = suspension;
      return { session: { ...rest, state: from, resumed: code, ...doubt } } as Advance;
    }
    case "confirm": {
      const { alsoAt = session.shared?.alsoAt } = command;
      if (session.shared === undefined) return { session };
      const { unconfirmed, movedFrom, ...shared } = session.shared;
      const isNews = unconfirmed !== undefined || movedFrom !== undefined || alsoAt !== shared.alsoAt;
      if (!isNews) return { session };
      return { session: { ...session, shared: { ...shared, ...(alsoAt && { alsoAt }) } } };
    }
    case "promise":
      return session.shared === undefined
        ? { session }
        : to({ shared: { ...session.shared, promised: command.till } });
    case "complete":
      return { session: completing(session, command, state) };
    case "recorded":
    case "not-recorded":
      return to({ completing: false });
    case "preview":
      return { session };
    case "hand-over": {
      if (session.shared === undefined) return to({});
      return to({ shared: { ...session.shared, till: command.till } });
    }
    case "allowances":
      return to({ allowances: command.allowances });
    case "subtotal": {
      const reservation = session.reservation ?? command.reservation;
      const { switchedOff: before, ...rest } = session;
      const off = command.switchedOff ?? before;
      return {
        session: {
          ...rest,
          state,
          ...counted(command.allowances ?? session.allowances),
          ...(isNone(off) ? {} : { switchedOff: off }),
          ...(reservation === undefined ? {} : { reservation }),
        },
      };
    }
    case "cancel":
      return session.shared?.promised === undefined ? to({}) : { refusal: "taken-elsewhere" };
    default:
      return command satisfies never;
  }
}

/** From the first suspension on it has a name that all tills know, and each suspension is counted. */
function sharedBy({ shared }: Session, key: string | undefined): Pick<Session, "shared"> {
  if (shared !== undefined) return { shared: { ...shared, round: shared.round + 1 } };
  return key === undefined ? {} : { shared: { key, round: 1 } };
}

/** Of the customer before nothing is known of the next. */
export function ofNobody({ allowances }: Session): Allowances | undefined {
  return allowances && { till: allowances.till, customer: {} };
}

function isNone(off: SwitchedOff | undefined): off is undefined {
  return off === undefined || Object.keys(off).length === 0;
}

function counted(allowances: Allowances | undefined): Pick<Session, "allowances"> {
  return allowances === undefined ? {} : { allowances };
}

function completing(
  session: Session,
  { basket, allowances }: Extract<Command, { kind: "complete" }>,
  state: SessionState,
): Session {
  const { suspension: _, ...known } = session;
  const awake = { ...known, ...counted(allowances) };
  if (basket === undefined) return { ...awake, state, completing: true };
  const { customer: _c, tenders: _t, rewards: _r, ...rest } = awake;
  // What is confirmed is told with the basket, or else was not used in the end.
  return { ...rest, ...basket, confirmed: [], state, completing: true };
}

/** Who did it, and who stood behind it, stays with the sale. */
function signed(session: Session, command: Command): Advance {
  const { by } = command;
  if (by === undefined) return { session };
  const operator = by.operator ?? session.operator;
  if (by.override === undefined) return { session: { ...session, operator } };
  if (session.overrides.length >= OVERRIDES_MAX) return { refusal: "too-many-overrides" };
  const override: Override = { of: command.kind, ...lineOf(command), ...by.override, operator };
  return { session: { ...session, operator, overrides: [...session.overrides, override] } };
}

function lineOf(command: Command): { lineId?: string } {
  if (command.kind === "line.void") return { lineId: command.lineId };
  if (command.kind === "line.change" || command.kind === "line.add")
    return { lineId: command.line.item.lineId };
  return {};
}
