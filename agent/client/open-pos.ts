/**
 * The agent as a POS wants it: calls and notifications typed, connected again by itself, and a paid sale never lost. The
 * sale never waits: a call that can't be answered now rejects soon, and a completion rests on the disk until it is recorded.
 */

import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { type Answer, type CallName, calls, type Sent } from "../contract/calls.ts";
import type { NotificationName } from "../contract/notifications.ts";
import { errorCode } from "../contract/reasons.ts";
import { loadProfiles } from "../pos/load-profiles.ts";
import type { Deadlines } from "../pos/profile.ts";
import { connectPos, PosCallError, type PosClient, type PosClientOptions } from "./connect.ts";
import { doubts } from "./doubts.ts";
import { openQueue, type WholeCompletion } from "./queue.ts";
import type { TypedCalls } from "./typed-calls.ts";

/** The price modifiers of an evaluation's `effects`, as a POS says that has taken them all off. */
export { appliedOf } from "../pos/amount-only.ts";

export interface PosOptions extends Omit<PosClientOptions, "secret" | "role" | "timeoutMs"> {
  /** The agent's `pos.secret`; read anew for each connection, since the agent makes it at its first start. */
  readonly secretFile: string;
  /** The POS's own folder for completions that wait. */
  readonly queueFolder: string;
  /** Milliseconds until a call is given up. Default: the profile's deadline, and half a second for the way. */
  readonly timeouts?: Partial<Deadlines>;
}

/** Answered, or kept on the disk to be sent again until it is. */
export type Completed = Answer<"transaction.complete"> | { readonly queued: true; readonly because: string };

export interface Pos extends TypedCalls {
  /** What the agent said of itself in the handshake; undefined while it is away. */
  agent(): PosClient["hello"] | undefined;
  /** Why the agent is away; undefined while it is there. `wrong-agent`: something else holds its port. */
  trouble(): PosCallError | undefined;
  /** Completions that are not recorded yet, and those that never will be. */
  queue(): { readonly waiting: number; readonly refused: number };
  /**
   * The sale is paid. Resolves within the call's time-out, also when nobody answers: then it is on the disk (for which it
   * waits two seconds at most), and sent with its basket until it is recorded. Rejects with PosCallError for what no repetition mends (`bad-parameters`,
   * `completed-differently`): its file stays, as `.refused`; and where neither agent nor disk took it.
   */
  complete(completion: WholeCompletion): Promise<Completed>;
  /** What was queued is recorded now. */
  onRecorded(listener: (answer: Answer<"transaction.complete">) => void): void;
  /** What was queued is refused for good: somebody should look at it. */
  onRefused(listener: (transactionId: string, refusal: PosCallError) => void): void;
  close(): Promise<void>;
}

const WAY_MS = 500;
const CONNECT_MS = 2000;
const AGAIN_FIRST_MS = 250;
const AGAIN_MAX_MS = 5000;
const RESEND_MS = 2000;
/** For our own disk, where nobody answers. */
const DISK_MS = 2000;

