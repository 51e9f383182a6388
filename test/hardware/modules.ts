/** Which kernel modules the guest loads, and in which order. */

import { readFileSync } from "node:fs";
import { basename } from "node:path";

/** With their parameters. `dummy_hcd`: USB ports whose devices are made of software; a port for each of them. */
export const LOADED: readonly (readonly [name: string, parameters?: string])[] = [
  ["virtio_pci"],
  ["virtio_console"],
  ["9pnet_virtio"],
  ["9p"],
  ["xhci_pci"],
  ["usbhid"],
  ["hid_generic"],
  ["uhid"],
  ["evdev"],
  ["configfs"],
  ["dummy_hcd", "num=4"],
  ["usb_f_hid"],
  ["usb_f_acm"],
  ["usb_f_printer"],
  ["usblp"],
  ["cdc_acm"],
  ["ftdi_sio"],
];

export interface Loaded {
  readonly file: string;
  readonly parameters: string;
}

/**
 * The files to load, each after all that it depends on.
 * @param files of all modules there are
 * Throws an Error that names a module that is not among them.
 */
export function inLoadingOrder(files: readonly string[], wanted = LOADED): Loaded[] {
  const byName = new Map(files.map((file) => [nameOf(file), file]));
  const order = new Map<string, Loaded>();
  const add = (name: string, parameters = ""): void => {
    if (order.has(name)) return;
    const file = byName.get(name);
    if (file === undefined) throw new Error(`The kernel package has no module ${name}.`);
    for (const needed of dependsOn(file)) add(needed);
    order.set(name, { file, parameters });
  };
  for (const [name, parameters] of wanted) add(name, parameters);
  return [...order.values()];
}

/** The kernel takes "-" and "_" in names for the same. */
const nameOf = (file: string): string => basename(file, ".ko").replaceAll("-", "_");

/** From the module's own words: "depends=usbcore,udc-core" between two zero bytes. */
function dependsOn(file: string): string[] {
  const words = /\0depends=([^\0]*)\0/.exec(readFileSync(file, "latin1"))?.[1] ?? "";
  return words.split(",").filter(Boolean).map(nameOf);
}
