/** What the releases folder holds already, each file checked as a till checks it. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { planFiles } from "../client/plan.ts";
import { type ChannelFile, SyncError } from "../protocol.ts";
import { type ChannelRow, rowsAfter } from "../release/channel-digest.ts";
import { decodeChannelFile } from "../release/channel-file.ts";
import { openEnvelope } from "../release/envelope.ts";
import type { ChannelEntry, FileEntry, Head, Release } from "../release/metadata.ts";
import { history } from "./history.ts";
import type { HeadKeys } from "./init-keys.ts";

type Keys = Pick<HeadKeys, "root">;

export interface Previous {
  readonly headFile: Buffer | undefined;
  /** There was one, and it is gone. */
  readonly isHeadLost: boolean;
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
  const isHeadLost = headFile === undefined && history(to).length > 0;
  if (!headFile) return { headFile, isHeadLost, head: undefined, release: undefined, highest };
  const head = orDamaged(to, "head.json", () => openEnvelope("head", headFile, keys.root));
  const newest = head.candidate?.release ?? head.release;
  return { headFile, isHeadLost, head, release: readRelease(to, keys, newest.version), highest };
}

/**
 * For whoever adds to what a head says: without the one that was lost he would take back what it said of all else.
 * Throws SyncError `unusable`.
 */
export function requireNotLost({ isHeadLost }: Pick<Previous, "isHeadLost">, to: string): void {
  if (!isHeadLost) return;
  const message = `${join(to, "head.json")} is gone, and with it what is switched off and blocked: publish first, which writes one above all before; history.jsonl says what is to be said again`;
  throw new SyncError("unusable", message);
}

/** Throws SyncError: `unusable` where the folder does not have it, `bad-signature`, `malformed`. */
export function readRelease(to: string, keys: Keys, number: number): Release {
  const path = `release/${number}.json`;
  return orDamaged(to, path, () => openEnvelope("release", fileOf(to, path), keys.root));
}

/** A file that a release names. Throws SyncError. */
export async function readPublished(to: string, channel: string, entry: FileEntry): Promise<ChannelFile> {
  try {
    return await decodeChannelFile(fileOf(to, entry.path), channel, entry);
  } catch (error) {
    throw asDamaged(to, entry.path, error);
  }
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
  if (found === undefined) throw new SyncError("unusable", `${join(to, path)} is not there: ${putBack(to)}`);
  return found;
}

function orDamaged<T>(to: string, path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw asDamaged(to, path, error);
  }
}

/** What is signed by other keys is somebody else's; all else is a file that the disk, or somebody, has spoilt. */
function asDamaged(to: string, path: string, error: unknown): unknown {
  if (!(error instanceof SyncError) || error.code === "bad-signature" || error.code === "unusable")
    return error;
  const message = `${join(to, path)} is damaged (${error.message}): ${putBack(to)}`;
  return new SyncError(error.code, message, { cause: error });
}

/** Without a head nothing of before is read. */
function putBack(to: string): string {
  return `put it back from a backup; without one remove ${join(to, "head.json")}, and the next publication writes everything anew`;
}
