/** The chain's coupons, in whatever symbology they are printed: "99…" as an EAN-13, or text as a Code 128. */
import { readRange } from "./chain-range.ts";
import type { Family } from "./code.ts";

export const coupon: Family = {
  name: "coupon",
  read: ({ text }, rules) => readRange(text, rules.coupons, (code) => ({ kind: "coupon", code })),
};
