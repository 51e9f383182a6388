/** How a basket came about does not matter: the order of scanning, lines, pieces, and what was voided since. */

import { describe, expect } from "vitest";
import type { Basket, LineItem } from "../basket.ts";
import { compile } from "../compile.ts";
import type { Evaluation } from "../effect.ts";
import { evaluate } from "../evaluate.ts";
import type { MechanicData, PromotionData } from "../promotion.ts";
import { type Draw, randomDuel, randomShop, randomTies, type Shop, shuffled } from "../random-shop.ts";
import { law } from "./law.ts";
import { benefitsOf, receiptOf, sum } from "./receipt.ts";

describe("the order of scanning", () => {
  law(
    "changes no cents and no points, whoever gives them",
    (trial) => {
      const { basket } = trial.shop;
      const other = { ...basket, lines: shuffled(basket.lines, trial.chance()) };
      expect(summary(other, trial.of(other))).toEqual(summary(basket, trial.evaluation));
    },
    without((terms) => terms.group === "scan-order"),
  );

  law(
    "changes no cents where each promotion may have only some pieces of every line",
    (trial) => {
      const { basket } = trial.shop;
      const { totalCents, layers } = trial.of({ ...basket, lines: shuffled(basket.lines, trial.chance()) });
      // Of equals a later layer may notice which were taken.
      const isUnsure = ({ gapCents, tied }: Evaluation["layers"][number]) => gapCents > 0 || tied === true;
      if ([...layers, ...trial.evaluation.layers].some(isUnsure)) return;
      expect(totalCents).toBe(trial.evaluation.totalCents);
    },
    someOfEach,
  );

  law("of a rule set's promotions does not matter", (trial) => {
    const { promotions } = trial.shop.rules;
    expect(JSON.stringify(trial.under(shuffled(promotions, trial.chance())))).toBe(
      JSON.stringify(trial.evaluation),
    );
  });

  law(
    "two lines of one are one line of two",
    (trial) => {
      const { basket } = trial.shop;
      const pieces = { ...basket, lines: basket.lines.flatMap(pieceByPiece) };
      expect(receiptOf(trial.of(pieces))).toEqual(receiptOf(trial.evaluation));
    },
    perPiece,
  );
});

describe("splitting the receipt", () => {
  law(
    "never pays where one best layer forms sets for the customer and nothing is limited",
    (trial) => {
      const { basket } = trial.shop;
      const draw = trial.chance();
      const pieces = basket.lines.flatMap(pieceByPiece);
      const mine = pieces.filter(() => draw(2) === 0);
      const apart = pieces.filter((line) => !mine.includes(line));
      const bills = [mine, apart, pieces].map((lines) => trial.of({ ...basket, lines }));
      if (bills.some(({ layers }) => layers.some(({ gapCents }) => gapCents > 0))) return;
      const [one, other, all] = bills.map(({ totalCents }) => totalCents);
      expect(one! + other!).toBeGreaterThanOrEqual(all!);
    },
    unlimited,
  );
});

describe("the same input", () => {
  law("gives the same bytes, and is left as it was", (trial) => {
    const { rules, basket, context } = JSON.parse(JSON.stringify(trial.shop)) as Shop;
    const copy = deepFrozen({ rules, basket, context });
    const again = evaluate(compile(copy.rules), copy.basket, copy.context);
    expect(JSON.stringify(again)).toBe(JSON.stringify(trial.evaluation));
    expect(JSON.stringify(trial.of(basket))).toBe(JSON.stringify(trial.evaluation));
  });
});

/** Without mechanics, limits and roundings that ask by line or by scan. */
function without(isOut: (terms: MechanicData) => boolean) {
  return (draw: Draw, size: number): Shop => {
    const shop = randomShop(draw, size);
    const promotions = shop.rules.promotions.filter(({ mechanics }) => !mechanics.some(isOut));
    return { ...shop, rules: { ...shop.rules, promotions } };
  };
}

