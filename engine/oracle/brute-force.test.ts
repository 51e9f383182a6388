/**
 * The oracle tries every way of giving units to promotions. It is written from the terms alone and shares no code
 * with mechanics or search, so where both agree, both are right or both misread the contract.
 */

import fc from "fast-check";
import { expect, it } from "vitest";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import type { PromotionData, Selector } from "../promotion.ts";
import { type Draw, randomContest, type Shop } from "../random-shop.ts";
import { savingOf, selects, type Unit } from "./terms.ts";

it("a best layer saves as much as the best of all ways there are", () => {
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const draw: Draw = (below) => gen(fc.nat, { max: below - 1 });
      const shop = randomContest(draw);
      const { discountCents, layers } = evaluate(compile(shop.rules), shop.basket, shop.context);
      expect(layers.every(({ gapCents }) => gapCents === 0)).toBe(true);
      expect(discountCents).toBe(bestOfAll(shop));
    }),
    { numRuns: 1500 },
  );
}, 60_000);

function bestOfAll({ rules, basket, context }: Shop): number {
  const units: Unit[] = basket.lines.flatMap((line) =>
    Array.from({ length: line.pieces }, () => ({ ...line, price: line.unitPriceCents })),
  );
  const open = rules.promotions.filter((promotion) => holds(promotion, units, context.coupons.length));
  const wants = open.map(({ mechanics }) =>
    units.map((unit) => selects(mechanics[0]!.select as Selector, unit, rules.groups!)),
  );
  const used = new Map<PromotionData, number[][]>();
  let best = 0;
  const settle = () => {
    let total = 0;
    let coupons = 0;
    let tagged = 0;
    for (const [{ limits, excludes, requires }, sets] of used) {
      if (sets.length === 0) continue;
      if (requires?.kind === "coupon") coupons++;
      if (excludes !== undefined) tagged++;
      const claimed = sets.reduce((sum, [size]) => sum + size!, 0);
      if (sets.length > (limits?.applications ?? 99) || claimed > (limits?.units ?? 99)) return;
      total += Math.min(
        limits?.amountCents ?? Number.MAX_SAFE_INTEGER,
        sets.reduce((sum, [, saving]) => sum + saving!, 0),
      );
    }
    if (coupons <= context.coupons.length && tagged <= 1) best = Math.max(best, total);
  };
  const assign = (free: readonly number[]) => {
    const [first, ...others] = free;
    if (first === undefined) return settle();
    assign(others);
    open.forEach((promotion, index) => {
      if (!wants[index]![first]) return;
      const terms = promotion.mechanics[0]!;
      const size = terms.kind === "multi-buy" ? (terms.buy as number) : 1;
      const eligible = others.filter((unit) => wants[index]![unit]);
      for (const company of combinations(eligible, size - 1)) {
        const set = [first, ...company];
        const saving = savingOf(terms, [set.map((unit) => units[unit]!.price)]);
        if (saving <= 0) continue;
        const sets = used.get(promotion) ?? [];
        used.set(promotion, [...sets, [size, saving]]);
        assign(others.filter((unit) => !company.includes(unit)));
        used.set(promotion, sets);
      }
    });
  };
  assign(units.map((_, index) => index));
  return best;
}

function holds({ requires }: PromotionData, units: readonly Unit[], coupons: number): boolean {
  if (requires === undefined) return true;
  if (requires.kind === "coupon") return coupons > 0;
  if (requires.kind === "basket")
    return units.reduce((sum, { price }) => sum + price, 0) >= requires.amountCents;
  if (requires.kind !== "items") throw new Error(`the oracle does not know ${requires.kind}`);
  const odd = { odd: ["a", "c", "e"] };
  return units.filter((unit) => selects(requires.select, unit, odd)).length >= requires.pieces!;
}

function combinations(from: readonly number[], count: number): number[][] {
  if (count === 0) return [[]];
  return from.flatMap((one, index) =>
    combinations(from.slice(index + 1), count - 1).map((rest) => [one, ...rest]),
  );
}
