/**
 * The verifier digit that some chains and countries print before the price or the weight of an in-store label.
 * Source: GS1 General Specifications, sections 7.9.2 "Price/weight check digit calculation" to 7.9.4.
 */

/** Products of the weighting factors "2-", "3", "5+" and "5-", by the digit. */
const twoMinus = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
const three = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
const fivePlus = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
const fiveMinus = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];

const weights: Readonly<Record<number, readonly (readonly number[])[]>> = {
  4: [twoMinus, twoMinus, three, fiveMinus],
  5: [fivePlus, twoMinus, fiveMinus, fivePlus, twoMinus],
};

/** The verifier of a price field of four or five digits: "2875" has 9, "14685" has 6. */
export function priceCheckDigit(digits: string): number {
  const factors = weights[digits.length];
  if (!factors) throw new RangeError(`A price of ${digits.length} digits has no verifier.`);
  const sum = factors.reduce((total, factor, at) => total + factor[Number(digits[at])]!, 0);
  return digits.length === 4 ? (sum * 3) % 10 : fiveMinus.indexOf((10 - (sum % 10)) % 10);
}
