/**
 * What HQ blocks at once: tills whose vouchers are not taken any more, cards, coupons, whole series. Rows beside all releases, named
 * by the head, as changes of what was published before: no shard of cards or coupons goes out for it, and no ring holds it up.
 */

import type { BlockedKind, BlockedRow } from "../blocklist.ts";
import { SyncError } from "../protocol.ts";
import { type ChannelRow, channelDigest } from "../release/channel-digest.ts";
import type { Head } from "../release/metadata.ts";
import { nextHeadVersion, urgentIn, writeHead } from "./head.ts";
import { record } from "./history.ts";
import type { HeadKeys } from "./init-keys.ts";
import { whoAmI } from "./kill.ts";
import { contentOf, readPrevious, requireNotLost } from "./published.ts";
import { writeChange, writeSnapshot } from "./write-release.ts";

export type Block = Pick<BlockedRow, "kind" | "id" | "name" | "fromAt">;

export interface BlockOptions {
  /** The releases folder. */
  readonly to: string;
  readonly keys: HeadKeys;
  readonly now: Date;
  readonly block?: readonly Block[];
  readonly unblock?: readonly Pick<Block, "kind" | "id" | "name">[];
  /** For whoever reads the list. */
  readonly reason?: string | undefined;
  /** Who says so; by default whoever is logged in. */
  readonly by?: string | undefined;
}

export interface Blocked {
  readonly headVersion: number;
  /** All that is blocked now. */
  readonly blocked: readonly BlockedRow[];
}

const CHANNEL = "blocklist";
/** It is small and everybody's; what is blocked for good belongs into cards and coupons. */
const BLOCKED_MAX = 10_000;
const REASON_MAX = 200;

/**
 * Only the head is signed. What is blocked already gets the new moment and reason. Throws SyncError `invalid-chain` for what is not
 * blocked and should be free again; `unusable`, `bad-signature`.
 */
export async function blockAtOnce(options: BlockOptions): Promise<Blocked> {
  const { to, keys, now, block = [], unblock = [], reason = "", by = whoAmI() } = options;
  const previous = readPrevious(to, keys);
  requireNotLost(previous, to);
  const { head } = previous;
  if (head === undefined)
    throw new SyncError("unusable", `${to} holds no release yet: there is nothing to block`);
  const rows = new Map((await blockedIn(to, head)).map((row) => [nameOf(row), row]));
  for (const one of unblock)
    if (!rows.delete(nameOf(one)))
      throw new SyncError("invalid-chain", `${one.kind} ${one.name} is not blocked`);
  if (reason.length > REASON_MAX)
    throw new SyncError(
      "invalid-chain",
      `the reason has ${reason.length} letters, ${REASON_MAX} at the most`,
    );
  for (const one of block) rows.set(nameOf(one), { ...one, reason, by, at: now.toISOString() });
  if (rows.size > BLOCKED_MAX)
    throw new SyncError(
      "invalid-chain",
      `${rows.size} things would be blocked, ${BLOCKED_MAX} at the most: block cards and coupons in their files`,
    );
  const blocked = [...rows.values()];
  const content = { channel: CHANNEL, rows: blocked.map(rowOf) };
  const digest = channelDigest(content.rows);
  const version = nextHeadVersion(previous, now);
  const before = head.blocklist;
  const entry =
    before === undefined
      ? await writeSnapshot(to, content, version, digest)
      : before.digest === digest
        ? before
        : await writeChange(to, content, before, version, digest);
  const { release, candidate } = head;
  const written = writeHead({ to, keys, now }, previous, {
    release,
    ...(candidate && { candidate }),
    ...urgentIn(head),
    blocklist: entry,
  });
  const said = (list: readonly Pick<Block, "kind" | "name">[]) =>
    list.map(({ kind, name }) => `${kind} ${name}`);
  record(to, {
    ...{ at: now, by, what: "block", on: said(block), off: said(unblock), reason, head: written.version },
  });
  return { headVersion: written.version, blocked };
}

/** What is blocked now, as tills are told, the newest last. Throws SyncError. */
export async function listBlocked(to: string, keys: Pick<HeadKeys, "root">): Promise<readonly BlockedRow[]> {
  const previous = readPrevious(to, keys);
  requireNotLost(previous, to);
  return previous.head === undefined ? [] : blockedIn(to, previous.head);
}

async function blockedIn(to: string, { blocklist }: Head): Promise<readonly BlockedRow[]> {
  if (blocklist === undefined) return [];
  const rows = (await contentOf(to, blocklist)).map(([, row]) => ({
    kind: row.kind as BlockedKind,
    id: String(row.id),
    ...(row.from_at == null ? {} : { fromAt: String(row.from_at) }),
    name: String(row.name),
    reason: String(row.reason),
    by: String(row.by_whom),
    at: String(row.at),
  }));
  return rows.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function rowOf({ kind, id, fromAt, name, reason, by, at }: BlockedRow): ChannelRow {
  return ["blocked", { kind, id, from_at: fromAt ?? null, name, reason, by_whom: by, at }];
}

function nameOf({ kind, id }: Pick<Block, "kind" | "id">): string {
  return `${kind} ${id}`;
}
