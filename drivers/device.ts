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
  /** Resolves once the operating system has taken every byte. Throws DeviceError. */
  write(bytes: Uint8Array): Promise<void>;
  /** `undefined` where the link cannot ask. Throws DeviceError. */
  status(): Promise<PrinterStatus | undefined>;
  /**
   * Resolves once all that was written is on paper: true when the printer said so, false when it cannot say.
   * Absent where the link is one-way. Throws DeviceError, "timeout" when the printer does not get there.
   */
  printed?(): Promise<boolean>;
  close(): Promise<void>;
}

export interface PrinterStatus {
  readonly online: boolean;
  readonly paper: "ok" | "near-end" | "end";
  readonly coverOpen: boolean;
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
  /** Left and right of one row: "Hai risparmiato" … "3,20 €". The left part is cut, never the right. */
  | { readonly kind: "row"; readonly left: string; readonly right: string; readonly bold?: boolean }
  | { readonly kind: "rule" }
  | { readonly kind: "space" }
  | { readonly kind: "barcode"; readonly symbology: "ean13" | "code128"; readonly value: string }
  | { readonly kind: "qr"; readonly value: string }
  | { readonly kind: "cut" };
