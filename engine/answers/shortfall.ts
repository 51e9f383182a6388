/** What goods are still missing to a deal's next benefit: for explanations and suggestions. */

import type { Cents } from "../basket.ts";
import type { Deal, PointsDeal, ReceiptDeal, ScaledDeal, UnitDeal, VoucherDeal } from "../deal.ts";
import { stillToGive } from "../earn/gifts.ts";
import { countItems, without } from "../finding/condition.ts";
import { ownGoods } from "../finding/gift.ts";
import { type Matcher, unitsOf } from "../finding/selector.ts";
import { pricesDealt, sheetAtTurn } from "../layer/layer-start.ts";
import { chosenTimes } from "../layer/quota.ts";
import { progressOf } from "../layer/receipt-cut.ts";
import { coveredBy } from "../layer/tender.ts";
import { type Entry, onSheet, type Run } from "../world/run.ts";
import { type Sheet, sumOf } from "../world/sheet.ts";
import { fillSlots } from "./slot-fill.ts";

/** Goods of one kind that are missing: one of `pieces`, `amountCents` and `measureThousandths` says how much. */
export interface Shortfall {
  readonly select: Matcher;
  readonly pieces?: number;
  readonly amountCents?: Cents;
  readonly measureThousandths?: number;
  /** There is enough for once already; this is what the next time would need. */
  readonly isMore?: boolean;
  /** Of a set with slots: the slot that is short, counted from 1. */
  readonly slot?: number;
}

/** What is missing to the next set or step of one of the entry's deals: all of it together. */
export function shortfallsOf(run: Run, entry: Entry, deal: Deal): Shortfall[] {
  switch (deal.shape) {
    case "unit":
      return unitShortfalls(run, entry, deal);
    case "set": {
      const units = unitsOf(sheetAtTurn(run, entry.promotion), deal.select, entry.lines).length;
      return [{ select: deal.select, pieces: deal.size - (units % deal.size), isMore: units >= deal.size }];
    }
    case "slots": {
      const { sets, short } = fillSlots(deal, sheetAtTurn(run, entry.promotion), entry.lines);
      return short.flatMap((pieces, slot) =>
        pieces === 0 ? [] : [{ select: deal.slots[slot]!.select, pieces, isMore: sets > 0, slot: slot + 1 }],
      );
    }
    case "scaled":
      return scaledShortfall(run, entry, deal);
    case "receipt":
      return receiptShortfalls(run, entry, deal);
    case "points":
      return pointsShortfall(run, deal);
    case "voucher":
      return voucherShortfalls(run, deal);
    case "message":
    case "unknown":
      return [];
    default:
      return deal satisfies never;
  }
}

/** The sheet with the prices that the promotion's mechanics rest on. */
function sheetDealt(run: Run, { promotion }: Entry): Sheet {
  return { ...run.sheet, left: pricesDealt(run, promotion) };
}

function unitShortfalls(run: Run, entry: Entry, deal: UnitDeal): Shortfall[] {
  const { select, quota, ask } = deal;
  const { data, deals } = entry.promotion;
  const sheet = sheetAtTurn(run, entry.promotion);
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
  if (ask !== undefined && quota !== undefined) {
    if (stillToGive(run, entry, deal) > 0) missing.push({ select, pieces: 1, isMore: entry.applied });
  } else if (unitsOf(sheet, select, entry.lines).length === 0) missing.push({ select, pieces: 1 });
  return missing;
}

function scaledShortfall(run: Run, entry: Entry, { select, by, tiers }: ScaledDeal): Shortfall[] {
  const sheet = sheetDealt(run, entry);
  // Units that count are those that stood uncut at its turn.
  const units = unitsOf(sheetAtTurn(run, entry.promotion), select, entry.lines);
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

/** Means of payment and rewards are chosen, not bought: they stand in the way, but no goods are missing. */
function receiptShortfalls(run: Run, entry: Entry, deal: ReceiptDeal): Shortfall[] {
  const { tenders, burn, tiers, select } = deal;
  if (burn !== undefined && chosenTimes(run, entry.promotion.data.id) === 0) return [];
  const sheet = sheetAtTurn(run, entry.promotion);
  const { tier, shortCents } = progressOf(
    onSheet(run, sheet),
    entry,
    deal,
    pricesDealt(run, entry.promotion),
  );
  const covered = tenders === undefined ? Number.MAX_SAFE_INTEGER : coveredBy(tenders, run.context);
  const missing: Shortfall[] = [];
  const next = tiers[tier + 1] ?? tiers[tier]!;
  if (shortCents > 0 && covered >= next.spendCents) {
    missing.push({ select, amountCents: shortCents, isMore: tier >= 0 });
  }
  const { reward } = tiers[Math.max(0, tier)]!;
  // Where the reward rests on what counts towards the step, the step is all that is short.
  const hasOwnGoods = reward.kind === "percent" && reward.select.selector !== select.selector;
  if (hasOwnGoods && unitsOf(sheet, reward.select, entry.lines).length === 0) {
    missing.push({ select: reward.select, pieces: 1 });
  }
  return missing;
}

/** Counted on what is paid in the end. One point a step is a rate: every cent counts, and nothing is ever short. */
function pointsShortfall({ sheet }: Run, { select, base, earn, unit }: PointsDeal): Shortfall[] {
  const { pieces, cents } = countItems(
    select,
    base === "gross" ? { ...sheet, left: [...sheet.gross] } : sheet,
  );
  switch (earn.kind) {
    case "fixed":
      return earn.selective && pieces === 0 ? [{ select, pieces: 1 }] : [];
    case "piece":
      return pieces === 0 ? [{ select, pieces: 1 }] : [];
    case "step": {
      const { perStepCents, points } = earn;
      if (unit === "points" && points === 1 && cents > 0) return [];
      return [{ select, amountCents: perStepCents - (cents % perStepCents), isMore: cents >= perStepCents }];
    }
    case "multiplier":
      return [];
    default:
      return earn satisfies never;
  }
}

/** Counted on what is paid in the end. */
function voucherShortfalls({ sheet }: Run, { spend, worth }: VoucherDeal): Shortfall[] {
  const missing: Shortfall[] = [];
  if (spend !== undefined) {
    const { select, amountCents, every } = spend;
    const { cents } = countItems(select, sheet);
    const isMore = cents >= amountCents;
    if (!isMore || every) {
      missing.push({ select, amountCents: amountCents - (cents % amountCents), isMore });
    }
  }
  if (worth.kind === "share" && countItems(worth.select, sheet).cents === 0) {
    missing.push({ select: worth.select, pieces: 1 });
  }
  return missing;
}
