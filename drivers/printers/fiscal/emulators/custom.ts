/** An emulated Custom fiscal printer: its XML protocol, as far as receipts and their lines go. */
import type { Paper } from "./paper.ts";
import { type RequestElement, readRequest } from "./read-request.ts";
import { type FiscalEmulator, type Machine, startService } from "./service.ts";

/** Its number, which is its user and password. */
export const CUSTOM_NUMBER = "STMTE500271";

export function startCustom(): Promise<FiscalEmulator> {
  return startService(custom);
}

const NOT_POSSIBLE = 5;
const PAPER_END = 16;
const COVER_OPEN = 64;
const WRONG_PARAMETER = 92;
const BUSY = 98;
const NOT_XML = 245;

function custom(paper: Paper): Machine {
  const step = () => (paper.document === undefined ? 0 : paper.document.paid ? 3 : 1);
  const counters = () => ({ nClose: "0972", fiscalDoc: String(paper.count).padStart(4, "0") });
  return {
    path: "/xml/printer.htm",
    contentType: "text/xml",
    otherAnswer:
      '<?xml version="1.0" encoding="utf-8"?><infoResp success="true" status="0"><serialNumber>STMTE500271</serialNumber></infoResp>',
    refuses: ({ authorization }) =>
      authorization === `Basic ${Buffer.from(`${CUSTOM_NUMBER}:${CUSTOM_NUMBER}`).toString("base64")}`
        ? undefined
        : 401,
    obey(text, fault) {
      if (fault === "busy") return response(BUSY);
      const file = readRequest(text);
      if (file === undefined) return response(NOT_XML);
      const [command] = file.children;
      if (file.name === "printerCommand" && command?.name === "queryPrinterStatus") {
        if (fault === "paper-end" || fault === "cover-open")
          return response(fault === "paper-end" ? PAPER_END : COVER_OPEN);
        return response(0, {
          fpStatus: "00110",
          receiptStep: String(step()),
          ...counters(),
        });
      }
      if (file.name !== "printerFiscalReceipt") return response(WRONG_PARAMETER);
      for (const element of file.children) {
        if (fault === "paper-end") return response(PAPER_END);
        if (fault === "cover-open") return response(COVER_OPEN);
        const status = obeyElement(paper, element);
        if (status !== 0) return response(status);
      }
      return response(0, { lastCommand: "74", receiptStep: String(step()), ...counters() });
    },
  };
}

/** The number of the error; 0: done. */
function obeyElement(paper: Paper, { name, attributes }: RequestElement): number {
  const { document } = paper;
  if (name === "beginFiscalReceipt") {
    if (document !== undefined) return NOT_POSSIBLE;
    paper.begin("receipt");
    return 0;
  }
  if (document === undefined) return NOT_POSSIBLE;
  switch (name) {
    case "printRecItem":
      if (document.paid) return NOT_POSSIBLE;
      document.body.push(`${attributes.description} ${attributes.unitPrice}`);
      return 0;
    case "printRecTotal":
      document.body.push(`TOTALE ${attributes.payment}`);
      document.paid = true;
      return 0;
    case "printBarCode":
      document.barCode = attributes.code ?? "";
      return 0;
    case "printRecMessage": {
      const { message = "", messageType = "", font = "" } = attributes;
      if (!/^[1-9BCP]$/.test(font)) return WRONG_PARAMETER;
      // Longer ones are cut without a word.
      const text = message.slice(0, 42);
      if (messageType === "1" || messageType === "2") document.body.push(text);
      else if (messageType === "3") document.trailer.set(document.trailer.size, text);
      else if (messageType === "4") document.additional.set(document.additional.size, text);
      else return WRONG_PARAMETER;
      return 0;
    }
    case "endFiscalReceipt":
    case "endFiscalReceiptCut":
      paper.end();
      return 0;
    default:
      return WRONG_PARAMETER;
  }
}

function response(status: number, info: Record<string, string> = {}): string {
  const names = Object.keys(info);
  const elements = names.map((name) => `<${name}>${info[name]}</${name}>`).join("");
  // It begins with a blank line.
  return (
    `\n<?xml version="1.0" encoding="utf-8"?>\n<response success="${status === 0}" status="${status}">` +
    `<addInfo><elementList>${names.join(",")}</elementList>${elements}</addInfo></response>`
  );
}
