/** The install-time secret that POS and agent share: 32 random bytes as hex in a file that only its owner can read. */

import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { ConfigError } from "./config.ts";

/** Reads the secret, and makes it at the first start. Throws ConfigError. */
export function ensureSecret(file: string): Uint8Array {
  try {
    // "wx": an existing secret is never overwritten, whoever else starts at the same moment.
    writeFileSync(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
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
