/** USB printers on Linux, through the kernel's printer class (usblp): /dev/usb/lp0. */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { z } from "zod";
import { DeviceError, type PrinterEvents, type PrinterLink } from "../device.ts";
import { abilityShape, linkShape, openLink } from "./link.ts";
import { nodeWire } from "./node-wire.ts";
import { usbFault } from "./usb-fault.ts";
import type { Wire } from "./wire.ts";

export const usbPrinterSchema = z.strictObject({
  kind: z.literal("usb").default("usb"),
  path: z.string().min(1).default("/dev/usb/lp0"),
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
  const { path } = settings;
  const name = `The printer on ${path}`;
  return openLink({ ...settings, name, path, exclusive: true, connect: () => connect(path, name) }, events);
}

async function connect(path: string, name: string): Promise<Wire> {
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
