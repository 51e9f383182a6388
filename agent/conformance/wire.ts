/**
 * A POS's end of one connection, in any profile's bytes. It keeps whatever comes, in order, and takes note of what should
 * not have come: an answer to nothing, a second answer, bytes that are no message.
 */

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type Codec, codecOf } from "../pos/codec.ts";
import { pathName } from "../pos/endpoint.ts";
import { framingOf } from "../pos/framing.ts";
import { proofHolds, proofOf } from "../pos/handshake.ts";
import type { Profile } from "../pos/profile.ts";
import { CONTRACT_VERSION, type ErrorBody, type RequestId } from "../pos/protocol.ts";

export type Where = { readonly host: string; readonly port: number } | { readonly path: string };

export type Answer =
  | { readonly result: unknown; readonly error?: undefined }
  | { readonly error: ErrorBody; readonly result?: undefined };

export interface Notice {
  readonly method: string;
  readonly params: unknown;
}

/** What came and should not have, or did not come. */
export interface Trouble {
  readonly kind: "no-answer" | "answered-twice" | "other-id" | "hung-up" | "no-message";
  /** Of the call that it is about, where one is. */
  readonly id?: RequestId;
  readonly actual: unknown;
}

export class WireTrouble extends Error {
  override readonly name = "WireTrouble";
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(trouble.kind);
    this.trouble = trouble;
  }
}

export interface Wire {
  /** The agent's end, as it stands under the proofs. */
  readonly endpoint: string;
  readonly codec: Codec;
  /** A fresh number for a call. */
  nextId(): number;
  write(bytes: Uint8Array): Promise<void>;
  send(id: number, method: string, params: object): void;
  /** Rejects with WireTrouble. */
  answer(id: RequestId, patienceMs: number): Promise<Answer>;
  /** An error that belongs to no call. Rejects with WireTrouble. */
  unasked(patienceMs: number): Promise<Answer>;
  /** The next notification of that name that fits; undefined: none in time. */
  hears(
    fits: (notice: Notice) => boolean,
    patienceMs: number,
  ): Promise<{ found?: Notice; heard: readonly Notice[] }>;
  /** Whether the other side hangs up in time. */
  closes(patienceMs: number): Promise<boolean>;
  /** Bytes that came and are no message, as text. */
  text(): string;
  /** What should not have come, and is told once. */
  trouble(): Trouble | undefined;
  readonly open: boolean;
  hangUp(): void;
}

/** Rejects with WireTrouble `hung-up` where nobody listens. */
export async function openWire(where: Where, profile: Profile, patienceMs: number): Promise<Wire> {
  const socket = connect("path" in where ? { path: where.path } : { ...where, noDelay: true });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(patienceMs) });
  } catch (error) {
    socket.destroy();
    const at = "path" in where ? where.path : `${where.host}:${where.port}`;
    throw new WireTrouble({ kind: "hung-up", actual: `${at}: ${(error as Error).message}` });
  }
  const endpoint = "path" in where ? pathName(where.path) : `${socket.remoteAddress}:${socket.remotePort}`;
  return wireOn(socket, profile, endpoint);
}

