/** Every way of reaching a printer, one line each. */
import { z } from "zod";
import type { PrinterLink } from "../device.ts";
import { type PrinterProfile, printerProfiles } from "./profiles.ts";
import { openTcpPrinter, tcpPrinterSchema } from "./tcp.ts";
import { openUsbPrinter, usbPrinterSchema } from "./usb.ts";

const profileIds = Object.keys(printerProfiles) as (keyof typeof printerProfiles)[];

const profile = z.enum(profileIds).default("generic-80mm-48");
/** They come from the profile. */
const abilities = { answers: true, completion: true } as const;

/** What a configuration says about a printer: `{ "kind": "tcp", "host": "10.0.0.9", "profile": "epson-tm-t20" }`. */
export const printerSchema = z.discriminatedUnion("kind", [
  tcpPrinterSchema.omit(abilities).extend({ kind: z.literal("tcp"), profile }),
  usbPrinterSchema.omit(abilities).extend({ kind: z.literal("usb"), profile }),
]);
export type PrinterOptions = z.input<typeof printerSchema>;

export interface Printer {
  readonly link: PrinterLink;
  readonly profile: PrinterProfile;
}

/** Opens the printer of its kind with its profile: `print(link, encode(blocks, profile))`. Connects when needed. */
export function openPrinter(options: PrinterOptions): Printer {
  const { profile: id, ...settings } = printerSchema.parse(options);
  const profile: PrinterProfile = printerProfiles[id];
  const { answers, completion } = profile;
  switch (settings.kind) {
    case "tcp":
      return { link: openTcpPrinter({ ...settings, answers, completion }), profile };
    case "usb":
      return { link: openUsbPrinter({ ...settings, answers, completion }), profile };
    default:
      return settings satisfies never;
  }
}
