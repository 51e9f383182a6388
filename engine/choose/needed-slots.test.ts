import { expect, it } from "vitest";
import type { SlotDeal } from "../deal.ts";
import { slotSaving } from "../layer/set-saving.ts";
import { type Draw, drawFrom } from "../random-shop.ts";
import { grouped } from "./grouping.ts";
import { fittingInto, neededSlots } from "./needed-slots.ts";

const HEAPS = 250;
const select = undefined as never;

it("room in a set that saves nothing may go: what sets save at most stays the same", () => {
  let gone = 0;
  for (let seed = 1; seed <= HEAPS; seed++) {
    const draw = drawFrom(seed);
    const deal = randomDeal(draw);
    const units = Array.from({ length: 2 + draw(5) }, (_, unit) => ({
      unit,
      cents: [1, 40, 99, 100, 250][draw(5)]!,
      slots: deal.slots.map((_, slot) => slot).filter(() => draw(3) > 0),
    }))
      .filter(({ slots }) => slots.length > 0)
      .sort((a, b) => b.cents - a.cents);
    const slots = neededSlots(deal, units);
    if (slots.some(({ max }, slot) => max < deal.slots[slot]!.max)) gone++;
    expect(most({ ...deal, slots }, fittingInto(slots, units)), `seed ${seed}`).toBe(most(deal, units));
  }
  expect(gone).toBeGreaterThan(HEAPS / 4);
});

function randomDeal(draw: Draw): SlotDeal {
  const slots = Array.from({ length: 2 + draw(2) }, (_, index) => {
    const min = index === 0 ? 1 : draw(3);
    return { select, min, max: Math.max(1, min) + draw(2), rewarded: index === 0 || draw(2) === 0 };
  });
  const amount = { kind: "amount", amountCents: 20 + draw(200) } as const;
  const percent = { kind: "percent", percent: [20_000, 33_300, 100_000][draw(3)]! } as const;
  const price = { kind: "price", priceCents: draw(300) } as const;
  const reward = [amount, amount, percent, price][draw(4)]!;
  return { shape: "slots", slots, reward, shares: "set", spread: "proportional", group: "best" };
}

/** Of all ways of leaving units out. */
function most(deal: SlotDeal, units: ReturnType<typeof fittingInto>): number {
  const { slots } = deal;
  const saving = (prices: readonly (readonly number[])[]) =>
    slotSaving(
      deal,
      prices.reduce(
        (sum, own, slot) => sum + (slots[slot]!.rewarded ? own.reduce((a, b) => a + b, 0) : 0),
        0,
      ),
      "half-up",
    );
  const bounds = { most: units.length, enough: 1e9, budget: Number.MAX_SAFE_INTEGER, mayPass: false };
  let best = 0;
  for (let some = 1; some < 1 << units.length; some++) {
    const taken = units.filter((_, at) => some & (1 << at));
    const found = grouped({ slots, saving, fraction: saving }, taken, bounds);
    const cents = (found?.sets ?? []).reduce((sum, set) => {
      const prices: number[][] = slots.map(() => []);
      for (const { at, slot } of set) prices[slot]!.push(taken[at]!.cents);
      return sum + saving(prices);
    }, 0);
    best = Math.max(best, cents);
  }
  return best;
}
