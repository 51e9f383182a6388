/** Asks the sale's release for its promotions, and makes an empty, marked answer of whatever goes wrong. */

import type { Evaluation, Suggestion } from "../engine/effect.ts";
import { type EvaluationReply, emptyEvaluation } from "./answers.ts";
import type { Deadline } from "./deadline.ts";
import type { Log } from "./log.ts";
import type { DegradedReason } from "./pos/protocol.ts";
import type { OpenSale } from "./sale.ts";
import { basketOf, contextOf } from "./session/session.ts";
import { CallError } from "./workers/call.ts";
import type { BasketChange, Question } from "./workers/evaluation-api.ts";
import type { Releases } from "./workers/releases.ts";

export interface Evaluated {
  readonly reply: EvaluationReply;
  readonly suggestions: readonly Suggestion[];
  /** Of gifts that are asked for and of what is suggested, where suggestions were asked for. */
  readonly articleNames: Readonly<Record<string, string>>;
}

export function questionOf({ session }: OpenSale): Question {
  return { currency: session.currency, lines: session.lines, context: contextOf(session) };
}

/** Never rejects: the sale never waits for us, and never fails because of us. */
export async function evaluateSale(
  sale: OpenSale,
  releases: Releases,
  deadline: Deadline,
  log: Log,
  suggest = false,
): Promise<Evaluated> {
  const { release, transactionId } = sale.session;
  const evaluationId = sale.nextEvaluationId();
  const empty = (degradedReason: DegradedReason, evaluationMs = 0): Evaluated => ({
    reply: {
      ...emptyEvaluation(basketOf(sale.session)),
      release,
      evaluationId,
      evaluationMs,
      degraded: true,
      degradedReason,
    },
    suggestions: [],
    articleNames: {},
  });
  if (sale.promotionsEnded) return empty("promotions-ended");
  if (release === 0) return empty("no-release");
  const evaluator = releases.of(release);
  if (evaluator === undefined) {
    // While the release's worker starts again it may come back; once another release took over it will not.
    const current = releases.current();
    sale.promotionsEnded = current !== undefined && current.release !== release;
    return empty(sale.promotionsEnded ? "promotions-ended" : "unavailable");
  }
  const endPromotions = (error: CallError) => {
    sale.promotionsEnded = true;
    log.error("promotions-ended", { transactionId, code: error.code, message: error.message });
  };
  try {
    const ask = (change: BasketChange) =>
      evaluator.call(
        "evaluate",
        { ...change, suggest },
        {
          deadlineMs: deadline.leftMs(),
          late(outcome) {
            if ("error" in outcome && outcome.error.code !== "not-begun") endPromotions(outcome.error);
          },
        },
      );
    const answer =
      (await ask(sale.copy.changeTo(sale.session))) ?? (await ask(sale.copy.wholeOf(sale.session)));
    if (answer === null)
      throw new CallError("fault", "the worker does not know a basket that was sent whole");
    const evaluation: Evaluation = JSON.parse(answer.evaluation);
    sale.last = evaluation;
    const reply = { ...evaluation, release, evaluationId, evaluationMs: answer.evaluationMs };
    const { suggestions = [], articleNames = {} } = answer;
    return { reply, suggestions, articleNames };
  } catch (error) {
    const failure = error instanceof CallError ? error : new CallError("fault", String(error));
    if (failure.code === "late" || failure.code === "not-begun") return empty("late");
    endPromotions(failure);
    return empty("promotions-ended");
  }
}
