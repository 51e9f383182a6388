/** For tests and for looking: a receipt as a PNG, dot by dot, with a margin of paper around it. Needs no browser. */
import { PNG } from "pngjs";
import type { EmulatedReceipt } from "./printer.ts";
import { raster } from "./raster.ts";

export const marginDots = 24;
const [ink, paper] = [0x1d, 0xff];

export function receiptPng({ marks, columns }: Pick<EmulatedReceipt, "marks" | "columns">): Buffer {
  const { widthDots, heightDots, bits } = raster(marks, columns);
  const png = new PNG({ width: widthDots + 2 * marginDots, height: heightDots + 2 * marginDots });
  png.data.fill(paper);
  const rowBytes = Math.ceil(widthDots / 8);
  for (let y = 0; y < heightDots; y += 1)
    for (let x = 0; x < widthDots; x += 1)
      if ((bits[y * rowBytes + (x >> 3)]! >> (7 - (x & 7))) & 1)
        png.data.fill(ink, ...pixel((y + marginDots) * png.width + x + marginDots));
  return PNG.sync.write(png, { colorType: 0 });
}

/** Red, green and blue of a pixel; its fourth byte stays opaque. */
const pixel = (place: number): [number, number] => [place * 4, place * 4 + 3];
