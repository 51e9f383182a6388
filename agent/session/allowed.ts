/** What can happen to a sale, and what comes of it in each state: the whole table, as data. */

import type { ChosenReward, Customer, Tender } from "../../engine/context.ts";
import type { Allowances } from "../allowances/use.ts";
import type { GiftTakenOut } from "../gifts-taken-out.ts";
import type {
  Confirmed,
  Override,
  Session,
  SessionCoupon,
  SessionLine,
  SessionState,
  SwitchedOff,
} from "./session.ts";

/** Who did it, where that is said with a call. */
export interface By {
  readonly operator?: string | undefined;
  readonly override?: Pick<Override, "supervisor" | "reason"> | undefined;
}

/** Who did it, as a command has it. */
export function byOf({ operator, override }: By): { readonly by?: By } {
  return operator === undefined && override === undefined ? {} : { by: { operator, override } };
}

/** The whole sale as the POS rang it up while nobody listened: it takes the place of what is known. */
export interface WholeSale {
  readonly lines: readonly SessionLine[];
  readonly customer?: Customer;
  readonly coupons: readonly SessionCoupon[];
  readonly tenders?: readonly Tender[];
  readonly rewards?: readonly ChosenReward[];
}

export type Command = { readonly by?: By } & (
  | { readonly kind: "line.add"; readonly line: SessionLine }
  | { readonly kind: "line.change"; readonly line: SessionLine }
  /** @param gift what it means, where the line was one */
  | { readonly kind: "line.void"; readonly lineId: string; readonly gift?: GiftTakenOut | undefined }
  | { readonly kind: "identify"; readonly customer: Customer; readonly allowances?: Allowances | undefined }
  | { readonly kind: "forget" }
  | { readonly kind: "coupon.present"; readonly coupon: SessionCoupon }
  | { readonly kind: "coupon.withdraw"; readonly couponId: string }
  /** All of them; none takes back what was said before. */
  | { readonly kind: "rewards"; readonly rewards: readonly ChosenReward[] }
  /** @param reservation under which its allowances are reserved, where it has none yet */
  | {
      readonly kind: "subtotal";
      /** Absent: nothing new is known. None: what was switched off is on again. */
      readonly switchedOff?: SwitchedOff | undefined;
      readonly allowances?: Allowances | undefined;
      readonly reservation?: string | undefined;
    }
  /** The counters leave something else than they were thought to. */
  | { readonly kind: "allowances"; readonly allowances: Allowances }
  /** Asks whether there may be one; changes nothing. */
  | { readonly kind: "preview" }
  | { readonly kind: "tender.add"; readonly tender: Confirmed }
  | { readonly kind: "tender.void"; readonly tenderId: string }
  /** @param key what it is called at all tills from now on, if it is not yet; absent in training */
  | {
      readonly kind: "suspend";
      readonly code: string;
      readonly key?: string;
      readonly sinceMs?: number;
      readonly untilMs?: number;
    }
  /** @param unconfirmed nobody could say whether another till has claimed it */
  | { readonly kind: "resume"; readonly unconfirmed?: true }
  /** That till has claimed it while it was suspended. */
  | { readonly kind: "hand-over"; readonly till: string }
  /** It waits for that till alone from now on. */
  | { readonly kind: "promise"; readonly till: string }
  /** It went on unconfirmed, or came from another till while HQ was away, and now it is known that no other till has it, or which. */
  | { readonly kind: "confirm"; readonly alsoAt?: string }
  | {
      readonly kind: "complete";
      readonly basket?: WholeSale;
      readonly allowances?: Allowances | undefined;
    }
  /** The journal holds the sale. */
  | { readonly kind: "recorded" }
  /** The journal certainly does not hold it: it may be completed again, changed or cancelled. */
  | { readonly kind: "not-recorded" }
  | { readonly kind: "cancel" }
);

/** Where a sale stands, as far as commands differ. */
export type Standing =
  | Exclude<SessionState, "tendering">
  /** Tenders are confirmed. */
  | "tendering"
  /** A completion certainly failed, and no tender is confirmed. */
  | "missed"
  /** A completion is on its way and its outcome is not known. */
  | "completing";

export function standingOf({ state, completing, confirmed }: Session): Standing {
  if (completing) return "completing";
  return state === "tendering" && confirmed.length === 0 ? "missed" : state;
}

