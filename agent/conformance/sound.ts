/**
 * What holds of every answer, whatever the dialogue expects of it: it fits the contract's schema, its amounts add up, and
 * it speaks of the sale that was asked about.
 */

import { z } from "zod";
import { answeredByAmount, answeredCalls } from "../contract/answered-calls.ts";
import { calls, isCall } from "../contract/calls.ts";
import { about, helloAnswer } from "../contract/hello.ts";
import { notifications } from "../contract/notifications.ts";
import { reasons } from "../contract/reasons.ts";
import type { Abilities } from "../pos/profile.ts";
import type { ErrorBody } from "../pos/protocol.ts";
import { reasonTexts } from "../texts/cashier.ts";
import type { Language } from "../texts/language.ts";
import type { Advice } from "./dialogue.ts";
import type { Mismatch } from "./match.ts";

export type Unsound = Mismatch & { readonly advice: Advice };

/** @param result of that call, in the contract's words */
export function unsoundAnswer(
  method: string,
  params: Readonly<Record<string, unknown>>,
  result: unknown,
  abilities: Abilities,
): Unsound | undefined {
  const schema = schemaOf(method, abilities);
  if (schema === undefined) return undefined;
  const misfit = outsideOf(schema, result);
  if (misfit) return misfit;
  const fields = result as Readonly<Record<string, unknown>>;
  const { transactionId } = params;
  if (
    typeof transactionId === "string" &&
    "transactionId" in fields &&
    fields.transactionId !== transactionId
  )
    return {
      path: "transactionId",
      expected: transactionId,
      actual: fields.transactionId,
      advice: "not-sound",
    };
  return undefined;
}

export function unsoundNotice(method: string, params: unknown): Unsound | undefined {
  const known = (notifications as Readonly<Record<string, { params: z.ZodType }>>)[method];
  if (known === undefined)
    return { path: "", expected: "a notification of the contract", actual: method, advice: "not-in-schema" };
  return outsideOf(known.params, params);
}

/** What any call may be refused with, whatever it does. */
const ANYWHERE: ReadonlySet<string> = new Set([
  "bad-parameters",
  "unknown-call",
  "not-for-this-role",
  "hello-first",
  "wrong-proof",
  "wrong-version",
  "wrong-profile",
  "too-deep",
  "fault",
]);

/**
 * Number, reason and words of an error belong together, the words are in the language that was asked for, and the reason
 * is one that the contract has for this call.
 */
export function unsoundError(
  method: string,
  { code, message, data }: ErrorBody,
  language: Language,
): Unsound | undefined {
  const reason = data?.reason;
  const known = (reasons as Readonly<Record<string, { code: number } | undefined>>)[reason ?? ""];
  if (known === undefined)
    return {
      path: "data.reason",
      expected: "a reason of the contract",
      actual: reason,
      advice: "not-in-schema",
    };
  if (code !== known.code)
    return { path: "code", expected: known.code, actual: code, advice: "not-in-schema" };
  const refusals: readonly string[] = isCall(method) ? calls[method].refusals : [];
  if (isCall(method) && !ANYWHERE.has(reason!) && !refusals.includes(reason!))
    return { path: "data.reason", expected: refusals, actual: reason, advice: "not-in-schema" };
  const other = reasonTexts[reason as keyof typeof reasonTexts][language === "it" ? "en" : "it"];
  if (typeof message !== "string" || message === "" || message === other)
    return { path: "message", expected: `words in "${language}"`, actual: message, advice: "not-sound" };
  return undefined;
}

function schemaOf(method: string, { modifiers }: Abilities): z.ZodType | undefined {
  if (method === "hello") return helloAnswer;
  if (method === "hello.confirm") return about;
  if (!isCall(method)) return undefined;
  return (modifiers === "line" ? answeredCalls : answeredByAmount)[method].result;
}

