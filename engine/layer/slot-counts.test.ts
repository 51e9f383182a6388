import { expect, it } from "vitest";
import type { SlotDeal } from "../deal.ts";
import { EVERYTHING } from "../finding/selector.ts";
import { type Draw, drawFrom } from "../oracle/contest.ts";
import { slotSaving } from "./set-saving.ts";
import { countedSlotSets } from "./slot-counts.ts";
import { bestSlotSets, type SlotSet, type SlotUnit } from "./slot-sets.ts";

const DEALS = 200;
const MANY = Number.MAX_SAFE_INTEGER;

function dealOf(draw: Draw): SlotDeal {
  const select = { selector: EVERYTHING, purpose: "discount" as const, matches: () => true };
  const slots = Array.from({ length: 2 + draw(2) }, (_, slot) => ({
    select,
    min: 1,
    max: 1 + (draw(3) === 0 ? 1 : 0),
    rewarded: slot === 0 || draw(2) === 0,
  }));
  const reward = [
    { kind: "percent", percent: [10_000, 20_000, 33_300][draw(3)]! },
    { kind: "price", priceCents: 100 + draw(900) },
    { kind: "amount", amountCents: 20 + draw(200) },
  ] as const;
  return {
    shape: "slots",
    slots,
    reward: reward[draw(3)]!,
    shares: "set",
    spread: "proportional",
    group: "best",
  };
}

function unitsOf(draw: Draw, count: number, slots: number): SlotUnit[] {
  const units = Array.from({ length: count }, (_, unit) => {
    const fits = Array.from({ length: slots }, (_, slot) => slot).filter(() => draw(3) > 0);
    return { unit, cents: 49 + draw(900), slots: fits.length > 0 ? fits : [0] };
  });
  return units.sort((a, b) => b.cents - a.cents);
}

function savedBy(deal: SlotDeal, sets: readonly SlotSet[], units: readonly SlotUnit[]): number {
  const cents = new Map(units.map((one) => [one.unit, one.cents]));
  const sumOf = (own: readonly number[]) => own.reduce((sum, unit) => sum + cents.get(unit)!, 0);
  return sets.reduce((sum, { rewarded }) => sum + slotSaving(deal, sumOf(rewarded), "half-up"), 0);
}

it("a few units counted save as much as those looked through, but for half a cent a set", () => {
  let counted = 0;
  let looked = 0;
  for (let seed = 1; seed <= DEALS; seed++) {
    const draw = drawFrom(seed);
    const deal = dealOf(draw);
    const units = unitsOf(draw, 4 + draw(8), deal.slots.length);
    const sets = countedSlotSets(deal, units, "half-up", MANY, false)!;
    const best = bestSlotSets(deal, units, "half-up", MANY);
    const taken = sets.flatMap((set) => set.units);
    expect(new Set(taken).size, `seed ${seed}`).toBe(taken.length);
    if (deal.reward.kind === "percent")
      expect(savedBy(deal, sets, units) + best.length, `seed ${seed}`).toBeGreaterThanOrEqual(
        savedBy(deal, best, units),
      );
    counted += savedBy(deal, sets, units);
    looked += savedBy(deal, best, units);
  }
  expect(counted).toBeGreaterThan(looked * 0.99);
});

it("of many units every slot is filled, and nothing that could stand in one more set is left", () => {
  const draw = drawFrom(7);
  const deal: SlotDeal = { ...dealOf(draw), reward: { kind: "percent", percent: 20_000 } };
  const slots = deal.slots.map((slot) => ({ ...slot, min: 1, max: 1, rewarded: true }));
  const all = slots.map((_, slot) => slot);
  const units = unitsOf(draw, 90, slots.length).map((one) => ({ ...one, slots: all }));
  const sets = bestSlotSets({ ...deal, slots }, units, "half-up", MANY);
  expect(sets).toHaveLength(Math.floor(90 / slots.length));
});
