/** Plays a recorded sale through the agent's real socket and compares what it answers with what is expected. */

import type { Code } from "../../../drivers/codes/code.ts";
import { type CodeRules, codeRulesSchema, defaultCodeRules } from "../../../drivers/codes/code-rules.ts";
import { parseCode } from "../../../drivers/codes/parse-code.ts";
import type { Evaluation } from "../../../engine/effect.ts";
import { PosCallError, type PosClient } from "../../client/connect.ts";
import { compare, type Difference, same } from "./compare.ts";
import { takeLabel } from "./labels.ts";
import { type CompletedSale, Pos, type PosLine, type Reply } from "./pos.ts";
import type { PriceFile } from "./price-file.ts";
import { type RecordedSale, RecordedSaleError, type RecordedStep } from "./recorded-sale.ts";

/** A step as it was played: what was done, what came back, how the sale stands. */
export interface PlayedStep {
  readonly index: number;
  readonly step: RecordedStep;
  /** `undefined` where the step asks the agent nothing or was refused. */
  readonly reply: Reply | undefined;
  readonly error: PosCallError | undefined;
  readonly evaluation: Evaluation | undefined;
  readonly lines: readonly PosLine[];
  readonly ms: number;
}

export interface PlayOptions {
  readonly onStep?: (played: PlayedStep) => void | Promise<void>;
  /** For articles that the sale names without a price. */
  readonly prices?: PriceFile;
  /** The chain's `codes` configuration, for `scan` steps that the POS reads itself. */
  readonly codes?: unknown;
  /** Values of "${NAME}" in the sale; they win over the sale's own. */
  readonly names?: Readonly<Record<string, string>>;
  /**
   * Puts the label under the scanner of the agent instead, and resolves to what the agent tells the POS of it.
   * Default: the POS has the scanner and reads the label by `codes`.
   */
  readonly scan?: (label: string) => Promise<Code>;
  /** Both must be new for each sale. Default: made of the time and a counter. */
  readonly transactionId?: string;
  readonly receipt?: string;
}

export interface PlayResult {
  readonly sale: RecordedSale;
  readonly steps: readonly PlayedStep[];
  readonly replies: readonly Reply[];
  /** The last evaluation before the sale ended. */
  readonly evaluation: Evaluation | undefined;
  readonly completed: CompletedSale | undefined;
  /** Empty: everything as expected. */
  readonly differences: readonly Difference[];
  /** Lines added, those voided later too. */
  readonly lines: number;
  readonly ms: number;
}

let played = 0;

/**
 * Refusals of the agent are compared with the step's `expect.refused`; an unexpected one is a difference, and the sale
 * goes on. Throws PosCallError only when the connection is lost, RecordedSaleError when the sale itself is wrong.
 */
export async function play(
  client: PosClient,
  sale: RecordedSale,
  options: PlayOptions = {},
): Promise<PlayResult> {
  played += 1;
  const unique = `${Date.now().toString(36)}-${played}`;
  const pos = new Pos(client, options.transactionId ?? `play-${unique}`, options.prices ?? new Map());
  const run = player(pos, sale, options, options.receipt ?? unique);
  const steps: PlayedStep[] = [];
  const differences: Difference[] = [];
  let completed: CompletedSale | undefined;
  const start = performance.now();
  for (const [index, step] of sale.steps.entries()) {
    const stepStart = performance.now();
    let reply: Reply | undefined;
    let error: PosCallError | undefined;
    try {
      const done = await run(step);
      reply = done.reply;
      completed = done.completed ?? completed;
    } catch (caught) {
      if (!(caught instanceof PosCallError) || caught.code === 0) throw caught;
      error = caught;
    }
    const now: PlayedStep = {
      index,
      step,
      reply,
      error,
      evaluation: pos.evaluation,
      lines: pos.lines(),
      ms: performance.now() - stepStart,
    };
    steps.push(now);
    checkStep(now, differences);
    await options.onStep?.(now);
  }
  const ms = performance.now() - start;
  if (pos.evaluation !== undefined) differences.push(...compare(sale.expect ?? {}, pos.evaluation));
  else if (sale.expect !== undefined) differences.push({ what: "evaluation", expected: "one", actual: null });
  const replies = steps.flatMap(({ reply }) => (reply === undefined ? [] : [reply]));
  return {
    sale,
    steps,
    replies,
    evaluation: pos.evaluation,
    completed,
    differences,
    lines: pos.linesAdded(),
    ms,
  };
}

