import { createHmac, hash, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SyncError } from "../protocol.ts";
import { writeSecretFile } from "../release/keys.ts";

/** The bearer token of HQ's own people and programs. */
export function operatorToken(secret: string): string {
  return createHmac("sha256", secret).update("operator").digest("hex");
}

/** Compares without telling by its time how much was right. */
export function sameToken(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hash("sha256", a)), Buffer.from(hash("sha256", b)));
}

/** `hub.secret` of the hub's data folder, made at the first call. Throws SyncError `unusable` or `malformed`. */
export function loadHubSecret(dataDir: string): string {
  const file = fileIn(dataDir);
  if (!existsSync(file)) writeSecretFile(file, `${randomBytes(32).toString("hex")}\n`);
  return secretOf(file);
}

/** The same for who only asks the hub. Throws SyncError `unusable` where no hub was started with this folder, or `malformed`. */
export function readHubSecret(dataDir: string): string {
  const file = fileIn(dataDir);
  if (existsSync(file)) return secretOf(file);
  throw new SyncError(
    "unusable",
    `${file} is not there: --data names the folder that the hub was started with`,
  );
}

function fileIn(dataDir: string): string {
  return join(dataDir, "hub.secret");
}

function secretOf(file: string): string {
  const secret = readFileSync(file, "utf8").trim();
  if (secret.length >= 32) return secret;
  throw new SyncError(
    "malformed",
    `${file} holds no secret of at least 32 characters: delete it to get a new one`,
  );
}
