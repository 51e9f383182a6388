/**
 * Listens to HQ for "there is something new". Losing the line to it, or a hint, costs a poll and nothing else, so every
 * fault ends in trying again later, and none is told.
 */

import type { TillTokens } from "../enrol/token.ts";
import { type Surroundings, thisMachine } from "./surroundings.ts";

export interface HintOptions {
  readonly hubUrl: string;
  readonly token: TillTokens;
  /** The line is there (again). */
  readonly onReached: () => void;
  /** HQ has a head of that version. */
  readonly onHint: (version: number) => void;
  /** HQ asks this till's store for something that is homed there. */
  readonly onAsked?: (() => void) | undefined;
  /** First wait before trying again; it doubles to five minutes, with full jitter. */
  readonly retryMs?: number;
  /** HQ says something every 20 seconds; silence for longer than this is a dead line. */
  readonly silenceMs?: number;
  /** Default: this machine. */
  readonly surroundings?: Surroundings;
}

const RETRY_MS = 1000;
const RETRY_MAX_MS = 300_000;
const SILENCE_MS = 50_000;
/** A line of the stream; what is longer is not ours. */
const LINE_MAX = 4096;

/** Answers how to stop. */
export function listenForHints(options: HintOptions): () => void {
  const stopping = new AbortController();
  void listening(options, stopping.signal);
  return () => stopping.abort();
}

async function listening(options: HintOptions, stop: AbortSignal): Promise<void> {
  const { retryMs = RETRY_MS, surroundings = thisMachine } = options;
  for (let failures = 0; !stop.aborted; failures += 1) {
    const heard = await once(options, stop).catch(() => false);
    if (heard) failures = 0;
    const waitMs = surroundings.random() * Math.min(retryMs * 2 ** Math.min(failures, 20), RETRY_MAX_MS);
    await rest(surroundings, waitMs, stop);
  }
}

/** Shorter where it is told to stop. */
function rest({ later }: Surroundings, ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const forget = later(over, ms, "idle");
    stop.addEventListener("abort", over);
    if (stop.aborted) over();
    function over() {
      forget();
      stop.removeEventListener("abort", over);
      resolve();
    }
  });
}

/** Until the line breaks. Answers whether HQ said anything. */
async function once(
  {
    hubUrl,
    token,
    onReached,
    onHint,
    onAsked,
    silenceMs = SILENCE_MS,
    surroundings = thisMachine,
  }: HintOptions,
  stop: AbortSignal,
): Promise<boolean> {
  const silent = new AbortController();
  const alarm = () => surroundings.later(() => silent.abort(), silenceMs, "idle");
  let calm = alarm();
  const said = () => {
    calm();
    calm = alarm();
  };
  let heard = false;
  try {
    const response = await surroundings.fetch(`${hubUrl.replace(/\/+$/, "")}/v1/hints`, {
      headers: {
        Authorization: `Bearer ${token.now()}`,
        Accept: "text/event-stream",
      },
      redirect: "error",
      signal: AbortSignal.any([stop, silent.signal]),
    });
    if (!response.ok || response.body === null) {
      if (response.status === 401) token.corrected(Date.parse(response.headers.get("date") ?? ""));
      await response.body?.cancel();
      return false;
    }
    onReached();
    for await (const line of linesOf(response.body)) {
      said();
      heard = true;
      const version = /^data: (\d{1,15})$/.exec(line)?.[1];
      if (version !== undefined) onHint(Number(version));
      else if (line === "data: asked") onAsked?.();
    }
    return heard;
  } catch {
    return heard;
  } finally {
    calm();
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const part of body) {
    rest += decoder.decode(part, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LINE_MAX) return;
    yield* lines;
  }
}
