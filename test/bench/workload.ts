/**
 * A chain's worth of promotions and baskets, made from a seed: what the figures of the bench rest on.
 *
 * Mix of promotions: 40 % percent, amount or fixed price on 1 to 12 articles, 25 % multi-buys on 2 to 12 articles,
 * 15 % on a department or brand, 5 % thresholds, 5 % with a coupon, 10 % for card holders (half of those points).
 * 30,000 articles in 1,500 departments and 1,500 brands; promotions take articles evenly, baskets by popularity 1/rank,
 * as in a shop. At 10,000 promotions a line meets between two and three of them.
 */

export interface Workload {
  /** Rule set JSON, as HQ writes it. */
  readonly rules: unknown;
  /** Basket JSON of `lines` lines, for a seed. */
  basket(lines: number, seed: number): unknown;
  readonly context: unknown;
}

const articleCount = 30_000;
const departmentCount = 1_500;
const brandCount = 1_500;

/** A small seeded generator (mulberry32): numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const article = (index: number) => String(8_000_000_000_000 + index * 10);
const department = (index: number) => `${10 + (index % 20)}/${1000 + (index % departmentCount)}`;
const brand = (index: number) => `brand-${(index * 31) % brandCount}`;
const price = (index: number) => 49 + ((index * 7919) % 1950);

export function workload(promotionCount: number): Workload {
  const next = random(promotionCount);
  const below = (n: number) => Math.floor(next() * n);
  const articles = (from: number, to: number) =>
    Array.from({ length: from + below(to - from + 1) }, () => article(below(articleCount)));
  const select = (from: number, to: number) => ({ of: [{ articles: articles(from, to) }] });

  const promotions = Array.from({ length: promotionCount }, (_, index) => {
    const base = {
      id: `P${String(index).padStart(6, "0")}`,
      name: { it: `Promo ${index}` },
      priority: index,
    };
    const kind = next();
    if (kind < 0.4)
      return { ...base, layer: "offers", mechanics: [itemMechanic(below(3), select(1, 12), below)] };
    if (kind < 0.65)
      return {
        ...base,
        layer: "offers",
        mechanics: [{ kind: "multi-buy", select: select(2, 12), buy: 2 + below(2), reward: { free: 1 } }],
      };
    if (kind < 0.8) {
      const of =
        next() < 0.5
          ? [{ department: department(below(departmentCount)) }]
          : [{ brand: brand(below(brandCount)) }];
      return { ...base, layer: "offers", mechanics: [itemMechanic(0, { of }, below)] };
    }
    if (kind < 0.85)
      return {
        ...base,
        layer: "basket",
        mechanics: [
          {
            kind: "threshold",
            select: select(3, 12),
            spendCents: 2000 + below(3000),
            base: "net",
            reward: { amountCents: 200 },
          },
        ],
      };
    if (kind < 0.9)
      return {
        ...base,
        layer: "offers",
        requires: { kind: "coupon", series: `C${below(500)}` },
        mechanics: [itemMechanic(1, select(1, 6), below)],
      };
    if (kind < 0.95)
      return {
        ...base,
        layer: "offers",
        who: { card: true },
        mechanics: [itemMechanic(0, select(1, 6), below)],
      };
    return {
      ...base,
      layer: "points",
      who: { card: true },
      mechanics: [{ kind: "points", account: "main", select: select(1, 6), earn: { perPiece: 10 } }],
    };
  });

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
      promotions,
    },
    basket: (lines, seed) => {
      const draw = random(seed);
      return {
        currency: "EUR",
        lines: Array.from({ length: lines }, (_, index) => {
          const which = popular(draw);
          return {
            lineId: String(index + 1),
            article: article(which),
            unitPriceCents: price(which),
            quantity: String(draw() < 0.8 ? 1 : 2 + Math.floor(draw() * 3)),
            department: department(which),
            brand: brand(which),
            vatRate: ["4", "10", "22"][which % 3],
          };
        }),
      };
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
      coupons: [{ couponId: "k1", series: "C7" }],
    },
  };
}

/** Index of an article, popular ones more often. */
function popular(next: () => number): number {
  return Math.floor(articleCount ** next()) - 1;
}

function itemMechanic(which: number, select: unknown, below: (n: number) => number): unknown {
  if (which === 0) return { kind: "percent", select, percent: String(5 * (1 + below(10))) };
  if (which === 1) return { kind: "amount", select, amountCents: 20 + below(150), per: "unit" };
  return { kind: "fixed-price", select, priceCents: 99 + below(600), per: "unit" };
}
