/** What an evaluation gives the customer, in all and by promotion: to tell whether adding something is worth it. */

import type { Cents } from "../basket.ts";
import type { Effect } from "../effect.ts";
import type { Values } from "../promotion.ts";

export interface Gain {
  readonly cents: Cents;
  readonly points: number;
  readonly vouchers: number;
  readonly stamps: number;
  /** Pieces that are still to be given: what they cost is not known before they are scanned. */
  readonly gifts: number;
}

export interface Benefit extends Gain {
  /** What HQ says that its points and vouchers are worth, in thousandths of a cent. */
  readonly declared: number;
  /** By promotion: what it alone gives. */
  readonly of: ReadonlyMap<string, Gain>;
}

export const NOTHING: Gain = { cents: 0, points: 0, vouchers: 0, stamps: 0, gifts: 0 };

export function benefitOf(effects: readonly Effect[], values: Values): Benefit {
  let all = NOTHING;
  let declared = 0;
  const of = new Map<string, Gain>();
  for (const effect of effects) {
    const gain = gainOf(effect);
    all = plus(all, gain);
    of.set(effect.promotionId, plus(of.get(effect.promotionId) ?? NOTHING, gain));
    if (effect.kind === "points") {
      declared += effect.points * (values.thousandPointsCents?.[effect.account] ?? 0);
    } else if (effect.kind === "voucher") {
      declared += effect.pieces * (values.voucherCents?.[effect.series] ?? 0) * 1000;
    }
  }
  return { ...all, declared, of };
}

function gainOf(effect: Effect): Gain {
  switch (effect.kind) {
    case "price-modifier":
      return { ...NOTHING, cents: effect.amountCents };
    case "points":
      return { ...NOTHING, points: effect.points };
    case "voucher":
      return { ...NOTHING, vouchers: effect.pieces };
    case "stamps":
      return { ...NOTHING, stamps: Math.max(0, effect.stamps) };
    case "gift":
      return { ...NOTHING, gifts: effect.pieces };
    default:
      return NOTHING;
  }
}

function plus(a: Gain, b: Gain): Gain {
  return {
    cents: a.cents + b.cents,
    points: a.points + b.points,
    vouchers: a.vouchers + b.vouchers,
    stamps: a.stamps + b.stamps,
    gifts: a.gifts + b.gifts,
  };
}

/** What the second has more than the first; negative where it has less. */
export function more(before: Gain, after: Gain): Gain {
  return {
    cents: after.cents - before.cents,
    points: after.points - before.points,
    vouchers: after.vouchers - before.vouchers,
    stamps: after.stamps - before.stamps,
    gifts: after.gifts - before.gifts,
  };
}

export function isAny({ cents, points, vouchers, stamps, gifts }: Gain): boolean {
  return cents > 0 || points > 0 || vouchers > 0 || stamps > 0 || gifts > 0;
}
