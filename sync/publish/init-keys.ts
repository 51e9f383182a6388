import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

/** What `publish` signs with. The root keys are not among them: they belong in a safe. */
export interface PublisherKeys {
  readonly release: SigningKey;
  readonly head: SigningKey;
  readonly chainKey: Uint8Array;
  readonly root: Root;
  /** The signed root file, byte for byte: it goes to the releases folder and, by hand, to every till. */
  readonly rootFile: Buffer;
}

/**
 * Makes a chain's keys in a new folder: `root-1.key` … (move them to different safes), `release.key`, `head.key`,
 * `chain.key`, each readable by its owner only, and `root.json`, the signed root that tills are installed with.
 * Throws SyncError `unusable` if the folder has keys already.
 */
export function initKeys(folder: string, { rootKeys = 3, rootThreshold = 2 } = {}): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
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
  const head = loadSigningKey(join(folder, "head.key"));
  const chainKey = loadChainKey(join(folder, "chain.key"));
  const file = join(folder, "root.json");
  let rootFile: Buffer;
  try {
    rootFile = readFileSync(file);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code;
    throw new SyncError("unusable", `cannot read ${file} (${why}): it was made together with the keys`, {
      cause,
    });
  }
  const root = openRootOf(file, rootFile);
  for (const [role, key] of Object.entries({ release, head } as const)) {
    if (!root.roles[role as "release" | "head"].keyIds.includes(key.keyId)) {
      throw new SyncError(
        "unusable",
        `${file} doesn't name ${role}.key for the role ${role}: the folder mixes two chains`,
      );
    }
  }
  return { release, head, chainKey, root, rootFile };
}

function openRootOf(file: string, bytes: Buffer): Root {
  try {
    return openPinnedRoot(bytes);
  } catch (cause) {
    const { code, message } = cause as SyncError;
    throw new SyncError(code, `${file} is damaged (${message}): take it from the latest backup`, { cause });
  }
}
