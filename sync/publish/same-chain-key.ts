/** Cards and coupons leave HQ as hashes keyed by chain.key: with another one than the tills', no till knows a single one of them. */

import { join } from "node:path";
import { SyncError } from "../protocol.ts";
import { type ChannelRow, rowsOf } from "../release/channel-digest.ts";
import type { Release } from "../release/metadata.ts";
import type { ChannelContent } from "./channels.ts";
import { readPublished } from "./published.ts";

const CARDS = "cards/";

/** Throws SyncError `unusable` where the cards of `before` were published with another key. */
export async function requireSameChainKey(
  contents: readonly ChannelContent[],
  before: Release | undefined,
  { to, keys }: { readonly to: string; readonly keys: string },
): Promise<void> {
  const is = keyIn(
    contents.flatMap(({ channel, rows }) => (channel.startsWith(CARDS) ? rows.slice(0, 1) : [])),
  );
  const was = is === undefined ? undefined : await keyOf(before, to);
  if (was === undefined || was === is) return;
  throw new SyncError(
    "unusable",
    `${join(keys, "chain.key")} is not the key with which the chain's cards were published, and no till would know a card or a coupon: put the right one there, which the hub's folder has too`,
  );
}

/** Any card tells: the shortest file that has one is read. */
async function keyOf(before: Release | undefined, to: string): Promise<string | undefined> {
  const files = (before?.channels ?? [])
    .filter(({ channel }) => channel.startsWith(CARDS))
    .flatMap(({ channel, files }) => files.map((file) => ({ channel, file })))
    .sort((a, b) => a.file.bytes - b.file.bytes);
  for (const { channel, file } of files) {
    const found = keyIn(rowsOf(await readPublished(to, channel, file)));
    if (found !== undefined) return found;
  }
  return undefined;
}

function keyIn(rows: Iterable<ChannelRow>): string | undefined {
  for (const [table, { key_id: id }] of rows) if (table === "card" && typeof id === "string") return id;
  return undefined;
}
