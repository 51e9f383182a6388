/** Where the zstd frames of a file begin and end (RFC 8878), without unpacking them: Node unpacks one at a time. */

import type { PackedFile } from "./packed-file.ts";

const MAGIC = 0xfd2fb528;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const BLOCK_HEADER_BYTES = 3;
const REPEATED_BYTE = 1;
const CHECKSUM_BYTES = 4;
/** Magic, descriptor, window, dictionary and size, at the most. */
const HEADER_BYTES = 18;

export interface Frame {
  readonly from: number;
  readonly to: number;
}

/** One behind the other, to the last byte. What is no whole frame is one by itself, for whoever unpacks it to refuse. */
export function framesOf(file: PackedFile): readonly Frame[] {
  const frames: Frame[] = [];
  for (let from = 0; from < file.length; ) {
    const to = Math.min(endOf(file, from) ?? file.length, file.length);
    frames.push({ from, to });
    from = to;
  }
  return frames;
}

/** Of the frame that begins there. */
function endOf(file: PackedFile, begin: number): number | undefined {
  const head = viewOf(file.part(begin, begin + HEADER_BYTES));
  if (head.length < 5 || head.readUInt32LE(0) !== MAGIC) return undefined;
  const descriptor = head[4]!;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 && isSingleSegment ? 1 : CONTENT_SIZE_BYTES[sizeFlag]!;
  let at = begin + 5 + (isSingleSegment ? 0 : 1) + DICTIONARY_ID_BYTES[descriptor & 3]! + sizeBytes;
  for (let isLast = false; !isLast; ) {
    const block = viewOf(file.part(at, at + BLOCK_HEADER_BYTES));
    if (block.length < BLOCK_HEADER_BYTES) return undefined;
    const header = block.readUIntLE(0, BLOCK_HEADER_BYTES);
    isLast = (header & 1) === 1;
    at += BLOCK_HEADER_BYTES + (((header >> 1) & 3) === REPEATED_BYTE ? 1 : header >> 3);
  }
  return at + ((descriptor & 4) !== 0 ? CHECKSUM_BYTES : 0);
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
