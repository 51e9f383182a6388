/**
 * A chain's keys, listed and exchanged. Every change is a new root, signed by enough root keys of the one before: tills
 * walk from root to root by themselves, and a key that the newest no longer names signs nothing more.
 */

import { existsSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { type Role, SyncError } from "../protocol.ts";
import { openNextRoot, openPinnedRoot, signEnvelope } from "../release/envelope.ts";
import { generateSigningKey, loadSigningKey, type SigningKey, writeSigningKey } from "../release/keys.ts";
import type { Root } from "../release/metadata.ts";
import { untilFree } from "../until-free.ts";
import { entryOf, writeHead } from "./head.ts";
import { record } from "./history.ts";
import { loadHeadKeys, readRootFile } from "./init-keys.ts";
import { readPrevious } from "./published.ts";
import { writeOnce, writeReplacing } from "./write.ts";
import { signedRelease } from "./write-release.ts";

export interface ListedRole {
  readonly role: Role;
  /** How many of its keys must sign. */
  readonly threshold: number;
  /** `file` where the private part lies in the keys folder; root keys should not. */
  readonly keys: readonly { readonly keyId: string; readonly file?: string }[];
}

export interface KeyList {
  /** Version of the root. */
  readonly root: number;
  readonly roles: readonly ListedRole[];
  /** Keys don't expire; what the head key has signed does. Absent without a releases folder, or before the first head. */
  readonly headExpires?: string;
}

const ROLES = ["root", "release", "head"] as const satisfies readonly Role[];

/** What signs what. Throws SyncError. */
export function listKeys(folder: string, to?: string): KeyList {
  const root = openPinnedRoot(readRootFile(folder));
  const files = new Map(keyFiles(folder).map(({ file, key }) => [key.keyId, file]));
  const head = to === undefined ? undefined : readPrevious(to, { root }).head;
  return {
    root: root.version,
    roles: ROLES.map((role) => ({
      role,
      threshold: root.roles[role].threshold,
      keys: root.roles[role].keyIds.map((keyId) => {
        const file = files.get(keyId);
        return { keyId, ...(file === undefined ? {} : { file }) };
      }),
    })),
    ...(head === undefined ? {} : { headExpires: head.expiresAt }),
  };
}

export interface ChangeKeys {
  /** The keys folder. */
  readonly folder: string;
  /** The releases folder: tills get the new root from there. */
  readonly to: string;
  /** Root keys that are not in the folder: files, as they come out of the safes. */
  readonly rootKeys?: readonly string[] | undefined;
  readonly now: Date;
  readonly by: string;
}

export interface ChangedKeys {
  readonly root: number;
  /** New private keys, in the keys folder. */
  readonly made: readonly string[];
  readonly headVersion?: number;
  /** Published again with the new release key; the content is the same. */
  readonly release?: number;
}

/**
 * A new `release.key` or `head.key`; the old one signs nothing more from the next look of each till on, and lies beside
 * it as `.retired`. The head, or the release and the head, are signed again. Throws SyncError `unusable` where too few root keys
 * are here, or a release is on trial.
 */
export function replaceKey(role: "release" | "head", change: ChangeKeys): ChangedKeys {
  return changed(change, [role], (root, key) => {
    const others = root.roles[role].keyIds.filter((id) => id !== ownId(change.folder, role));
    return withRole(root, role, [...others, key], root.roles[role].threshold, [key]);
  });
}

/** New root keys, as many and with the same threshold unless it is said. They belong into safes, like those before. */
export function rotateRoot(
  change: ChangeKeys,
  { count, threshold }: { readonly count?: number | undefined; readonly threshold?: number | undefined } = {},
): ChangedKeys {
  const { folder } = change;
  const root = openPinnedRoot(readRootFile(folder));
  const many = count ?? root.roles.root.keyIds.length;
  const needed = threshold ?? root.roles.root.threshold;
  if (needed < 1 || needed > many)
    throw new SyncError(
      "unusable",
      `${needed} of ${many} root keys can't sign: choose a threshold from 1 to ${many}`,
    );
  const keys = Array.from({ length: many }, generateSigningKey);
  return exchanged(
    change,
    root,
    withRole(root, "root", keys, needed, keys),
    keys.map((key, at) => [`root-${at + 1}.key`, key]),
  );
}

type KeyOrId = SigningKey | string;
const idOf = (key: KeyOrId) => (typeof key === "string" ? key : key.keyId);

function changed(
  change: ChangeKeys,
  [role]: readonly ["release" | "head"],
  next: (root: Root, key: SigningKey) => Root,
): ChangedKeys {
  const root = openPinnedRoot(readRootFile(change.folder));
  const key = generateSigningKey();
  return exchanged(change, root, next(root, key), [[`${role}.key`, key]]);
}

function withRole(
  root: Root,
  role: Role,
  keys: readonly KeyOrId[],
  threshold: number,
  added: readonly SigningKey[],
): Root {
  const roles = { ...root.roles, [role]: { keyIds: keys.map(idOf), threshold } };
  const all = { ...root.keys };
  for (const { keyId, publicKey } of added) all[keyId] = { kind: "ed25519", publicKey };
  const named = new Set(Object.values(roles).flatMap(({ keyIds }) => keyIds));
  const keysNamed = Object.fromEntries(Object.entries(all).filter(([id]) => named.has(id)));
  return { ...root, version: root.version + 1, keys: keysNamed, roles };
}

/** Signed and checked first, then written: keys, root, release and head, each whole before the next names it. */
function exchanged(
  change: ChangeKeys,
  before: Root,
  next: Root,
  made: readonly (readonly [file: string, key: SigningKey])[],
): ChangedKeys {
  const { folder, to, now, by } = change;
  const previous = readPrevious(to, { root: before });
  if (previous.head?.candidate !== undefined)
    throw new SyncError(
      "unusable",
      `release ${previous.head.candidate.release.version} is on trial: let its rollout end, or undo it, before keys change`,
    );
  const newRoots = made
    .filter(([, { keyId }]) => next.roles.root.keyIds.includes(keyId))
    .map(([, key]) => key);
  const text = signEnvelope(next, [...rootKeysAtHand(change, before), ...newRoots]);
  openNextRoot(Buffer.from(text), before);

  for (const [file, key] of made) {
    const path = join(folder, file);
    if (existsSync(path)) untilFree(() => renameSync(path, `${path}.retired-${before.version}`));
    writeSigningKey(path, key);
  }
  writeReplacing(folder, "root.json", text);
  writeOnce(to, `root/${next.version}.json`, text);
  const answer = { root: next.version, made: made.map(([file]) => file) };
  if (previous.head === undefined || previous.release === undefined) {
    record(to, { at: now, by, what: "keys", ...answer });
    return answer;
  }
  const keys = loadHeadKeys(folder);
  const isResigned = before.roles.release.keyIds.some((id) => !next.roles.release.keyIds.includes(id));
  const number = isResigned ? previous.highest + 1 : previous.release.version;
  if (isResigned) {
    const release = { ...previous.release, version: number, publishedAt: now.toISOString() };
    const signed = signedRelease(release, {
      release: loadSigningKey(join(folder, "release.key")),
      root: next,
    });
    writeOnce(to, `release/${number}.json`, signed);
  }
  const head = { ...previous.head, release: entryOf(to, number) };
  const { version } = writeHead({ to, keys, now }, previous, head);
  const done = { ...answer, headVersion: version, ...(isResigned ? { release: number } : {}) };
  record(to, { at: now, by, what: "keys", ...done });
  return done;
}

/** Enough root keys, out of the folder and out of the safes. Throws SyncError `unusable`. */
function rootKeysAtHand({ folder, rootKeys = [] }: ChangeKeys, root: Root): readonly SigningKey[] {
  const { keyIds, threshold } = root.roles.root;
  const all = [...keyFiles(folder).map(({ key }) => key), ...rootKeys.map((file) => safeKey(file, folder))];
  const own = [...new Map(all.map((key) => [key.keyId, key])).values()].filter(({ keyId }) =>
    keyIds.includes(keyId),
  );
  if (own.length >= threshold) return own;
  const message = `root ${root.version} asks for ${threshold} of its ${keyIds.length} root keys, of which ${own.length} can be found here: bring the others with --root-key FILE. Nothing was changed`;
  throw new SyncError("unusable", message);
}

/** A key that somebody says he brings. Throws SyncError that names it, and those that need not be brought. */
function safeKey(file: string, folder: string): SigningKey {
  if (existsSync(file)) return loadSigningKey(file);
  const here = keyFiles(folder).flatMap(({ file: name }) => (name.startsWith("root-") ? [name] : []));
  const which = here.length === 0 ? `no root key lies in ${folder}` : `in ${folder} are ${here.join(", ")}`;
  throw new SyncError("unusable", `the root key ${file} is not there; ${which}. Nothing was changed`);
}

function ownId(folder: string, role: "release" | "head"): string | undefined {
  const file = join(folder, `${role}.key`);
  return existsSync(file) ? loadSigningKey(file).keyId : undefined;
}

function keyFiles(folder: string): readonly { readonly file: string; readonly key: SigningKey }[] {
  return readdirSync(folder)
    .filter((name) => /^(?:root-\d+|release|head)\.key$/.test(name))
    .sort()
    .map((file) => ({ file, key: loadSigningKey(join(folder, file)) }));
}
