/** A till's own key and certificate on its disk, and what a certificate says: for whoever needs no more than these. */

import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SyncError } from "../protocol.ts";
import { type Place, placeOfUri } from "./place.ts";

/** Names in the data folder. */
export const TILL_FILES = {
  /** The till's own key: made here, readable by its owner only, never leaves. PEM. */
  key: "till.key",
  /** Its certificate, with store and till. PEM. */
  certificate: "till.pem",
  /** The chain's authority, which signed it and those of all other tills. PEM. */
  authority: "store-ca.pem",
  /** Keys that don't count any more, signed by the authority. Absent: none was heard of yet. */
  revoked: "revoked.json",
} as const;

/** Who a till is, and how it proves it. */
export interface OwnFiles extends Place {
  readonly key: KeyObject;
  /** PEM. */
  readonly keyPem: string;
  readonly certificate: string;
  readonly authority: string;
}

/** Throws SyncError `unusable` where the till is not enrolled, `malformed` where a file is not what it should be. */
export function readOwn(dataDir: string): OwnFiles {
  const keyPem = readTillKey(dataDir);
  const certificate = textOf(dataDir, TILL_FILES.certificate);
  const authority = textOf(dataDir, TILL_FILES.authority);
  const key = keyOf(join(dataDir, TILL_FILES.key), keyPem);
  const place = placeIn(certificate, authority);
  if (place === undefined || !new X509Certificate(certificate).checkPrivateKey(key)) {
    const message = `${join(dataDir, TILL_FILES.certificate)} is not the certificate of this till's key: enrol it again`;
    throw new SyncError("malformed", message);
  }
  return { ...place, key, keyPem, certificate, authority };
}

/** PEM of the chain's authority; undefined where the till is not enrolled. */
export function readAuthority(dataDir: string): string | undefined {
  const file = join(dataDir, TILL_FILES.authority);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** PEM. Throws SyncError `unusable`. */
export function readTillKey(dataDir: string): string {
  return textOf(dataDir, TILL_FILES.key);
}

function textOf(dataDir: string, name: string): string {
  try {
    return readFileSync(join(dataDir, name), "utf8");
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code;
    const message = `cannot read ${join(dataDir, name)} (${why}): enrol this till with \`tillside enroll\``;
    throw new SyncError("unusable", message, { cause });
  }
}

/** Throws SyncError `malformed` for what is no ed25519 private key. */
export function keyOf(file: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch (cause) {
    throw new SyncError("malformed", `${file} is not a private key in PEM: enrol this till again`, { cause });
  }
  throw new SyncError("malformed", `${file} is a key, but not ed25519`);
}

/** The 32 bytes of the public part, base64: what HQ's table has. */
export function publicPart(key: KeyObject): string {
  const known = key.type === "private" ? createPublicKey(key) : key;
  return known.export({ format: "der", type: "spki" }).subarray(-32).toString("base64");
}

/** Who a certificate says it is, if this authority signed it; its time is not looked at. */
export function placeIn(certificate: string | Buffer, authority: string): Place | undefined {
  try {
    const [theirs, ca] = [new X509Certificate(certificate), new X509Certificate(authority)];
    if (!theirs.checkIssued(ca) || !theirs.verify(ca.publicKey)) return undefined;
    const [, uri] = /^URI:(\S+)$/.exec(theirs.subjectAltName ?? "") ?? [];
    return uri === undefined ? undefined : placeOfUri(uri);
  } catch {
    return undefined;
  }
}
