import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type { LineItem } from "./basket.ts";
import type { Context } from "./context.ts";
import type { PromotionData, RuleSetData, Who } from "./promotion.ts";
import { SEMANTICS_VERSION } from "./semantics.ts";
import {
  type basketSchema,
  type contextSchema,
  EngineInputError,
  type promotionSchema,
  readBasket,
  readContext,
  readRuleSet,
  type ruleSetSchema,
} from "./wire.ts";

const promotion = {
  id: "P",
  name: { it: "Vino" },
  layer: "offers",
  mechanics: [{ kind: "percent", select: { of: [{ articles: ["1"] }] }, percent: "10" }],
};
const rules = {
  semantics: 1,
  currency: "EUR",
  layers: [{ id: "offers", stage: "item", mode: "best" }],
  promotions: [promotion],
};
const withMechanic = (mechanic: object) => ({
  ...rules,
  promotions: [{ ...promotion, mechanics: [mechanic] }],
});

const withPromotion = (change: object) => ({ ...rules, promotions: [{ ...promotion, ...change }] });

function faultOf(read: () => unknown): { code: string; path: string; message: string } {
  try {
    read();
  } catch (error) {
    if (error instanceof EngineInputError) return error;
    throw error;
  }
  throw new Error("it was let in");
}

describe("rule sets at the door", () => {
  it("a good one comes through as it is", () => {
    expect(readRuleSet(rules)).toEqual(rules);
  });

  it("a misspelt term is refused, and the message says where", () => {
    const fault = faultOf(() => readRuleSet(withMechanic({ ...promotion.mechanics[0], maxCent: 100 })));
    expect(fault.code).toBe("bad-rule-set");
    expect(fault.path).toBe("promotions[0].mechanics[0]");
    expect(fault.message).toContain("maxCent");
  });

  it("a percentage is a decimal string up to 100", () => {
    for (const percent of ["0", "100.5", "ten", "1e1", 10, "-5", "1.2345"]) {
      const fault = faultOf(() => readRuleSet(withMechanic({ ...promotion.mechanics[0], percent })));
      expect(fault.path).toBe("promotions[0].mechanics[0].percent");
    }
  });

  it("a mechanic of a newer version is let in, to be kept and reported", () => {
    const data = withMechanic({ kind: "hologram", shine: true });
    expect(readRuleSet(data)).toEqual(data);
  });

  it("an id stands once, a stage never comes before an earlier one", () => {
    const twice = { ...rules, promotions: [promotion, promotion] };
    expect(faultOf(() => readRuleSet(twice)).path).toBe("promotions[1].id");
    const backwards = { ...rules, layers: [{ id: "b", stage: "basket", mode: "stack" }, ...rules.layers] };
    expect(faultOf(() => readRuleSet(backwards)).path).toBe("layers[1].stage");
  });

  it("a rule set of a newer meaning is not guessed at", () => {
    expect(faultOf(() => readRuleSet({ ...rules, semantics: SEMANTICS_VERSION + 1 })).path).toBe("semantics");
  });

  it("a day that does not exist is no validity", () => {
    const data = { ...rules, promotions: [{ ...promotion, valid: { to: "2026-02-29" } }] };
    expect(faultOf(() => readRuleSet(data)).path).toBe("promotions[0].valid.to");
  });

  it("nonsense is refused with an error of ours", () => {
    for (const value of [null, 3, "x", [], {}, { ...rules, promotions: [null] }]) {
      expect(faultOf(() => readRuleSet(value)).code).toBe("bad-rule-set");
    }
  });
});

