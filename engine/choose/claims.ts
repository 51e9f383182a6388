/** What an activity was given, as claims: its sets formed anew and counted exactly. */

import type { Cents } from "../basket.ts";
import { type Deal, isClaiming, type SetDeal, type SlotDeal } from "../deal.ts";
import { ENDLESS } from "../layer/allowance.ts";
import type { Claim } from "../layer/claim.ts";
import { scaledTake } from "../layer/scaled-take.ts";
import { setSaving, slotSaving } from "../layer/set-saving.ts";
import { setSwaps } from "../layer/set-swaps.ts";
import { bestSlotSets, type SlotSet, workOfSlots } from "../layer/slot-sets.ts";
import { formSets, setTake, slotTake, slotUnits, type Take } from "../layer/take.ts";
import { lineTake, unitTake } from "../layer/unit-saving.ts";
import type { Rounding } from "../rounding.ts";
import type { Run } from "../world/run.ts";
import { byCanon, type Sheet, sumOf } from "../world/sheet.ts";
import type { Activity } from "./activity.ts";
import { type Bounds, grouped, type Memory, type SetTerms } from "./grouping.ts";
import { limitsOf } from "./limits.ts";
import { fittingInto, neededSlots } from "./needed-slots.ts";

/** What units are taken for. */
interface Formed {
  readonly takes: readonly Take[];
  /** No other way of forming sets of these units saves more. */
  readonly isExact: boolean;
  /** What it took to know it. */
  readonly work: number;
}

/** What the search found that an activity gains, and all others together that share its promotion's limits. */
export interface Gained {
  readonly own: Cents;
  readonly others: Cents;
}

/** `units`: dearest first. `gained`: if that is known; under a limit on value another grouping than the best may fit. `memory`: of the activity. */
export function claimsOf(
  run: Run,
  { entry, dealIndex, likeness }: Activity,
  units: readonly number[],
  gained?: Gained,
  memory?: Memory,
): { readonly claims: Claim[] } & Pick<Formed, "isExact" | "work"> {
  if (units.length === 0) return { claims: [], isExact: true, work: 0 };
  const deal = entry.promotion.deals[dealIndex]!;
  const isPack = likeness?.startsWith("pack") ?? false;
  let found: Formed | undefined;
  let work = 0;
  const ways = units.length > BUDGET_UNITS_MAX ? [] : limitsFor(run, entry, gained);
  for (const limits of ways.length > 0 ? ways : [{ ...UNLIMITED, most: applicationsOf(run, entry) }]) {
    found = formed(deal, isPack, units, limits, run.sheet, run.ruleSet.rounding, memory);
    work += found.work;
    if (sumOfTakes(found.takes) >= (gained?.own ?? 0)) break;
  }
  const { takes, isExact } = found!;
  const claims = takes
    .filter(({ amountCents }) => amountCents > 0)
    .map((take) => ({ entry, dealIndex, take }));
  return { claims, isExact, work };
}

/** What a set of a declared order saves. Whoever else is there, who of it is rewarded is the best that its slots admit. */
export function packSaving({ sheet, ruleSet }: Run, deal: SlotDeal, set: readonly number[]): Cents {
  const canon = byCanon(sheet);
  const units = [...set].sort((a, b) => sheet.left[b]! - sheet.left[a]! || canon(a, b));
  return sumOfTakes(formed(deal, true, units, UNLIMITED, sheet, ruleSet.rounding).takes);
}

type Limits = Pick<Bounds, "most" | "budget" | "mayPass">;

/**
 * What sets are held to, one after the other until they gain what the search found. Where several mechanics share a
 * limit on value, only the search can say how much of it is for whom.
 */
function limitsFor(run: Run, entry: Activity["entry"], gained: Gained | undefined): Limits[] {
  const allowance = limitsOf(run, entry);
  const most = applicationsOf(run, entry);
  const isWhole = allowance !== undefined && allowance.amountCents < ENDLESS && allowance.exceeding !== "cap";
  const claiming = entry.promotion.deals.filter(isClaiming);
  const isShared =
    claiming.length > 1 || claiming.some((deal) => deal.shape === "set" && deal.same !== undefined);
  if (!isWhole || (isShared && gained === undefined)) return [{ ...UNLIMITED, most }];
  const { own, others } = gained ?? { own: allowance.amountCents, others: 0 };
  const within = { most, budget: own, mayPass: false };
  if (allowance.exceeding === "refuse") return [within];
  const left = allowance.amountCents - 1 - others;
  return left < 0 ? [within] : [{ most, budget: left, mayPass: true }, within];
}

