/**
 * Custom's XML protocol: POST /xml/printer.htm, Basic authentication with the printer's number, no envelope.
 * Sources: the service and its answers: github.com/lyancoder/fiscal-printer lib/printer/custom/xml-custom-http.ts; types
 * and fonts of printRecMessage (4 courtesy line): github.com/Marks1996/fiscal_printer lib/common/custom_model.dart;
 * receiptStep (0 or empty: no document) and the numbers of errors: github.com/fiskaltrust/middleware scu-it
 * .../CustomRTPrinter (IntegrationTests.cs, Models/ProtocolErrors.cs).
 */
import { busy, coverOpen, type FaultRow, faultOf, noDocument, paperEnd } from "./fault.ts";
import type { FiscalModel } from "./models.ts";
import type { FiscalProtocol, Strange } from "./protocol.ts";
import { type Answer, find, textOf } from "./read-xml.ts";

/** Perhaps in the middle of the lines. */
const busyAnywhere: FaultRow = { ...busy, taken: "unknown" };
const broken: FaultRow = { code: "refused", says: "is broken. Call its service.", taken: "unknown" };
const misread: FaultRow = {
  code: "protocol",
  says: "found something wrong in the lines. Tell us about it.",
  taken: "unknown",
};

/** By `status`. */
const faults: Readonly<Record<string, FaultRow>> = {
  "16": paperEnd,
  "37": coverOpen,
  "64": coverOpen,
  // Wrong now; not allowed now; the device is in the wrong state.
  "5": { ...noDocument, taken: "unknown" },
  "117": { ...noDocument, taken: "unknown" },
  "222": { ...noDocument, taken: "unknown" },
  // Another terminal sends; please wait; the keyboard is in use; telematic work, exports, searches.
  "21": busyAnywhere,
  "97": busyAnywhere,
  "98": busyAnywhere,
  "213": busyAnywhere,
  "217": busyAnywhere,
  "218": busyAnywhere,
  "221": busyAnywhere,
  "252": busyAnywhere,
  // Value, length, parameter, XML, XML.
  "3": misread,
  "24": misread,
  "92": misread,
  "115": misread,
  "245": misread,
  // Print head: power, heat, cutter, disconnected.
  "65": broken,
  "66": broken,
  "67": broken,
  "68": broken,
  "219": {
    code: "refused",
    says: "speaks another protocol. Set its protocol to XML in its menu.",
    taken: "no",
  },
  "220": {
    code: "refused",
    says: "is no fiscal printer unit now. Set it to FPU mode in its menu.",
    taken: "no",
  },
};

export function customProtocol(name: string, model: FiscalModel, strange: Strange): FiscalProtocol {
  const responseIn = (answer: Answer): Answer => {
    const response = find(answer, "response");
    if (response === undefined) throw strange("without a response");
    const { success, status = "" } = response.attributes;
    if (success === "true") return response;
    throw faultOf(
      name,
      status === "" ? "none" : status,
      Object.hasOwn(faults, status) ? faults[status] : undefined,
    );
  };
  return {
    statusRequest: { name: "printerCommand", children: [{ name: "queryPrinterStatus" }] },
    readStatus(answer) {
      const response = responseIn(answer);
      // An answer to something else has neither; an empty step means that no document is open.
      if (find(response, "receiptStep") === undefined && find(response, "fpStatus") === undefined)
        throw strange("without a status");
      const step = textOf(response, "receiptStep");
      const counters = [textOf(response, "nClose"), textOf(response, "fiscalDoc")];
      return {
        document: /^0*$/.test(step) ? "none" : "open",
        printerCode: `receiptStep ${step}`,
        ...(counters.every((counter) => counter !== "") && { number: counters.join("-") }),
      };
    },
    trailerRequest: (lines) => ({
      name: "printerFiscalReceipt",
      children: lines.map(({ text, bold }) => ({
        name: "printRecMessage",
        attributes: { message: text, messageType: "4", font: bold ? model.fonts.bold : model.fonts.normal },
      })),
    }),
    readTaken(answer) {
      responseIn(answer);
    },
  };
}
