/**
 * Golden baskets against a rule set, at HQ before it signs and at every till before it flips: the same function, so that
 * a till whose engine, rules or memory answer otherwise than HQ's stays on the release it has.
 */

import {
  type Basket,
  type Context,
  compile,
  evaluate,
  type RuleSetData,
  SEMANTICS_VERSION,
} from "../../engine/index.ts";
import { mechanics } from "../../engine/mechanics/index.ts";
import { EngineInputError, readBasket, readContext } from "../../engine/wire.ts";
import { differences, expectedOf } from "./expected.ts";
import { type Expected, GOLDEN_LINES_MAX, GOLDEN_MAX, type GoldenRow, goldenRowSchema } from "./golden.ts";

export interface Skipped {
  readonly name: string;
  /** For HQ and store IT, in English. */
  readonly reason: string;
}

export interface Answered {
  readonly name: string;
  readonly expected: Expected;
  readonly found: Expected;
  /** In words; empty where both are the same. */
  readonly differences: readonly string[];
}

interface Ready {
  readonly name: string;
  readonly basket: Basket;
  readonly context: Context;
  readonly expected: Expected;
}

/** HQ refuses fields that nobody knows, since they may be misspelt; a till lets pass what a newer HQ wrote. */
type Reading = { readonly unknown?: "refuse" };

/** Compiles the rules and evaluates all baskets. What the engine throws of one is thrown on, with its name. */
export function checkGolden(
  data: RuleSetData,
  rows: readonly GoldenRow[],
  reading: Reading = {},
): { readonly answered: readonly Answered[]; readonly skipped: readonly Skipped[] } {
  const { ready, skipped } = sorted(data, rows, reading);
  const ruleSet = compile(data);
  const answered = ready.map(({ name, basket, context, expected }): Answered => {
    try {
      const found = expectedOf(evaluate(ruleSet, basket, context));
      return { name, expected, found, differences: differences(expected, found) };
    } catch (cause) {
      throw new Error(`golden basket "${name}": ${(cause as Error).message}`, { cause });
    }
  });
  return { answered, skipped };
}

/** Those that this version can't answer, without evaluating the others. */
export function skippedGolden(data: RuleSetData, rows: readonly GoldenRow[]): readonly Skipped[] {
  return sorted(data, rows, {}).skipped;
}

/** `"name": what differs` for each that differs. */
export function differing(answered: readonly Answered[]): string[] {
  return answered
    .filter((one) => one.differences.length > 0)
    .map((one) => `"${one.name}": ${one.differences.join("; ")}`);
}

function sorted(data: RuleSetData, rows: readonly GoldenRow[], reading: Reading) {
  const strange = notUnderstood(data);
  const ready: Ready[] = [];
  const skipped: Skipped[] = [];
  for (const row of rows) {
    const read =
      ready.length < GOLDEN_MAX
        ? readyOf(row, data.currency, strange, reading)
        : `no more than ${GOLDEN_MAX} are checked`;
    if (typeof read === "string") skipped.push({ name: row.name, reason: read });
    else ready.push(read);
  }
  return { ready, skipped };
}

/** Ready to be evaluated, or why it can't be. */
function readyOf(
  { name, value }: GoldenRow,
  currency: string,
  strange: ReadonlySet<string>,
  reading: Reading,
): Ready | string {
  const { semantics } = (value ?? {}) as { semantics?: unknown };
  if (typeof semantics === "number" && semantics > SEMANTICS_VERSION)
    return `it needs semantics ${semantics}, this Tillside has ${SEMANTICS_VERSION}`;
  const row = goldenRowSchema.safeParse(value);
  if (!row.success) return `it can't be read: ${row.error.issues[0]?.message}`;
  const { basket, context, expected } = row.data;
  if (basket.lines.length > GOLDEN_LINES_MAX) return `it has more than ${GOLDEN_LINES_MAX} lines`;
  const unread = Object.keys(expected.gets).find((id) => strange.has(id));
  if (unread !== undefined) return `promotion ${unread} is not understood by this Tillside`;
  try {
    const read = readBasket(basket, { ...reading, currency });
    if (read.currency !== currency) return `it is in ${read.currency}, the rule set in ${currency}`;
    return { name, basket: read, context: readContext(context, reading), expected };
  } catch (error) {
    if (!(error instanceof EngineInputError)) throw error;
    return `it can't be read: ${error.message}`;
  }
}

/** Promotions that a newer HQ wrote. One of them that gives nothing in a basket does not change what the others give. */
function notUnderstood({ promotions, unread = [] }: RuleSetData): ReadonlySet<string> {
  const unknown = promotions.filter((one) => one.mechanics.some(({ kind }) => !mechanics.has(kind)));
  return new Set([...unread, ...unknown].map(({ id }) => id));
}
