/**
 * The calls of the contract: what each takes, what it answers, who may ask it, within which deadline, and what it is for.
 * Parameters pass here once and are trusted after.
 */

import type { z } from "zod";
import type { Deadlines } from "../pos/profile.ts";
import { readParams } from "../pos/read-params.ts";
import {
  begun,
  cancelled,
  completed,
  couponReply,
  customerReply,
  evaluated,
  evaluationOrDifference,
  explained,
  resumed,
  returned,
  status,
  subtotal,
  suspended,
  tenderReply,
} from "./answers.ts";
import { basketCalls } from "./basket-calls.ts";
import { otherCalls } from "./other-calls.ts";
import { returnCalls } from "./return-calls.ts";
import { saleCalls } from "./sale-calls.ts";
import { tenderCalls } from "./tender-calls.ts";

const schemas = { ...saleCalls, ...basketCalls, ...tenderCalls, ...returnCalls, ...otherCalls } as const;

export type CallName = keyof typeof schemas;
export type Params<Name extends CallName> = z.output<(typeof schemas)[Name]>;

export interface CallEntry {
  readonly params: z.ZodType;
  readonly result: z.ZodType;
  readonly deadline: keyof Deadlines;
  readonly roles: readonly ("pos" | "monitor")[];
  /** For whoever reads the contract: one English sentence. */
  readonly says: string;
}

const pos = ["pos"] as const;
const both = ["pos", "monitor"] as const;

/** The registry; `params` are those of `Params`. */
export const calls: { readonly [Name in CallName]: CallEntry & { params: (typeof schemas)[Name] } } = {
  "transaction.begin": entry("transaction.begin", begun, "lineMs", "A sale begins."),
  "transaction.suspend": entry(
    "transaction.suspend",
    suspended,
    "lookUpMs",
    "The sale waits, for as long as it takes; its code finds it again.",
  ),
  "transaction.resume": entry(
    "transaction.resume",
    resumed,
    "lookUpMs",
    "Where is this sale? Also after a crash of the POS, or of the agent. One that was suspended goes on.",
  ),
  "transaction.subtotal": entry(
    "transaction.subtotal",
    subtotal,
    "subtotalMs",
    "The whole evaluation, what could be gained still, and words for both displays.",
  ),
  "transaction.complete": entry(
    "transaction.complete",
    completed,
    "completeMs",
    "The sale is paid: answered only when it is durable; the same again gives the same answer. With `basket` also for a sale that nobody here knows.",
  ),
  "transaction.cancel": entry(
    "transaction.cancel",
    cancelled,
    "lineMs",
    "The sale leaves without being paid; what it reserved is free, and the tenders of the answer are to be given back.",
  ),
  "line.add": entry("line.add", evaluationOrDifference, "lineMs", "Goods are rung up."),
  "line.change": entry(
    "line.change",
    evaluationOrDifference,
    "lineMs",
    "A line takes the place of the one with its `lineId`.",
  ),
  "line.void": entry("line.void", evaluationOrDifference, "lineMs", "A line is taken out."),
  "customer.identify": entry(
    "customer.identify",
    customerReply,
    "lookUpMs",
    "A card is presented: tier, and balances with their date. A payment card is never kept.",
  ),
  "customer.forget": entry("customer.forget", evaluationOrDifference, "lookUpMs", "The card is taken back."),
  "coupon.present": entry(
    "coupon.present",
    couponReply,
    "lookUpMs",
    "A coupon is accepted, parked, outbid, or refused with a reason; a unique one is durably reserved.",
  ),
  "coupon.withdraw": entry(
    "coupon.withdraw",
    evaluationOrDifference,
    "lookUpMs",
    "A coupon leaves the sale and is free again.",
  ),
  "tender.preview": entry(
    "tender.preview",
    tenderReply,
    "subtotalMs",
    "The evaluation as if the customer paid so beside what is confirmed; nothing changes.",
  ),
  "tender.add": entry(
    "tender.add",
    tenderReply,
    "subtotalMs",
    "A tender is confirmed: money, or points for a reward of the catalogue.",
  ),
  "tender.void": entry("tender.void", tenderReply, "subtotalMs", "A confirmed tender is given back."),
  "reward.choose": entry(
    "reward.choose",
    evaluationOrDifference,
    "subtotalMs",
    "The rewards that the customer wants, all of them.",
  ),
  "transaction.return": entry(
    "transaction.return",
    returned,
    "completeMs",
    "Goods come back: without `commit` what they bring, with it what was really paid out; the same again gives the same answer.",
  ),
  "transaction.evaluate": entry(
    "transaction.evaluate",
    evaluated,
    "subtotalMs",
    "A whole basket in, a whole evaluation out; nothing is kept and nothing reserved.",
    both,
  ),
  explain: entry(
    "explain",
    explained,
    "completeMs",
    "Why each promotion did or did not apply, to an open sale or to a recorded one.",
    both,
  ),
  "agent.status": entry("agent.status", status, "lineMs", "How the agent is.", both),
};

function entry<Name extends CallName>(
  name: Name,
  result: z.ZodType,
  deadline: keyof Deadlines,
  says: string,
  roles: CallEntry["roles"] = pos,
): CallEntry & { params: (typeof schemas)[Name] } {
  return { params: schemas[name], result, deadline, roles, says };
}

export function isCall(method: string): method is CallName {
  return Object.hasOwn(schemas, method);
}

/** What a connection that only watches may ask. */
export const MONITOR_CALLS: readonly CallName[] = Object.keys(schemas)
  .filter(isCall)
  .filter((name) => calls[name].roles.includes("monitor"));

/** Throws PosError `bad-parameters` naming the field. */
export function readCall<Name extends CallName>(name: Name, params: unknown): Params<Name> {
  return readParams(schemas[name], params) as Params<Name>;
}
