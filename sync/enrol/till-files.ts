/** What enrolment leaves in a till's data folder, and how the others of the store are known by it. */

import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PeerCertificate, SecureContextOptions, TLSSocket } from "node:tls";
import { SyncError } from "../protocol.ts";
import { keyIdOf } from "../release/keys.ts";
import { type Place, placeOfUri } from "./place.ts";
import { type Revoked, readRevoked } from "./revoked.ts";

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

export interface TillFiles extends Place {
  readonly key: KeyObject;
  /** PEM. */
  readonly keyPem: string;
  readonly certificate: string;
  readonly authority: string;
  readonly revoked: Revoked;
}

/** Throws SyncError `unusable` where the till is not enrolled, `malformed` where a file is not what it should be. */
export function readTillFiles(dataDir: string): TillFiles {
  const keyPem = readTillKey(dataDir);
  const certificate = textOf(dataDir, TILL_FILES.certificate);
  const authority = textOf(dataDir, TILL_FILES.authority);
  const key = keyOf(join(dataDir, TILL_FILES.key), keyPem);
  const place = placeIn(certificate, authority);
  if (place === undefined || !new X509Certificate(certificate).checkPrivateKey(key)) {
    const message = `${join(dataDir, TILL_FILES.certificate)} is not the certificate of this till's key: enrol it again`;
    throw new SyncError("malformed", message);
  }
  const list = join(dataDir, TILL_FILES.revoked);
  const revoked = readRevoked(existsSync(list) ? readFileSync(list, "utf8") : undefined, authority);
  return { ...place, key, keyPem, certificate, authority, revoked };
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
    throw new SyncError("malformed", `${file} is not a private key in PEM`, { cause });
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

/** For `tls.createServer` and `tls.connect`: TLS 1.3, a certificate of this chain at both ends. */
export function lanTls({ keyPem, certificate, authority }: TillFiles): LanTls {
  return {
    key: keyPem,
    cert: certificate,
    ca: authority,
    minVersion: "TLSv1.3",
    requestCert: true,
    rejectUnauthorized: true,
    // Tills are called by addresses; who they are says the certificate, and `peerAt` reads it.
    checkServerIdentity: () => undefined,
  };
}

export type LanTls = SecureContextOptions & {
  readonly requestCert: true;
  readonly rejectUnauthorized: true;
  readonly checkServerIdentity: (host: string, certificate: PeerCertificate) => undefined;
};

/**
 * Who is at the other end of a connection made with `lanTls`: a till of the same store whose key was not revoked.
 * Throws SyncError `refused`, saying which it is.
 */
export function peerAt(socket: TLSSocket, own: Pick<TillFiles, "store" | "authority" | "revoked">): Place {
  const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined;
  const place = certificate && placeIn(certificate.raw, own.authority);
  if (certificate === undefined || place === undefined)
    throw new SyncError("refused", "the other end has no certificate of this chain");
  if (place.store !== own.store)
    throw new SyncError("refused", `the other end is till ${place.store}/${place.till}: not of this store`);
  if (own.revoked.keys.has(keyIdOf(publicPart(certificate.publicKey))))
    throw new SyncError("refused", `the certificate of till ${place.store}/${place.till} was revoked`);
  return place;
}
