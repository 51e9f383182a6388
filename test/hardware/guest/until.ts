/** Waiting for what the kernel does in its own time. The test's time limit bounds it. */

import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Looks every few milliseconds, and resolves with what is there. */
export async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    await sleep(5);
  }
}

/** The devices of that kind that there are now: `nodes("hidraw")`. */
export function nodes(kind: string): string[] {
  const folder = kind === "lp" ? "/dev/usb" : "/dev";
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith(kind) && /^\d+$/.test(name.slice(kind.length)))
      .map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

/** Runs `plug` and resolves with the node that appears. */
export async function appears(kind: string, plug: () => unknown): Promise<string> {
  const before = new Set(nodes(kind));
  await plug();
  return until(() => nodes(kind).find((node) => !before.has(node)));
}

/** Runs `unplug` and resolves when the node has gone. */
export async function vanishes(node: string, unplug: () => unknown): Promise<void> {
  const kind = node.replace(/^.*\//, "").replace(/\d+$/, "");
  await unplug();
  await until(() => !nodes(kind).includes(node));
}
