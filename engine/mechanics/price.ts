/** What savings by price share: the price of goods, and the floor below which they never fall. */

import type { Cents } from "../basket.ts";
import type { Goods } from "../deal.ts";
import { divide, type Rounding } from "../rounding.ts";

/** What goods worth `cents` save at `priceCents` a piece, or a whole measure of measured goods. 0 where that is dearer. */
export function savingAt(priceCents: Cents, cents: Cents, goods: Goods, rounding: Rounding): Cents {
  const { pieces, measureThousandths } = goods;
  if (measureThousandths === undefined) return Math.max(0, cents - priceCents * pieces);
  return divide(Math.max(0, cents * 1000 - priceCents * measureThousandths), 1000, rounding);
}

/** The most that may come off goods worth `cents` of which a piece, or a whole measure, must cost `floorCents`. */
export function aboveFloor(
  floorCents: Cents | undefined,
  cents: Cents,
  { pieces, measureThousandths }: Goods,
): Cents {
  if (floorCents === undefined) return cents;
  const least =
    measureThousandths === undefined
      ? floorCents * pieces
      : divide(floorCents * measureThousandths, 1000, "half-up");
  return Math.max(0, cents - least);
}
