/** Every way of reaching a printer, one line each. */
import { z } from "zod";
import type { PrinterLink } from "../device.ts";
import { type PrinterProfile, printerProfiles } from "./profiles.ts";
import { openTcpPrinter, tcpPrinterSchema } from "./tcp.ts";

const profileIds = Object.keys(printerProfiles) as (keyof typeof printerProfiles)[];

/** What a configuration says about a printer: `{ "kind": "tcp", "host": "10.0.0.9", "profile": "epson-tm-t20" }`. */
export const printerSchema = z.discriminatedUnion("kind", [
  tcpPrinterSchema
    .omit({ answers: true, completion: true })
    .extend({ kind: z.literal("tcp"), profile: z.enum(profileIds).default("generic-80mm-48") }),
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
    default:
      return settings.kind satisfies never;
  }
}
