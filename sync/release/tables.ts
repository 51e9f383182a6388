/** A table that channel files carry rows of. Columns are text unless they end in `_cents` or are 0/1 flags. */
export interface ReplicaTable {
  readonly table: string;
  /** First part of the channel's name: `cards` for `cards/all`. */
  readonly channel: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** Columns that came after the first tills: a file in which none has a value goes without, so that these read it. */
  readonly later?: readonly string[];
}

/** The columns that a file of these rows has. */
export function columnsFor(
  { columns, later = [] }: Pick<ReplicaTable, "columns" | "later">,
  rows: readonly Readonly<Record<string, unknown>>[],
): readonly string[] {
  return columns.filter(
    (column) => !later.includes(column) || rows.some((row) => (row[column] ?? null) !== null),
  );
}

const ARTICLE_COLUMNS = [
  "article",
  "text",
  "department",
  "brand",
  "supplier",
  "vat_rate",
  "price_cents",
  "regular_price_cents",
  "flags",
  "attributes",
] as const;

/** Version of the tables below. A file of a higher schema is refused by tills that don't know it. */
export const SCHEMA = 1;

/** What a till's replica holds. JSON columns carry canonical JSON. */
export const replicaTables: readonly ReplicaTable[] = [
  { table: "rule_setting", channel: "rules", columns: ["name", "json"], key: ["name"] },
  {
    table: "article_group",
    channel: "rules",
    columns: ["group_id", "article"],
    key: ["group_id", "article"],
  },
  { table: "promotion", channel: "rules", columns: ["id", "json"], key: ["id"] },
  { table: "article", channel: "articles", columns: ARTICLE_COLUMNS, key: ["article"] },
  // Whole rows of articles that some stores have otherwise; they win over those above.
  { table: "store_article", channel: "prices", columns: ARTICLE_COLUMNS, key: ["article"] },
  {
    table: "card",
    channel: "cards",
    columns: [
      "token",
      "key_id",
      "status",
      "tier",
      "staff",
      "segments",
      "attributes",
      "balances",
      "balance_at",
      "home",
    ],
    later: ["home"],
    key: ["token"],
  },
  {
    table: "coupon_series",
    channel: "coupons",
    columns: ["series", "name", "valid_from", "valid_to", "single_use", "personal", "code"],
    key: ["series"],
  },
  {
    table: "coupon",
    channel: "coupons",
    columns: ["token", "series", "card_token", "valid_from", "valid_to", "status", "home"],
    later: ["home"],
    key: ["token"],
  },
  {
    table: "switched_off",
    channel: "kill",
    columns: ["promotion_id", "reason", "by_whom", "at"],
    key: ["promotion_id"],
  },
  {
    table: "blocked",
    channel: "blocklist",
    columns: ["kind", "id", "from_at", "name", "reason", "by_whom", "at"],
    key: ["kind", "id"],
  },
  { table: "config", channel: "config", columns: ["name", "json"], key: ["name"] },
];
