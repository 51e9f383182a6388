import { SyncError } from "../protocol.ts";

/** Deeper than anything we write; a hostile file must not exhaust the stack. */
const DEPTH_MAX = 64;

/**
 * The one text of a JSON value: keys sorted by UTF-16 code units, no spaces, numbers and strings as JSON.stringify
 * writes them (as RFC 8785 does). Signatures and hashes are made over these bytes, so two writers always agree.
 * A key whose value is undefined is left out. Throws SyncError `malformed` for what JSON can't say (NaN, bigint,
 * functions, undefined in a list) and below 64 levels.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > DEPTH_MAX) throw new SyncError("malformed", `JSON is nested deeper than ${DEPTH_MAX} levels`);
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(",")}]`;
  if (typeof value === "object") {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${write(field, depth + 1)}`);
    return `{${fields.join(",")}}`;
  }
  throw new SyncError("malformed", `JSON can't hold ${typeof value === "number" ? value : typeof value}`);
}
