/**
 * The oracle tries every way of giving units to promotions. It is written from the terms alone and shares no code
 * with mechanics or search, so where both agree, both are right or both misread the contract.
 */

import fc from "fast-check";
import { expect, it } from "vitest";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { drawBy } from "../laws/draw-by.ts";
import type { MechanicData, PromotionData } from "../promotion.ts";
import { type Draw, randomContest, type Shop } from "../random-shop.ts";
import { commonOf, rolesOf, savingOf, selects, type Unit } from "./terms.ts";

it("a best layer saves as much as the best of all ways there are, with the fewest applications of coupons and of all", () => {
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const draw = drawBy(gen);
      const shop = withBundles(randomContest(draw), draw);
      const { discountCents, layers, effects } = evaluate(compile(shop.rules), shop.basket, shop.context);
      expect(layers.every(({ gapCents }) => gapCents === 0)).toBe(true);
      const best = bestOfAll(shop);
      expect(discountCents).toBe(best.cents);
      const byCoupon = new Set(
        shop.rules.promotions.flatMap(({ id, requires }) => (requires?.kind === "coupon" ? [id] : [])),
      );
      let times = 0;
      let coupons = 0;
      for (const effect of effects) {
        if (effect.kind !== "price-modifier") continue;
        times += effect.times;
        if (byCoupon.has(effect.promotionId)) coupons += effect.times;
      }
      // Where a limit on value cuts the last one, it is told by what was really taken off.
      if (shop.rules.promotions.some(({ limits }) => limits?.amountCents !== undefined)) return;
      expect({ coupons, times }).toEqual({ coupons: best.coupons, times: best.times });
    }),
    { numRuns: 2000, seed: 20261121, endOnFailure: true },
  );
});

/** One promotion in three is a bundle, two slots that may select the same goods; one in six grows with what is taken. */
function withBundles(shop: Shop, draw: Draw): Shop {
  const { promotions } = shop.rules;
  const rewards = [
    { free: true },
    { percent: "33.3" },
    { percent: "12.5" },
    { amountCents: 40 + draw(300) },
    { priceCents: 100 + draw(500) },
  ];
  const changed = promotions.map((one, index): PromotionData => {
    const { select } = one.mechanics[0]!;
    if (draw(6) === 0) {
      const tiers = [1 + draw(2), 3, 5].map((pieces, step) => ({
        pieces,
        reward: draw(2) === 0 ? { percent: `${7 + 13 * step}.5` } : { amountCents: 30 + 40 * step },
      }));
      return { ...one, mechanics: [{ kind: "scaled", select, tiers }] };
    }
    if (draw(3) > 0) return one;
    const second = promotions[(index + 1) % promotions.length]!.mechanics[0]!.select;
    const mechanic: MechanicData = {
      kind: "mix-and-match",
      slots: [
        { select },
        { select: second, min: 1, max: 1 + draw(2), ...(draw(2) === 0 ? { rewarded: true } : {}) },
      ],
      reward: rewards[draw(rewards.length)],
    };
    return { ...one, mechanics: [mechanic] };
  });
  // Later ones may have taken their selector from one that became a bundle itself.
  const isWhole = ({ mechanics: [terms] }: PromotionData) =>
    rolesOf(terms!).every(({ select }) => select !== undefined);
  return { ...shop, rules: { ...shop.rules, promotions: changed.filter(isWhole) } };
}

interface Best {
  readonly cents: number;
  /** Applications of promotions that ask for one. */
  readonly coupons: number;
  readonly times: number;
}

function bestOfAll({ rules, basket, context }: Shop): Best {
  const units: Unit[] = basket.lines.flatMap((line) =>
    Array.from({ length: line.pieces }, () => ({ ...line, price: line.unitPriceCents })),
  );
  const open = rules.promotions.filter((promotion) => holds(promotion, units, context.coupons.length));
  /** By promotion and role: which units may play it. */
  const wants = open.map(({ mechanics }) =>
    rolesOf(mechanics[0]!).map(({ select }) => units.map((unit) => selects(select, unit, rules.groups!))),
  );
  const used = new Map<PromotionData, number[][]>();
  let best: Best = { cents: 0, coupons: 0, times: 0 };
  const settle = () => {
    let total = 0;
    let coupons = 0;
    let tagged = 0;
    let times = 0;
    let applied = 0;
    for (const [{ limits, excludes, requires, mechanics }, sets] of used) {
      if (sets.length === 0) continue;
      if (requires?.kind === "coupon") coupons++;
      if (excludes !== undefined) tagged++;
      times += sets.length;
      if (requires?.kind === "coupon") applied += sets.length;
      const isOnce = mechanics[0]!.kind === "scaled";
      const claimed = sets.reduce((sum, [size]) => sum + size!, 0);
      if (isOnce && sets.length > 1) return;
      if (sets.length > (limits?.applications ?? 99) || claimed > (limits?.units ?? 99)) return;
      total += Math.min(
        limits?.amountCents ?? Number.MAX_SAFE_INTEGER,
        sets.reduce((sum, [, saving]) => sum + saving!, 0),
      );
    }
    if (coupons > context.coupons.length || tagged > 1) return;
    const more = total - best.cents || best.coupons - applied || best.times - times;
    if (more > 0) best = { cents: total, coupons: applied, times };
  };
  const assign = (free: readonly number[]) => {
    const [first, ...others] = free;
    if (first === undefined) return settle();
    assign(others);
    open.forEach((promotion, index) => {
      const terms = promotion.mechanics[0]!;
      for (const { company, saving } of setsWith(terms, wants[index]!, first, others, units)) {
        const sets = used.get(promotion) ?? [];
        used.set(promotion, [...sets, [company.length + 1, saving]]);
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

/** Every set that holds `first`, each with the most that it may save. */
function setsWith(
  terms: MechanicData,
  wants: readonly (readonly boolean[])[],
  first: number,
  others: readonly number[],
  units: readonly Unit[],
): { company: readonly number[]; saving: number }[] {
  const common = commonOf(terms, units[first]!);
  const roles = rolesOf(terms);
  const found = new Map<string, { company: readonly number[]; saving: number }>();
  const prices: number[][] = roles.map(() => []);
  const join = (unit: number, then: () => void) => {
    roles.forEach(({ max }, role) => {
      if (!wants[role]![unit] || prices[role]!.length === max) return;
      prices[role]!.push(units[unit]!.price);
      then();
      prices[role]!.pop();
    });
  };
  const extend = (company: readonly number[], from: number) => {
    if (roles.every(({ min }, role) => prices[role]!.length >= min)) {
      const saving = savingOf(terms, prices);
      const key = company.join();
      if (saving > (found.get(key)?.saving ?? 0)) found.set(key, { company, saving });
    }
    for (let at = from; at < others.length; at++) {
      if (common !== commonOf(terms, units[others[at]!]!)) continue;
      join(others[at]!, () => extend([...company, others[at]!], at + 1));
    }
  };
  join(first, () => extend([], 0));
  return [...found.values()];
}
