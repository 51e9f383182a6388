/** What an ESC/POS printer sends back, told apart byte by byte. */
import type { PrinterStatus } from "../device.ts";

export type Answer =
  /** One byte, to DLE EOT n. Which n is known only from the order of asking. */
  | { readonly kind: "status"; readonly byte: number }
  /** One byte, to GS r 1: everything before it has been processed. */
  | { readonly kind: "paper"; readonly byte: number }
  /** To GS ( H, function 48: everything before it is on paper. */
  | { readonly kind: "process"; readonly id: string };

/**
 * Feeds on chunks cut anywhere and tells whole answers. Automatic status (ASB, four bytes at each change, if someone
 * else has switched it on) is recognised and skipped, and so is any byte that fits nothing.
 * Sources of the bit patterns: Epson's ESC/POS command reference, "DLE EOT", "GS a", "GS r", "GS ( H".
 */
export function answerReader(tell: (answer: Answer) => void): (chunk: Uint8Array) => void {
  let pending: number[] = [];
  return (chunk) => {
    for (const byte of chunk) {
      pending.push(byte);
      const answer = read(pending);
      if (answer === "more") continue;
      pending = [];
      if (answer) tell(answer);
    }
  };
}

function read(bytes: readonly number[]): Answer | "more" | undefined {
  const [first = 0] = bytes;
  if (first === 0x37) {
    if (bytes.length > 1 && bytes[1] !== 0x22) return undefined;
    if (bytes.length < 7) return "more";
    return { kind: "process", id: String.fromCharCode(...bytes.slice(2, 6)) };
  }
  if ((first & 0x93) === 0x10) return bytes.length < 4 ? "more" : undefined;
  if ((first & 0x93) === 0x12) return { kind: "status", byte: first };
  if ((first & 0x90) === 0x00) return { kind: "paper", byte: first };
  return undefined;
}

/** The bytes that ask: DLE EOT 1 (printer), 2 (why it is offline), 4 (paper). Answered at once, even offline. */
export const statusQueries = [1, 2, 4].map((n) => Uint8Array.of(0x10, 0x04, n));

/** DLE EOT 2 alone: whether and why printing has stopped. */
export const stopQuery = Uint8Array.of(0x10, 0x04, 2);

/** The printer's status from its three answers, in the order of `statusQueries`. */
export function statusOf([printer = 0, offline = 0, paper = 0]: readonly number[]): PrinterStatus {
  const end = (paper & 0x60) !== 0 || (offline & 0x20) !== 0;
  return {
    online: (printer & 0x08) === 0 && (offline & 0x40) === 0,
    paper: end ? "end" : (paper & 0x0c) !== 0 ? "near-end" : "ok",
    coverOpen: (offline & 0x04) !== 0,
  };
}

/** GS r 1: send the paper sensor's byte when you come to this place. */
export const paperQuery = Uint8Array.of(0x1d, 0x72, 1);

/** GS ( H, function 48: send back this id (four characters) once everything before is printed. */
export const processQuery = (id: string): Uint8Array =>
  Uint8Array.of(0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, ...Buffer.from(id, "ascii"));
