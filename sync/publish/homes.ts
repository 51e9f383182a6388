/**
 * The home of a coupon or a card is what it was when it was first published, as long as it stands: tills of all stores, at
 * whichever release, must say the same of it, or two stores would take themselves for its home.
 */

import type { ChannelRow } from "../release/channel-digest.ts";
import type { ChannelEntry, Release } from "../release/metadata.ts";
import { rowName } from "./changes.ts";
import { type ChannelContent, digestOf } from "./channels.ts";
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
    if (before === undefined || before.digest === digestOf(content)) {
      kept.push(content);
      continue;
    }
    held = held?.entry === before ? held : { entry: before, rows: await contentOf(to, before) };
    if (![held.rows, rows].some((some) => some.some(([, { home }]) => (home ?? null) !== null))) {
      kept.push(content);
      continue;
    }
    const homes = new Map(held.rows.map(([table, row]) => [rowName(table, row), row.home ?? null]));
    let changes = 0;
    const withHomes = rows.map((row): ChannelRow => {
      const [table, cells] = row;
      const home = homes.get(rowName(table, cells));
      if (home === undefined || home === (cells.home ?? null)) return row;
      changes += 1;
      return [table, { ...cells, home }];
    });
    homesKept += changes;
    kept.push(changes === 0 ? content : { ...content, rows: withHomes });
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
