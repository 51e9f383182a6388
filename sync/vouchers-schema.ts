/** What of `vouchers.ts` is read from others. */

import { z } from "zod";
import type { VoucherSetting, VoucherUse } from "./vouchers.ts";

export const voucherSettingSchema = z.object({
  byNumberCents: z.int().min(0).optional(),
  earlierUntil: z.iso.date().optional(),
  perTillAndDayCents: z.int().min(0).optional(),
}) satisfies z.ZodType<VoucherSetting>;

export const voucherUseSchema = z.union([
  z.object({
    form: z.literal("signed"),
    key: z.string(),
    store: z.string(),
    till: z.string(),
    issuedMs: z.int(),
  }),
  z.object({ form: z.enum(["number", "earlier"]) }),
]) satisfies z.ZodType<VoucherUse>;
