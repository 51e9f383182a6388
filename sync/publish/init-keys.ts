import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../make-folder.ts";
import { SyncError } from "../protocol.ts";
import { openPinnedRoot, signEnvelope } from "../release/envelope.ts";
import {
  generateSigningKey,
  loadSigningKey,
  type SigningKey,
  writeSecretFile,
  writeSigningKey,
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
 * Throws SyncError `unusable` if the folder has keys already.
 */
export function initKeys(folder: string, { rootKeys = 3, rootThreshold = 2 } = {}): void {
  try {
    makeFolder(folder, 0o700);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === "EEXIST" || code === "ENOTDIR" ? "a file is in the way" : code;
    const advice = "name a new folder, in a place that can be written";
    throw new SyncError("unusable", `cannot make the keys folder ${folder} (${why}): ${advice}`, { cause });
  }
  writeSecretFile(join(folder, "chain.key"), `${randomBytes(32).toString("hex")}\n`);
  const roots = Array.from({ length: rootKeys }, generateSigningKey);
  const release = generateSigningKey();
  const head = generateSigningKey();
  roots.forEach((key, index) => {
    writeSigningKey(join(folder, `root-${index + 1}.key`), key);
  });
  writeSigningKey(join(folder, "release.key"), release);
  writeSigningKey(join(folder, "head.key"), head);
  const all = [...roots, release, head];
  const root: Root = {
    role: "root",
    format: 1,
    version: 1,
    keys: Object.fromEntries(all.map((key) => [key.keyId, { kind: "ed25519", publicKey: key.publicKey }])),
    roles: {
      root: { keyIds: roots.map((key) => key.keyId), threshold: rootThreshold },
      release: { keyIds: [release.keyId], threshold: 1 },
      head: { keyIds: [head.keyId], threshold: 1 },
    },
  };
  writeOnce(folder, "root.json", signEnvelope(root, roots));
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
