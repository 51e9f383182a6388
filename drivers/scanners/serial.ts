/** Scanners on a serial port: RS-232, USB adapters, and USB scanners in "virtual COM" mode (CDC-ACM). */
import { SerialPort } from "serialport";
import { z } from "zod";
import { type CodeRules, defaultCodeRules } from "../codes/code-rules.ts";
import { DeviceError, type Scanner, type ScannerEvents } from "../device.ts";
import { type Choice, choiceShape, choiceText, isMeant, isNamed } from "./choice.ts";
import { folderChanges } from "./device-changes.ts";
import { noticeHangUp } from "./hang-up.ts";
import { listSerialPorts } from "./list-serial-ports.ts";
import { framingShape, reopeningShape } from "./options.ts";
import { watchPresence } from "./presence.ts";
import { receive } from "./receive.ts";
import { type Connection, openReopening, type Receiving } from "./reopening.ts";
import { serialFault } from "./serial-fault.ts";
import { withStripes } from "./stripe.ts";

const shape = z.strictObject({
  kind: z.literal("serial").default("serial"),
  /** Its path: "/dev/serial/by-id/…" (keeps its name when replugged elsewhere), "/dev/ttyS0", "COM5". */
  ...choiceShape,
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

export const serialScannerSchema = shape.refine(
  isNamed,
  'a serial port must be named: "path", or "vendorId" and "productId", as "tillside devices" shows them',
);
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
  const { baudRate, dataBits, parity, stopBits, flowControl, handshake } = settings;
  const flow = {
    rtscts: flowControl === "rts-cts",
    xon: flowControl === "xon-xoff",
    xoff: flowControl === "xon-xoff",
  };

  async function connect(into: Receiving): Promise<Connection> {
    const path = settings.path ?? (await portOf(settings));
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
    const stopLooking = process.platform === "win32" ? watchPresence(path, into.gone) : () => {};
    return {
      about: { path, exclusive: true },
      release: () => {
        stop();
        stopLooking();
        return new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
      },
    };
  }

  return openReopening(`Scanner on ${choiceText(settings)}`, connect, settings, events, plugged);
}

/** The port of the USB device that is meant; of several, the first. Throws DeviceError. */
async function portOf(choice: Choice): Promise<string> {
  const port = (await listSerialPorts()).find((listed) => isMeant(listed, choice));
  if (port) return port.path;
  throw new DeviceError(
    "not-found",
    `No serial port of a device ${choiceText(choice)} is there. Plug the scanner in; if it is, scan the setting "USB virtual COM" of its manual.`,
  );
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
