/** Cuts the bytes that arrive into commands and texts, wherever the network cut them. */

import { commandTable } from "./command-table.ts";

/** A byte sequence that the table doesn't know. What follows it is read as text, as a real printer would. */
export interface UnknownCommand {
  /** Position of its first byte since the reader began. */
  readonly offset: number;
  /** "1b 7a": the bytes taken for it, in hexadecimal. */
  readonly bytes: string;
}

export type Command =
  | { readonly kind: "text"; readonly bytes: Uint8Array }
  | { readonly kind: "command"; readonly name: string; readonly data: Uint8Array; readonly offset: number }
  | ({ readonly kind: "unknown" } & UnknownCommand);

export const hex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");

const isText = (byte: number) => byte >= 0x20;
const introducers = new Set([0x10, 0x1b, 0x1c, 0x1d]);
/** Two bytes after which a third decides, as after GS (. */
const needThree = new Set(
  Object.keys(commandTable)
    .filter((prefix) => prefix.length === 6)
    .map((prefix) => prefix.slice(0, 4)),
);
const prefixOf = (bytes: Uint8Array) => hex(bytes).replaceAll(" ", "");

export class CommandReader {
  #left: Uint8Array = new Uint8Array(0);
  #offset = 0;

  /** Takes bytes and gives what they complete; the beginning of an unfinished command is kept for the next call. */
  read(chunk: Uint8Array): Command[] {
    const bytes = new Uint8Array(this.#left.length + chunk.length);
    bytes.set(this.#left);
    bytes.set(chunk, this.#left.length);
    const commands: Command[] = [];
    let at = 0;
    while (at < bytes.length) {
      const next = this.#next(bytes, at);
      if (next === undefined) break;
      commands.push(next.command);
      at = next.end;
    }
    this.#left = bytes.slice(at);
    this.#offset += at;
    return commands;
  }

  /** Bytes of a command that was begun and not finished. */
  get unfinished(): Uint8Array {
    return this.#left;
  }

  #next(bytes: Uint8Array, at: number): { command: Command; end: number } | undefined {
    const first = bytes[at]!;
    if (isText(first)) {
      let end = at + 1;
      while (end < bytes.length && isText(bytes[end]!)) end += 1;
      return { command: { kind: "text", bytes: bytes.slice(at, end) }, end };
    }
    let prefixLength = introducers.has(first) ? 2 : 1;
    if (at + prefixLength > bytes.length) return undefined;
    if (needThree.has(prefixOf(bytes.subarray(at, at + 2)))) prefixLength = 3;
    if (at + prefixLength > bytes.length) return undefined;
    const shape = commandTable[prefixOf(bytes.subarray(at, at + prefixLength))];
    if (shape !== undefined) {
      const start = at + prefixLength;
      const data = typeof shape.length === "number" ? shape.length : shape.length(bytes, start);
      if (data === undefined || start + data > bytes.length) return undefined;
      const end = start + data;
      const offset = this.#offset + at;
      return { command: { kind: "command", name: shape.name, data: bytes.slice(start, end), offset }, end };
    }
    const end = at + prefixLength;
    return { command: { kind: "unknown", offset: this.#offset + at, bytes: hex(bytes.slice(at, end)) }, end };
  }
}
