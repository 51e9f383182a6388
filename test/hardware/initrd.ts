/** The guest's first file system: busybox, the modules, `init.sh`, and what to run. */

import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { cpio, DATA, FOLDER, PROGRAM } from "./cpio.ts";
import type { Kernel } from "./kernel.ts";
import { inLoadingOrder } from "./modules.ts";

/** Of the package busybox-static. */
const BUSYBOX = "/bin/busybox";

/** @param command a line of shell that runs as root in the host's file tree, which the guest can only read */
export function writeInitrd(to: string, kernel: Kernel, command: string): void {
  const modules = inLoadingOrder(kernel.modules);
  const list = modules.map(({ file, parameters }) => `${basename(file)} ${parameters}\n`).join("");
  const folders = ["bin", "dev", "proc", "sys", "host", "modules"];
  writeFileSync(
    to,
    cpio([
      ...folders.map((path) => ({ path, mode: FOLDER })),
      { path: "bin/busybox", mode: PROGRAM, bytes: readFileSync(BUSYBOX) },
      { path: "init", mode: PROGRAM, bytes: readFileSync(join(import.meta.dirname, "init.sh")) },
      { path: "command", mode: DATA, bytes: Buffer.from(`${command}\n`) },
      { path: "modules/list", mode: DATA, bytes: Buffer.from(list) },
      ...modules.map(({ file }) => ({
        path: `modules/${basename(file)}`,
        mode: DATA,
        bytes: readFileSync(file),
      })),
    ]),
  );
}
