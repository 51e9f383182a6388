import { hash } from "node:crypto";
import { type ChannelFile, type FloorName, type Replica, SyncError, type VersionFloor } from "../protocol.ts";
import { rowsOf } from "../release/channel-digest.ts";
import { decodeChannelFile } from "../release/channel-file.ts";
import { openEnvelope, openNextRoot, openPinnedRoot } from "../release/envelope.ts";
import {
  type ChannelEntry,
  type FileEntry,
  type Head,
  KILL_CHANNEL,
  type Release,
  type ReleaseEntry,
  type Root,
  SHORT_BYTES_MAX,
} from "../release/metadata.ts";
import { isIn } from "../release/ring.ts";
import type { Begun, HubHttp } from "./http.ts";
import { planFiles } from "./plan.ts";
import type { Surroundings } from "./surroundings.ts";

export interface PullOptions {
  readonly http: HubHttp;
  readonly replica: Replica;
  readonly floor: VersionFloor;
  /** The root file that the till was installed with. */
  readonly trustedRoot: string | Uint8Array;
  readonly store: () => Promise<string>;
  readonly surroundings: Surroundings;
  /** Other promotions than before are switched off now: these, with headquarters' reasons. */
  onSwitchedOff?(promotions: Readonly<Record<string, string>>): void;
  /** The release for all was taken, although the one on trial was refused: that is what the pull throws. */
  onActivated?(release: number, channels: readonly string[]): void;
}

export type Pulled =
  | { readonly kind: "nothing-published" }
  | { readonly kind: "current"; readonly release: number; readonly head: Head }
  | {
      readonly kind: "activated";
      readonly release: number;
      readonly head: Head;
      /** Those that changed. */
      readonly channels: readonly string[];
    };

/** A release that this till can't use is not fetched again at every poll; the reason may have gone after a while. */
const REJECTED_REST_MS = 600_000;

/**
 * One pull: head, release, files, activation; each step only on what the one before vouches for. Whatever fails, the
 * active release stays. Throws SyncError at once if the pinned root is no root.
 */
