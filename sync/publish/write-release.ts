import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ChannelFile, SyncError } from "../protocol.ts";
import { channelDigest, EMPTY_DIGEST } from "../release/channel-digest.ts";
import { encodeChannelFile } from "../release/channel-file.ts";
import { openEnvelope, signEnvelope } from "../release/envelope.ts";
import type { ChannelEntry, FileEntry, Head, Release } from "../release/metadata.ts";
import { replicaTables, SCHEMA } from "../release/tables.ts";
import { nextFiles } from "./blocks.ts";
import { changeBetween } from "./changes.ts";
import type { ChannelContent } from "./channels.ts";
import type { PublisherKeys } from "./init-keys.ts";
import { contentOf, type Previous, readIfThere, readPrevious, readPublished } from "./published.ts";
import { writeOnce, writeReplacing } from "./write.ts";

export interface WriteReleaseOptions {
  /** Every channel, whole. One that is missing here is no longer published; tills keep what they have of it. */
  readonly contents: readonly ChannelContent[];
  readonly to: string;
  readonly keys: PublisherKeys;
  readonly now: Date;
  readonly force?: boolean;
  readonly headDays?: number;
}

export interface WrittenRelease {
  readonly release: number;
  readonly headVersion: number;
  /** Channels with new content. Without any (and without `force`) only the head is renewed. */
  readonly changed: readonly string[];
}

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

  const channels: ChannelEntry[] = [];
  const changed: string[] = [];
  for (const content of contents) {
    const digest = channelDigest(content.rows);
    const before = previous.release?.channels.find((entry) => entry.channel === content.channel);
    if (before?.digest === digest) {
      channels.push(before);
    } else {
      channels.push(
        before === undefined
          ? await writeSnapshot(to, content, number, digest)
          : await writeChange(to, content, before, number, digest),
      );
      changed.push(content.channel);
    }
  }
  const same = changed.length === 0 && previous.release?.channels.length === channels.length;
  if (same && previous.release && !options.force) {
    const release = previous.release.version;
    return { release, headVersion: writeHead(options, previous, release), changed };
  }
  const release: Release = {
    role: "release",
    format: 1,
    version: number,
    publishedAt: now.toISOString(),
    channels,
  };
  writeOnce(to, `release/${number}.json`, checkedEnvelope(release, keys));
  return { release: number, headVersion: writeHead(options, previous, number), changed };
}

/** A channel's version is the number of the release it changed in, so that no two contents ever share one. */
async function writeSnapshot(
  to: string,
  content: ChannelContent,
  version: number,
  digest: string,
): Promise<ChannelEntry> {
  const { channel, store } = content;
  const { bytes, entry } = await encodeChannelFile(snapshotOf(content, version));
  writeOnce(to, entry.path, bytes);
  return { channel, version, digest, ...(store === undefined ? {} : { store }), files: [entry], changes: 0 };
}

async function writeChange(
  to: string,
  content: ChannelContent,
  before: ChannelEntry,
  version: number,
  digest: string,
): Promise<ChannelEntry> {
  const { channel, store } = content;
  const read = (entry: FileEntry) => readPublished(to, channel, entry);
  const was = { ...before, rows: await contentOf(to, before) };
  const delta = changeBetween(channel, was, { version, digest, rows: content.rows });
  const next = await nextFiles(before, delta, () => snapshotOf(content, version), read);
  for (const { bytes, entry } of next.written) writeOnce(to, entry.path, bytes);
  const own = store === undefined ? {} : { store };
  return { channel, version, digest, ...own, files: [...next.files], changes: before.changes + 1 };
}

/** All of a channel, from nothing. */
export function snapshotOf({ channel, rows }: ChannelContent, version: number): ChannelFile {
  const tables = replicaTables
    .filter((table) => table.channel === channel.split("/")[0])
    .map(({ table, columns }) => {
      const own = rows.filter(([name]) => name === table);
      const upserts = columns.map((column) => own.map(([, cells]) => cells[column] ?? null));
      return { table, columns, upserts, deletes: [] };
    });
  const ends = { digestBefore: EMPTY_DIGEST, digestAfter: channelDigest(rows) };
  return { channel, schema: SCHEMA, from: 0, to: version, ...ends, tables };
}

function writeHead(options: WriteReleaseOptions, previous: Previous, number: number): number {
  const { to, keys, now, headDays = 7 } = options;
  const file = readFileSync(join(to, `release/${number}.json`));
  const head: Head = {
    role: "head",
    format: 1,
    // Above every release too: a head that was lost doesn't make tills refuse the next.
    version: Math.max(previous.head?.version ?? 0, previous.highest) + 1,
    signedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + headDays * 86_400_000).toISOString(),
    release: { version: number, bytes: file.length, sha256: hash("sha256", file, "hex") },
  };
  const text = checkedEnvelope(head, keys);
  const current = readIfThere(join(to, "head.json"));
  if (!(current ?? Buffer.alloc(0)).equals(previous.headFile ?? Buffer.alloc(0))) {
    throw new SyncError("unusable", `somebody else published to ${to} at the same time: publish again`);
  }
  writeReplacing(to, "head.json", text);
  return head.version;
}

/** Signs, and reads the result as a till would: what tills would refuse is never written. */
function checkedEnvelope(signed: Release | Head, keys: PublisherKeys): string {
  const text =
    signed.role === "head" ? signEnvelope(signed, [keys.head]) : signEnvelope(signed, [keys.release]);
  openEnvelope(signed.role, Buffer.from(text), keys.root);
  return text;
}
