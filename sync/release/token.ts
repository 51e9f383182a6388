import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { SyncError } from "../protocol.ts";

/**
 * Card numbers and unique coupon codes leave the publisher only as keyed hashes: HMAC-SHA-256 with the chain's key,
 * hex. The till scans a number, computes the same token, and looks that up. Whoever holds the key can still try all
 * numbers, so the key file is 0600 and the till's disk is best encrypted.
 */
export function cardToken(chainKey: Uint8Array, number: string): string {
  return keyedHash(chainKey, `card:${number}`);
}

export function couponToken(chainKey: Uint8Array, code: string): string {
  return keyedHash(chainKey, `coupon:${code}`);
}

/** Names the key that a token was made with, so that keys can be changed one day. Tells nothing about the key. */
export function chainKeyId(chainKey: Uint8Array): string {
  return hash("sha256", Buffer.concat([Buffer.from("tillside chain key id\n"), chainKey]), "hex").slice(
    0,
    16,
  );
}

/** Reads a chain key file (64 hex digits). Throws SyncError `malformed` or `unusable`, saying what to do. */
export function loadChainKey(file: string): Uint8Array {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code;
    throw new SyncError(
      "unusable",
      `cannot read the chain key ${file} (${why}): copy chain.key there from HQ's keys folder`,
      {
        cause,
      },
    );
  }
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new SyncError(
      "malformed",
      `${file} is not a chain key (64 hex digits): copy chain.key again from HQ's keys folder`,
    );
  }
  return Buffer.from(text, "hex");
}

/** Made ready once: with the bare bytes each hash takes five times as long, and HQ makes a million of them. */
const ready = new WeakMap<Uint8Array, KeyObject>();

function keyedHash(chainKey: Uint8Array, text: string): string {
  let key = ready.get(chainKey);
  if (key === undefined) {
    key = createSecretKey(chainKey);
    ready.set(chainKey, key);
  }
  return createHmac("sha256", key).update(text).digest("hex");
}