function applicationsOf(run: Run, entry: Activity["entry"]): number {
  return limitsOf(run, entry)?.applications ?? ENDLESS;
}

/** What a look at a set costs, and one after two units were exchanged; how many of those at most. */
const WORK_A_LOOK = 200;
const WORK_A_SWAP = 50;
const SWAPS_MAX = 4_000;

/** Units beyond which sets are formed so that they save most, and a limit on value is held against them afterwards. */
const BUDGET_UNITS_MAX = 24;

function formed(
  deal: Deal,
  isPack: boolean,
  units: readonly number[],
  limits: Limits,
  sheet: Sheet,
  rounding: Rounding,
  memory?: Memory,
): Formed {
  const prices = sheet.left;
  const sure = (takes: readonly Take[]) => ({ takes, isExact: true, work: 0 });
  switch (deal.shape) {
    case "unit":
      if (deal.by === "line") return sure([lineTake(deal, units, sheet, prices)]);
      return sure(units.map((unit) => unitTake(deal, unit, sheet, prices)));
    case "set": {
      if (isPack) return sure([setTake(deal, units, sheet, prices)]);
      const { reward } = deal;
      if ((reward.kind === "units" && reward.together) || limits.budget < ENDLESS)
        return inSets(deal, units, limits, sheet, memory);
      return sure(formSets(deal, units, sheet, prices).map((set) => setTake(deal, set, sheet, prices)));
    }
    case "slots":
      return filled(deal, isPack ? { ...limits, most: 1 } : limits, units, sheet, rounding, memory);
    case "scaled":
      return sure([scaledTake(deal, units, sheet, prices, rounding)]);
    default:
      return sure([]);
  }
}

/** Sets where it matters who stands with whom. Any that are left over by whole sets are not used. */
function inSets(
  deal: SetDeal,
  units: readonly number[],
  limits: Limits,
  sheet: Sheet,
  memory?: Memory,
): Formed {
  const { size, reward } = deal;
  const prices = sheet.left;
  const order = units.slice(0, units.length - (units.length % size));
  const sets = order.length / size;
  const saving = ([own = []]: readonly (readonly Cents[])[]) => setSaving(deal, [...own.keys()], own);
  let fraction: SetTerms["fraction"] = saving;
  let enough = limits.mayPass ? ENDLESS : limits.budget;
  if (reward.kind === "units" && reward.together && reward.likeness === "share") {
    const { pick, count, strength } = reward;
    /** Of a set, dearest first. */
    const rewarded = <One>(set: readonly One[]) =>
      pick === "dearest" ? set.slice(0, count) : set.slice(size - count);
    fraction = ([own = []]) => (total(rewarded(own)) * strength) / 100_000;
    // No other grouping rewards dearer ones.
    const dearest =
      pick === "dearest" ? order.slice(0, sets * count) : order.filter((_, at) => at % size >= size - count);
    const most = Math.floor((sumOf(prices, dearest) * strength + sets * 50_000) / 100_000);
    enough = Math.min(enough, most);
  }
  const goods = order.map((unit) => ({ cents: prices[unit]!, slots: [0] }));
  const terms = { slots: [{ min: size, max: size, rewarded: true }], saving, fraction };
  const found = grouped(terms, goods, { ...limits, enough }, memory);
  if (found === undefined && limits.budget < ENDLESS) return inSets(deal, units, UNLIMITED, sheet);
  const takeOf = (set: readonly number[]) => setTake(deal, set, sheet, prices);
  const takes = (found?.sets ?? []).map((set) => takeOf(set.map(({ at }) => order[at]!)));
  const work = (found?.looks ?? 0) * WORK_A_LOOK;
  const isExact = found?.isExact ?? false;
  if (isExact || limits.budget < ENDLESS) return { takes, isExact, work };
  // Too many to look through: as they lie, and then units exchanged where that wins half a cent.
  const placed = formSets(deal, units, sheet, prices, limits.most).map((set) =>
    set.map((unit) => ({ unit, slot: 0 })),
  );
  const worth = (set: readonly { unit: number }[]) => saving([set.map(({ unit }) => prices[unit]!)]);
  const looks = setSwaps(placed, worth, () => true, SWAPS_MAX);
  const others = placed.map((set) => takeOf(set.map(({ unit }) => unit)));
  const cents = sumOfTakes(others);
  const isBetter = cents > sumOfTakes(takes);
  return {
    takes: isBetter ? others : takes,
    isExact: Math.max(cents, sumOfTakes(takes)) >= enough,
    work: work + looks * WORK_A_SWAP,
  };
}

