/** Of equals always the same are taken: asked about shops in which nearly everything is worth the same. */

import { describe, expect, it } from "vitest";
import type { Basket } from "../basket.ts";
import type { Evaluation } from "../effect.ts";
import { type Draw, drawFrom, randomTies, type Shop, shuffled } from "../random-shop.ts";
import { openBasket } from "../world/open.ts";
import { law, Trial } from "./law.ts";

describe("where much is worth the same", () => {
  law(
    "a promotion that did not apply may go, and nobody gets anything else, unless a layer says that it could not tell",
    idleMayGo,
    randomTies,
  );

  it("so it may in large shops that need all there is: limits shared, or passed once, sets rounded, slow proofs", () => {
    const known = [
      [3, 1343],
      [3, 1371],
      [4, 313],
      [4, 336],
      [4, 426],
    ] as const;
    for (const [size, seed] of known) {
      const trial = new Trial(randomTies(drawFrom(seed), size), seed);
      expect(isUnsure(trial.evaluation)).toBe(false);
      idleMayGo(trial);
    }
  });

  it("where telling which of them comes first would take too long, the layer says so", () => {
    const { layers } = new Trial(randomTies(drawFrom(1232), 3), 1232).evaluation;
    expect(layers.map(({ gapCents, tied }) => ({ gapCents, tied }))).toEqual([
      { gapCents: 0 },
      { gapCents: 0, tied: true },
    ]);
  });

  law(
    "the order of scanning does not say which goods are taken",
    (trial) => {
      const { basket } = trial.shop;
      const other = { ...basket, lines: shuffled(basket.lines, trial.chance()) };
      expect(byGoods(other, trial.of(other))).toEqual(byGoods(basket, trial.evaluation));
    },
    notByLine,
  );

  law(
    "scan by scan is the whole basket at once, byte for byte",
    (trial) => {
      const open = openBasket(trial.ruleSet, trial.shop.context);
      for (const line of trial.shop.basket.lines) {
        open.put(line);
        open.evaluation();
      }
      expect(JSON.stringify(open.evaluation())).toBe(JSON.stringify(trial.evaluation));
    },
    randomTies,
  );
});

function idleMayGo(trial: Trial): void {
  const { evaluation, shop } = trial;
  const applied = new Set(evaluation.effects.map(({ promotionId }) => promotionId));
  if (isUnsure(evaluation)) return;
  for (const idle of shop.rules.promotions) {
    if (applied.has(idle.id)) continue;
    const rest = trial.under(shop.rules.promotions.filter((one) => one !== idle));
    if (!isUnsure(rest)) expect(rest.effects).toEqual(evaluation.effects);
  }
}

/** A limit for each line tells lines of the same goods apart, and which of them is first is the order of scanning. */
function notByLine(draw: Draw, size: number): Shop {
  const shop = randomTies(draw, size);
  const promotions = shop.rules.promotions.filter(
    ({ limits, mechanics }) =>
      limits?.unitsPerLine === undefined && mechanics.every(({ per }) => per !== "line"),
  );
  return { ...shop, rules: { ...shop.rules, promotions } };
}

function isUnsure({ layers }: Evaluation): boolean {
  return layers.some(({ gapCents, tied }) => gapCents > 0 || tied);
}

/** What comes off each kind of goods, and by whom. */
function byGoods({ lines }: Basket, { effects }: Evaluation): Record<string, number> {
  const kinds = new Map(lines.map((line) => [line.lineId, `${line.article} at ${line.unitPriceCents}`]));
  const sums: Record<string, number> = {};
  for (const effect of effects) {
    if (effect.kind !== "price-modifier") continue;
    for (const { lineId, amountCents } of effect.shares) {
      const key = `${effect.promotionId} on ${kinds.get(lineId)}`;
      sums[key] = (sums[key] ?? 0) + amountCents;
    }
  }
  return sums;
}
