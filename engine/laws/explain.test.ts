/** Reasons are true: what is said to be missing is missing, no more and no less, and helps when it comes. */

import { describe, expect } from "vitest";
import { explain } from "../answers/explain.ts";
import { type Shortfall, shortfallsOf } from "../answers/shortfall.ts";
import { waysTo } from "../answers/ways.ts";
import type { LineItem } from "../basket.ts";
import { compile } from "../compile.ts";
import type { Context } from "../context.ts";
import type { Explanation, Reason } from "../effect.ts";
import { evaluate } from "../evaluate.ts";
import { mechanicSchemas, SHORT_REASONS } from "../mechanics/schemas.ts";
import type { MechanicData, PromotionData } from "../promotion.ts";
import { randomDuel, type Shop } from "../random-shop.ts";
import { play } from "../world/open.ts";
import type { Entry, Run } from "../world/run.ts";
import { law } from "./law.ts";

describe("a mechanic", () => {
  law("explains itself only by reasons that it declares", ({ shop }) => {
    for (const one of bareOnes(shop)) {
      const { missing, blockedBy } = mechanicSchemas.get(one.mechanics[0]!.kind)!;
      const declared: string[] = [...missing.map((measure) => SHORT_REASONS[measure]), ...blockedBy];
      const kinds = asked(shop, one).why?.reasons.map(({ kind }) => kind) ?? [];
      expect([...declared, "saves-nothing"]).toEqual(expect.arrayContaining(kinds));
    }
  });

  law("short of goods is just so much short: less does not help, and so much does", ({ shop }) => {
    for (const one of bareOnes(shop)) {
      const { why, played } = asked(shop, one);
      if (why === undefined || why.applied) continue;
      const { run, entry } = played();
      if (entry === undefined) continue;
      const missing = shortfallsOf(run, entry, entry.promotion.deals[0]!).filter(({ isMore }) => !isMore);
      for (const short of missing) {
        if (!why.reasons.some(({ kind }) => kind === kindOf(short))) continue;
        // What is added may reach a higher step, whose reward is of other goods.
        if (kindOf(short) === "units-short" && one.mechanics[0]!.kind === "threshold") continue;
        const all = lineFor(short, muchOf(short));
        if (all === undefined) continue;
        const then = asked(shop, one, all);
        const left = shortOf(why, short) - muchOf(short);
        // A gift that is deserved now may still be on the shelf.
        const isAsked = () => then.played().effects.some(({ kind }) => kind === "gift");
        if (shortOf(then.why, short) > left && !isAsked())
          expect(shortOf(then.why, short)).toBeLessThanOrEqual(left);
        const less = muchOf(short) === 1 ? undefined : lineFor(short, muchOf(short) - 1);
        if (less !== undefined) expect(shortOf(asked(shop, one, less).why, short)).toBeGreaterThan(0);
      }
    }
  });
});

describe("a condition", () => {
  law("short of goods holds when they come, and not with less", ({ shop }) => {
    for (const promotion of shop.rules.promotions) {
      const { id, name, requires } = promotion;
      if (requires === undefined) continue;
      const hello: MechanicData = { kind: "message", audience: "receipt", text: { en: "hello" } };
      const one = { id, name, layer: "earn", requires, mechanics: [hello] };
      if (!shop.rules.layers.some((layer) => layer.id === "earn")) continue;
      const { why, played } = asked(shop, one);
      if (why === undefined || why.applied) continue;
      const { run, entry } = played();
      if (entry === undefined) continue;
      for (const way of waysTo(run, entry)) {
        const lines = way.map((short) => lineFor(short, muchOf(short)));
        if (lines.includes(undefined)) continue;
        const then = asked(shop, one, ...(lines as LineItem[])).why!;
        expect(then.reasons.filter(({ kind }) => SHORT.has(kind))).toEqual([]);
        const [short] = way;
        // Of several ways less of one may be enough of another.
        if (way.length > 1 || muchOf(short!) === 1 || JSON.stringify(requires).includes('"any"')) continue;
        const less = lineFor(short!, muchOf(short!) - 1)!;
        expect(shortOf(asked(shop, one, less).why, short!)).toBeGreaterThan(0);
      }
    }
  });

  law("that a coupon is missing is not said once it is shown", ({ shop, ruleSet, explanations }) => {
    const { basket, context } = shop;
    for (const { promotionId, reasons } of explanations) {
      for (const reason of reasons) {
        if (reason.kind !== "coupon-missing") continue;
        const coupons = [...context.coupons, { couponId: "shown", series: reason.series }];
        const then = explain(ruleSet, basket, { ...context, coupons });
        const mine = then.find((one) => one.promotionId === promotionId)!;
        expect(mine.reasons).not.toContainEqual(reason);
      }
    }
  });
});