export function createPull(options: PullOptions): (signal: AbortSignal) => Promise<Pulled> {
  const { http, replica, floor, surroundings } = options;
  let root = openPinnedRoot(Buffer.from(options.trustedRoot));
  let seen: { readonly etag: string; readonly head: Head } | undefined;
  /** Files that were cut off, by path. */
  const begun = new Map<string, Begun>();
  /** By the hash of the release. */
  const rejected = new Map<string, { readonly error: SyncError; readonly atMs: number }>();

  return async function pull(signal) {
    const head = await fetchHead(signal);
    if (!head) return { kind: "nothing-published" };
    if (Date.parse(head.expiresAt) <= surroundings.nowMs()) {
      const message = `HQ's newest word (head ${head.version}) expired ${head.expiresAt}: nothing new is accepted, sales go on; is HQ still publishing, and is this clock right?`;
      throw new SyncError("expired", message);
    }
    await floor.raise(headFloor(root), head.version);
    await takeKill(head, signal);
    const wanted = await entriesFor(head);
    for (const sha256 of rejected.keys())
      if (!wanted.some((entry) => entry.sha256 === sha256)) rejected.delete(sha256);
    const active = await replica.activeRelease();
    if (active === wanted[0]!.version) {
      // Again, for a till that died between the two, and for one that had it before it was for all.
      await floor.raise("active", active);
      if (active === head.release.version) await floor.raise("release", active);
      return { kind: "current", release: active, head };
    }
    const newer = wanted.filter(({ version }) => version > active);
    // On trial here once, and not any more: no till ever goes back, HQ's next number brings it on.
    if (newer.length === 0 && active <= newestOf(head)) return { kind: "current", release: active, head };
    if (newer.length === 0) throw rollback("release", newestOf(head), active);
    let refused: unknown;
    for (const entry of newer) {
      try {
        const isForAll = entry === head.release;
        const channels = await takeRelease(entry, isForAll ? "release" : "trial", signal);
        if (refused === undefined) return { kind: "activated", release: entry.version, head, channels };
        options.onActivated?.(entry.version, channels);
      } catch (error) {
        refused ??= error;
        // What is on trial is no good here: the release for all is, if this till does not have it yet.
        if (!(error instanceof SyncError && error.code === "release-rejected")) throw error;
      }
    }
    throw refused;
  };

  /** What this till is to have, best first: in the ring the release on trial, else the one for all. */
  async function entriesFor({ release, candidate }: Head): Promise<readonly ReleaseEntry[]> {
    if (candidate === undefined || !isIn(candidate.ring, await options.store())) return [release];
    return [candidate.release, release];
  }

  /** By itself, before all else, whatever becomes of the release. */
  async function takeKill({ kill }: Head, signal: AbortSignal): Promise<void> {
    const have = (await replica.versions()).get(KILL_CHANNEL);
    const [entry] = kill?.files ?? [];
    if (kill === undefined || entry === undefined || have === kill.version) return;
    const file = await decodeChannelFile(await fetchFile(entry, signal), KILL_CHANNEL, entry);
    if (file.digestAfter !== kill.digest || file.to !== kill.version)
      throw new SyncError("malformed", `${entry.path} is not what the head says is switched off`);
    await replica.switchOff(file);
    const rows = [...rowsOf(file)].map(([, cells]) => [String(cells.promotion_id), String(cells.reason)]);
    options.onSwitchedOff?.(Object.fromEntries(rows));
  }

  /** Answers the channels that changed. */
  async function takeRelease(
    entry: ReleaseEntry,
    floorName: "release" | "trial",
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const { version: number, sha256 } = entry;
    const before = rejected.get(sha256);
    if (before !== undefined && surroundings.steadyMs() - before.atMs < REJECTED_REST_MS) throw before.error;
    const release = await fetchRelease(entry, signal);
    const named = new Set(release.channels.flatMap(({ files }) => files.map(({ path }) => path)));
    for (const path of begun.keys()) if (!named.has(path)) begun.delete(path);
    const files = await fetchFiles(release, signal);
    signal.throwIfAborted();
    // Before the flip: a crash between the two leaves a floor whose own version is accepted again.
    await floor.raise(floorName, number);
    try {
      await replica.activate(number, files);
    } catch (error) {
      if (error instanceof SyncError && error.code === "release-rejected")
        rejected.set(sha256, { error, atMs: surroundings.steadyMs() });
      throw error;
    }
    await floor.raise("active", number);
    return [...new Set(files.map((file) => file.channel))];
  }

  /** From the root we have to the newest, each signed by the one before. */
  async function walkRoots(signal: AbortSignal): Promise<void> {
    for (;;) {
      const got = await http.get(`/releases/root/${root.version + 1}.json`, SHORT_BYTES_MAX, signal);
      if (got.kind !== "found") break;
      root = openNextRoot(got.bytes, root);
      await floor.raise("root", root.version);
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
    await walkRoots(signal);
    const head = openEnvelope("head", got.bytes, root);
    const highest = await floor.highest(headFloor(root));
    if (head.version < highest) throw rollback("head", head.version, highest);
    const highestRelease = await floor.highest("release");
    if (head.release.version < highestRelease)
      throw rollback("release", head.release.version, highestRelease);
    // What was on trial comes for all, or is undone under a higher number: it is never only gone.
    const highestTrial = await floor.highest("trial");
    if (newestOf(head) < highestTrial) throw rollback("release on trial", newestOf(head), highestTrial);
    seen = got.etag === null ? undefined : { etag: got.etag, head };
    return head;
  }

  async function fetchRelease(
    { version, bytes, sha256 }: ReleaseEntry,
    signal: AbortSignal,
  ): Promise<Release> {
    const path = `release/${version}.json`;
    const content = await fetchExactly(path, bytes, signal);
    if (hash("sha256", content, "hex") !== sha256) {
      throw new SyncError("wrong-hash", `${path} isn't the one that the head names: its SHA-256 differs`);
    }
    const release = openEnvelope("release", content, root);
    if (release.version === version) return release;
    throw new SyncError("malformed", `${path} calls itself release ${release.version}`);
  }

  async function fetchFiles(release: Release, signal: AbortSignal): Promise<ChannelFile[]> {
    const versions = await replica.versions();
    const store = await options.store();
    const files: ChannelFile[] = [];
    for (const entry of release.channels) {
      if (entry.store !== undefined && entry.store !== store) continue;
      if (entry.channel === KILL_CHANNEL) {
        const message = `release ${release.version} carries the channel kill: only a head may`;
        throw new SyncError("release-rejected", message);
      }
      const owner = storeOf(entry.channel);
      if (owner !== undefined && owner !== store) {
        const message = `release ${release.version} gives store ${store} the channel ${entry.channel}: it is not this store's`;
        throw new SyncError("release-rejected", message);
      }
      files.push(...(await fetchChannel(entry, versions.get(entry.channel) ?? 0, signal)));
    }
    return files;
  }

  async function fetchChannel(
    entry: ChannelEntry,
    have: number,
    signal: AbortSignal,
  ): Promise<ChannelFile[]> {
    if (have === entry.version) return [];
    if (have > entry.version) throw rollback(`channel ${entry.channel}`, entry.version, have);
    const plan = planFiles(entry.files, have, entry.version);
    if (!plan)
      throw new SyncError("malformed", `no files lead ${entry.channel} from ${have} to ${entry.version}`);
    const files: ChannelFile[] = [];
    for (const step of plan) {
      files.push(await decodeChannelFile(await fetchFile(step, signal), entry.channel, step));
    }
    const joined = files.every((file, at) => at === 0 || file.digestBefore === files[at - 1]?.digestAfter);
    if (joined && files.at(-1)?.digestAfter === entry.digest) return files;
    throw new SyncError(
      "malformed",
      `the files of ${entry.channel} don't end in the content that the release names`,
    );
  }

  /** Where it was cut off before it goes on, also at another poll. */
  async function fetchFile({ path, bytes, sha256 }: FileEntry, signal: AbortSignal): Promise<Uint8Array> {
    const partial = begun.get(path) ?? { sha256, bytes: new Uint8Array() };
    begun.set(path, partial);
    const whole = await fetchExactly(path, bytes, signal, partial);
    begun.delete(path);
    return whole;
  }

  async function fetchExactly(
    path: string,
    bytes: number,
    signal: AbortSignal,
    partial?: Begun,
  ): Promise<Uint8Array> {
    const got = await http.get(`/releases/${path}`, bytes, signal, { partial });
    if (got.kind !== "found")
      throw new SyncError("unreachable", `HQ names ${path} but doesn't have it (yet)`);
    if (got.bytes.length === bytes) return got.bytes;
    throw new SyncError("wrong-length", `${path} has ${got.bytes.length} bytes, it must have ${bytes}`);
  }
}

/** The keys that may sign heads, in a word. */
function headFloor(root: Root): FloorName {
  return `head/${hash("sha256", root.roles.head.keyIds.toSorted().join(), "hex").slice(0, 16)}`;
}

/** The highest number that HQ vouches for. */
function newestOf({ release, candidate }: Head): number {
  return candidate?.release.version ?? release.version;
}

/** Whose channel it is by its name; undefined: everybody's. */
function storeOf(channel: string): string | undefined {
  return /^(?:articles|config)\/(.+)$/.exec(channel)?.[1];
}

function rollback(what: string, offered: number, known: number): SyncError {
  const message = `HQ offers ${what} ${offered}, but this till has trusted ${known}: an old state is shown to it; refused`;
  return new SyncError("rollback", message);
}
