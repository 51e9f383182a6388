/** Steps that nobody climbs: at one height, giving less than the step below, or beyond what the limits allow. */

import type { Cents } from "../basket.ts";
import type { Deal, ReceiptDeal, ReceiptReward, ScaledDeal, ScaledReward } from "../deal.ts";
import type { Limits, Selector } from "../promotion.ts";
import { divide } from "../rounding.ts";
import { check, money, naming, piecesText, type Sentence } from "./finding.ts";

export const tiers = check(
  { "tier-out-of-reach": "error", "tier-gives-less": "error", "tier-gives-the-same": "warning" },
  ({ promotions, data: { currency } }, report) => {
    for (const { data, deals } of promotions) {
      const { it, en } = naming(data);
      for (const deal of deals) {
        const steps = stepsOf(deal);
        if (new Set(steps).size < steps.length) {
          report("tier-out-of-reach", [data], {
            it: `${it} ha due gradini alla stessa soglia: uno non sarà mai premiato. Toglierlo, o correggere la soglia.`,
            en: `${en} has two steps at the same height: one can never be rewarded. Take it out, or correct its height.`,
          });
          continue;
        }
        const most = mostReached(deal, data.limits);
        if (steps.length > 0 && steps[0]! <= most && steps.some((step) => step > most)) {
          report("tier-out-of-reach", [data], {
            it: `${it} ha un gradino oltre il limite di ${most} pezzi per scontrino: nessuno lo raggiunge. Alzare il limite, o togliere il gradino.`,
            en: `${en} has a step beyond its limit of ${most} units a receipt: nobody reaches it. Raise the limit, or take the step out.`,
          });
        }
        const compared = worseSteps(deal, data.limits);
        const less = compared.find(({ difference }) => difference < 0);
        const same = less === undefined ? compared.find(({ difference }) => difference === 0) : undefined;
        if (less !== undefined) {
          const [high, low] = heights(deal, less.step, currency);
          report("tier-gives-less", [data], {
            it: `${it}: il gradino da ${high.it} dà meno di quello da ${low.it}, e chi compra di più ci perde. Correggere il premio.`,
            en: `${en}: the step from ${high.en} gives less than the one from ${low.en}, and who buys more loses. Correct its reward.`,
          });
        } else if (same !== undefined) {
          const [high, low] = heights(deal, same.step, currency);
          report("tier-gives-the-same", [data], {
            it: `${it}: il gradino da ${high.it} dà quanto quello da ${low.it}, e non serve. Toglierlo, o alzare il premio.`,
            en: `${en}: the step from ${high.en} gives what the one from ${low.en} gives, and is useless. Take it out, or raise its reward.`,
          });
        }
      }
    }
  },
);

/** A step's height and that of the one below, in pieces, measures or money. */
function heights(deal: Deal, step: number, currency: string): [Sentence, Sentence] {
  const by = deal.shape === "scaled" ? deal.by : "amount";
  const text = (height: number): Sentence => {
    if (by === "pieces") return piecesText(height);
    if (by === "amount") return money(height, currency);
    const measure = String(height / 1000);
    return { it: `${measure.replace(".", ",")} (misura)`, en: `${measure} (measure)` };
  };
  const steps = stepsOf(deal);
  return [text(steps[step]!), text(steps[step - 1]!)];
}

function stepsOf(deal: Deal): number[] {
  if (deal.shape === "receipt") return deal.tiers.map(({ spendCents }) => spendCents);
  return deal.shape === "scaled" ? deal.tiers.map(({ from }) => from) : [];
}

/** Units of which a limit lets no more in. */
function mostReached(deal: Deal, limits: Limits | undefined): number {
  const most = deal.shape === "scaled" && deal.by === "pieces" ? limits?.units : undefined;
  return most ?? Number.MAX_SAFE_INTEGER;
}

interface Compared {
  readonly step: number;
  /** What it gives more than the one below, at its own height. */
  readonly difference: number;
}

function worseSteps(deal: Deal, limits: Limits | undefined): Compared[] {
  if (deal.shape === "receipt") return compareReceipt(deal, mostOff(deal, limits));
  // A slice may well give less than the one below: what lies below keeps its own.
  return deal.shape === "scaled" && deal.on === "whole" ? compareScaled(deal) : [];
}

/** What it can take off in a transaction at most. */
function mostOff({ maxCents }: ReceiptDeal, limits: Limits | undefined): Cents {
  const limit = limits?.exceeding === "overshoot" ? undefined : limits?.amountCents;
  return Math.min(maxCents ?? Number.MAX_SAFE_INTEGER, limit ?? Number.MAX_SAFE_INTEGER);
}

/** Nothing of steps that can't be compared. */
function compareReceipt({ select, tiers }: ReceiptDeal, most: Cents): Compared[] {
  const compare = (lower: ReceiptReward, reward: ReceiptReward, spendCents: Cents): number | undefined => {
    if (reward.kind === "points" && lower.kind === "points") {
      return reward.account === lower.account ? reward.points - lower.points : undefined;
    }
    if (reward.kind === "percent" && lower.kind === "percent") {
      const isSame = sameSelection(reward.select.selector, lower.select.selector);
      return isSame ? reward.percent - lower.percent : undefined;
    }
    if (reward.kind === "amount" && lower.kind === "amount") {
      return Math.min(reward.amountCents, most) - Math.min(lower.amountCents, most);
    }
    if (reward.kind !== "amount" || lower.kind !== "percent") return undefined;
    if (!sameSelection(lower.select.selector, select.selector)) return undefined;
    const percentCents = Math.min(most, divide(spendCents * lower.percent, 100_000, "down"));
    const difference = Math.min(most, reward.amountCents) - percentCents;
    // Percentages grow with what is spent: an equal start is no fault.
    return difference === 0 ? undefined : difference;
  };
  return tiers.slice(1).flatMap(({ spendCents, reward }, below) => {
    const difference = compare(tiers[below]!.reward, reward, spendCents);
    return difference === undefined ? [] : [{ step: below + 1, difference }];
  });
}

function compareScaled({ tiers }: ScaledDeal): Compared[] {
  const compare = (lower: ScaledReward, reward: ScaledReward): number | undefined => {
    if (reward.kind === "percent" && lower.kind === "percent") return reward.percent - lower.percent;
    if (reward.kind === "amount" && lower.kind === "amount") return reward.amountCents - lower.amountCents;
    return reward.kind === "unit-price" && lower.kind === "unit-price"
      ? lower.priceCents - reward.priceCents
      : undefined;
  };
  return tiers.slice(1).flatMap(({ reward }, below) => {
    const difference = compare(tiers[below]!.reward, reward);
    return difference === undefined ? [] : [{ step: below + 1, difference }];
  });
}

function sameSelection(a: Selector, b: Selector): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
