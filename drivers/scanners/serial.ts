/** Scanners on a serial port: RS-232, USB adapters, and USB scanners in "virtual COM" mode (CDC-ACM). */
import { SerialPort } from "serialport";
import { z } from "zod";
import type { Scanner, ScannerEvents } from "../device.ts";
import { folderChanges } from "./device-changes.ts";
import { noticeHangUp } from "./hang-up.ts";
import { framingShape, reopeningShape } from "./options.ts";
import { receive } from "./receive.ts";
import { type Connection, openReopening, type Receiving } from "./reopening.ts";
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

/** USB scanners and adapters. A link under by-id is made from these nodes, a little later. */
const plugged =
  process.platform === "linux" ? folderChanges("/dev", /^tty(ACM|USB|XRUSB|WCH)[0-9]+$/) : undefined;

/**
 * Opens a scanner on a serial port and keeps it open through unplugs until it is closed.
 * Faults come as events: "not-found", "no-permission", "busy", "disconnected", "protocol" (something was dropped).
 * Throws ZodError for options out of bounds, and nothing else.
 */
export function openSerialScanner(options: SerialScannerOptions, events: ScannerEvents): Scanner {
  const settings = serialScannerSchema.parse(options);
  const { path, baudRate, dataBits, parity, stopBits } = settings;

  async function connect(into: Receiving): Promise<Connection> {
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
    const stop = receive(port, settings, into);
    return {
      about: { path, exclusive: true },
      release: () => {
        stop();
        return new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
      },
    };
  }

  return openReopening(`Scanner on ${path}`, connect, settings, events, plugged);
}
