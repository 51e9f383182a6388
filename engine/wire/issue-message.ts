/** What zod finds, in words that say what to send instead. Undefined: zod's own words are good enough. */

import type { z } from "zod";

const NOUNS: Readonly<Record<string, string>> = {
  string: "a text in quotes",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list [ … ]",
  object: "an object { … }",
  record: "an object { … }",
};

export function issueMessage(issue: z.core.$ZodRawIssue): string | undefined {
  const field = [...(issue.path ?? [])].reverse().find((part) => typeof part === "string");
  switch (issue.code) {
    case "invalid_type": {
      const wanted = NOUNS[issue.expected] ?? issue.expected;
      if (issue.input === undefined) return `${String(field ?? "it")} is missing; send ${wanted}`;
      return `expected ${wanted}, got ${shown(issue.input)}`;
    }
    case "unrecognized_keys":
      return `unknown field ${issue.keys.map((key) => `"${key}"`).join(", ")}; check its spelling`;
    case "invalid_value": {
      const wanted = issue.values.map((one) => shown(one)).join(" or ");
      if (issue.input === undefined) return `${String(field ?? "it")} is missing; send ${wanted}`;
      return `expected ${wanted}, got ${shown(issue.input)}`;
    }
    case "invalid_key":
      return issue.issues[0]?.message;
    case "too_small":
      return outOfBounds(issue.origin, `at least ${issue.minimum}`, issue.input);
    case "too_big":
      return outOfBounds(issue.origin, `at most ${issue.maximum}`, issue.input);
    case "invalid_union": {
      if (typeof issue.discriminator !== "string" || !Array.isArray(issue.options)) return undefined;
      const input = issue.input as Readonly<Record<string, unknown>> | undefined;
      const got = input?.[issue.discriminator];
      const wanted = issue.options.map((one) => shown(one)).join(" or ");
      return got === undefined
        ? `${issue.discriminator} is missing; send ${wanted}`
        : `expected ${wanted}, got ${shown(got)}`;
    }
    default:
      return undefined;
  }
}

function outOfBounds(origin: string, bound: string, input: unknown): string | undefined {
  if (origin === "array") return `send ${bound} of them in the list`;
  if (origin === "string") return `expected a text of ${bound} characters, got ${shown(input)}`;
  return `expected ${bound}, got ${shown(input)}`;
}

/** As JSON, and not too much of it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
