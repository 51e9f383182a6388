/**
 * Goods come back. What the customer keeps is evaluated with the rules and in the context of the sale, as if nothing
 * else had ever been bought; what was paid beyond that comes back.
 */

import { NOTHING_USED, type Used, used } from "../answers/used.ts";
import type { Cents } from "../basket.ts";
import type { Effect } from "../effect.ts";
import type { RuleSet } from "../rule-set.ts";
import { accountOfKept, accountOfSale, differencesOf } from "./account.ts";
import { backOf } from "./back.ts";
import { balancesAfter, changesBetween } from "./balances.ts";
import { byVatRate, type LineRefund, shareOverLines, type VatRefund } from "./by-line.ts";
import { couponsRestored, redeemedBy } from "./coupons.ts";
import { keptBasket, returnedAfter, returnedBefore } from "./kept.ts";
import {
  type BalanceChange,
  type IssuedVoucher,
  NOTHING_RETURNED,
  type ReturnedGoods,
  type ReturnedSoFar,
  type ReturnRefusal,
  type SoldSale,
} from "./sale.ts";
import { type VoidedVoucher, vouchersAfter } from "./vouchers.ts";
import { sumOf, type Withheld, withheldBy } from "./withheld.ts";

export interface Refund {
  readonly kind: "refund";
  /** To be paid out now, never below 0. Equals the sum of `lines` and of `vat`. */
  readonly refundCents: Cents;
  /** Only lines of which something came back, in the order of the basket. */
  readonly lines: readonly LineRefund[];
  readonly vat: readonly VatRefund[];
  /** Of what had been paid for these goods, what does not come back because the kept ones have become dearer. */
  readonly withheldCents: Cents;
  readonly withheld: readonly Withheld[];
  /** Points and stamps, by account. */
  readonly balances: readonly BalanceChange[];
  readonly vouchersToVoid: readonly VoidedVoucher[];
  /** Face value of used vouchers that the goods no longer earn: set off against this refund. */
  readonly setOffCents: Cents;
  /** The same, but more than this refund: it lowers the next one. */
  readonly stillOwedCents: Cents;
  readonly couponsRestored: readonly string[];
  /** What the goods no longer use up of limits that outlive the sale, by promotion. */
  readonly unused: Readonly<Record<string, Used>>;
  /** To be stored, and passed as `already` when more of this sale comes back. */
  readonly kept: ReturnedSoFar;
}

export interface RefusedReturn {
  readonly kind: "refused";
  readonly reason: ReturnRefusal;
  readonly lineId: string;
}

/**
 * Pure. Over any sequence of returns never more than what was paid, and the last one pays whatever is left of it.
 * @param ruleSet compiled from the definitions that the sale stored
 * @param goods lines of the sale, the same line more than once if need be; nothing is done by halves
 * @param already what the last return of this sale left in `kept`
 * @param vouchers all that the sale issued, also those that earlier returns made void or issued instead
 */
export function refund(
  ruleSet: RuleSet,
  sale: SoldSale,
  goods: readonly ReturnedGoods[],
  already: ReturnedSoFar = NOTHING_RETURNED,
  vouchers: readonly IssuedVoucher[] = [],
): Refund | RefusedReturn {
  const returned = returnedBefore(already);
  const returnedNow = returnedAfter(sale.basket, returned, goods);
  if (!(returnedNow instanceof Map)) {
    return { kind: "refused", reason: returnedNow.refused, lineId: returnedNow.lineId };
  }
  const sold = accountOfSale(sale);
  const redeemed = redeemedBy(sale.effects);
  // A coupon that the sale did not use up, or that came back, may serve another purchase by now.
  const contextWith = (couponIds: readonly string[]) => ({
    ...sale.context,
    coupons: sale.context.coupons.filter(({ couponId }) => couponIds.includes(couponId)),
  });
  const differences = differencesOf(ruleSet, sale, contextWith(redeemed));
  const context = contextWith(redeemed.filter((couponId) => !already.couponsRestored.includes(couponId)));
  const accountOf = (returned: ReadonlyMap<string, number>) =>
    accountOfKept(ruleSet, sale, keptBasket(sale.basket, returned), context, differences);
  const before = already.goods.length === 0 ? sold : accountOf(returned);
  const after = accountOf(returnedNow);

  const heldCents = sold.costCents - already.refundedCents;
  const worthCents = Math.min(Math.max(0, heldCents - after.costCents), before.grossCents - after.grossCents);
  const back = backOf(sold, before, after);
  // What earlier returns made dearer has not been paid; what they made cheaper has come back with them.
  const paidCents = back.reduce((sum, one) => sum + Math.min(one.paidCents, one.costCents), 0);
  const withheld = withheldBy(Math.max(0, paidCents - worthCents), sold, before, after);

  const fate = vouchersAfter(vouchers, after.effects, already.vouchersVoided);
  const owedCents = Math.max(0, fate.owedCents - already.setOffCents);
  const setOffCents = Math.min(owedCents, worthCents);
  const refundCents = worthCents - setOffCents;
  const lines = shareOverLines(refundCents, back, sale.basket);

  const balances = balancesAfter(
    // Points are booked on a card; without one there is nothing to take back.
    sale.context.customer === undefined ? [] : sale.effects,
    after.effects,
    already.balances,
    after.costCents > heldCents,
  );
  const restored = couponsRestored(sale.effects, after, already.couponsRestored);
  return {
    kind: "refund",
    refundCents,
    lines,
    vat: byVatRate(lines),
    withheldCents: sumOf(withheld),
    withheld,
    balances: changesBetween(already.balances, balances),
    vouchersToVoid: fate.toVoid,
    setOffCents,
    stillOwedCents: owedCents - setOffCents,
    couponsRestored: restored,
    unused: unusedBetween(ruleSet, before.effects, after.effects),
    kept: {
      goods: sale.basket.lines.flatMap(({ lineId }) => {
        const amount = returnedNow.get(lineId);
        return amount === undefined ? [] : [{ lineId, amount }];
      }),
      refundedCents: already.refundedCents + worthCents,
      setOffCents: already.setOffCents + setOffCents,
      balances,
      vouchersVoided: [...already.vouchersVoided, ...fate.toVoid.map(({ couponId }) => couponId)],
      couponsRestored: [...already.couponsRestored, ...restored],
    },
  };
}

function unusedBetween(
  ruleSet: RuleSet,
  before: readonly Effect[],
  after: readonly Effect[],
): Readonly<Record<string, Used>> {
  const still = used(ruleSet, after);
  const less = Object.entries(used(ruleSet, before)).map(([id, was]): [string, Used] => {
    const { applications, amountCents } = Object.hasOwn(still, id) ? still[id]! : NOTHING_USED;
    return [
      id,
      {
        applications: Math.max(0, was.applications - applications),
        amountCents: Math.max(0, was.amountCents - amountCents),
      },
    ];
  });
  return Object.fromEntries(
    less.filter(([, { applications, amountCents }]) => applications > 0 || amountCents > 0),
  );
}
