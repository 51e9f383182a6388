/** Plugging in, noticed: behind one small interface, since every system tells it in another way. */
import { type FSWatcher, watch } from "node:fs";

/** Calls `changed` whenever devices may have come or gone, until the returned function is called. */
export type DeviceChanges = (changed: () => void) => () => void;

/** A node appears before its owner and its links are set; so many milliseconds later it is whole. */
const SETTLE_MS = 100;

/**
 * Devices whose nodes appear in a folder, on Linux: "/dev". Where the folder can't be watched (too many watches, no
 * such folder) nothing is ever told, and who waits goes on by its timer.
 * @param names of the nodes that count; everything else in the folder is noise
 */
export function folderChanges(folder: string, names: RegExp): DeviceChanges {
  return (changed) => {
    let settling: NodeJS.Timeout | undefined;
    let watcher: FSWatcher | undefined;
    try {
      watcher = watch(folder, { persistent: false }, (event, name) => {
        // "change" is a write to a device that stays: a printer at work would be one a byte.
        if (event !== "rename" || name === null || !names.test(name)) return;
        settling ??= setTimeout(changed, SETTLE_MS);
      });
      watcher.on("error", () => watcher?.close());
    } catch {
      // Not watched; see above.
    }
    return () => {
      clearTimeout(settling);
      watcher?.close();
    };
  };
}

/** Devices that appear on no folder, as on Windows: looks every `everyMs` and tells when the list is another. */
export function polledChanges(list: () => Promise<readonly string[]>, everyMs: number): DeviceChanges {
  return (changed) => {
    let before: string | undefined;
    let stopped = false;
    let timer: NodeJS.Timeout;
    const look = async (): Promise<void> => {
      const now = await list().then(
        (names) => [...names].sort().join("\n"),
        () => before,
      );
      if (stopped) return;
      if (before !== undefined && now !== before) changed();
      before = now;
      if (!stopped) timer = setTimeout(look, everyMs);
    };
    timer = setTimeout(look, 0);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  };
}
