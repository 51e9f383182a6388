/** Points and stamps: what the sale earned beyond what the kept goods earn goes back, and what it burnt comes back. */

import type { Effect } from "../effect.ts";
import { compareText } from "../world/sheet.ts";
import type { BalanceChange } from "./sale.ts";

/**
 * All changes since the sale, an entry for every account that it moved, also where nothing is changed (any more).
 * Points that were earned and taken back are never given again: what raises the price of
 * the kept goods has not been paid.
 * @param isShort the kept goods cost more than the customer has paid: then nothing burnt comes back
 */
export function balancesAfter(
  sale: readonly Effect[],
  kept: readonly Effect[],
  before: readonly BalanceChange[],
  isShort: boolean,
): BalanceChange[] {
  const keptOf = new Map(movements(kept).map((one) => [keyOf(one), one]));
  const beforeOf = new Map(before.map((one) => [keyOf(one), one]));
  return movements(sale).map((sold) => {
    const { unit, account } = sold;
    const still = keptOf.get(keyOf(sold));
    const done = beforeOf.get(keyOf(sold));
    const taken = Math.max(done?.taken ?? 0, sold.earned - (still?.earned ?? 0));
    const came = done?.givenBack ?? 0;
    const free = Math.max(0, sold.burnt - (still?.burnt ?? 0));
    const givenBack = isShort ? Math.min(came, free) : free;
    return { unit, account, taken, givenBack };
  });
}

/** What this return changes. `after` names every account of `before`. */
export function changesBetween(
  before: readonly BalanceChange[],
  after: readonly BalanceChange[],
): BalanceChange[] {
  const beforeOf = new Map(before.map((one) => [keyOf(one), one]));
  return after
    .map((one) => {
      const done = beforeOf.get(keyOf(one));
      const taken = one.taken - (done?.taken ?? 0);
      const given = one.givenBack - (done?.givenBack ?? 0);
      // What the kept goods use up after all is taken again.
      return { ...one, taken: taken + Math.max(0, -given), givenBack: Math.max(0, given) };
    })
    .filter(isChange);
}

function isChange({ taken, givenBack }: BalanceChange): boolean {
  return taken > 0 || givenBack > 0;
}

interface Movement {
  readonly unit: BalanceChange["unit"];
  readonly account: string;
  earned: number;
  burnt: number;
}

/** By unit and account, in order of their names. */
function movements(effects: readonly Effect[]): Movement[] {
  const found = new Map<string, Movement>();
  const add = (unit: Movement["unit"], account: string, amount: number) => {
    const key = keyOf({ unit, account });
    const movement = found.get(key) ?? { unit, account, earned: 0, burnt: 0 };
    found.set(key, movement);
    if (amount > 0) movement.earned += amount;
    else movement.burnt -= amount;
  };
  for (const effect of effects) {
    if (effect.kind === "points") add("points", effect.account, effect.points);
    else if (effect.kind === "stamps") add("stamps", effect.account, effect.stamps);
    else if (effect.kind === "reward") add("points", effect.account, -effect.points);
  }
  return [...found.values()].sort((a, b) => compareText(keyOf(a), keyOf(b)));
}

function keyOf({ unit, account }: Pick<Movement, "unit" | "account">): string {
  return `${unit}\n${account}`;
}
