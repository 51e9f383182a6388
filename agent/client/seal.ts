/**
 * What must not stand in clear on the POS's disk: AES-256-GCM with a key of the POS's own, kept beside, made when it is
 * first needed. A file that is copied elsewhere, for a diagnosis say, tells nothing of its cards; whoever has the key as well reads them.
 */

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { writeWhole } from "../../drivers/write-whole.ts";

export interface Seal {
  /** Any JSON value → text that says nothing of it. */
  close(value: unknown): string;
  /** Throws for text of another key, and for text that was changed. */
  open(text: string): unknown;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Reads the key, or makes it. Rejects with the disk's error, and for a file that is no key. */
export async function openSeal(keyFile: string): Promise<Seal> {
  const key = Buffer.from((await known(keyFile)) ?? (await made(keyFile)), "hex");
  if (key.length !== KEY_BYTES) {
    throw new Error(
      `${keyFile} is no key of ${KEY_BYTES} bytes in hex. Put the right one back, or move the folder away.`,
    );
  }
  return {
    close(value) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const sealed = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
    },
    open(text) {
      const bytes = Buffer.from(text, "base64");
      const sealedAt = NONCE_BYTES + TAG_BYTES;
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, sealedAt));
      return JSON.parse(
        Buffer.concat([decipher.update(bytes.subarray(sealedAt)), decipher.final()]).toString("utf8"),
      );
    },
  };
}

async function known(keyFile: string): Promise<string | undefined> {
  try {
    return (await readFile(keyFile, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function made(keyFile: string): Promise<string> {
  const key = randomBytes(KEY_BYTES).toString("hex");
  await writeWhole(keyFile, key);
  return key;
}
