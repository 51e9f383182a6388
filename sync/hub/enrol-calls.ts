/** The calls that make a PC a till, keep its certificate new, and end it. */

import { readFile } from "node:fs/promises";
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { type Authority, certificateOf } from "../enrol/certificate.ts";
import { codeOf, partsOf } from "../enrol/code.ts";
import type { Place } from "../enrol/place.ts";
import { revokedTag, signRevoked } from "../enrol/revoked.ts";
import { enrolRequestSchema, isProved, placeSchema, sealed } from "../enrol/words.ts";
import { SyncError } from "../protocol.ts";
import { publicKeyObject } from "../release/keys.ts";
import { loadChainKey } from "../release/token.ts";
import type { Caller } from "./callers.ts";
import { knownStores, newestRoot, unknownStore } from "./known-stores.ts";
import type { HubStore } from "./store.ts";
import type { CodeRefusal } from "./till-keys.ts";
import { type Attempts, limitAttempts } from "./wrong-codes.ts";

export interface Enrolment {
  readonly authority: Authority;
  /** HQ's key for card and coupon tokens, a file: each till is handed it. */
  readonly chainKeyFile: string;
  /** PEM: what signed the hub's own TLS certificate. Absent: every machine knows it, or there is none. */
  readonly hubCa?: string | undefined;
}

export interface EnrolCallParts extends Enrolment {
  readonly store: HubStore;
  readonly secret: string;
  /** Each till is handed the newest root. */
  readonly releasesDir: string;
  readonly nowMs: () => number;
  callerOf(c: Context): Caller | undefined;
  unauthorized(c: Context): Response;
  refuse(c: Context, status: 400 | 403 | 404 | 409 | 413 | 429, code: string, message: string): Response;
}

const REQUEST_BYTES_MAX = 8 * 1024;
const HOURS_MAX = 24 * 31;
const codeWishSchema = placeSchema.extend({
  // Stricter than what enrolled tills may be called: those of before must be found and revoked.
  till: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      "must be letters and digits, with dot, dash or underscore after the first",
    ),
  hours: z.number().min(0.01).max(HOURS_MAX).default(24),
});

const REFUSALS: Readonly<Record<CodeRefusal, readonly [403 | 409, string]>> = {
  "unknown-code": [403, "HQ has not made this code, or has made another for this till since"],
  "code-used": [409, "this code was used: HQ makes a new one"],
  "code-expired": [403, "the time of this code is over: HQ makes a new one"],
  "other-till": [409, "this code is of another till"],
  "key-spent": [409, "this key was revoked, or is another till's: a new one is needed"],
};

