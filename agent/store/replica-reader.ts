/**
 * The replica as one release left it. The reader holds one read transaction from its opening to its end, so a sale sees
 * the same articles, cards and promotions from its first line to its last while the next release is written beside it.
 */

import type { PresentedCoupon } from "../../engine/context.ts";
import { lanSetting, storeSetting } from "../../sync/store-settings.ts";
import { configOf } from "./config-rows.ts";
import { openStoreReader } from "./open.ts";
import { replicaLayout } from "./replica-layout.ts";
import { ruleSetRows, ruleSettings } from "./rule-set-rows.ts";

/** What the article master knows; null where HQ said nothing. */
export interface Article {
  readonly article: string;
  readonly text: string | null;
  readonly department: string | null;
  readonly brand: string | null;
  readonly supplier: string | null;
  readonly vatRate: string | null;
  readonly priceCents: number | null;
  readonly regularPriceCents: number | null;
  readonly flags: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
}

/** A department means all below it as well. */
export interface Goods {
  readonly department?: string | undefined;
  readonly brand?: string | undefined;
  readonly supplier?: string | undefined;
}

export interface Card {
  readonly token: string;
  readonly status: "active" | "blocked";
  readonly tier: string;
  readonly staff: boolean;
  readonly segments: readonly string[];
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly balances: Readonly<Record<string, number>>;
  /** ISO 8601; "" where HQ gave no balances. */
  readonly balanceAt: string;
  /** The store that may hold a lease on its points. */
  readonly home: string | undefined;
}

export interface FoundCoupon {
  readonly series: string;
  /** Of a unique code: to be used once in the chain. */
  readonly unique: boolean;
  /** At most one of the series in a sale. */
  readonly onceInASale: boolean;
  readonly customerId: string | undefined;
  /** Of a unique code: the store that may hold a lease on it. */
  readonly home?: string | undefined;
  readonly refusal: PresentedCoupon["refusal"];
}

export interface ReplicaReader {
  readonly release: number;
  /** The program that found nothing in the rules and their configuration that it does not understand; see `reader.ts`. */
  readonly readBy: string;
  /** As HQ wrote it, validated when the release was activated; see `ruleSetRows`. */
  ruleSet(): Record<string, unknown>;
  /** The same without its promotions and groups. */
  ruleSettings(): Record<string, unknown>;
  /** A promotion's JSON, byte for byte. */
  promotion(id: string): string | undefined;
  /** As this store has it. */
  article(code: string): Article | undefined;
  /** Codes of the articles with a price that are all of this, the cheapest first. A pass over all articles. */
  articlesOf(goods: Goods): string[];
  card(token: string): Card | undefined;
  /** By token (unique) or printed code (mass coupon). @param date local date of the sale */
  coupon(token: string | undefined, code: string, date: string): FoundCoupon | undefined;
  /** Of a series that HQ keeps with days of its own; undefined for any other. */
  seriesUntimely(series: string, date: string): "not-yet-valid" | "expired" | undefined;
  config(name: string): unknown;
  /** This store's name, groups and time zone. */
  storeSetting(): unknown;
  /** How this store's tills reach each other. */
  lanSetting(): unknown;
  /** All rows whose name begins so, by name. */
  configs(prefix: string): { readonly name: string; readonly value: unknown }[];
  close(): void;
}

