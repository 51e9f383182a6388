/** Who gets the goods: the best of a layer, promotions that stand alone, those that never meet, coupons. */

import { describe, expect } from "vitest";
import { explain } from "../answers/explain.ts";
import { touched } from "../answers/touched.ts";
import { compile } from "../compile.ts";
import type { Evaluation } from "../effect.ts";
import { evaluate } from "../evaluate.ts";
import type { MechanicData, PromotionData } from "../promotion.ts";
import { type Draw, onReceipt, randomDuel, type Shop, shuffled } from "../random-shop.ts";
import { law, SIZE, type Trial } from "./law.ts";
import { cutsOf, receiptOf } from "./receipt.ts";

/** It is known to be the best, and of equals the first. */
const isSure = ({ layers }: Evaluation) => layers.every(({ gapCents, tied }) => gapCents === 0 && !tied);

describe("the best of a layer", () => {
  const shops = { asked: 0, open: 0 };
  law(
    "is found, and known to be: the gap is 0; of larger shops one in 250 may be left with one, and says so",
    (trial) => {
      const gap = trial.evaluation.layers.reduce((sum, { gapCents }) => sum + gapCents, 0);
      if (SIZE === 1) expect(gap).toBe(0);
      shops.asked += 1;
      if (gap > 0) shops.open += 1;
      expect(shops.open).toBeLessThanOrEqual(1 + shops.asked / 250);
    },
    unbound,
  );

  law(
    "is never below going by priority, whatever the priorities",
    (trial) => {
      const draw = trial.chance();
      const { promotions } = trial.shop.rules;
      const { discountCents } = trial.evaluation;
      expect(discountCents).toBeGreaterThanOrEqual(byPriority(trial, promotions));
      if (mayMiss(trial)) return;
      expect(discountCents).toBeGreaterThanOrEqual(byPriority(trial, ranked(shuffled(promotions, draw))));
    },
    rivals,
  );

  law(
    "is never below going by priority where the last application may pass a limit",
    (trial) => {
      const { promotions } = trial.shop.rules;
      expect(trial.evaluation.discountCents).toBeGreaterThanOrEqual(byPriority(trial, promotions));
    },
    passing,
  );

  law(
    "is never below the greedy one, that takes first what saves most by itself",
    (trial) => {
      const { promotions } = trial.shop.rules;
      const alone = new Map(promotions.map((one) => [one, trial.under([one]).discountCents]));
      const greedy = [...promotions].sort((a, b) => alone.get(b)! - alone.get(a)!);
      if (mayMiss(trial)) return;
      expect(trial.evaluation.discountCents).toBeGreaterThanOrEqual(byPriority(trial, ranked(greedy)));
    },
    rivals,
  );
});

describe("points and vouchers whose value is declared", () => {
  law(
    "are weighed with the money: no choice among the promotions is worth more than the one that was made",
    (trial) => {
      const { rules } = trial.shop;
      const { layers } = trial.evaluation;
      const gap = layers.reduce((sum, { gapCents }) => sum + gapCents, 0);
      const worth = worthOf(trial.evaluation, rules);
      const draw = trial.chance();
      for (let n = 0; n < 4; n++) {
        const some = trial.under(rules.promotions.filter(() => draw(3) > 0));
        // What is worth less than a cent beside units is not counted in the search.
        expect(worthOf(some, rules)).toBeLessThan(worth + (gap + 1) * 1000);
      }
    },
    valued,
  );
});

describe("promotions that do not meet", () => {
  law("nothing else takes money off beside a promotion that stands alone", (trial) => {
    const cutters = new Set(cutsOf(trial.evaluation.effects).map(({ promotionId }) => promotionId));
    const loner = trial.shop.rules.promotions.find(({ id, alone }) => alone && cutters.has(id));
    if (loner !== undefined) expect([...cutters]).toEqual([loner.id]);
  });

  law("no two with a common tag give anything on one receipt", (trial) => {
    const holders = new Map<string, string>();
    const giving = new Set(
      trial.evaluation.effects.flatMap((effect) => {
        const isOffer = effect.kind === "gift" && effect.insteadOfCents !== undefined;
        return effect.kind === "gift-withdrawn" || isOffer ? [] : [effect.promotionId];
      }),
    );
    for (const { id, excludes = [] } of trial.shop.rules.promotions) {
      if (!giving.has(id)) continue;
      for (const tag of excludes) {
        expect([undefined, id]).toContain(holders.get(tag));
        holders.set(tag, id);
      }
    }
  });
});

