/**
 * What the tills of a store have of HQ's files, as the way down uses it: this till's own folder, and the others over the
 * LAN. Nothing that comes from there is believed: who reads it checks it as if HQ had sent it.
 */

import type { SyncFault } from "../protocol.ts";

/** `head`, `root-2`, or the SHA-256 of any other file. */
export type FileName = string;
/** Nothing of it leads out of a folder. */
export const FILE_NAME = /^(?:head|root-[1-9]\d{0,8}|[0-9a-f]{64})$/;
export const HEAD = "head";
export const rootName = (version: number): FileName => `root-${version}`;

export interface Wish {
  readonly name: FileName;
  /** Exactly so many; absent: what is short, as a head is. */
  readonly bytes?: number;
  /** Only the till that fetches for its store, and with patience; whoever is reached, without; or this one. */
  readonly of: "fetcher" | "anyone" | { readonly till: string };
}

/** What one till gave, and how it was wrong, where that shows already. */
export interface Given {
  readonly till: string;
  readonly bytes: Uint8Array;
  readonly wrong?: { readonly code: SyncFault; readonly message: string };
}

/** None of them throws or rejects: what can't be had is not there. */
export interface StoreFiles {
  /** Fetched or given before, and still what its name says. */
  kept(name: FileName): Uint8Array | undefined;
  keep(name: FileName, bytes: Uint8Array): void;
  /** A part of what was kept, unchecked; undefined: it is not there. */
  part(name: FileName, offset: number, bytesMax: number): Uint8Array | undefined;
  /** Undefined: go to HQ. Also where this till is the one that fetches for its store. */
  ask(wish: Wish, signal: AbortSignal): Promise<Given | undefined>;
  /** Heads with a higher version, or under a newer root, of whoever is reached. */
  heads(
    above: { readonly head: number; readonly root: number },
    signal: AbortSignal,
  ): Promise<readonly Given[]>;
  /** Which of these are here, or at whoever is reached. */
  which(names: readonly FileName[], signal: AbortSignal): Promise<ReadonlySet<FileName>>;
  /** It gave what it must not have: it is not asked for a while. */
  refuse(till: string): void;
  /**
   * What the others may wait for: a look at HQ has begun; these files will come of it; it is over.
   * Of a till that fetches for nobody nobody waits.
   */
  pulling(now: "begun" | readonly FileName[] | "over"): void;
}
