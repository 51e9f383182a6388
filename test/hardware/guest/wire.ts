/** The hand's end of a cable that QEMU has laid: "rs232", "ftdi", "monitor" (../guest.ts). */

import { readdirSync, readFileSync } from "node:fs";
import { type NodeEnd, openNode } from "./node-end.ts";

const PORTS = "/sys/class/virtio-ports";

export function openWire(name: string): NodeEnd {
  const port = readdirSync(PORTS).find(
    (port) => readFileSync(`${PORTS}/${port}/name`, "utf8").trim() === name,
  );
  return openNode(`/dev/${port}`);
}