/** Resolves when the agent was reached, or could not be: the POS opens either way. Rejects where the queue's folder can't be used. */
export async function openPos(options: PosOptions): Promise<Pos> {
  const { secretFile, queueFolder, timeouts, ...where } = options;
  const { deadlines } = where.profile ?? loadProfiles().profiles.get("generic")!;
  const queue = await openQueue(queueFolder);
  const listeners: [NotificationName, (params: never) => void][] = [];
  const recorded: ((answer: Answer<"transaction.complete">) => void)[] = [];
  const refused: ((transactionId: string, refusal: PosCallError) => void)[] = [];
  /** In the hands of `complete` itself. */
  const direct = new Set<string>();
  const writings = new Set<Promise<void>>();
  const doubt = doubts();
  const ending = new AbortController();
  let client: PosClient | undefined;
  let trouble: PosCallError | undefined = new PosCallError(0, "connection-lost", "not connected yet");
  const first = Promise.withResolvers<void>();
  /** Connected again: what is queued need not wait any longer. */
  let news = Promise.withResolvers<void>();
  const staying = stayConnected();
  const resending = resend();
  await first.promise;

  return {
    call: call as TypedCalls["call"],
    on(name, listener) {
      listeners.push([name, listener]);
      client?.on(name, listener as never);
    },
    agent: () => client?.hello,
    trouble: () => trouble,
    queue: () => ({ waiting: queue.waiting().length, refused: queue.refused() }),
    complete,
    onRecorded: (listener) => void recorded.push(listener),
    onRefused: (listener) => void refused.push(listener),
    async close() {
      ending.abort();
      await client?.close();
      await Promise.all([staying, resending, ...writings]);
    },
  };

  async function call(name: CallName, params: object): Promise<unknown> {
    const kind = calls[name].deadline;
    try {
      if (client === undefined) throw trouble!;
      const answer = await client.call<object>(name, params, timeouts?.[kind] ?? deadlines[kind] + WAY_MS);
      doubt.answered(params, answer);
      return answer;
    } catch (error) {
      doubt.rejected(name, params, error as PosCallError);
      throw error;
    }
  }

  async function complete(completion: WholeCompletion): Promise<Completed> {
    const { transactionId, basket: _, ...rest } = completion;
    const told = doubt.has(transactionId) ? completion : { transactionId, ...rest };
    // Beside the call: a good answer does not wait for our own disk.
    const kept = queue.put(completion).then(
      () => true,
      () => false,
    );
    direct.add(transactionId);
    const settled = (end: () => Promise<void>) => {
      const writing = kept.then(end).finally(() => {
        direct.delete(transactionId);
        writings.delete(writing);
      });
      writings.add(writing);
    };
    try {
      const answer = await send(told).catch((error: PosCallError) => {
        // It was begun while the agent was away, or given up since: the basket tells.
        if (error.reason === "unknown-transaction") return send(completion);
        throw error;
      });
      doubt.settled(transactionId);
      settled(() => queue.done(transactionId));
      return answer;
    } catch (error) {
      const failure = error as PosCallError;
      if (!mayPass(failure)) {
        settled(() => queue.refuse(transactionId, reasonOf(failure)));
        throw failure;
      }
      const isKept = await Promise.race([kept, resting(DISK_MS).then(() => false)]);
      settled(async () => {});
      if (!isKept) throw failure;
      return { queued: true, because: failure.reason };
    }
  }

  function send(completion: Sent<"transaction.complete">): Promise<Answer<"transaction.complete">> {
    return call("transaction.complete", completion) as Promise<Answer<"transaction.complete">>;
  }

  async function stayConnected(): Promise<void> {
    let waitMs = AGAIN_FIRST_MS;
    while (!ending.signal.aborted) {
      try {
        const secret = await readFile(secretFile, "utf8");
        const connected = await connectPos({ ...where, secret, timeoutMs: CONNECT_MS });
        for (const [name, listener] of listeners) connected.on(name, listener as never);
        client = connected;
        trouble = undefined;
        waitMs = AGAIN_FIRST_MS;
        first.resolve();
        news.resolve();
        if (ending.signal.aborted) await connected.close();
        trouble = await connected.closed;
        client = undefined;
        doubt.connectionLost();
      } catch (error) {
        trouble =
          error instanceof PosCallError
            ? error
            : new PosCallError(0, "connection-lost", (error as Error).message);
      }
      first.resolve();
      await resting(waitMs);
      waitMs = Math.min(waitMs * 2, AGAIN_MAX_MS);
    }
  }

  /** Oldest first, each with its whole basket, until it is answered for good. */
  async function resend(): Promise<void> {
    while (!ending.signal.aborted) {
      await Promise.race([news.promise, resting(RESEND_MS)]);
      news = Promise.withResolvers();
      for (const completion of queue.waiting()) {
        const { transactionId } = completion;
        if (client === undefined || ending.signal.aborted) break;
        if (direct.has(transactionId)) continue;
        try {
          const answer = await send(completion);
          doubt.settled(transactionId);
          await queue.done(transactionId);
          tell(recorded, (listener) => listener(answer));
        } catch (error) {
          const failure = error as PosCallError;
          if (failure.code === 0) break;
          if (mayPass(failure)) continue;
          await queue.refuse(transactionId, reasonOf(failure));
          tell(refused, (listener) => listener(transactionId, failure));
        }
      }
    }
  }

  function resting(forMs: number): Promise<unknown> {
    return pause(forMs, undefined, { signal: ending.signal }).catch(() => {});
  }
}

/** A listener that throws must not end what goes on behind. */
function tell<Listener>(listeners: readonly Listener[], call: (listener: Listener) => void): void {
  for (const listener of listeners) queueMicrotask(() => call(listener));
}

/** Whether the very same may be answered when it is sent again, over another connection too. */
function mayPass({ code }: PosCallError): boolean {
  const { notRecorded, busy, internal, notAuthenticated } = errorCode;
  return ([0, notRecorded, busy, internal, notAuthenticated] as number[]).includes(code);
}

function reasonOf({ code, reason, field, message }: PosCallError): object {
  return { code, reason, field, message };
}
