import { expect, it } from "vitest";
import { compile } from "../compile.ts";
import type { Context } from "../context.ts";
import { evaluate } from "../evaluate.ts";
import { basket } from "../example.ts";
import { book } from "./book.ts";

const ruleSet = compile({
  semantics: 1,
  currency: "EUR",
  layers: [
    { id: "basket", stage: "basket", mode: "stack" },
    { id: "earn", stage: "earn", mode: "stack" },
  ],
  promotions: [
    {
      id: "CUT",
      name: { it: "10% con buono", en: "10% with coupon" },
      layer: "basket",
      requires: { kind: "coupon", series: "S" },
      mechanics: [{ kind: "basket", percent: "10" }],
    },
    {
      id: "PTS",
      name: { it: "Punti", en: "Points" },
      layer: "earn",
      mechanics: [{ kind: "points", account: "main", earn: { perStepCents: 100, points: 1 } }],
    },
  ],
});
const context: Context = {
  date: "2026-11-21",
  time: "10:31:00",
  weekday: 6,
  store: "0042",
  storeGroups: [],
  till: "3",
  channel: "till",
  coupons: [{ couponId: "k", series: "S" }],
};
const bought = basket("wine/2/1000");

it("what the POS did not apply is not booked: its coupon is free again, points follow what was paid", () => {
  const booked = book(ruleSet, bought, context, []);
  expect(booked.coupons).toEqual({ redeemed: [], freed: ["k"] });
  expect(booked.totalCents).toBe(2000);
  expect(booked.effects).toMatchObject([{ kind: "points", points: 20 }]);
});

it("what the POS applied otherwise is taken as given", () => {
  const applied = [{ promotionId: "CUT", amountCents: 150, shares: [{ lineId: "1", amountCents: 150 }] }];
  const booked = book(ruleSet, bought, context, applied);
  expect(booked.coupons).toEqual({ redeemed: ["k"], freed: [] });
  expect(booked.totalCents).toBe(1850);
  expect(booked.effects).toMatchObject([
    { kind: "price-modifier", amountCents: 150, shares: [{ lineId: "1", unitsCents: [75, 75] }] },
    { kind: "points", points: 18 },
  ]);
});

it("a discount of a promotion that nobody knows is booked all the same", () => {
  const applied = [{ promotionId: "POS-7", amountCents: 100, shares: [{ lineId: "1", amountCents: 100 }] }];
  expect(book(ruleSet, bought, context, applied)).toMatchObject({ discountCents: 100, totalCents: 1900 });
});

it("what becomes of each coupon is told as the evaluation tells it, also where the POS applied nothing", () => {
  expect(context.coupons).not.toEqual([]);
  expect(book(ruleSet, bought, context, []).promised).toEqual(evaluate(ruleSet, bought, context).coupons);
});

it("a line never goes below zero", () => {
  const applied = [{ promotionId: "CUT", amountCents: 9999, shares: [{ lineId: "1", amountCents: 9999 }] }];
  expect(book(ruleSet, bought, context, applied)).toMatchObject({ discountCents: 2000, totalCents: 0 });
});

it("what the POS applied of a reward is burnt, and nothing of what it left out", () => {
  const customer = {
    id: "c",
    tier: "",
    segments: [],
    staff: false,
    attributes: {},
    balances: { main: 1200 },
  };
  const fiveOff = { kind: "reward", account: "main", points: 500, discount: { amountCents: 500 } };
  const rewards = compile({
    semantics: 1,
    currency: "EUR",
    layers: [{ id: "reward", stage: "reward", mode: "stack" }],
    promotions: [{ id: "R", name: { it: "Premio" }, layer: "reward", mechanics: [fiveOff] }],
  });
  const chosen = { ...context, coupons: [], customer, rewards: [{ promotionId: "R", times: 2 }] };
  const burnt = (...cents: number[]) => {
    const applied = cents.map((amountCents) => ({
      promotionId: "R",
      amountCents,
      shares: [{ lineId: "1", amountCents }],
    }));
    const { effects } = book(rewards, bought, chosen, applied);
    return effects.flatMap((one) => (one.kind === "reward" ? [one.points] : []));
  };
  expect(burnt(1000)).toEqual([1000]);
  expect(burnt(600, 400)).toEqual([1000]);
  expect(burnt(500)).toEqual([500]);
  expect(burnt()).toEqual([]);
});

