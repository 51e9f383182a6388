/** Who asks the hub: HQ's people by their token, a till by one that its own key signed a few minutes ago. */

import type { Context } from "hono";
import type { Place } from "../enrol/place.ts";
import { isSignedBy, isTimely, readToken } from "../enrol/token.ts";
import type { HubStore } from "./store.ts";
import { operatorToken, sameToken } from "./token.ts";

export type Caller = { readonly kind: "operator" } | ({ readonly kind: "till" } & Place);

/** Why somebody is nobody: the code and the words of a 401. */
export interface Stranger {
  readonly kind: "stranger";
  readonly code: "unauthorized" | "token-time" | "not-enrolled";
  readonly message: string;
}

const NO_TOKEN: Stranger = {
  kind: "stranger",
  code: "unauthorized",
  message:
    "send Authorization: Bearer with a token that the till's key has signed, or with the operator's token",
};

/** @param authorization the request's header */
export async function callerBy(
  authorization: string | undefined,
  { store, secret, nowMs }: { readonly store: HubStore; readonly secret: string; readonly nowMs: number },
): Promise<Caller | Stranger> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) return NO_TOKEN;
  if (sameToken(token, operatorToken(secret))) return { kind: "operator" };
  const content = readToken(token);
  if (content === undefined) return NO_TOKEN;
  const { untilMs: _, ...place } = content;
  const key = await store.tills.keyOf(place);
  if (key === undefined || !isSignedBy(token, key)) {
    const message = `till ${place.store}/${place.till} is not enrolled with this key: it was revoked, or another PC was enrolled in its place; enrol it with a new code`;
    return { kind: "stranger", code: "not-enrolled", message };
  }
  // Said with the time of day (the header Date), by which the till makes another one.
  if (!isTimely(content, nowMs)) {
    const message = `the token of till ${place.store}/${place.till} is not of this time: its clock is wrong, or it was kept too long`;
    return { kind: "stranger", code: "token-time", message };
  }
  return { kind: "till", ...place };
}

const known = new WeakMap<Request, Caller | Stranger>();

/** Remembered for the request's time. */
export function rememberCaller(c: Context, caller: Caller | Stranger): void {
  known.set(c.req.raw, caller);
}

/** Undefined: a stranger. Precondition: `rememberCaller`. */
export function callerOf(c: Context): Caller | undefined {
  const caller = known.get(c.req.raw);
  return caller?.kind === "stranger" ? undefined : caller;
}

/** The 401 of who is nobody here. */
export function unauthorized(c: Context): Response {
  const caller = known.get(c.req.raw);
  const { code, message } = caller?.kind === "stranger" ? caller : NO_TOKEN;
  c.header("WWW-Authenticate", "Bearer");
  // Node's server says it too; what stands behind a proxy must hear the hub's own.
  c.header("Date", new Date().toUTCString());
  return c.json({ code, message }, 401);
}
