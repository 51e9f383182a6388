/** What an ESC/POS printer sends back, told apart byte by byte. */
import type { PrinterStatus } from "../device.ts";

export type Answer =
  /** One byte, to DLE EOT n. Which n is known only from the order of asking. */
  | { readonly kind: "status"; readonly byte: number }
  /** Four bytes, unasked at each change after GS a (automatic status back), and once to GS a itself. */
  | { readonly kind: "automatic"; readonly bytes: readonly number[] }
  /** One byte, to GS r 1: everything before it has been processed. */
  | { readonly kind: "paper"; readonly byte: number }
  /** To GS ( H, function 48: everything before it is on paper. */
  | { readonly kind: "process"; readonly id: string };

/**
 * Feeds on chunks cut anywhere and tells whole answers; bytes that fit nothing are skipped. An answer that breaks off
 * is given up at the first byte that cannot belong to it, and that byte is read anew.
 * The bits that tell answers apart: Sewoo LK-P command manual, "GS a" (first byte xxx1xx00, the others xxx0xxxx, never
 * with another answer in between) and "DLE EOT" (0xx1xx10); Epson's command reference from memory for GS ( H, which
 * answers 0x37 0x22, the id and NUL.
 */
export function answerReader(tell: (answer: Answer) => void): (chunk: Uint8Array) => void {
  let pending: number[] = [];
  return (chunk) => {
    for (const byte of chunk) {
      if (pending.length > 0 && !continues(pending, byte)) pending = [];
      pending.push(byte);
      const answer = read(pending);
      if (answer === "more") continue;
      pending = [];
      if (answer) tell(answer);
    }
  };
}

const beginsAutomatic = (byte: number): boolean => (byte & 0x93) === 0x10;
const beginsProcess = 0x37;

/** Characters that begin no answer, so that what is left of a torn one says nothing. */
const idCharacters = "1359QSUY";
const isIdCharacter = (byte: number): boolean => idCharacters.includes(String.fromCharCode(byte));

/** Four characters for the `n`th question of a connection; the first of them come again after 4096. */
export function processId(n: number): string {
  const places = [512, 64, 8, 1].map((weight) => Math.floor(n / weight) % 8);
  return places.map((place) => idCharacters[place]).join("");
}

/** Whether `byte` may follow what has come so far of an answer of several bytes. */
function continues(bytes: readonly number[], byte: number): boolean {
  if (bytes[0] !== beginsProcess) return (byte & 0x90) === 0x00;
  if (bytes.length === 1) return byte === 0x22;
  return bytes.length < 6 ? isIdCharacter(byte) : byte === 0;
}

function read(bytes: readonly number[]): Answer | "more" | undefined {
  const [first = 0] = bytes;
  if (first === beginsProcess)
    return bytes.length < 7 ? "more" : { kind: "process", id: String.fromCharCode(...bytes.slice(2, 6)) };
  if (beginsAutomatic(first)) return bytes.length < 4 ? "more" : { kind: "automatic", bytes };
  if ((first & 0x93) === 0x12) return { kind: "status", byte: first };
  if ((first & 0x90) === 0x00) return { kind: "paper", byte: first };
  return undefined;
}

/** The bytes that ask: DLE EOT 1 (printer), 2 (why it is offline), 4 (paper). Answered at once, even offline. */
export const statusQueries = [1, 2, 4].map((n) => Uint8Array.of(0x10, 0x04, n));

/** DLE EOT 3: which error it is, where DLE EOT 2 says that there is one. */
export const errorQuery = Uint8Array.of(0x10, 0x04, 3);

/** The error bit of DLE EOT 2. */
export const hasError = (offline: number): boolean => (offline & 0x40) !== 0;

/** The printer's status from its answers, in the order of `statusQueries`, and the one to `errorQuery` if it was asked. */
export function statusOf([printer = 0, offline = 0, paper = 0, error = 0]: readonly number[]): PrinterStatus {
  const end = (paper & 0x60) !== 0 || (offline & 0x20) !== 0;
  return {
    online: (printer & 0x08) === 0 && !hasError(offline),
    paper: end ? "end" : (paper & 0x0c) !== 0 ? "near-end" : "ok",
    coverOpen: (offline & 0x04) !== 0,
    ...errorOf(error),
  };
}

/** The same from automatic status. */
export function automaticStatusOf([printer = 0, error = 0, paper = 0]: readonly number[]): PrinterStatus {
  return {
    online: (printer & 0x08) === 0,
    paper: (paper & 0x0c) !== 0 ? "end" : (paper & 0x03) !== 0 ? "near-end" : "ok",
    coverOpen: (printer & 0x20) !== 0,
    ...errorOf(error),
  };
}

/** Bits of DLE EOT 3 and of the second byte of automatic status: 0x20 needs service, the others go or are mended. */
function errorOf(bits: number): Pick<PrinterStatus, "error"> {
  if ((bits & 0x20) !== 0) return { error: "unrecoverable" };
  return (bits & 0x4c) !== 0 ? { error: "recoverable" } : {};
}

/** The same from GS r 1, which is answered in its turn, and so only by a printer that is online. */
export function paperStatusOf(byte: number): PrinterStatus {
  const paper = (byte & 0x0c) !== 0 ? "end" : (byte & 0x03) !== 0 ? "near-end" : "ok";
  return { online: true, paper, coverOpen: false };
}

/** GS r 1: send the paper sensor's byte when you come to this place. */
export const paperQuery = Uint8Array.of(0x1d, 0x72, 1);

/** GS ( H, function 48: send back this id (of `processId`) once everything before is printed. */
export const processQuery = (id: string): Uint8Array =>
  Uint8Array.of(0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, ...Buffer.from(id, "ascii"));

/** GS a: tell changes of online, error and paper unasked (bits 1, 2, 3); and no more. */
export const automaticOn = Uint8Array.of(0x1d, 0x61, 0x0e);
export const automaticOff = Uint8Array.of(0x1d, 0x61, 0);
