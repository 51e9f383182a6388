/**
 * A POS's side of the contract in one file: connect, prove, call, listen. The command line, the demo and the tests use
 * it, and it is the example for integrators.
 *
 *     const pos = await connectPos({ secret: await readFile("pos.secret", "utf8") });
 *     await pos.call("transaction.begin", { transactionId: "2026-11-21/3/17" });
 */

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type Codec, codecOf } from "../pos/codec.ts";
import { pathName } from "../pos/endpoint.ts";
import { nonce, proofHolds, proofOf } from "../pos/handshake.ts";
import { loadProfiles } from "../pos/load-profiles.ts";
import type { Profile } from "../pos/profile.ts";
import { CONTRACT_VERSION } from "../pos/protocol.ts";

export interface PosClientOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 7710. */
  readonly port?: number;
  /** The agent's Unix socket or named pipe, as in its `pos.path`; instead of host and port. */
  readonly path?: string;
  /** What the port speaks. Default `generic`. */
  readonly profile?: Profile;
  /** Text of the agent's `pos.secret` file: 64 hex digits. */
  readonly secret: string;
  /** `pos` sells; `monitor` only asks how the agent is. Default `pos`. */
  readonly role?: "pos" | "monitor";
  /** Language of error texts. Default the agent's. */
  readonly language?: "it" | "en";
  /** Until connected and proven, and for each call. Default 5000. */
  readonly timeoutMs?: number;
}

export interface PosClient {
  /** What the agent said of itself in the handshake. */
  readonly hello: Readonly<Record<string, unknown>>;
  /** Resolves to the result. Rejects with PosCallError: the agent's error, or `connection-lost`, `no-answer`. */
  call<Result = Readonly<Record<string, unknown>>>(
    method: string,
    params?: object,
    /** Default: the connection's. */
    timeoutMs?: number,
  ): Promise<Result>;
  /** Calls `listener` for each notification of that name. */
  on(notification: string, listener: (params: Readonly<Record<string, unknown>>) => void): void;
  /** Resolves when the connection has ended, with the reason. */
  readonly closed: Promise<PosCallError>;
  close(): Promise<void>;
}

/** The agent refused a call, or can't be reached. */
export class PosCallError extends Error {
  override readonly name = "PosCallError";
  /** JSON-RPC's number; 0 where the connection failed. */
  readonly code: number;
  readonly reason: string;
  /** The parameter that is wrong, as a path. */
  readonly field: string | undefined;
  /** For the developer of the POS, in English. */
  readonly detail: string | undefined;
  constructor(code: number, reason: string, message: string, field?: string, detail?: string) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.field = field;
    this.detail = detail;
  }
}

