/**
 * One POS connection: bytes in, requests to the handler, answers out. It is the one boundary where errors become
 * JSON-RPC errors, and it lets nobody in who has not proven that he knows the secret.
 */

import type { NotificationName } from "../contract/notifications.ts";
import { errorCode } from "../contract/reasons.ts";
import { reasonTexts } from "../texts/cashier.ts";
import { type Language, languageOf } from "../texts/language.ts";
import { codecOf } from "./codec.ts";
import { foreignAnswer, foreignProtocol } from "./foreign.ts";
import { handshake } from "./hello.ts";
import { detailText } from "./number-style.ts";
import type { Profile } from "./profile.ts";
import {
  type ErrorBody,
  type Outgoing,
  PosError,
  type Request,
  type RequestId,
  readRequest,
} from "./protocol.ts";
import type { Wire } from "./wire.ts";

const MESSAGE_BYTES_MAX = 1024 * 1024;
/** Until the handshake is done, where the setting says nothing else. */
const HANDSHAKE_MS = 2000;
/** Messages and bytes that somebody unproven may send at most; a handshake has two short ones. */
const UNPROVEN_MAX = 8;
const UNPROVEN_BYTES_MAX = 128 * 1024;
/** Requests of one connection that are being worked on; more wait in the socket. */
const IN_FLIGHT_MAX = 16;
/** From the first byte of a message to its last: who drips for longer is holding a connection, not selling. */
const FRAME_MS = 2000;
/** From our last word to the end, for a POS that does not hang up itself. */
const END_MS = 500;
/** Answers that the POS does not read; above, it is taken for dead. */
const UNREAD_BYTES_MAX = 8 * 1024 * 1024;

/** Who is on the other side, once it has proven that it knows the secret. */
export interface Peer {
  readonly role: "pos" | "monitor";
  readonly language: Language;
}

export interface ConnectionEvents {
  /** Answers a proven peer's request. Throws PosError for whatever the POS should be told. */
  handle(connection: Connection, request: Request): Promise<unknown>;
  /** A fault that is not a PosError, for the log. */
  fault(error: unknown): void;
  closed(connection: Connection): void;
}

export interface Connection {
  /** Undefined until the handshake is done. */
  peer(): Peer | undefined;
  /** What it speaks and what its POS is able to do. */
  readonly profile: Profile;
  /** How far an unproven one has come, and when it was heard last, by the monotonic clock. */
  standing(): { readonly greeted: boolean; readonly heardMs: number };
  notify(name: NotificationName, params: object): void;
  /** Says its last word, and ends soon whether the other side reads it or not. */
  close(): void;
  /** Ends at once. */
  abandon(): void;
}

export interface ConnectionSetting {
  readonly profile: Profile;
  readonly secret: Uint8Array;
  readonly language: Language;
  /** What `hello.confirm` answers: agent's version, release, health. */
  readonly about: () => object;
  /** Until the handshake must be done. Default 2000. */
  readonly handshakeMs?: number;
  /** Until a message that has begun must be whole. Default 2000. */
  readonly frameMs?: number;
  /**
   * Of a page in a browser, which can't keep the secret: `true` when it has shown its cookie, else what takes the token
   * of its `hello`. There are no proofs then: the browser vouches for the address it speaks to.
   */
  readonly admits?: true | ((token: string) => boolean);
}

