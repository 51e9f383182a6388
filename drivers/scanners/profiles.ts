/** What models of scanners do differently: data, each row with where it was read. */
import { type PosLayout, standardLayout } from "./hid/pos-layout.ts";

/** How a model's HID POS reports differ from what its descriptor or the standard says. */
export interface ScannerProfile {
  readonly name: string;
  /** Holds where the report descriptor can't be read (Windows) or gives no layout. */
  readonly posLayout: PosLayout;
  /** The model's descriptor says the standard's layout, its reports have this one. */
  readonly layoutBeatsDescriptor?: true;
  /** A feature report that makes it send HID POS reports, number first. Sent at each opening; a refusal is no fault. */
  readonly wake?: readonly number[];
  /** AIM identifier of its answers to commands, which are no labels. */
  readonly answers?: string;
  readonly source: string;
}

export const profiles = {
  standard: {
    name: "standard",
    posLayout: standardLayout,
    source: "HID Point of Sale Usage Tables 1.02; Access-IS LSR118 and ATR110 manuals",
  },
  honeywell: {
    name: "honeywell",
    posLayout: standardLayout,
    wake: [0xfe, 0x01],
    answers: "]Z6",
    source:
      "captures of a Voyager 1400g; @point-of-sale/webhid-barcode-scanner 1.2.2 (feature report 254); HenkVanAsselt/python_hon_usbhid (answers)",
  },
  newland: {
    name: "newland",
    posLayout: { reportId: 2, length: 1, data: 2, dataMax: 60, more: 63 },
    layoutBeatsDescriptor: true,
    source:
      "a published driver of the Newland FM430: data from byte 2, no identifier, the maker's code at 62",
  },
} as const satisfies Record<string, ScannerProfile>;

/** How a scanner presents itself; it is a setting of most of them. */
export type ScannerMode = "hid-pos" | "keyboard" | "serial" | "other";

export interface Fingerprint {
  readonly vendorId: string;
  readonly productId?: string;
  /** Part of what the device says of itself. Windows may have its driver's maker there instead. */
  readonly manufacturer?: RegExp;
  readonly maker: string;
  readonly profile: keyof typeof profiles;
  /** What this product number says of the mode the scanner is in. */
  readonly mode?: ScannerMode;
  readonly source: string;
}

const usbIds = "usb.ids 2024.03.18 (linux-usb.org)";

/** By vendor; makers give their scanners another product number in each mode. */
export const fingerprints: readonly Fingerprint[] = [
  {
    vendorId: "0c2e",
    maker: "Honeywell (Metrologic)",
    profile: "honeywell",
    source: "captures of a Voyager 1400g",
  },
  {
    vendorId: "0c2e",
    productId: "0204",
    maker: "Honeywell (Metrologic)",
    profile: "honeywell",
    mode: "keyboard",
    source: usbIds,
  },
  {
    vendorId: "0c2e",
    productId: "0700",
    maker: "Honeywell (Metrologic)",
    profile: "honeywell",
    mode: "serial",
    source: usbIds,
  },
  {
    vendorId: "0c2e",
    productId: "0720",
    maker: "Honeywell (Metrologic)",
    profile: "honeywell",
    mode: "serial",
    source: usbIds,
  },
  {
    vendorId: "23d0",
    maker: "Honeywell (by another vendor number)",
    profile: "honeywell",
    source: "@point-of-sale/webhid-barcode-scanner 1.2.2 wakes it like 0c2e",
  },
  {
    vendorId: "0536",
    maker: "Honeywell (Hand Held Products)",
    profile: "standard",
    source: usbIds,
  },
  { vendorId: "05e0", maker: "Zebra (Symbol)", profile: "standard", source: usbIds },
  {
    vendorId: "05e0",
    productId: "1701",
    maker: "Zebra (Symbol)",
    profile: "standard",
    mode: "serial",
    source: usbIds,
  },
  { vendorId: "05f9", maker: "Datalogic (PSC)", profile: "standard", source: usbIds },
  {
    vendorId: "05f9",
    productId: "2206",
    maker: "Datalogic (PSC)",
    profile: "standard",
    mode: "keyboard",
    source: usbIds,
  },
  {
    vendorId: "05f9",
    productId: "1206",
    maker: "Datalogic (PSC)",
    profile: "standard",
    mode: "other",
    source: usbIds,
  },
  { vendorId: "1eab", maker: "Newland", profile: "newland", source: usbIds },
  {
    vendorId: "1eab",
    productId: "0103",
    maker: "Newland",
    profile: "newland",
    mode: "keyboard",
    source: usbIds,
  },
  {
    vendorId: "1eab",
    productId: "0106",
    maker: "Newland",
    profile: "newland",
    mode: "serial",
    source: usbIds,
  },
  {
    vendorId: "1eab",
    productId: "0110",
    maker: "Newland",
    profile: "newland",
    mode: "hid-pos",
    source: usbIds,
  },
  { vendorId: "0db5", maker: "Access-IS", profile: "standard", source: usbIds },
  {
    vendorId: "0db5",
    productId: "0139",
    maker: "Access-IS",
    profile: "standard",
    mode: "serial",
    source: usbIds,
  },
  {
    vendorId: "0db5",
    productId: "013a",
    maker: "Access-IS",
    profile: "standard",
    mode: "keyboard",
    source: usbIds,
  },
  { vendorId: "065a", maker: "Opticon", profile: "standard", source: usbIds },
  {
    vendorId: "065a",
    productId: "0001",
    maker: "Opticon",
    profile: "standard",
    mode: "keyboard",
    source: usbIds,
  },
  {
    vendorId: "065a",
    productId: "0009",
    maker: "Opticon",
    profile: "standard",
    mode: "serial",
    source: usbIds,
  },
  { vendorId: "067e", maker: "Honeywell (Intermec)", profile: "standard", source: usbIds },
  {
    vendorId: "067e",
    productId: "0801",
    maker: "Honeywell (Intermec)",
    profile: "standard",
    mode: "keyboard",
    source: usbIds,
  },
  {
    vendorId: "067e",
    productId: "0803",
    maker: "Honeywell (Intermec)",
    profile: "standard",
    mode: "serial",
    source: usbIds,
  },
];

/** What is known of a device before it is opened. */
export interface Identity {
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly manufacturer?: string | undefined;
}

/**
 * How well a row fits: 0 is not at all; the vendor alone is 1, its name adds 2, the product adds 4. All that a row
 * states must hold.
 */
export function score(row: Fingerprint, { vendorId, productId, manufacturer }: Identity): number {
  if (row.vendorId !== vendorId) return 0;
  if (row.productId !== undefined && row.productId !== productId) return 0;
  if (row.manufacturer && !row.manufacturer.test(manufacturer ?? "")) return 0;
  return 1 + (row.manufacturer ? 2 : 0) + (row.productId === undefined ? 0 : 4);
}

/** The row that fits best, the first of equals; `undefined` for a maker nobody has written down. */
export function fingerprintOf(device: Identity): Fingerprint | undefined {
  let best: Fingerprint | undefined;
  let bestScore = 0;
  for (const row of fingerprints) {
    const fit = score(row, device);
    if (fit > bestScore) {
      best = row;
      bestScore = fit;
    }
  }
  return best;
}

export const profileOf = (device: Identity): ScannerProfile =>
  profiles[fingerprintOf(device)?.profile ?? "standard"];
