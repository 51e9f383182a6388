/**
 * A QR code, model 2, bytes or digits, versions 1 to 10: enough for what a receipt carries.
 * Source: ISO/IEC 18004 (tables 7, 9 and 13 to 22, format and version information in annexes C and D).
 */

export type QrLevel = "L" | "M" | "Q" | "H";

/** Error-correction bytes of one block, and number of blocks, by version 1 to 10. */
const tables: Record<
  QrLevel,
  { readonly bits: number; readonly correction: readonly number[]; readonly blocks: readonly number[] }
> = {
  L: { bits: 1, correction: [7, 10, 15, 20, 26, 18, 20, 24, 30, 18], blocks: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4] },
  M: {
    bits: 0,
    correction: [10, 16, 26, 18, 24, 16, 18, 22, 22, 26],
    blocks: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5],
  },
  Q: {
    bits: 3,
    correction: [13, 22, 18, 26, 18, 24, 18, 22, 20, 24],
    blocks: [1, 1, 2, 2, 4, 4, 6, 6, 8, 8],
  },
  H: {
    bits: 2,
    correction: [17, 28, 22, 16, 22, 28, 26, 26, 24, 28],
    blocks: [1, 1, 2, 4, 4, 4, 5, 6, 8, 8],
  },
};
const allBytes = [26, 44, 70, 100, 134, 172, 196, 242, 292, 346];
const alignment = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
];

/** Product in the field of 256 elements with x^8 + x^4 + x^3 + x^2 + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> bit) & 1) * a;
  }
  return product;
}

function correctionOf(data: readonly number[], count: number): number[] {
  const divisor = [...Array<number>(count - 1).fill(0), 1];
  let root = 1;
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < count; j += 1)
      divisor[j] = times(divisor[j]!, root) ^ (j + 1 < count ? divisor[j + 1]! : 0);
    root = times(root, 2);
  }
  const rest = Array<number>(count).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift()!;
    rest.push(0);
    divisor.forEach((coefficient, i) => {
      rest[i] = rest[i]! ^ times(coefficient, factor);
    });
  }
  return rest;
}

/** Of a group of so many digits. */
const DIGIT_BITS = [0, 4, 7, 10];

function isDigits(data: Uint8Array): boolean {
  return data.length > 0 && data.every((byte) => byte >= 0x30 && byte <= 0x39);
}

/** Mode, length and contents. */
function bitsOf(data: Uint8Array, version: number): number {
  if (!isDigits(data)) return 4 + (version < 10 ? 8 : 16) + data.length * 8;
  const rest = data.length % 3;
  return 4 + (version < 10 ? 10 : 12) + Math.floor(data.length / 3) * 10 + DIGIT_BITS[rest]!;
}

