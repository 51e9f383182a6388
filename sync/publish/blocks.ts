/**
 * Which files lead tills of any age to a channel's newest version. Each change is a block of one; two neighbours that
 * are even make a block of two, two of those one of four, and so on: the two newest of each length are named. A till takes
 * the smallest that begins at or before its version, then one of each shorter length at most. So a till a thousand
 * changes late reads a dozen files, and a change is written about ten times in all.
 */

import { planFiles } from "../client/plan.ts";
import type { ChannelFile } from "../protocol.ts";
import { type EncodedFile, encodeChannelFile } from "../release/channel-file.ts";
import type { ChannelEntry, FileEntry } from "../release/metadata.ts";
import { composed } from "./changes.ts";

/** Of changes. Who is later reads the snapshot. */
const SPAN_MAX = 1024;
/** Of each length. */
const KEPT = 2;
/** A new till reads no more files than these, and less than half of the snapshot on top of it. */
const FILES_MAX = 12;

export interface NextFiles {
  /** To be written. */
  readonly written: readonly EncodedFile[];
  /** What the release names. */
  readonly files: readonly FileEntry[];
}

/**
 * @param before the channel as it was published
 * @param delta from there to the new version
 * @param read a file that is published already
 * @param filesMax how many the release may name
 */
export async function nextFiles(
  before: Pick<ChannelEntry, "files" | "changes">,
  delta: ChannelFile,
  snapshot: () => ChannelFile,
  read: (entry: FileEntry) => Promise<ChannelFile>,
  filesMax = Number.POSITIVE_INFINITY,
): Promise<NextFiles> {
  const changes = before.changes + 1;
  const written: EncodedFile[] = [];
  let block = delta;
  for (let span = 1; ; span *= 2) {
    const { bytes, entry } = await encodeChannelFile(block);
    written.push({ bytes, entry: { ...entry, span } });
    const neighbour = before.files.find((file) => file.span === span && file.to === block.from);
    if (span >= SPAN_MAX || changes % (2 * span) !== 0 || neighbour === undefined) break;
    block = composed(await read(neighbour), block);
  }
  const blocks = [
    ...before.files.filter(({ span }) => span !== undefined),
    ...written.map(({ entry }) => entry),
  ];
  const some = [...Map.groupBy(blocks, ({ span }) => span).values()].flatMap((same) =>
    same.toSorted((a, b) => a.to - b.to).slice(-KEPT),
  );
  // The newest: whoever is later reads the snapshot.
  const kept = some.length < filesMax ? some : some.toSorted((a, b) => b.to - a.to).slice(0, filesMax - 1);
  const files = [...before.files.filter(({ span }) => span === undefined), ...kept];
  if (isEasy(files, delta.to)) return { written, files };
  const whole = await encodeChannelFile(snapshot());
  return { written: [...written, whole], files: [whole.entry, ...kept] };
}

/** For a new till. */
function isEasy(files: readonly FileEntry[], to: number): boolean {
  const [snapshot, ...rest] = planFiles(files, 0, to) ?? [];
  if (snapshot === undefined || rest.length >= FILES_MAX) return false;
  return rest.reduce((sum, { bytes }) => sum + bytes, 0) < snapshot.bytes / 2;
}
