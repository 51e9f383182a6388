/**
 * RCH's web service: POST /service.cgi, commands of RCH's protocol in XML.
 * Sources: the service and its answer: github.com/lyancoder/fiscal-printer lib/printer/RCH/xml-RCH-http.ts; "one request
 * at a time … busy … must be sent again": RCH's manual of the web service (Print!F, V5 R0319); ="/&1/(…) a line after the
 * total, <</?s the status: github.com/lucafabbri/rch-driver-js src/protocol/Core.ts; ECRStatus with mode, idleState,
 * fiscalDocCounter: a shop's notes on a Print!F RT, which saw REG and 0 while no document was open; what its other
 * numbers are: ReceiptStatus.ts of rch-driver-js, for the same number in the older frames.
 */
import { busy, coverOpen, type FaultRow, faultOf, paperEnd } from "./fault.ts";
import type { FiscalProtocol, FiscalStatus, Strange } from "./protocol.ts";
import { type Answer, find, textOf } from "./read-xml.ts";
import type { TrailerLine } from "./trailer-lines.ts";
import type { XmlElement } from "./write-xml.ts";

const documents: Readonly<Record<string, FiscalStatus["document"]>> = {
  "0": "none",
  "1": "not-paid",
  "2": "open",
  /** Texts outside of a receipt. */
  "3": "other",
  "4": "open",
};

const broken: FaultRow = {
  code: "refused",
  says: "has a fault of its printing unit. Look at it; switch it off and on.",
  taken: "unknown",
};

/** Lines of a request that are taken as far as `lastCmd` says are no reason to send them again. */
const refused = (lastCommand: number): FaultRow => ({
  code: "no-document",
  says: "did not take the lines. They may be wrong at this point of the document.",
  taken: lastCommand === 0 ? "no" : "unknown",
});

export function rchProtocol(name: string, strange: Strange): FiscalProtocol {
  /** Throws unless all `commands` were executed. */
  const requestIn = (answer: Answer, commands: number): void => {
    const request = find(answer, "Request");
    const values = ["errorCode", "printerError", "paperEnd", "coverOpen", "lastCmd", "busy"].map((field) =>
      request === undefined ? "" : textOf(request, field),
    );
    if (!values.every((value) => /^[0-9]{1,6}$/.test(value))) throw strange("without its fields");
    const [errorCode, printerError, paper, cover, lastCommand, isBusy] = values.map(Number) as Six;
    if (isBusy !== 0)
      throw faultOf(name, `busy ${isBusy}`, lastCommand === 0 ? busy : { ...busy, taken: "unknown" });
    if (paper !== 0) throw faultOf(name, `paperEnd ${paper}`, paperEnd);
    if (cover !== 0) throw faultOf(name, `coverOpen ${cover}`, coverOpen);
    if (printerError !== 0) throw faultOf(name, `printerError ${printerError}`, broken);
    if (errorCode !== 0) throw faultOf(name, `errorCode ${errorCode}`, refused(lastCommand));
    if (lastCommand !== commands) throw strange(`to ${lastCommand} commands instead of ${commands}`);
  };
  return {
    statusRequest: service(["<</?s"]),
    readStatus(answer) {
      requestIn(answer, 1);
      const status = find(answer, "ECRStatus");
      if (status === undefined) throw strange("without a status");
      const [mode, idle, number] = ["mode", "idleState", "fiscalDocCounter"].map((field) =>
        textOf(status, field),
      );
      const printerCode = `mode ${mode}, idleState ${idle}`;
      const document = mode === "REG" && Object.hasOwn(documents, idle!) ? documents[idle!]! : "other";
      return { document, printerCode, ...(number !== "" && { number: number! }) };
    },
    trailerRequest: (lines) => service(lines.map(command)),
    readTaken: (answer, lines) => requestIn(answer, lines.length),
  };
}

type Six = [number, number, number, number, number, number];

/** A line after the total. */
function command({ text }: TrailerLine): string {
  return `="/&1/(${text})`;
}

function service(commands: readonly string[]): XmlElement {
  return { name: "Service", children: commands.map((text) => ({ name: "cmd", text })) };
}