interface Incoming {
  readonly id?: number | null;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: {
    code: number;
    message: string;
    data?: { reason?: string; field?: string; detail?: string };
  };
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

/** Connects and shakes hands. Rejects with PosCallError; `wrong-agent` when the other side is no agent, or does not know the secret. */
export async function connectPos(options: PosClientOptions): Promise<PosClient> {
  const { host = "127.0.0.1", port = 7710, role = "pos", timeoutMs = 5000 } = options;
  const profile = options.profile ?? loadProfiles().profiles.get("generic")!;
  const codec = codecOf(profile, "pos");
  const where = options.path ?? `${host}:${port}`;
  const socket = connect(options.path === undefined ? { host, port, noDelay: true } : { path: options.path });
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, ((params: Readonly<Record<string, unknown>>) => void)[]>();
  let lastId = 0;
  let lost: PosCallError | undefined;

  const closed = Promise.withResolvers<PosCallError>();
  const lose = (error: PosCallError) => {
    lost ??= error;
    closed.resolve(lost);
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer);
      reject(lost);
    }
    pending.clear();
    socket.destroy();
  };
  socket.on("error", (error) => lose(new PosCallError(0, "connection-lost", `${where}: ${error.message}`)));
  socket.on("close", () => lose(new PosCallError(0, "connection-lost", `${where} closed the connection`)));
  await connected(socket, timeoutMs).catch(() => {
    throw lost ?? new PosCallError(0, "no-answer", `nothing answers at ${where}`);
  });
  const foreign = () =>
    lose(
      new PosCallError(
        0,
        "wrong-agent",
        `what ${where} says is no message of Tillside's agent; another program is there`,
      ),
    );
  receive(socket, codec, foreign, (message) => {
    if (message.method !== undefined) {
      for (const listener of listeners.get(message.method) ?? []) listener(message.params ?? {});
      return;
    }
    const { error } = message;
    const { reason = "", field, detail } = error?.data ?? {};
    const failure = error && new PosCallError(error.code, reason, error.message, field, detail);
    const asked = typeof message.id === "number" ? pending.get(message.id) : undefined;
    if (asked === undefined) {
      // An error without an id concerns the connection as a whole (too large, too slow): it explains what follows.
      if (failure) lost ??= failure;
      return;
    }
    pending.delete(message.id as number);
    clearTimeout(asked.timer);
    if (failure) asked.reject(failure);
    else asked.resolve(message.result);
  });

  const call = <Result>(method: string, params: object = {}, patienceMs = timeoutMs): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (lost) return reject(lost);
      lastId += 1;
      const id = lastId;
      const timer = setTimeout(() => {
        pending.delete(id);
        reject(new PosCallError(0, "no-answer", `${method} was not answered within ${patienceMs} ms`));
      }, patienceMs);
      pending.set(id, { resolve: resolve as Pending["resolve"], reject, timer });
      socket.write(codec.encode({ jsonrpc: "2.0", id, method, params }));
    });

  const close = async () => {
    if (socket.destroyed) return;
    const ended = once(socket, "close");
    socket.end();
    const impatience = setTimeout(() => socket.destroy(), 1000);
    await ended;
    clearTimeout(impatience);
  };

  const secret = Buffer.from(options.secret.trim(), "hex");
  const posNonce = nonce();
  try {
    const answer = await call<Partial<Record<"nonce" | "proof", unknown>> | null>("hello", {
      nonce: posNonce,
      role,
      profile: profile.name,
      version: CONTRACT_VERSION,
      ...(options.language === undefined ? {} : { language: options.language }),
    });
    const endpoint =
      options.path === undefined ? `${socket.remoteAddress}:${socket.remotePort}` : pathName(options.path);
    // Strings whatever came: a stranger's answer is a wrong proof, not an exception.
    const [agentNonce, proof] = [String(answer?.nonce), String(answer?.proof)];
    const terms = { posNonce, agentNonce, role, endpoint, version: CONTRACT_VERSION };
    if (!proofHolds(proofOf("agent", secret, terms), proof))
      throw new PosCallError(
        0,
        "wrong-agent",
        `${endpoint} does not know this till's secret; no card is sent to it`,
      );
    const hello = await call("hello.confirm", { proof: proofOf("pos", secret, terms) });
    return {
      hello: hello as Readonly<Record<string, unknown>>,
      call,
      on: (name, listener) => void listeners.set(name, [...(listeners.get(name) ?? []), listener]),
      closed: closed.promise,
      close,
    };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function connected(socket: Socket, timeoutMs: number): Promise<void> {
  await once(socket, "connect", { signal: AbortSignal.timeout(timeoutMs) });
}

/** @param foreign told once when the other side sends what is no message: nothing after it can be understood */
function receive(socket: Socket, codec: Codec, foreign: () => void, take: (message: Incoming) => void): void {
  const reader = codec.reader(16 * 1024 * 1024);
  socket.on("data", (chunk) => {
    if (socket.destroyed) return;
    let messages: Incoming[];
    try {
      messages = reader.push(chunk).map((bytes) => readMessage(codec.decode(bytes)));
    } catch {
      return foreign();
    }
    for (const message of messages) take(message);
  });
}

/** Throws for whatever is no JSON object. */
function readMessage(message: unknown): Incoming {
  if (typeof message !== "object" || message === null) throw new TypeError("no JSON-RPC message");
  return message;
}
