import { z } from "zod";
import type { ReceiptBlock } from "../../drivers/device.ts";
import { encode } from "../../drivers/printers/encode.ts";
import type { FiscalPrinter } from "../../drivers/printers/fiscal/fiscal-printer.ts";
import { fiscalPrinterSchema, openFiscalPrinter } from "../../drivers/printers/fiscal/open-fiscal.ts";
import { openPrinter, printerSchema } from "../../drivers/printers/open-printer.ts";
import { print } from "../../drivers/printers/print.ts";
import { printWords, toldIn } from "../texts/devices.ts";
import type { Language } from "../texts/language.ts";
import { deviceSetting } from "./device-setting.ts";
import { exitCode, languageFrom, type Verb } from "./verb.ts";

/** `tillside print-test`: a slip on which one sees at once what is wrong with a printer's settings. */
export const verb: Verb = {
  name: "print-test",
  help: `
Usage: tillside print-test --config FILE [--lang it|en]
       tillside print-test --with SETTING [--lang it|en]

Prints a test slip on the till's printer, or on the one in SETTING (as "tillside devices" shows it), and says whether it is on
paper. The slip says what to look at: the ruler fills the line, euro and accents are right, bars and QR can be scanned.
On a fiscal printer its lines go to the receipt that the POS has open: sell something there, pay it, and do not end it yet.

  --config FILE   the till's configuration
  --with SETTING  such as '{"kind":"tcp","host":"10.0.0.9","profile":"epson-tm-t20"}'
  --lang it|en    of the slip and of what is said; default the machine's language

Exit code 0: printed, or sent to a printer that can't say more. 1: not, and why.

Example: tillside print-test --with '{"kind":"usb"}'`,
  options: { config: { type: "string" }, with: { type: "string" }, lang: { type: "string" } },

  async run(given) {
    const language = languageFrom(given);
    const setting = deviceSetting(given, "printer", anyPrinter);
    if (isFiscal(setting)) return toldIn(language, onReceipt(openFiscalPrinter(setting), language));
    return toldIn(language, onPaper(setting, language));
  },
};

async function onPaper(setting: z.output<typeof printerSchema>, language: Language): Promise<number> {
  const { link, profile } = openPrinter(setting);
  try {
    const outcome = await print(link, encode(slip(profile, language), profile));
    const { onPaper, sent } = printWords[language];
    console.log(outcome === "printed" ? onPaper(profile.name) : sent(profile.name));
    return exitCode.done;
  } finally {
    await link.close();
  }
}

const anyPrinter = z.discriminatedUnion("kind", [printerSchema, fiscalPrinterSchema]);
type AnyPrinter = z.output<typeof anyPrinter>;
type Fiscal = z.output<typeof fiscalPrinterSchema>;

const isFiscal = (setting: AnyPrinter): setting is Fiscal => setting.kind.endsWith("-fiscal");

/** Lines for the receipt that the POS has open; without one the printer's error says what to do. */
async function onReceipt(printer: FiscalPrinter, language: Language): Promise<number> {
  const { name, columns } = printer.model;
  const lines = await printer.addTrailer(slip({ name, columns }, language));
  console.log(printWords[language].took(printer.name, lines, name));
  return exitCode.done;
}

function bars(text: string): ReceiptBlock[] {
  return [
    { kind: "rule" },
    { kind: "text", text },
    { kind: "barcode", symbology: "ean13", value: "8076809513753" },
  ];
}

/** @param printer without `qr` it draws no bars */
function slip(
  { name, columns, qr }: { readonly name: string; readonly columns: number; readonly qr?: boolean },
  language: Language,
): ReceiptBlock[] {
  const say = printWords[language];
  const ruler = Array.from({ length: columns }, (_, n) => (n + 1) % 10).join("");
  return [
    { kind: "text", text: say.title, align: "center", large: true },
    { kind: "text", text: `Tillside, ${name}`, align: "center" },
    { kind: "rule" },
    { kind: "text", text: say.ruler },
    { kind: "text", text: ruler },
    { kind: "text", text: say.marks },
    { kind: "text", text: "€ à è é ì ò ù À È É Ì Ò Ù ç ñ ü ß °" },
    { kind: "row", left: say.bold, right: "12,34 €", bold: true },
    ...(qr === undefined ? [] : bars(say.scan)),
    ...(qr ? [{ kind: "qr", value: "https://id.gs1.org/01/08076809513753" } as const] : []),
    { kind: "cut" },
  ];
}
