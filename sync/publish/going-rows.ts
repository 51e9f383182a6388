/**
 * Rows of channels that are published no more. What another channel of cards or coupons takes of them is neither new nor
 * gone: a chain that grows has its cards in sixteen channels one day, and they are the same cards.
 */

import type { ChannelRow } from "../release/channel-digest.ts";
import { rowName } from "./changes.ts";

const SHARDED = /^(cards|coupons)\//;

export class GoingRows {
  readonly #byChannel = new Map<string, Map<string, ChannelRow>>();

  leave(channel: string, rows: readonly ChannelRow[]): void {
    this.#byChannel.set(channel, new Map(rows.map((row) => [rowName(...row), row])));
  }

  /** Those of a new channel's rows that tills have by another one, as they are there. */
  take(channel: string, rows: readonly ChannelRow[]): readonly ChannelRow[] {
    const family = SHARDED.exec(channel)?.[0];
    if (family === undefined) return [];
    const before = [...this.#byChannel].flatMap(([from, going]) => (from.startsWith(family) ? [going] : []));
    return rows.flatMap((row) => {
      const name = rowName(...row);
      const going = before.find((one) => one.has(name));
      const was = going?.get(name);
      going?.delete(name);
      return was === undefined ? [] : [was];
    });
  }

  /** By channel, how many nobody took. */
  left(): readonly (readonly [channel: string, rows: number])[] {
    return [...this.#byChannel].map(([channel, going]) => [channel, going.size]);
  }
}
