/** What Linux knows of a HID device beyond what hidapi tells: its socket and its report descriptor. */
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

/** Longer is no descriptor the kernel would take (HID_MAX_DESCRIPTOR_SIZE). */
const DESCRIPTOR_MAX = 4096;

export interface HidFacts {
  place(path: string): Promise<string | undefined>;
  descriptor(path: string): Promise<Uint8Array | undefined>;
}

/** @param root "/sys/class/hidraw"; a system without it knows nothing */
export function hidFacts(root = "/sys/class/hidraw"): HidFacts {
  const deviceOf = (path: string): string => join(root, basename(path), "device");
  return {
    /** `HID_PHYS`: controller, ports on the way and interface, "usb-0000:00:14.0-2/input0". */
    async place(path) {
      const uevent = await readFile(join(deviceOf(path), "uevent"), "utf8").catch(() => "");
      return /^HID_PHYS=(.+)$/m.exec(uevent)?.[1];
    },
    async descriptor(path) {
      const bytes = await readFile(join(deviceOf(path), "report_descriptor")).catch(() => undefined);
      return bytes && bytes.length > 0 && bytes.length <= DESCRIPTOR_MAX ? bytes : undefined;
    },
  };
}
