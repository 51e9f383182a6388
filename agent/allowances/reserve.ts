/**
 * An evaluation that the customer is told a price by: what it takes of limits that outlive the sale is reserved in the
 * journal first. What can't be reserved in time is evaluated as used up, and the answer says so.
 */

import { setTimeout } from "node:timers/promises";
import type { Deadline } from "../deadline.ts";
import { type Evaluated, evaluateSale, type Wanted } from "../evaluate-sale.ts";
import type { Log } from "../log.ts";
import type { OpenSales } from "../open-sales.ts";
import type { OpenSale } from "../sale.ts";
import type { Session } from "../session/session.ts";
import type { AllowAnswer } from "../store/journal-allowances.ts";
import { withFields } from "../told.ts";
import type { JournalCalls } from "../workers/journal.ts";
import type { Releases } from "../workers/releases.ts";
import { usedElsewhere } from "./elsewhere.ts";
import { type Counted, leftOf } from "./limits.ts";
import { type Allowances, covers, lowered, usedUp, type WantedUse } from "./use.ts";

export interface ReserveParts {
  readonly releases: Releases;
  readonly journal: JournalCalls["call"];
  readonly log: Log;
}

/**
 * As `evaluateSale`; reserves for a sale that has had its subtotal, and for no other. Never rejects. A reservation that
 * comes too late belongs to the sale all the same and ends with it.
 */
export async function evaluateReserved(
  sale: OpenSale,
  parts: ReserveParts,
  deadline: Deadline,
  wanted: Wanted = {},
): Promise<Evaluated> {
  const { releases, log } = parts;
  const { reservation, completing } = sale.session;
  // What is on its way into the journal may be recorded already: nothing is held for it any more.
  if (reservation === undefined || completing) return evaluateSale(sale, releases, deadline, log, wanted);
  let isLate = false;
  for (;;) {
    const evaluated = await evaluateSale(sale, releases, deadline, log, { ...wanted, uses: true });
    if (evaluated.uses === undefined) return evaluated;
    const uses = withoutOthers(evaluated.uses, usedElsewhere(sale, sale.session.customer?.id));
    const lacking = uses.filter((use) => !covers(sale.reserved, use));
    if (lacking.length === 0 && isLate) return marked(evaluated);
    if (lacking.length === 0 && uses.length === sale.reserved.length) return evaluated;
    const answer: AllowAnswer | undefined = isLate
      ? undefined
      : await reserved(sale, reservation, uses, parts, deadline);
    if (answer?.kind === "reserved") sale.reserved = uses;
    // Not in time, but the sale would only have held less.
    if (answer?.kind === "reserved" || lacking.length === 0) return evaluated;
    isLate = answer === undefined;
    // Each round leaves less to take, so there is a last one.
    sale.advance({ kind: "allowances", allowances: lessFor(sale.session, lacking, answer) });
  }
}

/** What was used at other tills is not there for this one's counters. */
function withoutOthers(uses: readonly WantedUse[], elsewhere: readonly Counted[]): readonly WantedUse[] {
  return uses.map((use) => {
    const other = elsewhere.find(
      ({ promotionId, of, period }) =>
        promotionId === use.promotionId && of === use.of && period === use.period,
    );
    return other === undefined ? use : { ...use, most: leftOf(use.most, other) };
  });
}

function lessFor(
  { allowances: known }: Session,
  lacking: readonly WantedUse[],
  answer: Extract<AllowAnswer, { kind: "short" }> | undefined,
): Allowances {
  const less = answer && lowered(known, answer.left);
  return less === undefined || JSON.stringify(less) === JSON.stringify(known) ? usedUp(known, lacking) : less;
}

/**
 * What the counters leave for this sale; what is known already where that is still true, or where nobody answers.
 * @param elsewhere what its customer has used up at other tills
 */
export async function allowancesFor(
  { transactionId, begun, release, customer, allowances: known }: Session,
  releases: Pick<Releases, "of">,
  { leftMs }: Deadline,
  sales?: Pick<OpenSales, "freed">,
  elsewhere: readonly Counted[] = [],
): Promise<Allowances | undefined> {
  const evaluator = releases.of(release);
  if (!evaluator?.ready()?.hasLimits) return known;
  // What another sale has just let go of is not used up.
  if (sales !== undefined)
    await Promise.race([sales.freed(), setTimeout(leftMs() / 4, null, { ref: false })]);
  const asked = { transactionId, customerId: customer?.id, date: begun.date, elsewhere };
  const left = await evaluator.call("allowances", asked, { deadlineMs: leftMs() }).catch(() => null);
  if (left === null) return known;
  const isNothing = Object.keys(left.till).length + Object.keys(left.customer).length === 0;
  const isSame = known === undefined ? isNothing : JSON.stringify(left) === JSON.stringify(known);
  return isSame ? known : left;
}

/** Undefined: not in time, or not at all. Half of the time that is left is for evaluating again. */
async function reserved(
  sale: OpenSale,
  reservation: string,
  uses: readonly WantedUse[],
  { journal, log }: ReserveParts,
  { leftMs }: Deadline,
): Promise<AllowAnswer | undefined> {
  const { transactionId, customer } = sale.session;
  const wanted = { transactionId, customerId: customer?.id, reservation, uses };
  try {
    return await journal("allow", wanted, { deadlineMs: leftMs() / 2 });
  } catch (error) {
    log.warning("allowances-not-reserved", { transactionId, message: (error as Error).message });
    return undefined;
  }
}

function marked(evaluated: Evaluated): Evaluated {
  const mark = { degraded: true, degradedReason: "not-reserved" } as const;
  return {
    ...evaluated,
    reply: { ...evaluated.reply, ...mark },
    said: withFields(evaluated.said, {}, mark),
  };
}
