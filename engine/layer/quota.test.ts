import { expect, it } from "vitest";
import type { Context } from "../context.ts";
import type { Deal, Quota, ReceiptDeal, UnitDeal } from "../deal.ts";
import { basket } from "../example.ts";
import { compileSelector } from "../finding/selector.ts";
import type { LayerMode } from "../promotion.ts";
import type { Entry, Run } from "../world/run.ts";
import { sheetOf } from "../world/sheet.ts";
import { quotaOf } from "./quota.ts";

const select = (...articles: string[]) => compileSelector({ of: [{ articles }] }, new Map(), "count");

function unitDeal(article: string, more: Partial<UnitDeal>): UnitDeal {
  return { shape: "unit", select: select(article), by: "unit", saving: (cents) => cents, ...more };
}
const gift = (pieces: number, every?: Extract<Quota, { kind: "gift" }>["every"]) =>
  unitDeal("mug", { quota: { kind: "gift", pieces, ...(every === undefined ? {} : { every }) } });
const coffeeFree = unitDeal("coffee", {
  quota: { kind: "balance" },
  burn: { kind: "stamps", account: "coffee", each: 10 },
});
const prize = (each: number) =>
  unitDeal("towel", { quota: { kind: "chosen" }, burn: { kind: "points", account: "main", each } });
const fiveOff: ReceiptDeal = {
  shape: "receipt",
  select: select("coffee"),
  base: "net",
  every: false,
  tiers: [{ spendCents: 0, reward: { kind: "amount", amountCents: 500 } }],
  spread: "proportional",
  level: "transaction",
  burn: { kind: "points", account: "main", each: 500 },
};

interface Scene {
  readonly notation?: string;
  readonly balances?: Record<string, number>;
  readonly rewards?: Context["rewards"];
  readonly modes?: readonly LayerMode[];
}

/** One promotion a deal; `layers` says where each stands. Answers each one's quota. */
function quotas(deals: readonly Deal[], scene: Scene, layers = deals.map(() => 0)): number[] {
  const sheet = sheetOf(basket(scene.notation ?? "coffee/3/299"));
  const entries = deals.map((deal, i) => ({
    promotion: { data: { id: `P${i + 1}` }, layer: layers[i], deals: [deal] },
    lines: sheet.lines.map((_, line) => line),
    cuts: [],
  }));
  const customer = { id: "c", tier: "", segments: [], staff: false, attributes: {} };
  const context = {
    ...(scene.balances === undefined ? {} : { customer: { ...customer, balances: scene.balances } }),
    rewards: scene.rewards,
  };
  const ruleSet = { layers: (scene.modes ?? ["best"]).map((mode) => ({ mode })) };
  const run = { sheet, entries, context, ruleSet, starts: new Map(), burnt: new Map() } as unknown as Run;
  return entries.map((entry, i) => quotaOf(run, entry as unknown as Entry, deals[i]!));
}

it("a gift comes so many times, or so many for every full step without the gift itself", () => {
  expect(quotas([gift(2)], {})).toEqual([2]);
  const perPieces = gift(2, { select: select("coffee", "mug"), pieces: 3 });
  expect(quotas([perPieces], { notation: "coffee/7/299 mug/5/100" })).toEqual([4]);
  const perAmount = gift(1, { select: select("coffee", "mug"), amountCents: 1000 });
  expect(quotas([perAmount], { notation: "coffee/7/299 mug/5/100" })).toEqual([2]);
  expect(quotas([perAmount], { notation: "mug/50/100" })).toEqual([0]);
});

it("a stamp card gives as many as its stamps pay for, and none without a card", () => {
  expect(quotas([coffeeFree], { balances: { coffee: 25 } })).toEqual([2]);
  expect(quotas([coffeeFree], { balances: { coffee: 9 } })).toEqual([0]);
  expect(quotas([coffeeFree], { balances: { main: 100 } })).toEqual([0]);
  expect(quotas([coffeeFree], {})).toEqual([0]);
});

it("a negative balance blocks burning", () => {
  expect(quotas([coffeeFree], { balances: { coffee: -1 } })).toEqual([0]);
});

it("of a reward as many as were chosen, while the balance lasts", () => {
  const rewards = [{ promotionId: "P1", times: 3 }];
  expect(quotas([prize(400)], { balances: { main: 2000 }, rewards })).toEqual([3]);
  expect(quotas([prize(400)], { balances: { main: 1000 }, rewards })).toEqual([2]);
  expect(quotas([prize(400)], { balances: { main: 1000 } })).toEqual([0]);
  expect(quotas([fiveOff], { balances: { main: 1200 }, rewards })).toEqual([2]);
});

it("two rewards never spend the same points twice: the first in the rule set's order has them", () => {
  const rewards = [
    { promotionId: "P1", times: 1 },
    { promotionId: "P2", times: 3 },
  ];
  const scene = { notation: "towel/9/1990 coffee/3/299", balances: { main: 1500 }, rewards };
  expect(quotas([prize(400), fiveOff], scene)).toEqual([1, 2]);
  // There is only one towel to be had, so only one can use points up.
  expect(
    quotas([prize(400), fiveOff], {
      ...scene,
      notation: "towel/1/1990 coffee/3/299",
      balances: { main: 900 },
      rewards: [{ promotionId: "P1", times: 5 }, rewards[1]!],
    }),
  ).toEqual([2, 1]);
});

it("what an earlier layer did not use is there for the next one", () => {
  const rewards = [
    { promotionId: "P1", times: 1 },
    { promotionId: "P2", times: 1 },
  ];
  const scene: Scene = { balances: { main: 500 }, rewards, modes: ["best", "stack"] };
  expect(quotas([prize(500), fiveOff], { ...scene, notation: "coffee/1/299" }, [0, 1])).toEqual([1, 1]);
});

it("whoever burns nothing is bound by its limits alone", () => {
  expect(quotas([unitDeal("coffee", {})], {})).toEqual([Number.MAX_SAFE_INTEGER]);
});
