import { hash } from "node:crypto";
import { type ChannelFile, type Replica, SyncError, type VersionFloor } from "../protocol.ts";
import { rowsOf } from "../release/channel-digest.ts";
import { decodeChannelFile, HELD_BYTES } from "../release/channel-file.ts";
import { isUrgent, storeOf, type UrgentChannel, urgentChannels } from "../release/channels.ts";
import { openEnvelope } from "../release/envelope.ts";
import type { ChannelEntry, FileEntry, Head, Release, ReleaseEntry } from "../release/metadata.ts";
import type { PackedFile } from "../release/packed-file.ts";
import { isIn } from "../release/ring.ts";
import { createFiles, type FilesTally, isAway, type Order } from "./files.ts";
import { createHeads, newestOf, rollback } from "./heads.ts";
import type { HubHttp } from "./http.ts";
import { leadTo, planFiles } from "./plan.ts";
import type { StoreFiles } from "./store-files.ts";
import type { Surroundings } from "./surroundings.ts";

export interface PullOptions {
  readonly http: HubHttp;
  readonly replica: Replica;
  readonly floor: VersionFloor;
  /** The root file that the till was installed with. */
  readonly trustedRoot: string | Uint8Array;
  readonly store: () => Promise<string>;
  readonly surroundings: Surroundings;
  /** What the other tills of the store have. Absent: all comes from HQ, and nothing is kept. */
  readonly storeFiles?: StoreFiles | undefined;
  /** Another till of the store gave what must not be believed. */
  onRefused?(till: string, error: SyncError): void;
  /** Other promotions than before are switched off now: these, with headquarters' reasons. */
  onSwitchedOff?(promotions: Readonly<Record<string, string>>): void;
  /**
   * A release was taken, although the pull throws: the one for all where the one on trial was refused, or one that another
   * till had while HQ was not reached.
   */
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

/** Of all files of a release, so many bytes stay in memory as they came; the others are read from the disk. */
const PACKED_BYTES = 4 * 1024 * 1024;

export interface Pull {
  /** One pull. Throws SyncError. */
  (signal: AbortSignal): Promise<Pulled>;
  tally(): FilesTally;
}

/**
 * A pull: head, release, files, activation; each step only on what the one before vouches for. Whatever fails, the
 * active release stays. Where HQ is not reached, the newest head that a till of the store has is as good, if it is HQ's.
 * Throws SyncError at once if the pinned root is no root.
 */
export function createPull(options: PullOptions): Pull {
  const { http, replica, floor, surroundings, storeFiles, onRefused = () => {} } = options;
  const getFiles = createFiles({ http, storeFiles, onRefused });
  const heads = createHeads({ ...options, refused: (till, error) => getFiles.refused({ till }, error) });
  /** By the hash of the release. */
  const rejected = new Map<string, { readonly error: SyncError; readonly atMs: number }>();

  return Object.assign(
    async (signal: AbortSignal) => {
      storeFiles?.pulling("begun");
      try {
        return await pull(signal);
      } finally {
        storeFiles?.pulling("over");
      }
    },
    { tally: getFiles.tally },
  );

  async function pull(signal: AbortSignal): Promise<Pulled> {
    let head: Head | undefined;
    try {
      head = await heads.ofHq(signal);
    } catch (away) {
      if (storeFiles === undefined || !isAway(away) || signal.aborted) throw away;
      await pullFromStore(storeFiles, signal);
      throw away;
    }
    if (!head) return { kind: "nothing-published" };
    return take(head, "store-first", signal);
  }

  /** Throws where HQ's own word, as others have it, is refused here. */
  async function pullFromStore(tills: StoreFiles, signal: AbortSignal): Promise<void> {
    const head = await heads.ofStore(tills, signal);
    if (head === undefined) return;
    try {
      const pulled = await take(head, "hq-away", signal);
      if (pulled.kind === "activated") options.onActivated?.(pulled.release, pulled.channels);
    } catch (error) {
      if (!isAway(error)) throw error;
    }
  }

  async function take(head: Head, order: Order, signal: AbortSignal): Promise<Pulled> {
    await heads.trust(head);
    for (const channel of urgentChannels) await takeUrgent(channel, head[channel], order, signal);
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
        const channels = await takeRelease(entry, isForAll ? "release" : "trial", order, signal);
        if (refused === undefined) return { kind: "activated", release: entry.version, head, channels };
        options.onActivated?.(entry.version, channels);
      } catch (error) {
        refused ??= error;
        // What is on trial is no good here: the release for all is, if this till does not have it yet.
        if (!(error instanceof SyncError && error.code === "release-rejected")) throw error;
      }
    }
    throw refused;
  }

  /** What this till is to have, best first: in the ring the release on trial, else the one for all. */
  async function entriesFor({ release, candidate }: Head): Promise<readonly ReleaseEntry[]> {
    if (candidate === undefined || !isIn(candidate.ring, await options.store())) return [release];
    return [candidate.release, release];
  }

  /** By itself, before all else, whatever becomes of the release. */
  async function takeUrgent(
    channel: UrgentChannel,
    entry: ChannelEntry | undefined,
    order: Order,
    signal: AbortSignal,
  ): Promise<void> {
    const have = (await replica.versions()).get(channel) ?? 0;
    if (entry === undefined || have === entry.version) return;
    if (have > entry.version && (await floor.isKnown?.()) === false)
      throw rollback(`channel ${channel}`, entry.version, have);
    // Its number is a head's: after new keys it may begin below what this till has, and then nothing leads on from there.
    const steps = planFiles(entry.files, have < entry.version ? have : 0, entry.version);
    let files = await urgentFiles(entry, steps, order, signal);
    try {
      await replica.takeUrgent(files);
    } catch (error) {
      if (!(error instanceof SyncError && error.code === "release-rejected") || files[0]?.from === 0)
        throw error;
      // What is here is not what its changes began from: all of it, then.
      files = await urgentFiles(entry, planFiles(entry.files, 0, entry.version), order, signal);
      await replica.takeUrgent(files);
    }
    if (channel !== "kill") return;
    const rows = files.flatMap((file) => [...rowsOf(file)]);
    options.onSwitchedOff?.(
      Object.fromEntries(rows.map(([, cells]) => [String(cells.promotion_id), String(cells.reason)])),
    );
  }

  async function urgentFiles(
    entry: ChannelEntry,
    steps: readonly FileEntry[] | undefined,
    order: Order,
    signal: AbortSignal,
  ): Promise<ChannelFile[]> {
    if (steps === undefined)
      throw new SyncError("malformed", `no files lead ${entry.channel} to ${entry.version}`);
    // Of HQ at once: no other till is waited for.
    const from = order === "store-first" ? "hq-first" : order;
    const fetched = new Map<FileEntry, Uint8Array>();
    for (const step of steps) fetched.set(step, await getFiles.fetch(step, from, signal));
    return readChannel(entry, steps, (step) => fetched.get(step)!);
  }

  /** Answers the channels that changed. */
  async function takeRelease(
    entry: ReleaseEntry,
    floorName: "release" | "trial",
    order: Order,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const { version: number, sha256 } = entry;
    const before = rejected.get(sha256);
    if (before !== undefined && surroundings.steadyMs() - before.atMs < REJECTED_REST_MS) throw before.error;
    const release = await fetchRelease(entry, order, signal);
    getFiles.only(new Set(release.channels.flatMap(({ files }) => files.map(({ path }) => path))));
    const own = await ownChannels(release);
    const files = await fetchFiles(own, order, signal);
    signal.throwIfAborted();
    // Before the flip: a crash between the two leaves a floor whose own version is accepted again.
    await floor.raise(floorName, number);
    try {
      await replica.activate(
        number,
        files,
        own.map(({ channel }) => channel),
      );
    } catch (error) {
      if (error instanceof SyncError && error.code === "release-rejected")
        rejected.set(sha256, { error, atMs: surroundings.steadyMs() });
      throw error;
    }
    await floor.raise("active", number);
    return [...new Set(files.map((file) => file.channel))];
  }

  async function fetchRelease(
    { version, bytes, sha256 }: ReleaseEntry,
    order: Order,
    signal: AbortSignal,
  ): Promise<Release> {
    const path = `release/${version}.json`;
    const content = await getFiles.fetch({ path, bytes, sha256 }, order, signal);
    if (hash("sha256", content, "hex") !== sha256) {
      throw new SyncError("wrong-hash", `${path} isn't the one that the head names: its SHA-256 differs`);
    }
    const release = openEnvelope("release", content, heads.root());
    if (release.version === version) return release;
    throw new SyncError("malformed", `${path} calls itself release ${release.version}`);
  }

  async function fetchFiles(
    own: readonly ChannelEntry[],
    order: Order,
    signal: AbortSignal,
  ): Promise<ChannelFile[]> {
    const planned = await planOf(own, order, signal);
    storeFiles?.pulling(planned.flatMap(({ steps }) => steps.map(({ sha256 }) => sha256)));
    // All of them first: while a million rows are looked through no line to HQ would be kept open.
    const fetched = new Map<FileEntry, PackedFile>();
    let packedLeft = PACKED_BYTES;
    for (const step of planned.flatMap(({ steps }) => steps)) {
      fetched.set(step, await getFiles.fetchPacked(step, order, signal, packedLeft));
      if (step.bytes <= packedLeft) packedLeft -= step.bytes;
    }
    const files: ChannelFile[] = [];
    // Either all of them or none: one of sixteen shards that stays would be there until the last is in.
    const unpacked = [...fetched.keys()].reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
    const heldMax = unpacked <= HELD_BYTES ? HELD_BYTES : 0;
    for (const { entry, steps } of planned)
      files.push(...(await readChannel(entry, steps, (step) => fetched.get(step)!, heldMax)));
    return files;
  }

  /** What this till lacks of them. */
  async function planOf(
    own: readonly ChannelEntry[],
    order: Order,
    signal: AbortSignal,
  ): Promise<readonly Planned[]> {
    const versions = await replica.versions();
    const lacking = own.filter(({ channel, version }) => {
      const have = versions.get(channel) ?? 0;
      if (have > version) throw rollback(`channel ${channel}`, version, have);
      return have < version;
    });
    // Without HQ only what the store has can lead there, and it may lead there another way.
    const names = lacking.flatMap(({ files }) => files.map(({ sha256 }) => sha256));
    const there = order === "hq-away" ? await storeFiles?.which(names, signal) : undefined;
    return lacking.map((entry) => {
      const { channel, version } = entry;
      const have = versions.get(channel) ?? 0;
      const plan = (files: readonly FileEntry[]) => planFiles(files, have, version);
      const steps =
        (there && plan(entry.files.filter(({ sha256 }) => there.has(sha256)))) ?? plan(entry.files);
      if (steps) return { entry, steps };
      throw new SyncError("malformed", `no files lead ${channel} from ${have} to ${version}`);
    });
  }

  /** What the release has for this till. */
  async function ownChannels({ version, channels }: Release): Promise<readonly ChannelEntry[]> {
    const store = await options.store();
    const own = channels.filter((it) => it.store === undefined || it.store === store);
    for (const { channel } of own) {
      if (isUrgent(channel)) {
        const message = `release ${version} carries the channel ${channel}: only a head may`;
        throw new SyncError("release-rejected", message);
      }
      const owner = storeOf(channel);
      if (owner !== undefined && owner !== store) {
        const message = `release ${version} gives store ${store} the channel ${channel}: it is not this store's`;
        throw new SyncError("release-rejected", message);
      }
    }
    return own.filter(({ stores }) => stores === undefined || stores.includes(store));
  }

  async function readChannel(
    entry: ChannelEntry,
    steps: readonly FileEntry[],
    bytesOf: (step: FileEntry) => Uint8Array | PackedFile,
    heldMax?: number,
  ): Promise<ChannelFile[]> {
    const files: ChannelFile[] = [];
    for (const step of steps)
      files.push(await decodeChannelFile(bytesOf(step), entry.channel, step, heldMax));
    if (leadTo(entry.digest, files)) return files;
    throw new SyncError("malformed", `the files of ${entry.channel} don't end in the content that HQ names`);
  }
}

interface Planned {
  readonly entry: ChannelEntry;
  readonly steps: readonly FileEntry[];
}
