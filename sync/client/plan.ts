import type { ChannelFile } from "../protocol.ts";
import type { FileEntry } from "../release/metadata.ts";

/** A request costs about as long as so many bytes on a shop's line. */
const REQUEST_BYTES = 16 * 1024;

/**
 * The files that bring a channel from version `from` to `to` at the least cost in bytes and requests, in the order to
 * apply them: deltas, or a snapshot (from 0) and what follows it. Rows are whole, so a delta may begin before the version
 * that is there: it brings it to its own end all the same. `undefined` if no way leads there.
 */
export function planFiles(
  files: readonly FileEntry[],
  from: number,
  to: number,
): readonly FileEntry[] | undefined {
  interface Way {
    readonly cost: number;
    readonly way: readonly FileEntry[];
  }
  /** By the version that it leads to. */
  const best = new Map<number, Way>([[from, { cost: 0, way: [] }]]);
  const toThe = (file: FileEntry): Way | undefined => {
    if (file.from === 0) return { cost: 0, way: [] };
    let cheapest: Way | undefined;
    for (const [version, way] of best)
      if (version >= file.from && version < file.to && (cheapest === undefined || way.cost < cheapest.cost))
        cheapest = way;
    return cheapest;
  };
  // Every file leads upwards, so that in this order each start is known before it is needed.
  for (const file of files.toSorted((a, b) => a.to - b.to || a.from - b.from)) {
    const start = file.to > from && file.to <= to ? toThe(file) : undefined;
    if (start === undefined) continue;
    const cost = start.cost + file.bytes + REQUEST_BYTES;
    if (cost < (best.get(file.to)?.cost ?? Number.POSITIVE_INFINITY))
      best.set(file.to, { cost, way: [...start.way, file] });
  }
  return best.get(to)?.way;
}

/**
 * Whether they end in the content of that digest, one after the other, each going on from what the one before holds. One that
 * begins earlier, where a snapshot was made in the middle of it, says nothing of what is there: its rows are whole.
 */
export function leadTo(
  digest: string,
  files: readonly Pick<ChannelFile, "from" | "to" | "digestBefore" | "digestAfter">[],
): boolean {
  const areJoined = files.every((file, at) => {
    const before = files[at - 1];
    return before === undefined || file.from < before.to || file.digestBefore === before.digestAfter;
  });
  return areJoined && files.at(-1)?.digestAfter === digest;
}
