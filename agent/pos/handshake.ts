/**
 * Both sides prove that they hold the install-time secret, and it never travels: each signs both nonces, the role, the
 * endpoint as it sees it, and the contract's version. The agent proves first, so that a POS never sends a card number
 * to something else that took the port. The two proofs differ by their first word: one can't be sent back as the other.
 */

import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export interface HelloTerms {
  /** Hex, 16 to 64 bytes, fresh for every connection. */
  readonly posNonce: string;
  readonly agentNonce: string;
  readonly role: string;
  /** Address and port of the agent's end of the connection: "127.0.0.1:7710". */
  readonly endpoint: string;
  readonly version: string;
}

/** HMAC-SHA-256, hex, over the UTF-8 bytes of a JSON array of the terms. */
export function proofOf(side: "agent" | "pos", secret: Uint8Array, terms: HelloTerms): string {
  const { posNonce, agentNonce, role, endpoint, version } = terms;
  const message = JSON.stringify([`tillside ${side}`, posNonce, agentNonce, role, endpoint, version]);
  return createHmac("sha256", secret).update(message).digest("hex");
}

/** Equal in constant time. */
export function proofHolds(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}

export function nonce(): string {
  return randomBytes(16).toString("hex");
}
