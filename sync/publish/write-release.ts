import type { ChannelFile } from "../protocol.ts";
import { type ChannelRow, EMPTY_DIGEST } from "../release/channel-digest.ts";
import { encodeChannelFile } from "../release/channel-file.ts";
import { openEnvelope, signEnvelope } from "../release/envelope.ts";
import type { ChannelEntry, FileEntry, Release } from "../release/metadata.ts";
import { joined, type Ring } from "../release/ring.ts";
import { columnsFor, replicaTables, SCHEMA } from "../release/tables.ts";
import { nextFiles } from "./blocks.ts";
import { changeBetween, rowName } from "./changes.ts";
import { type ChannelContent, digestOf, goneFrom } from "./channels.ts";
import { isWhole } from "./files-lost.ts";
import { entryOf, type HeadContent, urgentIn, writeHead } from "./head.ts";
import type { PublisherKeys } from "./init-keys.ts";
import { contentOf, type Previous, readPrevious, readPublished } from "./published.ts";
import { writeOnce } from "./write.ts";

export interface WriteReleaseOptions {
  /** Every channel, whole. One that is missing here is no longer published, and its rows leave the tills. */
  readonly contents: readonly ChannelContent[];
  readonly to: string;
  readonly keys: PublisherKeys;
  readonly now: Date;
  readonly force?: boolean;
  readonly headDays?: number;
  /** Who takes a new release first; absent: everybody at once, as the first release of all. */
  readonly ring?: Ring | undefined;
}

export interface WrittenRelease {
  readonly release: number;
  readonly headVersion: number;
  /** Channels with new content, or for other stores than before. Without any (and without `force`) only the head is renewed. */
  readonly changed: readonly string[];
  /** Channels that are no longer published. */
  readonly gone: readonly string[];
  /** Channels of which files were missing, written anew whatever they hold; absent: none. */
  readonly mended?: readonly string[];
  /** Who takes it first; absent: everybody at once. */
  readonly ring?: Ring;
}

/**
 * Files that a release names of all price zones: with a few zones as many as any channel has. A thousand of a dozen files each
 * would be a release of three MiB, and tills read one.
 */
const ZONE_FILES = 2_000;

/**
 * Writes what changed in every channel, then the release that lists them all, and last the head.
 * Whoever reads meanwhile sees the old release or the new one; a publication that dies leaves files nobody names.
 * Nothing that was written is ever changed. Throws SyncError `unusable` or `bad-signature`.
 */
export async function writeRelease(options: WriteReleaseOptions): Promise<WrittenRelease> {
  const { contents, to, keys, now } = options;
  writeOnce(to, `root/${keys.root.version}.json`, keys.rootFile);
  const previous = readPrevious(to, keys);
  const number = previous.highest + 1;

  const zones = contents.filter(({ stores }) => stores !== undefined).length;
  const filesMax = Math.max(1, Math.floor(ZONE_FILES / zones));
  const channels: ChannelEntry[] = [];
  const changed: string[] = [];
  const mended: string[] = [];
  for (const content of contents) {
    const digest = digestOf(content);
    const before = previous.release?.channels.find((entry) => entry.channel === content.channel);
    if (before !== undefined && !isWhole(to, before)) {
      channels.push(await writeSnapshot(to, content, number, digest));
      mended.push(content.channel);
    } else if (before?.digest === digest) {
      const { stores, ...entry } = before;
      channels.push({ ...entry, ...readBy(content) });
      if (stores?.join() !== content.stores?.join()) changed.push(content.channel);
    } else {
      channels.push(
        before === undefined
          ? await writeSnapshot(to, content, number, digest)
          : await writeChange(to, content, before, number, digest, content.stores && filesMax),
      );
      changed.push(content.channel);
    }
  }
  const gone = goneFrom(previous.release, contents).map(({ channel }) => channel);
  const isSame = changed.length + gone.length + mended.length === 0;
  if (isSame && previous.release && !options.force) {
    const { version } = writeHead(options, previous, previous.head!);
    return { release: previous.release.version, headVersion: version, changed, gone };
  }
  const release: Release = {
    role: "release",
    format: 1,
    version: number,
    publishedAt: now.toISOString(),
    channels,
  };
  writeOnce(to, `release/${number}.json`, signedRelease(release, keys));
  const { version, candidate } = writeHead(options, previous, contentFor(options, previous, number));
  const also = { ...(mended.length > 0 && { mended }), ...(candidate && { ring: candidate.ring }) };
  return { release: number, headVersion: version, changed, gone, ...also };
}

/** A channel's version is the number of the release it changed in, so that no two contents ever share one. */
export async function writeSnapshot(
  to: string,
  content: ChannelContent,
  version: number,
  digest: string,
): Promise<ChannelEntry> {
  const { bytes, entry } = await encodeChannelFile(snapshotOf(content, version));
  writeOnce(to, entry.path, bytes);
  return { channel: content.channel, version, digest, ...readBy(content), files: [entry], changes: 0 };
}

/** Only what changed since then. */
export async function writeChange(
  to: string,
  content: ChannelContent,
  before: ChannelEntry,
  version: number,
  digest: string,
  filesMax?: number,
): Promise<ChannelEntry> {
  const { channel } = content;
  const read = (entry: FileEntry) => readPublished(to, channel, entry);
  const was = { ...before, rows: await contentOf(to, before) };
  const delta = changeBetween(channel, was, { version, digest, rows: content.rows });
  const next = await nextFiles(before, delta, () => snapshotOf(content, version), read, filesMax);
  for (const { bytes, entry } of next.written) writeOnce(to, entry.path, bytes);
  const files = [...next.files];
  return { channel, version, digest, ...readBy(content), files, changes: before.changes + 1 };
}

function readBy({ stores }: ChannelContent): Pick<ChannelEntry, "stores"> {
  return stores === undefined ? {} : { stores };
}

/** All of a channel, from nothing. */
export function snapshotOf({ channel, rows }: ChannelContent, version: number): ChannelFile {
  const tables = replicaTables
    .filter((table) => table.channel === channel.split("/")[0])
    .map((its) => {
      const { table } = its;
      const own = rowsOfTable(table, rows);
      const columns = columnsFor(
        its,
        own.map(([, cells]) => cells),
      );
      const upserts = columns.map((column) => own.map(([, cells]) => cells[column] ?? null));
      return { table, columns, upserts, deletes: [] };
    });
  const ends = { digestBefore: EMPTY_DIGEST, digestAfter: digestOf({ rows }) };
  return { channel, schema: SCHEMA, from: 0, to: version, ...ends, tables };
}

/** By their names, as a till puts them in. */
function rowsOfTable(table: string, rows: readonly ChannelRow[]): readonly ChannelRow[] {
  return rows
    .filter(([name]) => name === table)
    .map((row) => [rowName(...row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
}

/** The stores that have the release on trial already are among the first again: what mends it must reach them. */
function contentFor({ to, ring }: WriteReleaseOptions, { head }: Previous, number: number): HeadContent {
  const release = entryOf(to, number);
  const urgent = urgentIn(head);
  if (ring === undefined || head === undefined) return { release, ...urgent };
  const before = head.candidate?.ring;
  const wide = before === undefined ? ring : joined(ring, before);
  return { release: head.release, candidate: { release, ring: wide }, ...urgent };
}

/** Signs, and reads the result as a till would: what tills would refuse is never written. */
export function signedRelease(
  signed: Release,
  { release, root }: Pick<PublisherKeys, "release" | "root">,
): string {
  const text = signEnvelope(signed, [release]);
  openEnvelope("release", Buffer.from(text), root);
  return text;
}
