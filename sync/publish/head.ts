/** The one file of a releases folder that changes: signed anew for every word of HQ, numbered upwards. */

import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SyncError } from "../protocol.ts";
import { type UrgentChannel, urgentChannels } from "../release/channels.ts";
import { openEnvelope, signEnvelope } from "../release/envelope.ts";
import type { Head, ReleaseEntry } from "../release/metadata.ts";
import type { HeadKeys } from "./init-keys.ts";
import { type Previous, readIfThere } from "./published.ts";
import { writeReplacing } from "./write.ts";

/** What it says besides how new it is. */
export interface HeadContent extends Pick<Head, "release"> {
  readonly candidate?: Head["candidate"];
  readonly kill?: Head["kill"];
  readonly blocklist?: Head["blocklist"];
}

/** What a head says besides its releases: each later one says it too, until it is said anew. */
export function urgentIn(head: Head | undefined): Pick<Head, UrgentChannel> {
  const said = urgentChannels.flatMap((channel) => (head?.[channel] ? [[channel, head[channel]]] : []));
  return Object.fromEntries(said);
}

export interface HeadOptions {
  readonly to: string;
  readonly keys: HeadKeys;
  readonly now: Date;
  /** How long the head may be believed without being renewed. Default 7. */
  readonly headDays?: number | undefined;
}

/**
 * Above every release too. What a head that was lost had come to, by renewals, rings and what was switched off, nobody knows:
 * no HQ signs one a second, so the seconds since 1970 are above it, and tills don't refuse the next.
 */
export function nextHeadVersion(
  { head, highest, isHeadLost }: Pick<Previous, "head" | "highest" | "isHeadLost">,
  now: Date,
): number {
  const atLeast = isHeadLost ? Math.floor(now.getTime() / 1000) : 0;
  return Math.max(head?.version ?? atLeast, highest) + 1;
}

/** How a head names a release of the folder. */
export function entryOf(to: string, version: number): ReleaseEntry {
  const file = readFileSync(join(to, `release/${version}.json`));
  return { version, bytes: file.length, sha256: hash("sha256", file, "hex") };
}

/**
 * Signs, reads the result as a till would, and puts it in the place of the one before. Throws SyncError: `unusable` where
 * somebody else has published since `previous` was read, `bad-signature` where one key is not enough.
 */
export function writeHead(options: HeadOptions, previous: Previous, content: HeadContent): Head {
  const { to, keys, now, headDays = 7 } = options;
  const head: Head = {
    role: "head",
    format: 1,
    version: nextHeadVersion(previous, now),
    signedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + headDays * 86_400_000).toISOString(),
    release: content.release,
    ...(content.candidate && { candidate: content.candidate }),
    ...(content.kill && { kill: content.kill }),
    ...(content.blocklist && { blocklist: content.blocklist }),
  };
  const text = signEnvelope(head, [keys.head]);
  openEnvelope("head", Buffer.from(text), keys.root);
  const current = readIfThere(join(to, "head.json"));
  if (!(current ?? Buffer.alloc(0)).equals(previous.headFile ?? Buffer.alloc(0))) {
    throw new SyncError("unusable", `somebody else published to ${to} at the same time: publish again`);
  }
  writeReplacing(to, "head.json", text);
  return head;
}
