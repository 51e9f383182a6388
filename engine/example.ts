/** Worked examples: they document a mechanic, they are its tests, and HQ shows them beside the form. */

import type { Basket, Cents, LineItem } from "./basket.ts";
import type { MechanicData } from "./promotion.ts";
import { divide } from "./rounding.ts";

export interface Example<Terms> {
  /** A sentence the shop would understand. */
  readonly name: string;
  readonly terms: Terms;
  /** In the notation of `basket`. */
  readonly basket: string;
  /** What comes off the receipt. */
  readonly saving: Cents;
  readonly points?: number;
  /** What comes off each line, in the order of the basket. */
  readonly shares?: readonly Cents[];
  /** Pieces or cents that are still missing, as `explain` says it. */
  readonly missing?: { readonly pieces?: number; readonly amountCents?: Cents };
  /** Where the mechanic is meant to stand, if not in an item layer that takes the best. */
  readonly layer?: { readonly stage: "item" | "basket" | "earn"; readonly mode: "best" | "first" | "stack" };
}

/** An example's terms as a rule set writes them. */
export function mechanicData(kind: string, terms: unknown): MechanicData {
  return { kind, ...(terms as object) };
}

/**
 * A basket in one line: `pasta/2/119 ham/0.454kg/1990` is two packs of pasta at 1.19 and 454 g of ham at 19.90 a
 * kilo. Optional fourth part: the department with dots for slashes, `wine/1/599/10.52`.
 */
export function basket(notation: string): Basket {
  const lines = notation.split(" ").filter((word) => word !== "");
  return { currency: "EUR", lines: lines.map((word, index) => line(word, String(index + 1))) };
}

function line(word: string, lineId: string): LineItem {
  const [article = "", quantity = "1", price = "0", department = ""] = word.split("/");
  const unitPriceCents = Number(price);
  const kilos = /^(\d+)\.(\d{3})(?:kg|l|m)$/.exec(quantity);
  const common = {
    lineId,
    article,
    department: department.replaceAll(".", "/"),
    brand: "",
    supplier: "",
    attributes: {},
    unitPriceCents,
    regularPriceCents: unitPriceCents,
    vatRate: "10",
    flags: [],
  };
  if (kilos !== null) {
    const measureThousandths = Number(kilos[1]! + kilos[2]!);
    const extendedCents = divide(unitPriceCents * measureThousandths, 1000, "half-up");
    return { ...common, pieces: 1, measureThousandths, extendedCents };
  }
  const pieces = Number(quantity);
  return { ...common, pieces, extendedCents: unitPriceCents * pieces };
}
