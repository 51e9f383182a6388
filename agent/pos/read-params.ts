import type { z } from "zod";
import { PosError } from "./protocol.ts";

/** Parameters through their schema, once, at the door. Throws PosError `bad-parameters` that names the first field. */
export function readParams<Schema extends z.ZodType>(schema: Schema, params: unknown): z.output<Schema> {
  const read = schema.safeParse(params);
  if (read.success) return read.data;
  const issue = read.error.issues[0]!;
  const unknownKeys = issue.code === "unrecognized_keys" ? [issue.keys[0]!] : [];
  const field = [...issue.path, ...unknownKeys].join(".");
  throw new PosError("bad-parameters", { ...(field === "" ? {} : { field }), detail: issue.message });
}
