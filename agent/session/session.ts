/** One sale, from `transaction.begin` to paid or voided, as a plain value, and what the engine is told of it. */

import type { Basket, Cents, LineItem } from "../../engine/basket.ts";
import type {
  Channel,
  ChosenReward,
  Context,
  Customer,
  PresentedCoupon,
  Tender,
  Weekday,
} from "../../engine/context.ts";
import type { VoucherUse } from "../../sync/vouchers.ts";

import { type Allowances, remainingOf } from "../allowances/use.ts";
import type { GiftTakenOut } from "../gifts-taken-out.ts";
import { toldOf } from "../vouchers/presented.ts";

export type SessionState =
  | "open"
  | "subtotal"
  | "tendering"
  | "suspended"
  /** Another till of the store has it. */
  | "moved"
  | "finalised"
  | "voided";

/** What the POS may leave out of a line and the article master fills in, named alike on the wire and in the line. */
export const fillFields = [
  "text",
  "department",
  "brand",
  "supplier",
  "attributes",
  "regularPriceCents",
  "vatRate",
  "flags",
] as const;
export type FillField = (typeof fillFields)[number];

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
  /** Of a personal voucher: the mark by which its owner is known (`vouchers/number.ts`). */
  readonly owner?: string;
  /** Of a voucher: how it proved itself, for HQ. */
  readonly voucher?: VoucherUse;
  /** A unique coupon of a sale that is told when it is over: taken without having been reserved. */
  readonly unreserved?: true;
}

/** A means of payment that the customer has really used: money, or points for rewards of the catalogue. */
export type Confirmed = { readonly tenderId: string } & (
  | { readonly tender: string; readonly amountCents: Cents }
  | { readonly reward: string; readonly times: number }
);

/** A supervisor stood behind it, and said why. */
export interface Override {
  /** What was done: the command's kind. */
  readonly of: string;
  readonly lineId?: string;
  readonly supervisor: string;
  readonly reason: string;
  /** At the till at that moment. */
  readonly operator: string;
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

export interface Suspension {
  /** By which it is found again. */
  readonly code: string;
  /** Where it stood. */
  readonly from: "open" | "subtotal";
  /** When it began to wait, and when the business day ends in which it can go on; milliseconds since 1970. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

/** What a sale is to all tills of its store. */
export interface Shared {
  /** The same at every till. */
  readonly key: string;
  /** How often it was suspended. */
  readonly round: number;
  /** The till that has it, where that is not the one at which it began. */
  readonly till?: string;
  /** It came here from that till, by the code of its suspension there. */
  readonly claimed?: { readonly code: string; readonly till: string };
  /** It went on here while nobody could say whether another till had claimed it. */
  readonly unconfirmed?: true;
  /** This till has claimed it meanwhile: it goes on at both. */
  readonly alsoAt?: string;
  /** It waits here for that till alone, which has asked for it while HQ was away and may have it already. */
  readonly promised?: string;
  /** Tills that gave it on, the last one to this till, and HQ has not heard of it yet. */
  readonly movedFrom?: readonly string[];
}

/** Promotions that headquarters has switched off, with what they gave as the reason. */
export type SwitchedOff = Readonly<Record<string, string>>;

export interface Session {
  readonly transactionId: string;
  readonly state: SessionState;
  /** The release it began with and keeps to its end. */
  readonly release: number;
  /** It outlived the release it began with, and is evaluated with another since; every answer says so. */
  readonly releaseChanged?: { readonly from: number; readonly to: number };
  readonly begun: Begun;
  /** At the till now. */
  readonly operator: string;
  readonly currency: string;
  /** Practice: everything is answered, nothing is kept, reserved or sent. */
  readonly training: boolean;
  /** Its POS wants to hear what could be gained while the sale rests. */
  readonly suggestions: boolean;
  readonly lines: readonly SessionLine[];
  readonly customer?: Customer;
  readonly coupons: readonly SessionCoupon[];
  /** Lines that were gifts and were voided, in their order. */
  readonly giftsTakenOut?: readonly GiftTakenOut[];
  /** What limits that outlive a sale left when the counters were last asked: at its begin, with a card, at the subtotal. */
  readonly allowances?: Allowances;
  /** By promotion, what headquarters had switched off when it began or at its last subtotal, and why. */
  readonly switchedOff?: SwitchedOff;
  /** Under which its part of them is reserved: from the subtotal on, until the basket changes. */
  readonly reservation?: string;
  /** How he means to pay beside what is confirmed: of a preview, or of a sale told whole. */
  readonly tenders?: readonly Tender[];
  /** Rewards that the customer wants for points or stamps. */
  readonly rewards?: readonly ChosenReward[];
  readonly confirmed: readonly Confirmed[];
  readonly overrides: readonly Override[];
  /** While it is suspended. */
  readonly suspension?: Suspension;
  /** The code by which it went on last: its slip may be read twice, or the answer have been lost. */
  readonly resumed?: string;
  /** Other tills know of it, since it was suspended for the first time. */
  readonly shared?: Shared;
  /** A completion is on its way to the journal and its outcome is not known yet: it may have been recorded. */
  readonly completing: boolean;
}

export const LINES_MAX = 2_000;
export const COUPONS_MAX = 50;
export const TENDERS_MAX = 20;
export const OVERRIDES_MAX = 500;
export const REWARDS_MAX = 20;

/** Where it is now. */
export function tillOf({ shared, begun }: Pick<Session, "shared" | "begun">): string {
  return shared?.till ?? begun.till;
}

export function beginSession(
  start: Pick<Session, "transactionId" | "release" | "begun" | "operator" | "currency"> &
    Partial<Pick<Session, "training" | "suggestions" | "switchedOff">>,
): Session {
  return {
    training: false,
    suggestions: false,
    ...start,
    state: "open",
    lines: [],
    coupons: [],
    confirmed: [],
    overrides: [],
    completing: false,
  };
}

/** The basket as the POS sent it, before the article master fills what is missing. */
export function basketOf(session: Session): Basket {
  return { currency: session.currency, lines: session.lines.map((line) => line.item) };
}

export function contextOf(session: Session): Context {
  const { at: _, ...place } = session.begun;
  const tenders = tendersOf(session);
  const rewards = rewardsOf(session);
  const remaining = session.allowances && remainingOf(session.allowances);
  return {
    ...place,
    ...(session.customer === undefined ? {} : { customer: session.customer }),
    coupons: session.coupons.map((coupon) => toldOf(coupon, session.customer)),
    ...(tenders === undefined ? {} : { tenders }),
    ...(rewards === undefined ? {} : { rewards }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(session.switchedOff === undefined ? {} : { switchedOff: session.switchedOff }),
  };
}

/** What is confirmed first: a preview, or the rest of a sale told whole, comes after it. */
function tendersOf({ confirmed, tenders }: Session): readonly Tender[] | undefined {
  const used = confirmed.flatMap((one) =>
    "tender" in one ? [{ tender: one.tender, amountCents: one.amountCents }] : [],
  );
  return tenders === undefined && used.length === 0 ? undefined : [...used, ...(tenders ?? [])];
}

function rewardsOf({ confirmed, rewards }: Session): readonly ChosenReward[] | undefined {
  const used = confirmed.flatMap((one) => ("reward" in one ? [one] : []));
  if (used.length === 0) return rewards;
  const times = new Map((rewards ?? []).map((chosen) => [chosen.promotionId, chosen.times]));
  for (const { reward, times: more } of used) times.set(reward, (times.get(reward) ?? 0) + more);
  return [...times].map(([promotionId, count]) => ({ promotionId, times: count }));
}