function codewords(data: Uint8Array, version: number, level: QrLevel): number[] {
  const table = tables[level];
  const blocks = table.blocks[version - 1]!;
  const correction = table.correction[version - 1]!;
  const total = allBytes[version - 1]!;
  const capacity = total - blocks * correction;
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1);
  };
  if (isDigits(data)) {
    put(1, 4);
    put(data.length, version < 10 ? 10 : 12);
    const three =
      Buffer.from(data)
        .toString("latin1")
        .match(/.{1,3}/g) ?? [];
    for (const digits of three) put(Number(digits), DIGIT_BITS[digits.length]!);
  } else {
    put(4, 4);
    put(data.length, version < 10 ? 8 : 16);
    for (const byte of data) put(byte, 8);
  }
  put(0, Math.min(4, capacity * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  const bytes: number[] = [];
  for (let at = 0; at < bits.length; at += 8) bytes.push(Number.parseInt(bits.slice(at, at + 8).join(""), 2));
  for (let pad = 0xec; bytes.length < capacity; pad ^= 0xec ^ 0x11) bytes.push(pad);

  const shortBlocks = blocks - (total % blocks);
  const shortLength = Math.floor(total / blocks) - correction;
  const parts: { data: number[]; correction: number[] }[] = [];
  for (let block = 0, at = 0; block < blocks; block += 1) {
    const length = shortLength + (block < shortBlocks ? 0 : 1);
    const part = bytes.slice(at, at + length);
    parts.push({ data: part, correction: correctionOf(part, correction) });
    at += length;
  }
  const result: number[] = [];
  for (let i = 0; i <= shortLength; i += 1)
    for (const part of parts) if (i < part.data.length) result.push(part.data[i]!);
  for (let i = 0; i < correction; i += 1) for (const part of parts) result.push(part.correction[i]!);
  return result;
}

/** @returns rows of modules, true is dark, without the quiet zone; `undefined` if the value is too long for version 10. */
export function qrModules(data: Uint8Array, level: QrLevel): readonly (readonly boolean[])[] | undefined {
  const table = tables[level];
  const version =
    allBytes.findIndex((total, i) => {
      const capacity = total - table.blocks[i]! * table.correction[i]!;
      return bitsOf(data, i + 1) <= capacity * 8;
    }) + 1;
  if (version === 0) return undefined;
  const size = 17 + version * 4;
  const dark: boolean[][] = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const fixed: boolean[][] = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const set = (x: number, y: number, value: boolean) => {
    if (x < 0 || y < 0 || x >= size || y >= size) return;
    dark[y]![x] = value;
    fixed[y]![x] = true;
  };

  for (let i = 0; i < size; i += 1) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  const finder = (cx: number, cy: number) => {
    for (let dy = -4; dy <= 4; dy += 1)
      for (let dx = -4; dx <= 4; dx += 1) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        set(cx + dx, cy + dy, ring !== 2 && ring !== 4);
      }
  };
  finder(3, 3);
  finder(size - 4, 3);
  finder(3, size - 4);
  const places = alignment[version - 1]!;
  for (const cx of places)
    for (const cy of places) {
      const corner = (cx === 6 && cy === 6) || (cx === 6 && cy === size - 7) || (cx === size - 7 && cy === 6);
      if (corner) continue;
      for (let dy = -2; dy <= 2; dy += 1)
        for (let dx = -2; dx <= 2; dx += 1) set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
    }
  // One mask for all: a printer weighs eight of them for contrast, a reader accepts any.
  const mask = 0;
  const format = bch((table.bits << 3) | mask, 10, 0x537) ^ 0x5412;
  const bit = (value: number, i: number) => ((value >>> i) & 1) === 1;
  for (let i = 0; i <= 5; i += 1) set(8, i, bit(format, i));
  set(8, 7, bit(format, 6));
  set(8, 8, bit(format, 7));
  set(7, 8, bit(format, 8));
  for (let i = 9; i < 15; i += 1) set(14 - i, 8, bit(format, i));
  for (let i = 0; i < 8; i += 1) set(size - 1 - i, 8, bit(format, i));
  for (let i = 8; i < 15; i += 1) set(8, size - 15 + i, bit(format, i));
  set(8, size - 8, true);
  if (version >= 7) {
    const information = bch(version, 12, 0x1f25);
    for (let i = 0; i < 18; i += 1) {
      const [a, b] = [size - 11 + (i % 3), Math.floor(i / 3)];
      set(a, b, bit(information, i));
      set(b, a, bit(information, i));
    }
  }

  const bytes = codewords(data, version, level);
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1)
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
        if (fixed[y]![x]) continue;
        const data = at < bytes.length * 8 && ((bytes[at >>> 3]! >>> (7 - (at & 7))) & 1) === 1;
        dark[y]![x] = data !== ((x + y) % 2 === 0);
        at += 1;
      }
  }
  return dark;
}

/** Value followed by its remainder of `length` bits. */
function bch(value: number, length: number, generator: number): number {
  let rest = value;
  for (let i = 0; i < length; i += 1) rest = (rest << 1) ^ ((rest >>> (length - 1)) * generator);
  return (value << length) | rest;
}
