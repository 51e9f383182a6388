import type { Cents, LineItem } from "./basket.ts";
import { divide } from "./rounding.ts";

/** What one unit of the line may cost at least: a piece, or the whole of a measured line. */
export function floorOf({ floorCents = 0, measureThousandths }: LineItem): Cents {
  return measureThousandths === undefined
    ? floorCents
    : divide(floorCents * measureThousandths, 1000, "half-up");
}
