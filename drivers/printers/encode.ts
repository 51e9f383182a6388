/** From receipt blocks to the bytes of an ESC/POS printer. */
import ReceiptPrinterEncoder from "@point-of-sale/receipt-printer-encoder";
import type { ReceiptBlock } from "../device.ts";
import { type BarBlock, barSize, code128Data } from "./bar-codes.ts";
import { inGroups, wholeRow, wrap } from "./lines.ts";
import { printable } from "./printable.ts";
import type { PrinterProfile } from "./profiles.ts";

/**
 * Encodes a receipt for a printer of this profile. Pure. Never throws for a block's content: text is made
 * printable, and bars that cannot be printed (wrong check digit, too long) are printed as their text, since a
 * customer is waiting for the receipt. Ask `barSize` beforehand to know.
 */
export function encode(blocks: readonly ReceiptBlock[], profile: PrinterProfile): Uint8Array {
  const { columns, codePage } = profile;
  const encoder = new ReceiptPrinterEncoder({
    language: "esc-pos",
    columns,
    newline: "\n",
    // One table only: the encoder then selects it before the first text and never changes it.
    codepageMapping: { [codePage.name]: codePage.number },
    feedBeforeCut: profile.linesBeforeCut,
    errors: "strict",
  });
  encoder.initialize();
  for (const block of blocks) add(encoder, block, profile);
  return encoder.encode();
}

function add(encoder: ReceiptPrinterEncoder, block: ReceiptBlock, profile: PrinterProfile): void {
  const { columns } = profile;
  const clean = (text: string): string => printable(text, profile.codePage.name);
  switch (block.kind) {
    case "text": {
      const scale = block.large ? 2 : 1;
      const lines = block.text.split(/\r\n|[\n\r]/).flatMap((line) => wrap(clean(line), columns / scale));
      encoder
        .align(block.align ?? "left")
        .bold(block.bold ?? false)
        .size(scale, scale);
      for (const line of lines) encoder.line(line);
      encoder.size(1, 1).bold(false).align("left");
      return;
    }
    case "row":
      encoder.bold(block.bold ?? false);
      for (const line of wholeRow(clean(block.left), clean(block.right), columns)) encoder.line(line);
      encoder.bold(false);
      return;
    case "rule":
      // Hyphens, not box-drawing characters: every code page has them.
      encoder.line("-".repeat(columns));
      return;
    case "space":
      encoder.newline();
      return;
    case "barcode":
    case "qr":
      encoder.align("center");
      addBars(encoder, block, profile);
      encoder.align("left");
      return;
    case "number":
      encoder.align("center");
      addNumber(encoder, block, profile);
      encoder.align("left");
      return;
    case "cut":
      if (profile.cut === "none") encoder.newline(profile.linesBeforeCut);
      else encoder.cut(profile.cut);
      return;
    default:
      block satisfies never;
  }
}

/** Five groups of four a line: eyes find their place again. */
const TYPED_COLUMNS = 24;

/** Both, where both are possible: a laser reads no QR code, and a telephone's display or a crease spoils long bars. */
function addNumber(
  encoder: ReceiptPrinterEncoder,
  { digits, qr: value = digits }: Extract<ReceiptBlock, { kind: "number" }>,
  profile: PrinterProfile,
): void {
  const whole = { kind: "qr", value } as const;
  const qr = barSize(whole, profile).kind === "fits" ? whole : ({ kind: "qr", value: digits } as const);
  const bars = { kind: "barcode", symbology: "code128", value: digits } as const;
  if (barSize(qr, profile).kind === "fits") addBars(encoder, qr, profile);
  const size = barSize(bars, profile);
  if (size.kind === "fits")
    encoder.barcode(code128Data(digits), "code128", {
      height: 80,
      width: size.moduleDots - 1,
      text: false,
    });
  const grouped = printable(inGroups(digits), profile.codePage.name);
  for (const line of wrap(grouped, Math.min(profile.columns, TYPED_COLUMNS))) encoder.line(line);
}

function addBars(encoder: ReceiptPrinterEncoder, block: BarBlock, profile: PrinterProfile): void {
  const size = barSize(block, profile);
  if (size.kind === "unprintable") {
    for (const line of wrap(printable(block.value, profile.codePage.name), profile.columns))
      encoder.line(line);
  } else if (block.kind === "qr") {
    encoder.qrcode(block.value, { model: 2, size: size.moduleDots, errorlevel: "m" });
  } else {
    const data = block.symbology === "code128" ? code128Data(block.value) : block.value;
    // The encoder counts widths from 1 and sends one more (GS w 2 is its 1).
    encoder.barcode(data, block.symbology, { height: 80, width: size.moduleDots - 1, text: true });
  }
}
