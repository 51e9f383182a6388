import { expect, test } from "vitest";
import { receiptLines } from "./receipt-lines.ts";

test("our slip as rows of the POS's own receipt, none wider than its paper", () => {
  const rows = receiptLines(
    [
      { kind: "text", text: "Via Roma", align: "center", bold: true },
      { kind: "rule" },
      { kind: "row", left: "Hai risparmiato", right: "3,20 €" },
      { kind: "space" },
      { kind: "text", text: "Buono per la prossima spesa in tutti i negozi" },
      { kind: "barcode", symbology: "ean13", value: "9900000001004" },
      { kind: "cut" },
    ],
    24,
  );
  expect(rows).toEqual([
    "        Via Roma",
    "------------------------",
    "Hai risparmiato   3,20 €",
    "",
    "Buono per la prossima",
    "spesa in tutti i negozi",
    "9900000001004",
  ]);
});
