/** The life of a scanner that may be unplugged: open, listen, lose it, open again, until it is closed. */
import {
  type DeviceCheck,
  DeviceError,
  type DeviceState,
  type Scan,
  type Scanner,
  type ScannerEvents,
} from "../device.ts";
import type { DeviceChanges } from "./device-changes.ts";

/** What a connection tells of what it receives. Nothing is taken from it once it is lost or released. */
export interface Receiving {
  scan(scan: Scan): void;
  /** A part of a scan was dropped; the connection goes on. */
  dropped(error: DeviceError): void;
  /**
   * Something came that is no scan, or none for us; the connection goes on. What the device does wrong ("protocol") is
   * told once a connection, what a person did ("refused") each time; both are counted.
   */
  refused(error: DeviceError): void;
  /** The device is lost. Half a scan that was under way is dropped. */
  gone(cause?: Error): void;
}

/** One connection, used once. A new one is made after each loss, so that nothing of the old one can come through. */
export interface Connection {
  readonly about: Pick<DeviceCheck, "path" | "place" | "profile" | "serial" | "exclusive" | "advice">;
  /** Resolves when the device is free for others. Never rejects. */
  release(): Promise<void>;
}

export interface ReopeningOptions {
  /** Waits between attempts double from `reopenMinMs` (default 250) to `reopenMaxMs` (default 2000). */
  readonly reopenMinMs?: number | undefined;
  readonly reopenMaxMs?: number | undefined;
}

/** udev gives a device to its group a moment after the kernel has made it: so many refusals in a row are no fault. */
const PATIENCE = 3;

/**
 * Opens in the background: the scanner is returned at once in state "opening" and the events tell the rest.
 * `connect` rejects with a DeviceError. The same fault is told once, not at every attempt.
 * @param changes tells while the scanner is away that devices have come or gone: it is tried again at once
 */
export function openReopening(
  name: string,
  connect: (into: Receiving) => Promise<Connection>,
  options: ReopeningOptions,
  events: ScannerEvents,
  changes?: DeviceChanges,
): Scanner {
  const { reopenMinMs = 250, reopenMaxMs = 2000 } = options;
  const counts = { scans: 0, dropped: 0, refused: 0, reopened: 0 };
  let lastScanAtMs: number | undefined;
  let state: DeviceState = "opening";
  let problem: DeviceError | undefined;
  let about: Connection["about"] = { exclusive: false };
  let wasReady = false;
  let waitMs = reopenMinMs;
  let withoutRights = 0;
  let stopWaiting = (): void => {};
  let letGo: (() => Promise<void>) | undefined;
  let closing: Promise<void> | undefined;

  const become = (next: DeviceState, fault?: DeviceError): void => {
    if (next === state && fault?.message === problem?.message) return;
    state = next;
    problem = fault;
    events.state(next, fault);
  };

  const again = (): void => {
    const go = (): void => {
      stopWaiting();
      attempting = attempt();
    };
    const timer = setTimeout(go, waitMs);
    const unwatch = changes?.(() => {
      // Something was plugged in: worth a quick look, whatever the wait has grown to.
      waitMs = reopenMinMs;
      go();
    });
    stopWaiting = () => {
      stopWaiting = () => {};
      clearTimeout(timer);
      unwatch?.();
    };
    waitMs = Math.min(waitMs * 2, reopenMaxMs);
  };

  const deliver = (scan: Scan): void => {
    counts.scans += 1;
    lastScanAtMs = performance.now();
    try {
      events.scan(scan);
    } catch (error) {
      // Libraries take an exception in a listener for a broken device. The device is well; the scan was not taken.
      // Its words are left to the cause: they may quote the label.
      const fault = new DeviceError("refused", `${name}: a scan was read, but what takes it has failed.`, {
        cause: error,
      });
      events.state(state, fault);
    }
  };

  async function attempt(): Promise<void> {
    let connection: Connection | undefined;
    let over = false;
    let lostEarly: { cause?: Error | undefined } | undefined;
    let toldProtocol = false;
    let openedAt = 0;

    const lose = (cause: Error | undefined, { release }: Connection): void => {
      over = true;
      become("gone", unplugged(name, cause));
      // A port that opens and is lost at once, again and again, is tried more and more slowly.
      if (performance.now() - openedAt > reopenMaxMs) waitMs = reopenMinMs;
      const released = release();
      letGo = () => released;
      released.then(() => {
        if (!closing) again();
      });
    };
    const into: Receiving = {
      scan: (scan) => {
        if (!over) deliver(scan);
      },
      dropped: (fault) => {
        if (over) return;
        counts.dropped += 1;
        events.state(state, fault);
      },
      refused: (fault) => {
        if (over) return;
        counts.refused += 1;
        if (fault.code !== "protocol" || !toldProtocol) events.state(state, fault);
        toldProtocol ||= fault.code === "protocol";
      },
      gone: (cause) => {
        if (over) return;
        if (connection) lose(cause, connection);
        else lostEarly = { cause };
      },
    };

    try {
      connection = await connect(into);
    } catch (error) {
      over = true;
      if (closing) return;
      const fault =
        error instanceof DeviceError
          ? error
          : new DeviceError("refused", `${name}: ${error}`, { cause: error });
      withoutRights = fault.code === "no-permission" ? withoutRights + 1 : 0;
      if (withoutRights === 0 || withoutRights > PATIENCE)
        become(fault.code === "not-found" ? "gone" : "faulted", fault);
      again();
      return;
    }
    const opened = connection;
    if (closing) {
      over = true;
      return opened.release();
    }
    openedAt = performance.now();
    withoutRights = 0;
    about = opened.about;
    if (wasReady) counts.reopened += 1;
    wasReady = true;
    letGo = () => {
      over = true;
      return opened.release();
    };
    become("ready");
    if (lostEarly) lose(lostEarly.cause, opened);
  }

  let attempting = attempt();
  return {
    name,
    state: () => state,
    check: () => ({ state, ...about, ...(problem === undefined ? {} : { problem }) }),
    statistics: () => ({ ...counts, ...(lastScanAtMs === undefined ? {} : { lastScanAtMs }) }),
    close() {
      closing ??= (async () => {
        stopWaiting();
        await attempting;
        await letGo?.();
        become("closed");
      })();
      return closing;
    },
  };
}

/** The fault of a link that was there. */
export const unplugged = (name: string, cause?: Error): DeviceError =>
  new DeviceError(
    "disconnected",
    `${name} is gone. Check its cable; it is opened again as soon as it is back.`,
    {
      cause,
    },
  );
