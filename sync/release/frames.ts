/** Where the zstd frames of a file begin and end (RFC 8878), without unpacking them: Node unpacks one at a time. */

const MAGIC = 0xfd2fb528;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const BLOCK_HEADER_BYTES = 3;
const REPEATED_BYTE = 1;
const CHECKSUM_BYTES = 4;

/** One behind the other, to the last byte. What is no whole frame is one by itself, for whoever unpacks it to refuse. */
export function framesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const frames: Uint8Array[] = [];
  for (let at = 0; at < view.length; ) {
    const end = Math.min(endOf(view, at) ?? view.length, view.length);
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return frames;
}

/** Of the frame that begins there. */
function endOf(view: Buffer, begin: number): number | undefined {
  if (begin + 5 > view.length || view.readUInt32LE(begin) !== MAGIC) return undefined;
  const descriptor = view[begin + 4]!;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 && isSingleSegment ? 1 : CONTENT_SIZE_BYTES[sizeFlag]!;
  let at = begin + 5 + (isSingleSegment ? 0 : 1) + DICTIONARY_ID_BYTES[descriptor & 3]! + sizeBytes;
  for (let isLast = false; !isLast; ) {
    if (at + BLOCK_HEADER_BYTES > view.length) return undefined;
    const header = view.readUIntLE(at, BLOCK_HEADER_BYTES);
    isLast = (header & 1) === 1;
    at += BLOCK_HEADER_BYTES + (((header >> 1) & 3) === REPEATED_BYTE ? 1 : header >> 3);
  }
  return at + ((descriptor & 4) !== 0 ? CHECKSUM_BYTES : 0);
}
