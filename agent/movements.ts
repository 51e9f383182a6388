/** What a sale does to the customer's accounts of points and stamps. */

import type { Effect } from "../engine/effect.ts";

export interface Movement {
  readonly kind: "points" | "stamps";
  readonly account: string;
  readonly earned: number;
  /** For rewards, and for what stamps pay. */
  readonly used: number;
}

/** By kind and account, in the order of the effects. */
export function movementsOf(effects: readonly Effect[]): Movement[] {
  const movements = new Map<string, { -readonly [Part in keyof Movement]: Movement[Part] }>();
  const move = (kind: Movement["kind"], account: string, amount: number) => {
    const key = `${kind} ${account}`;
    const movement = movements.get(key) ?? { kind, account, earned: 0, used: 0 };
    movements.set(key, movement);
    if (amount < 0) movement.used -= amount;
    else movement.earned += amount;
  };
  for (const effect of effects) {
    if (effect.kind === "points") move("points", effect.account, effect.points);
    else if (effect.kind === "stamps") move("stamps", effect.account, effect.stamps);
    else if (effect.kind === "reward") move("points", effect.account, -effect.points);
  }
  return [...movements.values()];
}

/** What is added to each account; below 0: what goes off. Points and stamps of one name have one balance. */
export function changeByAccount(movements: readonly Movement[]): Map<string, number> {
  const changes = new Map<string, number>();
  for (const { account, earned, used } of movements)
    changes.set(account, (changes.get(account) ?? 0) + earned - used);
  return changes;
}
