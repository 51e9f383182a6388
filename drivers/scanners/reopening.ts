/** The life of a scanner that may be unplugged: open, listen, lose it, open again, until it is closed. */
import type { Readable } from "node:stream";
import { DeviceError, type DeviceState, type Scanner, type ScannerEvents } from "../device.ts";
import type { FramingOptions } from "./framing.ts";
import { receive } from "./receive.ts";

/** One connection, used once. A new one is made after each loss, so that nothing of the old one can come through. */
export interface Connection {
  readonly stream: Readable;
  /** Resolves when the device is free for others. Never rejects. */
  release(): Promise<void>;
}

export interface ReopeningOptions extends FramingOptions {
  /** Waits between attempts double from `reopenMinMs` (default 250) to `reopenMaxMs` (default 2000). */
  readonly reopenMinMs?: number | undefined;
  readonly reopenMaxMs?: number | undefined;
}

/**
 * Opens in the background: the scanner is returned at once in state "opening" and the events tell the rest.
 * `connect` rejects with a DeviceError. The same fault is told once, not at every attempt.
 */
export function openReopening(
  name: string,
  connect: () => Promise<Connection>,
  options: ReopeningOptions,
  events: ScannerEvents,
): Scanner {
  const { reopenMinMs = 250, reopenMaxMs = 2000 } = options;
  let state: DeviceState = "opening";
  let faultCode: string | undefined;
  let waitMs = reopenMinMs;
  let timer: NodeJS.Timeout | undefined;
  let letGo: (() => Promise<void>) | undefined;
  let closing: Promise<void> | undefined;

  const become = (next: DeviceState, fault?: DeviceError): void => {
    if (next === state && fault?.code === faultCode) return;
    state = next;
    faultCode = fault?.code;
    events.state(next, fault);
  };

  const again = (): void => {
    timer = setTimeout(() => {
      attempting = attempt();
    }, waitMs);
    waitMs = Math.min(waitMs * 2, reopenMaxMs);
  };

  async function attempt(): Promise<void> {
    let connection: Connection;
    try {
      connection = await connect();
    } catch (error) {
      if (closing) return;
      const fault =
        error instanceof DeviceError
          ? error
          : new DeviceError("refused", `${name}: ${error}`, { cause: error });
      become(fault.code === "not-found" ? "gone" : "faulted", fault);
      again();
      return;
    }
    if (closing) return connection.release();
    const openedAt = performance.now();
    const stop = receive(connection.stream, options, {
      scan: (scan) => events.scan(scan),
      fault: (fault) => events.state(state, fault),
      gone: (cause) => {
        become("gone", unplugged(name, cause));
        // A port that opens and is lost at once, again and again, is tried more and more slowly.
        if (performance.now() - openedAt > reopenMaxMs) waitMs = reopenMinMs;
        const released = connection.release();
        letGo = () => released;
        released.then(() => {
          if (!closing) again();
        });
      },
    });
    letGo = () => {
      stop();
      return connection.release();
    };
    become("ready");
  }

  let attempting = attempt();
  return {
    name,
    state: () => state,
    close() {
      closing ??= (async () => {
        clearTimeout(timer);
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
