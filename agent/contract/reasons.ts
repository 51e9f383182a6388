/**
 * Every reason a call can fail with: the number it travels under, and what a POS should do about it. What it says to a
 * cashier is in `agent/texts/cashier.ts`.
 */

import type { CouponRefusal } from "../../engine/context.ts";
import type { Refusal } from "../session/advance.ts";

/** Stable numbers. -32768…-32600 are JSON-RPC's own, -32001 and below are ours. */
export const errorCode = {
  parse: -32700,
  invalidRequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  internal: -32603,
  notAuthenticated: -32001,
  /** The call is right but can't be done now; `data.reason` says why. Nothing was changed. */
  refused: -32002,
  /** The sale is not in the journal as far as we know: queue it and send the very same again. */
  notRecorded: -32003,
  /** The stream can't be followed any further: the connection is closed. */
  tooLarge: -32004,
  busy: -32005,
} as const;

interface ReasonEntry {
  readonly code: number;
  /** For the developer of the POS, English: what to do. */
  readonly advice: string;
}

const { parse, invalidRequest, unknownMethod, invalidParams, internal } = errorCode;
const { notAuthenticated, refused, notRecorded, tooLarge, busy } = errorCode;

export const reasons = {
  "not-json": { code: parse, advice: "Mend the message; the connection and its sales are unharmed." },
  "not-xml": { code: parse, advice: "Send a well-formed document." },
  doctype: { code: parse, advice: "Leave the document type and entities of your own out." },
  "bad-text": { code: parse, advice: "Write in the profile's character set." },
  "not-a-request": { code: invalidRequest, advice: "Send one JSON-RPC 2.0 object a message, with an id." },
  "too-deep": { code: invalidRequest, advice: "At most 24 levels and 60,000 values a message." },
  "unknown-call": { code: unknownMethod, advice: "See the list of calls." },
  "bad-parameters": { code: invalidParams, advice: "`data.field` and `data.detail` say what is wrong." },
  fault: { code: internal, advice: "Sell on; the agent's log says what happened." },
  "hello-first": { code: notAuthenticated, advice: "Shake hands before any other call." },
  "wrong-proof": {
    code: notAuthenticated,
    advice: "Use the secret file of this till, and the endpoint as both sides see it.",
  },
  "wrong-token": {
    code: notAuthenticated,
    advice: "Ask for a new token; each is good for one page, once, within two minutes.",
  },
  "wrong-version": { code: notAuthenticated, advice: "Speak the version that the agent names." },
  "wrong-profile": { code: notAuthenticated, advice: "Name the profile that this port is configured for." },
  "not-for-this-role": { code: notAuthenticated, advice: "Say hello as `pos` to sell." },
  "too-slow": { code: notAuthenticated, advice: "Shake hands within 2 s of connecting." },
  "too-large": { code: tooLarge, advice: "1 MiB a message; connect again." },
  "bad-frame": {
    code: tooLarge,
    advice: "Frame as the profile says, and connect again: where the next message begins is not known.",
  },
  "transaction-busy": { code: busy, advice: "Nothing was done: send it again when answers have come." },
  "not-recorded": {
    code: notRecorded,
    advice: "Queue it on your disk and send the very same again until it is answered.",
  },
  "unknown-transaction": {
    code: refused,
    advice: "Begin it, or, if it is paid, complete it with its whole basket.",
  },
  "transaction-exists": { code: refused, advice: "Go on with it, or take another id." },
  "transaction-id-used": { code: refused, advice: "Take another id: this one is a recorded sale's." },
  "too-many-transactions": { code: refused, advice: "Complete or cancel sales that are open." },
  "completed-differently": {
    code: refused,
    advice: "The journal keeps what came first: look at both, and tell somebody.",
  },
  "unknown-receipt": {
    code: refused,
    advice: "Check number, store and till; for a return, send the paid shares in `unknown` with an override.",
  },
  "unknown-card": { code: refused, advice: "Sell on without a card." },
  "card-blocked": { code: refused, advice: "Sell on without a card." },
  "wrong-state": {
    code: refused,
    advice: "`data.detail` says where the sale stands; the table of states says what may come.",
  },
  suspended: { code: refused, advice: "Resume the sale first." },
  "taken-elsewhere": {
    code: refused,
    advice:
      "Another till of the store has the sale, `data.detail` says which: go on there. If it was paid here, complete it with its whole basket.",
  },
  "tenders-confirmed": { code: refused, advice: "Void its tenders first: they rest on the sale as it is." },
  "line-exists": { code: refused, advice: "Give each line its own id; use `line.change` to change one." },
  "unknown-line": { code: refused, advice: "Name a line that was added and not voided." },
  "too-many-lines": { code: refused, advice: "End the sale and begin another: 2,000 lines a sale." },
  "no-customer": { code: refused, advice: "There is nobody to forget." },
  "coupon-exists": { code: refused, advice: "It is in the sale already." },
  "unknown-coupon": { code: refused, advice: "Name a coupon by the `couponId` of its answer." },
  "too-many-coupons": { code: refused, advice: "50 coupons a sale." },
  "tender-exists": { code: refused, advice: "Give each tender its own id." },
  "unknown-tender": { code: refused, advice: "Name a tender that was added and not voided." },
  "too-many-tenders": { code: refused, advice: "20 tenders a sale." },
  "nothing-left": { code: refused, advice: "The confirmed tenders cover the sale: complete it." },
  "reward-not-given": {
    code: refused,
    advice: "Balance or basket do not give this reward so often: `explain` says why.",
  },
  "points-not-granted": {
    code: refused,
    advice: "`data.detail` says how many there are for this sale; sell on without the reward.",
  },
  "too-many-overrides": { code: refused, advice: "500 overrides a sale." },
  "completion-pending": {
    code: refused,
    advice: "Send `transaction.complete` again: only that tells whether it is recorded.",
  },
  "hq-unreachable": {
    code: busy,
    advice:
      "Nothing was done: send it again. A suspended sale goes on at its own till also without HQ; goods come back by the paid shares, with an override.",
  },
  "more-than-kept": { code: refused, advice: "Ask for what earlier returns have left." },
  "not-a-quantity": {
    code: refused,
    advice: "Whole pieces of goods sold by the piece, a measure of goods that were weighed.",
  },
  "returned-differently": {
    code: refused,
    advice: "The journal keeps what came first: look at both, and give each return its own id.",
  },
  "override-needed": { code: refused, advice: "Send `override`: nobody here or at HQ knows the receipt." },
} as const satisfies Record<Refusal, ReasonEntry> & Record<string, ReasonEntry>;

