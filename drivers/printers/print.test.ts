/** The driver against a printer that somebody else wrote from the command tables. */
import { afterEach, expect, test } from "vitest";
import type { ReceiptBlock } from "../device.ts";
import { type PrinterEmulator, startPrinterEmulator } from "./emulator/printer-emulator.ts";
import { encode } from "./encode.ts";
import { openPrinter, type Printer } from "./open-printer.ts";
import { print } from "./print.ts";
import { type PrinterProfileId, printerProfiles } from "./profiles.ts";

let emulator: PrinterEmulator | undefined;
let printer: Printer | undefined;

afterEach(async () => {
  await printer?.link.close();
  await emulator?.close();
});

const receipt: readonly ReceiptBlock[] = [
  { kind: "text", text: "SUPERMERCATO “DA NOI”", align: "center", bold: true, large: true },
  { kind: "text", text: "Perché così è più facile: già, lunedì! 50 %…", align: "center" },
  { kind: "rule" },
  { kind: "row", left: "Pasta 3x2", right: "-1,19 €" },
  { kind: "row", left: "Un'offerta con un nome che non finisce mai, davvero mai", right: "-2,01 €" },
  { kind: "row", left: "Hai risparmiato", right: "3,20 €", bold: true },
  { kind: "space" },
  { kind: "barcode", symbology: "ean13", value: "9900000000011" },
  { kind: "barcode", symbology: "code128", value: "SPRING{26}" },
  { kind: "qr", value: "https://example.it/buono?c=9900000000011" },
  { kind: "cut" },
];

test.each(Object.keys(printerProfiles) as PrinterProfileId[])(
  "a whole receipt comes out right on %s",
  async (id) => {
    const { columns, codePage } = printerProfiles[id];
    emulator = await startPrinterEmulator({ columns });
    printer = openPrinter({ kind: "tcp", host: "127.0.0.1", port: emulator.port, profile: id });
    expect(await print(printer.link, encode(receipt, printer.profile))).toBe("printed");
    // A printer without a blade is torn off by hand.
    if (printer.profile.cut === "none") emulator.tearOff();
    const { text, unknown } = await emulator.waitForReceipt();
    // The emulator has Epson's code page numbers; a model with its own prints other letters on it.
    if (codePage.number !== 19) return;
    expect(unknown).toEqual([]);
    const lines = text.split("\n");
    const words = text.replaceAll(/\s+/g, " ");
    expect(words).toContain("Perché così è più facile: già, lunedì!");
    expect(words).toContain('"DA NOI"');
    expect(lines.find((line) => line.startsWith("Pasta 3x2"))).toMatch(/^Pasta 3x2 +-1,19 €$/);
    expect(lines.find((line) => line.startsWith("Pasta 3x2"))).toHaveLength(columns);
    expect(lines.find((line) => line.startsWith("Un'offerta"))).toMatch(/ -2,01 €$/);
    expect(text).toContain("9900000000011");
    expect(text).toContain("SPRING{26}");
    expect(text).toContain("https://example.it/buono");
  },
);
