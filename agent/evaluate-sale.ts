/** Asks the sale's release for its promotions, and makes an empty, marked answer of whatever goes wrong. */

import type { Suggestion } from "../engine/effect.ts";
import type { WantedUse } from "./allowances/use.ts";
import { type EvaluationReply, emptyEvaluation } from "./answers.ts";
import { BasketCopy } from "./basket-copy.ts";
import type { DegradedReason } from "./contract/reasons.ts";
import type { Deadline } from "./deadline.ts";
import { LastEvaluation } from "./last-evaluation.ts";
import type { Log } from "./log.ts";
import type { OpenSale } from "./sale.ts";
import { basketOf, contextOf, type Session } from "./session/session.ts";
import { Told } from "./told.ts";
import { CallError } from "./workers/call.ts";
import type { BasketChange, Question } from "./workers/evaluation-api.ts";
import type { Releases } from "./workers/releases.ts";

export interface Evaluated {
  /** Whole, however little is said. Costs reading it. */
  readonly reply: EvaluationReply;
  /** What the POS is told: the same, or the difference it asked for; unread where the worker wrote it. */
  readonly said: object;
  readonly suggestions: readonly Suggestion[];
  /** Of gifts that are asked for and of what is suggested, where suggestions were asked for. */
  readonly articleNames: Readonly<Record<string, string>>;
  /** What it takes of limits that outlive the sale, where that was asked for; undefined of an empty answer. */
  readonly uses?: readonly WantedUse[] | undefined;
}

export interface Wanted {
  /** What could be gained still, too. */
  readonly suggest?: boolean;
  /** The evaluation that the POS has: if it is the last one, only the difference is said. */
  readonly from?: string | undefined;
  /** Another session than the sale's: what if. Leaves no trace in the sale. */
  readonly asIf?: Session;
  /** What it takes of limits that outlive the sale, too. */
  readonly uses?: boolean;
}

export function questionOf({ session }: OpenSale): Question {
  return { currency: session.currency, lines: session.lines, context: contextOf(session) };
}

/** Of a release that can be asked. Without one nothing is known of its currency. */
export function isOtherCurrency({ session }: OpenSale, releases: Pick<Releases, "of">): boolean {
  const about = releases.of(session.release)?.ready();
  return about !== undefined && about.currency !== session.currency;
}

/** Never rejects: the sale never waits for us, and never fails because of us. */
export async function evaluateSale(
  sale: OpenSale,
  releases: Releases,
  deadline: Deadline,
  log: Log,
  { suggest = false, from, asIf, uses: isCounting = false }: Wanted = {},
): Promise<Evaluated> {
  const { release, transactionId } = sale.session;
  const evaluationId = sale.nextEvaluationId();
  const session = asIf ?? sale.session;
  const training = session.training ? ({ training: true } as const) : {};
  const empty = (degradedReason: DegradedReason): Evaluated => {
    const reply = {
      ...emptyEvaluation(basketOf(session)),
      release,
      evaluationId,
      evaluationMs: 0,
      degraded: true,
      degradedReason,
      ...training,
    } as const;
    return { reply, said: reply, suggestions: [], articleNames: {} };
  };
  if (sale.promotionsEnded) return empty("promotions-ended");
  if (release === 0) return empty("no-release");
  const evaluator = releases.of(release);
  if (evaluator === undefined) {
    // While the release's worker starts again it may come back; once another release took over it will not.
    const current = releases.current();
    sale.promotionsEnded = current !== undefined && current.release !== release;
    return empty(sale.promotionsEnded ? "promotions-ended" : "unavailable");
  }
  if (isOtherCurrency(sale, releases)) return empty("other-currency");
  const endPromotions = (error: CallError) => {
    sale.promotionsEnded = true;
    log.error("promotions-ended", { transactionId, code: error.code, message: error.message });
  };
  const beginMs = performance.now();
  try {
    const copy = asIf === undefined ? sale.copy : new BasketCopy(false);
    const before =
      from !== undefined && from === sale.lastId && asIf === undefined ? sale.lastSaid : undefined;
    const ask = (change: BasketChange) =>
      evaluator.call(
        "evaluate",
        {
          ...change,
          suggest,
          uses: isCounting,
          evaluationId,
          ...(before === undefined ? {} : { differenceFrom: from! }),
        },
        {
          deadlineMs: deadline.leftMs(),
          late(outcome) {
            if ("error" in outcome && outcome.error.code !== "not-begun") endPromotions(outcome.error);
          },
        },
      );
    const answer = (await ask(copy.changeTo(session))) ?? (await ask(copy.wholeOf(session)));
    if (answer === null)
      throw new CallError("fault", "the worker does not know a basket that was sent whole");
    releases.took?.(release, answer.evaluationMs);
    const { evaluationMs, suggestions = [], articleNames = {}, uses } = answer;
    const about = { release, evaluationId, evaluationMs, ...training };
    const isLess = "difference" in answer;
    const evaluation = isLess ? before!.after(answer.difference) : new LastEvaluation(answer.evaluation);
    if (asIf === undefined) sale.remember(evaluation, evaluationId, session);
    return {
      get reply() {
        return { ...evaluation.value(), ...about };
      },
      said: new Told(about, isLess ? differenceSaid(from!, answer.difference) : answer.evaluation),
      suggestions,
      articleNames,
      uses,
    };
  } catch (error) {
    const failure = error instanceof CallError ? error : new CallError("fault", String(error));
    releases.took?.(release, performance.now() - beginMs);
    if (failure.code === "late" || failure.code === "not-begun") return empty("late");
    endPromotions(failure);
    return empty("promotions-ended");
  }
}

/** @param difference JSON of an object with at least one field */
function differenceSaid(from: string, difference: string): string {
  return `{"difference":{"from":${JSON.stringify(from)},${difference.slice(1)}}`;
}
