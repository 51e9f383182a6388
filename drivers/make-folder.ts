/**
 * Makes a folder and those above it. Node's own recursive mkdir never ends where a folder that is there can hold none
 * (below /proc, on some mounts), and whoever mistyped a path would wait for ever.
 */

import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** @param mode of those it makes. Throws the file system's error: EEXIST where a file stands in its place. */
export function makeFolder(folder: string, mode?: number): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const one of missing.reverse()) {
    try {
      mkdirSync(one, { mode });
    } catch (error) {
      // Somebody else made it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  // As mkdir says it of a file that stands there.
  if (!statSync(folder).isDirectory()) mkdirSync(folder);
}
