/** What a sale leaves behind: enough to explain it, evaluate it again and take goods back, and nothing more. */

import type { Basket, Cents } from "../../engine/basket.ts";
import type { Context } from "../../engine/context.ts";
import type { AppliedModifier, CouponOutcome, Effect, LineTotal, VatTotal } from "../../engine/effect.ts";
import type { Use } from "../allowances/use.ts";
import type { Override } from "../session/session.ts";
import type { StoredVoucher } from "../vouchers/issue.ts";

/** A promotion as it was, byte for byte as the release carried it. */
export interface Definition {
  /** SHA-256 of `json`, hex. */
  readonly hash: string;
  readonly promotionId: string;
  readonly json: string;
}

export interface Tender {
  readonly kind: string;
  readonly amountCents: Cents;
}

/** Body of the event `sale`. Field names are a contract with HQ. */
export interface StoredSale {
  readonly saleId: string;
  readonly transactionId: string;
  readonly receipt: string;
  readonly store: string;
  readonly till: string;
  readonly operator: string;
  /** When it began and when it was completed, ISO 8601 with offset. */
  readonly at: string;
  readonly completedAt: string;
  readonly release: number;
  readonly semantics: number;
  readonly basket: Basket;
  readonly context: Context;
  /** The evaluation that the POS says it applied. */
  readonly evaluationId?: string;
  readonly grossCents: Cents;
  readonly discountCents: Cents;
  /** As booked from what the POS applied. */
  readonly totalCents: Cents;
  /** As the POS printed it; differs from `totalCents` only where the POS did something of its own. */
  readonly posTotalCents: Cents;
  readonly effects: readonly Effect[];
  readonly lines: readonly LineTotal[];
  readonly vat: readonly VatTotal[];
  /** What became of each coupon at the last evaluation. */
  readonly coupons: readonly CouponOutcome[];
  readonly applied: readonly AppliedModifier[];
  readonly tenders: readonly Tender[];
  /** Told whole when it was over: nobody evaluated it while it was rung up. */
  readonly late?: true;
  /** It outlived the release it began with: `release` evaluated it in the end. */
  readonly releaseChanged?: { readonly from: number; readonly to: number };
  /** Vouchers that the customer took home, in the order of the effects; their numbers stand on paper only. */
  readonly vouchers?: readonly StoredVoucher[];
  /** What it has used up of limits that outlive it. */
  readonly allowances?: readonly Use[];
  /**
   * It was suspended once: what it was called at whichever till it waited, and the unique coupons that it used up. Two
   * sales of one key are one sale that was paid twice.
   */
  readonly suspension?: { readonly key: string; readonly couponsUsed: readonly string[] };
  /** What supervisors stood behind. */
  readonly overrides?: readonly Override[];
  /** Set when the sale ended without promotions, with the reason. */
  readonly degradedReason?: string;
  /** Rule set around the promotions: layers and settings, and of each group only what was in the basket. */
  readonly rules: Readonly<Record<string, unknown>>;
  /** Hashes of the promotions that touched it; their texts travel once, as events `definition`. */
  readonly definitions: readonly string[];
}