interface Done {
  readonly reply?: Reply;
  readonly completed?: CompletedSale;
}

function player(
  pos: Pos,
  sale: RecordedSale,
  options: PlayOptions,
  receipt: string,
): (step: RecordedStep) => Promise<Done> {
  const named = (text: string) =>
    text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = options.names?.[name] ?? sale.codes[name];
      if (value === undefined) throw new RecordedSaleError(`${sale.name}: nobody says what \${${name}} is`);
      return value;
    });
  let rules: CodeRules | undefined;
  const read = (label: string): Code => {
    rules ??= options.codes === undefined ? defaultCodeRules : codeRulesSchema.parse(options.codes);
    return parseCode({ bytes: new TextEncoder().encode(label) }, rules);
  };
  const scan = options.scan ?? ((label: string) => Promise.resolve(read(label)));

  return async (step) => {
    switch (step.step) {
      case "begin":
        return { reply: await pos.begin(sale.at, sale.operator, sale.currency) };
      case "add": {
        const { step: _, expect: __, ...line } = step;
        return { reply: await pos.add(line) };
      }
      case "scan":
        return { reply: await takeLabel(pos, await scan(named(step.data))) };
      case "void":
        return { reply: await pos.void(step.lineId) };
      case "identify":
        return { reply: await pos.identify(step.card) };
      case "coupon":
        return { reply: await pos.presentCoupon(named(step.code)) };
      case "withdraw":
        return { reply: await pos.withdrawCoupon(named(step.code)) };
      case "subtotal":
        return { reply: await pos.subtotal() };
      case "follow-suggestion": {
        const { promotionId } = step;
        const taken = pos.suggestions.find(
          (one) => promotionId === undefined || one.promotionId === promotionId,
        );
        if (taken === undefined) return {};
        let last: Reply | undefined;
        for (const { article, pieces, measureThousandths, unitPriceCents } of taken.probes) {
          // Of "any goods" the customer would choose.
          if (article === undefined) continue;
          const much =
            measureThousandths === undefined
              ? { quantity: String(pieces) }
              : { quantity: (measureThousandths / 1000).toFixed(3), measure: "kg" };
          last = await pos.add({ article, ...much, unitPriceCents });
        }
        return last === undefined ? {} : { reply: last };
      }
      case "cancel":
        return { reply: await pos.cancel() };
      case "complete":
        return await pos.complete(receipt, step.tender);
      default:
        return step satisfies never;
    }
  };
}

function checkStep({ index, step, reply, error, evaluation }: PlayedStep, differences: Difference[]): void {
  const where = `step ${index + 1} (${step.step})`;
  const refused = error?.reason ?? null;
  if (refused !== (step.expect?.refused ?? null))
    same(differences, `${where} refused`, step.expect?.refused ?? null, refused);
  if (step.step === "follow-suggestion" && reply === undefined && error === undefined)
    same(differences, where, step.promotionId ?? "a suggestion", null);
  // An empty answer is a good answer for a till, and never the one that was recorded. What came late for a line is
  // in the next answer; a subtotal was asked again.
  if (reply?.degraded === true && (reply.degradedReason !== "late" || step.step === "subtotal"))
    same(differences, `${where} degraded`, null, reply.degradedReason ?? null);
  if (step.expect?.coupon !== undefined)
    same(differences, `${where} coupon`, step.expect.coupon, outcomeOf(reply?.coupon));
  if (step.expect?.totalCents !== undefined)
    same(differences, `${where} totalCents`, step.expect.totalCents, evaluation?.totalCents ?? null);
  if (step.expect?.discountCents !== undefined)
    same(differences, `${where} discountCents`, step.expect.discountCents, evaluation?.discountCents ?? null);
}

function outcomeOf(coupon: unknown): string | null {
  const { outcome, reason } = (coupon ?? {}) as { outcome?: string; reason?: string };
  return outcome === undefined ? null : reason === undefined ? outcome : `${outcome}: ${reason}`;
}
