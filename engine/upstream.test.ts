/** What a later scan changes in an earlier layer reaches the goods that a later layer had already settled. */

import { expect, it } from "vitest";
import { compile } from "./compile.ts";
import { context, somebody } from "./earn/shop.ts";
import { evaluate } from "./evaluate.ts";
import { basket } from "./example.ts";
import type { MechanicData } from "./promotion.ts";
import { openBasket } from "./world/open.ts";

it("stamps that an earlier layer needs after all are no longer there for the goods scanned first", () => {
  const use = (id: string, layer: string, article: string) => ({
    id,
    name: { en: id },
    layer,
    mechanics: [
      {
        kind: "stamps",
        account: "coffee",
        select: { of: [{ articles: [article] }] },
        use: { stamps: 10, reward: { free: true } },
      },
    ],
  });
  const ruleSet = compile({
    semantics: 1,
    currency: "EUR",
    layers: [
      { id: "offers", stage: "item", mode: "best" },
      { id: "reward", stage: "reward", mode: "stack" },
    ],
    promotions: [use("drink", "offers", "espresso"), use("cake", "reward", "cake")],
  });
  const customer = { ...somebody, balances: { coffee: 10 } };
  const bought = basket("cake/1/300 espresso/1/120");
  const open = openBasket(ruleSet, { ...context, customer });
  const totals = bought.lines.map((line) => {
    open.put(line);
    return open.evaluation().totalCents;
  });
  expect(totals).toEqual([0, 300]);
  expect(open.evaluation()).toEqual(evaluate(ruleSet, bought, { ...context, customer }));
});

it("who wants the same points stands beside a promotion from its first scan on, though none of its goods may be discounted", () => {
  const burns = (id: string, deal: object) => ({
    id,
    name: { en: id },
    layer: "reward",
    mechanics: [{ kind: "reward", account: "points", points: 1, ...deal }],
  });
  const ruleSet = compile({
    semantics: 1,
    currency: "EUR",
    layers: [{ id: "reward", stage: "reward", mode: "first" }],
    promotions: [
      burns("one per cent", { discount: { percent: "1" } }),
      burns("mug", { prize: { select: { of: [{ articles: ["mug"] }] } } }),
    ],
  });
  const bought = basket("pen/1/100 mug/1/300");
  const lines = bought.lines.map((line) =>
    line.article === "mug" ? { ...line, flags: ["not-discountable" as const] } : line,
  );
  const open = openBasket(ruleSet, context);
  lines.forEach((line, index) => {
    open.put(line);
    const scanned = { ...bought, lines: lines.slice(0, index + 1) };
    expect(open.evaluation()).toEqual(evaluate(ruleSet, scanned, context));
  });
});

it("double points that compete with money are weighed the same once a gift card is scanned beside the goods", () => {
  const points = (id: string, layer: string, earn: object, more: readonly MechanicData[] = []) => ({
    id,
    name: { en: id },
    layer,
    mechanics: [...more, { kind: "points", account: "points", earn }],
  });
  const ruleSet = compile({
    semantics: 1,
    currency: "EUR",
    layers: [
      { id: "prices", stage: "price", mode: "best" },
      { id: "earn", stage: "earn", mode: "stack" },
    ],
    priceLists: { club: { coffee: 1 } },
    values: { thousandPointsCents: { points: 1 } },
    promotions: [
      points("club price and double points", "prices", { multiplier: "2" }, [
        { kind: "price-list", list: "club" },
      ]),
      points("points", "earn", { perStepCents: 1, points: 10 }),
    ],
  });
  const bought = basket("coffee/1/100 card/1/1");
  const lines = bought.lines.map((line) =>
    line.article === "card" ? { ...line, flags: ["gift-card" as const] } : line,
  );
  const open = openBasket(ruleSet, context);
  lines.forEach((line, index) => {
    open.put(line);
    const scanned = { ...bought, lines: lines.slice(0, index + 1) };
    expect(open.evaluation()).toEqual(evaluate(ruleSet, scanned, context));
  });
});

it("a coupon is outbid as well where goods were exchanged, whose units are counted behind those scanned later", () => {
  const ruleSet = compile({
    semantics: 1,
    currency: "EUR",
    layers: [
      { id: "prices", stage: "price", mode: "stack" },
      { id: "offers", stage: "item", mode: "best" },
    ],
    priceLists: { club: { tea: 10 } },
    promotions: [
      {
        id: "club",
        name: { en: "club" },
        layer: "prices",
        excludes: ["sale"],
        mechanics: [{ kind: "price-list", list: "club" }],
      },
      {
        id: "pair",
        name: { en: "pair" },
        layer: "offers",
        requires: { kind: "coupon", series: "S" },
        excludes: ["sale"],
        mechanics: [
          {
            kind: "mix-and-match",
            slots: [
              { select: { of: [{ articles: ["cup", "tea"] }] } },
              { select: { of: [{ articles: ["tea"] }] }, min: 0, max: 1, rewarded: true },
            ],
            reward: { percent: "20" },
            group: "scan-order",
          },
        ],
      },
    ],
  });
  const shown = { ...context, coupons: [{ couponId: "K", series: "S" }] };
  const bought = basket("cup/2/500 tea/1/100");
  const open = openBasket(ruleSet, shown);
  open.put({ ...bought.lines[1]!, lineId: bought.lines[0]!.lineId });
  open.put(bought.lines[1]!);
  open.put(bought.lines[0]!);
  const { coupons } = open.evaluation();
  expect(coupons).toMatchObject([{ couponId: "K", outcome: "outbid", promotionIds: ["club"] }]);
  expect(open.evaluation()).toEqual(evaluate(ruleSet, bought, shown));
});
