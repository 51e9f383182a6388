/** A table that channel files carry rows of. Columns are text unless they end in `_cents` or are 0/1 flags. */
export interface ReplicaTable {
  readonly table: string;
  /** First part of the channel's name: `cards` for `cards/all`. */
  readonly channel: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

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
  {
    table: "article",
    channel: "articles",
    columns: [
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
    ],
    key: ["article"],
  },
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
    ],
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
    columns: ["token", "series", "card_token", "valid_from", "valid_to", "status"],
    key: ["token"],
  },
  {
    table: "switched_off",
    channel: "kill",
    columns: ["promotion_id", "reason", "by_whom", "at"],
    key: ["promotion_id"],
  },
  { table: "config", channel: "config", columns: ["name", "json"], key: ["name"] },
];
