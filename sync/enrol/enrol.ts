/**
 * Makes this PC a till: its key is made here, HQ is asked with the one-time code, and what HQ gives is written. Whenever it
 * is cut off, the same code again ends it: the key is on the disk before HQ is asked, and HQ gives the same key the same.
 */

import { generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { makeFolder } from "../make-folder.ts";
import { SyncError } from "../protocol.ts";
import { writeReplacing } from "../publish/write.ts";
import { openPinnedRoot } from "../release/envelope.ts";
import { untilFree } from "../until-free.ts";
import { partsOf, readCode } from "./code.ts";
import type { Place } from "./place.ts";
import { type PostedJson, postJson } from "./post.ts";
import { readRevoked } from "./revoked.ts";
import { readTillFiles } from "./till-files.ts";
import { keyOf, publicPart, readTillKey, TILL_FILES } from "./till-key.ts";
import { askToEnrol, type Enrolled, sealedSchema } from "./words.ts";

export interface EnrolOptions {
  /** http or https. Who answers there is known by the code: its certificate is not looked at. */
  readonly hubUrl: string;
  /** As it was typed. */
  readonly code: string;
  /** Made if missing. */
  readonly dataDir: string;
  /** Where HQ's key for cards and HQ's root go. Default: `chain.key`, `trust/root.json` of the data folder. */
  readonly paths?: { readonly chainKey: string; readonly trustedRoot: string } | undefined;
  /** Who this PC has been so far; a code of another till is then refused. */
  readonly place?: Place | undefined;
  /** What HQ's people know this PC by. */
  readonly machine: string;
}

/** `mistyped` was not even sent; the others are HQ's. */
export const ENROL_REFUSALS = [
  "mistyped",
  "unknown-code",
  "code-used",
  "code-expired",
  "other-till",
  "too-many-codes",
] as const;
export type EnrolRefusal = (typeof ENROL_REFUSALS)[number];

/** The code does not serve. */
export class EnrolRefused extends Error {
  override readonly name = "EnrolRefused";
  readonly code: EnrolRefusal;
  constructor(code: EnrolRefusal, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Enrolment extends Place {
  /** The CA of HQ's own TLS certificate, as HQ says it, PEM; absent: HQ has one that every machine knows, or none. */
  readonly hubCa?: string;
}

/** Throws EnrolRefused, or SyncError: `unreachable`, `refused`, `bad-signature` (not HQ), `unusable` (this disk). */
export async function enrol(options: EnrolOptions): Promise<Enrolment> {
  const { code: typed, dataDir, hubUrl } = options;
  const code = readCode(typed);
  if (code === undefined) throw new EnrolRefused("mistyped", `${typed} is no code: look at it again`);
  makeDataFolder(dataDir);
  const enrolled = await asked(options, code, tillKey(dataDir));
  const { store, till, hubCa } = write(options, enrolled);
  const files = readTillFiles(dataDir);
  if (files.store !== store || files.till !== till)
    throw new SyncError("malformed", `HQ at ${hubUrl} gave a certificate of another till: ask HQ`);
  return { store, till, ...(hubCa === undefined ? {} : { hubCa }) };
}

async function asked(options: EnrolOptions, code: string, key: KeyObject): Promise<Enrolled> {
  const { hubUrl, dataDir, place, machine } = options;
  const asking = askToEnrol({ code: partsOf(code), key, place, machine });
  const answer = await postJson(hubUrl, "/v1/enrol", asking.request);
  if (answer.status === 200) {
    const sealed = sealedSchema.safeParse(answer.body);
    if (sealed.success) return asking.open(sealed.data);
    throw new SyncError("malformed", `what answers at ${hubUrl} is not the hub of this chain`);
  }
  const { code: reason, message } = refusalOf(hubUrl, answer);
  if (reason === "key-spent") {
    // Of a till that was, or of a disk that was copied: this PC begins anew.
    setAside(join(dataDir, TILL_FILES.key));
    return asked(options, code, tillKey(dataDir));
  }
  const refusal = ENROL_REFUSALS.find((it) => it === reason);
  if (refusal !== undefined) throw new EnrolRefused(refusal, message);
  throw new SyncError(
    answer.status >= 500 ? "unreachable" : "refused",
    `HQ at ${hubUrl} refuses: ${message}`,
  );
}

const refusalSchema = z.object({ code: z.string(), message: z.string() });

function refusalOf(hubUrl: string, { status, body }: PostedJson): { code: string; message: string } {
  const read = refusalSchema.safeParse(body);
  if (read.success) return read.data;
  throw new SyncError("unreachable", `what answers at ${hubUrl} is no hub (${status}): look at the address`);
}

function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder, 0o700);
  } catch (cause) {
    const why = (cause as Error).message;
    throw new SyncError("unusable", `the folder ${folder} can't be made: ${why}`, { cause });
  }
}

/** Made once, and on the disk before anyone hears of it. With a damaged one nothing can be signed any more: it makes way. */
function tillKey(dataDir: string): KeyObject {
  const file = join(dataDir, TILL_FILES.key);
  try {
    if (existsSync(file)) return keyOf(file, readTillKey(dataDir));
  } catch (error) {
    if (!(error instanceof SyncError && error.code === "malformed")) throw error;
    setAside(file);
  }
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  writeReplacing(dataDir, TILL_FILES.key, pem, 0o600);
  return privateKey;
}

function setAside(keyFile: string): void {
  untilFree(() => renameSync(keyFile, `${keyFile}.old`));
}

/** Each file whole, the certificate last: until it is there this PC is no till. */
function write({ dataDir, paths }: EnrolOptions, enrolled: Enrolled): Enrolled {
  const { certificate, authority, root, chainKey, revoked } = enrolled;
  const key = keyOf(join(dataDir, TILL_FILES.key), readTillKey(dataDir));
  openPinnedRoot(Buffer.from(root));
  readRevoked(revoked, authority);
  if (publicPart(new X509Certificate(certificate).publicKey) !== publicPart(key))
    throw new SyncError("malformed", "HQ gave a certificate of another key");
  const { chainKey: keyFile, trustedRoot } = paths ?? {
    chainKey: join(dataDir, "chain.key"),
    trustedRoot: join(dataDir, "trust/root.json"),
  };
  const put = (file: string, text: string, mode?: number) =>
    writeReplacing(dirname(file), file.slice(dirname(file).length + 1), text, mode);
  put(trustedRoot, root);
  put(keyFile, `${chainKey}\n`, 0o600);
  writeReplacing(dataDir, TILL_FILES.authority, authority);
  writeReplacing(dataDir, TILL_FILES.revoked, revoked);
  writeReplacing(dataDir, TILL_FILES.certificate, certificate);
  return enrolled;
}
