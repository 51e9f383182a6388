/**
 * The calls of the contract: what each takes, who may ask it, within which deadline, why it may be refused, and what it
 * is for. Parameters pass here once and are trusted after. What each answers stands in `answered-calls.ts`.
 */

import type { z } from "zod";
import type { Deadlines } from "../pos/profile.ts";
import { readParams } from "../pos/read-params.ts";
import { basketCalls } from "./basket-calls.ts";
import { otherCalls } from "./other-calls.ts";
import type { Reason } from "./reasons.ts";
import { returnCalls } from "./return-calls.ts";
import { saleCalls } from "./sale-calls.ts";
import { tenderCalls } from "./tender-calls.ts";

export interface CallEntry<Asked extends z.ZodType = z.ZodType> {
  readonly params: Asked;
  readonly deadline: keyof Deadlines;
  readonly roles: readonly ("pos" | "monitor")[];
  /** For whoever reads the contract: one English sentence. */
  readonly says: string;
  /** Beside those of every call. */
  readonly refusals: readonly Reason[];
}

const both = ["pos", "monitor"] as const;

/** Of every call to an open sale. */
const ofSale = [
  "unknown-transaction",
  "wrong-state",
  "completion-pending",
  "suspended",
  "taken-elsewhere",
  "transaction-busy",
] as const satisfies readonly Reason[];
const change = [...ofSale, "tenders-confirmed"] as const;
const supervised = [...change, "too-many-overrides"] as const;
const card = ["unknown-card", "card-blocked"] as const;
const coupon = ["coupon-exists", "too-many-coupons"] as const;