describe("everything that a promotion may say", () => {
  const everything = {
    ...rules,
    priceLists: { staff: { 80: 119, 81: 0 } },
    exclusions: [{ flag: "no-discount-by-law", select: { of: [{ department: "90" }] } }],
    values: { thousandPointsCents: { main: 500 }, voucherCents: { BACK5: 200 } },
    promotions: [
      {
        ...promotion,
        who: {
          attributes: [
            { name: "age", atLeast: 65 },
            { name: "town", isNot: "Rome" },
            { name: "children", oneOf: [1, 2, "many"] },
          ],
          birthday: { daysBefore: 3, daysAfter: 7 },
          anniversary: { daysBefore: 0, daysAfter: 0 },
          purchase: { every: 10 },
          daysSinceVisit: { atLeast: 60 },
          events: ["abandoned-basket"],
        },
        requires: {
          kind: "any",
          of: [
            { kind: "customer", who: { tiers: ["gold"] } },
            { kind: "not", of: { kind: "tender", tenders: ["meal-voucher"], amountCents: 500 } },
          ],
        },
        limits: {
          unitsPerLine: 3,
          amountCents: 1000,
          exceeding: "refuse",
          perCustomer: { applications: 1, period: "week" },
          budget: { amountCents: 1_000_000 },
        },
        alone: true,
      },
    ],
  };

  it("comes through as it is", () => {
    expect(readRuleSet(everything)).toEqual(everything);
  });

  it.each([
    [{ who: { attributes: [{ name: "age" }] } }, "say what the attribute is compared with"],
    [{ who: { attributes: [{ name: "age", atLeast: 9, atMost: 8 }] } }, "atLeast is above atMost"],
    [{ who: { card: false, tiers: ["gold"] } }, "leave card false alone, or out"],
    [{ who: { purchase: {} } }, "write either nth or every"],
    [{ who: { daysSinceVisit: {} } }, "write atLeast, atMost or both"],
    [{ who: { birthday: { daysBefore: 1 } } }, "daysAfter is missing"],
    [{ requires: { kind: "tender", tenders: [] } }, "requires.tenders"],
    [{ requires: { kind: "customer", who: { teirs: ["gold"] } } }, 'unknown field "teirs"'],
    [{ limits: { perCustomer: { period: "week" } } }, "needs applications or amountCents"],
    [{ limits: { budget: {} } }, "needs applications or amountCents"],
    [{ limits: { units: 2, exceeding: "refuse" } }, "exceeding speaks of money"],
    [{ alone: false }, "expected true, got false"],
  ])("%j is refused: %s", (change, message) => {
    expect(faultOf(() => readRuleSet(withPromotion(change))).message).toContain(message);
  });

  it.each([
    [{ priceLists: { staff: { 80: "1.19" } } }, "priceLists.staff.80"],
    [{ exclusions: [{ flag: "return", select: { of: [] } }] }, "exclusions[0].flag"],
    [{ values: { voucherCents: { BACK5: -1 } } }, "values.voucherCents.BACK5"],
  ])("%j is refused at %s", (change, path) => {
    expect(faultOf(() => readRuleSet({ ...rules, ...change })).path).toBe(path);
  });

  it("a till puts a promotion aside whole whose condition, limit or audience it does not know", () => {
    const strange = [
      { id: "A", requires: { kind: "weather", is: "rain" } },
      { id: "B", requires: { kind: "all", of: [{ kind: "not", of: { kind: "weather", is: "rain" } }] } },
      { id: "C", limits: { perHousehold: { applications: 1, period: "week" } } },
      { id: "D", limits: { budget: { amountCents: 100, currency: "points" } } },
      { id: "E", who: { moods: ["hungry"] } },
      { id: "F", requires: { kind: "customer", who: { moods: ["hungry"] } } },
    ].map((change) => ({ ...promotion, ...change }));
    const data = { ...rules, promotions: [promotion, ...strange] };
    const read = readRuleSet(data, { unknown: "keep" });
    expect(read.promotions).toEqual([promotion]);
    expect(read.unread!.map(({ id }) => id)).toEqual(["A", "B", "C", "D", "E", "F"]);
    const kinds = '"all" or "any" or "not" or "items" or "basket" or "coupon" or "customer" or "tender"';
    expect(read.unread!.map(({ reason }) => reason)).toEqual([
      `promotion: expected ${kinds}, got "weather" (at requires.kind)`,
      `promotion: expected ${kinds}, got "weather" (at requires.of[0].of.kind)`,
      'promotion: unknown field "perHousehold"; check its spelling (at limits)',
      'promotion: unknown field "currency"; check its spelling (at limits.budget)',
      'promotion: unknown field "moods"; check its spelling (at who)',
      'promotion: unknown field "moods"; check its spelling (at requires.who)',
    ]);
    for (const one of strange)
      expect(faultOf(() => readRuleSet({ ...rules, promotions: [one] })).code).toBe("bad-rule-set");
  });
});