describe("promotions that did not apply", () => {
  law("may go: without them nothing changes in money, points, stamps and vouchers", (trial) => {
    const { evaluation, shop } = trial;
    const applied = appliedIn(trial);
    const rest = trial.under(shop.rules.promotions.filter(({ id }) => applied.has(id)));
    if (isSure(evaluation) && isSure(rest)) expect(receiptOf(rest)).toEqual(receiptOf(evaluation));
  });

  law("may go one by one as well", (trial) => {
    const { evaluation, shop } = trial;
    const applied = appliedIn(trial);
    const idle = shop.rules.promotions.filter(({ id }) => !applied.has(id));
    if (idle.length === 0) return;
    const gone = idle[trial.chance()(idle.length)];
    const rest = trial.under(shop.rules.promotions.filter((one) => one !== gone));
    if (isSure(evaluation) && isSure(rest)) expect(receiptOf(rest)).toEqual(receiptOf(evaluation));
  });

  law("the definitions that a sale touched are enough to evaluate it again, byte for byte", (trial) => {
    const { rules, basket, context } = trial.shop;
    const ids = touched(trial.ruleSet, basket, context);
    const rest = trial.under(rules.promotions.filter(({ id }) => ids.includes(id)));
    expect(JSON.stringify(rest)).toBe(JSON.stringify(trial.evaluation));
  });
});

describe("promotions that headquarters has switched off", () => {
  law("are as if they were not there; what a sale touched is enough to say that again", (trial) => {
    const { rules, basket, context } = trial.shop;
    const draw = trial.chance();
    // Five evaluations a shop: one of four is enough for a day.
    if (draw(4) !== 0) return;
    const off = rules.promotions.filter(() => draw(2) === 0).map(({ id }) => id);
    const now = { ...context, switchedOff: Object.fromEntries(off.map((id) => [id, "by mistake"])) };
    const evaluation = evaluate(trial.ruleSet, basket, now);
    const rest = trial.under(rules.promotions.filter(({ id }) => !off.includes(id)));
    expect(receiptOf(evaluation)).toEqual(receiptOf(rest));
    expect(cutsOf(evaluation.effects)).toEqual(cutsOf(rest.effects));
    const ids = touched(trial.ruleSet, basket, now);
    const enough = compile({ ...rules, promotions: rules.promotions.filter(({ id }) => ids.includes(id)) });
    expect(JSON.stringify(evaluate(enough, basket, now))).toBe(JSON.stringify(evaluation));
    // Whoever would have given something hears why it does not.
    const given = new Set(
      trial.evaluation.effects.flatMap(({ kind, promotionId }) =>
        kind === "gift-withdrawn" ? [] : [promotionId],
      ),
    );
    const told = new Map(explain(enough, basket, now).map((one) => [one.promotionId, one]));
    for (const id of off.filter((one) => given.has(one)))
      expect(told.get(id)).toMatchObject({
        applied: false,
        reasons: expect.arrayContaining([{ kind: "switched-off", because: "by mistake" }]),
      });
  });
});

