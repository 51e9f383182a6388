/**
 * Files whose length and hash are known: from this till's folder, from another till of the store, or from HQ. Whoever
 * gives something else is named, and the next one is asked.
 */

import { hash } from "node:crypto";
import { SyncError } from "../protocol.ts";
import { inMemory, type PackedFile } from "../release/packed-file.ts";
import type { Begun, Got, HubHttp } from "./http.ts";
import type { StoreFiles, Wish } from "./store-files.ts";

export interface NamedFile {
  /** Below HQ's `/releases/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Where files came from since the start, in bytes. */
export interface FilesTally {
  readonly hqBytes: number;
  /** Fetched before, and still here. */
  readonly keptBytes: number;
  readonly tillsBytes: Readonly<Record<string, number>>;
}

export interface FilesParts {
  readonly http: HubHttp;
  readonly storeFiles?: StoreFiles | undefined;
  /** Another till of the store gave what must not be believed. */
  onRefused(till: string, error: SyncError): void;
}

/**
 * `store-first`: the till that fetches for the store, then HQ. `hq-first`: what is small and must be quick. `hq-away`: HQ
 * was just not reached. In every case whoever is reached last.
 */
export type Order = "store-first" | "hq-first" | "hq-away";

export interface Files {
  /**
   * What has that length; of another till also that hash. Throws SyncError `unreachable`, `refused`, `wrong-length`: HQ's.
   */
  fetch(file: NamedFile, order: Order, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * As `fetch`; one that this till keeps is left in its folder, for whoever reads it to check, where it is larger than
   * what may be in memory still.
   */
  fetchPacked(file: NamedFile, order: Order, signal: AbortSignal, inMemoryMax: number): Promise<PackedFile>;
  /** What was cut off of others is not gone on with. */
  only(paths: ReadonlySet<string>): void;
  refused(given: { readonly till: string }, error: unknown): void;
  tally(): FilesTally;
}

export const isAway = (error: unknown): error is SyncError =>
  error instanceof SyncError && error.code === "unreachable";

export function createFiles({ http, storeFiles, onRefused }: FilesParts): Files {
  /** Cut off at HQ, by path. */
  const begun = new Map<string, Begun>();
  let [hqBytes, keptBytes] = [0, 0];
  const tillsBytes = new Map<string, number>();

  function refused({ till }: { readonly till: string }, error: unknown): void {
    if (!(error instanceof SyncError)) throw error;
    storeFiles?.refuse(till);
    onRefused(till, error);
  }

  async function ofStore(
    { path, bytes, sha256 }: NamedFile,
    of: Wish["of"],
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    for (;;) {
      // Whoever was refused is not asked again, so this comes to an end.
      const given = await storeFiles?.ask({ name: sha256, bytes, of }, signal);
      if (given === undefined || signal.aborted) return undefined;
      const wrong =
        given.wrong ??
        (hash("sha256", given.bytes, "hex") === sha256
          ? undefined
          : ({ code: "wrong-hash", message: "its SHA-256 isn't the release's" } as const));
      if (wrong !== undefined) {
        refused(given, new SyncError(wrong.code, `till ${given.till} gives ${path}: ${wrong.message}`));
        continue;
      }
      tillsBytes.set(given.till, (tillsBytes.get(given.till) ?? 0) + bytes);
      storeFiles?.keep(sha256, given.bytes);
      begun.delete(path);
      return given.bytes;
    }
  }

  async function atHq({ path, bytes, sha256 }: NamedFile, signal: AbortSignal): Promise<Uint8Array> {
    const got = await (path.startsWith("files/") ? goneOn : get)({ path, bytes, sha256 }, signal);
    if (got.kind !== "found")
      throw new SyncError("unreachable", `HQ names ${path} but doesn't have it (yet)`);
    if (got.bytes.length !== bytes)
      throw new SyncError("wrong-length", `${path} has ${got.bytes.length} bytes, it must have ${bytes}`);
    begun.delete(path);
    // Whether it is what it should be says who reads it; what isn't is not kept.
    if (storeFiles !== undefined && hash("sha256", got.bytes, "hex") === sha256)
      storeFiles.keep(sha256, got.bytes);
    return got.bytes;
  }

  async function get({ path, bytes }: NamedFile, signal: AbortSignal): Promise<Got> {
    const got = await http.get(`/releases/${path}`, bytes, signal);
    if (got.kind === "found") hqBytes += got.bytes.length;
    return got;
  }

  /** Where it was cut off before it goes on, also at another poll. */
  async function goneOn({ path, bytes, sha256 }: NamedFile, signal: AbortSignal): Promise<Got> {
    const partial = begun.get(path) ?? { sha256, bytes: new Uint8Array() };
    begun.set(path, partial);
    const before = partial.bytes.length;
    try {
      return await http.get(`/releases/${path}`, bytes, signal, { partial });
    } finally {
      hqBytes += Math.max(0, partial.bytes.length - before);
    }
  }

  /** A million cards are 36 MB: beside the coupons, half of the memory that a till may have. */
  function keptFile({ path, bytes, sha256 }: NamedFile, inMemoryMax: number): PackedFile | undefined {
    if (bytes <= inMemoryMax || storeFiles?.part(sha256, 0, 1) === undefined) return undefined;
    return {
      length: bytes,
      part(from, to) {
        const part = storeFiles.part(sha256, from, to - from);
        if (part !== undefined) return part;
        throw new SyncError("unusable", `${path} was kept and is gone: it is fetched again`);
      },
    };
  }

  const files: Files = {
    async fetch(file, order, signal) {
      const kept = storeFiles?.kept(file.sha256);
      if (kept?.length === file.bytes) {
        keptBytes += kept.length;
        return kept;
      }
      const early =
        order === "hq-first"
          ? undefined
          : await ofStore(file, order === "hq-away" ? "anyone" : "fetcher", signal);
      if (early !== undefined) return early;
      try {
        return await atHq(file, signal);
      } catch (error) {
        if (order === "hq-away" || !isAway(error) || signal.aborted) throw error;
        const late = await ofStore(file, "anyone", signal);
        if (late === undefined) throw error;
        return late;
      }
    },
    async fetchPacked(file, order, signal, inMemoryMax) {
      const bytes = await files.fetch(file, order, signal);
      const kept = keptFile(file, inMemoryMax);
      // Given back at once: until it is collected the next large file would stand beside it. Small ones share what they are in.
      if (kept !== undefined && bytes.length === bytes.buffer.byteLength)
        (bytes.buffer as ArrayBuffer).transfer(0);
      return kept ?? inMemory(bytes);
    },
    only(paths) {
      for (const path of begun.keys()) if (!paths.has(path)) begun.delete(path);
    },
    refused,
    tally: () => ({ hqBytes, keptBytes, tillsBytes: Object.fromEntries(tillsBytes) }),
  };
  return files;
}
