import { z } from "zod";
import { reservationSchema } from "../claims/claims.ts";
import { eventHash } from "../event-hash.ts";
import { type OutboxEvent, PARKED_KIND } from "../protocol.ts";
import { keySchema, movedFromSchema } from "../suspended.ts";
import type { VoucherUsed } from "../vouchers.ts";
import { issuedVouchersSchema, voucherUsedSchema } from "../vouchers-schema.ts";

/** What an event means to HQ. `nothing` is a kind from a newer till: held raw until HQ is updated. */
export type Meaning =
  | {
      readonly kind: "sale";
      readonly saleId: string;
      /** The till's own name for it. */
      readonly transactionId: string | null;
      readonly receipt: string;
      readonly totalCents: number;
      readonly discountCents: number;
      /** It had been suspended: what the sale is called at whichever till it was. */
      readonly suspension: { readonly key: string; readonly couponsUsed: readonly string[] } | null;
      readonly vouchers: readonly IssuedAtHq[];
    }
  | {
      readonly kind: "coupon-use";
      readonly couponId: string;
      readonly series: string;
      readonly saleId: string;
      readonly customerId: string | null;
      /** Under which it had been claimed. */
      readonly reservation: string | null;
      /** Of a voucher: how it had proved itself. */
      readonly voucher?: VoucherUsed | undefined;
    }
  /** A customer's points paid for something. The balance is what the till knew before, and when HQ had reckoned it. */
  | {
      readonly kind: "points-use";
      readonly customerId: string;
      readonly account: string;
      readonly points: number;
      readonly saleId: string;
      readonly balance: number;
      readonly balanceAtMs: number;
      readonly reservation: string | null;
    }
  /** Of limits for each customer; what a return gives back is negative. `name`: of the sale, or of the return. */
  | {
      readonly kind: "customer-uses";
      readonly name: string;
      readonly saleId: string;
      readonly customerId: string;
      readonly uses: readonly z.output<typeof useSchema>[];
    }
  /** The sale left without what it had claimed. */
  | { readonly kind: "claim-released"; readonly reservation: string }
  /** Goods came back. `saleId` null: nobody had found their sale. */
  | {
      readonly kind: "return";
      readonly returnId: string;
      readonly saleId: string | null;
      readonly receipt: string;
      readonly paidOutCents: number;
      /** Smaller vouchers that it left. */
      readonly vouchersInstead: readonly IssuedAtHq[];
    }
  /** What it had been used for came back: its owner may use it again. */
  | {
      readonly kind: "coupon-restored";
      readonly couponId: string;
      readonly saleId: string;
      readonly returnId: string;
    }
  /** A sale that had been suspended left without being paid. */
  | { readonly kind: "suspension-cancelled"; readonly key: string; readonly movedFrom: readonly string[] }
  /** A promotion as it was when it met a sale, called by its hash. */
  | { readonly kind: "definition"; readonly hash: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "unclear"; readonly reason: string };

type IssuedAtHq = z.output<typeof issuedVouchersSchema>[number];

/** A sale is none the worse for what HQ can't read of its vouchers. */
const issued = issuedVouchersSchema.catch([]);

/** The parts of a sale that HQ lists; the whole of it stays in the event's body. */
const saleSchema = z.object({
  saleId: z.string().min(1),
  transactionId: z
    .string()
    .nullish()
    .transform((id) => id ?? null),
  receipt: z.union([z.string(), z.number()]).transform(String),
  totalCents: z.int(),
  discountCents: z.int(),
  suspension: z
    .object({ key: keySchema, couponsUsed: z.array(z.string()) })
    .nullish()
    .transform((suspension) => suspension ?? null),
  vouchers: issued,
});
const couponSchema = z.object({
  couponId: z.string().min(1),
  series: z.string(),
  saleId: z.string().min(1),
  customerId: z.string().nullish(),
  reservation: reservationSchema.nullish(),
  voucher: voucherUsedSchema.optional().catch(undefined),
});
const pointsSchema = z.object({
  customerId: z.string().min(1),
  account: z.string().min(1),
  points: z.int().min(1),
  saleId: z.string().min(1),
  balance: z.int(),
  balanceAtMs: z.int(),
  reservation: reservationSchema.nullish(),
});
const useSchema = z.object({
  promotionId: z.string().min(1),
  period: z.string().min(1),
  of: z.string(),
  applications: z.int(),
  amountCents: z.int(),
});
const allowancesSchema = z.object({
  saleId: z.string().min(1),
  returnId: z.string().min(1).optional(),
  customerId: z.string().nullish(),
  allowances: z.array(useSchema),
});
const releasedSchema = z.object({ reservation: reservationSchema });
const returnSchema = z.object({
  returnId: z.string().min(1),
  saleId: z.string().min(1).nullish(),
  receipt: z.string(),
  paidOutCents: z.int(),
  vouchersInstead: issued,
});
const restoredSchema = z.object({
  couponId: z.string().min(1),
  saleId: z.string().min(1),
  returnId: z.string().min(1),
});
const voidedSchema = z.object({
  couponId: z.string().min(1),
  series: z.string(),
  returnId: z.string().min(1),
  customerId: z.string().nullish(),
});
const definitionSchema = z.object({ hash: z.string().min(1) });
const cancelledSchema = z.object({ key: keySchema, movedFrom: movedFromSchema.default([]) });

