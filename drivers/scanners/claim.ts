/**
 * A scanner with the manners of UnifiedPOS, for a program that holds it for a while and takes its scans one by one: claim,
 * enable, data events, error events with an answer, status updates.
 * Source: UnifiedPOS Retail Peripheral Architecture 1.16, chapter 2 (input model) and "Scanner".
 */
import { DeviceError, type Scan, type Scanner, type ScannerEvents } from "../device.ts";

export interface ClaimedEvents {
  /** DataEvent. No other comes until `acceptData` has been called again. */
  data(scan: Scan): void;
  /** ErrorEvent, in its turn among the scans. "clear" drops the scans that still wait, "retry" leaves them. */
  error(fault: DeviceError): "retry" | "clear";
  /** StatusUpdateEvent: power online (2001), off or offline (2004). Never waits. */
  status(power: "online" | "off-offline"): void;
}

export interface ClaimedScanner {
  /** What is read from now on counts (DeviceEnabled). */
  enable(): void;
  /** What is read from now on is ignored; what waits goes on waiting. */
  disable(): void;
  /** Delivers what waits next, or what comes next: one event (DataEventEnabled). */
  acceptData(): void;
  /** Scans that wait (DataCount). */
  dataCount(): number;
  clearInput(): void;
  readonly scanner: Scanner;
  /** Resolves when others may have it. */
  release(): Promise<void>;
}

/** Scans and errors that wait; more are given up, oldest first: a till that is so far behind has forgotten them. */
const WAITING_MAX = 100;

type Waiting =
  | { readonly kind: "scan"; readonly scan: Scan }
  | { readonly kind: "fault"; readonly fault: DeviceError };

/**
 * Opens a scanner and resolves once it is ready and this program's. Rejects after `timeoutMs` with a DeviceError, the
 * newest fault where there was one, and lets go of it.
 * @param open `(events) => openScanner(options, events)`
 */
export async function claimScanner(
  open: (events: ScannerEvents) => Scanner,
  timeoutMs: number,
  events: ClaimedEvents,
): Promise<ClaimedScanner> {
  let waiting: Waiting[] = [];
  let enabled = false;
  let accepting = false;
  let fault: DeviceError | undefined;
  let isReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });

  const wait = (next: Waiting): void => {
    if (!enabled) return;
    waiting.push(next);
    if (waiting.length > WAITING_MAX) waiting.shift();
    deliver();
  };
  const deliver = (): void => {
    while (enabled && accepting) {
      const next = waiting.shift();
      if (!next) return;
      if (next.kind === "fault") {
        if (events.error(next.fault) === "clear") waiting = [];
        continue;
      }
      accepting = false;
      events.data(next.scan);
    }
  };

  let power: "online" | "off-offline" | undefined;
  const scanner = open({
    scan: (scan) => wait({ kind: "scan", scan }),
    state(state, problem) {
      if (state !== "closed") fault = problem;
      if (state === "ready") isReady();
      const next = state === "ready" ? "online" : "off-offline";
      if (next !== power && state !== "closed") events.status(next);
      power = next;
      if (problem) wait({ kind: "fault", fault: problem });
    },
  });

  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, timeoutMs, "late");
  });
  if ((await Promise.race([ready, late])) === "late") {
    await scanner.close();
    const seconds = timeoutMs / 1000;
    throw fault ?? new DeviceError("timeout", `${scanner.name} was not ready within ${seconds} seconds.`);
  }
  clearTimeout(timer);

  return {
    scanner,
    enable() {
      enabled = true;
      deliver();
    },
    disable() {
      enabled = false;
    },
    acceptData() {
      accepting = true;
      deliver();
    },
    dataCount: () => waiting.filter(({ kind }) => kind === "scan").length,
    clearInput() {
      waiting = [];
    },
    async release() {
      enabled = false;
      await scanner.close();
    },
  };
}
