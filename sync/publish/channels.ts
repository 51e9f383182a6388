import { ALLOWANCE_PREFIX } from "../claims/allowance-rows.ts";
import { GOLDEN_PREFIX } from "../golden/golden.ts";
import { canonicalJson } from "../release/canonical-json.ts";
import { type Cell, type ChannelRow, channelDigest } from "../release/channel-digest.ts";
import type { ChannelEntry, Release } from "../release/metadata.ts";
import { cardToken, chainKeyId, couponToken } from "../release/token.ts";
import { LAN_PREFIX, STORE_PREFIX } from "../store-settings.ts";
import { VOUCHERS_ROW } from "../vouchers.ts";
import type { Chain } from "./chain-folder.ts";
import { goldenRows } from "./golden.ts";
import { FLEET_ROW } from "./worst-loss.ts";
import type { ZoneArticle } from "./zones.ts";

/** Everything that one channel is to hold. */
export interface ChannelContent {
  readonly channel: string;
  /** Set: only these stores' tills read it. */
  readonly stores?: readonly string[];
  readonly rows: readonly ChannelRow[];
}

/** Channels that were published and are not any more: their rows leave the tills. */
export function goneFrom(
  before: Pick<Release, "channels"> | undefined,
  contents: readonly ChannelContent[],
): readonly ChannelEntry[] {
  const names = new Set(contents.map(({ channel }) => channel));
  return (before?.channels ?? []).filter(({ channel }) => !names.has(channel));
}

export const ZONE_PREFIX = "prices/";

const digests = new WeakMap<readonly ChannelRow[], string>();

/** `channelDigest` of its rows, reckoned once: a million cards take seconds. */
export function digestOf({ rows }: Pick<ChannelContent, "rows">): string {
  const known = digests.get(rows) ?? channelDigest(rows);
  digests.set(rows, known);
  return known;
}

/** The chain folder as rows of the replica's tables. Card numbers and unique codes become keyed hashes here. */
export function channelsOf(chain: Chain, chainKey: Uint8Array): readonly ChannelContent[] {
  return [
    { channel: "rules", rows: ruleRows(chain.rules as RawRules) },
    { channel: "config", rows: configRows(chain) },
    { channel: "articles", rows: chain.articles.map((it) => articleRow("article", it)) },
    ...chain.zones.map(({ name, stores, articles }) => ({
      ...{ channel: `${ZONE_PREFIX}${name}`, stores },
      rows: articles.map((it) => articleRow("store_article", it)),
    })),
    { channel: "cards/all", rows: cardRows(chain, chainKey) },
    { channel: "coupons/all", rows: couponRows(chain, chainKey) },
  ];
}

/** As far as rows need it; the engine has checked the rest. */
interface RawRules {
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly promotions: readonly { readonly id: string }[];
  readonly [setting: string]: unknown;
}

function ruleRows({ groups = {}, promotions, ...settings }: RawRules): ChannelRow[] {
  return [
    ...named("rule_setting", settings),
    ...Object.entries(groups).flatMap(([group, articles]) =>
      [...new Set(articles)].map((article) => row("article_group", { group_id: group, article })),
    ),
    ...promotions.map((promotion) => row("promotion", { id: promotion.id, json: canonicalJson(promotion) })),
  ];
}

function articleRow(table: "article" | "store_article", it: ZoneArticle): ChannelRow {
  return row(table, {
    article: it.article,
    text: it.text,
    department: it.department,
    brand: it.brand,
    supplier: it.supplier,
    vat_rate: it.vatRate,
    // Without a price nobody is told to buy it.
    price_cents: it.sold === false ? null : it.priceCents,
    regular_price_cents: it.regularPriceCents ?? null,
    flags: canonicalJson(it.flags),
    attributes: canonicalJson(it.attributes),
  });
}

function cardRows({ cards }: Chain, chainKey: Uint8Array): ChannelRow[] {
  const keyId = chainKeyId(chainKey);
  return cards.map((it) =>
    row("card", {
      token: cardToken(chainKey, it.number),
      key_id: keyId,
      status: it.status,
      tier: it.tier,
      staff: it.staff ? 1 : 0,
      segments: canonicalJson(it.segments),
      attributes: canonicalJson(it.attributes),
      balances: canonicalJson(it.balances),
      balance_at: it.balanceAt,
      home: it.home ?? null,
    }),
  );
}

function couponRows({ coupons }: Chain, chainKey: Uint8Array): ChannelRow[] {
  const series = coupons.series.map((it) =>
    row("coupon_series", {
      series: it.series,
      name: canonicalJson(it.name),
      valid_from: it.validFrom ?? null,
      valid_to: it.validTo ?? null,
      single_use: it.singleUse ? 1 : 0,
      personal: it.personal ? 1 : 0,
      code: it.code ?? null,
    }),
  );
  const codes = coupons.codes.map((it) =>
    row("coupon", {
      token: couponToken(chainKey, it.code),
      series: it.series,
      card_token: it.card === undefined ? null : cardToken(chainKey, it.card),
      valid_from: it.validFrom ?? null,
      valid_to: it.validTo ?? null,
      status: it.status,
      home: it.home ?? null,
    }),
  );
  return [...series, ...codes];
}

/** Of all stores in one channel: however many there are, a release names no more files for them. */
function configRows(chain: Chain): ChannelRow[] {
  const golden = goldenRows(chain).map(({ name, value }) => [`${GOLDEN_PREFIX}${name}`, value]);
  const { codes, receipt, languages, vouchers, stores } = chain.config;
  return named("config", {
    ...{ codes, receipt, languages },
    ...Object.fromEntries([...golden, ...allowanceRows(chain.config), ...stores.flatMap(storeRows)]),
    ...(vouchers && { [VOUCHERS_ROW]: vouchers }),
  });
}

function storeRows({ lan, ...setting }: Chain["config"]["stores"][number]): [name: string, value: unknown][] {
  const { store } = setting;
  return [
    [`${STORE_PREFIX}${store}`, setting],
    ...(lan ? [[`${LAN_PREFIX}${store}`, lan] as [string, unknown]] : []),
  ];
}

/** What tills may give while nobody can be asked. */
function allowanceRows({ allowances }: Chain["config"]): [name: string, value: unknown][] {
  if (allowances === undefined) return [];
  const { tills, days, ...kinds } = allowances;
  const rows = (["coupons", "points", "budgets"] as const).flatMap((kind) =>
    Object.entries(kinds[kind]).map(([name, value]): [string, unknown] => [
      `${ALLOWANCE_PREFIX[kind]}${name}`,
      value,
    ]),
  );
  return [[FLEET_ROW, { tills, days }], ...rows];
}

function named(table: string, values: Readonly<Record<string, unknown>>): ChannelRow[] {
  return Object.entries(values).map(([name, value]) => row(table, { name, json: canonicalJson(value) }));
}

function row(table: string, cells: Readonly<Record<string, Cell>>): ChannelRow {
  return [table, cells];
}
