/**
 * Certificates (X.509, RFC 5280) of a chain's tills: ed25519 (RFC 8410), signed by the chain's own authority, with store
 * and till in their only name. Written here and read by Node: issuing needs this one form and no other.
 */

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import { bits, der, inside, integer, octets, oid, sequence, set, tagged, time, utf8, yes } from "./der.ts";
import { type Place, placeUri } from "./place.ts";

/** Who signs the tills' certificates. The key stays at HQ. */
export interface Authority {
  readonly key: KeyObject;
  /** PEM: what tills are given as `store-ca.pem`. */
  readonly certificate: string;
}

const DAY_MS = 86_400_000;
/** Tills whose clock is behind take a certificate that was made today. */
const EARLIER_MS = 2 * DAY_MS;
const AUTHORITY_MS = 20 * 365 * DAY_MS;
/** A till that was away from HQ for months still speaks to the others of its store. */
export const CERTIFICATE_MS = 365 * DAY_MS;

const ED25519 = sequence(oid("1.3.101.112"));
const VERSION_3 = tagged(0, true, integer(Buffer.from([2])));

export function newAuthorityKey(): KeyObject {
  return generateKeyPairSync("ed25519").privateKey;
}

/** @param name what people read: "Our chain" */
export function newAuthority(name: string, nowMs: number, key = newAuthorityKey()): Authority {
  const publicKey = createPublicKey(key);
  const subject = nameOf(name);
  const certificate = signed(key, {
    issuer: subject,
    subject,
    publicKey,
    fromMs: nowMs - EARLIER_MS,
    untilMs: nowMs + AUTHORITY_MS,
    extensions: [
      // Signs certificates of tills and lists of the revoked, and no other authority.
      extension("2.5.29.19", sequence(yes(), integer(Buffer.from([0]))), "critical"),
      extension("2.5.29.15", bits(Buffer.from([0b0000_0110]), 1), "critical"),
      extension("2.5.29.14", octets(keyName(publicKey))),
    ],
  });
  return { key, certificate };
}

/** The authority out of its two files' texts. Throws if they are none, or don't belong together. */
export function authorityOf(keyPem: string, certificate: string): Authority {
  const key = createPrivateKey(keyPem);
  if (!new X509Certificate(certificate).checkPrivateKey(key))
    throw new Error("the key is not that of the certificate");
  return { key, certificate };
}

export interface CertificateWish extends Place {
  readonly authority: Authority;
  /** The till's, ed25519. */
  readonly publicKey: KeyObject;
  readonly nowMs: number;
}

/** A till's certificate, PEM: for both ends of TLS, good for a year. */
export function certificateOf({ authority, publicKey, nowMs, ...place }: CertificateWish): string {
  return signed(authority.key, contentOf(authority.certificate, place, publicKey, nowMs - EARLIER_MS));
}

/** What makes one till's certificate unlike another's of the same authority. */
export interface CertificateParts extends Place {
  readonly publicKey: KeyObject;
  /** Whole seconds. */
  readonly fromMs: number;
  readonly serial: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * A till's certificate from its parts again, DER: what is the same in all of them is not needed. Whether somebody signed it is
 * for its reader to see.
 * @param authority PEM
 */
export function certificateFrom(authority: string, parts: CertificateParts): Buffer {
  const { publicKey, fromMs, serial, signature, ...place } = parts;
  return whole(toBeSigned(contentOf(authority, place, publicKey, fromMs), serial), signature);
}

function contentOf(authority: string, { store, till }: Place, publicKey: KeyObject, fromMs: number): Content {
  const issuer = new X509Certificate(authority);
  return {
    issuer: subjectOf(issuer),
    subject: nameOf(`${store}/${till}`),
    publicKey,
    fromMs,
    untilMs: fromMs + EARLIER_MS + CERTIFICATE_MS,
    extensions: [
      extension("2.5.29.19", sequence(), "critical"),
      extension("2.5.29.15", bits(Buffer.from([0b1000_0000]), 7), "critical"),
      // Server and client.
      extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1"), oid("1.3.6.1.5.5.7.3.2"))),
      extension("2.5.29.14", octets(keyName(publicKey))),
      extension("2.5.29.35", sequence(tagged(0, false, keyName(issuer.publicKey)))),
      extension("2.5.29.17", sequence(tagged(6, false, Buffer.from(placeUri({ store, till }))))),
    ],
  };
}

interface Content {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly extensions: readonly Buffer[];
}

function signed(key: KeyObject, content: Content): string {
  const toSign = toBeSigned(content, newSerial());
  return new X509Certificate(whole(toSign, sign(null, toSign, key))).toString();
}

function whole(toSign: Uint8Array, signature: Uint8Array): Buffer {
  return sequence(toSign, ED25519, bits(signature));
}

function toBeSigned(content: Content, serial: Uint8Array): Buffer {
  return sequence(
    VERSION_3,
    integer(serial),
    ED25519,
    content.issuer,
    sequence(time(content.fromMs), time(content.untilMs)),
    content.subject,
    spkiOf(content.publicKey),
    tagged(3, true, sequence(...content.extensions)),
  );
}

/** Never zero, and short enough for everybody. */
function newSerial(): Buffer {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return bytes;
}

function extension(name: string, value: Buffer, critical?: "critical"): Buffer {
  return sequence(oid(name), ...(critical ? [yes()] : []), octets(value));
}

/** A common name: 64 characters at most, by the standard. */
function nameOf(text: string): Buffer {
  return sequence(set(sequence(oid("2.5.4.3"), utf8([...text].slice(0, 64).join("")))));
}

/** Byte for byte: a certificate names its issuer as that one names itself. */
function subjectOf(certificate: X509Certificate): Buffer {
  const [toSign = der(0x30)] = inside(certificate.raw);
  return inside(toSign)[5]!;
}

/** RFC 7093, method 1. */
function keyName(publicKey: KeyObject): Buffer {
  return Buffer.from(hash("sha256", spkiOf(publicKey).subarray(-32), "hex"), "hex").subarray(0, 20);
}

function spkiOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ format: "der", type: "spki" });
}
