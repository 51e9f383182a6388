/** Publishing: the chain folder becomes an immutable, numbered, signed release of static files. */
import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Finding, lint } from "../../engine/index.ts";
import { EngineInputError, readRuleSet } from "../../engine/wire.ts";
import { type ChannelFile, SyncError } from "../protocol.ts";
import { channelDigest, EMPTY_DIGEST } from "../release/channel-digest.ts";
import { encodeChannelFile } from "../release/channel-file.ts";
import { openEnvelope, signEnvelope } from "../release/envelope.ts";
import type { ChannelEntry, Head, Release } from "../release/metadata.ts";
import { replicaTables, SCHEMA } from "../release/tables.ts";
import { type Chain, readChain } from "./chain-folder.ts";
import { type ChannelContent, channelsOf } from "./channels.ts";
import { loadPublisherKeys, type PublisherKeys } from "./init-keys.ts";
import { writeOnce, writeReplacing } from "./write.ts";

export interface PublishOptions {
  /** The chain folder. */
  readonly from: string;
  /** The releases folder, made if missing. */
  readonly to: string;
  /** The folder of `initKeys`. */
  readonly keys: string;
  /** Coupons on top of coupons.json: an object of the same form, or a file's path. */
  readonly coupons?: unknown;
  readonly now: Date;
  /** A new number even if nothing changed. */
  readonly force?: boolean;
  /** How long the head may be believed without being renewed. Default 7. */
  readonly headDays?: number;
}

export interface Published {
  readonly release: number;
  readonly headVersion: number;
  /** Channels with new content. Without any (and without `force`) only the head is renewed. */
  readonly changed: readonly string[];
  readonly warnings: readonly Finding[];
}

/** The linter's errors stopped a publication. */
export class LintError extends SyncError {
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    const list = findings.map((it) => `${it.code} (${it.promotionIds.join(", ")}): ${it.text.en}`);
    super("invalid-chain", `nothing was published, the rules have errors:\n  ${list.join("\n  ")}`);
    this.name = "LintError";
    this.findings = findings;
  }
}

interface Previous {
  readonly headFile: Buffer | undefined;
  readonly head: Head | undefined;
  readonly release: Release | undefined;
  /** Highest number in the folder, announced or not. */
  readonly highest: number;
}

/**
 * Checks and lints the chain folder, writes a snapshot of every channel whose content changed, the release that lists
 * all channels, and last the head. Whoever reads meanwhile sees the old release or the new one; a publication that
 * dies leaves files nobody names. Throws SyncError: `invalid-chain` (LintError), `unusable`, `bad-signature`.
 */
export async function publish(options: PublishOptions): Promise<Published> {
  const { from, to, now } = options;
  const chain = readChain(from, options.coupons);
  const warnings = lintOrStop(chain, join(from, "rules.json"));
  const keys = loadPublisherKeys(options.keys);
  writeOnce(to, `root/${keys.root.version}.json`, keys.rootFile);
  const previous = readPrevious(to, keys);
  const number = previous.highest + 1;

  const channels: ChannelEntry[] = [];
  const changed: string[] = [];
  for (const content of channelsOf(chain, keys.chainKey)) {
    const digest = channelDigest(content.rows);
    const before = previous.release?.channels.find((entry) => entry.channel === content.channel);
    if (before?.digest === digest) {
      channels.push(before);
      continue;
    }
    channels.push(await writeSnapshot(to, content, number, digest));
    changed.push(content.channel);
  }
  const dropped = previous.release?.channels.length !== channels.length;
  if (previous.release && changed.length === 0 && !dropped && !options.force) {
    const headVersion = writeHead(options, keys, previous, previous.release.version);
    return { release: previous.release.version, headVersion, changed, warnings };
  }
  const release: Release = {
    role: "release",
    format: 1,
    version: number,
    publishedAt: now.toISOString(),
    channels,
  };
  writeOnce(to, `release/${number}.json`, checkedEnvelope(release, keys));
  return { release: number, headVersion: writeHead(options, keys, previous, number), changed, warnings };
}

function lintOrStop(chain: Chain, file: string): readonly Finding[] {
  let findings: readonly Finding[];
  try {
    findings = lint(readRuleSet(chain.rules));
  } catch (cause) {
    if (!(cause instanceof EngineInputError)) throw cause;
    throw new SyncError("invalid-chain", `${file}: ${cause.path}: ${cause.message}`, { cause });
  }
  const errors = findings.filter((finding) => finding.severity === "error");
  if (errors.length > 0) throw new LintError(errors);
  return findings;
}

async function writeSnapshot(
  to: string,
  content: ChannelContent,
  version: number,
  digest: string,
): Promise<ChannelEntry> {
  const { channel, store, rows } = content;
  const tables = replicaTables
    .filter((table) => table.channel === channel.split("/")[0])
    .map(({ table, columns }) => {
      const own = rows.filter(([name]) => name === table);
      const upserts = columns.map((column) => own.map(([, cells]) => cells[column] ?? null));
      return { table, columns, upserts, deletes: [] };
    });
  const ends = { digestBefore: EMPTY_DIGEST, digestAfter: digest };
  const file: ChannelFile = { channel, schema: SCHEMA, from: 0, to: version, ...ends, tables };
  const { bytes, entry } = await encodeChannelFile(file);
  writeOnce(to, entry.path, bytes);
  return { channel, version, digest, ...(store === undefined ? {} : { store }), files: [entry] };
}

function writeHead(
  { to, now, headDays = 7 }: PublishOptions,
  keys: PublisherKeys,
  previous: Previous,
  number: number,
): number {
  const file = readFileSync(join(to, `release/${number}.json`));
  const head: Head = {
    role: "head",
    format: 1,
    // Above every release too: a head that was lost doesn't make tills refuse the next.
    version: Math.max(previous.head?.version ?? 0, previous.highest) + 1,
    signedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + headDays * 86_400_000).toISOString(),
    release: { version: number, bytes: file.length, sha256: hash("sha256", file, "hex") },
  };
  const text = checkedEnvelope(head, keys);
  const current = readIfThere(join(to, "head.json"));
  if (!(current ?? Buffer.alloc(0)).equals(previous.headFile ?? Buffer.alloc(0))) {
    throw new SyncError("unusable", `somebody else published to ${to} at the same time: publish again`);
  }
  writeReplacing(to, "head.json", text);
  return head.version;
}

/** Signs, and reads the result as a till would: what tills would refuse is never written. */
function checkedEnvelope(signed: Release | Head, keys: PublisherKeys): string {
  const text =
    signed.role === "head" ? signEnvelope(signed, [keys.head]) : signEnvelope(signed, [keys.release]);
  openEnvelope(signed.role, Buffer.from(text), keys.root);
  return text;
}

function readPrevious(to: string, keys: PublisherKeys): Previous {
  const folder = join(to, "release");
  const numbers = existsSync(folder)
    ? readdirSync(folder).map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0))
    : [];
  const highest = Math.max(0, ...numbers);
  const headFile = readIfThere(join(to, "head.json"));
  if (!headFile) return { headFile, head: undefined, release: undefined, highest };
  const head = openEnvelope("head", headFile, keys.root);
  const release = openEnvelope(
    "release",
    readFileSync(join(folder, `${head.release.version}.json`)),
    keys.root,
  );
  return { headFile, head, release, highest };
}

function readIfThere(file: string): Buffer | undefined {
  return existsSync(file) ? readFileSync(file) : undefined;
}
