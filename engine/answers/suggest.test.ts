import { describe, expect, it } from "vitest";
import type { Context } from "../context.ts";
import { context, rulesOf, somebody } from "../earn/shop.ts";
import { basket } from "../example.ts";
import type { MechanicData, PromotionData } from "../promotion.ts";
import type { Assortment } from "./probe.ts";
import { suggest } from "./suggest.ts";

const articles = (...names: string[]) => ({ of: [{ articles: names }] });
const prices: Record<string, number> = { mug: 500, cola: 150, towel: 1990 };
const assortment: Assortment = {
  article: (article) =>
    prices[article] === undefined ? undefined : { article, unitPriceCents: prices[article] },
};

function ideas(
  mechanic: MechanicData,
  notation: string,
  at: Partial<Context> = {},
  more: Partial<PromotionData> = {},
) {
  const rules = rulesOf([{ layer: "offers", mechanics: [mechanic], ...more }]);
  return suggest(rules, basket(notation), { ...context, ...at }, { assortment });
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
      { gainCents: 500, spendCents: 0, probes: [{ article: "mug", pieces: 1 }], missing: { pieces: 1 } },
    ]);
  });

  it("that the POS adds by itself is nothing to suggest", () => {
    expect(ideas(gift("asked"), "coffee/3/299", at, { requires })).toEqual([]);
  });

  it("that is not deserved yet: one more coffee, and the POS adds it", () => {
    expect(ideas(gift("asked"), "coffee/2/299", at, { requires })).toMatchObject([
      { gainCents: 0, gainGifts: 1, probes: [{ article: "coffee", pieces: 1 }], missing: { pieces: 1 } },
    ]);
  });

  it("that is neither deserved nor there: both together, since only then its price is known", () => {
    expect(ideas(gift("scanned"), "coffee/2/299", at, { requires })).toMatchObject([
      {
        gainCents: 500,
        spendCents: 299,
        probes: [
          { article: "coffee", pieces: 1 },
          { article: "mug", pieces: 1 },
        ],
      },
    ]);
  });

  it("that is scanned already: one more coffee makes it free", () => {
    expect(ideas(gift("scanned"), "coffee/2/299 mug/1/500", at, { requires })).toMatchObject([
      { gainCents: 500, probes: [{ article: "coffee", pieces: 1 }] },
    ]);
  });
});

it("one more of a gift that the POS added is bought, not given", () => {
  const three = { kind: "multi-buy", select: articles("mug"), buy: 2, reward: { free: 1 } };
  const [idea] = ideas(three, "mug/1/500//OLD");
  expect(idea).toMatchObject({ gainCents: 500, probes: [{ article: "mug", pieces: 1 }] });
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
    {
      gainCents: 0,
      gainVouchers: 1,
      probes: [{ article: "wine", pieces: 1 }],
      missing: { amountCents: 400 },
    },
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
  expect(found).toMatchObject([
    { promotionId: "P1", gainCents: 80, probes: [{ article: "wine", pieces: 1 }] },
  ]);
});

describe("goods by weight", () => {
  const ham = articles("ham");
  const tier = { measureThousandths: 1000, reward: { percent: "10" } };

  it("as much more as can be asked for at the counter: 180 g are short, 200 g are suggested", () => {
    // 0.820 kg cost 16.32 and the 0.200 kg 3.98: a tenth of 20.30.
    expect(ideas({ kind: "scaled", select: ham, tiers: [tier] }, "ham/0.820kg/1990")).toMatchObject([
      {
        gainCents: 203,
        spendCents: 195,
        probes: [{ article: "ham", pieces: 1, measureThousandths: 200, unitPriceCents: 1990 }],
        missing: { measureThousandths: 180 },
      },
    ]);
  });

  it("for money that is short, and never more than the reach allows", () => {
    const threshold = { kind: "threshold", spendCents: 2000, base: "net", reward: { amountCents: 300 } };
    expect(ideas(threshold, "ham/0.820kg/1990")).toMatchObject([
      { probes: [{ measureThousandths: 200 }], missing: { amountCents: 368 } },
    ]);
    const far = { measureThousandths: 2000, reward: { percent: "10" } };
    expect(ideas({ kind: "scaled", select: ham, tiers: [far] }, "ham/0.820kg/1990")).toEqual([]);
  });

  it("a piece that is short is another one like it", () => {
    const half = { kind: "multi-buy", select: ham, buy: 2, reward: { percent: "50", units: 1 } };
    expect(ideas(half, "ham/0.320kg/1990")).toMatchObject([
      { probes: [{ measureThousandths: 350 }], missing: { pieces: 1 } },
    ]);
  });
});

