/** How a rule set is written: ids, layers, selections, dates, customers, texts. */

import type { LayerData, PromotionData, Selector } from "../../promotion.ts";
import { LAYERS, of, percent, points, promotion, rules, spend, threeForTwo } from "../fixture.ts";
import { coupons, member, type Proof } from "./proof.ts";

const layer = (id: string): LayerData => LAYERS.find((one) => one.id === id)!;
const tenth = (more: Partial<PromotionData> = {}) => promotion("P", percent(10), more);
const only = (more: Partial<PromotionData> = {}) => rules([tenth(more)]);
const selecting = (select: Selector, more: object = {}) => rules([promotion("P", percent(10, select))], more);
const five = (more: Partial<PromotionData> = {}) =>
  promotion("T", spend(1000, { amountCents: 500 }, { every: true }), { layer: "basket", ...more });
const fourOff = promotion("Q", { kind: "amount", select: of("b"), amountCents: 400, per: "unit" });

export const form: readonly Proof[] = [
  {
    code: "duplicate-id",
    shows: "both work, and nobody can tell on the receipt which one took what off",
    wrong: rules([tenth(), promotion("P", percent(20, of("b")))]),
    right: rules([tenth(), promotion("Q", percent(20, of("b")))]),
    basket: "a/1/100 b/1/100",
    gets: ["170 P-10 P-20", "170 P-10 Q-20"],
  },
  {
    code: "unknown-layer",
    shows: "a promotion in no layer never plays",
    wrong: only({ layer: "offer" }),
    right: only(),
    basket: "a/1/100",
    gets: ["100", "90 P-10"],
  },
  {
    code: "department-slash",
    shows: "what stands in 10/20 is not found below 10/",
    wrong: selecting({ of: [{ department: "10/" }] }),
    right: selecting({ of: [{ department: "10" }] }),
    basket: "a/1/100/10.20",
    gets: ["100", "90 P-10"],
  },
  {
    code: "duplicate-layer",
    shows: "the second layer of the name gets them: what should compete adds up",
    wrong: rules([tenth(), promotion("Q", percent(20))], {
      layers: [layer("extra"), layer("offers"), { ...layer("extra"), id: "offers" }],
    }),
    right: rules([tenth(), promotion("Q", percent(20))], { layers: [layer("offers")] }),
    basket: "a/1/100",
    gets: ["72 P-10 Q-18", "80 Q-20"],
  },
  {
    code: "stage-order",
    shows: "five euro off ten are counted before the tenth is taken off",
    wrong: rules([five(), tenth()], { layers: [layer("basket"), layer("offers")] }),
    right: rules([five(), tenth()], { layers: [layer("offers"), layer("basket")] }),
    basket: "a/1/1000",
    gets: ["450 T-500 P-50", "900 P-100"],
  },
  {
    code: "unused-layer",
    shows: "a layer without promotions changes nothing",
    wrong: rules([tenth()], { layers: [layer("prices"), layer("offers")] }),
    right: only(),
    basket: "a/1/100",
    gets: ["90 P-10", "90 P-10"],
  },
  {
    code: "base-without-stack",
    shows: "the base changes nothing",
    wrong: rules([tenth()], { layers: [{ ...layer("offers"), base: "start" }] }),
    right: only(),
    basket: "a/1/100",
    gets: ["90 P-10", "90 P-10"],
  },
  {
    code: "wrong-stage",
    shows: "money is taken off after the threshold has been asked",
    wrong: rules([tenth({ layer: "earn" }), five()]),
    right: rules([tenth(), five()]),
    basket: "a/1/1000",
    gets: ["450 T-500 P-50", "900 P-100"],
  },
  {
    code: "line-in-best-layer",
    shows: "a line is taken whole or not at all, so the customer gets the tenth on three or the half on one",
    wrong: rules([
      promotion("P", percent(10, of("a"), { round: "line" })),
      promotion("Q", percent(50), { limits: { units: 1 } }),
    ]),
    right: rules([tenth(), promotion("Q", percent(50), { limits: { units: 1 } })]),
    basket: "a/3/100",
    gets: ["250 Q-50", "230 P-20 Q-50"],
  },
  {
    code: "grouping-in-best-layer",
    shows:
      "the set of the three dearest or 4.00 off the 9.00; sets formed for the customer leave the 9.00 out",
    wrong: rules([promotion("P", threeForTwo(of("a", "b"), { group: "dearest-first" })), fourOff]),
    right: rules([promotion("P", threeForTwo(of("a", "b"))), fourOff]),
    basket: "a/1/1000 b/1/900 a/1/800 a/1/700",
    gets: ["2600 P-800", "2300 P-700 Q-400"],
  },
  {
    code: "unknown-mechanic",
    shows: "nobody knows how to apply it",
    wrong: rules([promotion("P", { kind: "persent", select: of("a"), percent: "10" })]),
    right: only(),
    basket: "a/1/100",
    gets: ["100", "90 P-10"],
  },
  {
    code: "empty-selector",
    shows: "the exceptions leave nothing",
    wrong: selecting({ of: [{ articles: ["a"] }], except: [{ articles: ["a", "b"] }] }),
    right: selecting({ of: [{ articles: ["a"] }], except: [{ articles: ["b"] }] }),
    basket: "a/1/100",
    gets: ["100", "90 P-10"],
  },
  {
    code: "unknown-group",
    shows: "nothing is in a group that does not exist",
    wrong: selecting({ of: [{ group: "pata" }] }, { groups: { pasta: ["a"] } }),
    right: selecting({ of: [{ group: "pasta" }] }, { groups: { pasta: ["a"] } }),
    basket: "a/1/100",
    gets: ["100", "90 P-10"],
  },
  {
    code: "empty-group",
    shows: "nothing is in an empty group",
    wrong: selecting({ of: [{ group: "pasta" }] }, { groups: { pasta: [] } }),
    right: selecting({ of: [{ group: "pasta" }] }, { groups: { pasta: ["a"] } }),
    basket: "a/1/100",
    gets: ["100", "90 P-10"],
  },
  {
    code: "unsold-selection",
    shows: "what the shop sells has another code",
    wrong: selecting(of("A")),
    right: selecting(of("a")),
    options: { articles: [{ article: "a", priceCents: 100 }] },
    basket: "a/1/100",
    gets: ["100", "90 P-10"],
  },
  {
    code: "unknown-price-list",
    shows: "a list that does not exist has no prices",
    wrong: rules([promotion("P", { kind: "price-list", list: "stuff" })], {
      priceLists: { staff: { a: 80 } },
    }),
    right: rules([promotion("P", { kind: "price-list", list: "staff" })], {
      priceLists: { staff: { a: 80 } },
    }),
    basket: "a/1/100",
    gets: ["100", "80 P-20"],
  },
  {
    code: "empty-price-list",
    shows: "a list without prices changes none",
    wrong: rules([promotion("P", { kind: "price-list", list: "staff" })], { priceLists: { staff: {} } }),
    right: rules([promotion("P", { kind: "price-list", list: "staff" })], {
      priceLists: { staff: { a: 80 } },
    }),
    basket: "a/1/100",
    gets: ["100", "80 P-20"],
  },
  {
    code: "validity-over",
    shows: "yesterday was the last day",
    wrong: only({ valid: { to: "2026-11-20" } }),
    right: only({ valid: { to: "2026-11-21" } }),
    options: { today: "2026-11-21" },
    basket: "a/1/100",
    gets: ["100", "90 P-10"],
  },
  {
    code: "validity-never",
    shows: "it is a Saturday promotion of a week that it ends on Friday",
    wrong: only({ valid: { from: "2026-11-16", to: "2026-11-20", weekdays: [6] } }),
    right: only({ valid: { from: "2026-11-16", to: "2026-11-22", weekdays: [6] } }),
    basket: "a/1/100",
    gets: ["100", "90 P-10"],
  },
  {
    code: "validity-never",
    shows: "the dates are turned round",
    wrong: only({ valid: { from: "2026-11-30", to: "2026-11-01" } }),
    right: only({ valid: { from: "2026-11-01", to: "2026-11-30" } }),
    basket: "a/1/100",
    gets: ["100", "90 P-10"],
  },
  {
    code: "time-band-whole-day",
    shows: "meant for the evening, it holds at ten in the morning",
    wrong: only({ valid: { times: [{ from: "18:00", to: "18:00" }] } }),
    right: only({ valid: { times: [{ from: "18:00", to: "20:00" }] } }),
    basket: "a/1/100",
    gets: ["90 P-10", "100"],
  },
  {
    code: "empty-list",
    shows: "every store was taken off the list, and it holds in this one",
    wrong: only({ where: { stores: [] } }),
    right: only({ where: { stores: ["0007"] } }),
    basket: "a/1/100",
    gets: ["90 P-10", "100"],
  },
  {
    code: "nobody-meant",
    shows: "nobody without a card is a gold customer",
    wrong: only({ who: { card: false, tiers: ["gold"] } }),
    right: only({ who: { tiers: ["gold"] } }),
    basket: "a/1/100",
    context: member({}, { tier: "gold" }),
    gets: ["100", "90 P-10"],
  },
  {
    code: "window-always-open",
    shows: "half a year from the birthday it still holds",
    wrong: only({ who: { birthday: { daysBefore: 182, daysAfter: 183 } } }),
    right: only({ who: { birthday: { daysBefore: 7, daysAfter: 7 } } }),
    basket: "a/1/100",
    context: member({}, { birthday: "05-21" }),
    gets: ["90 P-10", "100"],
  },
  {
    code: "coupon-under-not",
    shows: "who hides the coupon pays less than who shows it",
    wrong: rules([
      promotion("N", percent(10), { requires: { kind: "not", of: { kind: "coupon", series: "A" } } }),
    ]),
    right: rules([
      promotion("N", percent(10)),
      promotion("C", percent(20), { requires: { kind: "coupon", series: "A" } }),
    ]),
    basket: "a/1/100",
    context: coupons("A"),
    gets: ["100", "80 C-20"],
  },
  {
    code: "same-coupon-twice",
    shows: "one coupon is enough",
    wrong: only({
      requires: {
        kind: "all",
        of: [
          { kind: "coupon", series: "A" },
          { kind: "coupon", series: "A" },
        ],
      },
    }),
    right: only({
      requires: {
        kind: "all",
        of: [
          { kind: "coupon", series: "A" },
          { kind: "coupon", series: "B" },
        ],
      },
    }),
    basket: "a/1/100",
    context: coupons("A"),
    gets: ["90 P-10", "100"],
  },
  {
    code: "worth-without-coupon",
    shows: "nobody takes the voucher, and it is refused",
    wrong: rules([promotion("V", { kind: "basket", worthOf: "A" }, { layer: "basket" })]),
    right: rules([
      promotion(
        "V",
        { kind: "basket", worthOf: "A" },
        { layer: "basket", requires: { kind: "coupon", series: "A" } },
      ),
    ]),
    basket: "a/1/1000",
    context: { coupons: [{ couponId: "K1", series: "A", amountCents: 300 }] },
    gets: ["1000", "700 V-300"],
  },
  {
    code: "language-missing",
    shows: "the message has no English",
    wrong: rules([
      promotion("P", { kind: "message", audience: "receipt", text: { it: "Ciao" } }, { layer: "earn" }),
    ]),
    right: rules([
      promotion(
        "P",
        { kind: "message", audience: "receipt", text: { it: "Ciao", en: "Hello" } },
        { layer: "earn" },
      ),
    ]),
    basket: "a/1/100",
    gets: ["100 P:it", "100 P:it,en"],
  },
  {
    code: "nothing-to-multiply",
    shows: "twice nothing is nothing",
    wrong: rules([promotion("M", points({ multiplier: "2" }), { layer: "earn" })]),
    right: rules([
      promotion("M", points({ multiplier: "2" }), { layer: "earn" }),
      promotion("P", points({ perStepCents: 100, points: 1 }), { layer: "earn" }),
    ]),
    basket: "a/1/500",
    context: member(),
    gets: ["500", "500 M+5 P+5"],
  },
];