describe("of one layer", () => {
  law(
    "who would save nothing saves nothing without rivals either, and who was outbid would have given something",
    ({ shop, explanations, evaluation }) => {
      const { rules, basket, context } = shop;
      // Where the layer itself could not be sure that it found all (sets on which floors bind), neither can its reasons.
      if (evaluation.layers.some(({ gapCents }) => gapCents > 0)) return;
      for (const { promotionId, reasons } of explanations) {
        const [reason] = reasons;
        if (reason?.kind !== "saves-nothing" && reason?.kind !== "outbid") continue;
        const promotions = rules.promotions.filter(({ id }) => id === promotionId);
        const { effects } = evaluate(compile({ ...rules, promotions }), basket, context);
        const given = effects.filter(({ kind }) => kind !== "gift-withdrawn");
        expect(given.length > 0).toBe(reason.kind === "outbid");
      }
    },
    randomDuel,
  );
});

describe("when, where and who", () => {
  law(
    "closed for a reason is not closed for it where nothing is said about that",
    ({ shop, explanations }) => {
      const { rules, basket, context } = shop;
      const closed = explanations.flatMap(({ promotionId, reasons }) =>
        reasons.some(({ kind }) => CLOSED.has(kind)) ? [promotionId] : [],
      );
      const promotions = rules.promotions.map((one): PromotionData => {
        const { valid: _, where: __, who: ___, ...open } = one;
        return closed.includes(one.id) ? open : one;
      });
      for (const { promotionId, reasons } of explain(compile({ ...rules, promotions }), basket, context)) {
        if (closed.includes(promotionId)) expect(reasons.filter(({ kind }) => CLOSED.has(kind))).toEqual([]);
      }
    },
  );
});

const CLOSED = new Set<Reason["kind"]>([
  "not-yet-valid",
  "expired",
  "not-this-weekday",
  "not-at-this-time",
  "not-in-this-store",
  "not-at-this-till",
  "not-in-this-channel",
  "switched-off",
]);
const SHORT = new Set<Reason["kind"]>(Object.values(SHORT_REASONS));

/** Each mechanic of the shop as a promotion of its own, with nothing around it. */
function bareOnes({ rules }: Shop): PromotionData[] {
  return rules.promotions.flatMap(({ id, name, layer, mechanics: all }) =>
    all.map((mechanic) => ({ id, name, layer, mechanics: [mechanic] })),
  );
}

interface Asked {
  readonly why: Explanation | undefined;
  /** Reckoned again: most want to know only why. */
  played(): Played;
}
interface Played {
  readonly effects: ReturnType<typeof evaluate>["effects"];
  readonly run: Run;
  readonly entry: Entry | undefined;
}

/** The shop with this promotion alone and more goods. Chain-wide exclusions would flag these. */
function asked({ rules, basket, context }: Shop, promotion: PromotionData, ...more: LineItem[]): Asked {
  const { exclusions: _, ...rest } = rules;
  const ruleSet = compile({ ...rest, promotions: [promotion] });
  const lines = more.map((line, place) => ({ ...line, lineId: `more ${place}` }));
  const bought = { ...basket, lines: [...basket.lines, ...lines] };
  const here: Context = context;
  return {
    why: explain(ruleSet, bought, here)[0],
    played() {
      const { run, effects } = play(ruleSet, bought, here);
      return { run, effects, entry: run.entries.find((one) => one.promotion.id === promotion.id) };
    },
  };
}

function muchOf({ pieces, amountCents, measureThousandths }: Shortfall): number {
  return pieces ?? amountCents ?? measureThousandths!;
}

function kindOf({ pieces, amountCents }: Shortfall): Reason["kind"] {
  return pieces === undefined
    ? amountCents === undefined
      ? "measure-short"
      : "amount-short"
    : "units-short";
}

/** All that is short in the shortfall's measure. */
function shortOf(why: Explanation | undefined, short: Shortfall): number {
  let sum = 0;
  for (const reason of why?.reasons ?? []) {
    if (reason.kind !== kindOf(short)) continue;
    if (reason.kind === "units-short") sum += reason.pieces;
    else if (reason.kind === "amount-short") sum += reason.amountCents;
    else if (reason.kind === "measure-short") sum += reason.measureThousandths;
  }
  return sum;
}

const ARTICLES = [..."abcdef"].map((article, index) => ({
  article,
  department: index < 3 ? "10/1" : "20",
  brand: index % 2 === 0 ? "B" : "",
  supplier: index % 3 === 0 ? "S" : "",
  attributes: (index === 5 ? { organic: "yes" } : {}) as Record<string, string>,
}));

/** So much of some goods that would count; undefined where none of the articles does. */
function lineFor({ select, pieces, amountCents }: Shortfall, much: number): LineItem | undefined {
  const prices = amountCents === undefined ? [250, 500, 100, 1000] : [much];
  for (const unitPriceCents of prices) {
    for (const article of ARTICLES) {
      const common = {
        ...article,
        lineId: "more",
        unitPriceCents,
        regularPriceCents: unitPriceCents,
        vatRate: "10",
        flags: [],
      };
      const line: LineItem =
        pieces !== undefined
          ? { ...common, pieces: much, extendedCents: unitPriceCents * much }
          : amountCents !== undefined
            ? { ...common, pieces: 1, extendedCents: much }
            : { ...common, pieces: 1, measureThousandths: much, extendedCents: unitPriceCents };
      if (select.matches(line)) return line;
    }
  }
  return undefined;
}
