/** A paper as an SVG picture: torn edge, letters on their dots, real bars. One user unit is one dot of the print head. */

import { type Align, type Bitmap, fontDots, type Mark, type Run } from "./paper.ts";

const ink = "#1d1d1f";
const paper = "#fdfcf8";
const marginDots = 34;
const tooth = 8;
/** Width of a letter of the usual monospace fonts, in their own size. */
const glyphWidth = 0.602;

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const left = (align: Align, width: number, paperDots: number) =>
  align === "left" ? 0 : Math.max(0, Math.floor((paperDots - width) / (align === "center" ? 2 : 1)));

function runPicture(run: Run, x0: number, baseline: number, lineTop: number, heightDots: number): string {
  const { style } = run;
  const font = fontDots[style.font];
  const step = font.width * style.width;
  const width = run.text.length * step;
  const x = x0 + run.x;
  const parts: string[] = [];
  if (style.inverse)
    parts.push(`<rect x="${x}" y="${lineTop}" width="${width}" height="${heightDots}" fill="${ink}"/>`);
  // Word by word, each at its own dot: spaces and the viewer's idea of the font can't move the columns.
  for (const word of run.text.matchAll(/[^ \u00a0]+/g)) {
    const weight = style.bold ? ' font-weight="bold"' : "";
    parts.push(
      `<text transform="translate(${x + word.index * step} ${baseline}) scale(${style.width} ${style.height})" ` +
        `font-size="${(font.width / glyphWidth).toFixed(2)}" textLength="${word[0].length * font.width}" ` +
        `lengthAdjust="spacingAndGlyphs" fill="${style.inverse ? paper : ink}"${weight}>${escaped(word[0])}</text>`,
    );
  }
  if (style.underline > 0)
    parts.push(
      `<rect x="${x}" y="${baseline + 3}" width="${width}" height="${style.underline}" fill="${ink}"/>`,
    );
  return parts.join("");
}

/** Horizontal stretches of dark dots as one path. */
function dotsPath(rows: number, isDark: (x: number, y: number) => boolean, columns: number): string {
  let path = "";
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < columns; x += 1) {
      if (!isDark(x, y)) continue;
      const start = x;
      while (x < columns && isDark(x, y)) x += 1;
      path += `M${start} ${y}h${x - start}v1h${start - x}z`;
    }
  return path;
}

function bitmapPath(bitmap: Bitmap): string {
  const rowBytes = Math.ceil(bitmap.widthDots / 8);
  const isDark = (x: number, y: number) =>
    (((bitmap.bits[y * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 1;
  return dotsPath(bitmap.heightDots, isDark, bitmap.widthDots);
}

function label(text: string, centre: number, y: number, size = 20): string {
  return `<text x="${centre}" y="${y}" font-size="${size}" text-anchor="middle" fill="${ink}">${escaped(text)}</text>`;
}

/** @returns what draws the mark with its top at `y`, and how far down it reaches. */
function markPicture(mark: Mark, y: number, paperDots: number): { svg: string; height: number } {
  switch (mark.kind) {
    case "feed":
      return { svg: "", height: mark.heightDots };
    case "line": {
      const x0 = left(mark.align, mark.widthDots, paperDots);
      const tallest = Math.max(...mark.runs.map((run) => fontDots[run.style.font].height * run.style.height));
      // Letters of every size stand on one baseline, a fifth above the bottom of the tallest.
      const baseline = y + Math.round(tallest * 0.8);
      const svg = mark.runs
        .map((run) => runPicture(run, x0, baseline, y, Math.min(tallest + 4, mark.heightDots)))
        .join("");
      return { svg, height: mark.heightDots };
    }
    case "barcode": {
      const width = mark.modules.length * mark.moduleDots;
      const x0 = left(mark.align, width, paperDots);
      const above = mark.labelPlace === "above" || mark.labelPlace === "both";
      const below = mark.labelPlace === "below" || mark.labelPlace === "both";
      const top = y + (above ? 28 : 4);
      const bars = dotsPath(1, (x) => mark.modules[x] === "1", mark.modules.length);
      const centre = x0 + width / 2;
      const svg =
        `<path transform="translate(${x0} ${top}) scale(${mark.moduleDots} ${mark.heightDots})" d="${bars}" fill="${ink}"/>` +
        (above ? label(mark.label, centre, y + 20) : "") +
        (below ? label(mark.label, centre, top + mark.heightDots + 22) : "");
      return { svg, height: top - y + mark.heightDots + (below ? 30 : 4) };
    }
    case "qr": {
      const side = (mark.modules?.length ?? 60) * mark.moduleDots;
      const x0 = left(mark.align, side, paperDots);
      if (mark.modules === undefined) {
        const box = `<rect x="${x0}" y="${y + 4}" width="${side}" height="${side}" fill="none" stroke="${ink}" stroke-width="3"/>`;
        return {
          svg: box + label(`QR ${mark.value.slice(0, 12)}…`, x0 + side / 2, y + side / 2),
          height: side + 12,
        };
      }
      const modules = mark.modules;
      const path = dotsPath(modules.length, (x, row) => modules[row]![x]!, modules.length);
      const svg = `<path transform="translate(${x0} ${y + 4}) scale(${mark.moduleDots})" d="${path}" fill="${ink}"/>`;
      return { svg, height: side + 12 };
    }
    case "image": {
      const { widthDots, heightDots } = mark.bitmap;
      const x0 = left(mark.align, widthDots, paperDots);
      return {
        svg: `<path transform="translate(${x0} ${y})" d="${bitmapPath(mark.bitmap)}" fill="${ink}"/>`,
        height: heightDots,
      };
    }
    default:
      return mark satisfies never;
  }
}

/** A zigzag from left to right (`direction` 1) or back, as relative path steps. */
function teeth(width: number, direction: 1 | -1): string {
  const count = Math.round(width / (tooth * 2));
  const half = (width / count / 2) * direction;
  return Array.from({ length: count }, () => `l${half} ${-tooth}l${half} ${tooth}`).join("");
}

/** @param paperDots printable width. @returns a whole SVG document. */
export function picture(marks: readonly Mark[], paperDots: number): string {
  const width = paperDots + marginDots * 2;
  let y = marginDots;
  let body = "";
  for (const mark of marks) {
    const { svg, height } = markPicture(mark, y, paperDots);
    body += svg;
    y += height;
  }
  const height = y + marginDots;
  const shade = 16;
  const edge = `M0 ${tooth}${teeth(width, 1)}V${height}${teeth(width, -1)}Z`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-shade} ${-shade} ${width + shade * 2} ${height + shade * 2}" ` +
      `width="${(width + shade * 2) / 1.5}" height="${(height + shade * 2) / 1.5}" ` +
      `font-family="'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace">`,
    `<path d="${edge}" transform="translate(3 5)" fill="#000000" fill-opacity="0.14"/>`,
    `<path d="${edge}" fill="${paper}" stroke="#d8d5cc" stroke-width="1"/>`,
    `<g transform="translate(${marginDots} 0)">${body}</g>`,
    "</svg>\n",
  ].join("\n");
}
