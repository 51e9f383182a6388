/** What holds for every device: its states, its faults, and the three shapes that leave this folder. */

/** `gone`: it was there and is not any more (unplugged); it may come back. `faulted`: it is there and refuses. */
export type DeviceState = "opening" | "ready" | "gone" | "faulted" | "closed";

export type DeviceFault =
  | "not-found"
  | "no-permission"
  | "busy"
  | "disconnected"
  | "timeout"
  | "refused"
  | "paper-end"
  | "cover-open"
  /** A fiscal printer has no document open that takes our lines. */
  | "no-document"
  | "protocol";

/** The world failed at a device. `code` for programs, `message` says what is wrong and what to do. */
export class DeviceError extends Error {
  readonly code: DeviceFault;
  constructor(code: DeviceFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DeviceError";
    this.code = code;
  }
}

/** One reading of a scanner: the bytes of the label, and its AIM symbology identifier ("]E0") where it sends one. */
export interface Scan {
  readonly bytes: Uint8Array;
  readonly aim?: string;
}

/** A scanner that is open or trying to be. It reopens by itself after an unplug until it is closed. */
export interface Scanner {
  readonly name: string;
  state(): DeviceState;
  /** How it is, now and without asking the hardware: for store IT. Holds no part of a label. */
  check(): DeviceCheck;
  statistics(): ScannerStatistics;
  close(): Promise<void>;
}

/** A device as store IT sees it. */
export interface DeviceCheck {
  readonly state: DeviceState;
  /** Where the system has it: "/dev/hidraw0", "10.0.0.9:4001". Absent until it was found once. */
  readonly path?: string;
  /** The socket it is plugged into, or another name that outlives a replug. Absent where there is none. */
  readonly place?: string;
  /** The row of the profiles it is read by. */
  readonly profile?: string;
  readonly serial?: string;
  /** Whether no other program gets what this device sends. */
  readonly exclusive: boolean;
  /** The newest fault: what is wrong and what to do. Absent while it is ready. */
  readonly problem?: DeviceError;
  /** What would be better though it works. */
  readonly advice?: string;
}

/** Counted since the scanner was opened. */
export interface ScannerStatistics {
  readonly scans: number;
  /** Scans that came in part, or too long. */
  readonly dropped: number;
  /** Reports that could not be read, and cards that are not the chain's. */
  readonly refused: number;
  /** Times it was ready again after it had been away. */
  readonly reopened: number;
  /** When the newest scan came, on the clock of `performance.now()`. */
  readonly lastScanAtMs?: number;
}

export interface ScannerEvents {
  scan(scan: Scan): void;
  state(state: DeviceState, fault?: DeviceError): void;
}

/** Bytes out to one printer. One implementation for each way of reaching it. */
export interface PrinterLink {
  /**
   * Resolves once the operating system has taken every byte. Throws DeviceError, "timeout" where the printer takes
   * none any more, unless `waitOn` says that it may (see `printed`).
   */
  write(bytes: Uint8Array, waitOn?: WaitOn): Promise<void>;
  /** `undefined` where the link cannot ask. Throws DeviceError. */
  status(): Promise<PrinterStatus | undefined>;
  /**
   * Resolves once all that was written is on paper: true when the printer said so, false when it cannot say.
   * Absent where the link is one-way. Throws DeviceError, "timeout" when the printer does not get there. A printer
   * that has stopped (paper, cover) is a fault, unless `waitOn` says to wait until somebody has mended it.
   */
  printed?(waitOn?: WaitOn): Promise<boolean>;
  /** How it was last found, without asking it: for store IT. */
  check(): DeviceCheck;
  statistics(): PrinterStatistics;
  close(): Promise<void>;
}

/** Asked again and again while a printer has stopped in mid-job: true waits on, false gives the job up. */
export type WaitOn = (fault: DeviceError) => boolean;

export interface PrinterStatus {
  readonly online: boolean;
  readonly paper: "ok" | "near-end" | "end";
  readonly coverOpen: boolean;
  /** "recoverable": a jam, the cutter, a hot head, which a hand or time mends. "unrecoverable" needs service. */
  readonly error?: "recoverable" | "unrecoverable";
}

/** What has happened at a printer since its last status. */
export type PrinterChange =
  | "paper-near-end"
  | "paper-end"
  | "paper-ok"
  | "cover-open"
  | "cover-closed"
  | "recoverable-error"
  | "unrecoverable-error"
  | "error-over"
  | "offline"
  | "online";

export interface PrinterEvents {
  /** Once for each change, whether the printer was asked or told it by itself. */
  status(change: PrinterChange, status: PrinterStatus): void;
}

/** Counted since the link was opened. */
export interface PrinterStatistics {
  readonly connections: number;
  /** Writes that the operating system took whole; those that the printer said were on paper; those that failed. */
  readonly written: number;
  readonly printed: number;
  readonly failed: number;
  readonly bytes: number;
  /** When the printer last said that something was on paper, on the clock of `performance.now()`. */
  readonly lastPrintedAtMs?: number;
}

/**
 * What a receipt is made of, before any printer's language. The engine makes blocks of the same shape
 * (`engine/receipt.ts`) without importing this file; the compiler checks in the agent that they fit.
 */
export type ReceiptBlock =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly align?: "left" | "center";
      readonly bold?: boolean;
      readonly large?: boolean;
    }
  /** Left and right of one row: "Hai risparmiato" … "3,20 €". Where the left is too long it goes on below. */
  | { readonly kind: "row"; readonly left: string; readonly right: string; readonly bold?: boolean }
  | { readonly kind: "rule" }
  | { readonly kind: "space" }
  | { readonly kind: "barcode"; readonly symbology: "ean13" | "code128"; readonly value: string }
  | { readonly kind: "qr"; readonly value: string }
  /**
   * A number to be scanned again: as QR code and as bars, as far as printer and paper can, and below them to be typed. `qr`
   * is what the QR code holds, where that is more than the digits.
   */
  | { readonly kind: "number"; readonly digits: string; readonly qr?: string }
  | { readonly kind: "cut" };
