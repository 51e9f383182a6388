/** What was said is kept: suggestions followed, sales booked. */

import { describe, expect } from "vitest";
import { book } from "../answers/book.ts";
import type { Assortment } from "../answers/probe.ts";
import { suggest } from "../answers/suggest.ts";
import type { Basket, LineItem } from "../basket.ts";
import type { Deal } from "../deal.ts";
import type { Evaluation, Explanation, Probe } from "../effect.ts";
import { promotionOf } from "../finding/finder.ts";
import { watched } from "../finding/watched.ts";
import type { MechanicData, PromotionData } from "../promotion.ts";
import { randomShop } from "../random-shop.ts";
import { divide } from "../rounding.ts";
import type { RuleSet } from "../rule-set.ts";
import { law } from "./law.ts";
import { cutsOf, isReturn, receiptOf, sum } from "./receipt.ts";

const reach = { piecesMax: 3, amountMaxCents: 2000, suggestionsMax: 9, probesMax: 30 };
const bare = { department: "", brand: "", supplier: "", attributes: {}, vatRate: "", flags: [] };
/** Articles that the basket lacks cost this here; some of them belong to a department or brand. */
const shelf = [..."abcdefgh"].map((article, index) => ({
  article,
  unitPriceCents: 100 + 40 * index,
  department: index < 4 ? "10/1" : "20",
  brand: index % 2 === 0 ? "B" : "",
}));
const assortment: Assortment = {
  article: (code) => shelf.find(({ article }) => article === code),
  some: () => shelf,
};

describe("a suggestion", () => {
  law("followed is a suggestion kept: in money, points, vouchers, stamps and gifts", (trial) => {
    const { basket, context } = trial.shop;
    for (const suggestion of suggest(trial.ruleSet, basket, context, { reach, assortment })) {
      const { gainCents, spendCents, gainPoints, gainVouchers, gainStamps, gainGifts } = suggestion;
      const lines = suggestion.probes.map((probe, place) => lineOf(probe, basket, `added ${place}`));
      const before = trial.evaluation;
      const after = trial.of({ ...basket, lines: [...basket.lines, ...lines] });
      const gain = (kind: string, field: string) => count(after, kind, field) - count(before, kind, field);
      expect(suggestion.probes.length).toBeGreaterThan(0);
      expect(after.discountCents - before.discountCents).toBe(gainCents);
      expect(after.totalCents - before.totalCents).toBe(spendCents);
      expect(gain("points", "points")).toBe(gainPoints);
      if (gainVouchers !== undefined) expect(gain("voucher", "pieces")).toBe(gainVouchers);
      if (gainStamps !== undefined) expect(gain("stamps", "stamps")).toBe(gainStamps);
      if (gainGifts !== undefined) expect(gain("gift", "pieces")).toBe(gainGifts);
    }
  });
});

describe("what nobody suggests", () => {
  law(
    "would not help: one or two more of an article in the basket make nothing apply that is not suggested",
    (trial) => {
      const { basket, context, rules } = trial.shop;
      const suggested = suggest(trial.ruleSet, basket, context, { reach: EVERYTHING_NEAR });
      const known = new Map(suggested.map((one) => [one.promotionId, one]));
      const before = trial.evaluation;
      const why = (id: string) => trial.explanations.find(({ promotionId }) => promotionId === id);
      const isShutOut = rules.promotions.some(({ id, alone }) => alone && gives(before, id));
      const silent = rules.promotions.filter(
        (one) => !gives(before, one.id) && !isCut(one, why(one.id), isShutOut) && !forbidsCoupon(one),
      );
      if (silent.length === 0) return;
      const articles = new Set(basket.lines.filter((line) => !isReturn(line)).map(({ article }) => article));
      for (const article of articles) {
        const like = basket.lines.findLast((line) => line.article === article && !isReturn(line))!;
        if (like.measureThousandths !== undefined || like.unitPriceCents === 0) continue;
        // Of promotions that are about other goods nothing is asked below: they only made a rival let go of others.
        const asked = silent.filter(({ id }) => isAbout(trial.ruleSet, id, like, why(id)));
        if (asked.length === 0) continue;
        for (const pieces of [1, 2]) {
          const line = lineOf({ article, pieces, unitPriceCents: like.unitPriceCents }, basket, "added");
          const after = trial.of({ ...basket, lines: [...basket.lines, line] });
          const gain = (kind: string, field: string) =>
            count(after, kind, field) - count(before, kind, field);
          const gainCents = after.discountCents - before.discountCents;
          const others = gain("points", "points") + gain("voucher", "pieces") + gain("stamps", "stamps");
          if (gainCents < 0 || (gainCents === 0 && others <= 0)) continue;
          for (const { id } of asked) {
            if (!gives(after, id) || isCutItself(after, line, promotionOf(trial.ruleSet.finder, id)!.data))
              continue;
            const found = known.get(id);
            expect(found, `${pieces} × ${article} for ${id}`).toBeDefined();
            const { probes, missing, spendCents } = found!;
            const [only] = probes;
            if (probes.length > 1 || only?.article !== article || missing.pieces === undefined) continue;
            // More pieces are told only where they cost no more in the end.
            if (spendCents <= pieces * like.unitPriceCents - gainCents) continue;
            expect(only.pieces, `of ${article} for ${id}`).toBeLessThanOrEqual(pieces);
          }
        }
      }
    },
    randomShop,
  );
});

