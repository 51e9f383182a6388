/** The bytes of a file, wherever they lie: a large one stays on the disk, and is read a piece at a time. */

import { createHash } from "node:crypto";

export interface PackedFile {
  readonly length: number;
  /** From one place up to another; less at its end. Throws SyncError `unusable` where it is not there any more. */
  part(from: number, to: number): Uint8Array;
}

export function inMemory(bytes: Uint8Array): PackedFile {
  return { length: bytes.length, part: (from, to) => bytes.subarray(from, to) };
}

/** Of a file that is not in memory so much is read at a time. */
const READ_BYTES = 256 * 1024;

/** SHA-256, hex. */
export function hashOf(file: PackedFile): string {
  const sum = createHash("sha256");
  for (let at = 0; at < file.length; at += READ_BYTES) sum.update(file.part(at, at + READ_BYTES));
  return sum.digest("hex");
}
