/** What each printer model can do, as data. Every row says where it was read. */
import type { CodePageName } from "./code-page.ts";

export interface PrinterProfile {
  readonly name: string;
  /** Characters of font A on one line. */
  readonly columns: 32 | 42 | 48;
  /** Width of the printable area, which bounds bar codes. */
  readonly widthDots: number;
  /** The character table that has the euro, and the number this model knows it by (ESC t n). */
  readonly codePage: { readonly name: CodePageName; readonly number: number };
  readonly qr: boolean;
  readonly cut: "partial" | "full" | "none";
  /** Lines between the print head and the blade. */
  readonly linesBeforeCut: number;
  /**
   * Whether it answers DLE EOT at once. "maybe": where it stays silent, printing goes on without asking. "in-turn":
   * deaf to commands in real time, answers GS r when it comes to it. "no": says nothing.
   */
  readonly answers: "yes" | "maybe" | "in-turn" | "no";
  /** How it tells that a receipt is on paper: GS ( H, the older GS r 1, or not at all. */
  readonly completion: "process-id" | "paper-status" | "none";
  /**
   * Automatic status back (GS a). Only where completion is "process-id": a torn answer of four bytes could be taken
   * for the one byte of GS r.
   */
  readonly automaticStatus: boolean;
  /** Bar codes it has (GS k); others are printed as text. */
  readonly barcodes: readonly ("ean13" | "code128")[];
  readonly source: string;
}

const encoderData = "model table of @point-of-sale/receipt-printer-encoder 4.0.1";
const bars = ["ean13", "code128"] as const;
const pc858 = { name: "cp858", number: 19 } as const;

export const printerProfiles = {
  "generic-80mm-48": {
    name: "80 mm, 48 columns, ESC/POS",
    columns: 48,
    widthDots: 576,
    codePage: pc858,
    qr: true,
    cut: "partial",
    linesBeforeCut: 4,
    answers: "maybe",
    completion: "paper-status",
    automaticStatus: false,
    barcodes: bars,
    source: `Common denominator of the 203 dpi rows (pos-8360, xprinter, sunmi) of the ${encoderData}`,
  },
  "generic-80mm-42": {
    name: "80 mm, 42 columns, ESC/POS",
    columns: 42,
    widthDots: 512,
    codePage: pc858,
    qr: true,
    cut: "partial",
    linesBeforeCut: 4,
    answers: "maybe",
    completion: "paper-status",
    automaticStatus: false,
    barcodes: bars,
    source: `Common denominator of the 180 dpi rows of the ${encoderData}`,
  },
  "generic-58mm-32": {
    name: "58 mm, 32 columns, ESC/POS",
    columns: 32,
    widthDots: 384,
    codePage: pc858,
    qr: true,
    cut: "none",
    linesBeforeCut: 4,
    answers: "maybe",
    completion: "paper-status",
    automaticStatus: false,
    barcodes: bars,
    source: `Common denominator of the 58 mm rows (sunmi, youku, pos-5890) of the ${encoderData}; torn by hand`,
  },
  "epson-tm-t88-old": {
    name: "Epson TM-T88II and TM-T88III",
    columns: 42,
    widthDots: 512,
    codePage: pc858,
    qr: false,
    cut: "partial",
    linesBeforeCut: 4,
    answers: "yes",
    completion: "paper-status",
    automaticStatus: false,
    barcodes: bars,
    source: `epson-tm-t88ii and -t88iii of the ${encoderData}: no QR codes; older than GS ( H, from memory`,
  },
  "epson-tm-t70": {
    name: "Epson TM-T70",
    columns: 42,
    widthDots: 512,
    codePage: pc858,
    qr: true,
    cut: "partial",
    linesBeforeCut: 4,
    answers: "yes",
    completion: "paper-status",
    automaticStatus: false,
    barcodes: bars,
    source: `epson-tm-t70 of the ${encoderData}; whether it has GS ( H was not found, GS r it has`,
  },
  "epson-tm-t88": {
    name: "Epson TM-T88IV to TM-T88VII",
    columns: 42,
    widthDots: 512,
    codePage: pc858,
    qr: true,
    cut: "partial",
    linesBeforeCut: 4,
    answers: "yes",
    completion: "process-id",
    automaticStatus: true,
    barcodes: bars,
    source: `epson-tm-t88iv to -t88vii of the ${encoderData}; GS ( H from memory of Epson's command reference`,
  },
  "epson-tm-t20": {
    name: "Epson TM-T20II to TM-T20IV",
    columns: 48,
    widthDots: 576,
    codePage: pc858,
    qr: true,
    cut: "partial",
    linesBeforeCut: 4,
    answers: "yes",
    completion: "process-id",
    automaticStatus: true,
    barcodes: bars,
    source: `epson-tm-t20ii to -t20iv of the ${encoderData}; GS ( H from memory of Epson's command reference`,
  },
  "epson-tm-t20-42": {
    name: "Epson TM-T20II to TM-T20IV, set to 42 columns",
    columns: 42,
    widthDots: 512,
    codePage: pc858,
    qr: true,
    cut: "partial",
    linesBeforeCut: 4,
    answers: "yes",
    completion: "process-id",
    automaticStatus: true,
    barcodes: bars,
    source: "The row above; 42-column emulation is a setting of the printer (from memory of its manual)",
  },
  "bixolon-srp-350iii": {
    name: "Bixolon SRP-350III",
    columns: 42,
    widthDots: 512,
    codePage: pc858,
    qr: true,
    cut: "partial",
    linesBeforeCut: 4,
    answers: "yes",
    completion: "paper-status",
    automaticStatus: false,
    barcodes: bars,
    source: `bixolon-srp350iii of the ${encoderData}; status bits read in Bixolon's manual`,
  },
  "bixolon-srp-350": {
    name: "Bixolon SRP-350",
    columns: 42,
    widthDots: 512,
    codePage: pc858,
    qr: false,
    cut: "partial",
    linesBeforeCut: 4,
    answers: "yes",
    completion: "paper-status",
    automaticStatus: false,
    barcodes: bars,
    source: `bixolon-srp350 of the ${encoderData}: no QR codes; status bits read in Bixolon's manual`,
  },
  "fujitsu-fp-1000": {
    name: "Fujitsu FP-1000",
    columns: 48,
    widthDots: 576,
    codePage: pc858,
    qr: true,
    cut: "partial",
    linesBeforeCut: 4,
    answers: "maybe",
    completion: "paper-status",
    automaticStatus: false,
    barcodes: bars,
    source: `fujitsu-fp1000 of the ${encoderData}`,
  },
  "deaf-80mm-48": {
    name: "80 mm, 48 columns, ESC/POS, deaf to questions in real time",
    columns: 48,
    widthDots: 576,
    codePage: pc858,
    qr: true,
    cut: "partial",
    linesBeforeCut: 4,
    answers: "in-turn",
    completion: "paper-status",
    automaticStatus: false,
    barcodes: bars,
    source: "For clones that answer GS r and not DLE EOT; a setting to choose, no model",
  },
  "citizen-ct-s310ii": {
    name: "Citizen CT-S310II",
    columns: 48,
    widthDots: 576,
    codePage: { name: "cp858", number: 2 },
    qr: true,
    cut: "partial",
    linesBeforeCut: 4,
    answers: "maybe",
    completion: "paper-status",
    automaticStatus: false,
    barcodes: bars,
    source: `citizen-ct-s310ii of the ${encoderData}: its table 2 is PC858`,
  },
} as const satisfies Record<string, PrinterProfile>;

export type PrinterProfileId = keyof typeof printerProfiles;
