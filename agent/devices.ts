/**
 * Scanner and printer of this till, where the POS leaves them to us. A device that is not there is told, and tried
 * again; it never delays or fails a sale. The drivers are loaded only where a device is configured.
 */

import { join } from "node:path";
import type { z } from "zod";
import type { CodeRules } from "../drivers/codes/code-rules.ts";
import { parseCode } from "../drivers/codes/parse-code.ts";
import type { DeviceState, ReceiptBlock, Scanner, ScannerEvents } from "../drivers/device.ts";
import { DeviceError } from "../drivers/device.ts";
import type { FiscalFault } from "../drivers/printers/fiscal/fault.ts";
import { issueField, issueText } from "../sync/issue-text.ts";
import { type AgentConfig, ConfigError } from "./config.ts";
import type { Log } from "./log.ts";

export interface DeviceStatus {
  readonly state: DeviceState | "unknown";
  /** What is wrong and what to do; absent while all is well. */
  readonly message?: string;
}

/** What a sale gives the customer on paper. */
export interface Slip {
  readonly transactionId: string;
  /** Empty: nothing, or nothing for us to print. */
  readonly blocks: readonly ReceiptBlock[];
  /** The POS was told before that the sale is not recorded: it has gone on, perhaps to the next customer. */
  readonly isLate: boolean;
}

/** What has become of a slip on a fiscal printer, for the POS that leaves its receipt open meanwhile. */
export interface SlipOutcome {
  readonly transactionId: string;
  readonly printed: "yes" | "nothing-to-print" | "no" | "unknown";
}

export interface Devices {
  status(): Readonly<Record<"scanner" | "printer", DeviceStatus | null>>;
  /**
   * Spools our slip: it survives a crash and is printed once. On a fiscal printer it goes to the receipt that is open
   * there, now or never. Never rejects, never waits.
   */
  print(slip: Slip): void;
  close(): Promise<void>;
}

export interface DeviceEvents {
  /** Rules to read labels by, of the newest release. */
  codeRules(): CodeRules;
  /** A label that means something here. Payment cards never get so far. */
  code(code: ReturnType<typeof parseCode>): void;
  /** Something became better or worse, or a slip is done with. */
  changed(device: "scanner" | "printer", status: DeviceStatus, slip?: SlipOutcome): void;
}

/** Throws ConfigError for settings that are wrong; a device that is missing is no error. */
export async function openDevices(config: AgentConfig, events: DeviceEvents, log: Log): Promise<Devices> {
  const status: Record<"scanner" | "printer", DeviceStatus | null> = { scanner: null, printer: null };
  const become: Become = (device, next, slip) => {
    const before = status[device];
    status[device] = next;
    const isNews = before?.state !== next.state || before.message !== next.message;
    if (isNews) report(device, next, slip);
    else if (slip !== undefined) events.changed(device, next, slip);
  };
  const report: Become = (device, next, slip) => {
    log[next.message === undefined ? "info" : "warning"](`${device}-${next.state}`, {
      message: next.message,
    });
    events.changed(device, next, slip);
  };
  const scanner = config.scanner && (await openScanner(config.scanner, events, become, report));
  const open = config.printer?.kind.endsWith("-fiscal") ? openFiscal : openPrinter;
  const printer = config.printer && (await open(config.printer, become, log, config.dataDir));
  return { status: () => ({ ...status }), print: (slip) => printer?.print(slip), close };

  async function close(): Promise<void> {
    await Promise.all([scanner?.close(), printer?.close()]);
  }
}

type Become = (device: "scanner" | "printer", next: DeviceStatus, slip?: SlipOutcome) => void;

/** @param report tells what is over as soon as it was told */
async function openScanner(
  setting: object,
  events: DeviceEvents,
  become: Become,
  report: Become,
): Promise<Scanner> {
  const scanners = await import("../drivers/scanners/open-scanner.ts");
  const read = scanners.scannerSchema.safeParse(setting);
  if (!read.success) throw settingError("scanner", read.error.issues[0]!, setting);
  const told: ScannerEvents = {
    scan(scan) {
      const code = parseCode(scan, events.codeRules());
      // Not even its length is kept: what looks like a payment card was never here.
      if (code.kind === "refused" && code.reason === "payment-card") return;
      events.code(code);
    },
    state(state, fault) {
      const next = { state, ...(fault === undefined ? {} : { message: fault.message }) };
      // A label that was dropped, a card that is not the chain's: the scanner is well.
      if (state === "ready" && fault) report("scanner", next);
      else become("scanner", next);
    },
  };
  return scanners.openScanner(read.data, told, events.codeRules);
}

