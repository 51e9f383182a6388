/** A slip as lines of a fiscal printer's trailer. */
import type { ReceiptBlock } from "../../device.ts";
import { inGroups, row, wrap } from "../lines.ts";
import { lineText, neverAnOrder } from "./line-text.ts";
import type { FiscalModel } from "./models.ts";

export interface TrailerLine {
  /** At most the model's columns, never empty. */
  readonly text: string;
  readonly bold: boolean;
}

/** The last line of a slip that is too long. In no language. */
export const CUT_MARK = "[...]";

/**
 * Long texts are broken between words, a row's right is never cut. Empty lines are left out, as paper costs. Bars and
 * QR codes become their number: none of the three protocols draws them in the trailer. Pure; never throws.
 */
export function trailerLines(blocks: readonly ReceiptBlock[], model: FiscalModel): readonly TrailerLine[] {
  const lines = blocks
    .flatMap((block) => linesOf(block, model))
    .map(({ text, bold }) => ({ text: neverAnOrder(text.trimEnd(), model.columns), bold }))
    .filter(({ text }) => text !== "");
  if (lines.length <= model.linesMax) return lines;
  return [...lines.slice(0, model.linesMax - 1), { text: CUT_MARK, bold: false }];
}

function linesOf(block: ReceiptBlock, model: FiscalModel): readonly TrailerLine[] {
  const { columns } = model;
  switch (block.kind) {
    case "text": {
      const texts = block.text
        .split(/\r\n|[\n\r\u2028\u2029]/)
        .flatMap((text) => wrap(lineText(text, model), columns));
      const placed =
        block.align === "center"
          ? texts.map((text) => " ".repeat(Math.floor((columns - text.length) / 2)) + text)
          : texts;
      return placed.map((text) => ({ text, bold: block.bold === true || block.large === true }));
    }
    case "row":
      return row(lineText(block.left, model), lineText(block.right, model), columns).map((text) => ({
        text,
        bold: block.bold === true,
      }));
    case "rule":
      return [{ text: "-".repeat(columns), bold: false }];
    case "barcode":
    case "qr":
      return wrap(lineText(block.value, model), columns).map((text) => ({ text, bold: false }));
    case "number":
      return wrap(inGroups(lineText(block.digits, model)), columns).map((text) => ({ text, bold: false }));
    case "space":
    case "cut":
      return [];
    default:
      return block satisfies never;
  }
}
