/** What one brand's protocol is, without any wire: two requests, and how their answers are read. */
import type { FiscalFault } from "./fault.ts";
import type { Answer } from "./read-xml.ts";
import type { TrailerLine } from "./trailer-lines.ts";
import type { XmlElement } from "./write-xml.ts";

export interface FiscalStatus {
  /** "open": a receipt that takes lines now. Nothing is sent to any other. */
  readonly document: "open" | "not-paid" | "none" | "other";
  /** The printer's own word for it. */
  readonly printerCode: string;
  /** Of the document, or of the last one, where the protocol tells: changes when a document ends. */
  readonly number?: string;
}

export interface FiscalProtocol {
  readonly statusRequest: XmlElement;
  /** Throws FiscalFault: what the printer says is wrong, "protocol" where this is no answer to that request. */
  readStatus(answer: Answer): FiscalStatus;
  trailerRequest(lines: readonly TrailerLine[]): XmlElement;
  /** Throws FiscalFault unless the printer says that it took all the lines. */
  readTaken(answer: Answer, lines: readonly TrailerLine[]): void;
}

/** Makes the fault of an answer that is something else than was asked for. */
export type Strange = (detail: string) => FiscalFault;
