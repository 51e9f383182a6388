/** No more than there is: balances, limits, budgets, allowances, what was chosen, what was deserved. */

import { describe, expect } from "vitest";
import { book } from "../answers/book.ts";
import { used } from "../answers/used.ts";
import type { Limits, PromotionData } from "../promotion.ts";
import { law, type Trial } from "./law.ts";
import { cutsOf, offUnits, sum } from "./receipt.ts";

describe("balances", () => {
  law("are never overspent, and nothing is burnt without a card", (trial) => {
    const { effects } = trial.evaluation;
    const balances = trial.shop.context.customer?.balances ?? {};
    const burnt: Record<string, number> = {};
    for (const effect of effects) {
      if (effect.kind !== "reward" && effect.kind !== "stamps") continue;
      const used = effect.kind === "reward" ? effect.points : Math.max(0, -effect.stamps);
      if (used > 0) burnt[effect.account] = (burnt[effect.account] ?? 0) + used;
    }
    for (const [account, used] of Object.entries(burnt)) {
      expect(used).toBeLessThanOrEqual(Math.max(0, balances[account] ?? 0));
    }
  });

  law("are burnt exactly for what was given for them, and no more often than chosen", (trial) => {
    const { effects } = trial.evaluation;
    for (const { id, mechanics } of trial.shop.rules.promotions) {
      const mine = effects.filter(({ promotionId }) => promotionId === id);
      const cuts = cutsOf(mine);
      const rewards = mechanics.filter(({ kind }) => kind === "reward");
      const burnt = mine.filter((effect) => effect.kind === "reward");
      const chosen = sum(
        (trial.shop.context.rewards ?? []).filter(({ promotionId }) => promotionId === id),
        ({ times }) => times,
      );
      for (const { times } of burnt) expect(times).toBeLessThanOrEqual(chosen * rewards.length);
      const given = sum(
        cuts.filter(({ mechanic }) => mechanic === "reward"),
        ({ times }) => times,
      );
      expect(sum(burnt, ({ times }) => times)).toBe(given);
    }
  });
});

