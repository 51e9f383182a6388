/** USB printers on Linux, through the kernel's printer class (usblp): /dev/usb/lp0. */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { z } from "zod";
import { DeviceError, type PrinterEvents, type PrinterLink } from "../device.ts";
import { abilityShape, linkShape, openLink } from "./link.ts";
import { nodeWire } from "./node-wire.ts";
import { usbFault } from "./usb-fault.ts";
import { listUsbPrinters } from "./usb-printers.ts";
import type { Wire } from "./wire.ts";

export const usbPrinterSchema = z.strictObject({
  kind: z.literal("usb").default("usb"),
  /** "/dev/usb/lp0". Absent: the first printer there is, wherever it is plugged in. */
  path: z.string().min(1).optional(),
  /** Of several, the one with this serial number; `path` is left away then. */
  serialNumber: z.string().min(1).optional(),
  ...linkShape,
  ...abilityShape,
});
export type UsbPrinterOptions = z.input<typeof usbPrinterSchema>;

/**
 * Faults besides those of every link: "not-found", "no-permission", "busy" (another program prints), "refused" (no
 * device). Throws ZodError for options out of bounds.
 */
export function openUsbPrinter(options: UsbPrinterOptions, events?: PrinterEvents): PrinterLink {
  const settings = usbPrinterSchema.parse(options);
  const { serialNumber } = settings;
  const path = settings.path ?? (serialNumber ? `the USB printer ${serialNumber}` : "/dev/usb/lp0");
  const name = `The printer on ${path}`;
  const connect = async (): Promise<Wire> => openNode(settings.path ?? (await nodeOf(serialNumber)), name);
  return openLink({ ...settings, name, path, exclusive: true, connect }, events);
}

/** A printer that is put back may be another node than before. */
async function nodeOf(serialNumber: string | undefined): Promise<string> {
  const printers = await listUsbPrinters();
  const [found] = serialNumber
    ? printers.filter((printer) => printer.serialNumber === serialNumber)
    : printers;
  if (found) return found.path;
  // Windows lists none, and says why when it is opened.
  if (!serialNumber || process.platform === "win32") return "/dev/usb/lp0";
  throw new DeviceError(
    "not-found",
    `No USB printer has the serial number ${serialNumber}. Plug it in, or correct the number.`,
  );
}

async function openNode(path: string, name: string): Promise<Wire> {
  const { O_RDWR, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    const file = await open(path, O_RDWR | O_NONBLOCK | O_NOCTTY);
    if ((await file.stat()).isCharacterDevice()) return nodeWire(file, name);
    await file.close();
  } catch (cause) {
    throw usbFault(path, cause as NodeJS.ErrnoException);
  }
  // An ordinary file would take every receipt and print none.
  throw new DeviceError("refused", `${path} is not a printer. Give its device, usually /dev/usb/lp0.`);
}
