/** The words about vouchers that HQ and tills share: what HQ allows, and what a till tells of one that was used. */

/** The row of the channel `config` that holds the setting. */
export const VOUCHERS_ROW = "vouchers";

export interface VoucherSetting {
  /** False while some tills of the chain run a version that can't read what others sign: all issue the earlier form. */
  readonly signed?: boolean | undefined;
  /** A number without its signature (bars, typed) is taken up to this worth; above it only the QR code is. Absent: always. */
  readonly byNumberCents?: number | undefined;
  /** The last day on which a number of the earlier form, which nobody signed, is taken. Absent: as long as it says itself. */
  readonly earlierUntil?: string | undefined;
  /** What vouchers with an amount a till may issue within 24 hours, all together. Absent: no end. */
  readonly perTillAndDayCents?: number | undefined;
}

/** How a voucher that was used had proved itself. */
export type VoucherUse =
  | {
      readonly form: "signed";
      /** `keyIdOf` of the till that issued it. */
      readonly key: string;
      readonly store: string;
      readonly till: string;
      /** By that till's clock, milliseconds since 1970. */
      readonly issuedMs: number;
    }
  /** By its number alone: made by somebody who has the chain's key. `earlier`: of before there were signatures. */
  | { readonly form: "number" | "earlier" };

/** The same with its worth, where it says one: what a till tells HQ. */
export type VoucherUsed = VoucherUse & { readonly amountCents?: number | undefined };

/** What HQ has found about vouchers, of one till or of all. */
export interface VoucherReport {
  /** As the journals of those who issued them tell. */
  readonly issued: Sum;
  /** As the journals of those who took them tell; not those of the earlier form. */
  readonly used: Sum;
  /** Used, and no journal tells that they were issued: not yet, or nobody's program did. The newest first, a bounded part. */
  readonly untold: readonly {
    readonly couponId: string;
    readonly form: "signed" | "number";
    readonly issuerStore: string | null;
    readonly issuerTill: string | null;
    readonly issuedMs: number | null;
    readonly amountCents: number | null;
    readonly store: string;
    readonly till: string;
    readonly saleId: string;
    readonly atMs: number;
  }[];
  /** Days (UTC) on which a till has issued more than it may; the newest first, a bounded part. */
  readonly overLimit: readonly {
    readonly store: string;
    readonly till: string;
    readonly day: string;
    readonly amountCents: number;
  }[];
}

interface Sum {
  readonly count: number;
  readonly amountCents: number;
}