export type Reason = keyof typeof reasons;

/** Why an answer is empty, or lacks something, although the call was good. The sale goes on. */
export const degradedReasons = [
  /** The deadline passed. */
  "late",
  /** The evaluation failed; this sale has no promotions until its end. */
  "promotions-ended",
  /** No rules have reached this till yet. */
  "no-release",
  /** The sale is in another currency than the rules: their amounts mean nothing in it. */
  "other-currency",
  /** The evaluation is starting again, or its replica can't be read. */
  "unavailable",
  /** The coupon, or offers with limits that outlive the sale, could not be reserved in time: they are left out. */
  "not-reserved",
] as const;

export type DegradedReason = (typeof degradedReasons)[number];

/** Why a coupon is not accepted: the engine's closed list, and ours when it can't be reserved, here or elsewhere. */
export type CouponAnswerReason =
  | CouponRefusal
  /** The journal can't hold the reservation. */
  | "not-reserved"
  /** Its home store has it, and could not be asked in time. */
  | "held-at-home"
  /** Nobody who knows whether it is free could be asked, and HQ allows no more of them in that case. */
  | "hq-away";

/** Why points are not given for a reward. */
export const pointsRefusals = [
  /** Others hold them, or have used them. */
  "not-enough",
  /** Nobody who knows could be asked, and HQ allows no more in that case. */
  "hq-away",
  /** They could not be held in time. */
  "not-reserved",
] as const;
export type PointsRefusal = (typeof pointsRefusals)[number];
