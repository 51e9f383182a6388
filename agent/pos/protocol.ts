/**
 * The words of the POS contract that both sides share: JSON-RPC 2.0 messages, error codes, reasons. What a reason
 * says to a cashier is in `agent/texts/cashier.ts`; the calls and their parameters are in `calls.ts`.
 */

import type { CouponRefusal } from "../../engine/context.ts";
import type { Refusal } from "../session/advance.ts";

/** Version of the contract; both sides put it under their proof. */
export const CONTRACT_VERSION = "1";

/** Stable numbers. -32768…-32600 are JSON-RPC's own, -32001 and below are ours. */
export const errorCode = {
  parse: -32700,
  invalidRequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  internal: -32603,
  notAuthenticated: -32001,
  /** The call is right but can't be done now; `data.reason` says why. Nothing was changed. */
  refused: -32002,
  /** The sale is not in the journal as far as we know: queue it and send the very same again. */
  notRecorded: -32003,
  /** The stream can't be followed any further: the connection is closed. */
  tooLarge: -32004,
  busy: -32005,
} as const;

/** Every reason a call can fail with, and the number it travels under. */
const CODE_OF = {
  "not-json": errorCode.parse,
  /** Not well-formed. */
  "not-xml": errorCode.parse,
  /** A document type or an entity of its own. */
  doctype: errorCode.parse,
  /** Bytes that are no text in the profile's character set. */
  "bad-text": errorCode.parse,
  "not-a-request": errorCode.invalidRequest,
  "too-deep": errorCode.invalidRequest,
  "unknown-call": errorCode.unknownMethod,
  "bad-parameters": errorCode.invalidParams,
  fault: errorCode.internal,
  "hello-first": errorCode.notAuthenticated,
  "wrong-proof": errorCode.notAuthenticated,
  "wrong-version": errorCode.notAuthenticated,
  "wrong-profile": errorCode.notAuthenticated,
  "not-for-this-role": errorCode.notAuthenticated,
  "too-slow": errorCode.notAuthenticated,
  "too-large": errorCode.tooLarge,
  /** No length, no STX, a wrong checksum: where the next message begins is not known. */
  "bad-frame": errorCode.tooLarge,
  "transaction-busy": errorCode.busy,
  "not-recorded": errorCode.notRecorded,
  "unknown-transaction": errorCode.refused,
  "transaction-exists": errorCode.refused,
  "transaction-id-used": errorCode.refused,
  "too-many-transactions": errorCode.refused,
  "completed-differently": errorCode.refused,
  "unknown-receipt": errorCode.refused,
  "unknown-card": errorCode.refused,
  "card-blocked": errorCode.refused,
  "wrong-state": errorCode.refused,
  "line-exists": errorCode.refused,
  "unknown-line": errorCode.refused,
  "too-many-lines": errorCode.refused,
  "no-customer": errorCode.refused,
  "coupon-exists": errorCode.refused,
  "unknown-coupon": errorCode.refused,
  "too-many-coupons": errorCode.refused,
  "completion-pending": errorCode.refused,
} as const satisfies Record<Refusal, number> & Record<string, number>;

export type Reason = keyof typeof CODE_OF;

/** Why an answer is empty although the call was good. The sale goes on without promotions. */
export type DegradedReason =
  /** The deadline passed. */
  | "late"
  /** The evaluation failed; this sale has no promotions until its end. */
  | "promotions-ended"
  /** No rules have reached this till yet. */
  | "no-release"
  /** The evaluation is starting again, or its replica can't be read. */
  | "unavailable"
  /** The coupon could not be reserved durably, so it is not accepted. */
  | "not-reserved";

/** Why a coupon is not accepted: the engine's closed list, and ours when the journal can't hold the reservation. */
export type CouponAnswerReason = CouponRefusal | "not-reserved";

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
    return CODE_OF[this.reason];
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

/** What the agent tells the POS without being asked. */
export type NotificationName = "scan" | "status" | "display";

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
