/** What an activity was given, as claims: its sets formed anew and counted exactly. */

import type { Cents } from "../basket.ts";
import type { Deal, SetDeal, SlotDeal } from "../deal.ts";
import { ENDLESS } from "../layer/allowance.ts";
import type { Claim } from "../layer/claim.ts";
import { scaledTake } from "../layer/scaled-take.ts";
import { setSaving, slotSaving } from "../layer/set-saving.ts";
import { bestSlotSets } from "../layer/slot-sets.ts";
import { formSets, lineTake, setTake, slotTake, slotUnits, type Take, unitTake } from "../layer/take.ts";
import type { Rounding } from "../rounding.ts";
import type { Run } from "../world/run.ts";
import { type Sheet, sumOf } from "../world/sheet.ts";
import type { Activity } from "./activity.ts";
import { grouped } from "./grouping.ts";
import { limitsOf } from "./limits.ts";

/** What units are taken for. */
interface Formed {
  readonly takes: readonly Take[];
  /** No other way of forming sets of these units saves more. */
  readonly isExact: boolean;
  /** Sets that were looked at to know it. */
  readonly looks: number;
}

/** `units`: dearest first. */
export function claimsOf(
  run: Run,
  { entry, dealIndex, likeness }: Activity,
  units: readonly number[],
): { readonly claims: Claim[] } & Pick<Formed, "isExact" | "looks"> {
  if (units.length === 0) return { claims: [], isExact: true, looks: 0 };
  const deal = entry.promotion.deals[dealIndex]!;
  const isPack = likeness?.startsWith("pack") ?? false;
  const most = limitsOf(run, entry)?.applications ?? ENDLESS;
  const { takes, isExact, looks } = formed(deal, isPack, units, most, run.sheet, run.ruleSet.rounding);
  const claims = takes
    .filter(({ amountCents }) => amountCents > 0)
    .map((take) => ({ entry, dealIndex, take }));
  return { claims, isExact, looks };
}

function formed(
  deal: Deal,
  isPack: boolean,
  units: readonly number[],
  most: number,
  sheet: Sheet,
  rounding: Rounding,
): Formed {
  const prices = sheet.left;
  const sure = (takes: readonly Take[]) => ({ takes, isExact: true, looks: 0 });
  switch (deal.shape) {
    case "unit":
      if (deal.by === "line") return sure([lineTake(deal, units, sheet, prices)]);
      return sure(units.map((unit) => unitTake(deal, unit, sheet, prices)));
    case "set": {
      if (isPack) return sure([setTake(deal, units, sheet, prices)]);
      if (deal.reward.kind === "units" && deal.reward.together) return together(deal, units, most, sheet);
      return sure(formSets(deal, units, sheet, prices).map((set) => setTake(deal, set, sheet, prices)));
    }
    case "slots":
      return filled(deal, isPack ? 1 : most, units, sheet, rounding);
    case "scaled":
      return sure([scaledTake(deal, units, sheet, prices, rounding)]);
    default:
      return sure([]);
  }
}

/** Sets whose reward is rounded once. Any that are left over by whole sets are not used. */
function together(deal: SetDeal, units: readonly number[], most: number, sheet: Sheet): Formed {
  const { size, reward } = deal;
  if (reward.kind !== "units") return { takes: [], isExact: true, looks: 0 };
  const prices = sheet.left;
  const order = units.slice(0, units.length - (units.length % size));
  const isShare = reward.likeness === "share";
  const share = (cents: Cents) => (cents * reward.strength) / 100_000;
  /** The rewarded ones of a set, dearest first. */
  const rewarded = (own: readonly Cents[]) =>
    reward.pick === "dearest" ? own.slice(0, reward.count) : own.slice(size - reward.count);
  const saving = ([own = []]: readonly (readonly Cents[])[]) => setSaving(deal, [...own.keys()], own);
  const terms = {
    slots: [{ min: size, max: size, rewarded: true }],
    saving,
    fraction: (sets: readonly (readonly Cents[])[]) =>
      isShare ? share(total(rewarded(sets[0]!))) : saving(sets),
  };
  const sets = order.length / size;
  const inTurn = Array.from({ length: sets }, (_, n) => order.slice(n * size, (n + 1) * size));
  // No other grouping rewards dearer ones.
  const dearest =
    reward.pick === "dearest"
      ? order.slice(0, sets * reward.count)
      : inTurn.flatMap((set) => set.slice(size - reward.count));
  const enough = isShare
    ? Math.floor((sumOf(prices, dearest) * reward.strength + sets * 50_000) / 100_000)
    : ENDLESS;
  const goods = order.map((unit) => ({ cents: prices[unit]!, slots: [0] }));
  const found = grouped(terms, goods, most, enough);
  const takes = (found?.sets ?? []).map((set) =>
    setTake(
      deal,
      set.map(({ at }) => order[at]!),
      sheet,
      prices,
    ),
  );
  return { takes, isExact: found?.isExact ?? true, looks: found?.looks ?? 0 };
}

/** Slots filled: all units taken if that can be, otherwise what can. */
function filled(
  deal: SlotDeal,
  most: number,
  units: readonly number[],
  sheet: Sheet,
  rounding: Rounding,
): Formed {
  const { slots, reward } = deal;
  const goods = slotUnits(deal, units, sheet, sheet.left);
  const rewarded = (prices: readonly (readonly Cents[])[]) =>
    prices.reduce((sum, own, slot) => (slots[slot]!.rewarded ? sum + total(own) : sum), 0);
  const share = (cents: Cents) => (reward.kind === "percent" ? (cents * reward.percent) / 100_000 : 0);
  const saving = (prices: readonly (readonly Cents[])[]) => slotSaving(deal, rewarded(prices), rounding);
  const fraction = (prices: readonly (readonly Cents[])[]) =>
    reward.kind === "percent" ? share(rewarded(prices)) : saving(prices);
  const least = slots.reduce((sum, { min }) => sum + min, 0);
  const gross = goods.reduce(
    (sum, { cents, slots: fits }) => (fits.some((slot) => slots[slot]!.rewarded) ? sum + cents : sum),
    0,
  );
  const sets = Math.floor(goods.length / Math.max(1, least));
  const enough =
    reward.kind === "percent" ? Math.floor((gross * reward.percent + sets * 50_000) / 100_000) : ENDLESS;
  const found =
    reward.kind === "price" ? undefined : grouped({ slots, saving, fraction }, goods, most, enough);
  const filling =
    found === undefined
      ? bestSlotSets(deal, goods, rounding, most, true)
      : found.sets.map((set) => ({
          units: set.map(({ at }) => goods[at]!.unit),
          rewarded: set.filter(({ slot }) => slots[slot]!.rewarded).map(({ at }) => goods[at]!.unit),
        }));
  const takes = filling.map((set) => slotTake(deal, set, sheet, sheet.left, rounding));
  return { takes, isExact: found?.isExact ?? true, looks: found?.looks ?? 0 };
}

function total(cents: readonly Cents[]): Cents {
  return cents.reduce((sum, one) => sum + one, 0);
}
