/** The laws are worth as much as the shops that they are asked about. */

import { expect, it } from "vitest";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import { mechanics } from "../mechanics/index.ts";
import { drawFrom, randomDuel, randomShop, randomTies, type Shop } from "../random-shop.ts";
import { smallerShops } from "./smaller.ts";
import { fromWire, toWire } from "./wire.ts";

const SHOPS: readonly Shop[] = Array.from({ length: 600 }, (_, seed) =>
  [randomDuel, randomShop, randomShop, randomTies][seed % 4]!(drawFrom(seed)),
);

it("HQ may publish every one of them, and a POS may send it", () => {
  for (const shop of SHOPS) {
    expect(fromWire(toWire(shop))).toEqual(shop);
  }
});

it("every mechanic gives something in one of them, and every kind of effect comes about", () => {
  const given = new Set<string>();
  const kinds = new Set<string>();
  for (const { rules, basket, context } of SHOPS) {
    const of = new Map(rules.promotions.map(({ id, mechanics }) => [id, mechanics.map(({ kind }) => kind)]));
    for (const effect of evaluate(compile(rules), basket, context).effects) {
      for (const kind of of.get(effect.promotionId) ?? []) given.add(kind);
      kinds.add(effect.kind);
    }
  }
  expect([...given].sort()).toEqual([...mechanics.keys()].sort());
  expect([...kinds].sort()).toEqual(
    ["gift", "gift-withdrawn", "message", "points", "price-modifier", "reward", "stamps", "voucher"].sort(),
  );
});

it("what is made smaller comes to an end", () => {
  for (const start of SHOPS.slice(0, 5)) {
    let shop: Shop | undefined = start;
    for (let step = 0; shop !== undefined; step++) {
      expect(step).toBeLessThan(2000);
      shop = smallerShops(shop).next().value;
    }
  }
});
