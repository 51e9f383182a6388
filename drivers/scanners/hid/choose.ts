/** Which of the HID devices that are plugged in a configuration means. */
import { DeviceError } from "../../device.ts";
import { type Choice, choiceText, isMeant } from "../choice.ts";
import type { HidDevice } from "./hid.ts";

/** What a driver reads, and how messages call it. */
export interface Wanted {
  /** "HID POS scanner" */
  readonly called: string;
  fits(device: HidDevice): boolean;
  /** What to do where the device that was named is there, but not as what it should be. */
  readonly otherwise: string;
}

/** Paths that scanners of this process read. Linux lets two readers open one device, and both get every scan. */
const held = new Set<string>();

/** Keeps a path to one scanner of this process. Throws DeviceError "busy". */
export function hold(path: string): () => void {
  if (held.has(path))
    throw new DeviceError(
      "busy",
      `Device ${path} is read by another scanner of this configuration. Name each by its "path".`,
    );
  held.add(path);
  return () => held.delete(path);
}

/** The device that is meant; of several the first that nobody of this process reads. Throws DeviceError. */
export function choose(devices: readonly HidDevice[], choice: Choice, wanted: Wanted): HidDevice {
  const named = devices.filter((device) => isMeant(device, choice));
  const fitting = named.filter((device) => wanted.fits(device));
  const free = fitting.find(({ path }) => !held.has(path)) ?? fitting[0];
  if (free) return free;
  const other = named.length > 0 && Object.values(choice).some((value) => value !== undefined);
  if (other)
    throw new DeviceError(
      "refused",
      `${described(named[0]!)} is there, but not as a ${wanted.called}. ${wanted.otherwise}`,
    );
  const text = choiceText(choice);
  const which = text === "" ? "" : ` (${text})`;
  throw new DeviceError(
    "not-found",
    `No ${wanted.called}${which} is plugged in. Plug it in; if it is, ${lowerFirst(wanted.otherwise)}`,
  );
}

/** "Honeywell Voyager 1450g (0c2e:0b61)" */
export function described({ manufacturer, product, vendorId, productId }: HidDevice): string {
  return [manufacturer, product, `(${vendorId}:${productId})`].filter(Boolean).join(" ");
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
