/** What headquarters has blocked: the words of the channel `blocklist`, that HQ writes and every till reads. */

/**
 * What a row's `id` is: a till's key (`keyIdOf`), a card's or coupon's token (a voucher's too, of its number), a series, or a
 * form of vouchers that prove themselves no better: `number`, `earlier`. Rows of other kinds are a newer HQ's: kept, passed over.
 */
export const blockedKinds = ["till", "card", "coupon", "series", "vouchers"] as const;
export type BlockedKind = (typeof blockedKinds)[number];

/** Its rows win over those of cards and coupons, whatever release these are of. */
export interface BlockedRow {
  readonly kind: BlockedKind;
  readonly id: string;
  /** Of a till: what it issued from this moment on, ISO 8601 in UTC with milliseconds, is not taken. */
  readonly fromAt?: string;
  /** For people: "0042/3", a series. Never a card's number or a coupon's code. */
  readonly name: string;
  readonly reason: string;
  readonly by: string;
  /** When it was blocked, ISO 8601. */
  readonly at: string;
}
