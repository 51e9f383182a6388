/** Coupons for a later visit. The till gives them their numbers; here they are counted, valued and dated. */

import type { Cents } from "../basket.ts";
import type { VoucherDeal } from "../deal.ts";
import { dayAfter } from "../finding/calendar.ts";
import { type Matcher, unitsOf } from "../finding/selector.ts";
import { percentOf } from "../rounding.ts";
import { type Entry, markApplied, type Run } from "../world/run.ts";
import { sumOf } from "../world/sheet.ts";
import { admission, allowanceFor } from "./admission.ts";
import type { EarnEffect } from "./effect.ts";

export function vouchers(run: Run, entries: readonly Entry[]): EarnEffect[] {
  const effects: EarnEffect[] = [];
  for (const entry of entries) {
    for (const deal of entry.promotion.deals) {
      if (deal.shape !== "voucher") continue;
      const series = admission(run, entry);
      const effect = series === undefined ? undefined : voucher(run, entry, deal);
      if (effect === undefined) continue;
      markApplied(run, entry, series!);
      effects.push({ ...effect, couponIds: entry.couponIds });
    }
  }
  return effects;
}

/** Undefined where the step is not reached, nobody is there to own it, it would be worth nothing, or be over already. */
function voucher(
  run: Run,
  entry: Entry,
  deal: VoucherDeal,
): Extract<EarnEffect, { kind: "voucher" }> | undefined {
  const { series, worth, personal } = deal;
  const { customer, date } = run.context;
  const pieces = deal.pieces * Math.min(stepsReached(run, deal), allowanceFor(run, entry).applications);
  if (pieces < 1 || (personal && customer === undefined)) return undefined;
  const amountCents = worthOf(run, entry, deal);
  if (amountCents === 0) return undefined;
  const { id, name, text } = entry.promotion.data;
  const { validFrom, validTo } = goodDays(deal, date);
  if (validTo < validFrom) return undefined;
  return {
    kind: "voucher",
    promotionId: id,
    series,
    pieces,
    ...(amountCents === undefined ? {} : { amountCents }),
    ...(worth.kind === "percent" ? { percent: worth.percent } : {}),
    validFrom,
    validTo,
    personal,
    text: text ?? name,
    couponIds: [],
  };
}

/** Of a voucher issued on that day the first and the last day; the last before the first where it would be over already. */
export function goodDays(
  { fromDays, from = "", days, to }: VoucherDeal,
  date: string,
): { readonly validFrom: string; readonly validTo: string } {
  const earliest = dayAfter(date, fromDays);
  const validFrom = from > earliest ? from : earliest;
  if (days === undefined) return { validFrom, validTo: to! };
  const latest = dayAfter(validFrom, days - 1);
  return { validFrom, validTo: to !== undefined && to < latest ? to : latest };
}

function stepsReached(run: Run, { spend }: VoucherDeal): number {
  if (spend === undefined) return 1;
  const steps = Math.floor(paidOn(run, spend.select) / spend.amountCents);
  return spend.every ? steps : Math.min(1, steps);
}

/** Of each; undefined where its worth is no amount of today. */
function worthOf(run: Run, entry: Entry, { worth }: VoucherDeal): Cents | undefined {
  switch (worth.kind) {
    case "amount":
      return worth.amountCents;
    case "share": {
      const share = percentOf(paidOn(run, worth.select), worth.percent, run.ruleSet.rounding);
      return Math.min(share, allowanceFor(run, entry).amountCents);
    }
    case "percent":
    case "open":
      return undefined;
    default:
      return worth satisfies never;
  }
}

/** On every line that the matcher names, whether or not the promotion was found by it. */
function paidOn({ sheet }: Run, select: Matcher): Cents {
  const lines = sheet.lines.map((_, index) => index);
  return sumOf(sheet.left, unitsOf(sheet, select, lines));
}
