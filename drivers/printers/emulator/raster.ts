/** A paper in dots, as the print head burns them: what a person would hold in the hand, one bit a dot. */
import { glyph } from "./glyphs.ts";
import { type Align, type Bitmap, fontDots, type Mark, plain, type Run } from "./paper.ts";

/** Rows that grow downwards, all of one width. */
class Canvas {
  readonly widthDots: number;
  readonly #rows: Uint8Array[] = [];

  constructor(widthDots: number) {
    this.widthDots = widthDots;
  }

  get heightDots(): number {
    return this.#rows.length;
  }

  reach(heightDots: number): void {
    while (this.#rows.length < heightDots) this.#rows.push(new Uint8Array(this.widthDots));
  }

  /** What lies beside the paper is not printed. */
  set(x: number, y: number, dark = 1): void {
    this.reach(y + 1);
    if (x >= 0 && x < this.widthDots) this.#rows[y]![x] = dark;
  }

  fill(x0: number, y0: number, width: number, height: number, dark = 1): void {
    for (let y = y0; y < y0 + height; y += 1) for (let x = x0; x < x0 + width; x += 1) this.set(x, y, dark);
  }

  isDark(x: number, y: number): boolean {
    return this.#rows[y]?.[x] === 1;
  }
}

/** Letters stand on a line 19 of 24 dots below the top of their cell. */
const baselineOf = (heightDots: number): number => Math.round((heightDots * 19) / 24);

const leftOf = (align: Align, width: number, paperDots: number): number =>
  align === "left" ? 0 : Math.max(0, Math.floor((paperDots - width) / (align === "center" ? 2 : 1)));

function drawRun(canvas: Canvas, { text, style, x }: Run, x0: number, baseline: number): void {
  const cell = fontDots[style.font];
  const [step, height] = [cell.width * style.width, cell.height * style.height];
  const top = baseline - baselineOf(height);
  const ink = style.inverse ? 0 : 1;
  if (style.inverse) canvas.fill(x0 + x, top, text.length * step, height);
  [...text].forEach((character, place) => {
    const letter = glyph(style.font, character);
    const left = x0 + x + place * step;
    for (let dy = 0; dy < height; dy += 1)
      for (let dx = 0; dx < step; dx += 1) {
        const [lx, ly] = [Math.floor(dx / style.width), Math.floor(dy / style.height)];
        if (lx >= letter.widthDots || ly >= letter.heightDots) continue;
        // Bold is struck twice, a dot apart, as a thermal head does it.
        if (letter.isDark(lx, ly) || (style.bold && lx > 0 && letter.isDark(lx - 1, ly)))
          canvas.set(left + dx, top + dy, ink);
      }
  });
  if (style.underline > 0) canvas.fill(x0 + x, top + height - 2, text.length * step, style.underline, ink);
}

function drawLabel(canvas: Canvas, text: string, centre: number, top: number): void {
  const width = text.length * fontDots.A.width;
  const run = { x: 0, text, style: plain };
  drawRun(canvas, run, Math.round(centre - width / 2), top + baselineOf(fontDots.A.height));
}

/** Draws the mark with its top at `y`. Returns how far down it reaches. */
function draw(canvas: Canvas, mark: Mark, y: number): number {
  const paperDots = canvas.widthDots;
  switch (mark.kind) {
    case "feed":
      return mark.heightDots;
    case "line": {
      const x0 = leftOf(mark.align, mark.widthDots, paperDots);
      const tallest = Math.max(...mark.runs.map(({ style }) => fontDots[style.font].height * style.height));
      for (const run of mark.runs) drawRun(canvas, run, x0, y + baselineOf(tallest));
      return mark.heightDots;
    }
    case "barcode": {
      const { modules, moduleDots, heightDots, labelPlace, label } = mark;
      const width = modules.length * moduleDots;
      const x0 = leftOf(mark.align, width, paperDots);
      const [above, below] = [labelPlace, labelPlace].map(
        (place, i) => place === "both" || place === ["above", "below"][i],
      );
      const top = y + (above ? 28 : 4);
      [...modules].forEach((module, i) => {
        if (module === "1") canvas.fill(x0 + i * moduleDots, top, moduleDots, heightDots);
      });
      if (above) drawLabel(canvas, label, x0 + width / 2, y);
      if (below) drawLabel(canvas, label, x0 + width / 2, top + heightDots + 4);
      return top - y + heightDots + (below ? 30 : 4);
    }
    case "qr": {
      const modules = mark.modules ?? hollow(60);
      const side = modules.length * mark.moduleDots;
      const x0 = leftOf(mark.align, side, paperDots);
      modules.forEach((row, my) => {
        row.forEach((dark, mx) => {
          if (dark)
            canvas.fill(
              x0 + mx * mark.moduleDots,
              y + 4 + my * mark.moduleDots,
              mark.moduleDots,
              mark.moduleDots,
            );
        });
      });
      return side + 12;
    }
    case "image": {
      const { widthDots, heightDots, bits } = mark.bitmap;
      const x0 = leftOf(mark.align, widthDots, paperDots);
      const rowBytes = Math.ceil(widthDots / 8);
      for (let dy = 0; dy < heightDots; dy += 1)
        for (let dx = 0; dx < widthDots; dx += 1)
          if (((bits[dy * rowBytes + (dx >> 3)] ?? 0) >> (7 - (dx & 7))) & 1) canvas.set(x0 + dx, y + dy);
      return heightDots;
    }
    default:
      return mark satisfies never;
  }
}

/** Stands for a code that was too long for the emulator. */
const hollow = (side: number): boolean[][] =>
  Array.from({ length: side }, (_, y) =>
    Array.from({ length: side }, (_, x) => y === 0 || x === 0 || y === side - 1 || x === side - 1),
  );

/** @param columns of font A on the paper. */
export function raster(marks: readonly Mark[], columns: number): Bitmap {
  const canvas = new Canvas(columns * fontDots.A.width);
  let y = 0;
  for (const mark of marks) {
    y += draw(canvas, mark, y);
    canvas.reach(y);
  }
  const rowBytes = Math.ceil(canvas.widthDots / 8);
  const bits = new Uint8Array(rowBytes * canvas.heightDots);
  for (let row = 0; row < canvas.heightDots; row += 1)
    for (let x = 0; x < canvas.widthDots; x += 1)
      if (canvas.isDark(x, row)) bits[row * rowBytes + (x >> 3)]! |= 0x80 >> (x & 7);
  return { widthDots: canvas.widthDots, heightDots: canvas.heightDots, bits };
}
