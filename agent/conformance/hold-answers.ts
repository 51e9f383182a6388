/** Holds the answers of one dialogue against it, and remembers what they say for the steps to come. */

import type { Profile } from "../pos/profile.ts";
import type { Language } from "../texts/language.ts";
import type { Advice, SendStep } from "./dialogue.ts";
import { filledAll, type Mismatch, mismatch, valueAt } from "./match.ts";
import { expectedOf, type Offer, offerOf, spokenParams, wholeOf } from "./offer.ts";
import { unsoundAnswer, unsoundError, unsoundSums } from "./sound.ts";
import { type Answer, proofs } from "./wire.ts";

export type Finding = Mismatch & { readonly advice: Advice };
export type Params = Readonly<Record<string, unknown>>;

export interface HeldAnswers {
  readonly saved: Map<string, unknown>;
  /** Sales that have begun and are not over. */
  readonly open: ReadonlySet<string>;
  /** What is sent: filled in, and in the words of what the POS is able to do. */
  params(step: SendStep): Params;
  /** The sale of these parameters begins, whatever is answered. */
  begins(step: SendStep, params: Params): void;
  /** Undefined: the answer is as agreed. */
  found(
    step: SendStep,
    params: Params,
    answer: Answer,
    of: { readonly endpoint: string; readonly language: Language },
  ): Finding | undefined;
}

export function holdAnswers(
  { profile, secret }: { readonly profile: Profile; readonly secret: Uint8Array },
  known: Params,
): HeldAnswers {
  const { abilities } = profile;
  const saved = new Map(Object.entries(known));
  const open = new Set<string>();
  /** What the last evaluation of each sale offers. */
  const offers = new Map<string, Offer>();
  const with_ = (advice: Advice, found: Mismatch | undefined): Finding | undefined =>
    found && { ...found, advice };

  return {
    saved,
    open,
    params(step) {
      const params = filledAll(step.params ?? {}, saved) as Params;
      return spokenParams(params, offers.get(String(params.transactionId)), profile);
    },
    begins({ send }, { transactionId }) {
      if (send === "transaction.begin") open.add(String(transactionId));
    },
    found(step, params, answer, { endpoint, language }) {
      if (answer.error !== undefined)
        return unsoundError(step.send, answer.error, language) ?? refusal(step, answer.error);
      const { result } = answer;
      if (step.fails !== undefined)
        return with_("not-refused", {
          path: "result",
          expected: { error: step.fails.reason },
          actual: result,
        });
      const odd =
        unsoundAnswer(step.send, params, result, abilities) ??
        (step.send === "hello" ? unproven(params, result as HelloAnswer, endpoint) : undefined) ??
        remembered(step, params, result) ??
        with_("other-value", mismatch(expectedOf(step.gives ?? {}, abilities), result, saved));
      if (odd) return odd;
      for (const [name, path] of Object.entries(step.save ?? {}))
        saved.set(name, valueAt(result, String(filledAll(path, saved))));
      return undefined;
    },
  };

  function refusal({ fails }: SendStep, { data }: NonNullable<Answer["error"]>): Finding | undefined {
    if (fails === undefined) return with_("refused", { path: "error", expected: "an answer", actual: data });
    const expected = { reason: fails.reason, ...(fails.field === undefined ? {} : { field: fails.field }) };
    return with_("other-refusal", mismatch(expected, data, saved, "error.data"));
  }

  /** What is open, what is offered, and the evaluation that a difference makes of the one before. */
  function remembered({ send }: SendStep, { transactionId }: Params, result: unknown): Finding | undefined {
    const whole = wholeOf(result, saved.get("whole"));
    const odd = whole && unsoundSums(whole, abilities);
    if (odd || typeof transactionId !== "string" || send === "tender.preview") return odd;
    if (send === "transaction.cancel" || send === "transaction.complete") open.delete(transactionId);
    const offer = offerOf(whole);
    if (offer === undefined) return undefined;
    saved.set("whole", whole);
    offers.set(transactionId, offer);
    return undefined;
  }

  /** The agent proves itself first; what the POS would answer is known from then on. */
  function unproven(params: Params, { nonce, proof }: HelloAnswer, endpoint: string): Finding | undefined {
    const both = proofs(secret, {
      posNonce: String(params.nonce),
      agentNonce: String(nonce),
      role: String(params.role),
      endpoint,
    });
    saved.set("proof", both.pos);
    saved.set(
      "wrongProof",
      both.pos.replace(/./, (digit) => (digit === "0" ? "1" : "0")),
    );
    if (both.holds(String(proof))) return undefined;
    return with_("no-proof", { path: "proof", expected: "the proof of this till's secret", actual: proof });
  }
}

interface HelloAnswer {
  readonly nonce?: unknown;
  readonly proof?: unknown;
}
