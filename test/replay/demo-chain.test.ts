import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasGs1CheckDigit } from "../../drivers/codes/check-digit.ts";
import { codeRulesSchema } from "../../drivers/codes/code-rules.ts";
import { parseCode } from "../../drivers/codes/parse-code.ts";
import type { Basket, LineFlag } from "../../engine/basket.ts";
import { compile } from "../../engine/compile.ts";
import type { Context } from "../../engine/context.ts";
import { evaluate } from "../../engine/evaluate.ts";
import { lint } from "../../engine/lint/index.ts";
import { readBasket, readContext, readRuleSet } from "../../engine/wire.ts";
import { readChain } from "../../sync/publish/chain-folder.ts";

const folder = join(import.meta.dirname, "..", "..", "demo", "chain");
const chain = readChain(folder);
const rules = readRuleSet(chain.rules);
const ruleSet = compile(rules);
const codes = codeRulesSchema.parse(chain.config.codes);
const read = (label: string) => parseCode({ bytes: new TextEncoder().encode(label) }, codes);

/** "Spaghetti ×3" by the beginning of its name; "Mele 1.240 kg". */
function basketOf(...goods: readonly string[]): Basket {
  const lines = goods.map((good, index) => {
    const [, name = "", quantity = "1", measure] = /^(.*?)(?: ([\d.]+)( kg)?)?$/.exec(good) ?? [];
    const article = chain.articles.find(({ text }) => text.startsWith(name));
    if (article === undefined) throw new Error(`no article begins with ${name}`);
    const { priceCents, flags, ...rest } = article;
    const line = { ...rest, lineId: String(index + 1), unitPriceCents: priceCents, quantity };
    return { ...line, flags: flags as LineFlag[], ...(measure === undefined ? {} : { measure: "kg" }) };
  });
  return readBasket({ currency: "EUR", lines });
}

function contextOf(at: string, card?: string, ...series: readonly string[]): Context {
  const context = readContext({
    at,
    store: "0042",
    storeGroups: ["umbria"],
    till: "1",
    channel: "till",
    coupons: [],
  });
  const coupons = series.map((one) => ({ couponId: one, series: one }));
  const found = chain.cards.find(({ number }) => number === card);
  if (found === undefined) return { ...context, coupons };
  const { number, tier, segments, staff, attributes, balances } = found;
  return { ...context, coupons, customer: { id: number, tier, segments, staff, attributes, balances } };
}

const [base, gold, fullStampCard] = ["2600000000017", "2600000000024", "2600000000062"];

/** A short basket for every promotion: who shops, with which coupons, what. */
const shortBaskets: Record<string, { card?: string; coupons?: string[]; goods: string[] }> = {
  P01: { card: base, goods: ["Latte fresco intero"] },
  P02: { goods: ["Spaghetti 2", "Penne rigate 500"] },
  P03: { goods: ["Detersivo piatti"] },
  P04: { goods: ["Caffè macinato"] },
  P05: { goods: ["Mele Golden 1.240 kg"] },
  P06: { goods: ["Frollini al burro", "Frollini al cioccolato"] },
  P07: { goods: ["Yogurt bianco 3", "Yogurt alla pesca"] },
  P08: { goods: ["Rosso dei colli 3", "Trebbiano"] },
  P09: { coupons: ["FORMAGGI25"], goods: ["Pecorino 0.600 kg"] },
  P10: { card: gold, coupons: ["FAMIGLIA10"], goods: ["Miele"] },
  P11: { goods: ["Olio extravergine 1 l 4"] },
  P12: { card: gold, goods: ["Zucchero"] },
  P13: { coupons: ["BENVENUTO5"], goods: ["Olio extravergine 1 l 3"] },
  P14: { card: base, goods: ["Zucchero"] },
  P15: { card: gold, goods: ["Zucchero"] },
  P16: { card: base, goods: ["Miele"] },
  P17: { card: base, goods: ["Zucchero"] },
  P18: { goods: ["Trebbiano"] },
  P19: { goods: ["Spaghetti", "Passata 2"] },
  P20: { card: base, goods: ["Caffè macinato"] },
  P21: { card: fullStampCard, goods: ["Caffè in capsule"] },
};

test("the publisher takes the chain, and the linter finds no error", () => {
  expect(lint(rules, { articles: chain.articles }).filter(({ severity }) => severity === "error")).toEqual(
    [],
  );
});

test("every article has an Italian EAN-13 with a right check digit, or a number of the shop's own scales", () => {
  for (const { article, text } of chain.articles) {
    if (article.length === 7) expect(article, text).toMatch(/^2[01]\d{5}$/);
    else {
      expect(article, text).toMatch(/^80\d{11}$/);
      expect(hasGs1CheckDigit(article), text).toBe(true);
      expect(read(article)).toEqual({ kind: "gtin", gtin: article });
    }
  }
});

test("every card and coupon is recognised as one when it is scanned", () => {
  for (const { number } of chain.cards) expect(read(number)).toEqual({ kind: "card", number });
  const printed = chain.coupons.series.flatMap(({ code }) => (code === undefined ? [] : [code]));
  for (const code of [...printed, ...chain.coupons.codes.map(({ code }) => code)])
    expect(read(code)).toEqual({ kind: "coupon", code });
});

test("every article and department that a promotion names is sold", () => {
  const articles = new Set(chain.articles.map(({ article }) => article));
  const text = readFileSync(join(folder, "rules.json"), "utf8");
  for (const [, article = ""] of text.matchAll(/"(\d{7}|\d{13})"/g))
    expect(articles, article).toContain(article);
  for (const [, department] of text.matchAll(/"department": "([^"]+)"/g))
    expect(
      chain.articles.some((one) => one.department.startsWith(department!)),
      department,
    ).toBe(true);
  for (const [, brand] of text.matchAll(/"brand": "([^"]+)"/g))
    expect(
      chain.articles.some((one) => one.brand === brand),
      brand,
    ).toBe(true);
});

test("there is a short basket for every promotion", () => {
  expect(Object.keys(shortBaskets)).toEqual(rules.promotions.map(({ id }) => id));
});

const anyTime = ["2026-01-01T00:00:30+01:00", "2026-08-15T13:00:00+02:00", "2031-02-28T23:59:00+01:00"];

test.each(Object.entries(shortBaskets))(
  "%s applies at any day and hour",
  (id, { card, coupons = [], goods }) => {
    for (const at of anyTime) {
      const { effects } = evaluate(ruleSet, basketOf(...goods), contextOf(at, card, ...coupons));
      expect(
        effects.map(({ promotionId }) => promotionId),
        at,
      ).toContain(id);
    }
  },
);

test("every promotion's name fits on the receipt beside its amount", () => {
  for (const { name } of rules.promotions)
    for (const text of Object.values(name)) expect(text.length, text).toBeLessThanOrEqual(34);
});
