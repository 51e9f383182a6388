/** Why a promotion did or did not apply: the engine's `Explanation`, as a schema. */

import { z } from "zod";
import { couponRefusals } from "../../engine/context.ts";

const cents = z.int();
const bare = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind) });

export const explanationReason = z
  .union([
    z.strictObject({ kind: z.literal("switched-off"), because: z.string() }),
    z.strictObject({ kind: z.literal("not-yet-valid"), from: z.string() }),
    z.strictObject({ kind: z.literal("expired"), to: z.string() }),
    bare("not-this-weekday"),
    bare("not-at-this-time"),
    bare("not-in-this-store"),
    bare("not-at-this-till"),
    bare("not-in-this-channel"),
    bare("card-missing"),
    bare("not-this-tier"),
    bare("not-this-segment"),
    bare("only-staff"),
    bare("not-for-staff"),
    bare("card-shown"),
    z.strictObject({ kind: z.literal("not-this-attribute"), name: z.string() }),
    bare("not-near-birthday"),
    bare("not-near-anniversary"),
    bare("not-this-purchase"),
    bare("not-these-days-since-visit"),
    bare("event-missing"),
    z.strictObject({ kind: z.literal("tender-missing"), tenders: z.array(z.string()) }),
    z.strictObject({ kind: z.literal("tender-short"), tenders: z.array(z.string()), amountCents: cents }),
    z.strictObject({ kind: z.literal("voucher-over"), to: z.string() }),
    bare("reward-not-chosen"),
    z.strictObject({ kind: z.literal("balance-short"), account: z.string(), points: z.int() }),
    bare("used-up"),
    z.strictObject({ kind: z.literal("coupon-missing"), series: z.string() }),
    z.strictObject({ kind: z.literal("coupon-refused"), series: z.string(), why: z.enum(couponRefusals) }),
    z.strictObject({ kind: z.literal("condition-not-met"), condition: z.literal("not") }),
    z.strictObject({ kind: z.literal("units-short"), pieces: z.int(), slot: z.int().optional() }),
    z.strictObject({ kind: z.literal("amount-short"), amountCents: cents }),
    z.strictObject({ kind: z.literal("measure-short"), measureThousandths: z.int() }),
    bare("saves-nothing"),
    bare("not-discountable"),
    z.strictObject({ kind: z.literal("outbid"), by: z.array(z.string()) }),
    z.strictObject({
      kind: z.literal("limit-reached"),
      limit: z.enum(["applications", "units", "unitsPerLine", "amountCents"]),
    }),
    z.strictObject({ kind: z.literal("unknown-mechanic"), mechanic: z.string() }),
    z.strictObject({ kind: z.literal("not-understood"), because: z.string() }),
  ])
  .meta({ id: "explanation-reason", description: "Why a promotion gave nothing, or not more." });

export const explanation = z
  .strictObject({
    promotionId: z.string(),
    name: z.record(z.string(), z.string()),
    applied: z.boolean(),
    times: z.int(),
    amountCents: cents,
    points: z.int(),
    stamps: z.int().optional(),
    vouchers: z.int().optional(),
    reasons: z.array(explanationReason),
  })
  .meta({ id: "explanation", description: "Why one promotion did, or did not, apply: every reason." });
