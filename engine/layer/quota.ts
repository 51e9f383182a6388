/**
 * How often a deal may apply in this transaction because of the customer or the basket: what a balance pays for, what
 * was chosen from the catalogue, how many gifts were deserved. Resolved on the prices of the layer's start.
 */

import type { Burn, Deal, Quota, ReceiptDeal, UnitDeal } from "../deal.ts";
import { countItems, couponsFor, without } from "../finding/condition.ts";
import { ownGoods } from "../finding/gift.ts";
import { freeCoupons } from "../finding/purse.ts";
import { unitsOf } from "../finding/selector.ts";
import { percentOf } from "../rounding.ts";
import type { Entry, Run } from "../world/run.ts";
import type { Sheet } from "../world/sheet.ts";
import { type Allowance, allowanceOf } from "./allowance.ts";
import { roomOf } from "./floor.ts";
import { sheetAtLayer, sheetAtTurn } from "./layer-start.ts";
import { unitSaving } from "./unit-saving.ts";

/** Nothing but its own limits binds it. */
const ENDLESS = Number.MAX_SAFE_INTEGER;

/** Units that a unit deal may take, times that a receipt deal may apply. `deal` is one of the entry's own. */
export function quotaOf(run: Run, entry: Entry, deal: Deal): number {
  const wanted = wantedTimes(run, entry, deal);
  const burn = burnOf(deal);
  if (burn === undefined) return wanted;
  return Math.min(wanted, Math.max(0, Math.floor(balanceLeft(run, entry, deal, burn) / burn.each)));
}

/** The customer decides how often it applies. */
export function isChosen(deal: Deal): boolean {
  return deal.shape === "unit"
    ? deal.quota?.kind === "chosen"
    : deal.shape === "receipt" && deal.burn !== undefined;
}

/** As it was found at the layer's start, or else as things stand. */
export function quotaFor(run: Run, entry: Entry, dealIndex: number): number {
  return entry.quotas?.[dealIndex] ?? quotaOf(run, entry, entry.promotion.deals[dealIndex]!);
}

/** Points or stamps that each application of the deal uses up, if any. */
export function burnOf(deal: Deal): Burn | undefined {
  return deal.shape === "unit" || deal.shape === "receipt" ? deal.burn : undefined;
}

/** What the customer has in an account; nothing without a card. May be negative. */
export function balanceOf({ context }: Run, account: string): number {
  const balances = context.customer?.balances ?? {};
  return Object.hasOwn(balances, account) ? balances[account]! : 0;
}

/** How often the customer asked for the reward. */
export function chosenTimes({ context }: Run, promotionId: string): number {
  const mine = (context.rewards ?? []).filter((reward) => reward.promotionId === promotionId);
  return mine.reduce((sum, { times }) => sum + times, 0);
}

/** What a deal's applications so far have used up. */
export function burntBy(entry: Entry, dealIndex: number): number {
  const burn = burnOf(entry.promotion.deals[dealIndex]!);
  const cut = entry.cuts.find((one) => one.dealIndex === dealIndex);
  return burn === undefined || cut === undefined ? 0 : cut.times * burn.each;
}

/** Before the balance is asked. */
function wantedTimes(run: Run, entry: Entry, deal: Deal): number {
  const { id } = entry.promotion.data;
  if (deal.shape === "receipt" && deal.burn !== undefined) return chosenTimes(run, id);
  if (deal.shape !== "unit" || deal.quota === undefined) return ENDLESS;
  switch (deal.quota.kind) {
    case "gift":
      return deal.quota.pieces * steps(run, entry, deal.quota);
    case "balance":
      return ENDLESS;
    case "chosen":
      return chosenTimes(run, id);
    default:
      return deal.quota satisfies never;
  }
}

function steps(run: Run, { promotion }: Entry, { every }: Extract<Quota, { kind: "gift" }>): number {
  if (every === undefined) return 1;
  const select = without(every.select, ownGoods(promotion.data.id, promotion.deals));
  const { pieces, cents } = countItems(select, sheetAtTurn(run, promotion));
  const byPieces = every.pieces === undefined ? ENDLESS : Math.floor(pieces / every.pieces);
  const byAmount = every.amountCents === undefined ? ENDLESS : Math.floor(cents / every.amountCents);
  return Math.min(byPieces, byAmount);
}