describe("nobody is left without an answer", () => {
  law("every coupon on the counter has an outcome, and is accepted exactly where it was used", (trial) => {
    const { coupons, effects } = trial.evaluation;
    const presented = trial.shop.context.coupons.map(({ couponId }) => couponId);
    expect(coupons.map(({ couponId }) => couponId)).toEqual(presented);
    const users = new Map<string, Set<string>>();
    for (const { couponIds, promotionId } of effects) {
      for (const id of couponIds) users.set(id, (users.get(id) ?? new Set()).add(promotionId));
    }
    for (const [id, by] of users) {
      expect(by.size).toBe(1);
      const accepted = coupons.filter((one) => one.couponId === id && one.outcome === "accepted");
      expect(accepted).toEqual([expect.objectContaining({ promotionIds: [...by] })]);
    }
    for (const one of coupons) {
      if (one.outcome === "accepted") expect(users.has(one.couponId)).toBe(true);
      else if (one.outcome !== "refused") expect(one.promotionIds.length).toBeGreaterThan(0);
    }
  });

  law(
    "a coupon that waits names promotions that gave nothing, one that was outbid some that did",
    (trial) => {
      const { coupons, effects } = trial.evaluation;
      const applied = new Set(effects.map(({ promotionId }) => promotionId));
      for (const one of coupons) {
        if (one.outcome === "outbid") expect(one.promotionIds.filter((id) => !applied.has(id))).toEqual([]);
      }
    },
  );

  law("explanations agree with the evaluation, and whoever did not apply has a reason", (trial) => {
    const { effects } = trial.evaluation;
    const { explanations } = trial;
    for (const { promotionId, applied, amountCents, points, stamps, vouchers, reasons } of explanations) {
      const mine = effects.filter((effect) => effect.promotionId === promotionId);
      const total = (of: (effect: Evaluation["effects"][number]) => number) =>
        mine.reduce((sum, effect) => sum + of(effect), 0);
      expect(applied).toBe(mine.some(({ kind }) => kind !== "gift-withdrawn" && kind !== "gift"));
      expect(amountCents).toBe(total((one) => (one.kind === "price-modifier" ? one.amountCents : 0)));
      expect(points).toBe(total((one) => (one.kind === "points" ? one.points : 0)));
      expect(stamps ?? 0).toBe(total((one) => (one.kind === "stamps" ? Math.max(0, one.stamps) : 0)));
      expect(vouchers ?? 0).toBe(total((one) => (one.kind === "voucher" ? one.pieces : 0)));
      if (!applied) expect(reasons.length).toBeGreaterThan(0);
    }
    const explained = explanations.map(({ promotionId }) => promotionId);
    const known = new Set(trial.shop.rules.promotions.map(({ id }) => id));
    for (const { promotionId, kind } of effects) {
      // A line may claim to be the gift of anybody.
      if (known.has(promotionId) && kind !== "gift-withdrawn") expect(explained).toContain(promotionId);
    }
  });
});

/**
 * One layer of claims, thresholds and cuts of the receipt, under one rounding. Whoever stands alone is no rival of the layer; sets of a declared order are
 * formed of all goods, before anybody claims; of promotions with one account the first has the balance first.
 */
function rivals(draw: Draw, size: number): Shop {
  const duel = randomDuel(draw, size);
  const shop = draw(2) === 0 ? duel : withoutFloors(duel);
  const isRival = ({ round, per, group = "best", use }: MechanicData) =>
    round !== "line" && per !== "line" && group === "best" && use === undefined;
  const promotions = shop.rules.promotions
    .map(
      ({ alone: _, ...one }): PromotionData =>
        draw(3) === 0 ? { ...one, mechanics: [onReceipt(draw), ...one.mechanics.slice(1)] } : one,
    )
    // Whether a coupon is on the counter or used up by another is the same to a `not` at its turn.
    .filter(({ mechanics, requires }) => mechanics.every(isRival) && !hidesCoupon(requires));
  // Values are no money: they would make another choice the better one.
  const { values: _, ...rules } = shop.rules;
  return { ...shop, rules: { ...rules, promotions } };
}

/** Beside cuts of the receipt, or above floors, it says how much there may be in another order than the rule set's. */
function mayMiss({ evaluation, shop }: Trial): boolean {
  const isBound =
    shop.basket.lines.some(({ floorCents }) => floorCents !== undefined) ||
    shop.rules.promotions.some(({ mechanics }) => mechanics.some(({ kind }) => RECEIPT.includes(kind)));
  return isBound && evaluation.layers.some(({ gapCents }) => gapCents > 0);
}

const RECEIPT = ["threshold", "basket"];

function hidesCoupon(requires: PromotionData["requires"]): boolean {
  return /"not".*"coupon"/.test(JSON.stringify(requires ?? ""));
}

