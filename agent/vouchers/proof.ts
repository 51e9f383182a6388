/**
 * What the QR code of a voucher holds behind its number: who issued it and when, signed with that till's own key, and the
 * till's certificate. So a till takes it that has never heard of the other one, and was away from HQ for weeks.
 *
 *     01 │ issued, milliseconds since 2020, 5 │ signature 64 │ the till's certificate, packed
 *
 * All of it as one decimal number: a QR code packs digits as tightly as bytes, and every scanner sends them as they are,
 * whatever keyboard it plays. About 500 digits with the number, 57 modules of a QR code.
 */

import { type KeyObject, sign, verify } from "node:crypto";
import { packCertificate, unpackCertificate } from "../../sync/enrol/packed.ts";
import type { Place } from "../../sync/enrol/place.ts";
import { publicPart } from "../../sync/enrol/till-key.ts";
import { keyIdOf } from "../../sync/release/keys.ts";

/** Who signs: a till as it was enrolled. */
export interface Signer {
  readonly key: KeyObject;
  /** PEM. */
  readonly certificate: string;
  readonly authority: string;
}

/** Who issued a voucher, and when by his clock. */
export interface Issuer extends Place {
  /** `keyIdOf` his key. */
  readonly key: string;
  readonly issuedMs: number;
}

/** What is signed, beside the moment. */
export interface Proved {
  readonly number: string;
  readonly series: string;
}

const FORM = 1;
const FIRST_MS = Date.UTC(2020, 0, 1);
const [TIME, SIGNATURE] = [5, 64];
const FIXED = 1 + TIME + SIGNATURE;
const PURPOSE = "tillside voucher\n";

/** @returns undefined for a till whose certificate can't be packed */
export function proofOf(
  voucher: Proved,
  issuedMs: number,
  { key, certificate, authority }: Signer,
): string | undefined {
  const packed = packCertificate(certificate, authority);
  if (packed === undefined) return undefined;
  const head = Buffer.alloc(1 + TIME);
  head.writeUInt8(FORM);
  head.writeUIntBE(issuedMs - FIRST_MS, 1, TIME);
  const bytes = Buffer.concat([head, sign(null, signedText(voucher, issuedMs), key), packed]);
  return BigInt(`0x${bytes.toString("hex")}`).toString();
}

/** Undefined: nobody whom this authority knows has signed that. @param proof decimal digits, any */
export function readProof(proof: string, voucher: Proved, authority: string): Issuer | undefined {
  const hex = BigInt(proof).toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  if (bytes.length <= FIXED || bytes.readUInt8() !== FORM) return undefined;
  const issuer = unpackCertificate(bytes.subarray(FIXED), authority);
  if (issuer === undefined) return undefined;
  const issuedMs = FIRST_MS + bytes.readUIntBE(1, TIME);
  const signature = bytes.subarray(1 + TIME, FIXED);
  if (!verify(null, signedText(voucher, issuedMs), issuer.publicKey, signature)) return undefined;
  return { ...issuer.place, key: keyIdOf(publicPart(issuer.publicKey)), issuedMs };
}

/** The number says worth, days and whose it is; only the series' name is not in it. */
function signedText({ number, series }: Proved, issuedMs: number): Buffer {
  return Buffer.from(PURPOSE + JSON.stringify([number, series, issuedMs]));
}
