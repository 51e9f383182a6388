/**
 * How a page is let in: whoever may read the till's secret makes a token, good for one use within two minutes; the page
 * exchanges it for a cookie. Both are signed with the secret and nothing is kept, but which tokens were used.
 */

import { createHmac, randomBytes } from "node:crypto";
import { proofHolds } from "../pos/handshake.ts";

const TOKEN_MS = 120_000;
/** A page is opened anew once a day at least. */
const COOKIE_MS = 24 * 60 * 60_000;
/** Used tokens that are remembered; each is forgotten once it would be too old anyway. */
const USED_MAX = 10_000;

const sign = (secret: Uint8Array, ...words: readonly string[]) =>
  createHmac("sha256", secret).update(JSON.stringify(words)).digest("hex");

/** For one page, once: `expires.random.signature`. @param nowMs wall clock, as the agent's */
export function newToken(secret: Uint8Array, nowMs = Date.now()): string {
  const expires = String(nowMs + TOKEN_MS);
  const random = randomBytes(16).toString("hex");
  return `${expires}.${random}.${sign(secret, "tillside token", expires, random)}`;
}

export interface Tokens {
  /** True once for a good token. */
  take(token: string, nowMs?: number): boolean;
  /** A cookie's value for a page of that origin. */
  cookie(origin: string, nowMs?: number): string;
  /** Whether it is ours, of that origin, and not too old. */
  holds(cookie: string, origin: string, nowMs?: number): boolean;
}

export function tokens(secret: Uint8Array): Tokens {
  const used = new Map<string, number>();
  return {
    take(token, nowMs = Date.now()) {
      const [expires = "", random = "", signature = ""] = token.split(".");
      if (!proofHolds(sign(secret, "tillside token", expires, random), signature)) return false;
      if (Number(expires) < nowMs || Number(expires) > nowMs + 2 * TOKEN_MS || used.has(random)) return false;
      for (const [old, at] of used) if (at < nowMs) used.delete(old);
      if (used.size >= USED_MAX) return false;
      used.set(random, Number(expires));
      return true;
    },
    cookie(origin, nowMs = Date.now()) {
      const expires = String(nowMs + COOKIE_MS);
      return `${expires}.${sign(secret, "tillside cookie", expires, origin)}`;
    },
    holds(cookie, origin, nowMs = Date.now()) {
      const [expires = "", signature = ""] = cookie.split(".");
      return (
        proofHolds(sign(secret, "tillside cookie", expires, origin), signature) && Number(expires) >= nowMs
      );
    },
  };
}