describe("the door lets in what the engine knows, all of it and nothing else", () => {
  // Types alone: it is tsc that finds a field that one of the two has forgotten.
  type Promotion = z.infer<typeof promotionSchema>;
  type Fields<T> = keyof NonNullable<T>;
  type Written = z.input<typeof contextSchema>;

  it("of rule sets and promotions", () => {
    expectTypeOf<Fields<z.infer<typeof ruleSetSchema>>>().toEqualTypeOf<
      Exclude<Fields<RuleSetData>, "unread">
    >();
    expectTypeOf<Fields<Promotion>>().toEqualTypeOf<Fields<PromotionData>>();
    for (const part of ["valid", "where", "who", "limits", "funding"] as const) {
      expectTypeOf<Fields<Promotion[typeof part]>>().toEqualTypeOf<Fields<PromotionData[typeof part]>>();
    }
    expectTypeOf<Fields<NonNullable<Promotion["limits"]>["perCustomer"]>>().toEqualTypeOf<
      Fields<NonNullable<PromotionData["limits"]>["perCustomer"]>
    >();
    expectTypeOf<NonNullable<Promotion["who"]>>().toExtend<Who>();
  });

  it("of contexts and lines", () => {
    expectTypeOf<Exclude<Fields<Written>, "at">>().toEqualTypeOf<Fields<Context>>();
    expectTypeOf<Fields<Written["customer"]>>().toEqualTypeOf<Fields<Context["customer"]>>();
    type Line = z.input<typeof basketSchema>["lines"][number];
    expectTypeOf<Exclude<Fields<LineItem>, Fields<Line>>>().toEqualTypeOf<"pieces" | "measureThousandths">();
  });
});

describe("what a till must understand", () => {
  it("an exclusion that it does not know stops the release: it would sell what must not be cut", () => {
    const data = { ...rules, exclusions: [{ flag: "fragile", select: { of: [{ department: "90" }] } }] };
    expect(faultOf(() => readRuleSet(data, { unknown: "keep" })).path).toBe("exclusions[0].flag");
  });
});

describe("terms that contradict each other are refused with what to do instead", () => {
  const select = { of: [{ articles: ["1"] }] };
  it.each([
    [{ kind: "amount", select, amountCents: 1, per: "line", round: "unit" }, "leave round out"],
    [
      { kind: "percent", select: { of: [{ priceFromCents: 2, priceToCents: 1 }] }, percent: "1" },
      "no price lies",
    ],
    [{ kind: "multi-buy", select, buy: 3, reward: { free: 4 } }, "can't reward more units than it has"],
    [
      { kind: "multi-buy", select, buy: 3, reward: { priceCents: 4 }, pick: "dearest" },
      "leave pick and shares out",
    ],
    [
      { kind: "multi-buy", select, buy: 3, reward: { free: 1 }, round: "set" },
      "only a percentage is rounded",
    ],
    [{ kind: "mix-and-match", slots: [{ select }], reward: { free: true } }, "give the whole set away"],
    [
      { kind: "mix-and-match", slots: [{ select, min: 3, max: 2 }], reward: { percent: "5" } },
      "min is above its max",
    ],
    [{ kind: "mix-and-match", slots: [{ select, min: 0 }], reward: { percent: "5" } }, "needs a max"],
    [
      { kind: "mix-and-match", slots: [{ select, min: 0, max: 1 }], reward: { percent: "5" } },
      "a set needs goods",
    ],
    [
      { kind: "scaled", select, tiers: [6, 3].map((pieces) => ({ pieces, reward: { percent: "5" } })) },
      "tiers rise",
    ],
    [
      { kind: "scaled", select, on: "slice", tiers: [{ spendCents: 9, reward: { amountCents: 1 } }] },
      "write percent in every tier",
    ],
    [
      { kind: "threshold", base: "net", spendCents: 1000, every: true, reward: { percent: "5" } },
      "a percentage comes once",
    ],
    [
      {
        kind: "threshold",
        base: "net",
        every: true,
        tiers: [{ spendCents: 1000, reward: { amountCents: 100 } }],
      },
      "the highest one reached counts once",
    ],
    [
      {
        kind: "threshold",
        base: "net",
        tiers: [1, 1].map((spendCents) => ({ spendCents, reward: { percent: "5" } })),
      },
      "the same spendCents",
    ],
    [
      { kind: "threshold", base: "net", spendCents: 1, maxCents: 1, reward: { points: 5, account: "main" } },
      "only points are given",
    ],
    [{ kind: "basket", amountCents: 500, maxCents: 400 }, "needs no maxCents"],
    [{ kind: "gift", how: "scanned" }, "write either articles or select"],
    [{ kind: "gift", how: "asked", select }, "the POS must know what to add"],
    [{ kind: "gift", how: "chosen", articles: ["1"] }, "two or more articles"],
    [{ kind: "gift", how: "scanned", articles: ["1"], every: {} }, "a step is either pieces or amountCents"],
    [
      { kind: "tender", tenders: ["card"], percent: "5", amountCents: 5 },
      "write either percent or amountCents",
    ],
    [
      { kind: "points", account: "main", base: "gross", earn: { fixed: 5 } },
      "only points for money have a base",
    ],
    [{ kind: "stamps", account: "coffee" }, "write either earn or use"],
    [{ kind: "stamps", account: "coffee", use: { stamps: 5, reward: { free: true } } }, "use needs select"],
    [{ kind: "reward", account: "main", points: 5 }, "write either discount or prize"],
    [{ kind: "reward", account: "main", points: 5, prize: {} }, "write either articles or select"],
  ])("%j: %s", (mechanic, message) => {
    expect(faultOf(() => readRuleSet(withMechanic(mechanic))).message).toContain(message);
  });
});

