/** A value read with a schema, or one sentence that says where it is wrong and what to send instead. */

import type { z } from "zod";
import { EngineInputError, type InputErrorCode } from "./error.ts";
import { issueMessage } from "./issue-message.ts";

/** Throws EngineInputError with that code for the issue that tells most. `named`: what stands at a path, in people's words. */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  code: InputErrorCode,
  what: string,
  named: (path: readonly PropertyKey[]) => string | undefined = () => undefined,
): z.output<Schema> {
  const result = schema.safeParse(value, { error: issueMessage });
  if (result.success) return result.data;
  const issue = deepest(telling(result.error.issues));
  const about = [what, named(issue.path), issue.message].filter((part) => part !== undefined);
  throw new EngineInputError(code, pathText(issue.path), about.join(": "));
}

/**
 * The same for what a person wrote by hand: a field that the schema does not know is refused as well, since a misspelt
 * one would silently count for nothing.
 */
export function parseStrictly<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  code: InputErrorCode,
  what: string,
): z.output<Schema> {
  const read = parse(schema, value, code, what);
  const stray = strayIn(value, read);
  if (stray === undefined) return read;
  const message = `unknown field "${String(stray.at(-1))}"; check its spelling`;
  throw new EngineInputError(code, pathText(stray), `${what}: ${message}`);
}

/** The path of the first field that was there and was not read. */
function strayIn(value: unknown, read: unknown): readonly PropertyKey[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const known = read as Readonly<Record<string, unknown>>;
  for (const [key, one] of Object.entries(value)) {
    const here = Array.isArray(value) ? Number(key) : key;
    if (!(key in known)) return [here];
    const below = strayIn(one, known[key]);
    if (below !== undefined) return [here, ...below];
  }
  return undefined;
}

/** The issue that tells most, with its path. */
export function issueText({ issues }: z.core.$ZodError, what: string): string {
  const { path, message } = deepest(telling(issues));
  return path.length === 0 ? `${what}: ${message}` : `${what}: ${message} (at ${pathText(path)})`;
}

/** What is wrong first of all, and where: a field that should not be there is a place too. */
export function firstWrong({ issues }: z.core.$ZodError): {
  readonly path: readonly PropertyKey[];
  readonly message: string;
} {
  const { path, message, stray } = deepest(telling(issues));
  return { path: stray === undefined ? path : [...path, stray], message };
}

/** A misspelt field is also a missing one: the misspelling says more. */
function telling(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  return issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
}

/** Of a union the shape that was meant says most; zod lists all of them. */
function deepest(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string; stray?: string } {
  if (issue.code === "unrecognized_keys") return { ...issue, stray: issue.keys[0]! };
  if (issue.code !== "invalid_union") return issue;
  const shapes = issue.errors.filter((shape) => shape.length > 0);
  if (shapes.length === 0) return issue;
  const meant = shapes.filter((shape) => !shape.some(isStray));
  if (meant.length !== 1 && issue.message !== "Invalid input") return issue;
  const told = (meant.length === 1 ? meant : shapes).map((shape) => deepest(telling(shape)));
  const best = told.reduce((a, b) => (b.path.length > a.path.length ? b : a));
  return { ...best, path: [...issue.path, ...best.path] };
}

/** A field that this shape does not have, in the object itself or in an entry of the list. */
function isStray({ code, path }: z.core.$ZodIssue): boolean {
  return code === "unrecognized_keys" && path.every((part) => typeof part === "number");
}

function pathText(path: readonly PropertyKey[]): string {
  let text = "";
  for (const part of path)
    text += typeof part === "number" ? `[${part}]` : `${text === "" ? "" : "."}${String(part)}`;
  return text;
}
