/** Dots of images, from the layouts in which commands carry them. */

import type { Bitmap } from "./paper.ts";

const dotAt = (bitmap: Bitmap, x: number, y: number) =>
  ((bitmap.bits[y * Math.ceil(bitmap.widthDots / 8) + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;

function drawn(widthDots: number, heightDots: number, isDark: (x: number, y: number) => boolean): Bitmap {
  const rowBytes = Math.ceil(widthDots / 8);
  const bits = new Uint8Array(rowBytes * heightDots);
  for (let y = 0; y < heightDots; y += 1)
    for (let x = 0; x < widthDots; x += 1)
      if (isDark(x, y)) bits[y * rowBytes + (x >> 3)]! |= 0x80 >> (x & 7);
  return { widthDots, heightDots, bits };
}

/** @param mode bit 0 doubles the width, bit 1 the height. */
export function scaled(bitmap: Bitmap, mode: number): Bitmap {
  const [sx, sy] = [mode & 1 ? 2 : 1, mode & 2 ? 2 : 1];
  if (sx === 1 && sy === 1) return bitmap;
  return drawn(
    bitmap.widthDots * sx,
    bitmap.heightDots * sy,
    (x, y) => dotAt(bitmap, Math.floor(x / sx), Math.floor(y / sy)) === 1,
  );
}

/** ESC * m nL nH: columns from the left, bits from the top; 8-dot modes are three dots high, single density two wide. */
export function columnsToBitmap(data: Uint8Array): Bitmap {
  const mode = data[0]!;
  const columns = data[1]! + data[2]! * 256;
  const bytes = mode >= 32 ? 3 : 1;
  const tall = mode >= 32 ? 1 : 3;
  const wide = mode === 0 || mode === 32 ? 2 : 1;
  return drawn(columns * wide, 24, (x, y) => {
    const bit = Math.floor(y / tall);
    return (((data[3 + Math.floor(x / wide) * bytes + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
  });
}