/** @param endpoint the agent's end as both sides name it under the proof */
export function acceptConnection(
  wire: Wire,
  setting: ConnectionSetting,
  endpoint: string,
  events: ConnectionEvents,
): Connection {
  const { profile, handshakeMs = HANDSHAKE_MS, frameMs = FRAME_MS } = setting;
  const codec = codecOf(profile, "agent");
  const reader = codec.reader(MESSAGE_BYTES_MAX);
  const waiting: Uint8Array[] = [];
  const greet = handshake(setting, endpoint);
  let inFlight = 0;
  let unproven = 0;
  let unprovenBytes = 0;
  let heardMs = performance.now();
  let paused = false;
  /** Runs while a message is half here and the other half could come. */
  let drip: NodeJS.Timeout | undefined;
  /** First bytes, kept only until they have shown what the other side speaks. */
  let head: Buffer | undefined = Buffer.alloc(0);

  const connection: Connection = {
    peer: () => greet.peer(),
    profile,
    standing: () => ({ greeted: greet.greeted(), heardMs }),
    notify: (method, params) => send({ jsonrpc: "2.0", method, params }),
    close() {
      wire.end();
      // A POS that hangs would keep the port for ever.
      setTimeout(() => wire.destroy(), END_MS).unref();
    },
    abandon: () => wire.destroy(),
  };

  const impatience = setTimeout(() => closeWith(new PosError("too-slow")), handshakeMs);
  wire.onClose(() => {
    clearTimeout(impatience);
    clearTimeout(drip);
    waiting.length = 0;
    events.closed(connection);
  });
  wire.onData((chunk) => {
    if (wire.ended) return;
    heardMs = performance.now();
    if (head !== undefined) {
      head = Buffer.concat([head, chunk.subarray(0, 4)]);
      const foreign = foreignProtocol(head);
      if (foreign) {
        wire.end(foreignAnswer(foreign, profile.name));
        setTimeout(() => wire.destroy(), END_MS).unref();
        return;
      }
      if (head.length >= 4) head = undefined;
    }
    if (greet.peer() === undefined) {
      // Nobody reads a stranger's megabytes on the thread that answers the others.
      unprovenBytes += chunk.length;
      if (unprovenBytes > UNPROVEN_BYTES_MAX) return closeWith(new PosError("hello-first"));
    }
    let messages: readonly Uint8Array[];
    try {
      messages = reader.push(chunk);
    } catch (error) {
      return closeWith(error as PosError);
    }
    for (const message of messages) waiting.push(message);
    if (messages.length > 0) patience();
    work();
  });
  return connection;

  /** What has begun now has its own time. */
  function patience(): void {
    clearTimeout(drip);
    drip = undefined;
  }

  function work(): void {
    while (waiting.length > 0 && inFlight < IN_FLIGHT_MAX && !wire.ended) {
      if (greet.peer() === undefined) unproven += 1;
      if (unproven > UNPROVEN_MAX) {
        waiting.length = 0;
        closeWith(new PosError("hello-first"));
        return;
      }
      inFlight += 1;
      answer(waiting.shift()!).finally(() => {
        inFlight -= 1;
        work();
      });
    }
    if (waiting.length > 0) {
      if (!paused) wire.pause();
      paused = true;
      // What it can't send is not its fault.
      patience();
      return;
    }
    if (paused) wire.resume();
    paused = false;
    if (reader.midway() && drip === undefined && greet.peer() !== undefined)
      drip = setTimeout(() => closeWith(new PosError("too-slow")), frameMs);
  }

  async function answer(message: Uint8Array): Promise<void> {
    let id: RequestId | null = null;
    let request: Request | undefined;
    try {
      const decoded = codec.decode(message);
      id = idOf(decoded);
      request = readRequest(decoded);
      const result =
        greet.peer() === undefined ? greet.answer(request) : await events.handle(connection, request);
      if (greet.peer() !== undefined) clearTimeout(impatience);
      send({ jsonrpc: "2.0", id: request.id, result }, request);
    } catch (error) {
      if (!(error instanceof PosError)) events.fault(error);
      send({ jsonrpc: "2.0", id, error: errorBody(error) }, request);
      if (error instanceof PosError && (error.reason === "wrong-proof" || error.reason === "wrong-token"))
        connection.close();
    }
  }

  function send(message: Outgoing, of?: Request): void {
    if (wire.ended) return;
    wire.write(codec.text?.(message) ?? codec.encode(message, of));
    if (wire.unreadBytes > UNREAD_BYTES_MAX) wire.destroy();
  }

  /** The stream can't be followed any further: says why, and takes nothing more. */
  function closeWith(error: PosError): void {
    send({ jsonrpc: "2.0", id: null, error: errorBody(error) });
    // Bytes still on their way are read and dropped: closing on them would reset the connection and lose the answer.
    wire.resume();
    connection.close();
  }

  function errorBody(error: unknown): ErrorBody {
    const known = error instanceof PosError ? error : new PosError("fault");
    const language = languageOf(greet.peer()?.language, setting.language);
    const text = reasonTexts[known.reason][language];
    return {
      code: known.code,
      message:
        known.code === errorCode.invalidParams && known.field
          ? `${text.slice(0, -1)} (${codec.fieldText(known.field)}).`
          : text,
      data: {
        reason: known.reason,
        ...(known.field === undefined ? {} : { field: known.field }),
        ...(known.detail === undefined ? {} : { detail: detailText(known.detail, profile.numbers) }),
      },
    };
  }
}

/** The id of a message that may be wrong in every other way, so that the POS knows which call failed. */
function idOf(message: unknown): RequestId | null {
  const id = typeof message === "object" && message !== null && "id" in message ? message.id : null;
  return (typeof id === "string" && id.length <= 100) || Number.isSafeInteger(id) ? (id as RequestId) : null;
}
