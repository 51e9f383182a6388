import type { FileEntry } from "../release/metadata.ts";

/**
 * The files that bring a channel from version `from` to `to` with the fewest bytes, in the order to apply them:
 * deltas that join up, or a snapshot (from 0) and what follows it. `undefined` if no way leads there.
 */
export function planFiles(
  files: readonly FileEntry[],
  from: number,
  to: number,
): readonly FileEntry[] | undefined {
  const best = new Map<number, { readonly bytes: number; readonly way: readonly FileEntry[] }>();
  best.set(from, { bytes: 0, way: [] });
  // Every file leads upwards, so that in this order each start is known before it is needed.
  for (const file of files.toSorted((a, b) => a.to - b.to || a.from - b.from)) {
    // A snapshot begins from nothing and may replace any older state.
    const start = file.from === 0 ? { bytes: 0, way: [] } : best.get(file.from);
    if (!start || file.to <= Math.max(file.from, from)) continue;
    const bytes = start.bytes + file.bytes;
    if (bytes < (best.get(file.to)?.bytes ?? Number.POSITIVE_INFINITY)) {
      best.set(file.to, { bytes, way: [...start.way, file] });
    }
  }
  return best.get(to)?.way;
}
