/** Messages on a connection: four bytes with the length, then so many bytes of JSON. */

/** The largest message that is taken; the protocol's own stay far below. */
export const FRAME_MAX = 1 << 20;
const HEADER = 4;

export function framed(value: unknown): Buffer {
  const text = JSON.stringify(value);
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEADER + length);
  frame.writeUInt32BE(length, 0);
  frame.write(text, HEADER);
  return frame;
}

/** Takes bytes as they come, gives whole messages. Throws for one that is too long or no JSON: close the connection. */
export function frameReader(): (bytes: Buffer) => unknown[] {
  let parts: Buffer[] = [];
  let size = 0;
  return (bytes) => {
    parts.push(bytes);
    size += bytes.length;
    const values: unknown[] = [];
    while (size >= HEADER) {
      // Joined only when a message is whole: a long one comes in many pieces.
      if (parts[0]!.length < HEADER) parts = [Buffer.concat(parts)];
      const length = parts[0]!.readUInt32BE(0);
      if (length > FRAME_MAX) throw new Error(`a message of ${length} bytes: ${FRAME_MAX} at the most`);
      if (size < HEADER + length) break;
      const all = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      values.push(JSON.parse(all.toString("utf8", HEADER, HEADER + length)));
      const rest = all.subarray(HEADER + length);
      parts = rest.length > 0 ? [rest] : [];
      size = rest.length;
    }
    return values;
  };
}
