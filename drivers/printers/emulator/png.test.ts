/** The picture of a receipt, pixel by pixel. */
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { code128, ean13 } from "./bars.ts";
import { glyph } from "./glyphs.ts";
import { type Mark, plain, type Style } from "./paper.ts";
import { marginDots, receiptPng } from "./png.ts";

/** Whether a dot of the print head was burnt. */
function dots(...marks: readonly Mark[]): {
  isDark(x: number, y: number): boolean;
  width: number;
  height: number;
} {
  const { width, height, data } = PNG.sync.read(receiptPng({ marks, columns: 42 }));
  return {
    isDark: (x, y) => data[((y + marginDots) * width + x + marginDots) * 4]! < 128,
    width: width - 2 * marginDots,
    height: height - 2 * marginDots,
  };
}

const line = (text: string, style: Partial<Style> = {}, x = 0): Mark => ({
  kind: "line",
  align: "left",
  runs: [{ x, text, style: { ...plain, ...style } }],
  widthDots: x + text.length * 12 * (style.width ?? 1),
  heightDots: 30 * (style.height ?? 1),
});

test("a letter stands in its column, dot by dot", () => {
  const euro = glyph("A", "€");
  const picture = dots(line("€", {}, 41 * 12));
  expect([picture.width, picture.height]).toEqual([504, 30]);
  for (let y = 0; y < 24; y += 1)
    for (let x = 0; x < 12; x += 1) expect(picture.isDark(41 * 12 + x, y)).toBe(euro.isDark(x, y));
  expect(picture.isDark(40 * 12 + 6, 12)).toBe(false);
});

test("bold, double size, underline and inverse are seen", () => {
  const ink = (mark: Mark): number => {
    const { isDark, width, height } = dots(mark);
    let sum = 0;
    for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) sum += Number(isDark(x, y));
    return sum;
  };
  const once = ink(line("Caffè"));
  expect(ink(line("Caffè", { bold: true }))).toBeGreaterThan(once);
  expect(ink(line("Caffè", { width: 2, height: 2 }))).toBe(once * 4);
  expect(ink(line("Caffè", { underline: 1 }))).toBeGreaterThan(once + 30);
  expect(ink(line("Caffè", { inverse: true }))).toBe(5 * 12 * 24 - once);
});

test("every letter of an Italian receipt is in both fonts, and one that is not is a box", () => {
  for (const font of ["A", "B"] as const) {
    const dotsOf = (letter: string): string => {
      const { widthDots, heightDots, isDark } = glyph(font, letter);
      const places = Array.from({ length: widthDots * heightDots }, (_, i) => i);
      return places.map((i) => (isDark(i % widthDots, Math.floor(i / widthDots)) ? "#" : ".")).join("");
    };
    const box = dotsOf("無");
    expect(box).toContain("####");
    for (const letter of "€àèéìòùÀÈÉÌÒÙ°çñüß£½²«»─│") {
      expect(dotsOf(letter)).toContain("#");
      expect(dotsOf(letter)).not.toBe(box);
    }
  }
});

test.each([
  ["EAN-13", ean13("9900000000011"), 3],
  ["Code 128", code128(Buffer.from("{BSPRING")), 2],
])("the bars of %s are as wide as they must be", (symbology, bars, moduleDots) => {
  if (!bars.ok) throw new Error(bars.why);
  const { modules, label } = bars;
  const common = { symbology, modules, label, moduleDots, heightDots: 80, labelPlace: "below" } as const;
  const { isDark } = dots({ kind: "barcode", align: "center", ...common });
  const left = Math.floor((504 - modules.length * moduleDots) / 2);
  const row = [...modules].map((_, i) => (isDark(left + i * moduleDots + 1, 40) ? "1" : "0")).join("");
  expect(row).toBe(modules);
  expect(isDark(left - 1, 40)).toBe(false);
});