describe("goods of several kinds", () => {
  const menu = {
    kind: "mix-and-match",
    slots: [
      { select: articles("burger") },
      { select: articles("cola") },
      { select: articles("mug", "towel") },
    ],
    reward: { amountCents: 200 },
  };

  it("that are all short are suggested together, the cheapest of each", () => {
    expect(ideas(menu, "burger/1/699")).toMatchObject([
      {
        gainCents: 200,
        spendCents: 450,
        probes: [
          { article: "cola", pieces: 1, unitPriceCents: 150 },
          { article: "mug", pieces: 1, unitPriceCents: 500 },
        ],
        missing: { pieces: 2 },
      },
    ]);
  });

  it("but not more pieces than a customer would add", () => {
    const two = { ...menu, slots: menu.slots.map((slot) => ({ ...slot, min: 2 })) };
    expect(ideas(two, "burger/2/699")).toEqual([]);
  });
});

describe("goods that count twice", () => {
  const half = { kind: "percent", select: articles("mug"), percent: "50" };
  const spent = { kind: "basket" as const, amountCents: 1400 };
  const bought = { kind: "items" as const, select: articles("mug"), pieces: 3 };

  it("two more mugs are also the money that is short: nothing else is needed", () => {
    for (const of of [
      [spent, bought],
      [bought, spent],
    ]) {
      const requires = { kind: "all" as const, of };
      expect(ideas(half, "mug/1/500 cola/1/150", {}, { requires })).toMatchObject([
        { gainCents: 750, probes: [{ article: "mug", pieces: 2 }], missing: { pieces: 2, amountCents: 750 } },
      ]);
    }
  });

  it("of two sums that must be reached the bigger one is asked for, not both", () => {
    const requires = { kind: "all" as const, of: [spent, { kind: "basket" as const, amountCents: 1200 }] };
    expect(ideas(half, "mug/2/500", {}, { requires })).toMatchObject([
      { gainCents: 750, probes: [{ article: "mug", pieces: 1 }], missing: { amountCents: 400 } },
    ]);
  });
});

it("three for two of one article: the one of which a single piece is missing, and of two the one that costs less", () => {
  const same = {
    kind: "multi-buy",
    select: { of: [{ everything: true }] },
    buy: 3,
    same: "article",
    reward: { free: 1 },
  };
  expect(ideas(same, "coffee/1/299 pasta/2/119")).toMatchObject([
    { probes: [{ article: "pasta", pieces: 1 }], gainCents: 119, spendCents: 0, missing: { pieces: 1 } },
  ]);
  const amongThem = { ...same, reward: { percent: "50", units: 1 } };
  expect(ideas(amongThem, "wine/2/600 pasta/2/119")).toMatchObject([
    { probes: [{ article: "pasta", pieces: 1 }], gainCents: 60, spendCents: 59 },
  ]);
});

it("a full stamp card that has nothing left to pay for: one more, and it is free", () => {
  const cake = articles("cake");
  const rules = rulesOf([
    { layer: "offers", mechanics: [{ kind: "percent", select: cake, percent: "100" }], limits: { units: 1 } },
    {
      layer: "reward",
      mechanics: [
        { kind: "stamps", account: "cups", select: cake, use: { stamps: 10, reward: { free: true } } },
      ],
    },
  ]);
  const at = { ...context, customer: { ...somebody, balances: { cups: 10 } } };
  expect(suggest(rules, basket("cake/1/300"), at)).toMatchObject([
    { gainCents: 300, spendCents: 0, probes: [{ article: "cake", pieces: 1 }] },
  ]);
});

it("a price for the whole line that is above that of one: with two more it saves", () => {
  const line = { kind: "fixed-price", select: articles("cake"), priceCents: 300, per: "line" };
  expect(ideas(line, "cake/1/200")).toMatchObject([
    { gainCents: 100, spendCents: 300, probes: [{ article: "cake", pieces: 2 }] },
  ]);
});

it("where the next step is for goods that the shop does not have, the step after it is suggested", () => {
  const tiers = [
    { spendCents: 1000, reward: { percent: "50", select: articles("umbrella") } },
    { spendCents: 1400, reward: { percent: "10" } },
  ];
  expect(ideas({ kind: "threshold", base: "net", tiers }, "mug/1/500 cola/3/150", {}, {})).toMatchObject([
    { gainCents: 145, probes: [{ article: "mug", pieces: 1 }] },
  ]);
});

