/** Scanners on a serial port: RS-232, USB adapters, and USB scanners in "virtual COM" mode (CDC-ACM). */
import { SerialPort } from "serialport";
import { z } from "zod";
import { type CodeRules, defaultCodeRules } from "../codes/code-rules.ts";
import type { Scanner, ScannerEvents } from "../device.ts";
import { folderChanges } from "./device-changes.ts";
import { noticeHangUp } from "./hang-up.ts";
import { framingShape, reopeningShape } from "./options.ts";
import { receive } from "./receive.ts";
import { type Connection, openReopening, type Receiving } from "./reopening.ts";
import { serialFault } from "./serial-fault.ts";
import { withStripes } from "./stripe.ts";

export const serialScannerSchema = z.strictObject({
  kind: z.literal("serial").default("serial"),
  /** "/dev/serial/by-id/…" (keeps its name when replugged elsewhere), "/dev/ttyS0", "COM5". */
  path: z.string().min(1),
  baudRate: z.int().min(300).max(4_000_000).default(9600),
  dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
  parity: z.enum(["none", "even", "odd"]).default("none"),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
  /** "xon-xoff" takes two control characters out of labels: only where the scanner is set to it. */
  flowControl: z.enum(["none", "rts-cts", "xon-xoff"]).default("none"),
  /** "ack-nak": the scanner waits for ACK (06) after each scan and repeats it after NAK (15). */
  handshake: z.enum(["none", "ack-nak"]).default("none"),
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
 * @param rules which stripes are cards of the chain, where a card reader is on the port
 * Throws ZodError for options out of bounds, and nothing else.
 */
export function openSerialScanner(
  options: SerialScannerOptions,
  events: ScannerEvents,
  rules: () => CodeRules = () => defaultCodeRules,
): Scanner {
  const settings = serialScannerSchema.parse(options);
  const { path, baudRate, dataBits, parity, stopBits, flowControl, handshake } = settings;
  const flow = {
    rtscts: flowControl === "rts-cts",
    xon: flowControl === "xon-xoff",
    xoff: flowControl === "xon-xoff",
  };

  async function connect(into: Receiving): Promise<Connection> {
    // A new object for each connection: a SerialPort that is opened again sends what an earlier life left unsent.
    const port = new SerialPort({
      path,
      baudRate,
      dataBits,
      parity,
      stopBits,
      ...flow,
      autoOpen: false,
      lock: true,
    });
    // Every loss also comes as "close"; an error that nobody listens to would end the process.
    port.on("error", () => {});
    await new Promise<void>((resolve, reject) => {
      port.open((error) => (error ? reject(serialFault(path, error)) : resolve()));
    });
    noticeHangUp(port);
    // Bytes that came while nobody listened are the end of some earlier scan. Not every port can flush.
    await new Promise<void>((resolve) => port.flush(() => resolve()));
    const stop = receive(port, settings, answering(handshake, port, withStripes(into, rules)));
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

const ACK = Uint8Array.of(0x06);
const NAK = Uint8Array.of(0x15);

/** Answers each scan as the scanner waits for it. A scan that came in part is asked for again. */
function answering(handshake: "none" | "ack-nak", port: SerialPort, into: Receiving): Receiving {
  if (handshake === "none") return into;
  return {
    ...into,
    scan(scan) {
      port.write(ACK);
      into.scan(scan);
    },
    dropped(fault) {
      port.write(NAK);
      into.dropped(fault);
    },
  };
}
