/**
 * Epson's Fiscal ePOS-Print XML: POST /cgi-bin/fpmate.cgi, a SOAP envelope.
 * Sources: printRecMessage, messageType 3 "additional trailer (promo lines after NUMERO CASSA and before barcode or QR
 * code)": github.com/Marks1996/fiscal_printer lib/common/epson_model.dart and EpsonFpSuite 2.2.0, TxtExamples. The digits
 * of fpStatus: Epson's own fiscalprint.js 1.1.1 and five integrations that agree on them. Codes and status numbers:
 * github.com/fiskaltrust/middleware scu-it .../Epson/Models/ErrorInfoFactory.cs.
 */
import {
  busy,
  coverOpen,
  type FaultRow,
  type FiscalFault,
  faultOf,
  noDocument,
  otherDocument,
  paperEnd,
} from "./fault.ts";
import type { FiscalModel } from "./models.ts";
import type { FiscalProtocol, FiscalStatus, Strange } from "./protocol.ts";
import { type Answer, find, textOf } from "./read-xml.ts";
import type { XmlElement } from "./write-xml.ts";

export interface EpsonSettings {
  /** A cashier's number that the printer knows. */
  readonly operator: string;
  /** Of the first line; the POS's own additional trailer lines keep the numbers below. */
  readonly firstIndex: number;
}

/** The fourth digit of fpStatus. */
const documents: Readonly<Record<string, FiscalStatus["document"]>> = {
  // Receipt open; being paid; its total below zero; JavaPOS waits for its end.
  "0": "open",
  "3": "open",
  "5": "open",
  "7": "open",
  // Closed, the latter with an error before.
  "1": "none",
  "4": "none",
  // Non-fiscal, the latter with an error before; an invoice; a credit note; a ticket open, closed.
  "2": "other",
  "6": "other",
  "8": "other",
  "9": "other",
  A: "other",
  B: "other",
};

const outOfPaperOrOpen = {
  ...paperEnd,
  says: "is out of paper, or its cover is open: it does not say which. Put in a new roll and close the cover.",
} as const satisfies FaultRow;

/** By `code`; a "PRINTER ERROR" says more in `status`. */
const faults: Readonly<Record<string, FaultRow>> = {
  EPTR_REC_EMPTY: outOfPaperOrOpen,
  EPTR_COVER_OPEN: coverOpen,
  FP_NO_ANSWER: {
    code: "timeout",
    says: "answers, but its fiscal part does not. Look whether it hangs; switch it off and on.",
    taken: "unknown",
  },
  LAN_TIME_OUT: {
    code: "timeout",
    says: "gave up in the middle of the lines. Look whether it hangs.",
    taken: "unknown",
  },
  // Before it looked at the lines.
  LAN_ERROR: busy,
  "TM_NO_ANSWER/OFF_LINE": { code: "refused", says: "is offline. Look at its lights.", taken: "unknown" },
  "TP_NO_ANSWER/OFF_LINE": { code: "refused", says: "is offline. Look at its lights.", taken: "unknown" },
  NO_RAM: { code: "refused", says: "has no memory left. Switch it off and on.", taken: "no" },
  NO_DATA: { code: "protocol", says: "received an empty request. Tell us about it.", taken: "no" },
  PARSER_ERROR: { code: "protocol", says: "could not read the request. Tell us about it.", taken: "no" },
  "INCOMPLETE FILE": {
    code: "protocol",
    says: 'wants a receipt whole, in one file. Let the POS print the lines: a profile with "prints": "pos".',
    taken: "unknown",
  },
  "Non valid XML command": {
    code: "no-document",
    says: "takes no lines at this point of the document.",
    taken: "unknown",
  },
};

const statusFaults: Readonly<Record<string, FaultRow>> = {
  "3": outOfPaperOrOpen,
  // Sequence; impossible now; not possible.
  "11": { ...noDocument, taken: "unknown" },
  "17": { ...noDocument, taken: "unknown" },
  "18": { ...noDocument, taken: "unknown" },
  "13": { code: "protocol", says: "found something wrong in the lines. Tell us about it.", taken: "unknown" },
  "16": {
    code: "protocol",
    says: "does not know what was asked of it. Is its firmware one of an RT?",
    taken: "unknown",
  },
  "25": {
    code: "refused",
    says: 'wants another cashier. Set "operator" to one that it knows.',
    taken: "no",
  },
};

export function epsonProtocol(
  name: string,
  model: FiscalModel,
  settings: EpsonSettings,
  strange: Strange,
): FiscalProtocol {
  const { operator, firstIndex } = settings;
  const responseIn = (answer: Answer): Answer => {
    const response = find(answer, "response");
    if (response === undefined) throw strange("without a response");
    if (response.attributes.success !== "true") throw faultIn(name, response);
    // The service for other printers of Epson answers without it.
    if (find(response, "addInfo") === undefined) throw strange("of another service");
    return response;
  };
  return {
    statusRequest: envelope({
      name: "printerCommand",
      children: [{ name: "queryPrinterStatus", attributes: { operator } }],
    }),
    readStatus(answer) {
      const fpStatus = textOf(responseIn(answer), "fpStatus");
      const [paper, , , receipt = ""] = fpStatus;
      if (!/^[0-9][0-9A-F]{4}$/.test(fpStatus)) throw strange(`with the status "${fpStatus.slice(0, 20)}"`);
      if (paper === "3") throw faultOf(name, `fpStatus ${fpStatus}`, outOfPaperOrOpen);
      const document = documents[receipt];
      if (document === undefined) throw faultOf(name, `fpStatus ${fpStatus}`, otherDocument);
      return { document, printerCode: `fpStatus ${fpStatus}` };
    },
    trailerRequest: (lines) =>
      envelope({
        name: "printerFiscalReceipt",
        children: lines.map(({ text, bold }, at) => ({
          name: "printRecMessage",
          attributes: {
            operator,
            messageType: "3",
            index: String(firstIndex + at),
            font: bold ? model.fonts.bold : model.fonts.normal,
            message: text,
          },
        })),
      }),
    readTaken(answer) {
      responseIn(answer);
    },
  };
}

function envelope(child: XmlElement): XmlElement {
  return {
    name: "s:Envelope",
    attributes: { "xmlns:s": "http://schemas.xmlsoap.org/soap/envelope/" },
    children: [{ name: "s:Body", children: [child] }],
  };
}

function faultIn(name: string, { attributes }: Answer): FiscalFault {
  const { code = "", status = "" } = attributes;
  const printerCode = [code, status].filter((part) => part !== "").join(", ");
  const row = Object.hasOwn(faults, code) ? faults[code] : undefined;
  return faultOf(
    name,
    printerCode === "" ? "none" : printerCode,
    row ?? (Object.hasOwn(statusFaults, status) ? statusFaults[status] : undefined),
  );
}
