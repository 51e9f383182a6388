/** Scanners on a serial port: RS-232, USB adapters, and USB scanners in "virtual COM" mode (CDC-ACM). */
import { SerialPort } from "serialport";
import { z } from "zod";
import type { Scanner, ScannerEvents } from "../device.ts";
import { noticeHangUp } from "./hang-up.ts";
import { framingShape, reopeningShape } from "./options.ts";
import { type Connection, openReopening } from "./reopening.ts";
import { serialFault } from "./serial-fault.ts";

export const serialScannerSchema = z.strictObject({
  kind: z.literal("serial").default("serial"),
  /** "/dev/serial/by-id/…" (keeps its name when replugged elsewhere), "/dev/ttyS0", "COM5". */
  path: z.string().min(1),
  baudRate: z.int().min(300).max(4_000_000).default(9600),
  dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
  parity: z.enum(["none", "even", "odd"]).default("none"),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
  ...framingShape,
  ...reopeningShape,
});
export type SerialScannerOptions = z.input<typeof serialScannerSchema>;

/**
 * Opens a scanner on a serial port and keeps it open through unplugs until it is closed.
 * Faults come as events: "not-found", "no-permission", "busy", "disconnected", "protocol" (something was dropped).
 * Throws ZodError for options out of bounds, and nothing else.
 */
export function openSerialScanner(options: SerialScannerOptions, events: ScannerEvents): Scanner {
  const settings = serialScannerSchema.parse(options);
  const { path, baudRate, dataBits, parity, stopBits } = settings;

  async function connect(): Promise<Connection> {
    // A new object for each connection: a SerialPort that is opened again sends what an earlier life left unsent.
    const port = new SerialPort({ path, baudRate, dataBits, parity, stopBits, autoOpen: false, lock: true });
    // Every loss also comes as "close"; an error that nobody listens to would end the process.
    port.on("error", () => {});
    await new Promise<void>((resolve, reject) => {
      port.open((error) => (error ? reject(serialFault(path, error)) : resolve()));
    });
    noticeHangUp(port);
    // Bytes that came while nobody listened are the end of some earlier scan. Not every port can flush.
    await new Promise<void>((resolve) => port.flush(() => resolve()));
    return {
      stream: port,
      release: () => new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())),
    };
  }

  return openReopening(`Scanner on ${path}`, connect, settings, events);
}