describe("a promotion that names no articles", () => {
  const wines = { of: [{ department: "10/20" }] };
  const pair = { kind: "multi-buy", select: wines, buy: 2, reward: { free: 1 } };
  const both = {
    kind: "mix-and-match",
    slots: [{ select: articles("cheese") }, { select: wines }],
    reward: { amountCents: 100 },
  };
  const suggested = (mechanic: MechanicData, notation: string, some: Assortment["some"]) =>
    suggest(rulesOf([{ layer: "offers", mechanics: [mechanic] }]), basket(notation), context, {
      assortment: { ...assortment, ...(some && { some }) },
    });

  it("is helped by what the shop has of that kind, where the basket has nothing", () => {
    const some: Assortment["some"] = ({ department = "" }) => [
      { article: "barolo", unitPriceCents: 1990, department },
      { article: "merlot", unitPriceCents: 590, department },
      { article: "soap", unitPriceCents: 100, department: "70" },
    ];
    expect(suggested(both, "cheese/1/400", some)).toMatchObject([
      { gainCents: 100, probes: [{ article: "merlot" }] },
    ]);
    expect(suggested(both, "cheese/1/400", undefined)).toEqual([]);
  });

  it("is helped by what is in the basket first, and the shop is not asked", () => {
    const asked: unknown[] = [];
    const some: Assortment["some"] = (term) => {
      asked.push(term);
      return [];
    };
    expect(suggested(pair, "merlot/1/590/10.20", some)).toMatchObject([{ probes: [{ article: "merlot" }] }]);
    expect(asked).toEqual([]);
  });

  it("and asks for money says how much is short, where no article would do or only a dear one", () => {
    const spend = {
      kind: "threshold",
      select: wines,
      spendCents: 2000,
      base: "net",
      reward: { amountCents: 500 },
    };
    const prices: number[] = [];
    const some: Assortment["some"] = (_, fromCents) => {
      prices.push(fromCents);
      return [];
    };
    expect(suggested(spend, "barolo/1/1580/10.20", some)).toMatchObject([
      {
        gainCents: 500,
        spendCents: -80,
        probes: [{ of: { department: "10/20" }, pieces: 1, unitPriceCents: 420 }],
        missing: { amountCents: 420 },
      },
    ]);
    // Two bottles at most: those below 2.10 would not do.
    expect(prices).toEqual([210]);
    expect(suggested(spend, "barolo/1/1580/10.20 merlot/1/150/10.20", some)).toMatchObject([
      { probes: [{ article: "merlot", pieces: 2 }], missing: { amountCents: 270 } },
    ]);
  });
});

it("of two ways to one benefit the customer is told the one that costs less", () => {
  const three = { kind: "multi-buy", select: articles("tea", "saffron"), buy: 3, reward: { free: 1 } };
  expect(ideas(three, "tea/1/200 saffron/1/900")).toMatchObject([
    { gainCents: 200, spendCents: 0, probes: [{ article: "tea", pieces: 1 }] },
  ]);
});

it("where an offer makes the goods cheaper, it takes more of them to reach the sum", () => {
  const half = { layer: "offers", mechanics: [{ kind: "percent", select: articles("tea"), percent: "50" }] };
  const spend = {
    layer: "reward",
    mechanics: [{ kind: "threshold", spendCents: 1000, base: "net", reward: { amountCents: 100 } }],
  };
  const found = suggest(rulesOf([half, spend]), basket("tea/1/200 salt/1/700"), context);
  expect(found).toMatchObject([
    {
      promotionId: "P2",
      gainCents: 300,
      probes: [{ article: "tea", pieces: 2 }],
      missing: { amountCents: 200 },
    },
  ]);
});

describe("goods that others hold, or that are too cheap", () => {
  it("one more is enough for both", () => {
    const half = {
      layer: "offers",
      mechanics: [{ kind: "percent", select: articles("wine"), percent: "60" }],
    };
    const two = {
      layer: "offers",
      mechanics: [{ kind: "multi-buy", select: articles("wine", "beer"), buy: 2, reward: { free: 1 } }],
    };
    const limited = { ...half, limits: { applications: 1 } };
    const found = suggest(rulesOf([limited, two]), basket("wine/1/800 beer/1/300"), context);
    expect(found).toMatchObject([
      { promotionId: "P2", gainCents: 300, probes: [{ article: "beer", pieces: 1 }] },
    ]);
  });

  it("a set that would be dearer than its parts becomes one with a dearer article", () => {
    const pair = { kind: "multi-buy", select: articles("bun", "mug"), buy: 2, reward: { priceCents: 400 } };
    expect(ideas(pair, "bun/2/150")).toMatchObject([
      { gainCents: 250, probes: [{ article: "mug", pieces: 1 }] },
    ]);
  });

  it("points buy whole applications only: a little more, and one fits into the receipt", () => {
    const reward = { kind: "reward", account: "main", points: 100, discount: { amountCents: 500 } };
    const at = {
      customer: { ...somebody, balances: { main: 100 } },
      rewards: [{ promotionId: "P1", times: 1 }],
    };
    expect(ideas(reward, "tea/2/240", at, { layer: "reward" })).toMatchObject([
      { gainCents: 500, missing: { amountCents: 20 } },
    ]);
  });
});
