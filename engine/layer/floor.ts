/** What goods may not be sold below, and what that leaves of a saving. */

import type { Cents, LineItem } from "../basket.ts";
import { divide } from "../rounding.ts";
import { byCanon, type Sheet } from "../world/sheet.ts";
import { shareEvenly, shareInProportion } from "./share.ts";
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
  const whole = shared(
    take,
    sharers.map((unit) => prices[unit]!),
    sheet,
  );
  const shares = sharers.map((unit, i) => Math.min(whole[i]!, roomOf(sheet, unit, prices[unit]!)));
  return { ...take, amountCents: shares.reduce((sum, cents) => sum + cents, 0), shares };
}

/** What each sharer of a take carries of `prices`; a limit may have left less of it than it asked for. */
export function sharesOf(take: Take, sheet: Sheet, prices: readonly Cents[]): readonly Cents[] {
  const { sharers, amountCents } = take;
  const weights = take.shares ?? sharers.map((unit) => prices[unit]!);
  const total = weights.reduce((sum, cents) => sum + cents, 0);
  if (take.shares !== undefined && total === amountCents) return take.shares;
  return shared({ ...take, amountCents: Math.min(amountCents, total) }, weights, sheet);
}

/** By sharer; nobody carries more than his weight. Odd cents go by canonical order. */
function shared({ amountCents, sharers, spread }: Take, weights: readonly Cents[], sheet: Sheet): Cents[] {
  const canon = byCanon(sheet);
  const before = (a: number, b: number) => canon(sharers[a]!, sharers[b]!);
  if (spread !== "even") return shareInProportion(amountCents, weights, before);
  const order = [...sharers.keys()].sort(before);
  const even = shareEvenly(
    amountCents,
    order.map((place) => weights[place]!),
  );
  const shares: Cents[] = [];
  order.forEach((place, i) => {
    shares[place] = even[i]!;
  });
  return shares;
}
