/** Scanners known by their USB numbers, or by what they call themselves: data, each row with where it was read. */
import { profiles, type ScannerProfile } from "./profiles.ts";

/** How a scanner presents itself; it is a setting of most of them. */
export type ScannerMode = "hid-pos" | "keyboard" | "serial" | "other";

export interface Fingerprint {
  /** Vendor, or vendor and product: "0c2e", "0c2e:0204". Absent: any. */
  readonly id?: string;
  /** Somewhere in the names it gives itself. Windows may have its driver's maker there instead. */
  readonly says?: RegExp;
  readonly maker: string;
  readonly profile: keyof typeof profiles;
  /** What the product number says of the mode the scanner is in: makers have a number for each. */
  readonly mode?: ScannerMode;
  readonly source: string;
}

const usbIds = "usb.ids (linux-usb.org)";
const voyager = "captures of a Voyager 1400g";
const webHid = "@point-of-sale/webhid-barcode-scanner 1.2.2, which wakes it as it does 0c2e";

const metrologic = { maker: "Honeywell (Metrologic)", profile: "honeywell" } as const;
const symbol = { maker: "Zebra (Symbol)", profile: "standard" } as const;
const datalogic = { maker: "Datalogic (PSC)", profile: "standard" } as const;
const newland = { maker: "Newland", profile: "newland" } as const;
const accessIs = { maker: "Access-IS", profile: "standard" } as const;
const opticon = { maker: "Opticon", profile: "standard" } as const;
const intermec = { maker: "Honeywell (Intermec)", profile: "standard" } as const;

export const fingerprints: readonly Fingerprint[] = [
  { id: "0c2e", ...metrologic, source: voyager },
  { id: "0c2e:0204", ...metrologic, mode: "keyboard", source: usbIds },
  { id: "0c2e:0700", ...metrologic, mode: "serial", source: usbIds },
  { id: "0c2e:0720", ...metrologic, mode: "serial", source: usbIds },
  { id: "23d0", ...metrologic, source: webHid },
  { id: "0536", maker: "Honeywell (Hand Held Products)", profile: "standard", source: usbIds },
  { id: "067e", ...intermec, source: usbIds },
  { id: "067e:0801", ...intermec, mode: "keyboard", source: usbIds },
  { id: "067e:0803", ...intermec, mode: "serial", source: usbIds },
  { id: "05e0", ...symbol, source: usbIds },
  { id: "05e0:1701", ...symbol, mode: "serial", source: usbIds },
  { id: "05f9", ...datalogic, source: usbIds },
  { id: "05f9:2206", ...datalogic, mode: "keyboard", source: usbIds },
  { id: "05f9:1206", ...datalogic, mode: "other", source: usbIds },
  { id: "1eab", ...newland, source: usbIds },
  { id: "1eab:0103", ...newland, mode: "keyboard", source: usbIds },
  { id: "1eab:0106", ...newland, mode: "serial", source: usbIds },
  { id: "1eab:0110", ...newland, mode: "hid-pos", source: usbIds },
  { id: "0db5", ...accessIs, source: usbIds },
  { id: "0db5:0139", ...accessIs, mode: "serial", source: usbIds },
  { id: "0db5:013a", ...accessIs, mode: "keyboard", source: usbIds },
  { id: "065a", ...opticon, source: usbIds },
  { id: "065a:0001", ...opticon, mode: "keyboard", source: usbIds },
  { id: "065a:0009", ...opticon, mode: "serial", source: usbIds },
  // Cheap scanners have the number of whoever made their chip, and say what they are.
  { id: "040b:6510", maker: "Weltrend", profile: "standard", source: usbIds },
  { id: "13ba:0018", maker: "Barcode PCP-BCG4209", profile: "standard", source: usbIds },
  { says: /bar ?code|hand ?held scanner/i, maker: "Scanner", profile: "standard", source: "the rows above" },
];

/** What is known of a device before it is opened. Numbers are four hexadecimal digits, in small letters. */
export interface Identity {
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly manufacturer?: string | undefined;
  readonly product?: string | undefined;
}

/** How well a row fits: 0 is not at all; a name is worth 1, the vendor 2, vendor and product 4. All it states must hold. */
export function score({ id, says }: Fingerprint, device: Identity): number {
  const { vendorId = "", productId = "", manufacturer = "", product = "" } = device;
  if (id !== undefined && id !== vendorId && id !== `${vendorId}:${productId}`) return 0;
  if (says && !says.test(`${manufacturer} ${product}`)) return 0;
  return (id === undefined ? 0 : id === vendorId ? 2 : 4) + (says ? 1 : 0);
}

/** The row that fits best, the first of equals; `undefined` for a device nobody has written down. */
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
