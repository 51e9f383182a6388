/** What enrolment leaves in a till's data folder, and how the others of the store are known by it. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PeerCertificate, SecureContextOptions, TLSSocket } from "node:tls";
import { SyncError } from "../protocol.ts";
import { keyIdOf } from "../release/keys.ts";
import type { Place } from "./place.ts";
import { type Revoked, readRevoked } from "./revoked.ts";
import { type OwnFiles, placeIn, publicPart, readOwn, TILL_FILES } from "./till-key.ts";

export interface TillFiles extends OwnFiles {
  readonly revoked: Revoked;
}

/** Throws SyncError `unusable` where the till is not enrolled, `malformed` where a file is not what it should be. */
export function readTillFiles(dataDir: string): TillFiles {
  const own = readOwn(dataDir);
  const list = join(dataDir, TILL_FILES.revoked);
  const revoked = readRevoked(existsSync(list) ? readFileSync(list, "utf8") : undefined, own.authority);
  return { ...own, revoked };
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