/** Of several shapes the one that is missed least says what is wrong. */
function outsideOf(schema: z.ZodType, value: unknown): Unsound | undefined {
  const options = schema instanceof z.ZodUnion ? (schema.options as readonly z.ZodType[]) : [schema];
  const tried = options.map((option) => option.safeParse(value).error?.issues ?? []);
  const [least] = tried.toSorted((a, b) => a.length - b.length);
  if (least === undefined || least.length === 0) return undefined;
  const issue = least[0]!;
  const { path, message } = deepest(issue);
  const extra = issue.code === "unrecognized_keys" ? issue.keys : [];
  const full = [...path, ...extra];
  const actual = full.reduce<unknown>((part, field) => part?.[field as never], value);
  return { path: full.join("."), expected: message, actual, advice: "not-in-schema" };
}

function deepest(issue: z.core.$ZodIssue): { path: readonly PropertyKey[]; message: string } {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors
    .map((issues) => issues[0])
    .filter((one) => one !== undefined)
    .map(deepest)
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  if (inner === undefined) return issue;
  return { path: [...issue.path, ...inner.path], message: inner.message };
}

interface Sums {
  readonly grossCents: number;
  readonly discountCents: number;
  readonly totalCents: number;
  readonly effects: readonly {
    readonly kind: string;
    readonly amountCents: number;
    readonly shares?: readonly Share[];
  }[];
  readonly lines: readonly Line[];
  readonly vat: readonly Line[];
  readonly modifiers?: readonly { readonly amountCents: number }[];
}
interface Line {
  readonly lineId?: string;
  readonly grossCents: number;
  readonly discountCents: number;
  readonly netCents: number;
}
interface Share {
  readonly lineId: string;
  readonly amountCents: number;
  readonly unitsCents: readonly number[];
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** @param fields a whole evaluation; whatever is none is sound */
export function unsoundSums(fields: object, { modifiers }: Abilities): Unsound | undefined {
  if (!("effects" in fields) || !("lines" in fields)) return undefined;
  const told = fields as Sums;
  const { grossCents, discountCents, totalCents, effects, lines, vat } = told;
  const cuts = effects.flatMap((effect, index) =>
    effect.kind === "price-modifier" ? [{ ...effect, index }] : [],
  );
  const checks: [string, number, number][] = [
    ["totalCents", grossCents - discountCents, totalCents],
    ["discountCents", sum(cuts.map(({ amountCents }) => amountCents)), discountCents],
    ["grossCents", sum(lines.map((line) => line.grossCents)), grossCents],
    ["totalCents", sum(lines.map((line) => line.netCents)), totalCents],
    ["totalCents", sum(vat.map((rate) => rate.netCents)), totalCents],
    ...[...lines.entries()].map(([index, line]): [string, number, number] => [
      `lines.${index}.netCents`,
      line.grossCents - line.discountCents,
      line.netCents,
    ]),
  ];
  if (modifiers === "transaction")
    checks.push([
      "modifiers",
      discountCents,
      sum((told.modifiers ?? []).map(({ amountCents }) => amountCents)),
    ]);
  else {
    const shares = cuts.flatMap((cut) => (cut.shares ?? []).map((share) => ({ ...share, of: cut.index })));
    for (const cut of cuts)
      checks.push([
        `effects.${cut.index}.amountCents`,
        sum((cut.shares ?? []).map(({ amountCents }) => amountCents)),
        cut.amountCents,
      ]);
    for (const { of, lineId, amountCents, unitsCents } of shares)
      checks.push([`effects.${of}.shares (${lineId})`, sum(unitsCents), amountCents]);
    const off = new Map<string, number>();
    for (const { lineId, amountCents } of shares) off.set(lineId, (off.get(lineId) ?? 0) + amountCents);
    for (const [index, line] of lines.entries())
      checks.push([`lines.${index}.discountCents`, off.get(line.lineId!) ?? 0, line.discountCents]);
  }
  const wrong = checks.find(([, expected, actual]) => expected !== actual);
  return wrong && { path: wrong[0], expected: wrong[1], actual: wrong[2], advice: "not-sound" };
}
