import { z } from "zod";
import { TILL_HEADER } from "../outbox.ts";
import { SyncError } from "../protocol.ts";

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
  readonly token: string;
  /** Asked once; "store/till". */
  readonly caller: () => Promise<string>;
  /** HQ answered, whatever it said (unless it was too busy to). */
  readonly onAnswer: () => void;
}

export type Got =
  | { readonly kind: "found"; readonly bytes: Uint8Array; readonly etag: string | null }
  | { readonly kind: "not-modified" }
  | { readonly kind: "missing" };

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

/** Answers that go on dripping below this many bytes a second are cut off. */
const SLOWEST_BYTES_PER_SECOND = 8 * 1024;
const ANSWER_MS = 10_000;
const ANSWER_BYTES_MAX = 64 * 1024;
const WAIT_MAX_MS = 3_600_000;

/** HTTP towards the hub, with a deadline and a size limit on every answer. All its faults are SyncErrors. */
export function createHubHttp({ hubUrl, token, caller, onAnswer }: HttpOptions) {
  const base = hubUrl.replace(/\/+$/, "");

  async function send(path: string, init: RequestInit, bytesMax: number, signal: AbortSignal) {
    const deadline = AbortSignal.timeout(ANSWER_MS + Math.ceil((bytesMax / SLOWEST_BYTES_PER_SECOND) * 1000));
    const headers = { ...init.headers, Authorization: `Bearer ${token}`, [TILL_HEADER]: await caller() };
    try {
      const both = AbortSignal.any([signal, deadline]);
      const response = await fetch(base + path, { ...init, headers, redirect: "error", signal: both });
      const bytes = await readLimited(response, bytesMax, path);
      if (response.status === 429 || response.status === 503) {
        throw new HubBusy(`HQ is busy (${response.status}): ${messageOf(bytes)}`, retryAfterMs(response));
      }
      onAnswer();
      return { response, bytes };
    } catch (cause) {
      if (cause instanceof SyncError) throw cause;
      const why = deadline.aborted ? "no whole answer in time" : reasonOf(cause);
      throw new SyncError("unreachable", `HQ at ${base} can't be reached: ${why}`, { cause });
    }
  }

  return {
    /** Throws SyncError `unreachable`, `refused`, or `wrong-length` for more than `bytesMax`. */
    async get(path: string, bytesMax: number, signal: AbortSignal, etag?: string): Promise<Got> {
      const init = etag === undefined ? {} : { headers: { "If-None-Match": etag } };
      const { response, bytes } = await send(path, init, bytesMax, signal);
      if (response.status === 200) return { kind: "found", bytes, etag: response.headers.get("etag") };
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

async function readLimited(response: Response, bytesMax: number, path: string): Promise<Uint8Array> {
  // An error page may be longer than the file that was asked for.
  const limit = response.ok ? bytesMax : Math.max(bytesMax, ANSWER_BYTES_MAX);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > limit)
      throw new SyncError("wrong-length", `${path} is longer than the ${limit} bytes it may have`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function retryAfterMs(response: Response): number {
  const header = response.headers.get("retry-after") ?? "";
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), WAIT_MAX_MS) : 0;
}

function refused(status: number, path: string, bytes: Uint8Array): SyncError {
  return new SyncError("refused", `HQ refused ${path} (${status}): ${messageOf(bytes)}`);
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
