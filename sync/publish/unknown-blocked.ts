/**
 * Cards, coupons and series that HQ blocks and no release in use has: a slip of the finger, or something newer than the
 * release. Which of the two only HQ's people know, so they are told, and it stays blocked.
 */

import type { ChannelRow } from "../release/channel-digest.ts";
import type { ChannelEntry } from "../release/metadata.ts";
import type { Block } from "./blocklist.ts";
import type { HeadKeys } from "./init-keys.ts";
import { contentOf, readPrevious, readRelease } from "./published.ts";

/** Those of `blocks` that no till could know, in their order; tills and forms of vouchers are in no release. Throws SyncError. */
export async function unknownBlocked(
  to: string,
  keys: Pick<HeadKeys, "root">,
  blocks: readonly Block[],
): Promise<readonly Block[]> {
  const { head } = readPrevious(to, keys);
  let unknown = blocks.filter(({ kind }) => kind in isIn);
  for (const entry of [head?.candidate?.release, head?.release]) {
    if (entry === undefined) continue;
    for (const channel of readRelease(to, keys, entry.version).channels) {
      const sought = unknown.filter((block) => mayHave(channel, block));
      if (sought.length === 0) continue;
      const found = foundIn(await contentOf(to, channel), sought);
      unknown = unknown.filter((block) => !found.has(block));
    }
  }
  return unknown;
}

/** How a row is seen to be, or to name, what is blocked. */
const isIn: Readonly<Record<string, (row: ChannelRow, id: string) => boolean>> = {
  card: ([table, { token }], id) => table === "card" && token === id,
  coupon: ([table, { token }], id) => table === "coupon" && token === id,
  // Of a series of vouchers only promotions speak, those that issue them and those that ask for them.
  series: ([table, { series, json }], id) =>
    (table === "coupon_series" && series === id) ||
    (table === "promotion" && String(json).includes(`"series":${JSON.stringify(id)}`)),
};

/** Of a large chain only the shard is read that a token would be in. */
function mayHave({ channel }: ChannelEntry, { kind, id }: Block): boolean {
  if (kind === "series") return channel === "rules" || channel === "coupons/all";
  return channel === `${kind}s/all` || channel === `${kind}s/${id[0]}`;
}

function foundIn(rows: readonly ChannelRow[], sought: readonly Block[]): ReadonlySet<Block> {
  return new Set(sought.filter(({ kind, id }) => rows.some((row) => isIn[kind]!(row, id))));
}
