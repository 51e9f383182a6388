/** Which stores there are, as the releases in use say it: HQ's people are told when they name one that nobody knows. */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { contentOf, readPrevious, readRelease } from "../publish/published.ts";
import { openPinnedRoot } from "../release/envelope.ts";
import { STORE_PREFIX } from "../store-settings.ts";

/**
 * The stores of the release for all and of the one on trial. Undefined: nothing is published yet, or by a version that told
 * only each store of itself. Throws SyncError for files that are not there or damaged.
 */
export async function knownStores(releasesDir: string): Promise<ReadonlySet<string> | undefined> {
  const root = await newestRoot(releasesDir);
  if (root === undefined) return undefined;
  const keys = { root: openPinnedRoot(await readFile(root)) };
  const { head } = readPrevious(releasesDir, keys);
  const stores = new Set<string>();
  for (const entry of [head?.release, head?.candidate?.release]) {
    if (entry === undefined) continue;
    const { channels } = readRelease(releasesDir, keys, entry.version);
    const config = channels.find(({ channel }) => channel === "config");
    for (const [, { name }] of config === undefined ? [] : await contentOf(releasesDir, config))
      if (String(name).startsWith(STORE_PREFIX)) stores.add(String(name).slice(STORE_PREFIX.length));
  }
  return stores.size === 0 ? undefined : stores;
}

/** Where the newest root is. Undefined: none is published yet. */
export async function newestRoot(releasesDir: string): Promise<string | undefined> {
  const names = await readdir(join(releasesDir, "root")).catch(() => []);
  const newest = Math.max(...names.map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0)), 0);
  return newest === 0 ? undefined : join(releasesDir, "root", `${newest}.json`);
}

/** So many are named, all that there are or the most alike. */
const NAMED = 8;

/** Undefined where the store is known, or nobody can say; else a sentence that names those that are meant perhaps. */
export function unknownStore(stores: ReadonlySet<string> | undefined, store: string): string | undefined {
  if (stores === undefined || stores.has(store)) return undefined;
  const all = [...stores];
  const named = all.length <= NAMED ? all.sort() : mostAlike(all, store).slice(0, NAMED);
  const which = all.length <= NAMED ? "the stores are" : "the most alike are";
  return `no release in use names a store ${store}; ${which} ${named.join(", ")}`;
}

function mostAlike(names: readonly string[], to: string): string[] {
  const away = new Map(names.map((name) => [name, distance(name, to)]));
  return names.toSorted((a, b) => away.get(a)! - away.get(b)! || (a < b ? -1 : 1));
}

/** Levenshtein's: letters to put in, to leave out or to change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1)
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === b[j] ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
