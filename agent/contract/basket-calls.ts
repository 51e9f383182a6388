/** Parameters of the calls that change what is in the basket: goods, card, coupons. */

import { z } from "zod";
import { answer, code, couponCode, line, override, sale, text } from "./fields.ts";

const change = { ...sale, answer: answer.optional() };
const supervised = { ...change, override: override.optional() };

export const basketCalls = {
  "line.add": z.strictObject({ ...change, line }),
  "line.change": z.strictObject({ ...supervised, line }),
  "line.void": z.strictObject({ ...supervised, lineId: text }),
  "customer.identify": z.strictObject({
    ...change,
    card: code.describe("The label as it was read, or typed."),
  }),
  "customer.forget": z.strictObject(change),
  "coupon.present": z.strictObject({
    ...supervised,
    code: couponCode.describe("The label as it was read, or typed."),
  }),
  "coupon.withdraw": z.strictObject({
    ...change,
    couponId: z.string().min(1).max(300).describe("As its answer named it."),
  }),
  /** Of a POS that forwards what its own scanner read. */
  scan: z.strictObject({
    ...change,
    data: z.string().min(1).max(4096).describe("The label's text."),
    aim: z.string().max(3).optional().describe('AIM symbology identifier, if the scanner sends it: "]E0".'),
  }),
} as const;
