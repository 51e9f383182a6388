/** A scanner fed by any Node stream: typed scans of the demo, a child process, a test. */
import type { Readable } from "node:stream";
import type { DeviceState, Scanner, ScannerEvents } from "../device.ts";
import type { FramingOptions } from "./framing.ts";
import { receive } from "./receive.ts";
import { unplugged } from "./reopening.ts";

export interface StreamScannerOptions extends FramingOptions {
  /** How messages call it; default "Scanner". */
  readonly name?: string | undefined;
}

/**
 * Reads scans from `stream` through the same framing as a serial port: `stream.write("8076809513753\r")`.
 * Ready at once. When the stream ends it is "gone" for good: nobody can open somebody else's stream again.
 * `close` stops listening and destroys the stream.
 */
export function openStreamScanner(
  stream: Readable,
  events: ScannerEvents,
  options: StreamScannerOptions = {},
): Scanner {
  const { name = "Scanner" } = options;
  let state: DeviceState = "ready";
  const become = (next: DeviceState, fault?: Parameters<ScannerEvents["state"]>[1]): void => {
    state = next;
    events.state(next, fault);
  };
  const stop = receive(stream, options, {
    scan: (scan) => events.scan(scan),
    fault: (fault) => events.state(state, fault),
    gone: (cause) => become("gone", unplugged(name, cause)),
  });
  return {
    name,
    state: () => state,
    async close() {
      if (state === "closed") return;
      stop();
      stream.destroy();
      become("closed");
    },
  };
}
