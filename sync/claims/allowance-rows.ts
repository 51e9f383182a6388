/** Rows of the channel `config` that are allowances: the prefix, then series, account or promotion. */
export const ALLOWANCE_PREFIX = {
  coupons: "coupon-allowance/",
  points: "points-allowance/",
  budgets: "allowance/",
} as const;

/** A release's allowances for what is used once, by series and by account: as HQ wrote them, not read yet. */
export interface AllowanceRows {
  readonly coupons: Readonly<Record<string, unknown>>;
  readonly points: Readonly<Record<string, unknown>>;
}
