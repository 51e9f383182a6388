/**
 * `transaction.complete`: what the POS really did becomes one durable record, or the POS is told to send it again.
 * Never an empty answer, never a half one.
 */

import type { ReceiptBlock } from "../drivers/device.ts";
import { allowancesFor } from "./allowances/reserve.ts";
import type { Deadline } from "./deadline.ts";
import { questionOf } from "./evaluate-sale.ts";
import { burntBy } from "./grants/points.ts";
import type { Log } from "./log.ts";
import { plainBooking } from "./plain-booking.ts";
import { PosError } from "./pos/protocol.ts";
import type { OpenSale } from "./sale.ts";
import { type Completion, hashesOf, saleToCommit } from "./sale-to-commit.ts";
import { byOf, type WholeSale } from "./session/allowed.ts";
import type { Session } from "./session/session.ts";
import type { Committed, SaleToCommit } from "./store/journal.ts";
import type { Language } from "./texts/language.ts";
import type { Ended } from "./till/ended.ts";
import type { SaleOrigin } from "./vouchers/issue.ts";
import { CallError } from "./workers/call.ts";
import type { Booking } from "./workers/evaluation-api.ts";
import type { JournalCalls } from "./workers/journal.ts";
import type { Releases } from "./workers/releases.ts";

/** A POS sends again after some seconds: a thread that was only busy has caught up by then. */
const LATE_BOOKINGS_MAX = 3;

export interface CompleteParts {
  readonly releases: Releases;
  readonly journal: JournalCalls["call"];
  readonly zone: () => string;
  readonly log: Log;
  /** Our slip as rows of the POS's own receipt, where it prints by itself. */
  readonly slip?: ((receipt: readonly ReceiptBlock[]) => readonly string[]) | undefined;
  /**
   * The journal holds the sale now, perhaps later than the POS was willing to wait.
   * @param isLate the POS was told before that it does not: it has gone on, perhaps to the next customer
   */
  recorded(sale: OpenSale, receipt: readonly ReceiptBlock[], isLate: boolean): void;
  /** A sale in training is over: nobody has it but who is told here. */
  practised(sale: OpenSale, commit: Pick<SaleToCommit, "completionHash" | "answer" | "sale">): void;
}

/** What a sale is that nobody here knew until it was over. */
export interface ToldLate {
  readonly basket: WholeSale;
  /** Why nobody is credited although a card was shown. */
  readonly cardRefused?: "unknown-card" | "card-blocked" | "not-looked-up";
}

