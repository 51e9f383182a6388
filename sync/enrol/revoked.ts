/** The list of tills' keys that don't count any more: signed by the chain's authority, so that it may come from anywhere. */

import { hash, sign, verify, X509Certificate } from "node:crypto";
import { z } from "zod";
import { SyncError } from "../protocol.ts";
import { canonicalJson } from "../release/canonical-json.ts";
import type { Authority } from "./certificate.ts";

export interface Revoked {
  /** Only grows; 0 is the list before the first. */
  readonly version: number;
  /** `keyIdOf` the public part: a renewed certificate of a revoked key is revoked too. */
  readonly keys: ReadonlySet<string>;
}

const listSchema = z.object({
  signed: z.object({
    role: z.literal("revoked-tills"),
    format: z.literal(1),
    version: z.int().min(0),
    keys: z.array(z.string()).max(1_000_000),
  }),
  signature: z.string(),
});

/** Nobody is taken off it: its version is how many there are, and a shorter list is an older one. */
export function signRevoked(authority: Authority, keys: readonly string[]): string {
  const sorted = [...new Set(keys)].sort();
  const signed = { role: "revoked-tills", format: 1, version: sorted.length, keys: sorted };
  const signature = sign(null, Buffer.from(canonicalJson(signed)), authority.key).toString("base64");
  return `${canonicalJson({ signed, signature })}\n`;
}

/** Of the list of these keys, as HTTP has it. Not their number: a hub that was put back from a backup may have as many others. */
export function revokedTag(keys: Iterable<string>): string {
  return `"${hash("sha256", [...keys].sort().join(), "hex")}"`;
}

/** No text is the empty list. Throws SyncError `malformed` or `bad-signature`. */
export function readRevoked(text: string | undefined, authorityPem: string): Revoked {
  if (text === undefined) return { version: 0, keys: new Set() };
  const read = listSchema.safeParse(jsonOf(text));
  if (!read.success) throw new SyncError("malformed", "the list of revoked tills is none");
  const { signed, signature } = read.data;
  const { publicKey } = new X509Certificate(authorityPem);
  if (!verify(null, Buffer.from(canonicalJson(signed)), publicKey, Buffer.from(signature, "base64")))
    throw new SyncError("bad-signature", "the list of revoked tills is not signed by the chain's authority");
  return { version: signed.version, keys: new Set(signed.keys) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
