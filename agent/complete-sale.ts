/**
 * `transaction.complete`: what the POS really did becomes one durable record, or the POS is told to send it again.
 * Never an empty answer, never a half one.
 */

import type { ReceiptBlock } from "../drivers/device.ts";
import type { Deadline } from "./deadline.ts";
import { questionOf } from "./evaluate-sale.ts";
import type { Log } from "./log.ts";
import { plainBooking } from "./plain-booking.ts";
import { PosError } from "./pos/protocol.ts";
import type { OpenSale } from "./sale.ts";
import { type Completion, completionHash, saleToCommit } from "./sale-to-commit.ts";
import type { Committed } from "./store/journal.ts";
import type { Language } from "./texts.ts";
import { CallError } from "./workers/call.ts";
import type { Booking } from "./workers/evaluation-api.ts";
import type { JournalCalls } from "./workers/journal.ts";
import type { Releases } from "./workers/releases.ts";

export interface CompleteParts {
  readonly releases: Releases;
  readonly journal: JournalCalls["call"];
  readonly zone: () => string;
  readonly log: Log;
  /** The journal holds the sale now, perhaps later than the POS was willing to wait. */
  recorded(sale: OpenSale, receipt: readonly ReceiptBlock[]): void;
}

/** Throws PosError `bad-parameters` when what the POS applied does not fit its own lines. */
export function checkApplied(sale: OpenSale, { applied }: Completion): void {
  const grossOf = new Map(sale.session.lines.map(({ item }) => [item.lineId, item.extendedCents]));
  for (const [index, { amountCents, shares }] of applied.entries()) {
    const field = `applied.${index}`;
    for (const [at, { lineId }] of shares.entries())
      if (!grossOf.has(lineId))
        throw new PosError("bad-parameters", {
          field: `${field}.shares.${at}.lineId`,
          detail: "no such line",
        });
    if (shares.reduce((sum, share) => sum + share.amountCents, 0) !== amountCents)
      throw new PosError("bad-parameters", {
        field: `${field}.amountCents`,
        detail: "the shares do not add up to it",
      });
  }
}

/** Answers the POS; throws PosError `not-recorded` or `completed-differently`. */
export async function completeSale(
  sale: OpenSale,
  completion: Completion,
  language: Language,
  deadline: Deadline,
  parts: CompleteParts,
): Promise<object> {
  checkApplied(sale, completion);
  sale.advance({ kind: "complete" });
  sale.completions += 1;
  const attempt = sale.completions;
  let booking: Booking;
  try {
    booking = await bookingOf(sale, completion, language, deadline, parts);
  } catch (error) {
    sale.advance({ kind: "not-recorded" });
    throw notRecorded(error);
  }
  const settle = (committed: Committed) => {
    if (committed.kind !== "recorded" || sale.session.state !== "tendering") return;
    sale.advance({ kind: "recorded" });
    parts.recorded(sale, booking.receipt);
  };
  const failed = (error: CallError) => {
    // A journal worker that died may have committed first: only sending the same again tells.
    const certain = error.code !== "worker-ended" && attempt === sale.completions;
    if (certain && sale.session.state === "tendering") sale.advance({ kind: "not-recorded" });
    parts.log.error("not-recorded", {
      transactionId: completion.transactionId,
      code: error.code,
      message: error.message,
    });
  };
  try {
    const committed = await parts.journal(
      "commitSale",
      saleToCommit(sale, completion, booking, parts.zone()),
      {
        deadlineMs: deadline.leftMs(),
        late: (outcome) => ("value" in outcome ? settle(outcome.value) : failed(outcome.error)),
      },
    );
    settle(committed);
    return answerOf(committed);
  } catch (error) {
    if (error instanceof CallError && error.code !== "late") failed(error);
    throw error instanceof PosError ? error : notRecorded(error);
  }
}

/** The stored answer to a sale that is in the journal and no longer open here. Throws PosError. */
export async function completedBefore(
  completion: Completion,
  deadline: Deadline,
  journal: JournalCalls["call"],
): Promise<object> {
  const { transactionId } = completion;
  try {
    const asked = { transactionId, completionHash: completionHash(completion) };
    const committed = await journal("completed", asked, { deadlineMs: deadline.leftMs() });
    if (committed !== null) return answerOf(committed);
  } catch (error) {
    throw error instanceof PosError ? error : notRecorded(error);
  }
  throw new PosError("unknown-transaction", {
    field: "transactionId",
    detail: "it was not begun here, or the agent was restarted since",
  });
}

function answerOf(committed: Committed): object {
  if (committed.kind === "completed-differently")
    throw new PosError("completed-differently", { field: "transactionId" });
  return committed.answer;
}

function notRecorded(cause: unknown): PosError {
  return new PosError("not-recorded", {
    detail: cause instanceof Error ? cause.message : String(cause),
    cause,
  });
}

/** The engine's booking; where its worker is lost for this sale, what the POS did, without points. */
async function bookingOf(
  sale: OpenSale,
  { applied }: Completion,
  language: Language,
  deadline: Deadline,
  { releases, log }: CompleteParts,
): Promise<Booking> {
  const evaluator = sale.promotionsEnded ? undefined : releases.of(sale.session.release);
  const plain = () => ({ ...plainBooking(sale.session, applied, sale.last), receipt: [] });
  if (evaluator === undefined) return plain();
  try {
    return await evaluator.call(
      "book",
      { ...questionOf(sale), applied, language },
      { deadlineMs: deadline.leftMs() },
    );
  } catch (error) {
    if (error instanceof CallError && (error.code === "late" || error.code === "not-begun")) throw error;
    sale.promotionsEnded = true;
    log.error("booked-without-promotions", {
      transactionId: sale.session.transactionId,
      message: String(error),
    });
    return plain();
  }
}
