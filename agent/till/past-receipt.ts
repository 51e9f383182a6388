/**
 * A receipt that this till has not, or may not know all of. HQ is asked, and the other tills of the store: while HQ is away
 * they are all there is, and what happened a moment ago they know before HQ.
 */

import type { HeldReceipt, ReceiptQuestion } from "../../sync/protocol.ts";
import type { Deadline } from "../deadline.ts";
import { vouchersIn } from "../returns/held-here.ts";
import type { ReceiptAsk } from "../returns/neighbours.ts";
import type { Work } from "./parts.ts";

/** Of the time that is left. */
const OF_HQ = 1 / 2;
const OF_STORE = 1 / 3;
/** A till that does not answer costs no more. */
const STORE_MS = 300;

export interface Past {
  /** Undefined: nobody who could be asked has anything of it. */
  readonly held?: HeldReceipt | undefined;
  /** HQ was not reached: at tills of other stores, and at those that are off, there may be more. */
  readonly unconfirmed: boolean;
  /** Why HQ was not. */
  readonly detail?: string;
}

/** @param question for a receipt, or for a sale of this till. @param vouchers that this till knows the sale to have issued */
export async function pastReceipt(
  work: Pick<Work, "store" | "askHq" | "neighbours">,
  question: ReceiptQuestion,
  deadline: Deadline,
  vouchers: readonly string[] = [],
): Promise<Past> {
  const inStore = (ask: AskOf): Promise<readonly HeldReceipt[]> => {
    const withinMs = Math.min(STORE_MS, Math.ceil(deadline.leftMs() * OF_STORE));
    return work.neighbours?.isThere() ? work.neighbours.receipts({ ...ask, withinMs }) : Promise.resolve([]);
  };
  const [hq, near] = await Promise.all([
    work.askHq(question, Math.ceil(deadline.leftMs() * OF_HQ)),
    "receipt" in question && question.store === work.store
      ? inStore({ wanted: question.receipt, ...(question.till !== undefined && { till: question.till }) })
      : [],
  ]);
  const known = [...(hq.kind === "held" ? [hq] : []), ...near];
  const seller = known.find(({ sale }) => sale !== null);
  const saleId =
    "sale" in question ? question.sale : (seller?.sale as { readonly saleId: string } | undefined)?.saleId;
  // It may have come back at a third till.
  const others =
    saleId === undefined
      ? []
      : await inStore({ sale: saleId, vouchers: [...vouchers, ...vouchersIn(seller?.sale)] });
  return {
    held: together([...known.filter((one) => one === hq || one === seller), ...others]),
    unconfirmed: hq.kind === "unreachable",
    ...(hq.kind === "unreachable" && { detail: hq.message }),
  };
}

/** What this till's journal has of it, for another one. Never rejects: what can't be read now is not there. */
export async function receiptOfThisTill(
  work: Pick<Work, "till" | "releases" | "log">,
  ask: ReceiptAsk,
): Promise<HeldReceipt | null> {
  if ("wanted" in ask && (ask.till ?? work.till) !== work.till) return null;
  try {
    const evaluator = work.releases.of(work.releases.current()?.release ?? 0);
    return (await evaluator?.call("heldReceipt", ask, { deadlineMs: ask.withinMs })) ?? null;
  } catch (error) {
    work.log.warning("receipt-not-told", { message: (error as Error).message });
    return null;
  }
}

type AskOf = ReceiptAsk extends infer Ask ? (Ask extends unknown ? Omit<Ask, "withinMs"> : never) : never;

/** Whoever told of the sale first is believed. */
function together(all: readonly HeldReceipt[]): HeldReceipt | undefined {
  const seller = all.find(({ sale }) => sale !== null);
  if (all.length === 0) return undefined;
  return {
    sale: seller?.sale ?? null,
    definitions: seller?.definitions ?? [],
    returns: all.flatMap(({ returns }) => returns),
    vouchersUsed: all.flatMap(({ vouchersUsed = [] }) => vouchersUsed),
  };
}
