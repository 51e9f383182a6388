/** Holds what came against what was expected: the first path where they differ. */

import type { Matcher, Pattern } from "./dialogue.ts";

/** What was saved in the dialogue so far, and what is known from its start. */
export type Saved = ReadonlyMap<string, unknown>;

export interface Mismatch {
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Undefined: it fits. */
export function mismatch(
  pattern: Pattern,
  actual: unknown,
  saved: Saved,
  path: string = "",
): Mismatch | undefined {
  const differs = (expected: unknown = pattern): Mismatch => ({ path, expected, actual });
  if (typeof pattern === "string") {
    const expected = filled(pattern, saved);
    return expected === actual ? undefined : differs(expected);
  }
  if (typeof pattern !== "object" || pattern === null) return pattern === actual ? undefined : differs();
  if (isMatcher(pattern)) return againstMatcher(pattern, actual, saved, path);
  if (Array.isArray(pattern)) {
    if (!Array.isArray(actual)) return differs();
    for (const [index, each] of pattern.entries()) {
      const found = mismatch(each, actual[index], saved, at(path, index));
      if (found) return found;
    }
    return pattern.length === actual.length
      ? undefined
      : { path, expected: `${pattern.length} entries`, actual };
  }
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return differs();
  for (const [field, each] of Object.entries(pattern)) {
    const found = mismatch(each, (actual as Record<string, unknown>)[field], saved, at(path, field));
    if (found) return found;
  }
  return undefined;
}

function againstMatcher(matcher: Matcher, actual: unknown, saved: Saved, path: string): Mismatch | undefined {
  const unless = (fits: boolean, expected: unknown): Mismatch | undefined =>
    fits ? undefined : { path, expected, actual };
  switch (matcher.$) {
    case "any":
      return unless(actual !== undefined, "anything");
    case "absent":
      return unless(actual === undefined, "nothing");
    case "text": {
      const words = filled(matcher.with ?? "", saved);
      const fits = typeof actual === "string" && actual.length > 0 && actual.includes(String(words));
      return unless(fits, words === "" ? "a text" : `a text with "${words}"`);
    }
    case "at-least":
      return unless(typeof actual === "number" && actual >= matcher.number, `${matcher.number} or more`);
    case "saved-plus": {
      const expected = Number(saved.get(matcher.name)) + matcher.plus;
      return unless(actual === expected, expected);
    }
    case "not-saved":
      return unless(actual !== undefined && !same(actual, saved.get(matcher.name)), "another value");
    case "the-saved": {
      const expected = without(saved.get(matcher.name), matcher.except);
      return firstDifference(expected, without(actual, matcher.except), path);
    }
    case "has": {
      const list = Array.isArray(actual) ? actual : [];
      const missing = matcher.each.find((each) => !list.some((one) => !mismatch(each, one, saved)));
      if (missing === undefined) return unless(Array.isArray(actual), "a list");
      // The only one that it can be is told field by field.
      const [only] = list.filter((one) => alike(missing, one, saved));
      if (only === undefined) return { path, expected: missing, actual };
      return mismatch(missing, only, saved, at(path, list.indexOf(only)));
    }
    case "has-no": {
      const list = Array.isArray(actual) ? actual : [];
      const index = list.findIndex((one) => !mismatch(matcher.like, one, saved));
      return index < 0
        ? undefined
        : { path: at(path, index), expected: "nothing like this", actual: list[index] };
    }
    default:
      return matcher satisfies never;
  }
}

/** Of the same kind, and of the same promotion or line where the pattern names one. */
function alike(pattern: Pattern, one: unknown, saved: Saved): boolean {
  if (typeof pattern !== "object" || pattern === null || typeof one !== "object" || one === null)
    return false;
  const names = ["kind", "promotionId", "lineId", "couponId", "account"] as const;
  const named = names.filter((name) => name in pattern);
  return (
    named.length > 0 &&
    named.every((name) => !mismatch((pattern as Record<string, Pattern>)[name]!, one[name as never], saved))
  );
}

/** `{name}` in a text; a text that is nothing else becomes the value itself. */
export function filled(text: string, saved: Saved): unknown {
  const whole = /^\{([a-z]\w*)\}$/.exec(text);
  if (whole) return saved.get(whole[1]!);
  return text.replace(/\{([a-z]\w*)\}/g, (_, name: string) => String(saved.get(name)));
}

/** The same with every `{name}` in it filled in. */
export function filledAll(value: unknown, saved: Saved): unknown {
  if (typeof value === "string") return filled(value, saved);
  if (Array.isArray(value)) return value.map((one) => filledAll(one, saved));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, filledAll(one, saved)]));
}

/** "effects.0.amountCents" of a value; "" is the value itself. */
export function valueAt(value: unknown, path: string): unknown {
  if (path === "") return value;
  return path
    .split(".")
    .reduce<unknown>((part, field) => (part as Record<string, unknown> | undefined)?.[field], value);
}

function isMatcher(pattern: object): pattern is Matcher {
  return "$" in pattern;
}

function same(a: unknown, b: unknown): boolean {
  return firstDifference(a, b, "") === undefined;
}

/** Where two values differ first, whatever the order of their fields. */
export function firstDifference(expected: unknown, actual: unknown, path: string): Mismatch | undefined {
  if (expected === actual) return undefined;
  const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
  if (!isObject(expected) || !isObject(actual) || Array.isArray(expected) !== Array.isArray(actual))
    return { path, expected, actual };
  for (const field of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const found = firstDifference(expected[field as never], actual[field as never], at(path, field));
    if (found) return found;
  }
  return undefined;
}

function without(value: unknown, fields: readonly string[] = []): unknown {
  if (fields.length === 0 || typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field)));
}

const at = (path: string, part: string | number) => (path === "" ? String(part) : `${path}.${part}`);
