/** Laws that hold whatever HQ writes and whatever is scanned. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Basket, LineItem } from "./basket.ts";
import { book } from "./book.ts";
import { compile } from "./compile.ts";
import type { Evaluation } from "./effect.ts";
import { evaluate } from "./evaluate.ts";
import { explain } from "./explain.ts";
import { byLines, type Draw, randomContest, randomLine, randomShop, type Shop } from "./random-shop.ts";
import { suggest } from "./suggest.ts";
import { touched } from "./touched.ts";

const RUNS = 400;

function always(law: (shop: Shop, draw: Draw) => void, make: (draw: Draw) => Shop = randomShop): void {
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const draw: Draw = (below) => gen(fc.nat, { max: below - 1 });
      law(make(draw), draw);
    }),
    { numRuns: RUNS },
  );
}

const ask = ({ rules, basket, context }: Shop) => evaluate(compile(rules), basket, context);

describe("the laws", () => {
  it("shares add up: by unit, line, VAT rate and receipt, and nothing goes below zero", () => {
    always((shop) => {
      const result = ask(shop);
      expectConserved(shop.basket, result);
    });
  });

  it("shares add up where promotions work by line, too", () => {
    always((shop) => expectConserved(shop.basket, ask(byLines(shop))));
  });

  it("the order of scanning changes no cents and no points", () => {
    always((shop, draw) => {
      const lines = shuffled(shop.basket.lines, draw);
      const again = ask({ ...shop, basket: { ...shop.basket, lines } });
      expect(summary(shop.basket, ask(shop))).toEqual(summary(shop.basket, again));
    });
  });

  it("two lines of one are one line of two", () => {
    always((shop) => {
      const lines = shop.basket.lines.flatMap((line) =>
        line.measureThousandths ? [line] : pieceByPiece(line),
      );
      const split = ask({ ...shop, basket: { ...shop.basket, lines } });
      const whole = ask(shop);
      expect(split.totalCents).toBe(whole.totalCents);
      expect(pointsOf(split)).toBe(pointsOf(whole));
    });
  });

  it("a line added and voided restores the evaluation, byte for byte", () => {
    always((shop, draw) => {
      const ruleSet = compile(shop.rules);
      const before = JSON.stringify(evaluate(ruleSet, shop.basket, shop.context));
      const lines = [...shop.basket.lines, randomLine(draw, "extra", 2, true)];
      evaluate(ruleSet, { ...shop.basket, lines }, shop.context);
      expect(JSON.stringify(evaluate(ruleSet, shop.basket, shop.context))).toBe(before);
      expect(JSON.stringify(ask(shop))).toBe(before);
    });
  });

  it("the best of a layer is never below going by priority", () => {
    always(
      (shop) => {
        const layers = shop.rules.layers.map((layer) => ({ ...layer, mode: "first" as const }));
        const first = ask({ ...shop, rules: { ...shop.rules, layers } });
        const best = ask(shop);
        expect(best.discountCents).toBeGreaterThanOrEqual(first.discountCents);
        expect(best.layers.every(({ gapCents }) => gapCents === 0)).toBe(true);
      },
      (draw) => randomContest(draw, 12),
    );
  });

  it("taking away a promotion that did not apply changes no money and no points", () => {
    always((shop) => {
      const whole = ask(shop);
      const applied = new Set(whole.effects.map(({ promotionId }) => promotionId));
      const promotions = shop.rules.promotions.filter(({ id }) => applied.has(id));
      const rest = ask({ ...shop, rules: { ...shop.rules, promotions } });
      expect(rest.totalCents).toBe(whole.totalCents);
      expect(pointsOf(rest)).toBe(pointsOf(whole));
    });
  });

  it("the definitions that touched a sale are enough to evaluate it again, byte for byte", () => {
    always((shop) => {
      const ids = touched(compile(shop.rules), shop.basket, shop.context);
      const promotions = shop.rules.promotions.filter(({ id }) => ids.includes(id));
      expect(JSON.stringify(ask({ ...shop, rules: { ...shop.rules, promotions } }))).toBe(
        JSON.stringify(ask(shop)),
      );
    });
  });

  it("no presented coupon is met with silence", () => {
    always((shop) => {
      const { coupons, effects } = ask(shop);
      expect(coupons.map(({ couponId }) => couponId)).toEqual(
        shop.context.coupons.map(({ couponId }) => couponId),
      );
      const used = effects.flatMap(({ couponIds }) => couponIds);
      for (const one of coupons) expect(used.includes(one.couponId)).toBe(one.outcome === "accepted");
    });
  });

  it("a suggestion followed is a suggestion kept", () => {
    always((shop) => {
      const ruleSet = compile(shop.rules);
      const catalogue = (article: string) => ({
        unitPriceCents: 100 + article.charCodeAt(0),
        department: "10/1",
      });
      const reach = { piecesMax: 3, amountMaxCents: 2000, suggestionsMax: 9, probesMax: 30 };
      const before = evaluate(ruleSet, shop.basket, shop.context);
      for (const { probe, gainCents, gainPoints, spendCents } of suggest(
        ruleSet,
        shop.basket,
        shop.context,
        reach,
        catalogue,
      )) {
        const like = shop.basket.lines.findLast(
          ({ article, flags }) => article === probe.article && !flags.includes("return"),
        );
        const line: LineItem = {
          ...(like ?? { ...PLAIN, department: "10/1" }),
          article: probe.article,
          unitPriceCents: probe.unitPriceCents,
          regularPriceCents: like?.regularPriceCents ?? probe.unitPriceCents,
          lineId: "added",
          pieces: probe.pieces,
          extendedCents: probe.pieces * probe.unitPriceCents,
        };
        const after = evaluate(
          ruleSet,
          { ...shop.basket, lines: [...shop.basket.lines, line] },
          shop.context,
        );
        expect(after.discountCents - before.discountCents).toBe(gainCents);
        expect(pointsOf(after) - pointsOf(before)).toBe(gainPoints);
        expect(after.totalCents - before.totalCents).toBe(spendCents);
      }
    });
  });

  it("explanations agree with the evaluation, and whoever did not apply has a reason", () => {
    always((shop) => {
      const result = ask(shop);
      const explanations = explain(compile(shop.rules), shop.basket, shop.context);
      for (const { promotionId, applied, amountCents, reasons } of explanations) {
        const effects = result.effects.filter((effect) => effect.promotionId === promotionId);
        expect(applied).toBe(effects.length > 0);
        expect(amountCents).toBe(
          effects.reduce((sum, one) => sum + (one.kind === "price-modifier" ? one.amountCents : 0), 0),
        );
        if (!applied) expect(reasons.length).toBeGreaterThan(0);
      }
      const explained = new Set(explanations.map(({ promotionId }) => promotionId));
      for (const { promotionId } of result.effects) expect(explained.has(promotionId)).toBe(true);
    });
  });

  it("booking what was promised gives what was promised; booking nothing frees every coupon of a cut", () => {
    always((shop) => {
      const ruleSet = compile(shop.rules);
      const promised = evaluate(ruleSet, shop.basket, shop.context);
      const applied = promised.effects.filter((one) => one.kind === "price-modifier");
      const booked = book(ruleSet, shop.basket, shop.context, applied);
      expect(booked.totalCents).toBe(promised.totalCents);
      expect(booked.lines).toEqual(promised.lines);
      expect(pointsOf(booked)).toBe(pointsOf(promised));
      const accepted = promised.coupons.filter(({ outcome }) => outcome === "accepted");
      expect(new Set(booked.coupons.redeemed)).toEqual(new Set(accepted.map(({ couponId }) => couponId)));
      const nothing = book(ruleSet, shop.basket, shop.context, []);
      expect(nothing.discountCents).toBe(0);
    });
  });
});

const PLAIN: LineItem = {
  lineId: "",
  article: "",
  department: "",
  brand: "",
  supplier: "",
  attributes: {},
  unitPriceCents: 0,
  regularPriceCents: 0,
  pieces: 1,
  extendedCents: 0,
  vatRate: "",
  flags: [],
};

function expectConserved(basket: Basket, result: Evaluation): void {
  const byLine = new Map<string, number>();
  for (const effect of result.effects) {
    if (effect.kind !== "price-modifier") continue;
    expect(effect.amountCents).toBeGreaterThan(0);
    expect(effect.shares.reduce((sum, share) => sum + share.amountCents, 0)).toBe(effect.amountCents);
    for (const { lineId, amountCents, unitsCents } of effect.shares) {
      const line = basket.lines.find((one) => one.lineId === lineId)!;
      expect(line.flags).not.toContain("return");
      expect(unitsCents.length).toBe(line.pieces);
      expect(unitsCents.every((cents) => cents >= 0)).toBe(true);
      expect(unitsCents.reduce((sum, cents) => sum + cents, 0)).toBe(amountCents);
      byLine.set(lineId, (byLine.get(lineId) ?? 0) + amountCents);
    }
  }
  for (const { lineId, grossCents, discountCents, netCents } of result.lines) {
    expect(discountCents).toBe(byLine.get(lineId) ?? 0);
    expect(netCents).toBe(grossCents - discountCents);
    expect(netCents).toBeGreaterThanOrEqual(0);
  }
  for (const totals of [result.lines, result.vat]) {
    expect(totals.reduce((sum, one) => sum + one.grossCents, 0)).toBe(result.grossCents);
    expect(totals.reduce((sum, one) => sum + one.discountCents, 0)).toBe(result.discountCents);
    expect(totals.reduce((sum, one) => sum + one.netCents, 0)).toBe(result.totalCents);
  }
}

/** Everything that must not depend on the order of scanning. */
function summary(basket: Basket, result: Evaluation) {
  const kinds = new Map<string, number>();
  for (const { lineId, discountCents } of result.lines) {
    const {
      lineId: _,
      pieces: __,
      extendedCents: ___,
      ...kind
    } = basket.lines.find((one) => one.lineId === lineId)!;
    const key = JSON.stringify(kind);
    kinds.set(key, (kinds.get(key) ?? 0) + discountCents);
  }
  const promotions = result.effects.map((one) => [
    one.promotionId,
    one.kind,
    one.kind === "price-modifier" ? [one.times, one.amountCents] : "points" in one ? one.points : 0,
  ]);
  const { totalCents, coupons, vat, layers } = result;
  return { totalCents, coupons, vat, layers, promotions, kinds: [...kinds].sort() };
}

function pointsOf(result: { readonly effects: Evaluation["effects"] }): number {
  return result.effects.reduce((sum, effect) => sum + (effect.kind === "points" ? effect.points : 0), 0);
}

function pieceByPiece(line: LineItem): LineItem[] {
  return Array.from({ length: line.pieces }, (_, piece) => ({
    ...line,
    lineId: `${line.lineId}.${piece}`,
    pieces: 1,
    extendedCents: line.unitPriceCents,
  }));
}

function shuffled<Value>(values: readonly Value[], draw: Draw): Value[] {
  const rest = [...values];
  const order: Value[] = [];
  while (rest.length > 0) order.push(...rest.splice(draw(rest.length), 1));
  return order;
}
