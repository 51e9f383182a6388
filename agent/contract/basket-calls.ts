/** Parameters of the calls that change what is in the basket: goods, card, coupons. */

import { z } from "zod";
import { answer, code, line, override, sale, text } from "./fields.ts";

const change = { ...sale, answer: answer.optional() };
const supervised = { ...change, override: override.optional() };

export const basketCalls = {
  "line.add": z.strictObject({ ...change, line }),
  "line.change": z.strictObject({ ...supervised, line }),
  "line.void": z.strictObject({ ...supervised, lineId: text }),
  "customer.identify": z.strictObject({ ...change, card: code }),
  "customer.forget": z.strictObject(change),
  "coupon.present": z.strictObject({ ...supervised, code }),
  "coupon.withdraw": z.strictObject({ ...change, couponId: z.string().min(1).max(300) }),
} as const;
