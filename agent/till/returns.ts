/**
 * `transaction.return`, in two steps: what would come back, then what the POS really gave back. The sale is looked for in
 * the journal, then at HQ, while that is away at the other tills of the store; where nobody has it, a supervisor may let
 * the paid shares stand that the POS sends.
 */

import type { ReceiptBlock } from "../../drivers/device.ts";
import { type Deadline, deadlineIn } from "../deadline.ts";
import { PosError } from "../pos/protocol.ts";
import {
  type Happening,
  type Return,
  returnHash,
  returnOfSale,
  returnWithoutSale,
} from "../returns/return-to-commit.ts";
import type { ReturnCommitted, ReturnToCommit } from "../store/journal-returns.ts";
import type { StoredReturn } from "../store/stored-return.ts";
import type { Language } from "../texts/language.ts";
import type { EvaluationApi, RefundAnswer, RefundQuestion } from "../workers/evaluation-api.ts";
import type { TillCalls, Work } from "./parts.ts";
import { pastReceipt } from "./past-receipt.ts";

/** Two tills, or two connections, can't go on for ever taking back goods of one sale. */
const RECKONED_MAX = 3;

/** Where a sale was found; what could not be asked. */
type Found =
  | {
      readonly kind: "found";
      readonly question: Omit<RefundQuestion, "goods" | "returnId" | "language">;
      readonly unconfirmed: boolean;
    }
  | { readonly kind: "unknown"; readonly unconfirmed: boolean; readonly detail?: string };

interface Reckoning {
  readonly commit: ReturnToCommit;
  /** Vouchers in the place of others. */
  readonly receipt: readonly ReceiptBlock[];
}