/** What is cut does not count among goods not yet cut: it made a rival let go of others, as goods do that nobody is about. */
function isCutItself({ lines }: Evaluation, { lineId }: LineItem, data: PromotionData): boolean {
  const { discountCents } = lines.find((line) => line.lineId === lineId)!;
  return discountCents > 0 && /"notYetCut":true/.test(JSON.stringify(data));
}

/** More goods that a threshold only rewards are no step towards it: at most it outbids then who outbids it now. */
function isAbout({ finder }: RuleSet, id: string, line: LineItem, why: Explanation | undefined): boolean {
  const { deals, data } = promotionOf(finder, id)!;
  const isOutbid = why?.reasons.some(({ kind }) => kind === "outbid") === true;
  const counted = (deal: Deal) => (isOutbid && deal.shape === "receipt" ? [deal.select] : watched(deal));
  return asksGoods(data) || deals.flatMap(counted).some((one) => one.matches(line));
}

/**
 * A price that holds for each piece, a gift, a share of what is spent, or more points for others: where the goods are
 * there, more of them are no step towards anything, and beside one that stands alone they only weigh the scales. Nor is what
 * the POS adds by itself put on the counter.
 */
function isCut(data: PromotionData, why: Explanation | undefined, isShutOut: boolean): boolean {
  const { mechanics: all } = data;
  const isShort = why?.reasons.some(({ kind }) => kind.endsWith("-short")) === true;
  const isAsked = all.some(({ how, prize }) => (how ?? (prize as MechanicData | undefined)?.how) === "asked");
  const isEach = all.some(
    ({ kind, use, earn }) =>
      EACH.includes(kind) || use !== undefined || JSON.stringify(earn)?.includes("multiplier"),
  );
  const isShare = all.some(({ worth }) => JSON.stringify(worth)?.includes("share"));
  return isAsked || (isEach && (isShutOut || !(isShort && asksGoods(data)))) || (isShare && !isShort);
}

function asksGoods({ requires }: PromotionData): boolean {
  return /"(items|basket)"/.test(JSON.stringify(requires ?? ""));
}

/** Only where somebody else uses the coupon up it is open: that is nobody's suggestion. */
function forbidsCoupon({ requires }: PromotionData): boolean {
  return /"not","of":\{[^}]*"coupon"/.test(JSON.stringify(requires ?? ""));
}

const EACH = ["percent", "amount", "fixed-price", "price-list", "basket", "tender", "gift"];

const EVERYTHING_NEAR = {
  piecesMax: 2,
  amountMaxCents: 100_000,
  suggestionsMax: 100,
  probesMax: 10_000,
  articlesMax: 10,
};

/** Money, points, vouchers or stamps. */
function gives({ effects }: Evaluation, id: string): boolean {
  return effects.some(
    (effect) =>
      effect.promotionId === id &&
      ((effect.kind === "points" && effect.points > 0) ||
        (effect.kind === "stamps" && effect.stamps > 0) ||
        effect.kind === "price-modifier" ||
        effect.kind === "voucher"),
  );
}

/** What the customer puts on the counter: one more of what is there, an article of the shelf, or any goods. */
function lineOf(probe: Probe, { lines }: Basket, lineId: string): LineItem {
  const { article = "", of, pieces, measureThousandths, unitPriceCents } = probe;
  const like = lines.findLast((line) => line.article === article && !isReturn(line));
  const {
    giftOf: _,
    measureThousandths: __,
    ...known
  }: Partial<LineItem> = like ?? shelf.find((one) => one.article === article) ?? {};
  const { department = "", brand = "", supplier = "", attribute } = of ?? {};
  const attributes = attribute === undefined ? {} : { [attribute.name]: attribute.value };
  const any = { department, brand, supplier, attributes };
  return {
    ...bare,
    ...any,
    regularPriceCents: unitPriceCents,
    ...known,
    article,
    unitPriceCents,
    lineId,
    pieces,
    ...(measureThousandths === undefined ? {} : { measureThousandths }),
    extendedCents: divide(unitPriceCents * (measureThousandths ?? 1000 * pieces), 1000, "half-up"),
  };
}

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

function count({ effects }: Pick<Evaluation, "effects">, kind: string, field: string): number {
  const mine = effects.filter((effect) => effect.kind === kind);
  // Stamps used up are no benefit.
  return sum(mine, (effect) => Math.max(0, (effect as unknown as Record<string, number>)[field]!));
}