/** Throws PosError `bad-parameters` when what the POS applied does not fit its own lines. */
function checkApplied({ lines }: Session, { applied }: Completion): void {
  const grossOf = new Map(lines.map(({ item }) => [item.lineId, item.extendedCents]));
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
  told?: ToldLate,
): Promise<object> {
  const { basket } = told ?? {};
  const asked = { ...sale.session, customer: told === undefined ? sale.session.customer : basket?.customer };
  // Reserved since its subtotal, or else: what is left now, for points and vouchers that have such limits.
  const allowances =
    told === undefined && sale.session.reservation !== undefined
      ? undefined
      : await allowancesFor(asked, parts.releases, deadline);
  const complete = {
    kind: "complete",
    ...(basket && { basket }),
    ...(allowances && { allowances }),
    ...byOf(completion),
  } as const;
  checkApplied(sale.after(complete), completion);
  sale.advance(complete);
  const isAgain = sale.completions > 0;
  sale.completions += 1;
  /** Only when no commit can have happened unseen may the sale be changed again. */
  const reopen = () => {
    if (sale.unknownCommits === 0 && sale.session.state === "tendering")
      sale.advance({ kind: "not-recorded" });
  };
  let booking: Booking;
  try {
    // Whoever is told late has left, and in practice nothing is given away.
    const issues = told === undefined && !sale.session.training ? originOf(sale) : undefined;
    booking = await bookingOf(sale, completion, language, deadline, parts, issues);
  } catch (error) {
    reopen();
    throw notRecorded(error);
  }
  const { vouchersHeldBack } = booking;
  if (vouchersHeldBack !== undefined)
    parts.log.warning("vouchers-held-back", {
      transactionId: completion.transactionId,
      vouchers: vouchersHeldBack,
    });
  const settle = (committed: Committed, isLate: boolean) => {
    if (sale.session.state !== "tendering") return;
    sale.advance({ kind: "recorded" });
    // Recorded with other contents than these: the sale is over all the same, but this is not its slip. Whoever is
    // told late has left with another one.
    const isPrinted = committed.kind === "recorded" && told === undefined;
    parts.recorded(sale, isPrinted ? booking.receipt : [], isLate);
  };
  const failed = (error: CallError) => {
    // A journal's thread that died may have committed first: only sending the same again tells.
    if (error.code !== "worker-ended") sale.unknownCommits -= 1;
    reopen();
    parts.log.error("not-recorded", {
      transactionId: completion.transactionId,
      code: error.code,
      message: error.message,
    });
  };
  // Stored with the answer: the same completion sent again prints the same.
  const receiptLines = told === undefined ? (parts.slip?.(booking.receipt) ?? []) : [];
  const commit = {
    ...saleToCommit(sale, completion, booking, parts.zone(), told, receiptLines),
    burnt: await burntBy(booking.effects, sale, parts.releases, deadline),
  };
  if (sale.session.training) {
    sale.advance({ kind: "recorded" });
    parts.practised(sale, commit);
    return commit.answer;
  }
  sale.unknownCommits += 1;
  try {
    const committed = await parts.journal("commitSale", commit, {
      deadlineMs: deadline.leftMs(),
      late: (outcome) => ("value" in outcome ? settle(outcome.value, true) : failed(outcome.error)),
    });
    settle(committed, isAgain);
    // Told late, but recorded before as it was rung up: the same, if it says the same.
    if (committed.kind === "completed-differently" && told !== undefined)
      return await completedBefore(completion, deadline, parts.journal);
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
    let found: Committed | undefined;
    for (const hash of hashesOf(completion)) {
      const asked = { transactionId, completionHash: hash };
      found = (await journal("completed", asked, { deadlineMs: deadline.leftMs() })) ?? undefined;
      if (found?.kind !== "completed-differently") break;
    }
    if (found !== undefined) return answerOf(found);
  } catch (error) {
    throw error instanceof PosError ? error : notRecorded(error);
  }
  throw new PosError("unknown-transaction", {
    field: "transactionId",
    detail: "it is not open here and was never recorded: if it is paid, send it again with its whole basket",
  });
}

/** The answer to a sale in training that is over. Throws PosError `completed-differently`. */
export function practisedBefore(completion: Completion, ended: Ended | undefined): object | undefined {
  if (ended === undefined || !("completionHash" in ended)) return undefined;
  if (!hashesOf(completion).includes(ended.completionHash))
    throw new PosError("completed-differently", { field: "transactionId" });
  return ended.answer;
}

function answerOf(committed: Committed): object {
  if (committed.kind === "completed-differently")
    throw new PosError("completed-differently", { field: "transactionId" });
  return committed.answer;
}

function originOf({ session: { transactionId, begun } }: OpenSale): SaleOrigin {
  return { store: begun.store, till: begun.till, transactionId, at: begun.at };
}

function notRecorded(cause: unknown): PosError {
  return new PosError("not-recorded", {
    detail: cause instanceof Error ? cause.message : String(cause),
    cause,
  });
}

/**
 * The engine's booking; where its worker is lost for this sale, or late again and again, what the POS did, without
 * points: a sale that can't be booked well must be recorded all the same.
 */
async function bookingOf(
  sale: OpenSale,
  { applied, receipt }: Completion,
  language: Language,
  deadline: Deadline,
  { releases, log }: CompleteParts,
  issues: SaleOrigin | undefined,
): Promise<Booking> {
  const evaluator = sale.promotionsEnded ? undefined : releases.of(sale.session.release);
  const plain = () => ({ ...plainBooking(sale.session, applied, sale.last), receipt: [] });
  if (evaluator === undefined) return plain();
  try {
    const question = { ...questionOf(sale), applied, receipt, language, ...(issues && { issues }) };
    const booking = await evaluator.call("book", question, { deadlineMs: deadline.leftMs() });
    sale.lateBookings = 0;
    return booking;
  } catch (error) {
    const late = error instanceof CallError && (error.code === "late" || error.code === "not-begun");
    if (late) sale.lateBookings += 1;
    if (late && sale.lateBookings < LATE_BOOKINGS_MAX) throw error;
    sale.promotionsEnded = true;
    log.error("booked-without-promotions", {
      transactionId: sale.session.transactionId,
      message: String(error),
    });
    return plain();
  }
}
