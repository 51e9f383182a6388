/**
 * The bearer token that a till shows with each request: who it is and until when, signed by its own key. Good for
 * minutes, so that it may pass through proxies; a till with a wrong clock counts by HQ's.
 */

import { type KeyObject, sign, verify } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { publicKeyObject } from "../release/keys.ts";
import type { Place } from "./place.ts";
import { keyOf, readTillKey, TILL_FILES } from "./till-key.ts";
import { placeSchema } from "./words.ts";

const LIFE_MS = 10 * 60_000;
/** A till's clock may be ahead by so much more. */
const AHEAD_MS = 5 * 60_000;
/** Below it the clock is not what was wrong. */
const CLOCK_STEP_MS = 30_000;
const PURPOSE = "tillside till token\n";

export interface TillTokens {
  now(): string;
  /** HQ refused, and said what time it is (NaN where it didn't). True: there is another token now, worth trying. */
  corrected(serverMs: number): boolean;
}

export interface TillTokenOptions extends Place {
  /** ed25519. */
  readonly key: KeyObject;
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly clock?: () => number;
}

export function tillTokens({ store, till, key, clock = Date.now }: TillTokenOptions): TillTokens {
  let aheadMs = 0;
  let made: { readonly token: string; readonly untilMs: number } | undefined;
  return {
    now() {
      const nowMs = clock() + aheadMs;
      // The first half of its life: whoever gets it must still be able to show it.
      const fresh =
        made !== undefined && made.untilMs - nowMs > LIFE_MS / 2 && made.untilMs - nowMs <= LIFE_MS;
      if (made === undefined || !fresh) {
        const untilMs = nowMs + LIFE_MS;
        made = { untilMs, token: signed({ store, till, untilMs }, key) };
      }
      return made.token;
    },
    corrected(serverMs) {
      const step = serverMs - clock() - aheadMs;
      if (!Number.isFinite(step) || Math.abs(step) < CLOCK_STEP_MS) return false;
      aheadMs += step;
      made = undefined;
      return true;
    },
  };
}

/**
 * With the key in the till's data folder, whenever it comes: a till that is enrolled (again) while its agent runs needs no
 * restart. `now` throws SyncError where there is no key yet, or none that serves.
 */
export function tokensOf(dataDir: string, place: Place, clock: () => number = Date.now): TillTokens {
  let held: { readonly pem: string; readonly tokens: TillTokens } | undefined;
  const read = () => {
    const pem = readTillKey(dataDir);
    if (held?.pem === pem) return false;
    const key = keyOf(join(dataDir, TILL_FILES.key), pem);
    held = { pem, tokens: tillTokens({ ...place, key, clock }) };
    return true;
  };
  return {
    now() {
      if (held === undefined) read();
      return held!.tokens.now();
    },
    corrected: (serverMs) => read() || held!.tokens.corrected(serverMs),
  };
}

const contentSchema = placeSchema.extend({ untilMs: z.int().min(0) });
export type TokenContent = z.output<typeof contentSchema>;

function signed(content: TokenContent, key: KeyObject): string {
  const text = Buffer.from(JSON.stringify(content)).toString("base64url");
  return `${text}.${sign(null, Buffer.from(PURPOSE + text), key).toString("base64url")}`;
}

/** What a token says, whoever wrote it; undefined for what is none. */
export function readToken(token: string): TokenContent | undefined {
  const [text = "", signature, ...more] = token.split(".");
  if (signature === undefined || more.length > 0 || token.length > 1000) return undefined;
  try {
    return contentSchema.safeParse(JSON.parse(Buffer.from(text, "base64url").toString("utf8"))).data;
  } catch {
    return undefined;
  }
}

/** @param publicKey base64, of the till that the token names */
export function isSignedBy(token: string, publicKey: string): boolean {
  const [text = "", signature = ""] = token.split(".");
  const bytes = Buffer.from(signature, "base64url");
  return verify(null, Buffer.from(PURPOSE + text), publicKeyObject(publicKey), bytes);
}

/** Neither over nor of a time that is too far away. */
export function isTimely({ untilMs }: TokenContent, nowMs: number): boolean {
  return untilMs > nowMs && untilMs <= nowMs + LIFE_MS + AHEAD_MS;
}
