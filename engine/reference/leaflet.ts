/** What a leaflet says beside the price: when, where, for whom, with what, how much of it. Each as it is written, and tried. */

import type { z } from "zod";
import type { Cents } from "../basket.ts";
import type { PromotionData } from "../promotion.ts";
import type { contextSchema } from "../wire.ts";

export interface Sentence {
  /** As customers read it. */
  readonly says: string;
  /** What stands in the promotion. Where it says no mechanics, it is a tenth off everything. */
  readonly writes: Partial<PromotionData>;
  readonly tries: readonly Try[];
}

/** Somebody at the till, and what comes off. */
export interface Try {
  readonly who: string;
  /** On Saturday, 2026-11-21, at 10:00 in store 0042, where it says nothing else. */
  readonly context?: z.input<typeof contextSchema>;
  /** In the notation of the examples. One bread at 10.00, where it says nothing else. */
  readonly basket?: string;
  readonly offCents: Cents;
}

const card = (more: object = {}) => ({ customer: { id: "card-1", ...more } });
const at = (text: string) => ({ at: `${text}:00` });
const coupon = { coupons: [{ couponId: "K1", series: "NOVEMBER" }] };
const everything = { of: [{ everything: true }] } as const;

export const leaflet: readonly Sentence[] = [
  {
    says: "From 16 to 29 November",
    writes: { valid: { from: "2026-11-16", to: "2026-11-29" } },
    tries: [
      { who: "on the 29th at 23:59", context: at("2026-11-29T23:59"), offCents: 100 },
      { who: "on the 30th at 00:00", context: at("2026-11-30T00:00"), offCents: 0 },
    ],
  },
  {
    says: "Friday nights from 22 to 2",
    writes: { valid: { weekdays: [5], times: [{ from: "22:00", to: "02:00" }] } },
    tries: [
      { who: "on Saturday at 01:00: Friday's night", context: at("2026-11-21T01:00"), offCents: 100 },
      { who: "on Friday at 01:00: Thursday's night", context: at("2026-11-20T01:00"), offCents: 0 },
    ],
  },
  {
    says: "In all stores of the north, at the tills with a cashier",
    writes: { where: { storeGroups: ["north"], channels: ["till"] } },
    tries: [
      { who: "in a store of the north", context: { storeGroups: ["north", "large"] }, offCents: 100 },
      {
        who: "at its self-checkout",
        context: { storeGroups: ["north"], channel: "self-checkout" },
        offCents: 0,
      },
      { who: "in the south", context: { storeGroups: ["south"] }, offCents: 0 },
    ],
  },
  {
    says: "For gold and silver cards, not for staff",
    writes: { who: { tiers: ["gold", "silver"], staff: false } },
    tries: [
      { who: "a silver card", context: card({ tier: "silver" }), offCents: 100 },
      { who: "a silver card of the staff", context: card({ tier: "silver", staff: true }), offCents: 0 },
      { who: "no card", offCents: 0 },
    ],
  },
  {
    says: "Your birthday week: three days before to three days after",
    writes: { who: { birthday: { daysBefore: 3, daysAfter: 3 } } },
    tries: [
      { who: "born on 24 November", context: card({ birthday: "11-24" }), offCents: 100 },
      { who: "born on 25 November", context: card({ birthday: "11-25" }), offCents: 0 },
    ],
  },
  {
    says: "Welcome: on your first purchase",
    writes: { who: { purchase: { nth: 1 } } },
    tries: [
      { who: "a card without purchases", context: card({ purchases: 0 }), offCents: 100 },
      { who: "a card with one", context: card({ purchases: 1 }), offCents: 0 },
    ],
  },
  {
    says: "Welcome back, after thirty days",
    writes: { who: { daysSinceVisit: { atLeast: 30 } } },
    tries: [
      { who: "last here on 22 October", context: card({ lastVisit: "2026-10-22" }), offCents: 100 },
      { who: "last here on 23 October", context: card({ lastVisit: "2026-10-23" }), offCents: 0 },
    ],
  },
  {
    says: "For families with two children or more",
    writes: { who: { attributes: [{ name: "children", atLeast: 2 }] } },
    tries: [
      { who: "two children", context: card({ attributes: { children: 2 } }), offCents: 100 },
      { who: "a card that says nothing of children", context: card(), offCents: 0 },
    ],
  },
  {
    says: "With the card or with the coupon",
    writes: {
      requires: {
        kind: "any",
        of: [
          { kind: "customer", who: { card: true } },
          { kind: "coupon", series: "NOVEMBER" },
        ],
      },
    },
    tries: [
      { who: "the card", context: card(), offCents: 100 },
      { who: "the coupon", context: coupon, offCents: 100 },
      { who: "neither", offCents: 0 },
    ],
  },
  {
    says: "From 20.00 with the coupon; not with wine in the basket",
    writes: {
      requires: {
        kind: "all",
        of: [
          { kind: "basket", amountCents: 2000 },
          { kind: "coupon", series: "NOVEMBER" },
          { kind: "not", of: { kind: "items", select: { of: [{ department: "52" }] } } },
        ],
      },
    },
    tries: [
      { who: "two breads", context: coupon, basket: "bread/2/1000", offCents: 200 },
      { who: "one bread", context: coupon, offCents: 0 },
      { who: "two breads and a wine", context: coupon, basket: "bread/2/1000 wine/1/599/52", offCents: 0 },
    ],
  },
  {
    says: "A bread at half price with three packs of coffee, or a kilo and a half of it loose",
    writes: {
      requires: {
        kind: "any",
        of: [
          { kind: "items", select: { of: [{ articles: ["coffee"] }] }, pieces: 3 },
          { kind: "items", select: { of: [{ articles: ["beans"] }] }, measureThousandths: 1500 },
        ],
      },
      mechanics: [
        {
          kind: "percent",
          select: { of: [{ articles: ["bread"] }] },
          percent: "50",
          on: { pick: "dearest", units: 1 },
        },
      ],
    },
    tries: [
      { who: "three packs", basket: "bread/2/199 coffee/3/299", offCents: 100 },
      {
        who: "1.500 kg in two bags",
        basket: "bread/1/199 beans/0.900kg/1890 beans/0.600kg/1890",
        offCents: 100,
      },
      { who: "two packs and 1.000 kg", basket: "bread/1/199 coffee/2/299 beans/1.000kg/1890", offCents: 0 },
    ],
  },
  {
    says: "All of the dairy but brand Alba, also the organic bread; not what is reduced already",
    writes: {
      mechanics: [
        {
          kind: "percent",
          select: {
            of: [{ department: "30" }, { articles: ["organic-bread"] }],
            except: [{ brand: "Alba" }],
            notYetCut: true,
          },
          percent: "10",
        },
      ],
    },
    tries: [
      { who: "a yogurt of 30/4", basket: "yogurt/1/200/30.4", offCents: 20 },
      { who: "the bread", basket: "organic-bread/1/400/20", offCents: 40 },
      { who: "a spread of 301", basket: "spread/1/200/301", offCents: 0 },
    ],
  },
  {
    says: "For whoever pays with the store card",
    writes: { requires: { kind: "tender", tenders: ["store-card"] } },
    tries: [
      { who: "the store card", context: { tenders: [{ tender: "store-card" }] }, offCents: 100 },
      { who: "cash", context: { tenders: [{ tender: "cash" }] }, offCents: 0 },
    ],
  },
  {
    says: "At most four pieces a receipt and eight a day, with the card",
    writes: { limits: { units: 4, perCustomer: { applications: 8, period: "day" } } },
    tries: [
      { who: "six breads", context: card(), basket: "bread/6/1000", offCents: 400 },
      { who: "without a card", basket: "bread/6/1000", offCents: 0 },
    ],
  },
  {
    says: "While 500.00 last; the last one still gets all of it",
    writes: { limits: { budget: { amountCents: 50_000 }, exceeding: "overshoot" } },
    tries: [
      { who: "0.30 are left", context: { remaining: { P: { amountCents: 30 } } }, offCents: 100 },
      { who: "nothing is left", context: { remaining: { P: { amountCents: 0 } } }, offCents: 0 },
    ],
  },
];

/** What its promotion is, all of it. */
export function promotionOf({ says, writes }: Sentence): PromotionData {
  const mechanics = [{ kind: "percent", select: everything, percent: "10" }];
  return { id: "P", name: { en: says }, layer: "offers", mechanics, ...writes };
}
