/**
 * Typed calls over a MessagePort: what a worker offers is an object of functions, what others see is the same with
 * promises. Every call may have a deadline on the caller's side; the worker does not begin calls whose caller gave up.
 */

import type { MessagePort, Worker } from "node:worker_threads";

/** Unanswered calls; a worker that hangs on a dead disk must not fill the memory with what it was asked. */
const WAITING_MAX = 2000;

/** What a worker offers. Arguments and results must be structured-cloneable. */
export type Api = Readonly<Record<string, (argument: never) => unknown>>;

interface CallMessage {
  readonly call: number;
  readonly name: string;
  readonly argument: unknown;
  /** When the caller stops waiting, on the machine's monotonic clock that all threads share; 0 is never. */
  readonly until: number;
}

interface AnswerMessage {
  readonly answer: number;
  readonly value?: unknown;
  readonly error?: CarriedError;
}

interface CarriedError {
  readonly code: string;
  readonly message: string;
  readonly stack?: string;
}

/** Codes of the call layer itself; any other code is the worker's own. */
export type CallFault =
  /** The deadline passed; whether the worker did it is unknown, see `late`. */
  | "late"
  /** Certainly not done: the deadline had passed before its turn, or there was no worker to ask, or it had too much to do. */
  | "not-begun"
  /** The worker ended; whether it did it is unknown. */
  | "worker-ended"
  | "fault";

/** A call to a worker failed. `code` is a CallFault or the `code` of the error that was thrown there. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly code: string;
  constructor(code: string, message: string, stack?: string) {
    super(message);
    this.code = code;
    if (stack !== undefined) this.stack = stack;
  }
}

export interface CallOptions<Result> {
  /** From now. Absent: wait for ever. */
  readonly deadlineMs?: number;
  /** Told what became of a call whose deadline had passed: undo it, or take note. */
  readonly late?: (outcome: { readonly value: Result } | { readonly error: CallError }) => void;
}

export interface Caller<A> {
  /** Rejects with CallError. */
  call<Name extends keyof A & string>(
    name: Name,
    argument: A[Name] extends (argument: infer Argument) => unknown ? Argument : never,
    options?: CallOptions<ResultOf<A[Name]>>,
  ): Promise<ResultOf<A[Name]>>;
  /** How long the oldest unanswered call has been waiting, in milliseconds; 0 when none is. */
  oldestMs(): number;
  /** Every pending and future call fails with `worker-ended`. */
  end(): void;
}

type ResultOf<F> = F extends (...argument: never[]) => infer Result ? Awaited<Result> : never;
type Port = MessagePort | Worker;

interface Waiting {
  readonly since: number;
  /** When the caller stops waiting; infinite where it never does. */
  readonly untilMs: number;
  /** Nobody waits any more. */
  expire(): void;
  settle(outcome: { readonly value: unknown } | { readonly error: CallError }): void;
}

/** The calling side of a port. */
export function caller<A>(port: Port): Caller<A> {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let ended = false;
  /** One timer for all calls: most are answered long before their time, and making and clearing one each is dear. */
  let alarm: NodeJS.Timeout | undefined;
  let alarmMs = Number.POSITIVE_INFINITY;

  const wakeAt = (untilMs: number, nowMs: number) => {
    if (untilMs >= alarmMs) return;
    clearTimeout(alarm);
    alarmMs = untilMs;
    // The port keeps the program alive, not the wait for it.
    alarm = setTimeout(expire, Math.max(1, untilMs - nowMs)).unref();
  };
  const expire = () => {
    alarmMs = Number.POSITIVE_INFINITY;
    const nowMs = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const asked of waiting.values())
      if (asked.untilMs <= nowMs) asked.expire();
      else next = Math.min(next, asked.untilMs);
    wakeAt(next, nowMs);
  };

  port.on("message", (message: AnswerMessage) => {
    if (message.answer === undefined) return;
    const asked = waiting.get(message.answer);
    waiting.delete(message.answer);
    const { error } = message;
    asked?.settle(
      error ? { error: new CallError(error.code, error.message, error.stack) } : { value: message.value },
    );
  });

  return {
    call(name, argument, options = {}) {
      return new Promise((resolve, reject) => {
        if (ended) return reject(new CallError("not-begun", `${name}: the worker has ended`));
        if (waiting.size >= WAITING_MAX)
          return reject(
            new CallError("not-begun", `${name}: ${WAITING_MAX} calls wait for the worker already`),
          );
        last += 1;
        const id = last;
        const { deadlineMs = Number.POSITIVE_INFINITY, late } = options;
        const since = performance.now();
        const untilMs = since + deadlineMs;
        let gaveUp = false;
        waiting.set(id, {
          since,
          untilMs,
          expire() {
            if (gaveUp) return;
            gaveUp = true;
            reject(new CallError("late", `${name} did not answer within ${deadlineMs} ms`));
          },
          settle(outcome) {
            if (gaveUp) late?.(outcome as Parameters<NonNullable<typeof late>>[0]);
            else if ("error" in outcome) reject(outcome.error);
            else resolve(outcome.value as never);
          },
        });
        wakeAt(untilMs, since);
        const until = deadlineMs === Number.POSITIVE_INFINITY ? 0 : monotonicMs() + deadlineMs;
        port.postMessage({ call: id, name, argument, until } satisfies CallMessage);
      });
    },
    oldestMs() {
      const oldest = waiting.values().next();
      return oldest.done ? 0 : performance.now() - oldest.value.since;
    },
    end() {
      ended = true;
      for (const { settle } of waiting.values())
        settle({ error: new CallError("worker-ended", "the worker ended before it answered") });
      waiting.clear();
    },
  };
}

/** The serving side: answers calls with `api`'s functions, in the order of arrival. Errors travel to the caller. */
export function serve(port: MessagePort, api: Api): void {
  port.on("message", async (message: CallMessage) => {
    if (message.call === undefined) return;
    const { call, name, argument, until } = message;
    try {
      if (until !== 0 && monotonicMs() > until)
        throw new CallError("not-begun", `${name} came to its turn too late`);
      const run = Object.hasOwn(api, name) ? api[name] : undefined;
      if (run === undefined) throw new CallError("fault", `there is no call ${name}`);
      const value = await run(argument as never);
      port.postMessage({ answer: call, value } satisfies AnswerMessage);
    } catch (error) {
      port.postMessage({ answer: call, error: carried(error) } satisfies AnswerMessage);
    }
  });
}

/** Not Date.now(): a clock that is set forward must not expire every call that is on its way. */
function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1_000_000;
}

function carried(error: unknown): CarriedError {
  if (!(error instanceof Error)) return { code: "fault", message: String(error) };
  const { code } = error as { code?: unknown };
  return {
    code: typeof code === "string" ? code : "fault",
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}
