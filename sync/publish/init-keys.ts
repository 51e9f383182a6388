import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../make-folder.ts";
import { SyncError } from "../protocol.ts";
import { openPinnedRoot, signEnvelope } from "../release/envelope.ts";
import {
  generateSigningKey,
  loadSigningKey,
  type SigningKey,
  signingKeyText,
  writeSecretFile,
} from "../release/keys.ts";
import type { Root } from "../release/metadata.ts";
import { loadChainKey } from "../release/token.ts";
import { writeOnce } from "./write.ts";

/** What signs heads: enough to switch promotions off and to widen or stop a rollout, not to publish anything. */
export interface HeadKeys {
  readonly head: SigningKey;
  readonly root: Root;
  /** The signed root file, byte for byte: it goes to the releases folder, and to every till with its enrolment. */
  readonly rootFile: Buffer;
}

/** What `publish` signs with. The root keys are not among them: they belong in a safe. */
export interface PublisherKeys extends HeadKeys {
  readonly release: SigningKey;
  readonly chainKey: Uint8Array;
}

/**
 * Makes a chain's keys in a new folder: `root-1.key` … (move them to different safes), `release.key`, `head.key`,
 * `chain.key`, each readable by its owner only, and `root.json`, the signed root that tills are installed with.
 * All of them or none. Throws SyncError `unusable` if the folder has keys already.
 */
export function initKeys(folder: string, { rootKeys = 3, rootThreshold = 2 } = {}): void {
  const isNew = !existsSync(folder);
  try {
    makeFolder(folder, 0o700);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === "EEXIST" || code === "ENOTDIR" ? "a file is in the way" : code;
    const advice = "name a new folder, in a place that can be written";
    throw new SyncError("unusable", `cannot make the keys folder ${folder} (${why}): ${advice}`, { cause });
  }
  requireNotHalf(folder);
  const written: string[] = [];
  try {
    for (const [name, text] of newKeys(rootKeys, rootThreshold)) {
      if (name === ROOT) writeOnce(folder, name, text);
      else writeSecretFile(join(folder, name), text);
      written.push(name);
    }
  } catch (error) {
    // No till knows them yet: what is left of them would only stand in the way of the next attempt.
    for (const name of written) rmSync(join(folder, name), { force: true });
    if (isNew) rmdirSync(folder);
    throw error;
  }
}

const ROOT = "root.json";

/** Every file's name and text; the root that names the keys is the last. */
function newKeys(rootKeys: number, threshold: number): (readonly [name: string, text: string])[] {
  const roots = Array.from({ length: rootKeys }, generateSigningKey);
  const release = generateSigningKey();
  const head = generateSigningKey();
  const all = [...roots, release, head];
  const root: Root = {
    role: "root",
    format: 1,
    version: 1,
    keys: Object.fromEntries(all.map((key) => [key.keyId, { kind: "ed25519", publicKey: key.publicKey }])),
    roles: {
      root: { keyIds: roots.map((key) => key.keyId), threshold },
      release: { keyIds: [release.keyId], threshold: 1 },
      head: { keyIds: [head.keyId], threshold: 1 },
    },
  };
  return [
    ["chain.key", `${randomBytes(32).toString("hex")}\n`],
    ...roots.map((key, index) => [`root-${index + 1}.key`, signingKeyText(key)] as const),
    ["release.key", signingKeyText(release)],
    ["head.key", signingKeyText(head)],
    [ROOT, signEnvelope(root, roots)],
  ];
}

/** The power may have gone while they were made. Throws SyncError `unusable`. */
function requireNotHalf(folder: string): void {
  const names = readdirSync(folder);
  const key = names.find((name) => name.endsWith(".key"));
  if (key === undefined || names.includes(ROOT)) return;
  const message = `${folder} holds ${key} and no root.json: if its keys were never used, remove them and make them again; else put root.json back from the backup`;
  throw new SyncError("unusable", message);
}

/** Reads the folder of `initKeys`, and checks that its root names these keys. Throws SyncError. */
export function loadPublisherKeys(folder: string): PublisherKeys {
  const release = loadSigningKey(join(folder, "release.key"));
  const chainKey = loadChainKey(join(folder, "chain.key"));
  const headKeys = loadHeadKeys(folder);
  requireNamed(folder, headKeys.root, "release", release);
  return { ...headKeys, release, chainKey };
}

/** Of a folder that needs no more than `head.key` and `root.json`. Throws SyncError. */
export function loadHeadKeys(folder: string): HeadKeys {
  const head = loadSigningKey(join(folder, "head.key"));
  const rootFile = readRootFile(folder);
  const root = openRootOf(join(folder, "root.json"), rootFile);
  requireNamed(folder, root, "head", head);
  return { head, root, rootFile };
}

/** The signed root, byte for byte. Throws SyncError. */
export function readRootFile(folder: string): Buffer {
  const file = join(folder, "root.json");
  try {
    return readFileSync(file);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code;
    throw new SyncError("unusable", `cannot read ${file} (${why}): it was made together with the keys`, {
      cause,
    });
  }
}

function requireNamed(folder: string, root: Root, role: "release" | "head", { keyId }: SigningKey): void {
  if (root.roles[role].keyIds.includes(keyId)) return;
  const file = join(folder, "root.json");
  const message = `${file} doesn't name ${role}.key for the role ${role}: the folder mixes two chains`;
  throw new SyncError("unusable", message);
}

function openRootOf(file: string, bytes: Buffer): Root {
  try {
    return openPinnedRoot(bytes);
  } catch (cause) {
    const { code, message } = cause as SyncError;
    throw new SyncError(code, `${file} is damaged (${message}): take it from the latest backup`, { cause });
  }
}
