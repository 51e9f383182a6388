/**
 * What a disk may hold after the power went: all that was synced, and of the rest anything. A model of files and of the
 * folder they stand in; a file's name is as volatile as its bytes until the folder was synced.
 */

import { basename, dirname } from "node:path";
import type { Operation } from "../disk/preload.ts";

/** A file's bytes, however its name changes. */
interface File {
  durable: Buffer;
  /** Since its last sync. */
  pending: Change[];
}

type Change =
  | { readonly kind: "write"; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: "truncate"; readonly offset: number };

interface NameChange {
  readonly folder: string;
  apply(names: Map<string, File>): void;
}

/** What becomes of changes that were not synced. */
const FATES = ["all", "none", "some", "first", "torn sectors", "torn pages", "shuffled"] as const;
export type Fate = (typeof FATES)[number];

const SECTOR = 512;
const PAGE = 4096;

export interface Power {
  /** One more operation was made. */
  make(operation: Operation): void;
  /** What the disk holds if the power goes now, by file name. */
  cut(random: () => number): { readonly fate: Fate; readonly files: ReadonlyMap<string, Buffer> };
}

/** @param synced whether a sync counts: the test of the test forgets some */
export function power(synced: (operation: Operation) => boolean = () => true): Power {
  const names = new Map<string, File>();
  const durableNames = new Map<string, File>();
  let changes: NameChange[] = [];

  const fileOf = (path: string): File => {
    let file = names.get(path);
    if (file === undefined) {
      // Made before the recording began: its name is as old.
      file = { durable: Buffer.alloc(0), pending: [] };
      names.set(path, file);
      durableNames.set(path, file);
    }
    return file;
  };
  const rename = (folder: string, apply: NameChange["apply"]) => {
    apply(names);
    changes.push({ folder, apply });
  };

  return {
    make(operation) {
      const { kind, path, offset, bytes } = operation;
      const folder = dirname(path);
      if (kind === "create") {
        const file: File = { durable: Buffer.alloc(0), pending: [] };
        rename(folder, (map) => map.set(path, file));
      } else if (kind === "unlink") rename(folder, (map) => map.delete(path));
      else if (kind === "rename") {
        const file = fileOf(path);
        rename(folder, (map) => map.delete(path) && map.set(bytes.toString(), file));
      } else if (kind === "write") fileOf(path).pending.push({ kind, offset, bytes });
      else if (kind === "truncate") fileOf(path).pending.push({ kind, offset });
      else if (synced(operation)) {
        for (const change of changes) if (change.folder === path) change.apply(durableNames);
        changes = changes.filter((change) => change.folder !== path);
        const file = names.get(path);
        if (file === undefined) return;
        file.durable = changed(file.durable, file.pending);
        file.pending = [];
      }
    },
    cut(random) {
      const fate = FATES[Math.floor(random() * FATES.length)]!;
      const left = new Map(durableNames);
      for (const { apply } of changes) if (fate === "all" || (fate !== "none" && random() < 0.5)) apply(left);
      const files = new Map<string, Buffer>();
      for (const [path, { durable, pending }] of left)
        files.set(basename(path), changed(durable, survivors(pending, fate, random)));
      return { fate, files };
    },
  };
}

function survivors(pending: readonly Change[], fate: Fate, random: () => number): Change[] {
  const coin = () => random() < 0.5;
  switch (fate) {
    case "all":
      return [...pending];
    case "none":
      return [];
    case "some":
      return pending.filter(coin);
    case "first": {
      const whole = pending.slice(0, Math.floor(random() * (pending.length + 1)));
      const last = pending[whole.length];
      return last === undefined ? whole : [...whole, ...torn(last, SECTOR, coin)];
    }
    case "torn sectors":
      return pending.flatMap((change) => torn(change, SECTOR, coin));
    case "torn pages":
      return pending.flatMap((change) => torn(change, PAGE, coin));
    case "shuffled":
      return pending
        .filter(coin)
        .map((change) => ({ change, at: random() }))
        .sort((one, other) => one.at - other.at)
        .map(({ change }) => change);
    default:
      return fate satisfies never;
  }
}

/** The parts of a write that reached the disk: it is cut where the disk's own sectors end. */
function torn(change: Change, size: number, coin: () => boolean): Change[] {
  if (change.kind === "truncate") return coin() ? [change] : [];
  const parts: Change[] = [];
  for (let from = 0; from < change.bytes.length; ) {
    const to = Math.min(change.bytes.length, from + size - ((change.offset + from) % size));
    if (coin())
      parts.push({ kind: "write", offset: change.offset + from, bytes: change.bytes.subarray(from, to) });
    from = to;
  }
  return parts;
}

/** The file after the changes; a new one. What lies between is zeros, as in every file. */
function changed(file: Buffer, changes: readonly Change[]): Buffer {
  const room = changes.reduce(
    (most, change) => Math.max(most, change.offset + (change.kind === "write" ? change.bytes.length : 0)),
    file.length,
  );
  const bytes = Buffer.alloc(room);
  let length = file.copy(bytes);
  for (const change of changes) {
    if (change.kind === "truncate") {
      bytes.fill(0, change.offset, Math.max(length, change.offset));
      length = change.offset;
    } else {
      change.bytes.copy(bytes, change.offset);
      length = Math.max(length, change.offset + change.bytes.length);
    }
  }
  return bytes.subarray(0, length);
}
