import { describe, expect, it } from "vitest";
import type { Context } from "../context.ts";
import { context, rulesOf, somebody } from "../earn/shop.ts";
import { basket } from "../example.ts";
import type { MechanicData, PromotionData } from "../promotion.ts";
import { suggest } from "./suggest.ts";

const articles = (...names: string[]) => ({ of: [{ articles: names }] });
const prices: Record<string, number> = { mug: 500, cola: 150, towel: 1990 };
const catalogue = (article: string) =>
  prices[article] === undefined ? undefined : { unitPriceCents: prices[article] };

function ideas(
  mechanic: MechanicData,
  notation: string,
  at: Partial<Context> = {},
  more: Partial<PromotionData> = {},
) {
  const rules = rulesOf([{ layer: "offers", mechanics: [mechanic], ...more }]);
  return suggest(rules, basket(notation), { ...context, ...at }, undefined, catalogue);
}

describe("a gift", () => {
  const requires = {
    kind: "all" as const,
    of: [
      { kind: "coupon" as const, series: "S" },
      { kind: "items" as const, select: articles("coffee"), pieces: 3 },
    ],
  };
  const at = { coupons: [{ couponId: "K", series: "S" }] };
  const gift = (how: string) => ({ kind: "gift", articles: ["mug"], how });

  it("that is deserved but not scanned: scan it, it costs nothing", () => {
    expect(ideas(gift("scanned"), "coffee/3/299", at, { requires })).toMatchObject([
      { gainCents: 500, spendCents: 0, probe: { article: "mug", pieces: 1 }, missing: { pieces: 1 } },
    ]);
  });

  it("that the POS adds by itself is nothing to suggest", () => {
    expect(ideas(gift("asked"), "coffee/3/299", at, { requires })).toEqual([]);
  });

  it("that is scanned already: one more coffee makes it free", () => {
    expect(ideas(gift("scanned"), "coffee/2/299 mug/1/500", at, { requires })).toMatchObject([
      { gainCents: 500, probe: { article: "coffee", pieces: 1 } },
    ]);
  });
});

it("one more of a gift that the POS added is bought, not given", () => {
  const three = { kind: "multi-buy", select: articles("mug"), buy: 2, reward: { free: 1 } };
  const [idea] = ideas(three, "mug/1/500//OLD");
  expect(idea).toMatchObject({ gainCents: 500, probe: { article: "mug", pieces: 1 } });
});

it("nobody is told to pay otherwise or to choose a reward", () => {
  const tender = { kind: "tender", tenders: ["store-card"], percent: "10", minCents: 1000 };
  expect(ideas(tender, "wine/1/800", {}, { layer: "reward" })).toEqual([]);
  const reward = { kind: "reward", account: "main", points: 100, discount: { amountCents: 100 } };
  const customer = { ...somebody, balances: { main: 500 } };
  expect(ideas(reward, "wine/1/50", { customer }, { layer: "reward" })).toEqual([]);
});

it("a little more for a voucher is worth saying", () => {
  const back = {
    kind: "voucher",
    series: "B",
    days: 7,
    spend: { amountCents: 2000 },
    worth: { amountCents: 500 },
  };
  expect(ideas(back, "wine/2/800", {}, { layer: "earn" })).toMatchObject([
    { gainCents: 0, gainVouchers: 1, probe: { article: "wine", pieces: 1 }, missing: { amountCents: 400 } },
  ]);
  expect(ideas(back, "wine/3/800", {}, { layer: "earn" })).toEqual([]);
});

it("of two that save the same the one whose points are worth more comes first, as HQ declared", () => {
  const threshold = (article: string, account: string, points: number) => ({
    mechanics: [
      {
        kind: "threshold",
        select: articles(article),
        base: "net",
        spendCents: 2000,
        reward: { points, account },
      },
    ],
  });
  const promotions = [threshold("wine", "main", 50), threshold("beer", "gold", 5)];
  const order = (more: object) =>
    suggest(rulesOf(promotions, more), basket("wine/2/800 beer/2/800"), context).map(
      ({ promotionId }) => promotionId,
    );
  expect(order({})).toEqual(["P1", "P2"]);
  expect(order({ values: { thousandPointsCents: { main: 10, gold: 1000 } } })).toEqual(["P2", "P1"]);
});

it("a promotion that stands alone is suggested where it would win, for what it gives more than the others", () => {
  const alone = {
    layer: "offers",
    alone: true as const,
    mechanics: [{ kind: "multi-buy", select: articles("wine"), buy: 3, reward: { free: 1 } }],
  };
  const cut = {
    layer: "offers",
    mechanics: [{ kind: "amount", select: articles("wine"), amountCents: 10, per: "unit" }],
  };
  const found = suggest(rulesOf([alone, cut]), basket("wine/2/100"), context);
  // Now 0.20; with a third bottle 1.00 instead.
  expect(found).toMatchObject([{ promotionId: "P1", gainCents: 80, probe: { article: "wine", pieces: 1 } }]);
});
