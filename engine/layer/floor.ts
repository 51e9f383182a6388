/** What goods may not be sold below, and what that leaves of a saving. */

import type { Cents, LineItem } from "../basket.ts";
import { divide } from "../rounding.ts";
import { byCanon, type Sheet } from "../world/sheet.ts";
import { shareInProportion } from "./share.ts";
import type { Take } from "./take.ts";

/** What one unit of the line may cost at least: a piece, or the whole of a measured line. */
export function floorOf({ floorCents = 0, measureThousandths }: LineItem): Cents {
  return measureThousandths === undefined
    ? floorCents
    : divide(floorCents * measureThousandths, 1000, "half-up");
}

/** What may still come off a unit that costs so much. */
export function roomOf({ floor }: Sheet, unit: number, price: Cents): Cents {
  return Math.max(0, price - floor[unit]!);
}

/** A take without what would pass the floor of a unit that shares it: that is not laid on the others. */
export function aboveFloors(take: Take, sheet: Sheet, prices: readonly Cents[]): Take {
  const { sharers } = take;
  if (sharers.every((unit) => sheet.floor[unit] === 0)) return take;
  const canon = byCanon(sheet);
  const weights = sharers.map((unit) => prices[unit]!);
  const whole = shareInProportion(take.amountCents, weights, (a, b) => canon(sharers[a]!, sharers[b]!));
  const shares = sharers.map((unit, i) => Math.min(whole[i]!, roomOf(sheet, unit, prices[unit]!)));
  return { ...take, amountCents: shares.reduce((sum, cents) => sum + cents, 0), shares };
}

/** What each sharer of a take carries, in proportion to `prices`; a limit may have left less of it than it asked for. */
export function sharesOf(take: Take, sheet: Sheet, prices: readonly Cents[]): readonly Cents[] {
  const { sharers, amountCents } = take;
  const weights = take.shares ?? sharers.map((unit) => prices[unit]!);
  const total = weights.reduce((sum, cents) => sum + cents, 0);
  if (take.shares !== undefined && total === amountCents) return take.shares;
  const canon = byCanon(sheet);
  const before = (a: number, b: number) => canon(sharers[a]!, sharers[b]!);
  return shareInProportion(Math.min(amountCents, total), weights, before);
}
