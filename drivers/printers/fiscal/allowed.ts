/**
 * Everything that may leave for a fiscal printer: asking how it is, and lines of the trailer. Nothing that opens,
 * totals, voids or closes a document, programs the printer or opens the drawer can be said with these words. Whatever
 * is sent passes here as its last step (`fiscal-printer.ts`); a test parses every byte and looks for other words.
 */
import { FiscalFault } from "./fault.ts";
import type { FiscalBrand } from "./models.ts";
import type { XmlElement } from "./write-xml.ts";

interface Allowed {
  /** The element around it; "" for the root. */
  readonly under: string;
  /** All of them, and no others. */
  readonly attributes: Readonly<Record<string, RegExp>>;
  readonly text: RegExp;
}

const nothing = /^$/;
/** No control character, and no line begins as an order to void or refund. */
const line = (columns: number) =>
  new RegExp(`^(?!\\s*(?:void|refund)\\b)[\\u0020-\\u007e\\u00a1-\\u00ff€]{1,${columns}}$`, "iu");
const plain = (under: string): Allowed => ({ under, attributes: {}, text: nothing });

export const allowed: Readonly<Record<FiscalBrand, Readonly<Record<string, Allowed>>>> = {
  epson: {
    "s:Envelope": {
      under: "",
      attributes: { "xmlns:s": /^http:\/\/schemas\.xmlsoap\.org\/soap\/envelope\/$/ },
      text: nothing,
    },
    "s:Body": plain("s:Envelope"),
    printerCommand: plain("s:Body"),
    queryPrinterStatus: { under: "printerCommand", attributes: { operator: /^[0-9]{1,2}$/ }, text: nothing },
    printerFiscalReceipt: plain("s:Body"),
    printRecMessage: {
      under: "printerFiscalReceipt",
      attributes: {
        operator: /^[0-9]{1,2}$/,
        /** Additional trailer; 4 is a description, and may order a refund. */
        messageType: /^3$/,
        index: /^[1-9][0-9]?$/,
        font: /^1$/,
        message: line(46),
      },
      text: nothing,
    },
  },
  custom: {
    printerCommand: plain(""),
    queryPrinterStatus: plain("printerCommand"),
    printerFiscalReceipt: plain(""),
    printRecMessage: {
      under: "printerFiscalReceipt",
      /** 4: courtesy line. Fonts with letters are customer, tax code, credit note. */
      attributes: { messageType: /^4$/, font: /^[38]$/, message: line(42) },
      text: nothing,
    },
  },
  rch: {
    Service: plain(""),
    cmd: {
      under: "Service",
      attributes: {},
      /** The status, or a line after the total, in characters that RCH's commands are not made of. */
      text: /^(?:<<\/\?s|="\/&1\/\((?!\s*(?:void|refund)\b)[A-Za-z0-9 .,:;'!?%+\-_#@*[\]]{1,35}\))$/i,
    },
  },
};

/** Throws FiscalFault "refused" for anything else: then this driver is wrong, and nothing has been sent. */
export function mustBeAllowed(brand: FiscalBrand, element: XmlElement, under = ""): void {
  const { name, attributes = {}, text = "", children = [] } = element;
  const words = allowed[brand];
  const rule = Object.hasOwn(words, name) ? words[name]! : undefined;
  const names = Object.keys(attributes);
  const isAllowed =
    rule !== undefined &&
    rule.under === under &&
    names.length === Object.keys(rule.attributes).length &&
    names.every(
      (key) => Object.hasOwn(rule.attributes, key) && rule.attributes[key]!.test(attributes[key]!),
    ) &&
    rule.text.test(text);
  if (!isAllowed)
    throw new FiscalFault("refused", `Nothing was sent: <${name}> is not a trailer line. Tell us about it.`);
  for (const child of children) mustBeAllowed(brand, child, name);
}
