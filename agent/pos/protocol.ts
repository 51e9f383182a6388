/** JSON-RPC 2.0 messages, and a call that fails. What calls and errors mean is in `agent/contract/`. */

import { type Reason, reasons } from "../contract/reasons.ts";

/** Version of the contract; both sides put it under their proof. */
export const CONTRACT_VERSION = "1";

/** A call that fails. One boundary (`connection.ts`) turns it into a JSON-RPC error in the operator's language. */
export class PosError extends Error {
  readonly reason: Reason;
  /** The parameter that is wrong, as a path: `line.quantity`. */
  readonly field: string | undefined;
  /** For the developer of the POS, English: what exactly is wrong. */
  readonly detail: string | undefined;

  constructor(reason: Reason, options: { field?: string; detail?: string; cause?: unknown } = {}) {
    super(options.detail ?? reason, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "PosError";
    this.reason = reason;
    this.field = options.field;
    this.detail = options.detail;
  }

  get code(): number {
    return reasons[this.reason].code;
  }
}

export type RequestId = string | number;

export interface Request {
  readonly id: RequestId;
  readonly method: string;
  readonly params: unknown;
}

export interface ErrorBody {
  readonly code: number;
  readonly message: string;
  readonly data: { readonly reason: string; readonly field?: string; readonly detail?: string };
}

export type Outgoing =
  | { readonly jsonrpc: "2.0"; readonly id: RequestId; readonly result: unknown }
  | { readonly jsonrpc: "2.0"; readonly id: RequestId | null; readonly error: ErrorBody }
  | { readonly jsonrpc: "2.0"; readonly method: string; readonly params: unknown };

const DEPTH_MAX = 24;
const VALUES_MAX = 60_000;

/**
 * A decoded message as a request. Bounds depth and number of values first, so that nothing recursive behind this door
 * meets a message made to hurt it. Throws PosError with the request's id in `id` where it could be read.
 */
export function readRequest(message: unknown): Request {
  if (typeof message !== "object" || message === null || Array.isArray(message))
    throw new PosError("not-a-request", {
      detail: "one JSON-RPC 2.0 object a message; batches are not taken",
    });
  assertBounded(message);
  const { jsonrpc, id, method, params } = message as Record<string, unknown>;
  if (jsonrpc !== "2.0")
    throw new PosError("not-a-request", { field: "jsonrpc", detail: 'jsonrpc must be "2.0"' });
  if ((typeof id !== "string" && !Number.isSafeInteger(id)) || String(id).length > 100)
    throw new PosError("not-a-request", {
      field: "id",
      detail: "every call needs an id: a string or a whole number",
    });
  if (typeof method !== "string")
    throw new PosError("not-a-request", { field: "method", detail: "method is missing" });
  return { id: id as RequestId, method, params: params ?? {} };
}

/** Whether what is recursive may meet it. A JSON-RPC message on the way in always must. */
export function isBounded(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  try {
    assertBounded(value);
    return true;
  } catch {
    return false;
  }
}

function assertBounded(message: object): void {
  let level: object[] = [message];
  let values = 0;
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) throw new PosError("too-deep", { detail: `more than ${DEPTH_MAX} levels` });
    const next: object[] = [];
    for (const container of level) {
      for (const value of Object.values(container)) {
        values += 1;
        if (typeof value === "object" && value !== null) next.push(value);
      }
      if (values > VALUES_MAX) throw new PosError("too-deep", { detail: `more than ${VALUES_MAX} values` });
    }
    level = next;
  }
}