function sumOfTakes(takes: readonly Take[]): Cents {
  return total(takes.map(({ amountCents }) => amountCents));
}

/** Slots filled: all units taken if that can be, otherwise what can. */
function filled(
  written: SlotDeal,
  limits: Limits,
  units: readonly number[],
  sheet: Sheet,
  rounding: Rounding,
  memory?: Memory,
): Formed {
  const all = slotUnits(written, units, sheet, sheet.left);
  const deal = { ...written, slots: neededSlots(written, all) };
  const { slots, reward } = deal;
  const goods = fittingInto(slots, all);
  const rewarded = (prices: readonly (readonly Cents[])[]) =>
    prices.reduce((sum, own, slot) => (slots[slot]!.rewarded ? sum + total(own) : sum), 0);
  const saving = (prices: readonly (readonly Cents[])[]) => slotSaving(deal, rewarded(prices), rounding);
  const fraction = (prices: readonly (readonly Cents[])[]) => {
    if (reward.kind === "percent") return (rewarded(prices) * reward.percent) / 100_000;
    if (reward.kind === "price") return saving(prices);
    // Sets that waste nothing are tried first.
    return rewarded(prices.map((own) => own.map(capped)));
  };
  const least = slots.reduce((sum, { min }) => sum + min, 0);
  const capped = (cents: Cents) => (reward.kind === "amount" ? Math.min(cents, reward.amountCents) : cents);
  const gross = goods.reduce(
    (sum, { cents, slots: fits }) => (fits.some((slot) => slots[slot]!.rewarded) ? sum + capped(cents) : sum),
    0,
  );
  const sets = Math.floor(goods.length / Math.max(1, least));
  let enough = limits.mayPass ? ENDLESS : limits.budget;
  if (reward.kind === "percent")
    enough = Math.min(enough, Math.floor((gross * reward.percent + sets * 50_000) / 100_000));
  else if (reward.kind === "amount") enough = Math.min(enough, gross);
  const isSum = reward.kind === "price" && limits.budget === ENDLESS;
  const found = isSum
    ? undefined
    : grouped({ slots, saving, fraction }, goods, { ...limits, enough }, memory);
  const takeOf = (set: SlotSet) => slotTake(deal, set, sheet, sheet.left, rounding);
  const grouping = found?.sets.map((set) =>
    takeOf({
      units: set.map(({ at }) => goods[at]!.unit),
      rewarded: set.filter(({ slot }) => slots[slot]!.rewarded).map(({ at }) => goods[at]!.unit),
    }),
  );
  const looks = (found?.looks ?? 0) * WORK_A_LOOK;
  if (grouping !== undefined && (found!.isExact || limits.budget < ENDLESS))
    return { takes: grouping, isExact: found!.isExact, work: looks };
  // Too many to look through.
  const simple = bestSlotSets(deal, goods, rounding, limits.most, true).map(takeOf);
  const isBetter = grouping === undefined || sumOfTakes(simple) > sumOfTakes(grouping);
  return {
    takes: isBetter ? simple : grouping,
    isExact: isSum,
    work: looks + workOfSlots(goods.length, slots.length),
  };
}

const UNLIMITED = { most: ENDLESS, budget: ENDLESS, mayPass: false } as const;

function total(cents: readonly Cents[]): Cents {
  return cents.reduce((sum, one) => sum + one, 0);
}
