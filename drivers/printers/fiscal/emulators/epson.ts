/** An emulated Epson fiscal printer: Fiscal ePOS-Print XML, as far as receipts and their lines go. */
import type { Paper } from "./paper.ts";
import { type RequestElement, readRequest } from "./read-request.ts";
import { type FiscalEmulator, type Machine, startService } from "./service.ts";

export interface EpsonEmulatorOptions {
  /** Answers INCOMPLETE FILE to a request in which no document ends. */
  readonly wholeFilesOnly?: boolean;
}

export function startEpson(options: EpsonEmulatorOptions = {}): Promise<FiscalEmulator> {
  return startService((paper) => epson(paper, options));
}

/** What stops a request: a code and a status number. */
class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, status: number) {
    super(code);
    this.code = code;
    this.status = status;
  }
}

const sequence = () => new Refusal("PRINTER ERROR", 11);
const value = () => new Refusal("PRINTER ERROR", 13);

function epson(paper: Paper, { wholeFilesOnly = false }: EpsonEmulatorOptions): Machine {
  const fpStatus = (isOffline: boolean): string => {
    const { document } = paper;
    const receipt =
      document === undefined
        ? "1"
        : { receipt: document.paid ? "3" : "0", invoice: "8", void: "8", "non-fiscal": "2" }[document.kind];
    return `${isOffline ? 3 : 0}01${receipt}0`;
  };
  return {
    path: "/cgi-bin/fpmate.cgi",
    contentType: "text/xml; charset=utf-8",
    otherAnswer:
      '<?xml version="1.0" encoding="utf-8"?><response success="true" code="" status="251658262" battery="0" xmlns="http://www.epson-pos.com/schemas/2011/03/epos-print"/>',
    obey(text, fault) {
      const isOffline = fault === "paper-end" || fault === "cover-open";
      if (fault === "busy") return response(false, "LAN_ERROR", 0);
      const body = readRequest(text)?.children.find(({ name }) => name.endsWith(":Body"));
      const file = body?.children[0];
      if (file === undefined) return response(false, "PARSER_ERROR", 0);
      try {
        for (const element of file.children) {
          if (element.name === "queryPrinterStatus")
            return response(true, "", 2, { cpuRel: "07.00", mfStatus: "0", fpStatus: fpStatus(isOffline) });
          if (isOffline) throw new Refusal("EPTR_REC_EMPTY", 3);
          obeyElement(paper, file.name, element);
        }
        if (wholeFilesOnly && file.children.every(({ name }) => !name.startsWith("end")))
          return response(false, "INCOMPLETE FILE", 0);
        return response(true, "", 2, { lastCommand: "74", printerStatus: fpStatus(false) });
      } catch (error) {
        const { code, status } = error as Refusal;
        return response(false, code, status);
      }
    },
  };
}

function obeyElement(paper: Paper, file: string, { name, attributes }: RequestElement): void {
  const { document } = paper;
  switch (name) {
    case "beginFiscalReceipt":
    case "beginFiscalDocument":
    case "beginNonFiscal":
      if (document !== undefined) throw sequence();
      paper.begin(
        name === "beginNonFiscal" ? "non-fiscal" : name === "beginFiscalDocument" ? "invoice" : "receipt",
      );
      return;
    case "printRecItem":
      if (document === undefined || document.paid) throw sequence();
      document.body.push(`${attributes.description} ${attributes.unitPrice}`);
      return;
    case "printRecTotal":
      if (document === undefined) throw sequence();
      document.body.push(`TOTALE ${attributes.payment}`);
      document.paid = true;
      return;
    case "printBarCode":
      if (document === undefined) throw sequence();
      document.barCode = attributes.code ?? "";
      return;
    case "printRecMessage":
      message(paper, attributes);
      return;
    case "printRecVoid":
      paper.document = undefined;
      return;
    case "endFiscalReceipt":
    case "endFiscalDocument":
    case "endNonFiscal":
      if (document === undefined) throw sequence();
      paper.end();
      return;
    default:
      throw new Refusal("Non valid XML command", file === "printerFiscalReceipt" ? 16 : 18);
  }
}

function message(paper: Paper, attributes: RequestElement["attributes"]): void {
  const { messageType = "4", message = "", index = "1" } = attributes;
  const { document } = paper;
  const at = Number(index);
  if (messageType === "4" || messageType === "7") {
    // The order to void or refund an earlier receipt is given as a description before anything else.
    if (document === undefined && /^(VOID|REFUND) /.test(message)) paper.begin("void");
    else if (document === undefined) throw sequence();
    else document.body.push(message.slice(0, 38));
    return;
  }
  if (document === undefined) throw sequence();
  if (message === "" || message.length > 46 || !(at >= 1 && at <= 99)) throw value();
  if (messageType === "2") document.trailer.set(at, message);
  else if (messageType === "3") document.additional.set(at, message);
  else throw value();
}

function response(success: boolean, code: string, status: number, info: Record<string, string> = {}): string {
  const names = Object.keys(info);
  const elements = names.map((name) => `<${name}>${info[name]}</${name}>`).join("");
  return (
    '<?xml version="1.0" encoding="utf-8"?>\n<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
    `<response success="${success}" code="${code}" status="${status}">` +
    `<addInfo><elementList>${names.join(",")}</elementList>${elements}</addInfo></response></soapenv:Body></soapenv:Envelope>`
  );
}
