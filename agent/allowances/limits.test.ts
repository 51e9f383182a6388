import { describe, expect, test } from "vitest";
import type { Limits, PromotionData } from "../../engine/promotion.ts";
import { allowancesOf, countedLimits, usesOf } from "./limits.ts";
import { NO_END, type PeriodKind, periodOf } from "./period.ts";
import { covers, lowered, remainingOf, type Use, usedUp } from "./use.ts";

describe("a period is named, and over with its last day", () => {
  const cases: [PeriodKind, string, string, string][] = [
    ["day", "2026-11-21", "2026-11-21", "2026-11-21"],
    ["week", "2026-11-21", "week 2026-11-16", "2026-11-22"],
    ["week", "2026-11-16", "week 2026-11-16", "2026-11-22"],
    ["week", "2027-01-01", "week 2026-12-28", "2027-01-03"],
    ["month", "2026-11-21", "2026-11", "2026-11-30"],
    ["month", "2028-02-29", "2028-02", "2028-02-29"],
    ["month", "2026-12-31", "2026-12", "2026-12-31"],
    ["year", "2026-11-21", "2026", "2026-12-31"],
    ["campaign", "2026-11-21", "campaign", "2026-12-24"],
  ];
  test.each(cases)("%s at %s: %s up to %s", (kind, date, period, lastDay) => {
    expect(periodOf(kind, date, "2026-12-24")).toEqual({ period, lastDay });
  });

  test("a campaign without an end has none", () => {
    expect(periodOf("campaign", "2026-11-21").lastDay).toBe(NO_END);
  });
});

const promotion = (id: string, limits?: Limits): PromotionData => ({
  id,
  name: {},
  layer: "offers",
  mechanics: [],
  ...(limits && { limits }),
});
const perDay: Limits = { perCustomer: { applications: 2, amountCents: 500, period: "day" } };
const limits = countedLimits(
  [
    promotion("FREE"),
    promotion("OWN", { applications: 1 }),
    promotion("DAY", perDay),
    promotion("BOTH", { ...perDay, budget: { applications: 10 }, exceeding: "overshoot" }),
    promotion("PART", { budget: { applications: 100, amountCents: 1000 } }),
  ],
  new Map([["PART", { applications: 5 }]]),
);
const today = "2026-11-21";
const row = (promotionId: string, of: Use["of"], period: string, applications: number, amountCents = 0) => ({
  promotionId,
  of,
  period,
  applications,
  amountCents,
});

describe("what counters leave", () => {
  test("is said of promotions of which something is used up, and of a till's part of a budget always", () => {
    expect([...limits.keys()]).toEqual(["DAY", "BOTH", "PART"]);
    expect(allowancesOf(limits, [], today)).toEqual({
      till: { PART: { applications: 5, amountCents: 1000 } },
      customer: {},
    });
    const counted = [
      row("DAY", "customer", today, 1, 200),
      row("BOTH", "till", "campaign", 11),
      row("PART", "till", "campaign", 2, 300),
    ];
    expect(allowancesOf(limits, counted, today)).toEqual({
      till: { BOTH: { applications: 0 }, PART: { applications: 3, amountCents: 700 } },
      customer: { DAY: { applications: 1, amountCents: 300 } },
    });
  });

  test("counts neither another day nor a limit that is no more", () => {
    const counted = [
      row("DAY", "customer", "2026-11-20", 2),
      row("DAY", "till", "campaign", 2),
      row("OWN", "customer", today, 2),
    ];
    expect(allowancesOf(limits, counted, today).customer).toEqual({});
  });
});

test("an evaluation takes of every limit of its promotions; nobody's is not counted", () => {
  const used = { BOTH: { applications: 1, amountCents: 50 } };
  const [customer, till] = usesOf(limits, used, today, true);
  expect([customer, till]).toMatchObject([
    { of: "customer", period: today, lastDay: today, applications: 1, amountCents: 50, overshoots: true },
    { of: "till", period: "campaign", lastDay: NO_END, most: { applications: 10 } },
  ]);
  expect(usesOf(limits, used, today, false).map(({ of }) => of)).toEqual(["till"]);
});

describe("allowances", () => {
  const known = { till: { P: { applications: 5 } }, customer: { P: { applications: 1, amountCents: 70 } } };

  test("the smaller one binds", () => {
    expect(remainingOf(known)).toEqual({ P: { applications: 1, amountCents: 70 } });
    expect(remainingOf({ till: {}, customer: {} })).toBeUndefined();
  });

  test("what is heard later takes the place of what was known, promotion by promotion", () => {
    expect(lowered(known, { till: { Q: { applications: 0 } }, customer: {} })).toEqual({
      till: { P: { applications: 5 }, Q: { applications: 0 } },
      customer: known.customer,
    });
    expect(remainingOf(usedUp(known, [{ ...row("P", "till", "campaign", 3), lastDay: NO_END }]))).toEqual({
      P: { applications: 0, amountCents: 70 },
    });
  });

  test("held is what is held in every part", () => {
    const held = [{ ...row("P", "till", "campaign", 3, 100), lastDay: NO_END }];
    const want = (applications: number, amountCents: number, period = "campaign") =>
      covers(held, { ...row("P", "till", period, applications, amountCents), lastDay: NO_END });
    expect([want(3, 100), want(2, 100), want(4, 100), want(3, 101), want(3, 100, today)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
