/** What every printer link does, on the network and on terminals; on the kernel's USB printer class in test/hardware. */
import { describe, test } from "vitest";
import { type PrinterRig, printerChecks } from "./conformance.ts";
import { startPrinterEmulator } from "./emulator/printer-emulator.ts";
import { startPtyPrinter } from "./emulator/pty.ts";
import { openSerialPrinter } from "./serial.ts";
import { openTcpPrinter } from "./tcp.ts";
import { openUsbPrinter } from "./usb.ts";

async function network(): Promise<PrinterRig> {
  const printer = await startPrinterEmulator();
  const { port, unplug, plug, close } = printer;
  return {
    printer,
    open: (options, events) => openTcpPrinter({ ...options, host: "127.0.0.1", port }, events),
    unplug,
    plug,
    remove: close,
  };
}

const terminal =
  (driver: typeof openUsbPrinter | typeof openSerialPrinter) => async (): Promise<PrinterRig> => {
    const printer = await startPtyPrinter();
    const { path, unplug, plug, close } = printer;
    return {
      printer,
      open: (options, events) => driver({ ...options, path }, events),
      unplug,
      plug,
      remove: close,
    };
  };

describe.each([
  ["on the network", printerChecks(network)],
  ["on a USB node", printerChecks(terminal(openUsbPrinter), ["paper-end"])],
  ["on a serial port", printerChecks(terminal(openSerialPrinter), ["paper-end"])],
] as const)("a printer %s", (_where, checks) => {
  for (const { name, run } of checks) test(name, run, 60_000);
});
