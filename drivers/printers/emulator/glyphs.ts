/** Letters in dots: Spleen (font/LICENSE), 12 × 24 as font A and 8 × 16 in the 9 × 17 dots of font B. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export interface Glyph {
  readonly widthDots: number;
  readonly heightDots: number;
  isDark(x: number, y: number): boolean;
}

const files = {
  A: new URL("./font/spleen-12x24.psfu.gz", import.meta.url),
  B: new URL("./font/spleen-8x16.psfu.gz", import.meta.url),
};
const fonts = new Map<string, (character: string) => Glyph>();

/** A character that the font has not is a hollow box. */
export function glyph(font: "A" | "B", character: string): Glyph {
  let letters = fonts.get(font);
  if (letters === undefined) {
    letters = readFont(gunzipSync(readFileSync(files[font])));
    fonts.set(font, letters);
  }
  return letters(character);
}

interface Letters {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly count: number;
  /** Where the first letter begins, and how many bytes each has. */
  readonly start: number;
  readonly letterBytes: number;
  /** What ends the list of characters that a letter stands for. */
  readonly end: number;
  readonly encoding: "utf8" | "utf16le";
}

/** PC Screen Font: version 1 has a header of four bytes, version 2 one of eight words. */
function lettersOf(file: Buffer): Letters {
  if (file.readUInt16LE(0) === 0x0436) {
    const [mode, heightDots] = [file[2]!, file[3]!];
    const count = (mode & 1) === 1 ? 512 : 256;
    const utf16 = { end: 0xffff, encoding: "utf16le" } as const;
    return { widthDots: 8, heightDots, count, start: 4, letterBytes: heightDots, ...utf16 };
  }
  const word = (place: number): number => file.readUInt32LE(place * 4);
  const [start, count, letterBytes, heightDots, widthDots] = [word(2), word(4), word(5), word(6), word(7)];
  return { widthDots, heightDots, count, start, letterBytes, end: 0xff, encoding: "utf8" };
}

function readFont(file: Buffer): (character: string) => Glyph {
  const { widthDots, heightDots, count, start, letterBytes, end, encoding } = lettersOf(file);
  const rowBytes = Math.ceil(widthDots / 8);
  const places = new Map<string, number>();
  let at = start + count * letterBytes;
  for (let place = 0; place < count; place += 1) {
    let to = at;
    if (end === 0xff) to = file.indexOf(end, at);
    else while (file.readUInt16LE(to) !== end) to += 2;
    for (const character of file.subarray(at, to).toString(encoding)) places.set(character, place);
    at = to + (end === 0xff ? 1 : 2);
  }
  const box = (x: number, y: number): boolean => {
    const [right, top, bottom] = [widthDots - 2, 4, heightDots - 6];
    if (x > right || y < top || y > bottom) return false;
    return x === 0 || x === right || y === top || y === bottom;
  };
  return (character) => {
    const place = places.get(character);
    if (place === undefined) return { widthDots, heightDots, isDark: box };
    const letter = file.subarray(start + place * letterBytes);
    const isDark = (x: number, y: number): boolean =>
      ((letter[y * rowBytes + (x >> 3)]! >> (7 - (x & 7))) & 1) === 1;
    return { widthDots, heightDots, isDark };
  };
}
