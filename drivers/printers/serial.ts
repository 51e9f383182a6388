/** Printers on a serial port: RS-232, USB adapters, and USB printers in "virtual COM" mode. */
import { SerialPort } from "serialport";
import { z } from "zod";
import { DeviceError, type PrinterEvents, type PrinterLink } from "../device.ts";
import { noticeHangUp } from "../scanners/hang-up.ts";
import { serialFault } from "../scanners/serial-fault.ts";
import { abilityShape, linkShape, openLink } from "./link.ts";
import type { Wire } from "./wire.ts";

export const serialPrinterSchema = z.strictObject({
  kind: z.literal("serial").default("serial"),
  /** "/dev/serial/by-id/…" (keeps its name when replugged elsewhere), "/dev/ttyS0", "COM5". */
  path: z.string().min(1),
  /** As the printer's switches say; 38400 is how Epson ships them (from memory of its manuals). */
  baudRate: z.int().min(300).max(4_000_000).default(38_400),
  parity: z.enum(["none", "even", "odd"]).default("none"),
  /** How the printer says that its memory is full; "none" where receipts are shorter than it. */
  handshake: z.enum(["none", "rts-cts", "xon-xoff"]).default("none"),
  ...linkShape,
  ...abilityShape,
});
export type SerialPrinterOptions = z.input<typeof serialPrinterSchema>;
type Settings = z.output<typeof serialPrinterSchema>;

/**
 * Faults besides those of every link: "not-found", "no-permission", "busy", "refused" (no serial port). Throws ZodError
 * for options out of bounds.
 */
export function openSerialPrinter(options: SerialPrinterOptions, events?: PrinterEvents): PrinterLink {
  const settings = serialPrinterSchema.parse(options);
  const { path } = settings;
  const name = `The printer on ${path}`;
  return openLink({ ...settings, name, exclusive: true, connect: () => connect(settings, name) }, events);
}

async function connect({ path, baudRate, parity, handshake }: Settings, name: string): Promise<Wire> {
  // A new object for each connection: a SerialPort that is opened again sends what an earlier life left unsent, and
  // a receipt of half an hour ago would come out when the cable is put back.
  const port = new SerialPort({
    path,
    baudRate,
    parity,
    rtscts: handshake === "rts-cts",
    xon: handshake === "xon-xoff",
    xoff: handshake === "xon-xoff",
    autoOpen: false,
    lock: true,
  });
  const { events, lose } = losable(name);
  // Every loss also comes as "close"; an error that nobody listens to would end the process.
  port.on("error", () => {});
  port.on("close", lose);
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(serialFault(path, error, "printer")) : resolve()));
  });
  noticeHangUp(port);
  const close = (): Promise<void> =>
    new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
  return {
    // Never drained: that waits in a thread until the printer lets it, which may be never.
    send: (bytes, taken) => {
      if (!port.isOpen) return;
      port.write(bytes, (error) => {
        if (!error) taken();
      });
    },
    listen(listener) {
      events.listen(listener.lost);
      port.on("data", listener.bytes);
    },
    end: close,
    // What the kernel holds is thrown away first; not every port can.
    async abort() {
      if (port.isOpen) await new Promise<void>((resolve) => port.flush(() => resolve()));
      await close();
    },
  };
}

/** A loss that may come before somebody listens. */
function losable(name: string) {
  let lost: DeviceError | undefined;
  let tell: ((fault: DeviceError) => void) | undefined;
  return {
    lose(cause: Error | null): void {
      const advice = "Check its cable and power.";
      lost ??= new DeviceError("disconnected", `${name} is gone. ${advice}`, { cause });
      tell?.(lost);
    },
    events: {
      listen(listener: (fault: DeviceError) => void): void {
        tell = listener;
        if (lost) listener(lost);
      },
    },
  };
}
