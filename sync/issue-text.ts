/** What is wrong with a field that a person has written, in words; zod's own are a programmer's. In English: see `italian/`. */

import type { z } from "zod";

/** Without the field's name: "a number is expected, not "7710"". @param value the whole that was read */
export function issueText(issue: z.core.$ZodIssue, value: unknown): string {
  // What a schema of ours says is already meant for people.
  if (!/^(Invalid|Too|Unrecognized)\b/.test(issue.message)) return issue.message.replace(/\.$/, "");
  const given = valueAt(value, issue.path);
  if (given === undefined && issue.code !== "unrecognized_keys") return "it is missing";
  const not = `is expected, not ${shown(given)}`;
  switch (issue.code) {
    case "unrecognized_keys":
      return "it is not known here; look at its spelling";
    case "invalid_type":
      return `${kinds[issue.expected] ?? issue.expected} ${not}`;
    case "too_small":
      return limit(
        issue.origin,
        `at least ${issue.minimum} ${not}`,
        issue.minimum === 1 ? "it is empty" : `it is shorter than ${issue.minimum}`,
      );
    case "too_big":
      return limit(issue.origin, `at most ${issue.maximum} ${not}`, `it is longer than ${issue.maximum}`);
    case "invalid_value":
      return `one of ${issue.values.map(shown).join(", ")} ${not}`;
    case "invalid_union":
      return "options" in issue && issue.options !== undefined
        ? `one of ${issue.options.map(shown).join(", ")} ${not}`
        : `it is not right: ${shown(given)}`;
    case "invalid_format":
      return `${formats[issue.format] ?? "a text of another form"} ${not}`;
    default:
      return `it is not right: ${shown(given)}`;
  }
}

/** The field it is about, by its path; of a word that is not known, that word. "" is the whole. */
export function issueField(issue: z.core.$ZodIssue): string {
  return [...issue.path, ...(issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [])].join(".");
}

const kinds: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "a text",
  boolean: "true or false",
  object: "an object",
  array: "a list",
};

const formats: Readonly<Record<string, string>> = {
  url: "an address",
  date: "a day like 2026-12-31",
  datetime: "a moment like 2026-12-31T18:00:00+01:00",
};

const limit = (origin: string, number: string, length: string): string =>
  ["number", "int", "bigint"].includes(origin) ? number : length;

const SHOWN_MAX = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null)?.[key], value);
}
