/** What goods are still missing to a deal's next benefit: for explanations and suggestions. */

import type { Cents } from "../basket.ts";
import type {
  Deal,
  PointsDeal,
  ReceiptDeal,
  ScaledDeal,
  SetDeal,
  SlotDeal,
  UnitDeal,
  VoucherDeal,
} from "../deal.ts";
import { stillToGive } from "../earn/gifts.ts";
import { countedUnits } from "../earn/points.ts";
import { countItems, without } from "../finding/condition.ts";
import { ownGoods } from "../finding/gift.ts";
import { type Matcher, unitsOf } from "../finding/selector.ts";
import { roomOf } from "../layer/floor.ts";
import { alike, heapsOf } from "../layer/heaps.ts";
import { pricesDealt, sheetAtTurn } from "../layer/layer-start.ts";
import { chosenTimes, quotaOf } from "../layer/quota.ts";
import { progressOf } from "../layer/receipt-cut.ts";
import { coveredBy, goodsShortOf } from "../layer/tender.ts";
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
    case "set":
      return setShortfalls(run, entry, deal).slice(0, 1);
    case "slots":
      return slotShortfalls(run, entry, deal);
    case "scaled":
      return scaledShortfall(run, entry, deal);
    case "receipt":
      return receiptShortfalls(run, entry, deal);
    case "points":
      return pointsShortfall(run, entry, deal);
    case "voucher":
      return voucherShortfalls(run, deal);
    case "message":
    case "unknown":
      return [];
    default:
      return deal satisfies never;
  }
}

/** Where its sets are of one article: what is missing of each, the nearest set first. */
export function setShortfalls(run: Run, entry: Entry, deal: SetDeal): Shortfall[] {
  const { select, size } = deal;
  const sheet = sheetAtTurn(run, entry.promotion);
  const units = withinLines(entry, sheet, unitsOf(sheet, select, entry.lines));
  const heaps = heapsOf(deal, units, sheet);
  if (heaps.length === 0) return [{ select, pieces: size }];
  const isMore = heaps.some((heap) => heap.length >= size);
  return heaps
    .map((heap) => ({ heap, pieces: size - (heap.length % size) }))
    .sort((a, b) => a.pieces - b.pieces)
    .map(({ heap: [unit], pieces }) => ({
      select: unit === undefined ? select : alike(deal, unit, sheet),
      pieces,
      isMore,
    }));
}

/** Where several slots want the same goods either may be the one that is short; `lastFirst` leaves it to the first. */
export function slotShortfalls(run: Run, entry: Entry, deal: SlotDeal, lastFirst = false): Shortfall[] {
  const sheet = sheetAtTurn(run, entry.promotion);
  const within = (units: readonly number[]) => withinLines(entry, sheet, units);
  const { sets, short } = fillSlots(deal, sheet, entry.lines, within, lastFirst);
  return short.flatMap((pieces, slot) =>
    pieces === 0 ? [] : [{ select: deal.slots[slot]!.select, pieces, isMore: sets > 0, slot: slot + 1 }],
  );
}

/** Of every line no more units than the promotion may claim there. */
function withinLines({ promotion }: Entry, { lineOf }: Sheet, units: readonly number[]): readonly number[] {
  const { unitsPerLine } = promotion.data.limits ?? {};
  if (unitsPerLine === undefined) return units;
  const taken = new Map<number, number>();
  return units.filter((unit) => {
    const before = taken.get(lineOf[unit]!) ?? 0;
    taken.set(lineOf[unit]!, before + 1);
    return before < unitsPerLine;
  });
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

function scaledShortfall(run: Run, entry: Entry, { select, by, on, tiers }: ScaledDeal): Shortfall[] {
  const sheet = sheetDealt(run, entry);
  // Units that count are those that stood uncut at its turn.
  const units = withinLines(entry, sheet, unitsOf(sheetAtTurn(run, entry.promotion), select, entry.lines));
  const measured = new Set(units.map((unit) => sheet.lineOf[unit]!));
  const counted = {
    pieces: units.length,
    amount: sumOf(sheet.left, units),
    measure: [...measured].reduce((sum, line) => sum + (sheet.lines[line]!.measureThousandths ?? 0), 0),
  }[by];
  // A slice is what lies above its step.
  const above = on === "slice" ? 1 : 0;
  const next = tiers.find(({ from }) => counted < from + above);
  if (next === undefined) return [];
  const short = next.from + above - counted;
  const isMore = counted >= tiers[0]!.from + above;
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
  if (burn !== undefined) return burntShortfall(run, entry, deal);
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
  // What the others leave to a means of payment grows with the goods.
  const isCovered = covered >= next.spendCents;
  const uncovered = isCovered ? 0 : goodsShortOf(tenders!, run.context, next.spendCents);
  const amountCents = Math.max(shortCents, uncovered ?? 0);
  if (amountCents > 0 && uncovered !== undefined) {
    const isMore = tier >= 0 && covered >= tiers[tier]!.spendCents;
    missing.push({ select, amountCents, isMore });
  }
  const { reward } = tiers[Math.max(0, tier)]!;
  // Where the reward rests on what counts towards the step, the step is all that is short.
  const hasOwnGoods = reward.kind === "percent" && reward.select.selector !== select.selector;
  if (hasOwnGoods && unitsOf(sheet, reward.select, entry.lines).length === 0) {
    missing.push({ select: reward.select, pieces: 1 });
  }
  return missing;
}

/** Points buy the whole of what they are worth: of a receipt that is too small they buy nothing. */
function burntShortfall(run: Run, entry: Entry, deal: ReceiptDeal): Shortfall[] {
  const { select, tiers } = deal;
  const { reward } = tiers[0]!;
  if (reward.kind !== "amount") return [];
  const sheet = sheetAtTurn(run, entry.promotion);
  const units = unitsOf(sheet, select, entry.lines);
  const room = units.reduce((sum, unit) => sum + roomOf(sheet, unit, sheet.left[unit]!), 0);
  const times = Math.floor(room / reward.amountCents);
  if (times >= quotaOf(run, entry, deal)) return [];
  return [{ select, amountCents: (times + 1) * reward.amountCents - room, isMore: times > 0 }];
}

/** Counted on what is paid in the end. One point a step is a rate: nobody is told what the next single point costs. */
function pointsShortfall(run: Run, entry: Entry, deal: PointsDeal): Shortfall[] {
  const { select, base, earn, unit } = deal;
  const units = countedUnits(run, entry, deal);
  const cents = sumOf(base === "gross" ? run.sheet.gross : run.sheet.left, units);
  switch (earn.kind) {
    case "fixed":
      return earn.selective && units.length === 0 ? [{ select, pieces: 1 }] : [];
    case "piece":
      return units.length === 0 ? [{ select, pieces: 1 }] : [];
    case "step": {
      const { perStepCents, points } = earn;
      const isMore = cents >= perStepCents;
      if (isMore && unit === "points" && points === 1) return [];
      return [{ select, amountCents: perStepCents - (cents % perStepCents), isMore }];
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