/** Pure. Never throws: what isn't understood is `unclear`, with a reason for HQ's people. */
export function interpret(event: OutboxEvent): Meaning {
  // It carries the hash of the event whose place it takes.
  if (event.kind === PARKED_KIND)
    return {
      kind: "unclear",
      reason: `parked: the till could not hand this event over: ${event.body.slice(0, 1000)}`,
    };
  if (eventHash(event) !== event.hash) {
    return {
      kind: "unclear",
      reason: "wrong-hash: the event was damaged in the till's journal",
    };
  }
  switch (event.kind) {
    case "sale":
      return read(event, saleSchema, (sale) => ({ kind: "sale", ...sale }));
    case "coupon.redeemed":
      return read(event, couponSchema, (use) => ({
        kind: "coupon-use",
        ...use,
        customerId: use.customerId ?? null,
        reservation: use.reservation ?? null,
      }));
    case "points.used":
      return read(event, pointsSchema, (use) => ({
        kind: "points-use",
        ...use,
        reservation: use.reservation ?? null,
      }));
    case "allowance.booked":
    case "allowance.returned":
      return read(event, allowancesSchema, ({ saleId, returnId, customerId, allowances }) => {
        // This till's part of a budget is added up elsewhere.
        const mine = allowances.filter(({ of }) => of === "customer");
        if (mine.length === 0 || customerId == null) return { kind: "nothing" };
        const sign = event.kind === "allowance.returned" ? -1 : 1;
        const uses = mine.map((use) => ({
          ...use,
          applications: sign * use.applications,
          amountCents: sign * use.amountCents,
        }));
        return { kind: "customer-uses", name: returnId ?? saleId, saleId, customerId, uses };
      });
    case "claim.released":
      return read(event, releasedSchema, ({ reservation }) => ({ kind: "claim-released", reservation }));
    case "coupon.voided":
      // The return has used it up: nobody else may any more.
      return read(event, voidedSchema, ({ couponId, series, returnId, customerId }) => ({
        ...{ kind: "coupon-use", couponId, series, saleId: returnId, reservation: null },
        customerId: customerId ?? null,
      }));
    case "return":
      return read(event, returnSchema, (back) => ({ kind: "return", ...back, saleId: back.saleId ?? null }));
    case "coupon.restored":
      return read(event, restoredSchema, (restored) => ({ kind: "coupon-restored", ...restored }));
    case "definition":
      return read(event, definitionSchema, ({ hash }) => ({ kind: "definition", hash }));
    case "suspension.cancelled":
      return read(event, cancelledSchema, (told) => ({ kind: "suspension-cancelled", ...told }));
    default:
      return { kind: "nothing" };
  }
}

/** JSON's escapes of what PostgreSQL takes in no text: NUL, and half a pair. */
const UNSTORABLE = /\\u(0000|d[89a-f])/i;

/** In HQ's lists such a character is another one; in the event's body it stays as it came. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\ufffd") : value;
}

function read<T>(event: OutboxEvent, schema: z.ZodType<T>, meaning: (value: T) => Meaning): Meaning {
  let value: unknown;
  try {
    value = UNSTORABLE.test(event.body) ? JSON.parse(event.body, storable) : JSON.parse(event.body);
  } catch (error) {
    return { kind: "unclear", reason: `${event.kind}: the body is not JSON: ${(error as Error).message}` };
  }
  const result = schema.safeParse(value);
  if (result.success) return meaning(result.data);
  const issue = result.error.issues[0];
  return { kind: "unclear", reason: `${event.kind}: ${issue?.path.join(".") || "body"}: ${issue?.message}` };
}
