/**
 * What a promotion gives beside money and the rule set declares a value for: points and vouchers. Like every amount of
 * a layer it rests on the prices at the layer's start; what is then granted rests on what is paid.
 */

import { isReceiptCut } from "../deal.ts";
import { points } from "../earn/points.ts";
import { vouchers } from "../earn/vouchers.ts";
import { allowanceOf } from "../layer/allowance.ts";
import { receiptCut } from "../layer/receipt-cut.ts";
import type { Values } from "../promotion.ts";
import type { Entry, Run } from "../world/run.ts";
import type { Milli } from "./shape.ts";

/** If it applies, however often; 0 where nothing is declared. */
export function declaredWorth(run: Run, entry: Entry): Milli {
  const { promotion } = entry;
  if (!promotion.hasValue) return 0;
  const { values } = run.ruleSet;
  const mine: Entry = { ...untouched(entry), applied: true };
  const multiplies = promotion.deals.some(
    (deal) => deal.shape === "points" && deal.earn.kind === "multiplier",
  );
  const others = (multiplies && run.earners) || [];
  const entries = [...others.filter((one) => one.promotion !== promotion).map(untouched), mine];
  const scratch: Run = {
    ...run,
    purse: { ...run.purse, usedBy: new Map(run.purse.usedBy) },
    tags: new Map(run.tags),
    entries,
  };
  let worth = stepsWorth(run, entry, values);
  for (const effect of [...points(scratch, entries), ...vouchers(scratch, [mine])]) {
    if (effect.promotionId !== promotion.id) continue;
    if (effect.kind === "points")
      worth += effect.points * declaredFor(values.thousandPointsCents, effect.account);
    if (effect.kind === "voucher")
      worth += effect.pieces * declaredFor(values.voucherCents, effect.series) * 1000;
  }
  return worth;
}

/** Points that a threshold gives in place of money, or at another step. */
function stepsWorth(run: Run, entry: Entry, values: Values): Milli {
  const { promotion, lines } = entry;
  if (!promotion.givesMoney) return 0;
  let worth = 0;
  for (const deal of promotion.deals) {
    if (!isReceiptCut(deal) || lines.length === 0) continue;
    const { id, limits } = promotion.data;
    const allowance = allowanceOf(limits, run.context.remaining?.[id]);
    const cut = receiptCut(run, entry, deal, run.sheet.left, allowance);
    if (cut !== undefined) worth += cut.points * declaredFor(values.thousandPointsCents, cut.account);
  }
  return worth;
}

function declaredFor(cents: Readonly<Record<string, number>> | undefined, name: string): number {
  return cents !== undefined && Object.hasOwn(cents, name) ? cents[name]! : 0;
}

function untouched({ promotion, lines, ways, quotas }: Entry): Entry {
  return {
    promotion,
    lines,
    ways,
    quotas,
    cuts: [],
    grants: [],
    couponIds: [],
    applied: false,
    conditionMet: true,
    outbidBy: new Set(),
  };
}
