/** What went wrong at a fiscal printer, and whether the lines are on the document all the same. */
import { DeviceError, type DeviceFault } from "../../device.ts";

/** "unknown": they were on their way when it went wrong. Whoever sends them again may print them twice. */
export type Taken = "no" | "unknown";

export class FiscalFault extends DeviceError {
  readonly taken: Taken;
  /** The printer's own word for it, where it gave one: "EPTR_REC_EMPTY", "16". */
  readonly printerCode?: string;

  constructor(
    code: DeviceFault,
    message: string,
    more: { readonly taken?: Taken; readonly printerCode?: string | undefined } & ErrorOptions = {},
  ) {
    super(code, message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "FiscalFault";
    this.taken = more.taken ?? "no";
    if (more.printerCode !== undefined) this.printerCode = more.printerCode;
  }
}

/** A row of a brand's table of errors: what it means here, in a sentence that begins with the printer's name. */
export interface FaultRow {
  readonly code: DeviceFault;
  /** What is wrong and what to do: "{name} is out of paper. Put in a new roll." without the name. */
  readonly says: string;
  readonly taken: Taken;
}

/** The row's fault; without a row the printer's own word, which nobody here knows. */
export function faultOf(name: string, printerCode: string, row: FaultRow | undefined): FiscalFault {
  const { code, says, taken } = row ?? {
    code: "refused",
    says: "does not take the lines. Look its code up in the manual of the printer.",
    taken: "unknown",
  };
  return new FiscalFault(code, `${name} ${says} (Its code: ${printerCode}.)`, { taken, printerCode });
}

export const noDocument = {
  code: "no-document",
  says: "has no receipt open that takes lines now. The POS must leave its receipt open until the lines are on it.",
  taken: "no",
} as const satisfies FaultRow;

export const notPaid = {
  code: "no-document",
  says: "takes lines only after the total, and the receipt is not paid yet. The POS must complete the sale after the payment.",
  taken: "no",
} as const satisfies FaultRow;

export const otherDocument = {
  code: "no-document",
  says: "is at something else than a receipt (an invoice, a credit note, a report, its programming).",
  taken: "no",
} as const satisfies FaultRow;

export const paperEnd = {
  code: "paper-end",
  says: "is out of paper. Put in a new roll.",
  taken: "unknown",
} as const satisfies FaultRow;

export const coverOpen = {
  code: "cover-open",
  says: "has its cover open. Close it.",
  taken: "unknown",
} as const satisfies FaultRow;

/** Done nothing with the request: it may be sent again, as long as there is time. */
export const busy = {
  code: "busy",
  says: "is busy, perhaps with the POS.",
  taken: "no",
} as const satisfies FaultRow;