export function returnCalls(work: Work): TillCalls<"transaction.return"> {
  const { store, till, releases, journal, deadlines, place } = work;
  return {
    async "transaction.return"(asked, { language, profile }) {
      const deadline = deadlineIn(deadlines.completeMs);
      const training = asked.training === true;
      const commit = asked.commit && !training;
      // Asked first: what was recorded is no longer out, and would be refused.
      const before = commit ? await recordedBefore(asked, deadline) : undefined;
      if (before !== undefined) return before;
      const release = releases.current()?.release ?? 0;
      const found = await findSale(asked, release, deadline);
      const { unconfirmed } = found;
      const { at } = place.begunAt(asked.at, "till");
      const happening = { store, till, at, release, unconfirmed, language };
      for (let round = 1; ; round += 1) {
        const reckoned = await reckon(asked, found, happening, deadline).catch(async (refusal) => {
          // The same may have been sent twice at once, and the other one was quicker.
          const twin = commit ? await recordedBefore(asked, deadline) : undefined;
          if (twin === undefined) throw refusal;
          return twin;
        });
        if (!("commit" in reckoned)) return reckoned;
        if (training) return practised(reckoned, asked.commit);
        if (!commit) return whatIf(reckoned);
        const answer = answerOf(await inJournal("commitReturn", reckoned.commit, deadline));
        if (answer !== undefined) {
          const blocks = profile.abilities.prints === "agent" ? reckoned.receipt : [];
          work.recorded({ transactionId: asked.returnId, blocks, isLate: false });
          return answer;
        }
        if (round === RECKONED_MAX) throw new PosError("transaction-busy", { field: "receipt" });
      }
    },
  };

  /** The stored answer. Throws PosError `returned-differently`. */
  async function recordedBefore(asked: Return, deadline: Deadline): Promise<object | undefined> {
    const same = { returnId: asked.returnId, hash: returnHash(asked) };
    const before = await inJournal("returned", same, deadline);
    return before === null ? undefined : answerOf(before);
  }

  async function findSale(asked: Return, release: number, deadline: Deadline): Promise<Found> {
    const { receipt, store: soldIn = store, till: soldAt } = asked;
    const isHere = soldIn === store && (soldAt ?? till) === till;
    const here = isHere ? await evaluated(release, "pastSale", receipt, deadline) : null;
    const question =
      here === null
        ? { store: soldIn, receipt, ...(soldAt === undefined ? {} : { till: soldAt }) }
        : { sale: here.saleId };
    const { held, unconfirmed, detail } = await pastReceipt(work, question, deadline, here?.vouchers);
    const elsewhere = (held?.returns ?? []) as readonly StoredReturn[];
    const vouchersUsed = held?.vouchersUsed ?? [];
    const found = (sale: RefundQuestion["sale"]): Found => {
      return { kind: "found", question: { sale, elsewhere, vouchersUsed }, unconfirmed };
    };
    if (here !== null) return found(here.saleId);
    if (held != null && held.sale !== null)
      return found({ sale: held.sale, definitions: held.definitions } as RefundQuestion["sale"]);
    return { kind: "unknown", unconfirmed, ...(detail === undefined ? {} : { detail }) };
  }

  async function reckon(
    asked: Return,
    found: Found,
    happening: Happening & { readonly language: Language },
    deadline: Deadline,
  ): Promise<Reckoning> {
    if (found.kind === "unknown") {
      const { unknown, override } = asked;
      const { unconfirmed, detail } = found;
      if (unknown === undefined || (unconfirmed && override === undefined))
        throw new PosError(unconfirmed ? "hq-unreachable" : "unknown-receipt", {
          field: "receipt",
          ...(detail === undefined ? {} : { detail }),
        });
      if (override === undefined) throw new PosError("override-needed", { field: "override" });
      return { commit: returnWithoutSale(asked, unknown, happening), receipt: [] };
    }
    const { goods, returnId } = asked;
    const { release, language } = happening;
    const question = { ...found.question, goods, returnId, language };
    const answer = await evaluated(release, "refund", question, deadline);
    if (answer.kind === "gone") throw new PosError("unknown-receipt", { field: "receipt" });
    if (answer.kind === "refused") throw new PosError(answer.reason, refusedField(asked, answer.lineId));
    return { commit: returnOfSale(asked, answer, happening), receipt: answer.receipt };
  }

  /** A return has no empty answer: without the evaluation nothing is done, and it can be sent again. */
  async function evaluated<Name extends "pastSale" | "refund">(
    release: number,
    name: Name,
    argument: Name extends "pastSale" ? string : RefundQuestion,
    deadline: Deadline,
  ): Promise<Name extends "pastSale" ? ReturnType<EvaluationApi["pastSale"]> : RefundAnswer> {
    const evaluator = releases.of(release);
    try {
      if (evaluator === undefined) throw new Error("the evaluation is starting");
      return (await evaluator.call(name, argument as never, { deadlineMs: deadline.leftMs() })) as never;
    } catch (error) {
      throw new PosError("transaction-busy", { detail: (error as Error).message, cause: error });
    }
  }

  async function inJournal<Name extends "returned" | "commitReturn">(
    name: Name,
    argument: Parameters<typeof journal<Name>>[1],
    deadline: Deadline,
  ) {
    try {
      return await journal(name, argument, {
        deadlineMs: deadline.leftMs(),
        // The POS was told to send it again; HQ need not wait for that.
        late: (outcome) => {
          if ("value" in outcome && name === "commitReturn") work.recorded();
        },
      });
    } catch (error) {
      throw new PosError("not-recorded", { detail: (error as Error).message, cause: error });
    }
  }
}

/** Undefined: to be reckoned again. */
function answerOf(committed: ReturnCommitted): object | undefined {
  if (committed.kind === "returned-differently")
    throw new PosError("returned-differently", { field: "returnId" });
  return committed.kind === "outdated" ? undefined : committed.answer;
}

/** The same answer as to the commit, less what was not done. */
function whatIf({ commit }: Pick<Reckoning, "commit">): object {
  const { paidOutCents: _, vouchers: _v, ...answer } = commit.answer;
  return { ...answer, recorded: false };
}

/** As if it were done; a smaller voucher would be good nowhere, so there is none. */
function practised({ commit }: Pick<Reckoning, "commit">, isPaidOut: boolean): object {
  const { vouchers: _, ...answer } = commit.answer;
  return { ...(isPaidOut ? answer : whatIf({ commit })), recorded: false, training: true };
}

function refusedField({ goods }: Return, lineId: string): { field: string; detail: string } {
  const index = (goods ?? []).findIndex((one) => one.lineId === lineId);
  return { field: index < 0 ? "goods" : `goods.${index}`, detail: `line ${lineId}` };
}
