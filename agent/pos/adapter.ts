/**
 * What a dialect needs beside data: code that reads a vendor's XML as the canonical message, and writes ours as his.
 * One is made for each connection, so it may keep what the connection has said so far.
 */

import type { Message, Side } from "./codec.ts";
import type { Request } from "./protocol.ts";

/** An element as it stands: its children and its text in their order, names with their prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
  /** Where it began, from 1; only in what was read. */
  readonly line?: number;
}

export interface Adapter {
  /** A document → the canonical JSON-RPC value. Throws PosError for a document that is no message. */
  read(document: XmlElement): unknown;
  /** @param of the request that `message` answers, where it answers one */
  write(message: Message, of?: Request): XmlElement;
}

export interface Dialect {
  /**
   * Text → its root. The text's bytes are in the profile's character set already.
   * Throws PosError `not-xml`, `doctype` or `too-deep`.
   * @param side who reads: an agent's bounds are narrow, a POS is told more than it may say. Default `agent`.
   */
  readXml(text: string, side?: Side): XmlElement;
  /** With an XML declaration that names the character set, where one is wanted. */
  writeXml(document: XmlElement): string;
  adapter(side: Side): Adapter;
}