function wireOn(socket: Socket, profile: Profile, endpoint: string): Wire {
  const codec = codecOf(profile, "pos");
  const reader = codec.reader(32 * 1024 * 1024);
  const asked = new Set<RequestId>();
  const answers = new Map<RequestId, Answer>();
  const taken = new Set<RequestId>();
  const unasked: Answer[] = [];
  const notices: Notice[] = [];
  const troubles: Trouble[] = [];
  let stray = "";
  let lastId = 0;
  let closed = false;
  /** Woken at whatever comes. */
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const one of [...waiting]) one();
  };

  socket.on("data", (chunk) => {
    try {
      for (const bytes of reader.push(chunk)) take(codec.decode(bytes));
    } catch {
      stray += Buffer.from(chunk).toString("latin1");
    }
    wake();
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    closed = true;
    wake();
  });

  function take(message: unknown): void {
    const { id, method, params, result, error } = (message ?? {}) as Record<string, unknown>;
    if (typeof method === "string") {
      notices.push({ method, params });
      return;
    }
    const answer = error === undefined ? { result } : { error: error as ErrorBody };
    if (id === null && error !== undefined) unasked.push(answer);
    else if (!isId(id) || !asked.has(id)) troubles.push({ kind: "other-id", actual: id });
    else if (answers.has(id) || taken.has(id)) troubles.push({ kind: "answered-twice", id, actual: answer });
    else answers.set(id, answer);
  }

  /** The first thing that `look` finds, or undefined when the patience ends or nothing can come any more. */
  async function until<Found>(look: () => Found | undefined, patienceMs: number): Promise<Found | undefined> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const found = look();
      const leftMs = deadline - performance.now();
      if (found !== undefined || closed || leftMs <= 0) return found;
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, leftMs);
        waiting.add(done);
      });
    }
  }

  const failed = (id?: RequestId): WireTrouble => {
    const odd = stray === "" ? undefined : ({ kind: "no-message", actual: stray.slice(0, 200) } as const);
    const other = troubles.find((one) => one.kind === "other-id");
    const nothing = { kind: closed ? "hung-up" : "no-answer", actual: undefined } as const;
    return new WireTrouble({ ...(odd ?? other ?? nothing), ...(id === undefined ? {} : { id }) });
  };

  return {
    endpoint,
    codec,
    nextId: () => ++lastId,
    write: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
    send(id, method, params) {
      asked.add(id);
      socket.write(codec.encode({ jsonrpc: "2.0", id, method, params }));
    },
    async answer(id, patienceMs) {
      asked.add(id);
      const answer = await until(
        () => answers.get(id) ?? (troubles.some(({ kind }) => kind === "other-id") ? null : undefined),
        patienceMs,
      );
      if (answer == null) throw failed(id);
      answers.delete(id);
      taken.add(id);
      return answer;
    },
    async unasked(patienceMs) {
      const answer = await until(() => unasked.shift(), patienceMs);
      if (answer === undefined) throw failed();
      return answer;
    },
    async hears(fits, patienceMs) {
      const found = await until(() => notices.find(fits), patienceMs);
      if (found !== undefined) notices.splice(notices.indexOf(found), 1);
      return { ...(found && { found }), heard: notices };
    },
    async closes(patienceMs) {
      await until(() => (closed ? true : undefined), patienceMs);
      return closed;
    },
    text: () => stray,
    trouble: () => troubles.shift(),
    get open() {
      return !closed;
    },
    hangUp: () => void socket.destroy(),
  };
}

function isId(id: unknown): id is RequestId {
  return typeof id === "number" || typeof id === "string";
}

/** A call ready for the wire, of a connection that will wait for its answer. */
export function bytesOfCall(wire: Wire, id: number, method: string, params: object): Uint8Array {
  return wire.codec.encode({ jsonrpc: "2.0", id, method, params });
}

/** A frame that hurts the profile's framing; undefined where that framing can't be hurt so. */
export function hurtFrame(
  { framing }: Profile,
  hurt: "too-large" | "empty" | "wrong-checksum" | "no-start",
): Uint8Array | undefined {
  const MIB = 1024 * 1024;
  const body = Buffer.from("{}");
  switch (`${framing.kind} ${hurt}`) {
    case "line too-large":
      return Buffer.alloc(MIB + 2, "a");
    case "length too-large":
      return Buffer.from([0x00, 0x10, 0x00, 0x01]);
    case "length empty":
      return Buffer.from([0, 0, 0, 0]);
    case "stx too-large":
      return Buffer.concat([Buffer.of(0x02), Buffer.alloc(MIB + 2, "a")]);
    case "stx empty":
      return Buffer.from([0x02, 0x03, 0x03]);
    case "stx wrong-checksum": {
      const frame = Buffer.from(framingOf(framing).frame(body));
      frame[frame.length - 1]! ^= 0x01;
      return frame;
    }
    case "stx no-start":
      return body;
    default:
      return undefined;
  }
}

/** Both proofs of a handshake, as either side reckons them. */
export function proofs(
  secret: Uint8Array,
  terms: {
    readonly posNonce: string;
    readonly agentNonce: string;
    readonly role: string;
    readonly endpoint: string;
  },
): { holds(agentProof: string): boolean; readonly agent: string; readonly pos: string } {
  const all = { ...terms, version: CONTRACT_VERSION };
  const [agent, pos] = [proofOf("agent", secret, all), proofOf("pos", secret, all)];
  return { holds: (proof) => proofHolds(agent, proof), agent, pos };
}
