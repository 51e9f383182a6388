/**
 * A voucher of the chain's tills: 38 digits under 99 in Code 128, and in a QR code its till's signature behind them. Whether it is
 * genuine, the till knows.
 */
import type { Family } from "./code.ts";

export const voucher: Family = {
  name: "voucher",
  read: ({ text, symbology }) =>
    symbology !== "gs1" && /^99[0-9]{36}([1-9][0-9]{399,899})?$/.test(text)
      ? { specificity: 2, code: { kind: "coupon", code: text } }
      : undefined,
};
