import { readFileSync } from "node:fs";
import { basename } from "node:path";

/** The socket that a hidraw node's device is in, which outlives a replug: "usb-dummy_hcd.0-1/input0". */
export function placeOf(node: string): string {
  const words = readFileSync(`/sys/class/hidraw/${basename(node)}/device/uevent`, "utf8");
  return /^HID_PHYS=(.+)$/m.exec(words)?.[1] ?? "";
}
