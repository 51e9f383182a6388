/**
 * The replica for as long as a thread runs: damage that shows itself meanwhile, or is looked for, is set aside and an empty one
 * stands in its place, which HQ's next answer fills. Readers that have the old file open go on with it.
 */

import { SyncError } from "../../sync/protocol.ts";
import { isDamage } from "./damage.ts";
import { putAside } from "./put-aside.ts";
import type { OpenedReplica } from "./replica.ts";

export interface KeptReplica extends OpenedReplica {
  /** Reads all of it, as at a start. True: it was damaged, and is set aside. Throws StoreError. */
  check(): boolean;
  /** Sets it aside, whole or not; answers where. Throws StoreError. */
  rebuild(): string;
}

/**
 * @param open opens it, and sets a damaged one aside
 * @param onBroken is told where it was put
 */
export function keepReplica(
  path: string,
  open: () => OpenedReplica,
  onBroken: (file: string) => void,
): KeptReplica {
  let opened: OpenedReplica | undefined = open();
  const { broken } = opened;
  /** How many files there were, and which one the versions were asked of last. */
  let files = 0;
  let asked = 0;
  const replica = () => {
    opened ??= open();
    return opened;
  };

  function check(): boolean {
    // Closed first: SQLite looks for a log by its name, and must not find the next file's.
    opened?.close();
    opened = undefined;
    const { broken: aside } = replica();
    if (aside === undefined) return false;
    isNew(aside);
    return true;
  }

  function rebuild(): string {
    opened?.close();
    opened = undefined;
    const aside = putAside(path);
    replica();
    isNew(aside);
    return aside;
  }

  function isNew(aside: string): void {
    files += 1;
    onBroken(aside);
  }

  /** A release that does not fit may be the fault of the rows that are here. */
  const isDoubtful = (error: unknown) =>
    isDamage(error, path) || (error instanceof SyncError && error.code === "release-rejected");

  async function watched<Result>(run: (replica: OpenedReplica) => Promise<Result>): Promise<Result> {
    try {
      return await run(replica());
    } catch (error) {
      if (!isDoubtful(error) || !check()) throw error;
      throw new SyncError("unusable", `${path} was damaged and set aside: HQ's next answer fills a new one`, {
        cause: error,
      });
    }
  }

  /** What was fetched for a file that is not here any more goes on from rows that aren't: that is not HQ's fault. */
  async function sameFile<Result>(run: (replica: OpenedReplica) => Promise<Result>): Promise<Result> {
    if (asked !== files)
      throw new SyncError("unusable", `${path} was made anew meanwhile: what HQ sent is fetched again`);
    return watched(run);
  }

  return {
    broken,
    check,
    rebuild,
    versions() {
      asked = files;
      return watched((it) => it.versions());
    },
    activeRelease: () => watched((it) => it.activeRelease()),
    activate: (...release) => sameFile((it) => it.activate(...release)),
    takeUrgent: (files) => sameFile((it) => it.takeUrgent(files)),
    switchedOff: () => replica().switchedOff(),
    homed: (store) => replica().homed(store),
    checkpoint: () => replica().checkpoint(),
    close: () => opened?.close(),
  };
}
