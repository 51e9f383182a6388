/** What was said is kept: suggestions followed, sales booked. */

import { describe, expect } from "vitest";
import { book } from "../answers/book.ts";
import { type Catalogue, suggest } from "../answers/suggest.ts";
import type { LineItem } from "../basket.ts";
import { law } from "./law.ts";
import { cutsOf, isReturn, receiptOf, sum } from "./receipt.ts";

const REACH = { piecesMax: 3, amountMaxCents: 2000, suggestionsMax: 9, probesMax: 30 };
const PLAIN = {
  department: "10/1",
  brand: "",
  supplier: "",
  attributes: {},
  vatRate: "",
  flags: [],
} satisfies Partial<LineItem> as Omit<
  LineItem,
  "lineId" | "article" | "unitPriceCents" | "regularPriceCents" | "pieces" | "extendedCents"
>;
const catalogue: Catalogue = (article) => ({
  unitPriceCents: 100 + article.charCodeAt(0),
  department: "10/1",
});

describe("a suggestion", () => {
  law("followed is a suggestion kept: in money, points and vouchers", (trial) => {
    const { basket, context } = trial.shop;
    for (const suggestion of suggest(trial.ruleSet, basket, context, REACH, catalogue)) {
      const { article, pieces, unitPriceCents } = suggestion.probe;
      const like = basket.lines.findLast((line) => line.article === article && !isReturn(line));
      const { giftOf: _, ...known }: Partial<LineItem> & typeof PLAIN = like ?? PLAIN;
      const line = {
        regularPriceCents: unitPriceCents,
        ...known,
        article,
        unitPriceCents,
        lineId: "added",
        pieces,
        extendedCents: pieces * unitPriceCents,
      };
      const after = trial.of({ ...basket, lines: [...basket.lines, line] });
      const before = trial.evaluation;
      const gain = (kind: "points" | "voucher") => count(after, kind) - count(before, kind);
      expect(after.discountCents - before.discountCents).toBe(suggestion.gainCents);
      expect(after.totalCents - before.totalCents).toBe(suggestion.spendCents);
      expect(gain("points")).toBe(suggestion.gainPoints);
      if (suggestion.gainVouchers !== undefined) expect(gain("voucher")).toBe(suggestion.gainVouchers);
    }
  });
});

describe("a sale", () => {
  law("booked as it was promised gives what was promised", (trial) => {
    const { basket, context } = trial.shop;
    const promised = trial.evaluation;
    const booked = book(trial.ruleSet, basket, context, cutsOf(promised.effects));
    expect(receiptOf(booked)).toEqual(receiptOf(promised));
    expect(booked.lines).toEqual(promised.lines);
    const accepted = promised.coupons.filter(({ outcome }) => outcome === "accepted");
    expect([...booked.coupons.redeemed].sort()).toEqual(accepted.map(({ couponId }) => couponId).sort());
  });

  law(
    "of which the POS applied nothing costs its full price, burns nothing and uses no coupon of a cut",
    (trial) => {
      const { basket, context } = trial.shop;
      const booked = book(trial.ruleSet, basket, context, []);
      expect(booked.discountCents).toBe(0);
      expect(booked.effects.filter(({ kind }) => kind === "price-modifier" || kind === "reward")).toEqual([]);
      const used = new Set(booked.effects.flatMap(({ couponIds }) => couponIds));
      expect([...booked.coupons.redeemed].sort()).toEqual([...used].sort());
    },
  );
});

function count({ effects }: { effects: readonly { kind: string }[] }, kind: "points" | "voucher"): number {
  return sum(effects, (effect) => {
    if (effect.kind !== kind) return 0;
    return "points" in effect ? (effect.points as number) : (effect as unknown as { pieces: number }).pieces;
  });
}
