import { expect, test } from "vitest";
import { compile, evaluate, explain, type RuleSetData, touched } from "../../engine/index.ts";
import { drawFrom, randomShop } from "../../engine/random-shop.ts";
import { pastRules } from "../store/past-rules.ts";
import { keptRules } from "./kept-rules.ts";

const SHOPS = 150;

function keptOf({ promotions, groups: _, ...settings }: RuleSetData, ruleSet: ReturnType<typeof compile>) {
  const jsonOf = new Map(promotions.map((promotion) => [promotion.id, JSON.stringify(promotion)]));
  return keptRules({ ...settings }, ruleSet.groups, (id) => jsonOf.get(id));
}

test("what a sale keeps of its rules is enough to evaluate it again, byte for byte, and to explain it", () => {
  let explained = 0;
  for (let seed = 1; seed <= SHOPS; seed += 1) {
    const { rules, basket, context } = randomShop(drawFrom(seed));
    const ruleSet = compile(rules);
    const kept = keptOf(rules, ruleSet);
    const sale = {
      rules: kept.rules(basket.lines.map(({ article }) => article)),
      basket,
      semantics: rules.semantics,
    };
    const definitions = kept.definitions(touched(ruleSet, basket, context));
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

test("a chain's price lists and groups do not go into every receipt", () => {
  const articles = Array.from({ length: 20_000 }, (_, n) => `80${n + 1}`);
  const settings = {
    semantics: 1,
    currency: "EUR",
    layers: [],
    priceLists: { staff: Object.fromEntries(articles.map((article) => [article, 99])), club: { "90": 50 } },
  };
  const groups = new Map([
    ["summer", new Set(articles)],
    ["winter", new Set(["90"])],
  ]);
  const { rules } = keptRules(settings, groups, () => undefined);
  expect(rules(["805", "91", "803", "805"])).toEqual({
    semantics: 1,
    currency: "EUR",
    layers: [],
    priceLists: { staff: { 803: 99, 805: 99 }, club: {} },
    groups: { summer: ["803", "805"] },
    promotions: [],
  });
});

test("a promotion that the release does not have is kept by no sale", () => {
  const { definitions } = keptRules({}, new Map(), (id) => (id === "P1" ? '{"id":"P1"}' : undefined));
  expect(definitions(["P1", "GONE", "P1"]).map(({ promotionId }) => promotionId)).toEqual(["P1", "P1"]);
});
