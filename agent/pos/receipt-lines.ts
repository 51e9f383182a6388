/** What we have to say on paper, as rows of text for a POS that prints by itself. */

import type { ReceiptBlock } from "../../drivers/device.ts";
import { inGroups, row, wrap } from "../../drivers/printers/lines.ts";

/** @param columns characters in a row; no row is longer */
export function receiptLines(blocks: readonly ReceiptBlock[], columns: number): string[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case "text": {
        const rows = block.text.split(/\r\n|[\n\r]/).flatMap((text) => wrap(text, columns));
        if (block.align !== "center") return rows;
        return rows.map((text) => " ".repeat(Math.floor((columns - text.length) / 2)) + text);
      }
      case "row":
        return row(block.left, block.right, columns);
      case "rule":
        return ["-".repeat(columns)];
      case "space":
        return [""];
      // The number itself: a POS that can draw it knows it from the answer's effects.
      case "barcode":
      case "qr":
        return wrap(block.value, columns);
      case "number":
        return wrap(inGroups(block.digits), columns);
      case "cut":
        return [];
      default:
        return block satisfies never;
    }
  });
}
