/** Worked examples: they document a mechanic, they are its tests, and HQ shows them beside the form. */

import type { Basket, Cents, LineItem } from "./basket.ts";
import type { Context, Customer, PresentedCoupon, Tender } from "./context.ts";
import type { Effect, Reason, Suggestion } from "./effect.ts";
import type { LayerData, MechanicData, PromotionData, RuleSetData } from "./promotion.ts";
import { divide } from "./rounding.ts";
import { SEMANTICS_VERSION } from "./semantics.ts";

export interface Example<Terms> {
  /** A sentence the shop would understand. */
  readonly name: string;
  readonly terms: Terms;
  /** In the notation of `basket`. The example's promotion is "P". */
  readonly basket: string;
  /** What else the shop sells, in the same notation: for suggestions. */
  readonly shelf?: string;

  /** What stands around the mechanic in its promotion. */
  readonly promotion?: Pick<PromotionData, "requires" | "limits" | "who">;
  /** Mechanics that stand before it in the same promotion. */
  readonly beside?: readonly MechanicData[];
  /** What its rule set must hold besides. */
  readonly rules?: Pick<RuleSetData, "priceLists" | "groups" | "exclusions">;
  /** Where the mechanic is meant to stand, if not in an item layer that takes the best. */
  readonly layer?: Pick<LayerData, "stage" | "mode">;

  /** A card is shown; with its points and stamps by account. */
  readonly customer?: Partial<Pick<Customer, "balances" | "segments" | "staff" | "tier">>;
  readonly tenders?: readonly Tender[];
  /** Series of coupons on the counter; with what they say themselves that they are worth. */
  readonly coupons?: readonly (string | Omit<PresentedCoupon, "couponId">)[];
  /** Times that the customer chose this reward of the catalogue. */
  readonly chosen?: number;

  /** What comes off the receipt. */
  readonly saving: Cents;
  /** What comes off each line, in the order of the basket. */
  readonly shares?: readonly Cents[];
  readonly points?: number;
  /** Stamps earned (above 0) or used up (below 0). */
  readonly stamps?: number;
  /** Points burnt. */
  readonly burnt?: number;
  readonly vouchers?: readonly IssuedVoucher[];
  /** The gift that is asked for. */
  readonly gifts?: Pick<Extract<Effect, { kind: "gift" }>, "how" | "articles" | "pieces">;
  /** Lines that the POS is to take out again. */
  readonly withdrawn?: readonly string[];
  /** Who is told something. */
  readonly messages?: readonly ("receipt" | "cashier" | "customer")[];
  /** All that `explain` says where the promotion gives nothing. */
  readonly reasons?: readonly Reason[];
  /** What `suggest` says is missing. */
  readonly missing?: Suggestion["missing"];
}

/** A voucher effect as far as an example tells it. `personal` is false where it is not said. */
type IssuedVoucher = Omit<
  Extract<Effect, { kind: "voucher" }>,
  "kind" | "promotionId" | "text" | "couponIds" | "personal"
> & { readonly personal?: boolean };

/** An example's terms as a rule set writes them. */
function mechanicData(kind: string, terms: unknown): MechanicData {
  return { kind, ...(terms as object) };
}

/** The smallest rule set that shows the example. */
export function exampleRules(kind: string, example: Example<unknown>): RuleSetData {
  const { stage, mode } = example.layer ?? { stage: "item", mode: "best" };
  return {
    semantics: SEMANTICS_VERSION,
    currency: "EUR",
    layers: [{ id: "only", stage, mode }],
    ...example.rules,
    promotions: [
      {
        id: "P",
        name: { en: example.name },
        layer: "only",
        ...example.promotion,
        mechanics: [...(example.beside ?? []), mechanicData(kind, example.terms)],
      },
    ],
  };
}

/** A Saturday morning at till 3, nobody known and no coupons. */
export const SATURDAY: Context = {
  date: "2026-11-21",
  time: "10:00:00",
  weekday: 6,
  store: "0042",
  storeGroups: [],
  till: "3",
  channel: "till",
  coupons: [],
};

/** That Saturday, and whatever the example tells about the customer. */
export function exampleContext({ customer, tenders, coupons, chosen }: Example<unknown>): Context {
  return {
    ...SATURDAY,
    ...(customer === undefined ? {} : { customer: { ...SOMEBODY, ...customer } }),
    ...(tenders === undefined ? {} : { tenders }),
    ...(coupons === undefined ? {} : { coupons: coupons.map(onTheCounter) }),
    ...(chosen === undefined ? {} : { rewards: [{ promotionId: "P", times: chosen }] }),
  };
}

function onTheCounter(coupon: string | Omit<PresentedCoupon, "couponId">, place: number): PresentedCoupon {
  const shown = typeof coupon === "string" ? { series: coupon } : coupon;
  return { couponId: `K${place + 1}`, ...shown };
}

const SOMEBODY: Customer = {
  id: "card-1",
  tier: "",
  segments: [],
  staff: false,
  attributes: {},
  balances: {},
};

/**
 * A basket in one line: `pasta/2/119 ham/0.454kg/1990` is two packs of pasta at 1.19 and 454 g of ham at 19.90 a
 * kilo. Optional fourth part: the department with dots for slashes, `wine/1/599/10.52`; fifth: the promotion whose
 * gift the line is, `mug/1/500//P`.
 */
export function basket(notation: string): Basket {
  const lines = notation.split(" ").filter((word) => word !== "");
  return { currency: "EUR", lines: lines.map((word, index) => line(word, String(index + 1))) };
}

function line(word: string, lineId: string): LineItem {
  const [article = "", quantity = "1", price = "0", department = "", giftOf] = word.split("/");
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
    ...(giftOf === undefined ? {} : { giftOf }),
  };
  if (kilos !== null) {
    const measureThousandths = Number(kilos[1]! + kilos[2]!);
    const extendedCents = divide(unitPriceCents * measureThousandths, 1000, "half-up");
    return { ...common, pieces: 1, measureThousandths, extendedCents };
  }
  const pieces = Number(quantity);
  return { ...common, pieces, extendedCents: unitPriceCents * pieces };
}
