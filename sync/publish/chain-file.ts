/** A file of the chain folder, read and checked. What is wrong is told by file, place and reason. */

import { z } from "zod";
import { SyncError } from "../protocol.ts";
import { readText } from "../read-text.ts";

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

/** Throws SyncError `invalid-chain`. */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readText(file);
  } catch (cause) {
    throw invalid(file, "", `cannot be read (${(cause as NodeJS.ErrnoException).code})`, cause);
  }
  if (text.trim() === "") throw invalid(file, "", "is empty: was it written to its end?");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(file, "", (cause as Error).message, cause);
  }
}

/** Throws SyncError `invalid-chain` that names the first thing that is wrong. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw invalid(file, issue?.path.join(".") ?? "", issue?.message ?? "is wrong");
}

export function invalid(file: string, path: string, reason: string, cause?: unknown): SyncError {
  return new SyncError("invalid-chain", `${file}: ${path ? `${path}: ` : ""}${reason}`, { cause });
}
