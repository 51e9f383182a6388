/**
 * The home of a coupon or a card is what it was when it was first published, as long as it stands: tills of all stores, at
 * whichever release, must say the same of it, or two stores would take themselves for its home.
 */

import { type ChannelRow, channelDigest } from "../release/channel-digest.ts";
import type { ChannelEntry, Release } from "../release/metadata.ts";
import { rowName } from "./changes.ts";
import type { ChannelContent } from "./channels.ts";
import { contentOf } from "./published.ts";

export interface WithHomes {
  readonly contents: readonly ChannelContent[];
  /** Rows that were to have another home, or one at last, and go on without. */
  readonly homesKept: number;
}

/** @param release what was published last, in the folder `to` */
export async function withFirstHomes(
  contents: readonly ChannelContent[],
  release: Release | undefined,
  to: string,
): Promise<WithHomes> {
  let homesKept = 0;
  /** What was read last: sixteen shards may have been one. */
  let held: { readonly entry: ChannelEntry; readonly rows: readonly ChannelRow[] } | undefined;
  const kept: ChannelContent[] = [];
  for (const content of contents) {
    const { channel, rows } = content;
    const before = entryBefore(channel, release);
    if (before === undefined || before.digest === channelDigest(rows)) {
      kept.push(content);
      continue;
    }
    held = held?.entry === before ? held : { entry: before, rows: await contentOf(to, before) };
    const homes = new Map(held.rows.map(([table, row]) => [rowName(table, row), row.home ?? null]));
    const withHomes = rows.map(([table, row]): ChannelRow => {
      const home = homes.get(rowName(table, row));
      if (home === undefined || home === (row.home ?? null)) return [table, row];
      homesKept += 1;
      return [table, { ...row, home }];
    });
    kept.push({ ...content, rows: withHomes });
  }
  return { contents: kept, homesKept };
}

/** Where its rows were, if they may have a home at all. */
function entryBefore(channel: string, release: Release | undefined): ChannelEntry | undefined {
  const family = /^(cards|coupons)\//.exec(channel)?.[1];
  if (family === undefined) return undefined;
  const named = (name: string) => release?.channels.find((entry) => entry.channel === name);
  return named(channel) ?? named(`${family}/all`);
}
