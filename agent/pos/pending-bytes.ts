/** What has come of a message that is not whole yet. Joined once, so that a dripping sender costs no quadratic copying. */

import { PosError } from "./protocol.ts";

export interface PendingBytes {
  /** Throws PosError `too-large`: more than a message may have has come without an end. */
  add(piece: Uint8Array): void;
  /** All that has come, as one piece, and starts anew. */
  take(): Uint8Array;
  readonly length: number;
}

export function pendingBytes(bytesMax: number): PendingBytes {
  let pieces: Uint8Array[] = [];
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(piece) {
      if (piece.length === 0) return;
      length += piece.length;
      if (length > bytesMax) throw tooLarge(bytesMax);
      pieces.push(piece);
    },
    take() {
      const whole = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
      pieces = [];
      length = 0;
      return whole;
    },
  };
}

export function tooLarge(bytesMax: number): PosError {
  return new PosError("too-large", { detail: `a message has at most ${bytesMax} bytes` });
}
