/** Every way of reaching a printer, one line each. */
import { z } from "zod";
import type { PrinterEvents, PrinterLink } from "../device.ts";
import { type PrinterProfile, printerProfiles } from "./profiles.ts";
import { openSerialPrinter, serialPrinterSchema } from "./serial.ts";
import { openTcpPrinter, tcpPrinterSchema } from "./tcp.ts";
import { openUsbPrinter, usbPrinterSchema } from "./usb.ts";
import { openWindowsShare, windowsShareSchema } from "./windows-share.ts";

const profileIds = Object.keys(printerProfiles) as (keyof typeof printerProfiles)[];

const profile = z.enum(profileIds).default("generic-80mm-48");
/** They come from the profile. */
const abilities = { answers: true, completion: true, automaticStatus: true } as const;

/** What a configuration says about a printer: `{ "kind": "tcp", "host": "10.0.0.9", "profile": "epson-tm-t20" }`. */
export const printerSchema = z.discriminatedUnion("kind", [
  tcpPrinterSchema.omit(abilities).extend({ kind: z.literal("tcp"), profile }),
  usbPrinterSchema.omit(abilities).extend({ kind: z.literal("usb"), profile }),
  serialPrinterSchema.omit(abilities).extend({ kind: z.literal("serial"), profile }),
  windowsShareSchema.extend({ kind: z.literal("windows-share"), profile }),
]);
export type PrinterOptions = z.input<typeof printerSchema>;

export interface Printer {
  readonly link: PrinterLink;
  readonly profile: PrinterProfile;
}

/** Opens the printer of its kind with its profile: `print(link, encode(blocks, profile))`. Connects when needed. */
export function openPrinter(options: PrinterOptions, events?: PrinterEvents): Printer {
  const { profile: id, ...settings } = printerSchema.parse(options);
  const profile: PrinterProfile = printerProfiles[id];
  const link = linkOf(settings, profile, events);
  return { link: { ...link, check: () => ({ ...link.check(), profile: id }) }, profile };
}

type Settings<Kind = z.output<typeof printerSchema>> = Kind extends unknown ? Omit<Kind, "profile"> : never;

function linkOf(
  settings: Settings,
  { answers, completion, automaticStatus }: PrinterProfile,
  events: PrinterEvents | undefined,
): PrinterLink {
  const able = { answers, completion, automaticStatus };
  switch (settings.kind) {
    case "tcp":
      return openTcpPrinter({ ...settings, ...able }, events);
    case "usb":
      return openUsbPrinter({ ...settings, ...able }, events);
    case "serial":
      return openSerialPrinter({ ...settings, ...able }, events);
    case "windows-share":
      return openWindowsShare(settings);
    default:
      return settings satisfies never;
  }
}
