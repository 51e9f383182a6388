/** What is still missing to a promotion's next benefit, in pieces or in money: for explanations and suggestions. */

import type { Cents } from "./basket.ts";
import { type CompiledCondition, couponsFor, type Ground, unmet } from "./condition.ts";
import { sheetAtLayer } from "./layer-start.ts";
import { isReached, shortOf } from "./receipt-cut.ts";
import type { Entry, Run } from "./run.ts";
import { compileSelector, EVERYTHING, type Matcher, unitsOf } from "./selector.ts";

export interface Shortfall {
  /** Articles of this kind are missing. */
  readonly select: Matcher;
  readonly pieces?: number;
  readonly amountCents?: Cents;
  /** There is enough for once already; this is what the next time would need. */
  readonly isMore?: boolean;
}

/** What is missing to the next set, step or condition. Coupons are taken as they are: they can't be bought. */
export function shortfallsOf(run: Run, entry: Entry): Shortfall[] {
  const sheet = sheetAtLayer(run, entry.promotion.layer);
  const missing: Shortfall[] = [];
  const { requires, deals } = entry.promotion;
  if (requires !== undefined)
    conditionShortfalls(requires, { sheet, context: run.context, hasCoupon: () => true }, missing);
  for (const deal of deals) {
    switch (deal.shape) {
      case "unit":
        if (unitsOf(sheet, deal.select, entry.lines).length === 0)
          missing.push({ select: deal.select, pieces: 1 });
        break;
      case "set": {
        const units = unitsOf(sheet, deal.select, entry.lines).length;
        const pieces = deal.size - (units % deal.size);
        missing.push({ select: deal.select, pieces, isMore: units >= deal.size });
        break;
      }
      case "receipt": {
        const then = { ...run, sheet };
        const amountCents = shortOf(then, entry, deal, sheet.left);
        const isMore = isReached(then, entry, deal, sheet.left);
        if (amountCents > 0) missing.push({ select: deal.select, amountCents, isMore });
        break;
      }
      case "slots":
      case "scaled":
      case "points":
      case "voucher":
      case "message":
      case "unknown":
        break;
      default:
        deal satisfies never;
    }
  }
  return missing;
}

function conditionShortfalls(condition: CompiledCondition, ground: Ground, missing: Shortfall[]): void {
  if (couponsFor(condition, ground) !== undefined) return;
  switch (condition.kind) {
    case "all":
    case "any":
      for (const one of condition.of) conditionShortfalls(one, ground, missing);
      return;
    case "items":
    case "basket":
      for (const reason of unmet(condition, ground)) {
        const select =
          condition.kind === "items" ? condition.select : compileSelector(EVERYTHING, new Map(), "count");
        if (reason.kind === "units-short") missing.push({ select, pieces: reason.pieces });
        else if (reason.kind === "amount-short") missing.push({ select, amountCents: reason.amountCents });
      }
      return;
    case "not":
    case "coupon":
    case "customer":
    case "tender":
      return;
    default:
      condition satisfies never;
  }
}
