/** What a till and HQ say to each other when a till is enrolled, and how what must stay between them is sealed. */

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from "node:crypto";
import { z } from "zod";
import { SyncError } from "../protocol.ts";
import { canonicalJson } from "../release/canonical-json.ts";
import { publicKeyObject } from "../release/keys.ts";
import type { CodeParts } from "./code.ts";
import { publicPart } from "./till-key.ts";

const name = z.string().min(1).max(64);
export const placeSchema = z.object({ store: name, till: name });
const key32 = z.base64().length(44);

export const enrolRequestSchema = z.object({
  asked: z.object({
    format: z.literal(1),
    /** `partsOf(code).name` */
    code: z.string().regex(/^[0-9a-f]{64}$/),
    /** The till's, ed25519, 32 bytes. */
    publicKey: key32,
    /** For this request only, X25519: what the answer is sealed to. */
    exchange: key32,
    /** Who this PC has been so far: a code of another till is not taken, nor used up. */
    place: placeSchema.optional(),
    /** For HQ's people: which PC this is. */
    machine: z.string().max(200),
  }),
  /** With the till's key: it has it. */
  signature: z.string().max(200),
  /** With the code's key: it has the code. */
  proof: z.string().regex(/^[0-9a-f]{64}$/),
});
export type EnrolRequest = z.output<typeof enrolRequestSchema>;

export const sealedSchema = z.object({ exchange: key32, sealed: z.base64().max(1_000_000) });
export type Sealed = z.output<typeof sealedSchema>;

/** All that makes a PC a till. */
export const enrolledSchema = z.object({
  format: z.literal(1),
  ...placeSchema.shape,
  /** PEM. */
  certificate: z.string(),
  authority: z.string(),
  /** HQ's signed root, as text. */
  root: z.string(),
  /** 64 hex digits. */
  chainKey: z.string(),
  revoked: z.string(),
  /** Of the hub's own TLS certificate, PEM; absent where every machine knows it, or there is none. */
  hubCa: z.string().optional(),
});
export type Enrolled = z.output<typeof enrolledSchema>;

export interface Asking {
  readonly request: EnrolRequest;
  /** Opens the answer. Throws SyncError `bad-signature` where it is not HQ's, or not to this request. */
  open(sealed: Sealed): Enrolled;
}

export interface EnrolWish {
  readonly code: CodeParts;
  readonly key: KeyObject;
  readonly place?: { readonly store: string; readonly till: string } | undefined;
  readonly machine: string;
}

export function askToEnrol({ code, key, place, machine }: EnrolWish): Asking {
  const { privateKey, publicKey } = generateKeyPairSync("x25519");
  const asked = {
    format: 1 as const,
    code: code.name,
    publicKey: publicPart(key),
    exchange: publicPart(publicKey),
    ...(place && { place: { store: place.store, till: place.till } }),
    machine: machine.slice(0, 200),
  };
  const bytes = Buffer.from(canonicalJson(asked));
  const request = {
    asked,
    signature: sign(null, bytes, key).toString("base64"),
    proof: createHmac("sha256", code.key).update(bytes).digest("hex"),
  };
  return {
    request,
    open({ exchange, sealed }) {
      try {
        const shared = sharedKey(privateKey, exchange, asked, code.key);
        const text = unsealed(shared, Buffer.from(sealed, "base64"));
        return enrolledSchema.parse(JSON.parse(text));
      } catch (cause) {
        const message = "the answer is not from an HQ that knows this code: something else answers there";
        throw new SyncError("bad-signature", message, { cause });
      }
    },
  };
}

/** Whether who asks has both the code and the key. */
export function isProved({ asked, signature, proof }: EnrolRequest, codeKey: Uint8Array): boolean {
  const bytes = Buffer.from(canonicalJson(asked));
  const expected = createHmac("sha256", codeKey).update(bytes).digest();
  return (
    timingSafeEqual(expected, Buffer.from(proof, "hex")) &&
    verify(null, bytes, publicKeyObject(asked.publicKey), Buffer.from(signature, "base64"))
  );
}

/** For who asked, and nobody on the line: neither a listener nor who only knows the code afterwards can open it. */
export function sealed({ asked }: EnrolRequest, codeKey: Uint8Array, enrolled: Enrolled): Sealed {
  const { privateKey, publicKey } = generateKeyPairSync("x25519");
  const key = sharedKey(privateKey, asked.exchange, asked, codeKey);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(enrolled)), cipher.final()]);
  return {
    exchange: publicPart(publicKey),
    sealed: Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64"),
  };
}

function unsealed(key: Uint8Array, bytes: Buffer): string {
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), { authTagLength: 16 });
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
}

function sharedKey(mine: KeyObject, theirs: string, asked: object, codeKey: Uint8Array): Uint8Array {
  const secret = diffieHellman({ privateKey: mine, publicKey: exchangeKey(theirs) });
  return new Uint8Array(
    hkdfSync("sha256", secret, codeKey, `tillside enrolment answer\n${canonicalJson(asked)}`, 32),
  );
}

/** The DER bytes before a raw X25519 public key (RFC 8410, section 4). */
const X25519_PREFIX = Buffer.from("302a300506032b656e032100", "hex");

function exchangeKey(raw: string): KeyObject {
  const der = Buffer.concat([X25519_PREFIX, Buffer.from(raw, "base64")]);
  return createPublicKey({ key: der, format: "der", type: "spki" });
}
