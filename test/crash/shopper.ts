/** Customers at one till, one after the other and several at a time. */

import type { Calls } from "./calls.ts";
import { planOf } from "./plan.ts";
import type { CrashShop } from "./shop.ts";
import type { Truth } from "./truth.ts";
import { Visit } from "./visit.ts";

const LANES = 3;

export interface Selling {
  readonly name: string;
  readonly sales: number;
  /** Sales that wait since an earlier life: they go on among the others. */
  readonly waiting?: Visit[];
  /** Whether those that wait at the end are called for. */
  readonly closing: boolean;
}

/** So many sales while nothing goes wrong. Answers those that wait still. */
export async function sell(
  pos: Calls,
  { name, sales, waiting = [], closing }: Selling,
  shop: CrashShop,
  truth: Truth,
  random: () => number,
): Promise<Visit[]> {
  let left = sales;
  const lane = async () => {
    while (left > 0 || (closing && waiting.length > 0)) {
      const back = left <= 0 || random() < 0.5 ? waiting.shift() : undefined;
      if (back === undefined) left -= 1;
      const visit = back ?? new Visit(planOf(`${name}-${left}`, random), shop, truth, random);
      if ((await visit.goOn(pos)) === "waits") waiting.push(visit);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return waiting;
}
