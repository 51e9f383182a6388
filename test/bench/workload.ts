/**
 * A chain's worth of promotions and baskets, made from a seed: what the figures of the bench rest on. README.md says
 * what mix; `catalogue.ts` what the shop sells.
 */

import {
  article,
  articleCount,
  brand,
  brandOf,
  department,
  departmentOf,
  isWeighed,
  popular,
  priceCents,
  vatRate,
} from "./catalogue.ts";
import { random } from "./random.ts";

export interface Workload {
  /** Rule set JSON, as HQ writes it. */
  readonly rules: {
    readonly promotions: readonly Record<string, unknown>[];
    readonly [field: string]: unknown;
  };
  /** Basket JSON of `lines` lines, for a seed. */
  basket(
    lines: number,
    seed: number,
  ): {
    readonly currency: string;
    readonly lines: readonly { readonly lineId: string; readonly [field: string]: unknown }[];
  };
  readonly context: unknown;
}

export interface WorkloadOptions {
  /** One of the thresholds is on everything: what it takes off is shared over all lines, and every share changes with every scan. */
  readonly wholeBasketThreshold?: boolean;
}

export function workload(
  promotionCount: number,
  { wholeBasketThreshold = false }: WorkloadOptions = {},
): Workload {
  return {
    rules: {
      semantics: 1,
      currency: "EUR",
      layers: [
        { id: "offers", stage: "item", mode: "best" },
        { id: "basket", stage: "basket", mode: "stack" },
        { id: "points", stage: "earn", mode: "stack" },
      ],
      groups: {},
      promotions: promotions(promotionCount, wholeBasketThreshold),
    },
    basket: (lines, seed) => {
      const draw = random(seed);
      return { currency: "EUR", lines: Array.from({ length: lines }, (_, index) => line(index, draw)) };
    },
    context: {
      at: "2026-06-05T17:30:00+02:00",
      store: "0042",
      till: "1",
      channel: "till",
      customer: {
        id: "c1",
        tier: "gold",
        segments: [],
        staff: false,
        attributes: {},
        balances: { main: 120 },
      },
      coupons: [
        { couponId: "k1", series: "C1" },
        { couponId: "k2", series: "C3" },
      ],
    },
  };
}

function line(index: number, draw: () => number) {
  const which = popular(draw);
  const weight = String((100 + Math.floor(draw() * 1900)) / 1000);
  const pieces = String(draw() < 0.8 ? 1 : 2 + Math.floor(draw() * 3));
  return {
    lineId: String(index + 1),
    article: article(which),
    unitPriceCents: priceCents(which),
    ...(isWeighed(which) ? { quantity: weight, measure: "kg" } : { quantity: pieces }),
    department: departmentOf(which),
    brand: brandOf(which),
    vatRate: vatRate(which),
  };
}

function promotions(count: number, wholeBasketThreshold: boolean): Record<string, unknown>[] {
  const next = random(count);
  const below = (n: number) => Math.floor(next() * n);
  const articles = (from: number, to: number) =>
    Array.from({ length: from + below(to - from + 1) }, () => article(below(articleCount)));
  /** Half of the lists name one article, a third up to four, the rest up to twelve. */
  const someArticles = () => {
    const length = next();
    return length < 0.5 ? articles(1, 1) : length < 0.83 ? articles(2, 4) : articles(5, 12);
  };
  const select = (list: readonly string[]) => ({ of: [{ articles: [...new Set(list)] }] });
  const subtree = () =>
    next() < 0.5
      ? { brand: brand(below(1 << 20)) }
      : { department: department(below(1 << 20), next() < 0.05 ? 2 : 3) };

  const cutLists: string[][] = [];
  let coupons = 0;
  return Array.from({ length: count }, (_, index) => {
    const base = {
      id: `P${String(index).padStart(6, "0")}`,
      name: { it: `Promo ${index}` },
      priority: index,
      valid: { from: `2026-0${1 + below(6)}-01`, to: `2026-${10 + below(3)}-28` },
    };
    const offer = (mechanic: object, more: object = {}) => ({
      ...base,
      layer: "offers",
      ...more,
      mechanics: [mechanic],
    });
    if (index === 0) return { ...base, ...EACH_EURO };
    if (index === 1 && wholeBasketThreshold) return { ...base, ...WHOLE_BASKET };
    const kind = next();
    if (kind < 0.6) {
      // Every other list takes an article that an earlier cut names.
      const list = someArticles();
      const rival = next() < 0.5 ? cutLists[below(cutLists.length)] : undefined;
      if (rival !== undefined) list[0] = rival[below(rival.length)]!;
      cutLists.push(list);
      return offer(cut(below(3), select(list), below));
    }
    if (kind < 0.7) return offer(cut(0, { of: [subtree()] }, below));
    if (kind < 0.77) return offer(multiBuy(below(4), select(articles(2, 8)), below));
    if (kind < 0.8) return offer(bundle(below(3), select(articles(2, 8)), { of: [subtree()] }, below));
    if (kind < 0.85) {
      const threshold = {
        kind: "threshold",
        select: next() < 0.5 ? { of: [subtree()] } : select(articles(3, 12)),
        spendCents: 500 + below(1500),
        base: "net",
        reward: next() < 0.5 ? { amountCents: 100 } : { percent: "10" },
      };
      return { ...base, layer: "basket", mechanics: [threshold] };
    }
    if (kind < 0.9) {
      return offer(cut(below(3), select(someArticles()), below), {
        requires: { kind: "coupon", series: `C${coupons++}` },
      });
    }
    if (kind < 0.95) {
      const who = next() < 0.5 ? { card: true } : { tiers: [["gold", "silver"][below(2)]] };
      return offer(cut(0, select(someArticles()), below), { who });
    }
    const earn = { kind: "points", account: "main", select: select(articles(1, 6)), earn: { perPiece: 10 } };
    return { ...base, layer: "points", who: { card: true }, mechanics: [earn] };
  });
}

/** What every scan touches, in every shop. */
const EACH_EURO = {
  layer: "points",
  who: { card: true },
  mechanics: [{ kind: "points", account: "main", earn: { perStepCents: 100, points: 1 } }],
};

const WHOLE_BASKET = {
  layer: "basket",
  mechanics: [{ kind: "threshold", spendCents: 10_000, base: "net", reward: { amountCents: 500 } }],
};

function cut(which: number, select: object, below: (n: number) => number): object {
  if (which === 0) return { kind: "percent", select, percent: String(5 * (1 + below(10))) };
  if (which === 1) return { kind: "amount", select, amountCents: 10 + below(90), per: "unit" };
  return { kind: "fixed-price", select, priceCents: 59 + below(300), per: "unit" };
}

function multiBuy(which: number, select: object, below: (n: number) => number): object {
  const reward = [
    { free: 1 },
    { percent: "50", units: 1 },
    { priceCents: 150 + below(450) },
    { unitPriceCents: 100, units: 1 },
  ][which];
  return { kind: "multi-buy", select, buy: 2 + below(2), reward };
}

/** One of these with one of those. */
function bundle(which: number, these: object, those: object, below: (n: number) => number): object {
  const reward = [{ priceCents: 150 + below(450) }, { percent: "20" }, { free: true }][which]!;
  const slots = [{ select: these }, { select: those, ...("free" in reward ? { rewarded: true } : {}) }];
  return { kind: "mix-and-match", slots, reward };
}
