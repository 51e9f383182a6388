/** What a bar code must be before it is sent: the encoder checks nothing, and a printer prints nonsense or nothing. */
import { hasGs1CheckDigit } from "../codes/check-digit.ts";
import type { ReceiptBlock } from "../device.ts";
import type { PrinterProfile } from "./profiles.ts";

export type BarBlock = Extract<ReceiptBlock, { kind: "barcode" | "qr" }>;

/** How wide a block is printed, or why it cannot be. */
export type BarSize =
  /** Dots of the narrowest bar, or of a QR code's module. */
  | { readonly kind: "fits"; readonly moduleDots: number }
  | { readonly kind: "unprintable"; readonly why: string };

const unprintable = (why: string): BarSize => ({ kind: "unprintable", why });

/** Longest text of a QR code, so that at four dots a module it fits the narrowest paper here. */
const qrLengthMax = 400;
/**
 * Digits take less than half as much: 61 modules. A printer that spends a byte on each makes 93 of them, which paper of 42
 * columns still holds.
 */
const qrDigitsMax = 600;

/** Checks value and width. EAN-13 needs its right check digit; Code 128 and QR printable ASCII. */
export function barSize(block: BarBlock, profile: PrinterProfile): BarSize {
  const { value } = block;
  if (block.kind === "qr") {
    if (!profile.qr) return unprintable("this printer has no QR codes");
    if (!/^[ -~]+$/.test(value))
      return unprintable("a QR code needs printable ASCII (percent-encode addresses)");
    const lengthMax = /^[0-9]+$/.test(value) ? qrDigitsMax : qrLengthMax;
    if (value.length > lengthMax) return unprintable(`a QR code here has at most ${lengthMax} characters`);
    return { kind: "fits", moduleDots: value.length > 100 ? 4 : 6 };
  }
  if (!profile.barcodes.includes(block.symbology))
    return unprintable(`this printer has no ${block.symbology} bars`);
  if (block.symbology === "ean13") {
    if (!/^[0-9]{13}$/.test(value)) return unprintable("an EAN-13 has 13 digits");
    if (!hasGs1CheckDigit(value)) return unprintable("the check digit is wrong");
    return { kind: "fits", moduleDots: 3 };
  }
  if (!/^[ -~]+$/.test(value)) return unprintable("a Code 128 needs printable ASCII");
  if (isPairs(value) && ORDER_IN_PAIRS.test(code128Data(value)))
    return unprintable("its pairs of digits hold an order to the printer");
  const moduleDots = Math.min(3, Math.floor(profile.widthDots / code128Modules(value)));
  return moduleDots < 2 ? unprintable("too long for the paper") : { kind: "fits", moduleDots };
}

/** In pairs of digits it takes half the paper. */
const isPairs = (value: string): boolean => /^(?:[0-9]{2}){2,}$/.test(value);

/**
 * DLE EOT, DLE ENQ and DLE DC4, which printers obey wherever they stand: a pair of digits is sent as a byte.
 * "16" before "04", "05" or "20" would ask for its status, or open the drawer.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const ORDER_IN_PAIRS = /\x10[\x04\x05\x14]/;

/**
 * Start, one symbol per character or pair, check and stop. The ten modules of quiet zone on each side (ISO/IEC 15417) are
 * the margins that no printer prints on: 4 mm of 80 mm paper and 5 mm of 58 mm paper, where 2.8 mm are wanted.
 */
const code128Modules = (value: string): number =>
  11 * ((isPairs(value) ? value.length / 2 : value.length) + 2) + 13;

/** Digits in set C, as one byte a pair; others in set B, where "{" announces a change of set and so is doubled (GS k, m = 73). */
export const code128Data = (value: string): string =>
  isPairs(value)
    ? `{C${value.replaceAll(/[0-9]{2}/g, (pair) => String.fromCharCode(Number(pair)))}`
    : `{B${value.replaceAll("{", "{{")}`;
