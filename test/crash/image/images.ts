/** Power cuts over a recorded day: each image is opened by the real store and held against what the POS was told. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openJournal } from "../../../agent/store/journal.ts";
import { random as seeded } from "../../bench/random.ts";
import { checkJournal } from "../check.ts";
import { checkSessions } from "../check-sessions.ts";
import { MEMORY, type Operation } from "../disk/preload.ts";
import { PLACE } from "../shop.ts";
import { power } from "./power.ts";
import type { RecordedDay } from "./recorded-day.ts";

export interface ImagesOptions {
  readonly seed: number;
  readonly images: number;
  readonly synced?: (operation: Operation) => boolean;
}

export interface ImageFailure {
  /** After how many operations the power went, and what then became of what was not synced. */
  readonly at: number;
  readonly fate: string;
  readonly what: string;
}

export interface ImageFigures {
  readonly images: number;
  /** Open sales that were found in all of them. */
  readonly open: number;
  readonly failures: readonly ImageFailure[];
  readonly seconds: number;
}

/** Of so many cuts one lies anywhere; the others round a sync, where what counts is decided. */
const ANYWHERE_EVERY = 4;
const NEAR = 20;

export function cutDay(day: RecordedDay, { seed, images, synced }: ImagesOptions): ImageFigures {
  const began = performance.now();
  const random = seeded(seed);
  const folder = mkdtempSync(join(MEMORY, "tillside-images-"));
  const disk = power(synced);
  const failures: ImageFailure[] = [];
  let made = 0;
  let open = 0;
  for (const cut of cutsOf(day.operations, images, random)) {
    for (; made < cut; made += 1) disk.make(day.operations[made]!);
    const { fate, files } = disk.cut(random);
    const data = join(folder, "data");
    mkdirSync(data);
    for (const [name, bytes] of files) writeFileSync(join(data, name), bytes);
    try {
      const [journalPath, sessionsPath] = [join(data, "journal.db"), join(data, "sessions.db")];
      const options = { upTo: day.operations[cut - 1]?.end ?? 0, atRest: false };
      // A till starts with what it finds; the recording began with no journal at all.
      openJournal(journalPath, PLACE).close();
      checkJournal(journalPath, day.truth, options);
      open += checkSessions({ journalPath, sessionsPath }, day.truth, options);
    } catch (error) {
      failures.push({ at: cut, fate, what: (error as Error).message });
    }
    rmSync(data, { recursive: true });
  }
  rmSync(folder, { recursive: true });
  return { images, open, failures, seconds: (performance.now() - began) / 1000 };
}

/** Ascending: after how many operations. */
function cutsOf(operations: readonly Operation[], images: number, random: () => number): number[] {
  const syncs = operations.flatMap(({ kind }, n) => (kind === "sync" ? [n] : []));
  return Array.from({ length: images }, (_, n) => {
    if (n % ANYWHERE_EVERY === 0) return Math.floor(random() * (operations.length + 1));
    const near = syncs[Math.floor(random() * syncs.length)]! + Math.floor((2 * random() - 1) * NEAR);
    return Math.min(operations.length, Math.max(0, near));
  }).sort((one, other) => one - other);
}
