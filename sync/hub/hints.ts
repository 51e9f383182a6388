/**
 * "There is something new": told to whoever listens, the moment a head is published. Only a hint: who misses one hears
 * of it at his next poll.
 */

import { type FSWatcher, watch } from "node:fs";
import { publishedHead } from "./static.ts";

export interface Hints {
  /** Told the head's version at once, and each newer one; answers how to stop. Undefined: too many listen already. */
  listen(told: (version: number) => void): (() => void) | undefined;
  close(): void;
}

/** 16 KB each; a hub that has more of them is one of several. */
const LISTENERS_MAX = 20_000;
/** Folders on a network tell nothing of their files. */
const LOOK_MS = 1000;

export function watchHead(releasesDir: string, lookMs = LOOK_MS): Hints {
  const listeners = new Set<(version: number) => void>();
  let version = 0;
  let looking = false;
  let watcher: FSWatcher | undefined;

  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      watcher ??= watched(releasesDir, look);
      const head = await publishedHead(releasesDir);
      if (head === null || head.version <= version) return;
      version = head.version;
      for (const told of listeners) told(version);
    } catch {
      // Half written, or gone for a moment: it is looked at again.
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(look, lookMs);
  void look();

  return {
    listen(told) {
      if (listeners.size >= LISTENERS_MAX) return undefined;
      listeners.add(told);
      if (version > 0) told(version);
      return () => void listeners.delete(told);
    },
    close() {
      clearInterval(timer);
      watcher?.close();
      listeners.clear();
    },
  };
}

/** Undefined where the folder is not there yet. */
function watched(folder: string, look: () => Promise<void>): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, () => void look());
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
