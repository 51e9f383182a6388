import { z } from "zod";
import type { TillTokens } from "../enrol/token.ts";
import { SyncError } from "../protocol.ts";
import { type Surroundings, thisMachine } from "./surroundings.ts";

/** HQ answered that it can't now. Carries how long it asked us to wait, if it did. */
export class HubBusy extends SyncError {
  readonly retryAfterMs: number;
  constructor(message: string, retryAfterMs: number) {
    super("unreachable", message);
    this.name = "HubBusy";
    this.retryAfterMs = retryAfterMs;
  }
}

export interface HttpOptions {
  /** With or without a slash at its end. */
  readonly hubUrl: string;
  /** Who this till is, signed by its key. */
  readonly token: TillTokens;
  /** HQ answered, whatever it said (unless it was too busy to). */
  readonly onAnswer: () => void;
  /** How long a short answer may take; a long one has a tenth of it more for every 8 KiB. Default ten seconds. */
  readonly answerMs?: number;
  /** Default: this machine. */
  readonly surroundings?: Surroundings;
}

export type Got =
  | { readonly kind: "found"; readonly bytes: Uint8Array; readonly etag: string | null }
  | { readonly kind: "not-modified" }
  | { readonly kind: "missing" };

export interface GetOptions {
  /** What is here already; unchanged, it is not sent again. */
  readonly etag?: string | undefined;
  /** What has come so far, where an answer was cut off; more is added to it. Give it again and the rest is asked for. */
  readonly partial?: Begun | undefined;
}

/** The beginning of a file whose hash is known. */
export interface Begun {
  readonly sha256: string;
  bytes: Uint8Array;
  /** Where the rest of it goes, behind what is here: a large file is in memory once. */
  room?: Uint8Array;
}

export interface PostOptions {
  readonly method?: "POST" | "PUT";
  readonly answerBytesMax?: number;
}

export interface Posted {
  readonly status: number;
  readonly body: unknown;
  /** HQ won't take what was sent (400, 413), whenever it is sent again; there is no body then. */
  readonly refusal?: SyncError;
}

/** A line that is slower than so many bytes in the time of a short answer, 8 KiB a second, is as good as cut. */
const SLOWEST_BYTES = 80 * 1024;
const ANSWER_MS = 10_000;
const ANSWER_BYTES_MAX = 64 * 1024;
const WAIT_MAX_MS = 3_600_000;

