/**
 * Coupons of the common currency area: an EAN-13 under 981 or 982. Source: GS1 General Specifications, section 2.6.3.1
 * "Coupon identification for use in a common currency area"; the fields as GS1 Ireland and GS1 Greece print them:
 * issuer 4, reference 2, value 3, check digit. 983 and 984 are kept for other currencies and have no fields yet.
 */
import { hasGs1CheckDigit } from "./check-digit.ts";
import { type Family, isDigits, refused } from "./code.ts";

/** Cents that one of the value stands for. */
const centsEach: Readonly<Record<string, number>> = { "981": 10, "982": 1 };

export const euroCoupon: Family = {
  name: "euro-coupon",
  read({ text, symbology }, { euroCoupons }) {
    if (!euroCoupons || text.length !== 13 || !isDigits(text)) return undefined;
    if (symbology !== undefined && symbology !== "ean-13") return undefined;
    const cents = centsEach[text.slice(0, 3)];
    if (cents === undefined) return undefined;
    // More than an article, less than any range of the chain's own.
    const specificity = 1;
    if (!hasGs1CheckDigit(text)) return { specificity, code: refused("check-digit") };
    const value = Number(text.slice(9, 12));
    return {
      specificity,
      code: {
        kind: "coupon",
        code: text,
        ...(value === 0 ? { freeGoods: true as const } : { amountCents: value * cents }),
      },
    };
  },
};
