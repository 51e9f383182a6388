/** Printers on the network, port 9100. */
import { connect as dial, type Socket } from "node:net";
import { z } from "zod";
import { DeviceError, type PrinterEvents, type PrinterLink } from "../device.ts";
import { abilityShape, linkShape, openLink } from "./link.ts";
import { connectFault } from "./tcp-fault.ts";
import type { Wire } from "./wire.ts";

export const tcpPrinterSchema = z.strictObject({
  kind: z.literal("tcp").default("tcp"),
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(9100),
  connectTimeoutMs: z.int().min(50).max(60_000).default(3000),
  ...linkShape,
  ...abilityShape,
});
export type TcpPrinterOptions = z.input<typeof tcpPrinterSchema>;

/** Faults besides those of every link: "not-found", "refused", "timeout". Throws ZodError for options out of bounds. */
export function openTcpPrinter(options: TcpPrinterOptions, events?: PrinterEvents): PrinterLink {
  const settings = tcpPrinterSchema.parse(options);
  const { host, port, connectTimeoutMs } = settings;
  const path = `${host}:${port}`;
  const name = `The printer at ${path}`;
  // Most models serve one connection at a time; which do not is not known.
  const reach = { ...settings, name, path, exclusive: false };
  return openLink({ ...reach, connect: () => connect(host, port, connectTimeoutMs, name) }, events);
}

function connect(host: string, port: number, timeoutMs: number, name: string): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = dial({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 });
    const fail = (cause?: Error): void => {
      socket.destroy();
      reject(connectFault(`${host}:${port}`, timeoutMs, cause));
    };
    socket.setTimeout(timeoutMs, fail);
    socket.once("error", fail);
    socket.once("connect", () => {
      socket.setTimeout(0).off("error", fail).removeAllListeners("timeout");
      resolve(over(socket, name));
    });
  });
}

function over(socket: Socket, name: string): Wire {
  let lost: DeviceError | undefined;
  let tell: ((fault: DeviceError) => void) | undefined;
  const lose = (cause?: Error): void => {
    lost ??= new DeviceError(
      "disconnected",
      `${name} closed the connection. Check its power and network cable.`,
      { cause },
    );
    tell?.(lost);
  };
  socket.on("error", lose);
  socket.on("end", () => lose());
  socket.on("close", () => lose());

  return {
    send: (bytes, taken) => {
      socket.write(bytes, (error) => {
        if (!error) taken();
      });
    },
    listen: (events) => {
      tell = events.lost;
      if (lost) tell(lost);
      socket.on("data", events.bytes);
    },
    end: () => {
      socket.end();
      // A printer that never answers our end would keep the socket for ever.
      socket.setTimeout(1000, () => socket.destroy());
    },
    abort: () => {
      // After the printer's end Node ends this side too, and libuv refuses to reset a socket while its end is under
      // way: Node then lets go of a handle that is still open, and the process never exits. It is under way from the
      // last byte written to "finish", one turn of the loop; before and after, the reset works.
      const ending = socket.writableEnded && socket.writableLength === 0 && !socket.writableFinished;
      if (ending) socket.once("finish", () => socket.resetAndDestroy());
      else socket.resetAndDestroy();
    },
  };
}
