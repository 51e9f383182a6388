/**
 * Promotions switched off at once. A few rows beside all releases, named by the head: every till takes them before it
 * looks at any release, whatever ring it is in.
 */

import { userInfo } from "node:os";
import { SyncError } from "../protocol.ts";
import { type ChannelRow, channelDigest } from "../release/channel-digest.ts";
import { encodeChannelFile } from "../release/channel-file.ts";
import type { Head } from "../release/metadata.ts";
import { nextHeadVersion, urgentIn, writeHead } from "./head.ts";
import { record } from "./history.ts";
import type { HeadKeys } from "./init-keys.ts";
import { contentOf, readPrevious, readRelease, requireNotLost } from "./published.ts";
import { writeOnce } from "./write.ts";
import { snapshotOf } from "./write-release.ts";

export interface SwitchedOffPromotion {
  readonly promotionId: string;
  /** What cashiers, the store's manager and `explain` are told. May be empty. */
  readonly reason: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface KillOptions {
  /** The releases folder. */
  readonly to: string;
  readonly keys: HeadKeys;
  readonly now: Date;
  /** Ids of promotions that go off, and of those that come on again. */
  readonly kill?: readonly string[];
  readonly unkill?: readonly string[];
  readonly reason?: string | undefined;
  /** Who says so; by default whoever is logged in. */
  readonly by?: string | undefined;
}

const KILL_CHANNEL = "kill";
/** With each sale goes what was off when it was made: there is room for what goes wrong in a week. */
const KILLED_MAX = 100;
const REASON_MAX = 200;

export interface Killed {
  readonly headVersion: number;
  /** All that is off now. */
  readonly switchedOff: readonly SwitchedOffPromotion[];
}

/**
 * Only the head is signed. Throws SyncError `invalid-chain` for a promotion that no release in use has, or that is not
 * off; `unusable`, `bad-signature`.
 */
export async function switchOff(options: KillOptions): Promise<Killed> {
  const { to, keys, now, kill = [], unkill = [], reason = "", by = whoAmI() } = options;
  const previous = readPrevious(to, keys);
  requireNotLost(previous, to);
  const { head } = previous;
  if (head === undefined)
    throw new SyncError("unusable", `${to} holds no release yet: there is nothing to switch off`);
  const off = new Map((await switchedOffIn(to, head)).map((one) => [one.promotionId, one]));
  await requireKnown(to, keys, head, kill);
  for (const id of unkill)
    if (!off.delete(id))
      throw new SyncError("invalid-chain", `${id} is not switched off: ${listed([...off.keys()])}`);
  if (reason.length > REASON_MAX)
    throw new SyncError(
      "invalid-chain",
      `the reason has ${reason.length} letters, ${REASON_MAX} at the most`,
    );
  for (const promotionId of kill) off.set(promotionId, { promotionId, reason, by, at: now.toISOString() });
  if (off.size > KILLED_MAX)
    throw new SyncError(
      "invalid-chain",
      `${off.size} promotions would be off, ${KILLED_MAX} at the most: publish without them`,
    );

  const rows = [...off.values()].map(
    (one): ChannelRow => [
      "switched_off",
      { promotion_id: one.promotionId, reason: one.reason, by_whom: one.by, at: one.at },
    ],
  );
  const version = nextHeadVersion(previous, now);
  const { bytes, entry } = await encodeChannelFile(snapshotOf({ channel: KILL_CHANNEL, rows }, version));
  writeOnce(to, entry.path, bytes);
  const entryInHead = {
    channel: KILL_CHANNEL,
    version,
    digest: channelDigest(rows),
    files: [entry],
    changes: 0,
  };
  const { release, candidate } = head;
  const written = writeHead({ to, keys, now }, previous, {
    release,
    ...(candidate && { candidate }),
    ...urgentIn(head),
    kill: entryInHead,
  });
  record(to, { at: now, by, what: "kill", off: kill, on: unkill, reason, head: written.version });
  return { headVersion: written.version, switchedOff: [...off.values()] };
}

/** What is off now, as tills are told. Throws SyncError. */
export async function switchedOffIn(to: string, head: Head): Promise<readonly SwitchedOffPromotion[]> {
  if (head.kill === undefined) return [];
  const rows = await contentOf(to, head.kill);
  return rows.map(([, { promotion_id, reason, by_whom, at }]) => ({
    promotionId: String(promotion_id),
    reason: String(reason),
    by: String(by_whom),
    at: String(at),
  }));
}

/** Whoever is logged in. */
export function whoAmI(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}

async function requireKnown(
  to: string,
  keys: HeadKeys,
  { release, candidate }: Head,
  ids: readonly string[],
): Promise<void> {
  const known = new Set<unknown>();
  for (const entry of [release, ...(candidate ? [candidate.release] : [])]) {
    const rules = readRelease(to, keys, entry.version).channels.find(({ channel }) => channel === "rules");
    for (const [table, { id }] of rules === undefined ? [] : await contentOf(to, rules))
      if (table === "promotion") known.add(id);
  }
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined)
    throw new SyncError(
      "invalid-chain",
      `no release in use has a promotion ${missing}: is its id written so?`,
    );
}

function listed(ids: readonly string[]): string {
  return ids.length === 0 ? "nothing is" : `off are ${ids.join(", ")}`;
}
