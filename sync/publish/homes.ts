/**
 * The home of a coupon or a card is what it was when it was first published, as long as it stands: tills of all stores, at
 * whichever release, must say the same of it, or two stores would take themselves for its home.
 */

import { type ChannelRow, channelDigest } from "../release/channel-digest.ts";
import { rowName } from "./changes.ts";
import type { ChannelContent } from "./channels.ts";
import type { PublisherKeys } from "./init-keys.ts";
import { contentOf, readPrevious } from "./published.ts";

export interface WithHomes {
  readonly contents: readonly ChannelContent[];
  /** Rows that were to have another home, or one at last, and go on without. */
  readonly homesKept: number;
}

export async function withFirstHomes(
  contents: readonly ChannelContent[],
  to: string,
  keys: PublisherKeys,
): Promise<WithHomes> {
  const { release } = readPrevious(to, keys);
  let homesKept = 0;
  const kept: ChannelContent[] = [];
  for (const content of contents) {
    const { channel, rows } = content;
    const before = release?.channels.find((entry) => entry.channel === channel);
    const mayHave = channel.startsWith("cards/") || channel.startsWith("coupons/");
    if (!mayHave || before === undefined || before.digest === channelDigest(rows)) {
      kept.push(content);
      continue;
    }
    const homes = new Map(
      (await contentOf(to, before)).map(([table, row]) => [rowName(table, row), row.home ?? null]),
    );
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
