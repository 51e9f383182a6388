/** What the releases folder holds already, each file checked as a till checks it. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { planFiles } from "../client/plan.ts";
import { type ChannelFile, SyncError } from "../protocol.ts";
import { type ChannelRow, rowsAfter } from "../release/channel-digest.ts";
import { decodeChannelFile } from "../release/channel-file.ts";
import { openEnvelope } from "../release/envelope.ts";
import type { ChannelEntry, FileEntry, Head, Release } from "../release/metadata.ts";
import type { HeadKeys } from "./init-keys.ts";

type Keys = Pick<HeadKeys, "root">;

export interface Previous {
  readonly headFile: Buffer | undefined;
  readonly head: Head | undefined;
  /** The newest that any till is told of: on trial, or for all. */
  readonly release: Release | undefined;
  /** Highest number in the folder, announced or not. */
  readonly highest: number;
}

/** What tills are told now. Throws SyncError where it was signed by other keys. */
export function readPrevious(to: string, keys: Keys): Previous {
  const folder = join(to, "release");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const highest = Math.max(0, ...names.map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0)));
  const headFile = readIfThere(join(to, "head.json"));
  if (!headFile) return { headFile, head: undefined, release: undefined, highest };
  const head = openEnvelope("head", headFile, keys.root);
  const newest = head.candidate?.release ?? head.release;
  return { headFile, head, release: readRelease(to, keys, newest.version), highest };
}

/** Throws SyncError: `unusable` where the folder does not have it, `bad-signature`, `malformed`. */
export function readRelease(to: string, keys: Keys, number: number): Release {
  return openEnvelope("release", fileOf(to, `release/${number}.json`), keys.root);
}

/** A file that a release names. Throws SyncError. */
export function readPublished(to: string, channel: string, entry: FileEntry): Promise<ChannelFile> {
  return decodeChannelFile(fileOf(to, entry.path), channel, entry);
}

/** A channel's rows as they were published. Throws SyncError. */
export async function contentOf(
  to: string,
  { channel, version, files }: ChannelEntry,
): Promise<readonly ChannelRow[]> {
  const steps = planFiles(files, 0, version);
  if (steps === undefined) throw new SyncError("malformed", `no files lead to ${channel} ${version}`);
  const held: ChannelFile[] = [];
  for (const step of steps) held.push(await readPublished(to, channel, step));
  return rowsAfter(held);
}

export function readIfThere(file: string): Buffer | undefined {
  return existsSync(file) ? readFileSync(file) : undefined;
}

function fileOf(to: string, path: string): Buffer {
  const found = readIfThere(join(to, path));
  if (found === undefined) throw new SyncError("unusable", `${join(to, path)} is not there`);
  return found;
}