/** A refusal that depends on nothing but where the sale stands. */
export type StateRefusal =
  | "wrong-state"
  | "tenders-confirmed"
  | "completion-pending"
  | "suspended"
  | "taken-elsewhere"
  | "unknown-transaction"
  | "unknown-tender";

export type Cell = { readonly to: SessionState | "same" } | { readonly refusal: StateRefusal };

const same: Cell = { to: "same" };
const open: Cell = { to: "open" };
const sub: Cell = { to: "subtotal" };
const tend: Cell = { to: "tendering" };
const susp: Cell = { to: "suspended" };
const void_: Cell = { to: "voided" };
const final: Cell = { to: "finalised" };
const wrong: Cell = { refusal: "wrong-state" };
const paying: Cell = { refusal: "tenders-confirmed" };
const pending: Cell = { refusal: "completion-pending" };
const asleep: Cell = { refusal: "suspended" };
const mvd: Cell = { to: "moved" };
const taken: Cell = { refusal: "taken-elsewhere" };
const gone: Cell = { refusal: "unknown-transaction" };
const none: Cell = { refusal: "unknown-tender" };

const COLUMNS = [
  "open",
  "subtotal",
  "tendering",
  "missed",
  "completing",
  "suspended",
  "moved",
  "voided",
  "finalised",
] as const satisfies readonly Standing[];

const column = new Map<Standing, number>(COLUMNS.map((standing, index) => [standing, index]));

type Row = readonly [Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell];

/** Columns as in COLUMNS. */
// biome-ignore format: a table is read by its columns
const TABLE: Readonly<Record<Command["kind"], Row>> = {
  //                 open   subtotal tendering missed  completing suspended moved  voided finalised
  "line.add":        [open,  open,   paying,   wrong,  pending,   asleep,   taken, gone,  wrong],
  "line.change":     [open,  open,   paying,   wrong,  pending,   asleep,   taken, gone,  wrong],
  "line.void":       [open,  open,   paying,   wrong,  pending,   asleep,   taken, gone,  wrong],
  "identify":        [open,  open,   paying,   wrong,  pending,   asleep,   taken, gone,  wrong],
  "forget":          [open,  open,   paying,   wrong,  pending,   asleep,   taken, gone,  wrong],
  "coupon.present":  [open,  open,   paying,   wrong,  pending,   asleep,   taken, gone,  wrong],
  "coupon.withdraw": [open,  open,   paying,   wrong,  pending,   asleep,   taken, gone,  wrong],
  "rewards":         [same,  same,   paying,   wrong,  pending,   asleep,   taken, gone,  wrong],
  "subtotal":        [sub,   sub,    paying,   sub,    pending,   asleep,   taken, gone,  wrong],
  "allowances":      [same,  same,   same,     same,   pending,   asleep,   taken, gone,  wrong],
  "preview":         [same,  same,   same,     same,   pending,   asleep,   taken, gone,  wrong],
  "tender.add":      [wrong, tend,   tend,     tend,   pending,   asleep,   taken, gone,  wrong],
  "tender.void":     [none,  none,   same,     none,   pending,   asleep,   taken, gone,  wrong],
  "suspend":         [susp,  susp,   paying,   wrong,  pending,   same,     taken, gone,  wrong],
  // Awake already: it goes on where it is.
  "resume":          [same,  same,   same,     same,   same,      open,     taken, gone,  same],
  "hand-over":       [wrong, wrong,  wrong,    wrong,  wrong,     mvd,      same,  gone,  wrong],
  "promise":         [wrong, wrong,  wrong,    wrong,  wrong,     same,      taken, gone,  wrong],
  "confirm":         [same,  same,   same,     same,   same,      same,     taken, gone,  wrong],
  // Paid is paid, whatever the sale looked like here.
  "complete":        [tend,  tend,   tend,     tend,   same,      tend,     tend,  gone,  wrong],
  "recorded":        [wrong, wrong,  wrong,    wrong,  final,     wrong,    wrong, gone,  wrong],
  "not-recorded":    [wrong, wrong,  wrong,    wrong,  same,      wrong,    wrong, gone,  wrong],
  "cancel":          [void_, void_,  void_,    void_,  pending,   void_,    taken, same,  wrong],
};

export function cellOf(standing: Standing, kind: Command["kind"]): Cell {
  return TABLE[kind][column.get(standing)!]!;
}
