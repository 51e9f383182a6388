/** An HQ in memory, whose keys lie open: everything can be signed, rightly or wrongly. */

import { hash } from "node:crypto";
import { rulesFile, shopFiles, snapshot } from "../../agent/testing/shop.ts";
import type { ChannelFile, Role } from "../../sync/protocol.ts";
import { encodeChannelFile } from "../../sync/release/channel-file.ts";
import { signEnvelope } from "../../sync/release/envelope.ts";
import { generateSigningKey, type SigningKey } from "../../sync/release/keys.ts";
import type { ChannelEntry, Head, Metadata, Release, Root } from "../../sync/release/metadata.ts";

export type Keys = Readonly<Record<Role, readonly SigningKey[]>>;
/** What a mirror holds, by path below `/releases/`. */
export type Files = ReadonlyMap<string, Buffer>;

export interface Hq {
  readonly keys: Keys;
  readonly files: Files;
  readonly root: Root;
  readonly release: Release;
  readonly head: Head;
  /** The next true release: other prices, other rules. Leaves numbers free for what an attacker would sign. */
  publish(nowMs: number): Promise<void>;
  /** The next true root: other keys for one role. */
  rotate(role: Role): void;
}

const DAY_MS = 86_400_000;
/** Keys of a role, and how many of them must sign. */
const HOW_MANY: Readonly<Record<Role, number>> = { root: 3, release: 2, head: 2 };
const THRESHOLD: Readonly<Record<Role, number>> = { root: 2, release: 2, head: 1 };

const newKeys = (role: Role) => Array.from({ length: HOW_MANY[role] }, generateSigningKey);
/** As many of a role's keys as must sign. */
export const enough = (keys: Keys, role: Role) => keys[role].slice(0, THRESHOLD[role]);

export function rootOf(version: number, keys: Keys): Root {
  const listed = [...keys.root, ...keys.release, ...keys.head];
  const role = (name: Role) => ({
    keyIds: keys[name].map(({ keyId }) => keyId),
    threshold: THRESHOLD[name],
  });
  return {
    role: "root",
    format: 1,
    version,
    keys: Object.fromEntries(
      listed.map(({ keyId, publicKey }) => [keyId, { kind: "ed25519" as const, publicKey }]),
    ),
    roles: { root: role("root"), release: role("release"), head: role("head") },
  };
}

export const signed = (content: Metadata[Role], keys: readonly SigningKey[]) =>
  Buffer.from(signEnvelope<Role>(content, keys));

/** A head for a release file. */
export function headOf(version: number, release: number, file: Buffer, nowMs: number, days = 7): Head {
  return {
    role: "head",
    format: 1,
    version,
    signedAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + days * DAY_MS).toISOString(),
    release: { version: release, bytes: file.length, sha256: hash("sha256", file, "hex") },
  };
}

/** A channel as a release announces it, with one snapshot, which goes to `files`. */
export async function announced(
  file: ChannelFile,
  files: Map<string, Buffer>,
  more: Partial<ChannelEntry> = {},
): Promise<ChannelEntry> {
  const { bytes, entry } = await encodeChannelFile(file);
  files.set(entry.path, Buffer.from(bytes));
  const { channel, to: version, digestAfter: digest } = file;
  return { channel, version, digest, files: [entry], changes: 0, ...more };
}

/** The store's articles at the prices of a release. */
export function pricesOf(number: number, channel = "articles/0042", articles = 20): ChannelFile {
  const article = { department: "10", brand: "", supplier: "", vat_rate: "4", flags: "[]", attributes: "{}" };
  const rows = Array.from({ length: articles }, (_, n) => ({
    article: String(8_000_000_000_000 + n),
    text: `Article ${n}`,
    ...article,
    price_cents: 100 + n + number,
    regular_price_cents: 200 + n + number,
  }));
  return snapshot(channel, number, { article: rows });
}

export async function createHq(nowMs: number, articles?: number): Promise<Hq> {
  let keys: Keys = { root: newKeys("root"), release: newKeys("release"), head: newKeys("head") };
  let root = rootOf(1, keys);
  let release: Release | undefined;
  let head: Head | undefined;
  const files = new Map<string, Buffer>([["root/1.json", signed(root, keys.root)]]);
  const others = await Promise.all(
    shopFiles(1)
      .filter(({ channel }) => channel !== "articles/0042" && channel !== "rules")
      .map((file) => announced(file, files)),
  );

  const signHead = (version: number, atMs: number) => {
    const number = release!.version;
    head = headOf(version, number, files.get(`release/${number}.json`)!, atMs);
    files.set("head.json", signed(head, enough(keys, "head")));
  };
  const hq: Hq = {
    get keys() {
      return keys;
    },
    files,
    get root() {
      return root;
    },
    get release() {
      return release!;
    },
    get head() {
      return head!;
    },
    async publish(atMs) {
      const version = (release?.version ?? 0) + 5;
      const channels = [
        await announced(rulesFile(version), files),
        await announced(pricesOf(version, undefined, articles), files, { store: "0042" }),
        ...others,
      ];
      release = { role: "release", format: 1, version, publishedAt: new Date(atMs).toISOString(), channels };
      files.set(`release/${version}.json`, signed(release, enough(keys, "release")));
      signHead((head?.version ?? 0) + 5, atMs);
    },
    rotate(role) {
      const next = { ...keys, [role]: newKeys(role) };
      root = rootOf(root.version + 1, next);
      const both = role === "root" ? [...keys.root, ...next.root] : keys.root;
      files.set(`root/${root.version}.json`, signed(root, both));
      keys = next;
    },
  };
  await hq.publish(nowMs);
  return hq;
}
