import type { z } from "zod";
import { issueMessage } from "../../engine/wire/issue-message.ts";
import { firstWrong } from "../../engine/wire/parse.ts";
import { PosError } from "./protocol.ts";

/** Numbers of cards and coupons are in no error, which a POS may log. */
const NOT_SHOWN: ReadonlySet<PropertyKey> = new Set(["card", "code", "coupons", "data"]);

/**
 * Parameters through their schema, once, at the door. Throws PosError `bad-parameters` that names the field which tells
 * most, also where several shapes are taken, and says what to send instead.
 */
export function readParams<Schema extends z.ZodType>(schema: Schema, params: unknown): z.output<Schema> {
  const read = schema.safeParse(params, { error: issueMessage });
  if (read.success) return read.data;
  const { path, message } = firstWrong(read.error);
  throw new PosError("bad-parameters", {
    ...(path.length === 0 ? {} : { field: path.join(".") }),
    detail: path.some((part) => NOT_SHOWN.has(part)) ? message.replace(/, (got|not) .*/, "") : message,
  });
}
