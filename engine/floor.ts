/** What goods may not be sold below, and what that leaves of a saving. */

import type { Cents, LineItem } from "./basket.ts";
import { divide } from "./rounding.ts";
import { shareInProportion } from "./share.ts";
import { byCanon, type Sheet } from "./sheet.ts";
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
  const shares = shareInProportion(take.amountCents, weights, (a, b) => canon(sharers[a]!, sharers[b]!));
  let amountCents = 0;
  sharers.forEach((unit, i) => {
    amountCents += Math.min(shares[i]!, roomOf(sheet, unit, prices[unit]!));
  });
  return { ...take, amountCents };
}