/** HTTP towards the hub, with a deadline and a size limit on every answer. All its faults are SyncErrors. */
export function createHubHttp(options: HttpOptions) {
  const { hubUrl, token, onAnswer, answerMs = ANSWER_MS, surroundings = thisMachine } = options;
  const base = hubUrl.replace(/\/+$/, "");

  async function send(
    path: string,
    init: RequestInit,
    bytesMax: number,
    signal: AbortSignal,
    partial?: Begun,
  ) {
    const deadline = new AbortController();
    const mostMs = Math.ceil(answerMs * (1 + bytesMax / SLOWEST_BYTES));
    const inTime = surroundings.later(() => deadline.abort(), mostMs, "idle");
    const ask = () => {
      const headers = { ...init.headers, Authorization: `Bearer ${token.now()}` };
      const both = AbortSignal.any([signal, deadline.signal]);
      return surroundings.fetch(base + path, { ...init, headers, redirect: "error", signal: both });
    };
    try {
      let response = await ask();
      // This till's clock is wrong, or it was enrolled anew meanwhile: once more, as it should be.
      if (response.status === 401 && token.corrected(Date.parse(response.headers.get("date") ?? ""))) {
        await response.body?.cancel();
        response = await ask();
      }
      const begun = partial !== undefined && response.ok ? partial : { sha256: "", bytes: new Uint8Array() };
      // Whoever does not know how to go on sends all of it.
      if (response.status !== 206) begun.bytes = new Uint8Array();
      const bytes = await readLimited(response, bytesMax, path, begun);
      if (response.status === 429 || response.status === 503) {
        throw new HubBusy(
          `HQ is busy (${response.status}): ${messageOf(bytes)}`,
          retryAfterMs(response, surroundings.nowMs()),
        );
      }
      onAnswer();
      return { response, bytes };
    } catch (cause) {
      if (cause instanceof SyncError) throw cause;
      const why = deadline.signal.aborted ? "no whole answer in time" : reasonOf(cause);
      throw new SyncError("unreachable", `HQ at ${base} can't be reached: ${why}`, { cause });
    } finally {
      inTime();
    }
  }

  return {
    /** Throws SyncError `unreachable`, `refused`, or `wrong-length` for more than `bytesMax`. */
    async get(
      path: string,
      bytesMax: number,
      signal: AbortSignal,
      { etag, partial }: GetOptions = {},
    ): Promise<Got> {
      const headers = {
        ...(etag === undefined ? {} : { "If-None-Match": etag }),
        ...(partial === undefined || partial.bytes.length === 0
          ? {}
          : { Range: `bytes=${partial.bytes.length}-`, "If-Range": `"${partial.sha256}"` }),
      };
      const { response, bytes } = await send(path, { headers }, bytesMax, signal, partial);
      if (response.status === 200 || response.status === 206)
        return { kind: "found", bytes, etag: response.headers.get("etag") };
      if (response.status === 416 && partial !== undefined) partial.bytes = new Uint8Array();
      if (response.status === 304) return { kind: "not-modified" };
      if (response.status === 404) return { kind: "missing" };
      throw refused(response.status, path, bytes);
    },

    /** Answers 200 and 409 with their JSON, 400 and 413; all else throws SyncError `unreachable` or `refused`. */
    async post(
      path: string,
      body: Uint8Array,
      signal: AbortSignal,
      { method = "POST", answerBytesMax = ANSWER_BYTES_MAX }: PostOptions = {},
    ): Promise<Posted> {
      const headers = { "Content-Type": "application/zstd" };
      const { response, bytes } = await send(path, { method, headers, body }, answerBytesMax, signal);
      const { status } = response;
      if (status === 400 || status === 413)
        return { status, body: undefined, refusal: refused(status, path, bytes) };
      if (status !== 200 && status !== 409) throw refused(status, path, bytes);
      try {
        return { status, body: JSON.parse(Buffer.from(bytes).toString("utf8")) };
      } catch (cause) {
        throw new SyncError("unreachable", `what answers at ${base} is not the hub: its answer is no JSON`, {
          cause,
        });
      }
    },
  };
}

export type HubHttp = ReturnType<typeof createHubHttp>;

/** @param begun what came before; whatever comes is added to it, also where the answer is cut off */
async function readLimited(
  response: Response,
  bytesMax: number,
  path: string,
  begun: Begun,
): Promise<Uint8Array> {
  // An error page may be longer than the file that was asked for.
  const limit = response.ok ? bytesMax : Math.max(bytesMax, ANSWER_BYTES_MAX);
  const announced = begun.bytes.length + Number(response.headers.get("content-length") ?? 0);
  for await (const part of response.body ?? []) {
    const { length } = begun.bytes;
    if (length + part.length > limit) {
      begun.bytes = new Uint8Array();
      throw new SyncError("wrong-length", `${path} is longer than the ${limit} bytes it may have`);
    }
    begun.room = roomFor(length + part.length, begun, Math.min(announced, limit));
    begun.room.set(part, length);
    begun.bytes = begun.room.subarray(0, length + part.length);
  }
  return begun.bytes;
}

/** For all that was announced; where more comes (it was packed on its way), twice as much as there was. */
function roomFor(bytes: number, begun: Begun, announced: number): Uint8Array {
  const { room } = begun;
  if (room !== undefined && room.length >= bytes) return room;
  const larger = Buffer.allocUnsafeSlow(Math.max(bytes, announced, 2 * (room?.length ?? 0)));
  larger.set(begun.bytes);
  return larger;
}

function retryAfterMs(response: Response, nowMs: number): number {
  const header = response.headers.get("retry-after") ?? "";
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), WAIT_MAX_MS) : 0;
}

/** HQ answered, and says no. */
export class HubRefused extends SyncError {
  /** HTTP's; 401: this till is nobody there. */
  readonly status: number;
  constructor(status: number, message: string) {
    super("refused", message);
    this.status = status;
  }
}

function refused(status: number, path: string, bytes: Uint8Array): HubRefused {
  return new HubRefused(status, `HQ refused ${path} (${status}): ${messageOf(bytes)}`);
}

const messageSchema = z.object({ message: z.string() });
function messageOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("utf8");
  try {
    return messageSchema.parse(JSON.parse(text)).message.slice(0, 500);
  } catch {
    return text.slice(0, 200);
  }
}

/** undici hides the interesting part (ECONNREFUSED, ENOTFOUND) in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code || message : message;
}
