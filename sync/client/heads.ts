/** HQ's newest word: whose signatures count for it, that it is not older than what this till has trusted, nor too old to be believed. */

import { hash } from "node:crypto";
import { type FloorName, SyncError, type VersionFloor } from "../protocol.ts";
import { openEnvelope, openNextRoot, openPinnedRoot } from "../release/envelope.ts";
import { type Head, type Root, SHORT_BYTES_MAX } from "../release/metadata.ts";
import { createHeadAge } from "./head-age.ts";
import type { HubHttp } from "./http.ts";
import { type Given, HEAD, rootName, type StoreFiles } from "./store-files.ts";
import type { Surroundings } from "./surroundings.ts";

export interface HeadsParts {
  readonly http: HubHttp;
  readonly floor: VersionFloor;
  /** The root file that the till was installed with. */
  readonly trustedRoot: string | Uint8Array;
  readonly surroundings: Surroundings;
  readonly storeFiles?: StoreFiles | undefined;
  /** Another till of the store gave what must not be believed. */
  refused(till: string, error: unknown): void;
}

export interface Heads {
  /** Whose keys count now. */
  root(): Root;
  /** Undefined: HQ has published nothing yet. Throws SyncError. */
  ofHq(signal: AbortSignal): Promise<Head | undefined>;
  /** The newest that this till or another of the store has; undefined: none that may be believed. */
  ofStore(tills: StoreFiles, signal: AbortSignal): Promise<Head | undefined>;
  /** From now on nothing older is believed. */
  trust(head: Head): Promise<void>;
}

type NextRoot = (version: number) => Promise<Uint8Array | undefined>;

