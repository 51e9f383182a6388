/** What is still missing to a promotion's next benefit, in pieces or in money: for explanations and suggestions. */

import type { Cents } from "../basket.ts";
import type { Deal, ScaledDeal, UnitDeal, VoucherDeal } from "../deal.ts";
import { stillToGive } from "../earn/gifts.ts";
import {
  type CompiledCondition,
  countItems,
  couponsFor,
  type Ground,
  unmet,
  without,
} from "../finding/condition.ts";
import { ownGoods } from "../finding/gift.ts";
import { compileSelector, EVERYTHING, type Matcher, unitsOf } from "../finding/selector.ts";
import { sheetAsked } from "../layer/layer-start.ts";
import { chosenTimes } from "../layer/quota.ts";
import { isReached, shortOf } from "../layer/receipt-cut.ts";
import { coveredBy } from "../layer/tender.ts";
import { type Entry, onSheet, type Run } from "../world/run.ts";
import { type Sheet, sumOf } from "../world/sheet.ts";
import { fillSlots } from "./slot-fill.ts";

export interface Shortfall {
  /** Articles of this kind are missing. */
  readonly select: Matcher;
  readonly pieces?: number;
  readonly amountCents?: Cents;
  readonly measureThousandths?: number;
  /** There is enough for once already; this is what the next time would need. */
  readonly isMore?: boolean;
  /** Of a set with slots: the slot that is short, counted from 1. */
  readonly slot?: number;
  /** Nothing that can be put on the counter alone: other slots are short as well, or the POS adds it by itself. */
  readonly isNoProbe?: boolean;
}

/** What is missing to the next set, step or condition. Coupons are taken as they are: they can't be bought. */
export function shortfallsOf(run: Run, entry: Entry): Shortfall[] {
  const sheet = sheetAsked(run, entry.promotion);
  const missing: Shortfall[] = [];
  const { requires, deals } = entry.promotion;
  if (requires !== undefined)
    conditionShortfalls(requires, { sheet, context: run.context, hasCoupon: () => true }, missing);
  for (const deal of deals) missing.push(...dealShortfalls(run, entry, deal, sheet));
  return missing;
}

function dealShortfalls(run: Run, entry: Entry, deal: Deal, sheet: Sheet): Shortfall[] {
  switch (deal.shape) {
    case "unit":
      return unitShortfalls(run, entry, deal, sheet);
    case "set": {
      const units = unitsOf(sheet, deal.select, entry.lines).length;
      return [{ select: deal.select, pieces: deal.size - (units % deal.size), isMore: units >= deal.size }];
    }
    case "slots": {
      const { sets, short } = fillSlots(deal, sheet, entry.lines);
      const isNoProbe = short.filter((pieces) => pieces > 0).length > 1;
      return short.flatMap((pieces, slot) =>
        pieces === 0
          ? []
          : [{ select: deal.slots[slot]!.select, pieces, isMore: sets > 0, slot: slot + 1, isNoProbe }],
      );
    }
    case "scaled":
      return scaledShortfall(entry, deal, sheet);
    case "receipt": {
      // Means of payment and rewards are chosen, not bought.
      if (deal.tenders !== undefined && coveredBy(deal.tenders, run.context) === 0) return [];
      if (deal.burn !== undefined && chosenTimes(run, entry.promotion.data.id) === 0) return [];
      const then = onSheet(run, sheet);
      const amountCents = shortOf(then, entry, deal, sheet.left);
      const isMore = isReached(then, entry, deal, sheet.left);
      return amountCents > 0 ? [{ select: deal.select, amountCents, isMore }] : [];
    }
    case "voucher":
      return voucherShortfall(run, deal);
    case "points":
    case "message":
    case "unknown":
      return [];
    default:
      return deal satisfies never;
  }
}

function unitShortfalls(run: Run, entry: Entry, deal: UnitDeal, sheet: Sheet): Shortfall[] {
  const { select, quota, ask } = deal;
  const { data, deals } = entry.promotion;
  if (quota?.kind === "chosen" && chosenTimes(run, data.id) === 0) return [];
  const missing: Shortfall[] = [];
  if (quota?.kind === "gift" && quota.every !== undefined) {
    const { pieces, amountCents } = quota.every;
    const counted = without(quota.every.select, ownGoods(data.id, deals));
    const bought = countItems(counted, sheet);
    if (pieces !== undefined) {
      const short = pieces - (bought.pieces % pieces);
      missing.push({ select: counted, pieces: short, isMore: bought.pieces >= pieces });
    }
    if (amountCents !== undefined) {
      const short = amountCents - (bought.cents % amountCents);
      missing.push({ select: counted, amountCents: short, isMore: bought.cents >= amountCents });
    }
  }
  const isThere = unitsOf(sheet, select, entry.lines).length > 0;
  if (ask === undefined || quota === undefined) {
    if (!isThere) missing.push({ select, pieces: 1 });
  } else if (stillToGive(run, entry, deal) > 0) {
    missing.push({ select, pieces: 1, isMore: entry.applied, isNoProbe: ask.how === "asked" });
  }
  return missing;
}

function scaledShortfall({ lines }: Entry, { select, by, tiers }: ScaledDeal, sheet: Sheet): Shortfall[] {
  const units = unitsOf(sheet, select, lines);
  const measured = new Set(units.map((unit) => sheet.lineOf[unit]!));
  const counted = {
    pieces: units.length,
    amount: sumOf(sheet.left, units),
    measure: [...measured].reduce((sum, line) => sum + (sheet.lines[line]!.measureThousandths ?? 0), 0),
  }[by];
  const next = tiers.find(({ from }) => counted < from);
  if (next === undefined) return [];
  const short = next.from - counted;
  const isMore = counted >= tiers[0]!.from;
  switch (by) {
    case "pieces":
      return [{ select, pieces: short, isMore }];
    case "amount":
      return [{ select, amountCents: short, isMore }];
    case "measure":
      return [{ select, measureThousandths: short, isMore }];
    default:
      return by satisfies never;
  }
}

/** Counted on what is paid in the end. */
function voucherShortfall({ sheet }: Run, { spend }: VoucherDeal): Shortfall[] {
  if (spend === undefined) return [];
  const { select, amountCents, every } = spend;
  const { cents } = countItems(select, sheet);
  const isMore = cents >= amountCents;
  return isMore && !every ? [] : [{ select, amountCents: amountCents - (cents % amountCents), isMore }];
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
          condition.kind === "items"
            ? condition.select
            : without(compileSelector(EVERYTHING, new Map(), "count"), condition.skips);
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