it("a sale that is over asks for no gifts", () => {
  const gifts = compile({
    semantics: 1,
    currency: "EUR",
    layers: [{ id: "offers", stage: "item", mode: "best" }],
    promotions: [
      {
        id: "G",
        name: { it: "Tazza" },
        layer: "offers",
        requires: { kind: "basket", amountCents: 1000 },
        mechanics: [{ kind: "gift", articles: ["mug"], how: "asked" }],
      },
    ],
  });
  expect(evaluate(gifts, bought, context).effects).toMatchObject([{ kind: "gift", pieces: 1 }]);
  expect(book(gifts, bought, context, []).effects).toEqual([]);
});

it("points that bought a discount which stands alone are burnt", () => {
  const alone = compile({
    semantics: 1,
    currency: "EUR",
    layers: [{ id: "reward", stage: "reward", mode: "stack" }],
    promotions: [
      {
        id: "R",
        name: { it: "Premio" },
        layer: "reward",
        alone: true,
        mechanics: [{ kind: "reward", account: "main", points: 500, discount: { amountCents: 500 } }],
      },
    ],
  });
  const customer = { id: "c", tier: "", segments: [], staff: false, attributes: {}, balances: { main: 700 } };
  const chosen = { ...context, coupons: [], customer, rewards: [{ promotionId: "R", times: 1 }] };
  const promised = evaluate(alone, bought, chosen).effects;
  const applied = promised.filter((effect) => effect.kind === "price-modifier");
  expect(book(alone, bought, chosen, applied).effects).toEqual(promised);
  expect(promised).toMatchObject([{ amountCents: 500 }, { kind: "reward", points: 500 }]);
});

it("what was promised a piece stays with that piece: a free one earns no stamps", () => {
  const two = compile({
    semantics: 1,
    currency: "EUR",
    layers: [
      { id: "offers", stage: "item", mode: "best" },
      { id: "earn", stage: "earn", mode: "stack" },
    ],
    promotions: [
      {
        id: "G",
        name: { it: "Uno in regalo" },
        layer: "offers",
        mechanics: [{ kind: "gift", articles: ["wine"], how: "scanned" }],
      },
      {
        id: "E",
        name: { it: "Bollini" },
        layer: "earn",
        mechanics: [{ kind: "stamps", account: "cups", earn: { perPiece: 1 } }],
      },
    ],
  });
  const customer = { id: "c", tier: "", segments: [], staff: false, attributes: {}, balances: {} };
  const at = { ...context, coupons: [], customer };
  const { effects } = evaluate(two, bought, at);
  const applied = effects.filter((effect) => effect.kind === "price-modifier");
  expect(book(two, bought, at, applied).effects).toEqual(effects);
  expect(effects).toMatchObject([{ amountCents: 1000 }, { kind: "stamps", stamps: 1 }]);
});

it("points for paying by store card are for what the other means of payment leave to it, as the POS cut the receipt", () => {
  const requires = { kind: "tender" as const, tenders: ["store-card"], amountCents: 500 };
  const fixed = { kind: "points" as const, account: "main", earn: { fixed: 50 } };
  const rules = compile({
    semantics: 1,
    currency: "EUR",
    layers: [{ id: "earn", stage: "earn", mode: "stack" }],
    promotions: [{ id: "CARD", name: { it: "Carta" }, layer: "earn", requires, mechanics: [fixed] }],
  });
  const points = (giftCardCents: number, cutCents: number) => {
    const tenders = [{ tender: "gift-card", amountCents: giftCardCents }, { tender: "store-card" }];
    const cut = { promotionId: "POS", amountCents: cutCents, times: 1, modifierId: "POS", shares: [] };
    const lines = [{ lineId: "1", amountCents: cutCents }];
    const applied = cutCents === 0 ? [] : [{ ...cut, shares: lines }];
    return book(rules, basket("wine/1/2000"), { ...context, coupons: [], tenders }, applied).effects.flatMap(
      (effect) => (effect.kind === "points" ? [effect.points] : []),
    );
  };
  expect(points(1500, 0)).toEqual([50]);
  expect(points(1501, 0)).toEqual([]);
  expect(points(1400, 100)).toEqual([50]);
  expect(points(1500, 100)).toEqual([]);
});
