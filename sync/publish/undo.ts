/** The content of an earlier release, to be published again under a new number. */

import type { CouponSeries } from "../../engine/lint/index.ts";
import { goldenAmong } from "../golden/golden.ts";
import { SyncError } from "../protocol.ts";
import type { ChannelRow } from "../release/channel-digest.ts";
import type { ChannelEntry } from "../release/metadata.ts";
import { LAN_PREFIX, STORE_PREFIX } from "../store-settings.ts";
import { type ChannelContent, ZONE_PREFIX } from "./channels.ts";
import { type Draft, dayOf, linted, promotionsIn } from "./draft.ts";
import type { PublisherKeys } from "./init-keys.ts";
import { contentOf, readPrevious, readRelease } from "./published.ts";
import { rulesOfRows } from "./rules-of-rows.ts";
import { worstLoss } from "./worst-loss.ts";
import { zoneNameOf } from "./zones.ts";

export interface UndoOptions {
  /** Number of the release whose content is to come back. */
  readonly undo: number;
  /** The releases folder. */
  readonly to: string;
  readonly now: Date;
  readonly ceilingPercent?: number;
}

/** What is a fact and no decision stays: a coupon that was issued since is good, a card that was blocked is blocked. */
const STAYS = /^(cards|coupons)\//;
/** And a store that was opened since is open. */
const STORES = [STORE_PREFIX, LAN_PREFIX];

/**
 * Every channel with the rows that it had then; of cards, coupons and the stores themselves those of now. Throws SyncError
 * `unusable` where the folder does not have that release.
 */
export async function releaseDraft(options: UndoOptions, keys: PublisherKeys): Promise<Draft> {
  const { undo, to, now, ceilingPercent } = options;
  const { release: current } = readPrevious(to, keys);
  if (current === undefined || undo >= current.version) {
    const where =
      current === undefined
        ? `release ${undo} can't come back: ${to} has none yet`
        : `release ${undo} can't come back: ${to} stands at ${current.version}`;
    throw new SyncError("unusable", where);
  }
  const wanted = readRelease(to, keys, undo).channels.filter(({ channel }) => !STAYS.test(channel));
  if (wanted.some(({ store }) => store !== undefined))
    throw new SyncError(
      "unusable",
      `release ${undo} is of an older Tillside, with channels for each store: publish the chain folder of then`,
    );
  const storesNow = await storesIn(current.channels);
  const held: ChannelContent[] = [];
  for (const entry of [...wanted, ...current.channels.filter(({ channel }) => STAYS.test(channel))]) {
    const { channel, stores } = entry;
    const rows = await contentOf(to, entry);
    const own = channel === "config" ? [...rows.filter((row) => !isOfStore(row)), ...storesNow] : rows;
    held.push({ channel, ...(stores === undefined ? {} : { stores }), rows: own });
  }
  async function storesIn(channels: readonly ChannelEntry[]): Promise<ChannelRow[]> {
    const config = channels.find(({ channel }) => channel === "config");
    return config === undefined ? [] : (await contentOf(to, config)).filter(isOfStore);
  }
  const contents = zonesOf(held, groupsIn(await storesIn(wanted)), groupsIn(storesNow));
  const rowsIn = (name: string) => contents.find(({ channel }) => channel === name)?.rows ?? [];
  const rules = rulesOfRows(rowsIn("rules"));
  const coupons = contents.flatMap(({ channel, rows }) => (channel.startsWith("coupons/") ? rows : []));
  // Not against articles: tills are not told which of them are sold by weight, nor their floors.
  const looking = { today: dayOf(now), coupons: seriesIn(coupons), ceilingPercent };
  const name = `release ${undo}`;
  return {
    contents,
    rules,
    golden: goldenAmong(rowsIn("config").map(([, row]) => [String(row.name), String(row.json)] as const)),
    findings: linted(rules, name, looking),
    worstLoss: worstLoss(contents, promotionsIn(rules), now),
    names: { rules: name, golden: name },
  };
}

type Groups = ReadonlyMap<string, readonly string[]>;

/** Each store's groups. */
function groupsIn(rows: readonly ChannelRow[]): Groups {
  const settings = rows.filter(([, { name }]) => String(name).startsWith(STORE_PREFIX));
  return new Map(
    settings.map(([, { json }]) => {
      const { store, storeGroups } = JSON.parse(String(json)) as { store: string; storeGroups?: string[] };
      return [store, storeGroups ?? []];
    }),
  );
}

/** A store that was opened since, or is in other groups now, has the prices that its groups of now had then. */
function zonesOf(contents: readonly ChannelContent[], then: Groups, now: Groups): ChannelContent[] {
  const zones = new Map(
    contents.flatMap(({ channel, stores }) => (stores ? [[channel, new Set(stores)] as const] : [])),
  );
  const files = new Set([...zones.keys()].flatMap((channel) => channel.slice(ZONE_PREFIX.length).split(".")));
  for (const [store, groups] of now) {
    if (then.get(store)?.join() === groups.join()) continue;
    const zone = zoneNameOf(store, groups, files);
    // As no store had them then: it keeps what it had itself.
    if (zone !== "" && !zones.has(ZONE_PREFIX + zone)) continue;
    for (const its of zones.values()) its.delete(store);
    zones.get(ZONE_PREFIX + zone)?.add(store);
  }
  return contents.flatMap((content) => {
    const its = zones.get(content.channel);
    if (its === undefined) return [content];
    return its.size === 0 ? [] : [{ ...content, stores: [...its].sort() }];
  });
}

function isOfStore([, { name }]: ChannelRow): boolean {
  return STORES.some((prefix) => String(name).startsWith(prefix));
}

function seriesIn(rows: readonly ChannelRow[]): CouponSeries[] {
  const issued = new Set(
    rows.flatMap(([table, { series, status }]) =>
      table === "coupon" && status === "issued" ? [series] : [],
    ),
  );
  const day = (cell: unknown) => (typeof cell === "string" ? cell : undefined);
  return rows
    .filter(([table]) => table === "coupon_series")
    .map(([, { series, valid_from, valid_to, code }]) => ({
      series: String(series),
      validFrom: day(valid_from),
      validTo: day(valid_to),
      isOut: (code ?? null) !== null || issued.has(series ?? null),
    }));
}