/** The registry. */
export const calls = {
  "transaction.begin": entry(saleCalls["transaction.begin"], "lineMs", "A sale begins.", [
    "transaction-exists",
    "transaction-id-used",
    "too-many-transactions",
    "transaction-busy",
  ]),
  "transaction.suspend": entry(
    saleCalls["transaction.suspend"],
    "lookUpMs",
    "The sale waits, to the end of the business day, here and for every till of the store; its code finds it again.",
    change,
  ),
  "transaction.resume": entry(
    saleCalls["transaction.resume"],
    "lookUpMs",
    "Where is this sale? Also after a crash of the POS, or of the agent. One that was suspended, here or at another till of the store, goes on.",
    [
      "unknown-transaction",
      "taken-elsewhere",
      "hq-unreachable",
      "transaction-exists",
      "transaction-id-used",
      "too-many-transactions",
      "transaction-busy",
    ],
  ),
  "transaction.subtotal": entry(
    saleCalls["transaction.subtotal"],
    "subtotalMs",
    "The whole evaluation, what could be gained still, and words for both displays.",
    change,
  ),
  "transaction.complete": entry(
    saleCalls["transaction.complete"],
    "completeMs",
    "The sale is paid: answered only when it is durable; the same again gives the same answer. With `basket` also for a sale that nobody here knows.",
    [
      "unknown-transaction",
      "taken-elsewhere",
      "completed-differently",
      "not-recorded",
      "transaction-busy",
      "too-many-overrides",
    ],
  ),
  "transaction.cancel": entry(
    saleCalls["transaction.cancel"],
    "lineMs",
    "The sale leaves without being paid; what it reserved is free, and the tenders of the answer are to be given back.",
    [
      "unknown-transaction",
      "taken-elsewhere",
      "wrong-state",
      "completion-pending",
      "transaction-busy",
      "too-many-overrides",
    ],
  ),
  "line.add": entry(basketCalls["line.add"], "lineMs", "Goods are rung up.", [
    ...change,
    "line-exists",
    "too-many-lines",
  ]),
  "line.change": entry(
    basketCalls["line.change"],
    "lineMs",
    "A line takes the place of the one with its `lineId`.",
    [...supervised, "unknown-line"],
  ),
  "line.void": entry(basketCalls["line.void"], "lineMs", "A line is taken out.", [
    ...supervised,
    "unknown-line",
  ]),
  "customer.identify": entry(
    basketCalls["customer.identify"],
    "lookUpMs",
    "A card is presented: tier, and balances with their date. A payment card is never kept.",
    [...change, ...card],
  ),
  "customer.forget": entry(basketCalls["customer.forget"], "lookUpMs", "The card is taken back.", [
    ...change,
    "no-customer",
  ]),
  "coupon.present": entry(
    basketCalls["coupon.present"],
    "lookUpMs",
    "A coupon is accepted, parked, outbid, or refused with a reason; a unique one is durably reserved.",
    [...supervised, ...coupon],
  ),
  "coupon.withdraw": entry(
    basketCalls["coupon.withdraw"],
    "lookUpMs",
    "A coupon leaves the sale and is free again.",
    [...change, "unknown-coupon"],
  ),
  scan: entry(
    basketCalls.scan,
    "lookUpMs",
    "The POS's own scanner read a label that it forwards: answered as a card or a coupon that is presented, or by what it means.",
    [...change, ...card, ...coupon],
  ),
  "tender.preview": entry(
    tenderCalls["tender.preview"],
    "subtotalMs",
    "The evaluation as if the customer paid so beside what is confirmed; nothing changes.",
    ofSale,
  ),
  "tender.add": entry(
    tenderCalls["tender.add"],
    "subtotalMs",
    "A tender is confirmed: money, or points for a reward of the catalogue.",
    [
      ...ofSale,
      "tender-exists",
      "too-many-tenders",
      "nothing-left",
      "reward-not-given",
      "points-not-granted",
    ],
  ),
  "tender.void": entry(tenderCalls["tender.void"], "subtotalMs", "A confirmed tender is given back.", [
    ...ofSale,
    "unknown-tender",
    "too-many-overrides",
  ]),
  "reward.choose": entry(
    tenderCalls["reward.choose"],
    "subtotalMs",
    "The rewards that the customer wants, all of them.",
    change,
  ),
  "transaction.return": entry(
    returnCalls["transaction.return"],
    "completeMs",
    "Goods come back: without `commit` what they bring, with it what was really paid out; the same again gives the same answer.",
    [
      "unknown-receipt",
      "hq-unreachable",
      "override-needed",
      "unknown-line",
      "more-than-kept",
      "not-a-quantity",
      "returned-differently",
      "not-recorded",
      "transaction-busy",
    ],
  ),
  "transaction.evaluate": entry(
    otherCalls["transaction.evaluate"],
    "subtotalMs",
    "A whole basket in, a whole evaluation out; nothing is kept and nothing reserved.",
    card,
    both,
  ),
  explain: entry(
    otherCalls.explain,
    "completeMs",
    "Why each promotion did or did not apply, to an open sale or to a recorded one, of this till or another.",
    [
      "unknown-transaction",
      "wrong-state",
      "taken-elsewhere",
      "unknown-receipt",
      "hq-unreachable",
      "transaction-busy",
    ],
    both,
  ),
  "agent.status": entry(otherCalls["agent.status"], "lineMs", "How the agent is.", [], both),
} as const;

export type CallName = keyof typeof calls;
/** As the till takes them: read, and with what was left out. */
export type Params<Name extends CallName> = z.output<(typeof calls)[Name]["params"]>;
/** As a POS sends them. */
export type Sent<Name extends CallName> = z.input<(typeof calls)[Name]["params"]>;
export type { Answer } from "./answered-calls.ts";

function entry<Asked extends z.ZodType>(
  params: Asked,
  deadline: keyof Deadlines,
  says: string,
  refusals: readonly Reason[],
  roles: CallEntry["roles"] = ["pos"],
): CallEntry<Asked> {
  return { params, deadline, roles, says, refusals };
}

export function isCall(method: string): method is CallName {
  return Object.hasOwn(calls, method);
}

export const CALLS: readonly CallName[] = Object.keys(calls).filter(isCall);

/** What a connection that only watches may ask. */
export const MONITOR_CALLS: readonly CallName[] = CALLS.filter((name) =>
  calls[name].roles.includes("monitor"),
);

/** Throws PosError `bad-parameters` naming the field. */
export function readCall<Name extends CallName>(name: Name, params: unknown): Params<Name> {
  return readParams(calls[name].params, params) as Params<Name>;
}