/** The same where every limit on value may be passed once, and most promotions have one. */
function passing(draw: Draw, size: number): Shop {
  const shop = rivals(draw, size);
  const promotions = shop.rules.promotions.map((one): PromotionData => {
    const limits = draw(2) === 0 ? { ...one.limits, amountCents: 5 + draw(300) } : one.limits;
    const isValued = [limits, limits?.perCustomer, limits?.budget].some(
      (by) => by?.amountCents !== undefined,
    );
    return isValued ? { ...one, limits: { ...limits, exceeding: "overshoot" } } : one;
  });
  return { ...shop, rules: { ...shop.rules, promotions } };
}

/** Thousandths of a cent: what comes off, and what is declared of the rest. */
function worthOf({ effects }: Evaluation, { values = {} }: Shop["rules"]): number {
  let worth = 0;
  for (const effect of effects) {
    if (effect.kind === "price-modifier") worth += effect.amountCents * 1000;
    if (effect.kind === "points") {
      worth += effect.points * (values.thousandPointsCents?.[effect.account] ?? 0);
    }
    if (effect.kind === "voucher")
      worth += effect.pieces * (values.voucherCents?.[effect.series] ?? 0) * 1000;
  }
  return worth;
}

/** Who plays where nobody stands alone keeps others back there, and so may decide which world is better. */
function appliedIn(trial: Trial): ReadonlySet<string> {
  const { promotions } = trial.shop.rules;
  const worlds = [trial.evaluation];
  if (promotions.some(({ alone }) => alone))
    worlds.push(trial.under(promotions.filter(({ alone }) => !alone)));
  return new Set(worlds.flatMap(({ effects }) => effects.map(({ promotionId }) => promotionId)));
}

/** One best layer in which money, points and vouchers compete for goods, tags and coupons. */
function valued(draw: Draw, size: number): Shop {
  const shop = withoutFloors(randomDuel(draw, size));
  const promotions = shop.rules.promotions
    .filter(({ mechanics }) => mechanics.every(({ use }) => use === undefined))
    .map(({ alone: _, ...one }): PromotionData => {
      const beside: MechanicData =
        draw(2) === 0
          ? { kind: "points", account: "main", earn: { fixed: 1 + draw(300) } }
          : { kind: "voucher", series: "V", days: 10 };
      const tags = draw(2) === 0 ? { excludes: [draw(2) === 0 ? "tag" : "other"] } : {};
      const S = { kind: "coupon", series: "S" } as const;
      const coupon = draw(3) === 0 ? { requires: S } : {};
      switch (draw(4)) {
        case 0: {
          const { id, name, layer, priority = 0 } = one;
          return { id, name, layer, priority, ...tags, ...coupon, mechanics: [beside] };
        }
        case 1:
          return { ...one, ...tags, mechanics: [...one.mechanics, beside] };
        default:
          return { ...one, ...tags, ...coupon };
      }
    });
  const values = { thousandPointsCents: { main: 1000 }, voucherCents: { V: 20 + draw(400) } };
  const coupons = [...shop.context.coupons, { couponId: "last", series: "S" }];
  return { ...shop, rules: { ...shop.rules, values, promotions }, context: { ...shop.context, coupons } };
}

/** Floors and limits of value are looked at when a set is formed: until then the search hopes for more. */
function unbound(draw: Draw, size: number): Shop {
  const shop = withoutFloors(randomDuel(draw, size));
  const promotions = shop.rules.promotions.map(({ limits: _, ...one }): PromotionData => one);
  return { ...shop, rules: { ...shop.rules, promotions } };
}

function withoutFloors(shop: Shop): Shop {
  const lines = shop.basket.lines.map(({ floorCents: _, ...line }) => line);
  return { ...shop, basket: { ...shop.basket, lines } };
}

/** What the layer saves where promotions claim by priority. */
function byPriority({ shop }: Trial, promotions: readonly PromotionData[]): number {
  const layers = shop.rules.layers.map((layer) => ({ ...layer, mode: "first" as const }));
  return evaluate(compile({ ...shop.rules, layers, promotions }), shop.basket, shop.context).discountCents;
}

function ranked(promotions: readonly PromotionData[]): PromotionData[] {
  return promotions.map((one, priority) => ({ ...one, priority }));
}