describe("limits", () => {
  law("of applications are never passed, counters of customer and budget included", (trial) => {
    everyLimited(trial, ({ id }, limits, remaining) => {
      const most = least(
        limits.applications,
        limits.perCustomer?.applications,
        limits.budget?.applications,
        remaining.applications,
      );
      const cuts = cutsOf(trial.evaluation.effects).filter(({ promotionId }) => promotionId === id);
      expect(sum(cuts, ({ times }) => times)).toBeLessThanOrEqual(most);
    });
  });

  law("of units, and of units of a line, are never passed", (trial) => {
    const { basket } = trial.shop;
    everyLimited(trial, ({ id, mechanics }, { units = Infinity, unitsPerLine = Infinity }) => {
      if (mechanics.some(({ kind }) => RECEIPT.includes(kind))) return;
      const mine = trial.evaluation.effects.filter(({ promotionId }) => promotionId === id);
      const cut = [...offUnits(basket, mine).values()].map((off) => off.filter((cents) => cents > 0).length);
      expect(sum(cut, (count) => count)).toBeLessThanOrEqual(units);
      expect(Math.max(0, ...cut)).toBeLessThanOrEqual(unitsPerLine);
    });
  });

  law("of value are never passed, unless the last application may overshoot", (trial) => {
    everyLimited(trial, ({ id, mechanics }, limits, remaining) => {
      const most = least(
        limits.amountCents,
        limits.perCustomer?.amountCents,
        limits.budget?.amountCents,
        remaining.amountCents,
      );
      const mine = trial.evaluation.effects.filter(({ promotionId }) => promotionId === id);
      const saved = sum(cutsOf(mine), ({ amountCents }) => amountCents);
      if (limits.exceeding !== "overshoot") expect(saved).toBeLessThanOrEqual(most);
      else if (saved > most && mechanics.every(isByUnit)) {
        // Without the application that reached the end there was still something left.
        const units = [...offUnits(trial.shop.basket, mine).values()].flat();
        expect(saved - Math.max(...units)).toBeLessThan(most);
      } else if (saved > most && mechanics.length === 1 && mechanics[0]!.every === true) {
        const { amountCents } = mechanics[0]!.reward as { amountCents: number };
        expect(saved - amountCents).toBeLessThan(most);
      }
    });
  });

  law("that are used up, or that need a card which nobody showed, let nothing through", (trial) => {
    everyLimited(trial, ({ id }, { perCustomer }, remaining) => {
      const isUsedUp = remaining.applications === 0 || remaining.amountCents === 0;
      const isNobody = perCustomer !== undefined && trial.shop.context.customer === undefined;
      if (!isUsedUp && !isNobody) return;
      const kinds = trial.evaluation.effects.flatMap(({ kind, promotionId }) =>
        promotionId === id && kind !== "gift-withdrawn" ? [kind] : [],
      );
      expect(kinds).toEqual([]);
    });
  });

  law(
    "that outlive a sale are used up by no more than they leave, by every benefit, and as promised",
    (trial) => {
      const { evaluation, ruleSet, shop } = trial;
      const now = used(ruleSet, evaluation.effects);
      everyLimited(trial, ({ id }, limits, remaining) => {
        const { perCustomer, budget, exceeding } = limits;
        const { applications, amountCents } = now[id] ?? { applications: 0, amountCents: 0 };
        if ((perCustomer ?? budget) === undefined) return expect(applications + amountCents).toBe(0);
        expect(applications).toBeLessThanOrEqual(
          least(perCustomer?.applications, budget?.applications, remaining.applications),
        );
        if (exceeding !== "overshoot")
          expect(amountCents).toBeLessThanOrEqual(
            least(perCustomer?.amountCents, budget?.amountCents, remaining.amountCents),
          );
        const isGiven = evaluation.effects.some(
          (effect) =>
            effect.promotionId === id &&
            (effect.kind === "price-modifier" || (effect.kind === "points" && effect.points > 0)),
        );
        if (isGiven) expect(applications).toBeGreaterThan(0);
      });
      // A sale that is over asks for no gifts: who was kept out by one that is asked for may give something after all.
      if (evaluation.effects.some(({ kind }) => kind === "gift")) return;
      const applied = cutsOf(evaluation.effects);
      expect(book(ruleSet, shop.basket, shop.context, applied).used).toEqual(now);
    },
  );

  law("of a promotion's own gifts are kept: no more is given than it says", (trial) => {
    const { basket } = trial.shop;
    for (const { id, mechanics } of trial.shop.rules.promotions) {
      const [gift] = mechanics;
      if (mechanics.length !== 1 || gift?.kind !== "gift" || gift.every !== undefined) continue;
      const mine = trial.evaluation.effects.filter(({ promotionId }) => promotionId === id);
      // A line of several that the POS added is withdrawn whole and asked for anew.
      if (mine.some(({ kind }) => kind === "gift-withdrawn")) continue;
      const given = sum([...offUnits(basket, mine).values()].flat(), (cents) => (cents > 0 ? 1 : 0));
      const asked = sum(mine, (effect) => (effect.kind === "gift" ? effect.pieces : 0));
      expect(given + asked).toBeLessThanOrEqual((gift.pieces as number | undefined) ?? 1);
    }
  });
});

/** They claim nothing: no units are counted. */
const RECEIPT = ["basket", "threshold", "tender", "reward"];

function isByUnit({ kind, per, round }: PromotionData["mechanics"][number]): boolean {
  const isUnit = ["percent", "amount", "fixed-price", "price-list", "gift", "stamps"].includes(kind);
  return isUnit && per !== "line" && round !== "line";
}

function least(...limits: readonly (number | undefined)[]): number {
  return Math.min(...limits.map((limit) => limit ?? Number.POSITIVE_INFINITY));
}

interface Left {
  readonly applications?: number;
  readonly amountCents?: number;
}

function everyLimited(trial: Trial, check: (one: PromotionData, limits: Limits, remaining: Left) => void) {
  const { rules, context } = trial.shop;
  for (const one of rules.promotions) {
    if (one.limits !== undefined) check(one, one.limits, context.remaining?.[one.id] ?? {});
  }
}
