import type { VoucherDeal } from "../deal.ts";
import { mechanic, type Workshop } from "../mechanic.ts";
import type { VoucherTerms } from "./voucher.terms.ts";

/** A coupon issued for a later visit. */
export const voucher = mechanic<VoucherTerms>({
  kind: "voucher",

  deal(terms, workshop) {
    const { series, pieces = 1, spend, fromDays = 1, from, days, to, personal = false } = terms;
    return {
      shape: "voucher",
      series,
      pieces,
      ...(spend === undefined ? {} : { spend: spendOf(spend, workshop) }),
      worth: worthOf(terms.worth, workshop),
      fromDays,
      ...(from === undefined ? {} : { from }),
      ...(days === undefined ? {} : { days }),
      ...(to === undefined ? {} : { to }),
      personal,
    };
  },
});

function spendOf(
  { select, amountCents, every }: NonNullable<VoucherTerms["spend"]>,
  workshop: Workshop,
): VoucherDeal["spend"] {
  return { select: workshop.select(select, "count"), amountCents, every: every === true };
}

function worthOf(worth: VoucherTerms["worth"], workshop: Workshop): VoucherDeal["worth"] {
  if (worth === undefined) return { kind: "open" };
  if ("amountCents" in worth) return { kind: "amount", amountCents: worth.amountCents };
  if ("percent" in worth) return { kind: "percent", percent: worth.percent };
  return {
    kind: "share",
    percent: workshop.percent(worth.share),
    select: workshop.select(worth.select, "count"),
  };
}
