/**
 * Cards and coupons of a large chain go in sixteen channels, by the first digit of their tokens: no file grows beyond what
 * tills take, and of what changed since only the shards are read that it is in. A chain that has once come to that stays so.
 */

import type { Release } from "../release/metadata.ts";
import type { ChannelContent } from "./channels.ts";

/** Rows of one channel. 64 MiB, the most that tills take of a file, would be about a million cards. */
const WHOLE_ROWS_MAX = 250_000;
const SHARDS = [..."0123456789abcdef"];

export function inShards(
  contents: readonly ChannelContent[],
  before: Pick<Release, "channels"> | undefined,
  wholeMax = WHOLE_ROWS_MAX,
): ChannelContent[] {
  return contents.flatMap((content) => {
    const family = /^(cards|coupons)\/all$/.exec(content.channel)?.[1];
    const isFirst = ({ channel }: { readonly channel: string }) => channel === `${family}/${SHARDS[0]}`;
    // What comes back of an earlier release is in shards already.
    if (family === undefined || contents.some(isFirst)) return [content];
    const isSharded = before?.channels.some(isFirst);
    if (!isSharded && content.rows.length <= wholeMax) return [content];
    const shards = Map.groupBy(content.rows, ([, { token }]) =>
      typeof token === "string" ? token[0] : "all",
    );
    // What one channel leaves another takes, so the one that all was in comes first.
    const rest = shards.get("all");
    return [
      ...(rest ? [{ ...content, rows: rest }] : []),
      ...SHARDS.map((shard) => ({ channel: `${family}/${shard}`, rows: shards.get(shard) ?? [] })),
    ];
  });
}
