/** What is plugged in that may be a scanner, and what to write in the configuration: for `tillside devices`. */
import { DeviceError } from "../device.ts";
import { fingerprintOf, type Identity, type ScannerMode } from "./fingerprints.ts";
import { isCardReader } from "./hid/card.ts";
import type { Hid, HidDevice } from "./hid/hid.ts";
import { thisSystem } from "./hid/system.ts";
import { listSerialPorts, type SerialPortFound } from "./list-serial-ports.ts";
import type { ScannerOptions } from "./open-scanner.ts";

export interface ScannerFound {
  /** "Honeywell Voyager 1450g (0c2e:0b61)" */
  readonly name: string;
  readonly path: string;
  readonly mode: ScannerMode | "card";
  /** What a configuration needs to open it; absent where it can't be opened as it is set up. */
  readonly options?: ScannerOptions;
  /** What to do first, or what would be better. */
  readonly advice?: string;
}

export interface ScannersFound {
  readonly scanners: readonly ScannerFound[];
  /** Why a part of the machine could not be looked at. */
  readonly problems: readonly DeviceError[];
}

/** Never rejects; a machine without libusb has its serial ports listed and the package named. */
export async function listScanners(
  hid: Hid = thisSystem().hid,
  serial: () => Promise<readonly SerialPortFound[]> = listSerialPorts,
): Promise<ScannersFound> {
  const problems: DeviceError[] = [];
  const devices = await hid.list().catch((error: unknown) => {
    problems.push(error instanceof DeviceError ? error : new DeviceError("refused", String(error)));
    return [];
  });
  const found = [...devices.map(hidScanner), ...(await serial()).map(serialScanner)];
  const scanners = new Map<string, ScannerFound>();
  // A device is listed once for each of its collections: the one that can be opened counts.
  for (const each of found) if (each && !scanners.get(each.path)?.options) scanners.set(each.path, each);
  return { scanners: [...scanners.values()], problems };
}

const switchOver = 'Scan the setting "USB HID POS" or "USB virtual COM" of its manual.';

function hidScanner(device: HidDevice): ScannerFound | undefined {
  const { path, place = path, vendorId, productId, usagePage, usage } = device;
  const known = fingerprintOf(device);
  const about = { name: nameOf(device, known?.maker), path };
  if (usagePage === 0x8c && usage === 2)
    return { ...about, mode: "hid-pos", options: { kind: "hid-pos", path: place } };
  if (isCardReader(device)) return { ...about, mode: "card", options: { kind: "hid-card", path: place } };
  if (!known) return undefined;
  if (usagePage === 1 && usage === 6)
    return {
      ...about,
      mode: "keyboard",
      options: { kind: "hid-keyboard", vendorId, productId },
      advice: `It plays a keyboard, which only Linux lets a program read. Better: ${switchOver}`,
    };
  return { ...about, mode: "other", advice: `It is in a mode of its maker's own. ${switchOver}` };
}

function serialScanner(port: SerialPortFound): ScannerFound {
  const known = fingerprintOf(port);
  const { path, place = path } = port;
  return {
    name: nameOf(port, known?.maker ?? "Serial port"),
    path,
    mode: "serial",
    options: { kind: "serial", path: place },
    ...(port.vendorId === undefined && {
      advice:
        "Who is at its other end can't be seen. If it is a scanner, tillside scan-test shows what it sends.",
    }),
  };
}

function nameOf(device: Identity, maker: string | undefined): string {
  const { manufacturer = maker, product, vendorId, productId } = device;
  const numbers = vendorId === undefined ? undefined : `(${vendorId}:${productId})`;
  return [manufacturer, product, numbers].filter(Boolean).join(" ");
}
