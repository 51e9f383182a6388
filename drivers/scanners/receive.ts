/** Scans out of any Node stream: what serial ports, sockets and in-process links have in common. */
import type { Readable } from "node:stream";
import { splitAim } from "../codes/aim.ts";
import { type FramingOptions, openFraming } from "./framing.ts";
import type { Receiving } from "./reopening.ts";

/** Listens until the stream is gone or the returned function is called. Does not close the stream. */
export function receive(stream: Readable, options: FramingOptions, into: Receiving): () => void {
  const framing = openFraming(options, {
    frame: (frame) => into.scan(splitAim(frame)),
    fault: (error) => into.dropped(error),
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
    into.gone(cause ?? undefined);
  };
  stream.on("data", data).on("end", gone).on("close", gone).on("error", gone);
  return stop;
}