describe("baskets at the door", () => {
  const line = { lineId: "1", article: "80", unitPriceCents: 1990, quantity: "1" };
  const read = (change: object) => readBasket({ lines: [{ ...line, ...change }] }).lines[0]!;

  it("four fields are enough", () => {
    expect(read({ quantity: "3" })).toMatchObject({
      pieces: 3,
      extendedCents: 5970,
      regularPriceCents: 1990,
      flags: [],
    });
  });

  it("0.454 kg at 19.90 cost 9.03, and count as one piece", () => {
    const ham = read({ quantity: "0.454", measure: "kg" });
    expect(ham).toMatchObject({ pieces: 1, measureThousandths: 454, extendedCents: 903 });
  });

  it("454 g at 0.0199 are 0.454 kg at 19.90: prices, floor and weight are of the kilo, as promotions are", () => {
    const ham = { lineId: "1", article: "ham" };
    const grams = { ...ham, unitPrice: "0.0199", quantity: "454", measure: "g", floorCents: 1 };
    const kilos = { ...ham, unitPrice: "19.90", quantity: "0.454", measure: "kg", floorCents: 1000 };
    expect(readBasket({ lines: [grams] })).toEqual(readBasket({ lines: [kilos] }));
    const inCents = { unitPrice: undefined, unitPriceCents: 2, regularPriceCents: 3, measure: "ml" };
    const [milk] = readBasket({ lines: [{ ...grams, ...inCents }] }).lines;
    expect(milk).toMatchObject({ unitPriceCents: 2000, regularPriceCents: 3000, extendedCents: 908 });
  });

  it("a weight finer than the gram is paid as it is, and counted to the gram", () => {
    const saffron = { lineId: "1", article: "saffron", unitPriceCents: 800, measure: "g" };
    const read = (quantity: string) => readBasket({ lines: [{ ...saffron, quantity }] }).lines[0];
    expect(read("2.5")).toMatchObject({ measureThousandths: 3, extendedCents: 2000 });
    expect(read("0.1")).toMatchObject({ measureThousandths: 1, extendedCents: 80 });
  });

  it("a finer price is multiplied before it is rounded", () => {
    expect(
      read({ unitPriceCents: undefined, unitPrice: "1.7990", quantity: "40", measure: "l" }),
    ).toMatchObject({
      unitPriceCents: 180,
      extendedCents: 7196,
    });
  });

  it("what the POS says a line costs wins", () => {
    expect(read({ quantity: "3", extendedCents: 5900 }).extendedCents).toBe(5900);
  });

  it("half a piece, no price, a negative sale or a line id used twice is refused, and says what to do", () => {
    expect(faultOf(() => read({ quantity: "0.5" })).message).toContain("send measure");
    expect(faultOf(() => read({ unitPriceCents: undefined })).path).toBe("lines[0].unitPriceCents");
    expect(faultOf(() => read({ quantity: "0" })).path).toBe("lines[0].quantity");
    expect(faultOf(() => read({ extendedCents: -5 })).path).toBe("lines[0].extendedCents");
    expect(faultOf(() => readBasket({ lines: [line, line] })).path).toBe("lines[1].lineId");
  });

  it("a floor and the promotion that a gift belongs to come with the line", () => {
    expect(read({ floorCents: 1500, giftOf: "MUG" })).toMatchObject({ floorCents: 1500, giftOf: "MUG" });
    expect(read({})).not.toHaveProperty("giftOf");
    expect(faultOf(() => read({ floorCents: -1 })).path).toBe("lines[0].floorCents");
  });

  it("fields that we do not know are let pass", () => {
    expect(read({ cashier: "Ada" }).article).toBe("80");
  });

  it("of a basket that a person wrote a misspelt field is named, wherever it stands", () => {
    const line = {
      lineId: "1",
      article: "80",
      unitPriceCents: 100,
      quantity: "1",
      attributes: { organic: "yes" },
    };
    const strictly = (lines: object[], more: object = {}) =>
      readBasket({ lines, ...more }, { unknown: "refuse" });
    expect(strictly([line, { ...line, lineId: "2" }])).toEqual(
      readBasket({ lines: [line, { ...line, lineId: "2" }] }),
    );
    const fault = faultOf(() => strictly([line, { ...line, lineId: "2", regularPriceCent: 120 }]));
    expect(fault).toMatchObject({ code: "bad-basket", path: "lines[1].regularPriceCent" });
    expect(fault.message).toBe(
      'basket: unknown field "regularPriceCent"; check its spelling (at lines[1].regularPriceCent)',
    );
    expect(faultOf(() => strictly([line], { curency: "EUR" })).path).toBe("curency");
  });
});