/** Throws StoreError, also when there is no replica yet. */
export function openReplicaReader(path: string): ReplicaReader {
  const db = openStoreReader(path, replicaLayout);
  db.exec("BEGIN");
  const state = db.prepare("SELECT release, read_by, store FROM replica_state").raw();
  const [release, readBy, store] = state.get() as [number, string, string];
  const article = db.prepare("SELECT * FROM article WHERE article = ?");
  const ownArticle = db.prepare("SELECT * FROM store_article WHERE article = ?");
  const articlesOf = db
    .prepare(`
    SELECT article FROM (
      SELECT * FROM store_article
      UNION ALL SELECT * FROM article WHERE article NOT IN (SELECT article FROM store_article)
    )
    WHERE price_cents > 0
      AND (:department IS NULL OR department = :department OR substr(department, 1, length(:department) + 1) = :department || '/')
      AND (:brand IS NULL OR brand = :brand)
      AND (:supplier IS NULL OR supplier = :supplier)
    ORDER BY price_cents, article`)
    .pluck();
  const card = db.prepare("SELECT * FROM card WHERE token = ?");
  const promotion = db.prepare("SELECT json FROM promotion WHERE id = ?").pluck();
  const config = configOf(db);
  const configs = db.prepare("SELECT name, json FROM config WHERE substr(name, 1, ?) = ? ORDER BY name");
  const unique = db.prepare(`
    SELECT coupon.*, single_use, personal, coupon_series.valid_from AS series_from, coupon_series.valid_to AS series_to
    FROM coupon LEFT JOIN coupon_series USING (series) WHERE token = ?`);
  const mass = db.prepare("SELECT * FROM coupon_series WHERE code = ?");
  const ofSeries = db.prepare("SELECT valid_from, valid_to FROM coupon_series WHERE series = ?");

  return {
    release,
    readBy,
    ruleSet: () => ruleSetRows(db),
    ruleSettings: () => ruleSettings(db),
    promotion: (id) => promotion.get(id) as string | undefined,
    article(code) {
      const row = (ownArticle.get(code) ?? article.get(code)) as Row | undefined;
      return row && articleOf(row);
    },
    articlesOf: ({ department = null, brand = null, supplier = null }) =>
      articlesOf.all({ department, brand, supplier }) as string[],
    card(token) {
      const row = card.get(token) as Row | undefined;
      return row && cardOf(row);
    },
    coupon(token, code, date) {
      const own = token === undefined ? undefined : (unique.get(token) as Row | undefined);
      if (own !== undefined) return uniqueCoupon(own, date);
      const series = mass.get(code) as Row | undefined;
      return series && massCoupon(series, date);
    },
    seriesUntimely(series, date) {
      const row = ofSeries.get(series) as Row | undefined;
      return row && outside(row.valid_from, row.valid_to, date);
    },
    config,
    storeSetting: () => storeSetting(config, store),
    lanSetting: () => lanSetting(config, store),
    configs: (prefix) =>
      (configs.all(prefix.length, prefix) as { name: string; json: string }[]).map(({ name, json }) => ({
        name,
        value: JSON.parse(json),
      })),
    close: () => void db.close(),
  };
}

type Cell = string | number | null;
type Row = Readonly<Record<string, Cell>>;
const json = (cell: Cell | undefined, empty: unknown) =>
  JSON.parse(typeof cell === "string" ? cell : JSON.stringify(empty));
const text = (cell: Cell | undefined) => (cell === null || cell === undefined ? "" : String(cell));

function articleOf(row: Row): Article {
  return {
    article: text(row.article),
    text: row.text as string | null,
    department: row.department as string | null,
    brand: row.brand as string | null,
    supplier: row.supplier as string | null,
    vatRate: row.vat_rate as string | null,
    priceCents: row.price_cents as number | null,
    regularPriceCents: row.regular_price_cents as number | null,
    flags: json(row.flags, []),
    attributes: json(row.attributes, {}),
  };
}

function cardOf(row: Row): Card {
  return {
    token: text(row.token),
    status: row.status === "blocked" ? "blocked" : "active",
    tier: text(row.tier),
    staff: row.staff === 1,
    segments: json(row.segments, []),
    attributes: json(row.attributes, {}),
    balances: json(row.balances, {}),
    balanceAt: text(row.balance_at),
    home: homeOf(row),
  };
}

function uniqueCoupon(row: Row, date: string): FoundCoupon {
  const refusal =
    row.status === "withdrawn"
      ? "withdrawn"
      : (outside(row.valid_from, row.valid_to, date) ?? outside(row.series_from, row.series_to, date));
  return {
    series: text(row.series),
    unique: true,
    onceInASale: false,
    customerId: row.card_token === null ? undefined : text(row.card_token),
    home: homeOf(row),
    refusal,
  };
}

function massCoupon(row: Row, date: string): FoundCoupon {
  const refusal = outside(row.valid_from, row.valid_to, date);
  return {
    series: text(row.series),
    unique: false,
    onceInASale: row.single_use === 1,
    customerId: undefined,
    refusal,
  };
}

function homeOf({ home }: Row): string | undefined {
  return text(home) || undefined;
}

/** Dates compare as text; the last day is included. */
function outside(
  from: Cell | undefined,
  to: Cell | undefined,
  date: string,
): "not-yet-valid" | "expired" | undefined {
  if (typeof from === "string" && from !== "" && date < from) return "not-yet-valid";
  if (typeof to === "string" && to !== "" && date > to) return "expired";
  return undefined;
}