async function openPrinter(setting: object, become: Become, log: Log, dataDir: string) {
  const [printers, { encode }, { openSpool }] = await Promise.all([
    import("../drivers/printers/open-printer.ts"),
    import("../drivers/printers/encode.ts"),
    import("../drivers/printers/spool/spool.ts"),
  ]);
  const read = printers.printerSchema.safeParse(setting);
  if (!read.success) throw settingError("printer", read.error.issues[0]!, setting);
  const { link, profile } = printers.openPrinter(read.data, {
    status(change) {
      log.info(`printer-${change}`);
      const { state, problem } = link.check();
      tell(problem ? faultStatus(problem) : { state });
    },
  });
  let now: DeviceStatus = { state: "opening" };
  let toLookAt = 0;
  const tell = (next: DeviceStatus) => {
    now = next;
    const message = next.message ?? heldMessage(toLookAt);
    become("printer", { ...next, ...(message === undefined ? {} : { message }) });
  };
  tell(now);
  const spool = await openSpool({ folder: join(dataDir, "spool") }, link, {
    state: (fault) => tell(fault ? faultStatus(fault) : { state: "ready" }),
    held: (job, title, fault) =>
      log.warning("slip-held", { job: job.id, title, why: job.state, message: fault?.message }),
    dropped: (job) => log.warning("slip-dropped", { job: job.id }),
    toLookAt(count) {
      toLookAt = count;
      tell(now);
    },
  }).catch((error: Error) => {
    tell({ state: "faulted", message: `Slips cannot be kept for the printer: ${error.message}` });
    return undefined;
  });
  // Asked once at the start, so that a missing printer is known before the first receipt.
  link.status().then(
    () => tell(link.check().problem ? now : { state: "ready" }),
    (error: unknown) => tell(faultStatus(error)),
  );
  return {
    print({ blocks, transactionId }: Slip) {
      if (blocks.length === 0) return;
      spool
        ?.add(encode(blocks, profile), transactionId)
        .catch((error: Error) => tell({ state: "faulted", message: error.message }));
    },
    async close() {
      await spool?.close();
      await link.close();
    },
  };
}

/** A fiscal printer, which the POS owns: lines for the receipt that it leaves open, and no spool. */
async function openFiscal(setting: object, become: Become, log: Log) {
  const { fiscalPrinterSchema, openFiscalPrinter } = await import(
    "../drivers/printers/fiscal/open-fiscal.ts"
  );
  const read = fiscalPrinterSchema.safeParse(setting);
  if (!read.success) throw settingError("printer", read.error.issues[0]!, setting);
  const printer = openFiscalPrinter(read.data);
  const tell = (slip?: SlipOutcome) => {
    const { state, problem } = printer.check();
    become("printer", { state, ...(problem && { message: problem.message }) }, slip);
  };
  tell();
  printer.status().then(
    () => tell(),
    () => tell(),
  );
  return {
    print({ transactionId, blocks, isLate }: Slip) {
      // Its receipt is over; the next one is another customer's.
      const lines = isLate ? [] : blocks;
      if (isLate && blocks.length > 0)
        log.warning("slip-dropped", { transactionId, code: "late", taken: "no" });
      printer.addTrailer(lines).then(
        (taken) => {
          const missed = blocks.length > 0 ? "no" : "nothing-to-print";
          tell({ transactionId, printed: taken > 0 ? "yes" : missed });
        },
        (error: Error) => {
          const { code, taken = "unknown", printerCode } = error as Partial<FiscalFault>;
          log.warning("slip-dropped", { transactionId, code, taken, printerCode });
          tell({ transactionId, printed: taken });
        },
      );
    },
    close: async () => printer.close(),
  };
}

function heldMessage(count: number): string | undefined {
  if (count === 0) return undefined;
  const [slips, it] = count === 1 ? ["One slip was", "it"] : [`${count} slips were`, "them"];
  return `${slips} not printed to the end: look at the paper, then release or drop ${it}.`;
}

function faultStatus(error: unknown): DeviceStatus {
  const gone = error instanceof DeviceError && ["not-found", "disconnected", "timeout"].includes(error.code);
  return { state: gone ? "gone" : "faulted", message: (error as Error).message };
}

function settingError(device: string, issue: z.core.$ZodIssue, setting: object): ConfigError {
  const field = [device, issueField(issue)].filter(Boolean).join(".");
  return new ConfigError(`"${field}": ${issueText(issue, setting)}. Correct it and start again.`);
}
