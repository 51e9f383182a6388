/** The calls about claims and leases. A till speaks for its store: its lead asks for the others. */

import type { Hono, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { callsSchema } from "../claims/claims.ts";
import { leaseAskSchema } from "../claims/lease.ts";
import type { Caller } from "./callers.ts";
import type { SuspendedCallParts } from "./suspended-calls.ts";

const BYTES_MAX = 64 * 1024;

export function claimCalls(
  app: Hono,
  { store, nowMs, callerOf, unauthorized, refuse }: SuspendedCallParts,
): void {
  const limited = bodyLimit({
    maxSize: BYTES_MAX,
    onError: (c) => refuse(c, 413, "too-large", `claims may have ${BYTES_MAX} bytes`),
  });
  const tillOnly: MiddlewareHandler = async (c, next) => {
    if (callerOf(c)?.kind !== "till") return unauthorized(c);
    await next();
    return undefined;
  };
  app.post("/v1/claims", tillOnly, limited, async (c) => {
    const caller = callerOf(c) as Extract<Caller, { kind: "till" }>;
    const asked = callsSchema.safeParse(await c.req.json().catch(() => null));
    if (!asked.success) {
      const issue = asked.error.issues[0];
      return refuse(c, 400, "bad-request", `${issue?.path.join(".") || "the claims"}: ${issue?.message}`);
    }
    const place = { store: caller.store, till: caller.till };
    return c.json({ answers: await store.claims(place, asked.data.calls, nowMs()) });
  });

  app.post("/v1/lease", tillOnly, limited, async (c) => {
    const caller = callerOf(c) as Extract<Caller, { kind: "till" }>;
    const asked = leaseAskSchema.safeParse(await c.req.json().catch(() => null));
    if (!asked.success) {
      const issue = asked.error.issues[0];
      return refuse(c, 400, "bad-request", `${issue?.path.join(".") || "the request"}: ${issue?.message}`);
    }
    return c.json(await store.lease({ store: caller.store, till: caller.till }, asked.data, nowMs()));
  });
}