/** Lines of the same goods, in two layers. */
function someOfEach(draw: Draw, size: number): Shop {
  const shop = randomTies(draw, size);
  const promotions = shop.rules.promotions.map((one) => ({
    ...one,
    limits: { ...one.limits, unitsPerLine: 1 + draw(2) },
  }));
  const lines = shop.basket.lines.flatMap((line) =>
    draw(2) === 0 ? [line] : [line, { ...line, lineId: `${line.lineId}b` }],
  );
  return { ...shop, rules: { ...shop.rules, promotions }, basket: { ...shop.basket, lines } };
}

function perPiece(draw: Draw, size: number): Shop {
  const isByLine = (terms: MechanicData) =>
    terms.per === "line" || terms.round === "line" || terms.group === "scan-order";
  const shop = without(isByLine)(draw, size);
  const promotions = shop.rules.promotions.map((one): PromotionData => {
    const { unitsPerLine: _, ...limits } = one.limits ?? {};
    return { ...one, limits };
  });
  // Whole cents: a price that does not divide lies on the first pieces of a line.
  const lines = shop.basket.lines.filter(isWhole);
  return { ...shop, rules: { ...shop.rules, promotions }, basket: { ...shop.basket, lines } };
}

function isWhole({ measureThousandths, extendedCents, unitPriceCents, pieces }: LineItem): boolean {
  return measureThousandths !== undefined || Math.abs(extendedCents) === unitPriceCents * pieces;
}

/** Percentages, amounts and prices of each piece, and sets formed as is best: no caps, limits or conditions. */
function unlimited(draw: Draw, size: number): Shop {
  const shop = randomDuel(draw, size);
  const isFree = ({ kind, group = "best", per = "unit", round, on, maxCents }: MechanicData) =>
    ["percent", "amount", "fixed-price", "multi-buy", "mix-and-match"].includes(kind) &&
    group === "best" &&
    per === "unit" &&
    round !== "line" &&
    on === undefined &&
    maxCents === undefined;
  const promotions = shop.rules.promotions
    .filter(({ mechanics }) => mechanics.every(isFree))
    .map(({ alone: _, excludes: __, limits: ___, requires: ____, ...one }): PromotionData => one);
  const lines = shop.basket.lines
    .filter((line) => isWhole(line) && line.giftOf === undefined)
    .map(({ floorCents: _, ...line }) => line);
  return { ...shop, rules: { ...shop.rules, promotions }, basket: { ...shop.basket, lines } };
}

function pieceByPiece(line: LineItem): LineItem[] {
  return Array.from({ length: line.pieces }, (_, piece) => ({
    ...line,
    lineId: `${line.lineId}.${piece}`,
    pieces: 1,
    extendedCents: line.extendedCents / line.pieces,
  }));
}

/** Everything that must not depend on the order of scanning. Of lines alike only the sum counts. */
function summary({ lines }: Basket, evaluation: Evaluation) {
  const kinds: Record<string, number> = {};
  for (const { lineId, discountCents } of evaluation.lines) {
    const {
      lineId: _,
      pieces: __,
      extendedCents: ___,
      ...kind
    } = lines.find((one) => one.lineId === lineId)!;
    const key = JSON.stringify(kind);
    kinds[key] = (kinds[key] ?? 0) + discountCents;
  }
  const by: Record<string, unknown> = {};
  for (const { id } of ids(evaluation)) {
    const mine = evaluation.effects.filter((effect) => effect.promotionId === id);
    by[id] = {
      kinds: mine.map(({ kind }) => kind),
      cents: sum(mine, (effect) => (effect.kind === "price-modifier" ? effect.amountCents : 0)),
      ...benefitsOf(mine),
    };
  }
  const { totalCents, coupons } = evaluation;
  // Lines that are taken whole come in another order: that may cost another step.
  const layers = evaluation.layers.map(({ layer, gapCents }) => ({ layer, gapCents }));
  const vat = [...evaluation.vat].sort((a, b) => (a.vatRate < b.vatRate ? -1 : 1));
  return { totalCents, coupons, vat, layers, by, kinds };
}

function ids({ effects }: Evaluation) {
  return effects.map(({ promotionId }) => ({ id: promotionId }));
}

function deepFrozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFrozen(inner);
  }
  return value;
}
