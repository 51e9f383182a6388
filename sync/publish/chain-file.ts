/** A file of the chain folder, read and checked. What is wrong is told by file, place and reason. */

import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { issueField, issueText } from "../issue-text.ts";
import { SyncError } from "../protocol.ts";
import { readText } from "../read-text.ts";
import { parseLarge } from "./read-large.ts";

/** Rows of which no two have the same. */
export function uniqueBy<T extends z.ZodObject>(row: T, key: string & keyof z.infer<T>) {
  return z.array(row).superRefine((rows, context) => {
    const seen = new Set<unknown>();
    rows.forEach((item, index) => {
      const value = (item as Record<string, unknown>)[key];
      if (seen.has(value))
        context.addIssue({ code: "custom", path: [index, key], message: `${value} is there twice` });
      seen.add(value);
    });
  });
}

/** Of more bytes no string is made: it might be longer than there can be. */
const STRING_BYTES_MAX = 256 * 1024 * 1024;

/** Throws SyncError `invalid-chain`. */
export function readJson(file: string, stringBytesMax = STRING_BYTES_MAX): unknown {
  let text: string;
  try {
    if (statSync(file).size > stringBytesMax) return parsed(file, () => parseLarge(readFileSync(file)));
    text = readText(file);
  } catch (cause) {
    if (cause instanceof SyncError) throw cause;
    throw invalid(file, "", `cannot be read (${(cause as NodeJS.ErrnoException).code})`, cause);
  }
  if (text.trim() === "") throw invalid(file, "", "is empty: was it written to its end?");
  return parsed(file, () => JSON.parse(text));
}

function parsed(file: string, parse: () => unknown): unknown {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw invalid(file, "", cause.message, cause);
  }
}

/** Throws SyncError `invalid-chain` that names the first thing that is wrong. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  throw invalid(file, placeOf(issue, value), issueText(issue, value));
}

/** By which a row is called, never by a card's number or a coupon's code. */
const NAMES = ["article", "series", "store"];

/** "17 (8099010000102).priceCents": nobody counts to a row of fifty thousand. */
function placeOf(issue: z.core.$ZodIssue, value: unknown): string {
  const depth = issue.path.findIndex((key) => typeof key === "number") + 1;
  const row = issue.path.slice(0, depth).reduce<unknown>((inner, key) => (inner as never)?.[key], value);
  const name = NAMES.map((field) => (row as Record<string, unknown> | undefined)?.[field]);
  const called = depth === 0 ? undefined : name.find((one) => typeof one === "string");
  if (called === undefined) return issueField(issue);
  const within = issueField({ ...issue, path: issue.path.slice(depth) });
  return `${issue.path.slice(0, depth).join(".")} (${called})${within === "" ? "" : `.${within}`}`;
}

export function invalid(file: string, path: string, reason: string, cause?: unknown): SyncError {
  return new SyncError("invalid-chain", `${file}: ${path ? `${path}: ` : ""}${reason}`, { cause });
}