describe("contexts at the door", () => {
  it("takes the shop's local time and finds the weekday", () => {
    expect(readContext({ at: "2026-11-21T10:31:00+01:00" })).toMatchObject({
      date: "2026-11-21",
      time: "10:31:00",
      weekday: 6,
      channel: "till",
      coupons: [],
    });
    expect(readContext({ date: "2028-02-29", time: "09:05" })).toMatchObject({
      time: "09:05:00",
      weekday: 2,
    });
  });

  const at = "2026-11-21T10:31:00";

  it("brings what is known of the customer, the tenders, the chosen rewards and what counters leave", () => {
    const given = {
      customer: {
        id: "c1",
        tier: "gold",
        segments: [],
        staff: false,
        attributes: { age: 70 },
        balances: { main: -5 },
        birthday: "02-29",
        joined: "2020-02-29",
        purchases: 0,
        lastVisit: "2026-11-20",
        events: ["abandoned-basket"],
      },
      tenders: [{ tender: "store-card", amountCents: 2000 }, { tender: "cash" }],
      rewards: [{ promotionId: "R", times: 2 }],
      remaining: { P: { applications: 0, amountCents: 100 } },
    };
    expect(readContext({ at, ...given })).toMatchObject(given);
    expect(Object.keys(readContext({ at }))).not.toContain("tenders");
  });

  it.each([
    [{ customer: { id: "c1", birthday: "1980-02-29" } }, "customer.birthday"],
    [{ customer: { id: "c1", birthday: "02-30" } }, "customer.birthday"],
    [{ customer: { id: "c1", joined: "2021-02-29" } }, "customer.joined"],
    [{ customer: { id: "c1", balances: { main: 0.5 } } }, "customer.balances.main"],
    [{ tenders: [{ tender: "cash", amountCents: -1 }] }, "tenders[0].amountCents"],
    [{ rewards: [{ promotionId: "R", times: 0 }] }, "rewards[0].times"],
    [{ remaining: { P: { applications: -1 } } }, "remaining.P.applications"],
  ])("%j is refused at %s", (given, path) => {
    expect(faultOf(() => readContext({ at, ...given })).path).toBe(path);
  });

  it("of a context that a person wrote a misspelt field is named, of one from a till it is let pass", () => {
    const at = "2026-11-21T10:31:00+01:00";
    const misspelt = { at, customer: { id: "card-1", teir: "gold" } };
    expect(readContext(misspelt).customer).toMatchObject({ tier: "" });
    const fault = faultOf(() => readContext(misspelt, { unknown: "refuse" }));
    expect(fault).toMatchObject({ code: "bad-context", path: "customer.teir" });
    const right = {
      at,
      customer: { id: "card-1", tier: "gold", attributes: { town: "Lodi" }, balances: { main: 3 } },
    };
    expect(readContext(right, { unknown: "refuse" })).toEqual(readContext(right));
  });

  it("without a time there is no answer", () => {
    expect(faultOf(() => readContext({ store: "1" })).code).toBe("bad-context");
    expect(faultOf(() => readContext({ date: "2026-13-01", time: "09:00" })).path).toBe("date");
  });
});

