/** Random contests for one `best` layer: every unit is wanted by several offers, so that going by value alone loses. */

import type { Basket } from "../basket.ts";
import type { Context } from "../context.ts";
import { SATURDAY } from "../example.ts";
import type { MechanicData, PromotionData, RuleSetData, Selector } from "../promotion.ts";

/** A whole number from 0 to `below` - 1. */
export type Draw = (below: number) => number;

export interface Contest {
  readonly rules: RuleSetData;
  readonly basket: Basket;
  readonly context: Context;
}

/** The same numbers for the same seed, on every machine. */
export function drawFrom(seed: number): Draw {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface Size {
  readonly lines: number;
  /** Multi-buys and bundles. */
  readonly sets: number;
  /** Offers for each unit by itself. */
  readonly singles: number;
  /** Articles of each set offer, from and to. */
  readonly articles: readonly [number, number];
  /** Rewards rounded once for several units, amounts, limits on value, coupons and tags as well. */
  readonly isMixed: boolean;
  /** Limits on value of every kind and on units of a line, several mechanics in one promotion, and scaled ones too. */
  readonly isOdd?: true;
}

/** At most so many lines. */
export function smallContest(draw: Draw, linesMax = 20): Contest {
  const lines = 2 + draw(linesMax - 1);
  return contest(draw, {
    lines,
    sets: 1 + Math.ceil(lines / 2) - draw(2),
    singles: draw(4),
    articles: [2, Math.min(lines, 8)],
    isMixed: true,
  });
}

/** At most so many lines; few promotions have no limit, and many have two mechanics that share theirs. */
export function oddContest(draw: Draw, linesMax = 14): Contest {
  const lines = 2 + draw(linesMax - 1);
  return contest(draw, {
    lines,
    sets: 1 + draw(Math.ceil(lines / 2)),
    singles: draw(3),
    articles: [2, Math.min(lines, 6)],
    isMixed: true,
    isOdd: true,
  });
}

/** Half as many multi-buys and bundles as lines, each on 3 to 12 of the basket's articles. */
export function denseContest(draw: Draw, lines = 100): Contest {
  return contest(draw, {
    lines,
    sets: lines / 2,
    singles: lines / 10,
    articles: [3, 12],
    isMixed: false,
  });
}

/** A dozen to twenty pieces, and bundles that may grow beyond what they must have. */
export function growingContest(draw: Draw): Contest {
  const lines = 6 + draw(4);
  const base = contest(draw, {
    lines,
    sets: 2 + draw(3),
    singles: draw(3),
    articles: [2, 6],
    isMixed: false,
  });
  const prices = base.basket.lines.map(({ unitPriceCents }) => unitPriceCents);
  const growing = Array.from({ length: 1 + draw(2) }, (_, index): PromotionData => {
    const slots = Array.from({ length: 1 + draw(3) }, (_, slot) => {
      const min = slot === 0 ? 1 + draw(2) : draw(3);
      const max = min + (min === 0 ? 1 : draw(2));
      const isRewarded = slot > 0 && draw(4) === 0;
      const select = named(articlesOf(draw, lines, 2 + draw(lines - 2)));
      return { select, min, max, ...(isRewarded && { rewarded: true }) };
    });
    // More than one of the goods costs, less than all of them.
    const amountCents = prices[draw(lines)]! + draw(500);
    const reward = draw(3) === 0 ? { percent: ["20", "50", "33.3"][draw(3)]! } : { amountCents };
    const id = `G${index}`;
    const mechanics = [{ kind: "mix-and-match", slots, reward }];
    return { id, name: { en: `bundle ${index}` }, layer: "offers", priority: draw(5), mechanics };
  });
  return { ...base, rules: { ...base.rules, promotions: [...base.rules.promotions, ...growing] } };
}

function contest(draw: Draw, size: Size): Contest {
  const prices = Array.from({ length: size.lines }, () => 59 + draw(1240));
  const lines = prices.map((unitPriceCents, index) => {
    const pieces = 1 + (draw(3) === 0 ? 1 + draw(2) : 0);
    return {
      lineId: String(index + 1),
      article: `a${index}`,
      department: "10",
      brand: "",
      supplier: "",
      attributes: {},
      unitPriceCents,
      regularPriceCents: unitPriceCents,
      pieces,
      extendedCents: unitPriceCents * pieces,
      vatRate: "10",
      flags: [],
    };
  });
  const promotions: PromotionData[] = [];
  for (let index = 0; index < size.sets + size.singles; index++) {
    const isSet = index < size.sets;
    const [from, to] = isSet ? size.articles : [1, Math.min(6, size.lines)];
    const own = articlesOf(draw, size.lines, Math.min(size.lines, from + draw(Math.max(1, to - from + 1))));
    const mean = Math.round(own.reduce((sum, one) => sum + prices[one]!, 0) / own.length);
    const priority = draw(5);
    const offer = isSet ? setOffer(draw, own, mean, size) : singleOffer(draw, own, mean);
    const mechanics = size.isOdd ? oddMechanics(draw, offer, mean, size) : [offer];
    const around = frame(draw, size);
    promotions.push({
      id: `P${String(index).padStart(3, "0")}`,
      name: { en: `offer ${index}` },
      layer: "offers",
      priority,
      mechanics: around.limits === undefined ? mechanics : mechanics.map(mixed),
      ...around,
    });
  }
  return {
    rules: {
      semantics: 1,
      currency: "EUR",
      layers: [{ id: "offers", stage: "item", mode: "best" }],
      promotions,
    },
    basket: { currency: "EUR", lines },
    context: {
      ...SATURDAY,
      coupons: size.isMixed
        ? Array.from({ length: draw(3) }, (_, i) => ({ couponId: `K${i}`, series: "S" }))
        : [],
    },
  };
}

/** Sets of one article under one limit may be left with a gap (choose/README.md): here they are not of one article. */
function mixed({ same: _, ...offer }: MechanicData): MechanicData {
  return offer;
}

/** Now and then a scaled one instead, or a second one beside. */
function oddMechanics(draw: Draw, offer: MechanicData, mean: number, size: Size): MechanicData[] {
  const own = articlesOf(draw, size.lines, Math.min(size.lines, 1 + draw(4)));
  switch (draw(6)) {
    case 0:
      return [scaledOffer(draw, own)];
    case 1:
      return [offer, singleOffer(draw, own, mean)];
    case 2:
      return [offer, setOffer(draw, own.length < 2 ? articlesOf(draw, size.lines, 2) : own, mean, size)];
    case 3:
      return [offer, scaledOffer(draw, own)];
    default:
      return [offer];
  }
}

function scaledOffer(draw: Draw, own: readonly number[]): MechanicData {
  const isShare = draw(2) === 0;
  const tiers = [1 + draw(2), 3 + draw(2), 6].map((pieces, step) => ({
    pieces,
    reward: isShare ? { percent: `${5 + 9 * step}.5` } : { amountCents: 30 + 40 * step + draw(20) },
  }));
  return { kind: "scaled", select: named(own), tiers };
}

function frame(draw: Draw, { isMixed, isOdd }: Size): Partial<PromotionData> {
  const limits = {
    ...(isOdd && draw(3) === 0
      ? { amountCents: 100 + draw(900), exceeding: (["cap", "refuse", "overshoot"] as const)[draw(3)]! }
      : {}),
    ...(isOdd && draw(6) === 0 ? { unitsPerLine: 1 + draw(2) } : {}),
    ...(draw(8) === 0 ? { applications: 1 + draw(2) } : {}),
    ...(draw(12) === 0 ? { units: 2 + draw(6) } : {}),
    ...(isMixed && draw(16) === 0 ? { amountCents: 100 + draw(900) } : {}),
  };
  return {
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(isMixed && draw(10) === 0 ? { requires: { kind: "coupon", series: "S" } as const } : {}),
    ...(isMixed && draw(10) === 0 ? { excludes: ["tag"] } : {}),
  };
}

function articlesOf(draw: Draw, lines: number, count: number): number[] {
  const found = new Set<number>();
  while (found.size < count) found.add(draw(lines));
  return [...found];
}

function named(own: readonly number[]): Selector {
  return { of: [{ articles: own.map((index) => `a${index}`) }] };
}

function singleOffer(draw: Draw, own: readonly number[], mean: number): MechanicData {
  const select = named(own);
  switch (draw(3)) {
    case 0:
      return { kind: "percent", select, percent: ["10", "15", "20", "33.3"][draw(4)]! };
    case 1:
      return { kind: "amount", select, amountCents: 10 + draw(Math.ceil(mean / 4)), per: "unit" };
    default:
      return { kind: "fixed-price", select, priceCents: Math.round(mean * 0.8), per: "unit" };
  }
}

function setOffer(draw: Draw, own: readonly number[], mean: number, { isMixed }: Size): MechanicData {
  const select = named(own);
  const buy = 2 + draw(3);
  const pick = draw(4) === 0 ? "dearest" : "cheapest";
  switch (draw(isMixed ? 9 : 6)) {
    case 0:
      return { kind: "multi-buy", select, buy, reward: { free: 1 } };
    case 1:
      return isMixed
        ? { kind: "multi-buy", select, buy: 2, same: "article", reward: { free: 1 } }
        : { kind: "multi-buy", select, buy, reward: { free: 1 } };
    case 2:
      return {
        kind: "multi-buy",
        select,
        buy: 2 + draw(2),
        reward: { percent: ["30", "50", "70"][draw(3)]!, units: 1 },
        pick,
      };
    case 3:
      return {
        kind: "multi-buy",
        select,
        buy,
        reward: { priceCents: Math.round(mean * buy * (0.6 + draw(3) / 10)) },
      };
    case 4:
      return bundle(
        own,
        { priceCents: Math.round(mean * 2 * (0.6 + draw(3) / 10)) },
        draw(2) === 0 ? 1 : 2,
        draw(4) === 0,
      );
    case 5:
      return { kind: "multi-buy", select, buy, reward: { unitPriceCents: Math.round(mean / 3), units: 1 } };
    case 6:
      return {
        kind: "multi-buy",
        select,
        buy: 3,
        reward: { percent: ["15", "33.3", "50"][draw(3)]!, units: 2 },
        ...(draw(2) === 0 ? { round: "unit" } : {}),
        pick,
      };
    case 7:
      return bundle(own, { percent: ["12.5", "20", "33.3"][draw(3)]! }, 1 + draw(2), draw(3) === 0);
    default:
      return bundle(own, { amountCents: 20 + draw(mean) }, 1, draw(3) === 0);
  }
}

/** Two slots; now and then both select what they share, or only the second is rewarded. */
function bundle(own: readonly number[], reward: object, most: number, overlaps: boolean): MechanicData {
  const half = Math.ceil(own.length / 2);
  const second = own.slice(overlaps ? half - 1 : half);
  return {
    kind: "mix-and-match",
    slots: [
      { select: named(own.slice(0, half)) },
      { select: named(second.length === 0 ? own : second), min: 1, max: most },
    ],
    reward,
  };
}
