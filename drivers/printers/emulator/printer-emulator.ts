/** The emulated printer on the network: listens where a network printer listens. */

import { type AddressInfo, createServer, type Socket } from "node:net";
import { listenAside } from "./listen-aside.ts";
import { type EmulatedPrinter, type EmulatedPrinterOptions, emulatedPrinter } from "./printer.ts";

export type { EmulatedReceipt } from "./printer.ts";

export interface PrinterEmulatorOptions extends EmulatedPrinterOptions {
  /** Default: one that is free, and stays free while the cable is out. */
  readonly port?: number;
  /** Default "127.0.0.1". */
  readonly host?: string;
  /** What a second client meets while one is served: it waits unread (the default), or is hung up on. */
  readonly second?: "waits" | "hung-up";
}

export interface PrinterEmulator extends EmulatedPrinter {
  readonly port: number;
  /** Pulls its network cable: whoever is connected is cut off, and nobody gets through. */
  unplug(): Promise<void>;
  /** Puts it back. Rejects with the operating system's error if the port has been taken. */
  plug(): Promise<void>;
  close(): Promise<void>;
}

/** Starts listening. Rejects with the operating system's error if the port is taken. */
export async function startPrinterEmulator(options: PrinterEmulatorOptions = {}): Promise<PrinterEmulator> {
  const { plug, switchOff, ...printer } = emulatedPrinter(options);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    if (options.second === "hung-up" && sockets.size > 1) {
      socket.resetAndDestroy();
      return;
    }
    plug(socket);
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, options.host ?? "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  const unplug = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.resetAndDestroy();
      server.close(() => resolve());
    });
  if (options.port === undefined) await listenAside(listen);
  else await listen(options.port);
  const { port } = server.address() as AddressInfo;

  return {
    ...printer,
    port,
    unplug,
    plug: () => listen(port),
    close() {
      switchOff();
      return unplug();
    },
  };
}
