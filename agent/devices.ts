/**
 * Scanner and printer of this till, where the POS leaves them to us. A device that is not there is told, and tried
 * again; it never delays or fails a sale. The drivers are loaded only where a device is configured.
 */

import type { CodeRules } from "../drivers/codes/code-rules.ts";
import { parseCode } from "../drivers/codes/parse-code.ts";
import type { DeviceState, ReceiptBlock, Scanner } from "../drivers/device.ts";
import { DeviceError } from "../drivers/device.ts";
import { type AgentConfig, ConfigError } from "./config.ts";
import type { Log } from "./log.ts";

export interface DeviceStatus {
  readonly state: DeviceState | "unknown";
  /** What is wrong and what to do; absent while all is well. */
  readonly message?: string;
}

export interface Devices {
  status(): Readonly<Record<"scanner" | "printer", DeviceStatus | null>>;
  /** Queues our slip. Never rejects, never waits. */
  print(blocks: readonly ReceiptBlock[]): void;
  close(): Promise<void>;
}

export interface DeviceEvents {
  /** Rules to read labels by, of the newest release. */
  codeRules(): CodeRules;
  /** A label that means something here. Payment cards never get so far. */
  code(code: ReturnType<typeof parseCode>): void;
  /** Something became better or worse. */
  changed(device: "scanner" | "printer", status: DeviceStatus): void;
}

/** Slips that wait for a printer that is away; older ones are given up, the customer has left. */
const SLIPS_MAX = 20;

/** Throws ConfigError for settings that are wrong; a device that is missing is no error. */
export async function openDevices(config: AgentConfig, events: DeviceEvents, log: Log): Promise<Devices> {
  const status: Record<"scanner" | "printer", DeviceStatus | null> = { scanner: null, printer: null };
  const become = (device: "scanner" | "printer", next: DeviceStatus) => {
    const before = status[device];
    status[device] = next;
    if (before?.state === next.state && before.message === next.message) return;
    log[next.message === undefined ? "info" : "warning"](`${device}-${next.state}`, {
      message: next.message,
    });
    events.changed(device, next);
  };
  const scanner = config.scanner && (await openScanner(config.scanner, events, become));
  const printer = config.printer && (await openPrinter(config.printer, become));
  return { status: () => ({ ...status }), print: (blocks) => printer?.print(blocks), close };

  async function close(): Promise<void> {
    await Promise.all([scanner?.close(), printer?.close()]);
  }
}

type Become = (device: "scanner" | "printer", next: DeviceStatus) => void;

async function openScanner(setting: object, events: DeviceEvents, become: Become): Promise<Scanner> {
  const scanners = await import("../drivers/scanners/open-scanner.ts");
  const read = scanners.scannerSchema.safeParse(setting);
  if (!read.success) throw settingError("scanner", read.error.issues[0]!);
  return scanners.openScanner(read.data, {
    scan(scan) {
      const code = parseCode(scan, events.codeRules());
      // Not even its length is kept: what looks like a payment card was never here.
      if (code.kind === "refused" && code.reason === "payment-card") return;
      events.code(code);
    },
    state: (state, fault) =>
      become("scanner", { state, ...(fault === undefined ? {} : { message: fault.message }) }),
  });
}

async function openPrinter(setting: object, become: Become) {
  const [printers, { encode }, { print }] = await Promise.all([
    import("../drivers/printers/open-printer.ts"),
    import("../drivers/printers/encode.ts"),
    import("../drivers/printers/print.ts"),
  ]);
  const read = printers.printerSchema.safeParse(setting);
  if (!read.success) throw settingError("printer", read.error.issues[0]!);
  const { link, profile } = printers.openPrinter(read.data);
  let waiting = 0;
  become("printer", { state: "opening" });
  // Asked once at the start, so that a missing printer is known before the first receipt.
  link.status().then(
    () => become("printer", { state: "ready" }),
    (error: unknown) => become("printer", faultStatus(error)),
  );
  return {
    print(blocks: readonly ReceiptBlock[]) {
      if (waiting >= SLIPS_MAX)
        return become("printer", { state: "faulted", message: "The printer is too far behind." });
      waiting += 1;
      print(link, encode(blocks, profile))
        .then(() => become("printer", { state: "ready" }))
        .catch((error: unknown) => become("printer", faultStatus(error)))
        .finally(() => {
          waiting -= 1;
        });
    },
    close: () => link.close(),
  };
}

function faultStatus(error: unknown): DeviceStatus {
  const gone = error instanceof DeviceError && ["not-found", "disconnected", "timeout"].includes(error.code);
  return { state: gone ? "gone" : "faulted", message: (error as Error).message };
}

function settingError(device: string, issue: { path: PropertyKey[]; message: string }): ConfigError {
  return new ConfigError(
    `"${[device, ...issue.path].join(".")}": ${issue.message}. Correct it and start again.`,
  );
}
