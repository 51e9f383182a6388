/** A paper as lines of monospace text: what a person sees in a terminal, and what a test looks for. */

import { type Align, fontDots, type Mark, type Run } from "./paper.ts";

function placed(text: string, columns: number, align: Align): string {
  const free = Math.max(0, columns - text.length);
  if (align === "center") return " ".repeat(Math.floor(free / 2)) + text;
  return align === "right" ? " ".repeat(free) + text : text;
}

/**
 * Double-width letters take one column here, so that words stay readable. What they would have taken more goes to
 * the widest gap of the line, so that prices stay at the right edge.
 */
function spread(text: string, columns: number): string {
  const missing = columns - text.length;
  const gaps = [...text.matchAll(/ {2,}/g)].sort((a, b) => b[0].length - a[0].length);
  const gap = gaps[0];
  if (missing <= 0 || gap === undefined) return text;
  return text.slice(0, gap.index) + " ".repeat(missing) + text.slice(gap.index);
}

function lineText(runs: readonly Run[], widthDots: number): string {
  let text = "";
  for (const run of runs) {
    const column = Math.round(run.x / fontDots.A.width);
    const wide = run.style.width > 1;
    if (!wide && text.length < column && runs.every((other) => other.style.width === 1))
      text = text.padEnd(column);
    text += run.text;
  }
  return runs.some((run) => run.style.width > 1)
    ? spread(text, Math.floor(widthDots / fontDots.A.width))
    : text;
}

/** Two rows of modules in one line of half blocks. */
function blocks(modules: readonly (readonly boolean[])[]): string[] {
  const lines: string[] = [];
  for (let y = 0; y < modules.length; y += 2)
    lines.push(
      modules[y]!.map((top, x) => {
        const bottom = modules[y + 1]?.[x] ?? false;
        return top ? (bottom ? "█" : "▀") : bottom ? "▄" : " ";
      }).join(""),
    );
  return lines;
}

/** Two modules of a barcode in one column. */
function barBlocks(modules: string): string {
  const pairs = modules.match(/..?/g) ?? [];
  return pairs.map((pair) => ({ "11": "█", "10": "▌", "01": "▐", "1": "▌" })[pair] ?? " ").join("");
}

/** @param columns of font A on the paper. */
export function readableLines(marks: readonly Mark[], columns: number): string[] {
  const lines: string[] = [];
  for (const mark of marks) {
    switch (mark.kind) {
      case "line":
        lines.push(placed(lineText(mark.runs, mark.widthDots), columns, mark.align));
        break;
      case "feed":
        for (let dots = mark.heightDots; dots >= 24; dots -= 30) lines.push("");
        break;
      case "barcode": {
        const bars = barBlocks(mark.modules);
        if (bars.length <= columns)
          lines.push(placed(bars, columns, mark.align), placed(bars, columns, mark.align));
        else lines.push(placed(`[${mark.symbology}]`, columns, mark.align));
        lines.push(placed(mark.label, columns, mark.align));
        break;
      }
      case "qr":
        if (mark.modules !== undefined && mark.modules.length <= columns)
          for (const line of blocks(mark.modules)) lines.push(placed(line, columns, mark.align));
        lines.push(placed(`[QR ${mark.value}]`, columns, mark.align));
        break;
      case "image": {
        const { widthDots, heightDots } = mark.bitmap;
        lines.push(placed(`[image ${widthDots} × ${heightDots} dots]`, columns, mark.align));
        break;
      }
      default:
        mark satisfies never;
    }
  }
  return lines.map((line) => line.trimEnd());
}
