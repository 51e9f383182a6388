/** A profile's bytes ⇄ the contract's messages: framing, character set, encoding, number style and names together. */

import { readAnswer, Told } from "../told.ts";
import type { Adapter } from "./adapter.ts";
import { dialects } from "./adapters.ts";
import { charsets } from "./charset.ts";
import { type FrameReader, framingOf } from "./framing.ts";
import { MONEY, moneyWord, numbersOf } from "./number-style.ts";
import type { Profile } from "./profile.ts";
import { isBounded, type Outgoing, PosError, type Request, type RequestId } from "./protocol.ts";
import { isRenaming, renamesOf } from "./renames.ts";
import { jsonEscape, xmlEscape } from "./unwritable.ts";

/** `agent` reads calls and writes answers; `pos` the other way round (a client, the conformance kit). */
export type Side = "agent" | "pos";

/** Whatever travels: a call, an answer, an error, a notification. */
export type Message =
  | Outgoing
  | {
      readonly jsonrpc: "2.0";
      readonly id: RequestId;
      readonly method: string;
      readonly params: unknown;
    };

export interface Codec {
  /** Cuts the stream of one connection into messages for `decode`. */
  reader(messageBytesMax: number): FrameReader;
  /** One message's bytes → the canonical JSON-RPC value, unchecked. Throws PosError `not-json`, `bad-text` or their like. */
  decode(message: Uint8Array): unknown;
  /**
   * Ready for the wire, framing included.
   * @param of the request that `message` answers, for dialects that repeat parts of it
   */
  encode(message: Message, of?: Request): Uint8Array;
  /** A field of the contract as this POS calls it: `line.unitPrice`, where money is text. */
  fieldText(path: string): string;
  /** The same as text, where the wire's bytes are that text's UTF-8 and nothing else: it costs no buffer. */
  text?(message: Message): string;
}

/** One for each connection: a dialect may keep what the connection has said. */
export function codecOf(profile: Profile, side: Side): Codec {
  const framing = framingOf(profile.framing);
  const charset = charsets[profile.charset];
  const mark = () => "?";
  if (profile.encoding === "xml") {
    const dialect = dialects[profile.adapter];
    if (dialect === undefined)
      throw new TypeError(`profile "${profile.name}" names no adapter that is there`);
    const adapter: Adapter = dialect.adapter(side);
    const instead = profile.unwritable === "escape" ? xmlEscape : mark;
    return {
      reader: framing.reader,
      decode: (message) => adapter.read(dialect.readXml(charset.decode(message), side)),
      encode: (message, of) =>
        framing.frame(charset.encode(dialect.writeXml(adapter.write(read(message), of)), instead)),
      fieldText: (path) => fieldIn(numbersOf(profile.numbers).write(errorAt(path))),
    };
  }
  const numbers = numbersOf(profile.numbers);
  const renames = renamesOf(
    profile.numbers === "minor"
      ? profile.names
      : { ...profile.names, fields: moneyless(profile.names.fields) },
  );
  const instead = profile.unwritable === "escape" ? jsonEscape : mark;
  // In the contract's own words an answer goes out as it was written.
  const isCanonical = profile.numbers === "minor" && !isRenaming(profile.names);
  const textOf = (message: Message) =>
    isCanonical ? written(message) : JSON.stringify(renames.write(numbers.write(read(message))));
  // What is nested out of all measure goes on as it is, and is refused with its id behind this door.
  const measured = (value: unknown) => side === "pos" || isBounded(value);
  const { ending } = framing;
  return {
    reader: framing.reader,
    decode(message) {
      const value = parse(charset.decode(message));
      return !isCanonical && measured(value) ? numbers.read(renames.read(value)) : value;
    },
    encode: (message) => framing.frame(charset.encode(textOf(message), instead)),
    fieldText: (path) => fieldIn(renames.write(numbers.write(errorAt(path)))),
    ...(ending === undefined || profile.charset !== "utf-8"
      ? {}
      : { text: (message) => textOf(message) + ending }),
  };
}

/** The message as JSON; what another thread has written of it stays unread. */
function written(message: Message): string {
  if (!("result" in message && message.result instanceof Told)) return JSON.stringify(message);
  return `{"jsonrpc":"2.0","id":${JSON.stringify(message.id)},"result":${message.result.text()}}`;
}

function read(message: Message): Message {
  return "result" in message ? { ...message, result: readAnswer(message.result) } : message;
}

function errorAt(field: string): object {
  return { error: { data: { field } } };
}

function fieldIn(error: unknown): string {
  return (error as { error: { data: { field: string } } }).error.data.field;
}

/** Renamed are fields as they stand on the wire: where money is text, `unitPriceCents` is `unitPrice` there. */
function moneyless(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, word]) => {
      const base = field.replace(/Cents$/, "");
      return [MONEY.has(base) ? moneyWord(base) : field, word];
    }),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // As some systems' writers of UTF-8 begin whatever they write.
    const detail = text.startsWith("\ufeff")
      ? "the message begins with a byte order mark: write without one"
      : "one JSON object a message is expected";
    throw new PosError("not-json", { detail, cause });
  }
}
