import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { SyncError } from "../protocol.ts";

/** An ed25519 key that signs. The private part stays in its file at HQ. */
export interface SigningKey {
  readonly keyId: string;
  /** The 32 raw bytes, base64: what root metadata lists. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** The DER bytes before a raw ed25519 public key (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** A key's name is the hash of its public part: it can't be given to another key. */
export function keyIdOf(publicKey: string): string {
  return hash("sha256", Buffer.from(publicKey, "base64"), "hex");
}

/** Throws SyncError `malformed` unless it is the base64 of 32 bytes. */
export function publicKeyObject(publicKey: string): KeyObject {
  const raw = Buffer.from(publicKey, "base64");
  if (raw.length !== 32) throw new SyncError("malformed", "an ed25519 public key has 32 bytes, base64");
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: "der", type: "spki" });
}

export function generateSigningKey(): SigningKey {
  return signingKeyOf(generateKeyPairSync("ed25519").privateKey);
}

/** Writes a secret to a new file that only its owner may read, whole or not at all. Throws SyncError `unusable` if there is one already. */
export function writeSecretFile(file: string, text: string): void {
  let isMine = false;
  try {
    const handle = openSync(file, "wx", 0o600);
    isMine = true;
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    // Half a secret would stand in the way of the whole one.
    if (isMine) rmSync(file, { force: true });
    const code = (cause as NodeJS.ErrnoException).code;
    const why = code === "EEXIST" ? "it exists, and keys are never overwritten" : code;
    throw new SyncError("unusable", `cannot write ${file}: ${why}`, { cause });
  }
}

/** PKCS #8 in PEM, as OpenSSL reads it too. */
export function signingKeyText(key: SigningKey): string {
  return key.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

export function writeSigningKey(file: string, key: SigningKey): void {
  writeSecretFile(file, signingKeyText(key));
}

/** Throws SyncError: `unusable` if the file can't be read, `malformed` if it holds no ed25519 private key. */
export function loadSigningKey(file: string): SigningKey {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code;
    const advice = "name the keys folder, or make one with `tillside publish --init-keys FOLDER`";
    throw new SyncError("unusable", `cannot read the signing key ${file} (${why}): ${advice}`, { cause });
  }
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === "ed25519") return signingKeyOf(key);
  } catch (cause) {
    throw new SyncError("malformed", `${file} is not a private key in PEM`, { cause });
  }
  throw new SyncError("malformed", `${file} is a key, but not ed25519`);
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const publicKey = spki.subarray(SPKI_PREFIX.length).toString("base64");
  return { keyId: keyIdOf(publicKey), publicKey, privateKey };
}