/** Throws SyncError at once if the pinned root is no root. */
export function createHeads(parts: HeadsParts): Heads {
  const { http, floor, surroundings, storeFiles, refused } = parts;
  let root = openPinnedRoot(Buffer.from(parts.trustedRoot));
  let seen: { readonly etag: string; readonly head: Head } | undefined;
  const age = createHeadAge(floor, surroundings.steadyMs);

  return {
    root: () => root,
    async ofHq(signal) {
      const head = await fetchHead(signal);
      if (head === undefined) return undefined;
      // Also of one that is here already: it grows older.
      await age.noticed(keysOf(root), head);
      mustNotBeExpired(head);
      return head;
    },
    ofStore: headOfStore,
    trust: (head) => floor.raise(headFloor(root), head.version),
  };

  /** From the root we have to the newest, each signed by the one before. */
  async function walkRoots(next: NextRoot): Promise<void> {
    for (;;) {
      const bytes = await next(root.version + 1);
      if (bytes === undefined) break;
      root = openNextRoot(bytes, root);
      await floor.raise("root", root.version);
      storeFiles?.keep(rootName(root.version), bytes);
    }
    const highest = await floor.highest("root");
    if (root.version < highest) throw rollback("root", root.version, highest);
  }

  async function fetchHead(signal: AbortSignal): Promise<Head | undefined> {
    const got = await http.get("/releases/head.json", SHORT_BYTES_MAX, signal, { etag: seen?.etag });
    if (got.kind === "missing") {
      const known = Math.max(await floor.highest("release"), await floor.highest("trial"));
      if (known === 0) return undefined;
      const message = `HQ shows no head, but this till has trusted release ${known}: it looks as if nothing was published yet; refused`;
      throw new SyncError("rollback", message);
    }
    if (got.kind === "not-modified") {
      if (seen) return seen.head;
      throw new SyncError("malformed", "HQ answers that the head is unchanged, but this till has none");
    }
    // Before every new word of HQ: a key that was taken back must not sign one more.
    await walkRoots(async (version) => {
      const next = await http.get(`/releases/root/${version}.json`, SHORT_BYTES_MAX, signal);
      return next.kind === "found" ? next.bytes : undefined;
    });
    const head = await openHead(got.bytes);
    seen = got.etag === null ? undefined : { etag: got.etag, head };
    storeFiles?.keep(HEAD, got.bytes);
    return head;
  }

  /** Signed by HQ, and not older than what this till has trusted. */
  async function openHead(bytes: Uint8Array): Promise<Head> {
    const head = openEnvelope("head", bytes, root);
    const highest = await floor.highest(headFloor(root));
    if (head.version < highest) throw rollback("head", head.version, highest);
    const highestRelease = await floor.highest("release");
    if (head.release.version < highestRelease)
      throw rollback("release", head.release.version, highestRelease);
    // What was on trial comes for all, or is undone under a higher number: it is never only gone.
    const highestTrial = await floor.highest("trial");
    if (newestOf(head) < highestTrial) throw rollback("release on trial", newestOf(head), highestTrial);
    await age.noticed(keysOf(root), head);
    return head;
  }

  /** The newest head that this till or another one has, and that may still be believed. */
  async function headOfStore(tills: StoreFiles, signal: AbortSignal): Promise<Head | undefined> {
    let newest: Head | undefined;
    const look = async (bytes: Uint8Array, nextRoot: NextRoot) => {
      await walkRoots(nextRoot);
      const head = await openHead(bytes);
      mustNotBeExpired(head);
      if (newest !== undefined && newest.version >= head.version) return;
      newest = head;
      tills.keep(HEAD, bytes);
    };
    const keptRoot = async (version: number) => tills.kept(rootName(version));
    const own = tills.kept(HEAD);
    // Damaged, or too old by now.
    if (own !== undefined) await look(own, keptRoot).catch(ifRefused);
    const above = { head: await floor.highest(headFloor(root)), root: root.version };
    for (const given of await tills.heads(above, signal)) {
      // Its own roots: nobody is refused for what another till gave.
      const rootOf: NextRoot = async (version) => {
        const next = await tills.ask({ name: rootName(version), of: { till: given.till } }, signal);
        return next && believed(next, "a root");
      };
      await Promise.resolve()
        .then(() => look(believed(given, "a head"), rootOf))
        .catch((error) => refused(given.till, error));
    }
    return newest;
  }

  /**
   * Not before HQ signed this head, and what has passed since it was first seen, has passed, whoever sets the clock back.
   * Of this head alone: another one, signed when HQ's clock was a year ahead, must not make all that follow it old.
   */
  function nowFor(head: Head): number {
    const nowMs = surroundings.nowMs();
    const ageMs = age.of(head);
    return ageMs === undefined ? nowMs : Math.max(nowMs, Date.parse(head.signedAt) + ageMs);
  }

  function mustNotBeExpired(head: Head): void {
    const { version, expiresAt } = head;
    if (Date.parse(expiresAt) > nowFor(head)) return;
    const message = `HQ's newest word (head ${version}) expired ${expiresAt}: nothing new is accepted, sales go on; is HQ still publishing, and is this clock right?`;
    throw new SyncError("expired", message);
  }
}

function believed({ till, bytes, wrong }: Given, what: string): Uint8Array {
  if (wrong === undefined) return bytes;
  throw new SyncError(wrong.code, `till ${till} gives ${what}: ${wrong.message}`);
}

/** What this till kept is no good any more: it goes on without. */
function ifRefused(error: unknown): void {
  if (!(error instanceof SyncError)) throw error;
}

/** The keys that may sign heads, in a word. */
function keysOf(root: Root): string {
  return hash("sha256", root.roles.head.keyIds.toSorted().join(), "hex").slice(0, 16);
}

function headFloor(root: Root): FloorName {
  return `head/${keysOf(root)}`;
}

/** The highest number that HQ vouches for. */
export function newestOf({ release, candidate }: Head): number {
  return candidate?.release.version ?? release.version;
}

export function rollback(what: string, offered: number, known: number): SyncError {
  const message = `HQ offers ${what} ${offered}, but this till has trusted ${known}: an old state is shown to it; refused`;
  return new SyncError("rollback", message);
}