/**
 * Of promotions that use the same account the one that comes first has it first: what earlier layers used up is gone,
 * and in its own layer nobody counts on what an earlier one may take.
 */
export function balanceLeft(run: Run, entry: Entry, deal: Deal, { account }: Burn): number {
  const mine = entry.promotion;
  let left = balanceOf(run, account) - (run.burnt.get(account) ?? 0);
  for (const other of run.entries) {
    const { layer, deals } = other.promotion;
    if (layer > mine.layer) break;
    const hasPlayed = layer < mine.layer || run.ruleSet.layers[layer]!.mode === "stack";
    let isOwn = false;
    for (let index = 0; index < deals.length; index++) {
      const one = deals[index]!;
      if (one === deal) isOwn = true;
      const burn = burnOf(one);
      if (one === deal || burn?.account !== account) continue;
      // Of one promotion goods are claimed before the receipt is cut, also by a mechanic that comes later.
      const isToCome = other.promotion === mine && one.shape === "receipt" && deal.shape === "unit";
      if (isOwn || (hasPlayed && !isToCome)) left -= burntBy(other, index);
      else left -= mayBurn(run, other, one, burn, left);
    }
    if (isOwn) return left;
  }
  return left;
}

/** The most that a rival of the same layer may use up: nothing is burnt for what saves nothing, or does not fit. */
function mayBurn(run: Run, entry: Entry, deal: Deal, { each }: Burn, left: number): number {
  const { requires, layer } = entry.promotion;
  if (isKeptOut(run, entry)) return 0;
  const sheet = sheetAtLayer(run, layer);
  const hasCoupon = (series: string) => freeCoupons(run.purse, series).length > 0;
  if (
    requires !== undefined &&
    !entry.applied &&
    couponsFor(requires, { sheet, context: run.context, hasCoupon }) === undefined
  )
    return 0;
  const allowance = allowanceOf(entry.promotion.data.limits, run.context.remaining?.[entry.promotion.id]);
  let most = allowance.applications;
  if (deal.shape === "unit") most = Math.min(most, savingUnits(sheet, deal, entry.lines));
  else if (deal.shape === "receipt") most = Math.min(most, fittingTimes(run, sheet, entry, deal, allowance));
  const times = Math.min(wantedTimes(run, entry, deal), most, Math.max(0, Math.floor(left / each)));
  return times * each;
}

/** A promotion of an earlier layer holds one of its exclusion tags. */
function isKeptOut({ tags, entries }: Run, { promotion: { id, layer, data } }: Entry): boolean {
  return (data.excludes ?? []).some((tag) => {
    const holder = tags.get(tag);
    if (holder === undefined || holder === id) return false;
    return !entries.some((one) => one.promotion.id === holder && one.promotion.layer === layer);
  });
}

/** Times that points burnt for a discount fit whole into what the goods cost above their floors; a percentage comes once. */
function fittingTimes(
  { ruleSet }: Run,
  sheet: Sheet,
  { lines }: Entry,
  { select, tiers, maxCents }: ReceiptDeal,
  { amountCents }: Allowance,
): number {
  const { reward } = tiers[0]!;
  if (reward.kind !== "amount" && reward.kind !== "percent") return ENDLESS;
  const units = unitsOf(sheet, reward.kind === "percent" ? reward.select : select, lines);
  const room = units.reduce((sum, unit) => sum + roomOf(sheet, unit, sheet.left[unit]!), 0);
  if (reward.kind === "percent")
    return percentOf(room, reward.percent, ruleSet.rounding) > 0 && amountCents > 0 ? 1 : 0;
  return Math.floor(Math.min(room, maxCents ?? room, amountCents) / reward.amountCents);
}

function savingUnits(sheet: Sheet, deal: UnitDeal, lines: readonly number[]): number {
  const units = unitsOf(sheet, deal.select, lines);
  return units.filter((unit) => unitSaving(deal, unit, sheet, sheet.left) > 0).length;
}
