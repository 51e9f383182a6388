import type { BalanceChange, ReturnedSoFar } from "../../engine/refund/index.ts";
import type { ReturnOfSale, StoredReturn } from "../store/stored-return.ts";

/**
 * What all returns of a sale have left, in whatever order and at whichever tills they happened: each adds its own part.
 * What was paid out counts, not what was reckoned.
 */
export function returnedSoFar(returns: readonly StoredReturn[]): ReturnedSoFar {
  const goods = new Map<string, number>();
  const balances = new Map<string, Mutable<BalanceChange>>();
  const vouchersVoided = new Set<string>();
  const couponsRestored = new Set<string>();
  let refundedCents = 0;
  let setOffCents = 0;
  for (const { kept, already, paidOutCents, setOffCents: setOff } of ofSale(returns)) {
    for (const [sign, part] of [
      [1, kept],
      [-1, already],
    ] as const) {
      for (const { lineId, amount } of part.goods)
        goods.set(lineId, (goods.get(lineId) ?? 0) + sign * amount);
      for (const { unit, account, taken, givenBack } of part.balances) {
        const key = `${unit} ${account}`;
        const sum = balances.get(key) ?? { unit, account, taken: 0, givenBack: 0 };
        sum.taken += sign * taken;
        sum.givenBack += sign * givenBack;
        balances.set(key, sum);
      }
    }
    for (const couponId of kept.vouchersVoided) vouchersVoided.add(couponId);
    for (const couponId of kept.couponsRestored) couponsRestored.add(couponId);
    refundedCents += paidOutCents + setOff;
    setOffCents += setOff;
  }
  return {
    goods: [...goods].map(([lineId, amount]) => ({ lineId, amount })),
    refundedCents,
    setOffCents,
    balances: [...balances.values()],
    vouchersVoided: [...vouchersVoided],
    couponsRestored: [...couponsRestored],
  };
}

export function ofSale(returns: readonly StoredReturn[]): ReturnOfSale[] {
  return returns.filter((one) => one.kind === "of-sale");
}

type Mutable<T> = { -readonly [Part in keyof T]: T[Part] };
