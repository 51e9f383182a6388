/** The install-time secret that POS and agent share: 32 random bytes as hex in a file that only its owner can read. */

import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "../sync/publish/write.ts";
import { ConfigError } from "./config.ts";

/** Reads the secret, and makes it at the first start. Throws ConfigError. */
export function ensureSecret(file: string): Uint8Array {
  try {
    makeSecret(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST")
      throw new ConfigError(`The secret ${file} can't be written: ${(error as Error).message}.`, {
        cause: error,
      });
  }
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new ConfigError(`The secret ${file} can't be read: ${(error as Error).message}.`, { cause: error });
  }
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new ConfigError(
      `${file} is no secret (64 hex digits). Delete it, start again, and give the POS the new one.`,
    );
  return Buffer.from(text, "hex");
}

/**
 * Whole on the disk before it has its name, so that no power cut leaves half a secret; and a link never overwrites one,
 * whoever else starts at the same moment.
 */
function makeSecret(file: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = openSync(temporary, "w", 0o600);
    try {
      writeSync(handle, `${randomBytes(32).toString("hex")}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    linkSync(temporary, file);
    syncFolder(dirname(file));
  } finally {
    rmSync(temporary, { force: true });
  }
}
