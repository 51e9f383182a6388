/** As much of DER (X.690) as a certificate needs: values written by tag, length and content, and read apart again. */

const TAG = { boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utf8: 0x0c } as const;

export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts);
export const octets = (bytes: Uint8Array): Buffer => der(TAG.octets, bytes);
export const utf8 = (text: string): Buffer => der(TAG.utf8, Buffer.from(text));
export const yes = (): Buffer => der(TAG.boolean, Buffer.from([0xff]));
/** `[n]` around something: `constructed` around whole values, else in the place of a value's own tag. */
export const tagged = (n: number, constructed: boolean, ...content: readonly Uint8Array[]): Buffer =>
  der((constructed ? 0xa0 : 0x80) | n, ...content);

/** A number that is not negative, its bytes from the highest. */
export function integer(bytes: Uint8Array): Buffer {
  const from = bytes.findIndex((byte) => byte !== 0);
  const short = from === -1 ? Buffer.from([0]) : Buffer.from(bytes.subarray(from));
  return der(TAG.integer, (short[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), short]) : short);
}

/** @param unused how many of the last byte's lowest bits say nothing */
export function bits(bytes: Uint8Array, unused = 0): Buffer {
  return der(TAG.bits, Buffer.from([unused]), bytes);
}

/** "2.5.29.17" */
export function oid(name: string): Buffer {
  const [first = 0, second = 0, ...rest] = name.split(".").map(Number);
  return der(TAG.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Whole seconds; two digits for the year up to 2049, as RFC 5280 (4.1.2.5) demands, four from then on. */
export function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\.\d+|[-:T]/g, "");
  const short = digits < "2050";
  return der(short ? 0x17 : 0x18, Buffer.from(short ? digits.slice(2) : digits));
}

/** The values inside a constructed one, each whole. Of DER that OpenSSL has read: nothing is checked. */
export function inside(value: Uint8Array): Buffer[] {
  const bytes = Buffer.from(value);
  const parts: Buffer[] = [];
  for (let at = extent(bytes, 0).from; at < bytes.length; ) {
    const { to } = extent(bytes, at);
    parts.push(bytes.subarray(at, to));
    at = to;
  }
  return parts;
}

function extent(bytes: Buffer, at: number): { from: number; to: number } {
  const short = bytes.readUInt8(at + 1);
  const count = short < 0x80 ? 0 : short & 0x7f;
  const length = count === 0 ? short : bytes.readUIntBE(at + 2, count);
  const from = at + 2 + count;
  return { from, to: from + length };
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const short = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([0x80 | short.length]), short]);
}

function base128(value: number): number[] {
  const low = value % 128;
  const high = Math.floor(value / 128);
  return high === 0 ? [low] : [...base128(high).map((byte) => byte | 0x80), low];
}
