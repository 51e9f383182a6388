import { expect, test } from "vitest";
import { basket, SATURDAY } from "../../engine/example.ts";
import { compile, evaluate, explain, type RuleSetData, touched } from "../../engine/index.ts";
import { drawFrom, randomShop } from "../../engine/random-shop.ts";
import { pastRules } from "../store/past-rules.ts";
import { keptRules } from "./kept-rules.ts";

const SHOPS = 150;

function keptOf({ promotions, groups: _, ...settings }: RuleSetData, ruleSet: ReturnType<typeof compile>) {
  const jsonOf = new Map(promotions.map((promotion) => [promotion.id, JSON.stringify(promotion)]));
  return keptRules({ ...settings }, ruleSet, (id) => jsonOf.get(id));
}

test("what a sale keeps of its rules is enough to evaluate it again, byte for byte, and to explain it", () => {
  let explained = 0;
  for (let seed = 1; seed <= SHOPS; seed += 1) {
    const { rules, basket, context } = randomShop(drawFrom(seed));
    const ruleSet = compile(rules);
    const kept = keptOf(rules, ruleSet);
    const articles = basket.lines.map(({ article }) => article);
    const { definitions, ...met } = kept.of(articles, touched(ruleSet, basket, context));
    const sale = { ...met, basket, semantics: rules.semantics };
    const past = pastRules(JSON.parse(JSON.stringify(sale)), definitions);
    expect(JSON.stringify(evaluate(past, basket, context))).toBe(
      JSON.stringify(evaluate(ruleSet, basket, context)),
    );
    const whole = new Map(explain(ruleSet, basket, context).map((one) => [one.promotionId, one]));
    for (const one of explain(past, basket, context)) {
      expect(one).toEqual(whole.get(one.promotionId));
      explained += 1;
    }
  }
  expect(explained).toBeGreaterThan(SHOPS);
});

test.each([
  ["of a group", { group: "mugs" }],
  ["by its number", { articles: ["mug"] }],
])(
  "a gift that may not be given, since goods %s are not given away, is not asked for years later either",
  (_, term) => {
    const promotion = {
      id: "G1",
      name: { en: "A mug with three coffees" },
      layer: "offers",
      requires: { kind: "items", select: { of: [{ articles: ["coffee"] }] }, pieces: 3 },
      mechanics: [{ kind: "gift", articles: ["mug"], how: "asked" }],
    } as const;
    const rules: RuleSetData = {
      semantics: 1,
      currency: "EUR",
      layers: [{ id: "offers", stage: "earn", mode: "stack" }],
      groups: { mugs: ["mug", "cup"] },
      exclusions: [{ flag: "not-discountable", select: { of: [term] } }],
      promotions: [promotion],
    };
    const bought = basket("coffee/3/299");
    const ruleSet = compile(rules);
    expect(evaluate(ruleSet, bought, SATURDAY).effects).toEqual([]);
    const { definitions, ...met } = keptOf(rules, ruleSet).of(["coffee"], touched(ruleSet, bought, SATURDAY));
    const sale = JSON.parse(JSON.stringify({ ...met, basket: bought, semantics: 1 }));
    expect(definitions).toHaveLength(1);
    expect(evaluate(pastRules(sale, definitions), bought, SATURDAY).effects).toEqual([]);
  },
);

test("a chain's price lists, groups and exclusions do not go into every receipt", () => {
  const articles = Array.from({ length: 20_000 }, (_, n) => `80${n + 1}`);
  const settings: Omit<RuleSetData, "promotions"> = {
    semantics: 1,
    currency: "EUR",
    layers: [],
    exclusions: [
      { flag: "not-discountable", select: { of: [{ articles }], except: [{ articles: ["803", "80"] }] } },
      {
        flag: "no-points",
        select: { of: [{ articles: ["90"] }, { department: "70" }], except: [{ articles: ["90"] }] },
      },
      { flag: "no-points", select: { of: [{ articles: ["90"] }] } },
      { flag: "no-points", select: { of: [{ group: "summer" }, { group: "winter" }] } },
    ],
    priceLists: { staff: Object.fromEntries(articles.map((article) => [article, 99])), club: { "90": 50 } },
  };
  const groups = { summer: articles, winter: ["90"], toys: articles, books: articles };
  const toys = {
    id: "T1",
    name: { en: "Toys" },
    layer: "offers",
    mechanics: [{ kind: "percent", select: { of: [{ group: "toys" }] }, percent: "10" }],
  } as const;
  const ruleSet = compile({ ...settings, groups, promotions: [toys] });
  const kept = keptRules({ ...settings }, ruleSet, () => JSON.stringify(toys));
  const met = kept.of(["805", "91", "803", "805"], []).rules;
  expect(kept.of(["805"], ["T1"]).rules.groups).toEqual({ summer: ["805"], toys: ["805"] });
  expect(met).toEqual({
    semantics: 1,
    currency: "EUR",
    layers: [],
    exclusions: [
      {
        flag: "not-discountable",
        select: { of: [{ articles: ["803", "805"] }], except: [{ articles: ["803"] }] },
      },
      { flag: "no-points", select: { of: [{ department: "70" }] } },
      { flag: "no-points", select: { of: [{ group: "summer" }, { group: "winter" }] } },
    ],
    priceLists: { staff: { 803: 99, 805: 99 }, club: {} },
    groups: { summer: ["803", "805"] },
    promotions: [],
  });
});

test("a promotion that the release does not have is kept by no sale", () => {
  const ruleSet = compile({ semantics: 1, currency: "EUR", layers: [], promotions: [] });
  const kept = keptRules({}, ruleSet, (id) => (id === "P1" ? '{"id":"P1"}' : undefined));
  const { definitions } = kept.of([], ["P1", "GONE", "P1"]);
  expect(definitions.map(({ promotionId }) => promotionId)).toEqual(["P1", "P1"]);
});
