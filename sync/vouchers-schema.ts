/** What of `vouchers.ts` is read from others. */

import { z } from "zod";
import type { VoucherSetting, VoucherUse, VoucherUsed } from "./vouchers.ts";

export const voucherSettingSchema = z.object({
  signed: z.boolean().optional(),
  byNumberCents: z.int().min(0).optional(),
  earlierUntil: z.iso.date().optional(),
  perTillAndDayCents: z.int().min(0).optional(),
}) satisfies z.ZodType<VoucherSetting>;

const issuer = { key: z.string(), store: z.string(), till: z.string(), issuedMs: z.int() };
const signed = z.object({ form: z.literal("signed"), ...issuer });
const unsigned = z.object({ form: z.enum(["number", "earlier"]) });
const worth = { amountCents: z.int().optional() };

export const voucherUseSchema = z.union([signed, unsigned]) satisfies z.ZodType<VoucherUse>;
export const voucherUsedSchema = z.union([
  signed.extend(worth),
  unsigned.extend(worth),
]) satisfies z.ZodType<VoucherUsed>;

/** What a sale, or a return, tells of those that it issued. */
export const issuedVouchersSchema = z.array(
  z.object({ couponId: z.string().min(1), series: z.string(), ...worth }),
);
