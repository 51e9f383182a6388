/** Cents: none is lost, none comes from nowhere, and nobody gives more than may be given. */

import { describe, expect } from "vitest";
import type { Taxed } from "../basket.ts";
import { evaluate } from "../evaluate.ts";
import type { MechanicData } from "../promotion.ts";
import { law } from "./law.ts";
import { cutsOf, floorOf, isReturn, offUnits, sum, unitPrices } from "./receipt.ts";

describe("money", () => {
  law("every cut adds up from its units and its lines, and nothing in it is negative", (trial) => {
    const { lines } = trial.shop.basket;
    for (const { amountCents, times, shares } of cutsOf(trial.evaluation.effects)) {
      expect(amountCents).toBeGreaterThan(0);
      expect(times).toBeGreaterThan(0);
      expect(sum(shares, (share) => share.amountCents)).toBe(amountCents);
      for (const { lineId, amountCents: share, unitsCents } of shares) {
        const line = lines.find((one) => one.lineId === lineId)!;
        expect(isReturn(line)).toBe(false);
        expect(unitsCents.length).toBe(line.pieces);
        expect(unitsCents.every((cents) => cents >= 0)).toBe(true);
        expect(sum(unitsCents, (cents) => cents)).toBe(share);
      }
    }
  });

  law("lines, VAT rates and the receipt agree on what came off", (trial) => {
    const { basket } = trial.shop;
    const { effects, lines, vat, grossCents, discountCents, totalCents } = trial.evaluation;
    const off = offUnits(basket, effects);
    expect(lines.map(({ lineId }) => lineId)).toEqual(basket.lines.map(({ lineId }) => lineId));
    lines.forEach((line, index) => {
      expect(line.grossCents).toBe(basket.lines[index]!.extendedCents);
      expect(line.discountCents).toBe(sum(off.get(line.lineId)!, (cents) => cents));
      expect(line.netCents).toBe(line.grossCents - line.discountCents);
    });
    expect(vat.length).toBe(new Set(basket.lines.map(taxName)).size);
    for (const rate of vat) {
      const mine = lines.filter((_, index) => taxName(basket.lines[index]!) === taxName(rate));
      expect([rate]).toEqual([
        {
          vatRate: rate.vatRate,
          ...(rate.taxExcluded === undefined ? {} : { taxExcluded: true }),
          grossCents: sum(mine, (line) => line.grossCents),
          discountCents: sum(mine, (line) => line.discountCents),
          netCents: sum(mine, (line) => line.netCents),
        },
      ]);
    }
    expect(sum(lines, (line) => line.grossCents)).toBe(grossCents);
    expect(sum(lines, (line) => line.discountCents)).toBe(discountCents);
    expect(grossCents - discountCents).toBe(totalCents);
  });

  law(
    "whether the tax is in the prices moves amounts to another rate and changes none",
    ({ shop, ruleSet, evaluation }) => {
      const lines = shop.basket.lines.map(({ taxExcluded: _, ...line }) => line);
      const without = evaluate(ruleSet, { ...shop.basket, lines }, shop.context);
      const bare = lines.map((line) => ({ ...line, taxExcluded: true as const }));
      const withOnTop = evaluate(ruleSet, { ...shop.basket, lines: bare }, shop.context);
      expect(withOnTop.vat.every(({ taxExcluded }) => taxExcluded === true)).toBe(true);
      // What is written beside two units of one article says which of them carries an odd cent, and a floor may take it away.
      if (/"floorCents"/.test(JSON.stringify(shop))) return;
      expect(withOnTop.totalCents).toBe(without.totalCents);
      expect(withOnTop.vat).toEqual(without.vat.map((rate) => ({ ...rate, taxExcluded: true })));
      expect(evaluation.totalCents).toBe(without.totalCents);
    },
  );

  law("no unit falls below zero or below its floor", (trial) => {
    const { basket } = trial.shop;
    const off = offUnits(basket, trial.evaluation.effects);
    for (const line of basket.lines) {
      if (isReturn(line)) continue;
      const floor = floorOf(line);
      const prices = unitPrices(line);
      off.get(line.lineId)!.forEach((cents, unit) => {
        const price = prices[unit]!;
        if (cents > 0) expect(price - cents).toBeGreaterThanOrEqual(Math.min(price, floor));
      });
    }
  });

  law("what may not be discounted is not", (trial) => {
    const { rules, basket } = trial.shop;
    const named = new Set(rules.promotions.flatMap(({ mechanics }) => mechanics.flatMap(articlesNamed)));
    for (const { flags, lineId, article } of basket.lines) {
      const isOutside = OUTSIDE.some((flag) => flags.includes(flag)) && !named.has(article);
      if (!isOutside && !flags.includes("not-discountable")) continue;
      expect(trial.evaluation.lines.find((one) => one.lineId === lineId)!.discountCents).toBe(0);
    }
  });

  law("points, stamps, vouchers and gifts are whole and never negative", (trial) => {
    for (const effect of trial.evaluation.effects) {
      if (effect.kind === "points") expect(effect.points).toBeGreaterThanOrEqual(0);
      else if (effect.kind === "stamps") expect(Math.abs(effect.stamps)).toBeGreaterThan(0);
      else if (effect.kind === "voucher" || effect.kind === "gift") {
        expect(effect.pieces).toBeGreaterThan(0);
        if ("amountCents" in effect) expect(effect.amountCents).toBeGreaterThan(0);
      } else if (effect.kind === "reward") expect(effect.points).toBeGreaterThan(0);
      for (const count of Object.values(effect)) {
        if (typeof count === "number") expect(Number.isSafeInteger(count)).toBe(true);
      }
    }
  });
});

function taxName({ vatRate, taxExcluded }: Taxed): string {
  return `${vatRate} ${taxExcluded === true}`;
}

const OUTSIDE = ["deposit", "gift-card", "no-discount-by-law"] as const;

/** Every article that stands in an `articles` term, at any depth. */
function articlesNamed(terms: MechanicData): string[] {
  const found: string[] = [];
  JSON.stringify(terms, (name, value) => {
    if (name === "articles") found.push(...value);
    return value;
  });
  return found;
}