describe("what an integrator reads", () => {
  const messageOf = (read: () => unknown) => {
    try {
      read();
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };
  const line = (given: object) => () =>
    readBasket({ lines: [{ lineId: "1", article: "80", unitPriceCents: 119, quantity: "1", ...given }] });

  it.each([
    [
      { unitPriceCents: 1.19 },
      "whole cents are expected as a number (119 is 1.19), not 1.19 (at lines[0].unitPriceCents)",
    ],
    [
      { unitPriceCents: "119" },
      'whole cents are expected as a number (119 is 1.19), not "119" (at lines[0].unitPriceCents)',
    ],
    [
      { extendedCents: 2.38 },
      "whole cents are expected as a number (119 is 1.19), not 2.38 (at lines[0].extendedCents)",
    ],
    [{ quantity: 2 }, 'write it as a decimal string such as "2", not 2 (at lines[0].quantity)'],
    [{ quantity: "1,5" }, 'write it as a decimal string such as "0.454"'],
    [{ quantity: undefined }, "quantity is missing; send a text in quotes (at lines[0].quantity)"],
    [{ measure: "lb" }, 'expected "kg" or "g" or "l" or "ml" or "m" or "m2", got "lb" (at lines[0].measure)'],
    [{ quantity: "9999999", measure: "kg" }, '"9999999" kg in one line is too much (at lines[0].quantity)'],
  ])("%j: %s", (given, message) => {
    expect(messageOf(line(given))).toContain(`basket: ${message}`);
  });

  it("a time that no clock shows is refused", () => {
    expect(messageOf(() => readContext({ at: "2026-11-21T99:99:00" }))).toContain(
      'write it as "2026-11-21T10:31:00+01:00"',
    );
  });

  const withMechanics = (...mechanics: object[]) => ({ ...rules, promotions: [{ ...promotion, mechanics }] });

  it("a misspelt term is named, not only the one that it leaves missing", () => {
    const rules = withMechanics({ kind: "percent", select: { of: [{ everything: true }] }, percnt: "10" });
    expect(messageOf(() => readRuleSet(rules))).toBe(
      'rule set: promotion "P": unknown field "percnt"; check its spelling (at promotions[0].mechanics[0])',
    );
  });

  const rewarded = (reward: object) => ({
    kind: "multi-buy",
    select: { of: [{ everything: true }] },
    buy: 2,
    reward,
  });
  it.each([
    [{}, "write one of { free }, { percent, units }, { unitPriceCents, units }, { priceCents }"],
    [{ gratis: 1 }, "write one of { free }, { percent, units }, { unitPriceCents, units }, { priceCents }"],
    [{ percent: "50" }, "units is missing; send a number"],
    [{ percent: 50, units: 1 }, 'write it as a decimal string such as "50", not 50'],
    [{ free: 0 }, "expected at least 1, got 0"],
  ])("of several shapes the one that was meant is told about, or all: %j", (reward, message) => {
    expect(messageOf(() => readRuleSet(withMechanics(rewarded(reward))))).toContain(
      `rule set: promotion "P": ${message} (at`,
    );
  });

  const ofWhat = { select: { of: [{ everything: true }] } };
  it.each([
    [
      { mechanics: [{ kind: "amount", ...ofWhat, amountCents: 0, per: "unit" }] },
      "at least 1 cent is expected",
    ],
    [{ mechanics: [{ kind: "amount", ...ofWhat, amountCents: 50 }] }, 'per is missing; send "unit" or'],
    [
      { mechanics: [{ kind: "multi-buy", ...ofWhat, buy: 2, reward: { free: 3 } }] },
      "than it has: raise buy",
    ],
    [{ name: "Vino" }, 'write it by language: { "it": "Vino" }'],
    [{ name: { ita: "Vino" } }, "a language is written with two letters: it, en"],
    [{ valid: { weekdays: ["monday"] } }, 'a weekday is 1 (Monday) to 7 (Sunday), not "monday"'],
    [{ valid: { from: "2026-12-02", to: "2026-12-01" } }, "it ends before it begins: turn from and to round"],
    [{ requires: [] }, 'several conditions stand in one: { "kind": "all", "of": [ … ] }, or "any"'],
    [{ limits: { perCustomer: { applications: 1 } } }, 'period is missing; send "day" or "week"'],
  ])("whoever writes a promotion is told which one is wrong, what, and what to do: %j", (change, message) => {
    const told = messageOf(() => readRuleSet(withPromotion(change)));
    expect(told).toContain('rule set: promotion "P": ');
    expect(told).toContain(message);
  });

  it("a multiplier finer than the engine counts is refused at the door, not when the rules are compiled", () => {
    const earn = { multiplier: "1.2345" };
    const rules = withMechanics({ kind: "points", account: "main", earn });
    expect(messageOf(() => readRuleSet(rules))).toContain("up to three decimals");
  });
});