export function enrolCalls(app: Hono, parts: EnrolCallParts): void {
  const {
    store,
    secret,
    authority,
    releasesDir,
    chainKeyFile,
    hubCa,
    nowMs,
    callerOf,
    unauthorized,
    refuse,
  } = parts;
  const wrong: Attempts = limitAttempts();
  const short = bodyLimit({
    maxSize: REQUEST_BYTES_MAX,
    onError: (c) => refuse(c, 413, "too-large", `this request may have ${REQUEST_BYTES_MAX} bytes`),
  });

  app.post("/v1/enrol", short, async (c) => {
    const address = addressOf(c);
    const waitMs = wrong.waitMs(address, nowMs());
    if (waitMs > 0) {
      c.header("Retry-After", String(Math.ceil(waitMs / 1000)));
      return refuse(c, 429, "too-many-codes", "too many wrong codes came from there: wait");
    }
    const request = enrolRequestSchema.safeParse(await c.req.json().catch(() => null));
    if (!request.success) return bad(c, request.error);
    const { asked } = request.data;
    const serial = await store.tills.serialOf(asked.code);
    const key = serial === undefined ? undefined : partsOf(codeOf(secret, serial)).key;
    if (key === undefined || !isProved(request.data, key)) {
      wrong.failed(address, nowMs());
      return refuse(c, 403, "unknown-code", REFUSALS["unknown-code"][1]);
    }
    // Before the code is used up: what can't be given now must not cost it.
    const handed = await handedOut();
    const used = await store.tills.useCode(
      { name: asked.code, publicKey: asked.publicKey, machine: asked.machine, place: asked.place },
      nowMs(),
    );
    if (used.kind === "refused") {
      const [status, message] = REFUSALS[used.reason];
      const whose = used.of ? ` (${used.of.store}/${used.of.till})` : "";
      return refuse(c, status, used.reason, message + whose);
    }
    const certificate = certificateFor(used.place, asked.publicKey);
    return c.json(
      sealed(request.data, key, {
        format: 1,
        ...used.place,
        certificate,
        authority: authority.certificate,
        ...handed,
        ...(hubCa === undefined ? {} : { hubCa }),
        revoked: signRevoked(authority, await store.tills.revoked()),
      }),
    );
  });

  app.post("/v1/till-certificate", async (c) => {
    const caller = callerOf(c);
    if (caller?.kind !== "till") return unauthorized(c);
    const key = await store.tills.keyOf(caller);
    return key === undefined ? unauthorized(c) : c.json({ certificate: certificateFor(caller, key) });
  });

  // Signed by the authority, so that it may come from anywhere, and anyone may have it.
  app.get("/v1/revoked-tills", async (c) => {
    const keys = await store.tills.revoked();
    const etag = revokedTag(keys);
    c.header("ETag", etag);
    c.header("Cache-Control", "no-cache");
    if (c.req.header("if-none-match") === etag) return c.body(null, 304);
    return c.body(signRevoked(authority, keys), 200, { "Content-Type": "application/json" });
  });

  app.post("/v1/enrol-codes", short, async (c) => {
    if (callerOf(c)?.kind !== "operator") return unauthorized(c);
    const wish = codeWishSchema.safeParse(await c.req.json().catch(() => null));
    if (!wish.success) return bad(c, wish.error);
    await handedOut();
    const { hours, ...place } = wish.data;
    const unknown = unknownStore(await knownStores(releasesDir), place.store);
    if (unknown !== undefined)
      return refuse(
        c,
        404,
        "unknown-store",
        `${unknown}. A new one belongs into config.json: publish that first`,
      );
    return c.json(await store.tills.makeCode(secret, place, hours * 3_600_000, nowMs()));
  });

  app.get("/v1/till-keys", async (c) => {
    if (callerOf(c)?.kind !== "operator") return unauthorized(c);
    const place = placeSchema.safeParse(c.req.query());
    if (!place.success) return bad(c, place.error);
    const keys = await store.tills.all(place.data.store);
    return c.json({ keys: keys.filter(({ till }) => till === place.data.till) });
  });

  app.post("/v1/tills/revoke", short, async (c) => {
    if (callerOf(c)?.kind !== "operator") return unauthorized(c);
    const place = placeSchema.safeParse(await c.req.json().catch(() => null));
    if (!place.success) return bad(c, place.error);
    const { store: of, till } = place.data;
    if (await store.tills.revoke(place.data, nowMs())) return c.json({ ok: true });
    return refuse(
      c,
      404,
      "not-enrolled",
      `till ${of}/${till} is not enrolled; its unused code, if there was one, is void`,
    );
  });

  function certificateFor(place: Place, publicKey: string): string {
    const { store: of, till } = place;
    return certificateOf({
      authority,
      publicKey: publicKeyObject(publicKey),
      store: of,
      till,
      nowMs: nowMs(),
    });
  }

  /** What each till is given. Throws SyncError, saying what HQ has to do. */
  async function handedOut(): Promise<{ root: string; chainKey: string }> {
    const chainKey = Buffer.from(loadChainKey(chainKeyFile)).toString("hex");
    return { root: await readNewestRoot(releasesDir), chainKey };
  }

  function bad(c: Context, error: z.ZodError): Response {
    const issue = error.issues[0];
    return refuse(c, 400, "bad-request", `${issue?.path.join(".") || "the request"}: ${issue?.message}`);
  }
}

async function readNewestRoot(releasesDir: string): Promise<string> {
  const file = await newestRoot(releasesDir);
  if (file !== undefined) return readFile(file, "utf8");
  const message = `${releasesDir} holds no root yet: publish a release first, then enrol tills`;
  throw new SyncError("unusable", message);
}

/** Where the request comes from; "" where nobody says (behind a proxy all come from one place). */
function addressOf(c: Context): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress ?? "";
}
