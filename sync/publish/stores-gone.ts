/** A store that the chain's configuration does not name any more: closed, or left out by mistake. */

import type { Finding } from "../../engine/lint/index.ts";
import type { ChannelRow } from "../release/channel-digest.ts";
import type { Release } from "../release/metadata.ts";
import { STORE_PREFIX } from "../store-settings.ts";
import type { ChannelContent } from "./channels.ts";
import { contentOf } from "./published.ts";

/** Named in a warning; of more their number is told. */
const NAMED_MAX = 5;

/** A warning where stores of `before` are in the configuration no more. Throws SyncError. */
export async function storesGone(
  contents: readonly ChannelContent[],
  before: Release | undefined,
  to: string,
): Promise<Finding[]> {
  const entry = before?.channels.find(({ channel }) => channel === "config");
  if (entry === undefined) return [];
  const now = new Set(storesIn(contents.find(({ channel }) => channel === "config")?.rows ?? []));
  const gone = storesIn(await contentOf(to, entry)).filter((store) => !now.has(store));
  if (gone.length === 0) return [];
  const rest = gone.length - NAMED_MAX;
  const named = gone.slice(0, NAMED_MAX).join(", ");
  const [it, en] = rest > 0 ? [`${named} e altri ${rest}`, `${named} and ${rest} more`] : [named, named];
  const text = {
    it: `config.json non nomina più questi negozi: ${it}. Le casse che vi vendono ancora non hanno più il loro nome, i loro gruppi e il loro fuso orario, e prendono i prezzi della catena.`,
    en: `config.json names these stores no more: ${en}. Tills that still sell there lose the store's name, groups and time zone, and take the chain's prices.`,
  };
  return [{ severity: "warning", code: "stores-gone", promotionIds: [], text }];
}

function storesIn(rows: readonly ChannelRow[]): readonly string[] {
  return rows.flatMap(([, { name }]) =>
    typeof name === "string" && name.startsWith(STORE_PREFIX) ? [name.slice(STORE_PREFIX.length)] : [],
  );
}
