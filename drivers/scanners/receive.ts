/** Scans out of any Node stream: what serial ports, sockets and in-process links have in common. */
import type { Readable } from "node:stream";
import { splitAim } from "../codes/aim.ts";
import type { DeviceError, Scan } from "../device.ts";
import { type FramingOptions, openFraming } from "./framing.ts";

export interface Receiving {
  scan(scan: Scan): void;
  /** Something was dropped; the stream goes on. */
  fault(error: DeviceError): void;
  /** The stream has ended or broken. Called once, never after `stop`. Half a scan that was under way is dropped. */
  gone(cause?: Error): void;
}

/** Listens until the stream is gone or the returned function is called. Does not close the stream. */
export function receive(stream: Readable, options: FramingOptions, events: Receiving): () => void {
  const framing = openFraming(options, {
    frame: (frame) => events.scan(splitAim(frame)),
    fault: (error) => events.fault(error),
  });
  const data = (chunk: Uint8Array | string): void =>
    framing.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  const stop = (): void => {
    framing.cut();
    stream.off("data", data).off("end", gone).off("close", gone).off("error", gone);
    // A late error of a stream that nobody listens to would end the process.
    stream.on("error", () => {});
  };
  const gone = (cause?: Error | null): void => {
    stop();
    events.gone(cause ?? undefined);
  };
  stream.on("data", data).on("end", gone).on("close", gone).on("error", gone);
  return stop;
}
