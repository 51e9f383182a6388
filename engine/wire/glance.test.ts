import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { drawBy } from "../laws/draw-by.ts";
import { mechanicSchemas } from "../mechanics/schemas.ts";
import { readRuleSet } from "../wire.ts";
import { glanceOf } from "./glance.ts";
import { isSurelyPromotion, isSurelyRuleSet, promotionSchema, ruleSetSchema } from "./rule-set-schema.ts";

const articles = {
  of: [{ articles: ["a", "b"] }],
  except: [{ group: "g", priceFromCents: 5 }],
  notYetCut: true,
};
const everyField = {
  id: "P",
  name: { it: "Sconto", en: "Offer" },
  layer: "offers",
  priority: 3,
  valid: { from: "2026-01-01", to: "2026-12-31", weekdays: [1, 7], times: [{ from: "09:30", to: "24:00" }] },
  where: { stores: ["1"], storeGroups: ["north"], tills: ["2"], channels: ["till", "web"] },
  who: {
    tiers: ["gold"],
    attributes: [{ name: "age", atLeast: 18, atMost: 30 }],
    birthday: { daysBefore: 3, daysAfter: 0 },
    purchase: { every: 3 },
    daysSinceVisit: { atLeast: 10 },
  },
  requires: {
    kind: "all",
    of: [
      { kind: "not", of: { kind: "coupon", series: "S" } },
      {
        kind: "any",
        of: [
          { kind: "items", select: articles, pieces: 2 },
          { kind: "basket", amountCents: 500 },
        ],
      },
      { kind: "tender", tenders: ["cash"], amountCents: 100 },
      { kind: "customer", who: { card: false } },
    ],
  },
  limits: { applications: 2, exceeding: "refuse", perCustomer: { amountCents: 500, period: "week" } },
  funding: { by: "supplier", party: "Barilla" },
  excludes: ["summer"],
  alone: true,
  text: { it: "Solo oggi" },
};
const mechanics = [...mechanicSchemas].flatMap(([kind, { examples }]) =>
  examples.map(({ terms }) => ({ kind, ...(terms as object) })),
);
const promotions = mechanics.map((mechanic, index) => ({
  ...everyField,
  id: `P${index}`,
  mechanics: [mechanic],
}));
const ruleSet = {
  semantics: 1,
  currency: "EUR",
  rounding: "half-even",
  layers: [{ id: "offers", stage: "item", mode: "stack", base: "start" }],
  groups: { g: ["a"] },
  priceLists: { l: { a: 5 } },
  exclusions: [{ flag: "deposit", select: articles }],
  values: { thousandPointsCents: { main: 100 } },
  promotions,
};

const STRANGE: readonly unknown[] = [
  ...[null, undefined, true, false, "", "x", "12.5", "0", "2026-02-30", "a".repeat(201)],
  ...[0, 1, -1, 0.5, 1e10, 2e9, Number.NaN, Number.POSITIVE_INFINITY],
  ...[
    [],
    {},
    [{}],
    ["a"],
    { kind: "not" },
    { articles: [] },
    { everything: true },
    JSON.parse('{"__proto__":1}'),
    new Date(0),
  ],
];

/** The same with one thing changed, left out or added somewhere. */
function spoilt(value: unknown, below: (n: number) => number): unknown {
  const anything = () => STRANGE[below(STRANGE.length)];
  if (typeof value !== "object" || value === null || below(6) === 0) return anything();
  const what = below(10);
  if (Array.isArray(value)) {
    const at = below(Math.max(1, value.length));
    if (what < 2) return what === 0 ? value.toSpliced(at, 1) : [...value, anything()];
    return value.length === 0 ? [anything()] : value.with(at, spoilt(value[at], below));
  }
  const names = Object.keys(value);
  if (what === 1 || names.length === 0) {
    return { ...value, [["kind", "select", "extra", "atMost"][below(4)]!]: anything() };
  }
  const name = names[below(names.length)]!;
  const { [name]: field, ...others } = value as Record<string, unknown>;
  return what === 0 ? others : { ...others, [name]: spoilt(field, below) };
}

describe("a glance", () => {
  it("is sure of every field and of every mechanic's examples", () => {
    expect(promotions.filter((one) => !isSurelyPromotion(one))).toEqual([]);
    expect(isSurelyRuleSet(ruleSet)).toBe(true);
    expect(readRuleSet(ruleSet)).toBe(ruleSet);
  });

  it("is sure only of what the schema reads as it stands", () => {
    let sure = 0;
    fc.assert(
      fc.property(fc.gen(), (gen) => {
        const below = drawBy(gen);
        const promotion = spoilt(promotions[below(promotions.length)], below);
        if (isSurelyPromotion(promotion)) {
          sure += 1;
          const read = promotionSchema.safeParse(promotion);
          expect(read.error?.issues).toBeUndefined();
          expect(read.data).toStrictEqual(promotion);
        }
        const frame = spoilt({ ...ruleSet, promotions: [] }, below);
        if (isSurelyRuleSet(frame)) expect(ruleSetSchema.parse(frame)).toStrictEqual(frame);
      }),
      { numRuns: 3_000, seed: 20261121 },
    );
    expect(sure).toBeGreaterThan(100);
  });

  it("leaves to the schema what it does not know, and what the schema would change", () => {
    const doubts = [
      z.email(),
      z.string().trim(),
      z.string().default("x"),
      z.object({}),
      z.looseObject({}),
      z.date(),
    ];
    for (const schema of doubts) {
      const glance = glanceOf(schema);
      expect([{}, "x", "a@b.it", undefined, new Date(0)].filter(glance)).toEqual([]);
    }
    expect(isSurelyPromotion({ ...everyField, mechanics: [{ kind: "auction" }] })).toBe(false);
  });
});
