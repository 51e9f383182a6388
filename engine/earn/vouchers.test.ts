import { expect, it } from "vitest";
import type { MechanicData } from "../promotion.ts";
import { context, effectsOf, somebody } from "./shop.ts";

const voucher = (terms: object): MechanicData => ({ kind: "voucher", series: "BACK", days: 14, ...terms });
const issued = (mechanic: MechanicData, notation: string, at: object = {}, more: object = {}) =>
  effectsOf("voucher", [{ mechanics: [mechanic], ...more }], notation, at);

it("is good from tomorrow for a fortnight, the last day included, also over New Year", () => {
  const [one] = issued(voucher({ worth: { amountCents: 500 } }), "wine/1/800", { date: "2026-12-24" });
  expect(one).toMatchObject({ validFrom: "2026-12-25", validTo: "2027-01-07", amountCents: 500, pieces: 1 });
});

it("is earned by what is paid, not by what is on the shelf", () => {
  const half = {
    layer: "offers",
    mechanics: [{ kind: "percent", percent: "50", select: { of: [{ everything: true }] } }],
  };
  const back = {
    mechanics: [voucher({ spend: { amountCents: 1000, every: true }, worth: { percent: "10" } })],
  };
  expect(effectsOf("voucher", [back], "wine/3/1000")[0]).toMatchObject({ pieces: 3, percent: "10" });
  expect(effectsOf("voucher", [half, back], "wine/3/1000")[0]).toMatchObject({ pieces: 1 });
  expect(effectsOf("voucher", [half, back], "wine/1/1000")).toEqual([]);
});

it("worth a share of what is paid; a share of nothing is not issued", () => {
  const tenth = voucher({ worth: { share: "10", select: { of: [{ articles: ["wine"] }] } } });
  expect(issued(tenth, "wine/1/1995 bread/1/500")[0]).toMatchObject({ amountCents: 200 });
  expect(issued(tenth, "wine/1/1995", {}, { limits: { amountCents: 150 } })[0]).toMatchObject({
    amountCents: 150,
  });
  expect(issued(tenth, "bread/1/500")).toEqual([]);
});

it("a personal one needs somebody", () => {
  const personal = voucher({ worth: { amountCents: 500 }, personal: true });
  expect(issued(personal, "wine/1/800")).toEqual([]);
  expect(issued(personal, "wine/1/800", { customer: somebody })[0]).toMatchObject({ personal: true });
});

it("uses up the coupon it is given for", () => {
  const at = { coupons: [{ couponId: "K", series: "S" }] };
  const needs = { requires: { kind: "coupon" as const, series: "S" } };
  const [one] = issued(voucher({ worth: { amountCents: 500 } }), "wine/1/800", at, needs);
  expect(one!.couponIds).toEqual(["K"]);
  expect(issued(voucher({ worth: { amountCents: 500 } }), "wine/1/800", context, needs)).toEqual([]);
});

it("beside a discount it is issued only if the discount was given", () => {
  const both = (notation: string) =>
    effectsOf(
      "voucher",
      [
        {
          layer: "offers",
          mechanics: [
            { kind: "multi-buy", select: { of: [{ articles: ["wine"] }] }, buy: 3, reward: { free: 1 } },
            voucher({ worth: { amountCents: 500 } }),
          ],
        },
      ],
      notation,
    );
  expect(both("wine/3/800")).toHaveLength(1);
  expect(both("wine/2/800")).toEqual([]);
});

it("as many as counters leave", () => {
  const every = voucher({ spend: { amountCents: 100, every: true }, worth: { amountCents: 50 } });
  const at = { remaining: { P1: { applications: 2 } } };
  const budget = { limits: { budget: { applications: 5000 } } };
  expect(issued(every, "wine/1/800", at, budget)[0]).toMatchObject({ pieces: 2 });
});
