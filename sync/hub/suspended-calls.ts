/** The calls about sales that wait, and what tills must hear of each other. Only tills of one store hear of one another. */

import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { KEYS_MAX, keySchema, movedFromSchema, roundSchema, SUSPENDED_BYTES_MAX } from "../suspended.ts";
import type { Caller } from "./callers.ts";
import type { HubStore, Place } from "./store.ts";

/** Nobody waits longer; a till with a wrong clock can't make it longer either. */
const FOR_MS_MAX = 48 * 3600_000;

const code = z.string().min(1).max(64);
const format = z.coerce.number().int().min(1);
const offerSchema = z.object({
  key: keySchema,
  round: roundSchema,
  code,
  format,
  forMs: z.coerce
    .number()
    .int()
    .transform((ms) => Math.min(Math.max(ms, 0), FOR_MS_MAX)),
});
const claimSchema = z.object({ code, till: z.string().min(1).max(64).optional(), format });
const movedFrom = z
  .string()
  .max(4096)
  .transform((json, context) => {
    try {
      return JSON.parse(json) as unknown;
    } catch {
      context.addIssue("is no JSON");
      return z.NEVER;
    }
  })
  .pipe(movedFromSchema);
const atHomeSchema = z.object({
  key: keySchema,
  round: roundSchema,
  code: code.optional(),
  movedFrom: movedFrom.optional(),
});
const keysSchema = z.array(keySchema).max(KEYS_MAX);

export interface SuspendedCallParts {
  readonly store: HubStore;
  readonly nowMs: () => number;
  callerOf(c: Context): Caller | undefined;
  unauthorized(c: Context): Response;
  refuse(c: Context, status: 400 | 403 | 413, code: string, message: string): Response;
}

export function suspendedCalls(
  app: Hono,
  { store, nowMs, callerOf, unauthorized, refuse }: SuspendedCallParts,
): void {
  const limited = bodyLimit({
    maxSize: SUSPENDED_BYTES_MAX,
    onError: (c) =>
      refuse(c, 413, "too-large", `a suspended sale may have ${SUSPENDED_BYTES_MAX} bytes, packed`),
  });

  app.put("/v1/suspended/:key", tillOnly, limited, async (c) => {
    const offer = offerSchema.safeParse({ ...c.req.query(), ...c.req.param() });
    if (!offer.success) return bad(c, offer.error);
    const body = new Uint8Array(await c.req.arrayBuffer());
    return c.json(await store.offer(tillOf(c), { ...offer.data, body }, nowMs()));
  });

  app.post("/v1/suspended/claim", tillOnly, async (c) => {
    const claim = claimSchema.safeParse(c.req.query());
    if (!claim.success) return bad(c, claim.error);
    const { till, ...rest } = claim.data;
    return c.json(
      await store.claim(tillOf(c), { ...rest, ...(till === undefined ? {} : { till }) }, nowMs()),
    );
  });

  app.post("/v1/suspended/:key/take-back", tillOnly, async (c) => {
    const sale = atHomeSchema.safeParse({ ...c.req.query(), ...c.req.param() });
    if (!sale.success) return bad(c, sale.error);
    const { code: by, movedFrom: from, ...rest } = sale.data;
    const more = { ...(by !== undefined && { code: by }), ...(from !== undefined && { movedFrom: from }) };
    return c.json(await store.takeBack(tillOf(c), { ...rest, ...more }, nowMs()));
  });

  app.post("/v1/suspended/standings", tillOnly, limited, async (c) => {
    const keys = keysSchema.safeParse(await c.req.json().catch(() => null));
    if (!keys.success) return bad(c, keys.error);
    return c.json({ standings: await store.standings(tillOf(c).store, keys.data) });
  });

  app.get("/v1/coupons/restored", tillOnly, async (c) => {
    const since = z.coerce
      .number()
      .int()
      .min(0)
      .safeParse(c.req.query("since") ?? 0);
    if (!since.success) return bad(c, since.error);
    return c.json(await store.restored(tillOf(c).store, since.data));
  });

  app.get("/v1/forked-sales", async (c) => {
    const caller = callerOf(c);
    if (caller?.kind !== "operator") return unauthorized(c);
    return c.json({ sales: await store.forkedSales() });
  });

  async function tillOnly(c: Context, next: () => Promise<void>): Promise<Response | undefined> {
    if (callerOf(c)?.kind !== "till") return unauthorized(c);
    await next();
    return undefined;
  }

  function tillOf(c: Context): Place {
    const caller = callerOf(c);
    if (caller?.kind !== "till") throw new Error("asked for the till of a caller that is none");
    return { store: caller.store, till: caller.till };
  }

  function bad(c: Context, error: z.ZodError): Response {
    const issue = error.issues[0];
    return refuse(c, 400, "bad-request", `${issue?.path.join(".") || "the request"}: ${issue?.message}`);
  }
}
