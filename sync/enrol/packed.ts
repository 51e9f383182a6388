/**
 * A till's certificate in 120 bytes and its name, for what is printed: only what it does not share with all others of its
 * authority. Unpacked it is the certificate again, byte for byte, and judged as any other.
 *
 *     serial 16 │ valid from, seconds since 1970, 4 │ public key 32 │ the authority's signature 64 │ 0042/3
 */

import { type KeyObject, X509Certificate } from "node:crypto";
import { publicKeyObject } from "../release/keys.ts";
import { certificateFrom } from "./certificate.ts";
import { type Place, placeOfUri, placeUri } from "./place.ts";
import { placeIn, publicPart } from "./till-key.ts";

const [SERIAL, FROM, KEY, SIGNATURE] = [16, 4, 32, 64];
const FIXED = SERIAL + FROM + KEY + SIGNATURE;
const SCHEME = "tillside:";

/** @returns undefined for a certificate that is not of this form: then it has to travel whole */
export function packCertificate(certificate: string, authority: string): Buffer | undefined {
  const read = new X509Certificate(certificate);
  const place = placeIn(certificate, authority);
  if (place === undefined) return undefined;
  const from = Buffer.alloc(FROM);
  from.writeUInt32BE(read.validFromDate.getTime() / 1000);
  const packed = Buffer.concat([
    Buffer.from(read.serialNumber, "hex"),
    from,
    Buffer.from(publicPart(read.publicKey), "base64"),
    read.raw.subarray(-SIGNATURE),
    Buffer.from(placeUri(place).slice(SCHEME.length)),
  ]);
  return unpackCertificate(packed, authority) === undefined ? undefined : packed;
}

export interface Unpacked {
  readonly place: Place;
  readonly publicKey: KeyObject;
}

/** Whose it is, if this authority signed it; its time is not looked at. Takes any bytes. @param authority PEM */
export function unpackCertificate(packed: Buffer, authority: string): Unpacked | undefined {
  if (packed.length <= FIXED) return undefined;
  const place = placeOfUri(SCHEME + packed.subarray(FIXED).toString("latin1"));
  if (place === undefined) return undefined;
  const at = SERIAL + FROM;
  const publicKey = publicKeyObject(packed.subarray(at, at + KEY).toString("base64"));
  const certificate = certificateFrom(authority, {
    ...place,
    publicKey,
    fromMs: packed.readUInt32BE(SERIAL) * 1000,
    serial: packed.subarray(0, SERIAL),
    signature: packed.subarray(at + KEY, FIXED),
  });
  return placeIn(certificate, authority) && { place, publicKey };
}
