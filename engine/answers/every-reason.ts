/** A basket for every reason that `explain` knows: for the tests here, and of the texts that put them into words. */

import type { Context } from "../context.ts";
import { context, rulesOf, somebody } from "../earn/shop.ts";
import type { Reason } from "../effect.ts";
import { basket } from "../example.ts";
import type { Exclusion, MechanicData, PromotionData } from "../promotion.ts";
import { explain } from "./explain.ts";

interface Situation {
  /** Half price for wine, if it says nothing of mechanics; its layer goes by priority. */
  readonly promotion?: Partial<PromotionData>;
  /** Others, that come before it. */
  readonly before?: readonly Partial<PromotionData>[];
  /** One bottle of wine at 8.00, if it says nothing. */
  readonly basket?: string;
  readonly context?: Partial<Context>;
  readonly exclusions?: readonly Exclusion[];
}

type Shown<Kind> = readonly [Extract<Reason, { kind: Kind }>, Situation];

const wine = { of: [{ articles: ["wine"] }] };
const half: MechanicData = { kind: "percent", select: wine, percent: "50" };
const reward: MechanicData = { kind: "reward", account: "main", points: 500, discount: { amountCents: 100 } };
const three: MechanicData = { kind: "multi-buy", select: wine, buy: 3, reward: { free: 1 } };
const who = (more: PromotionData["who"]): Situation => ({
  promotion: { who: more! },
  context: { customer: somebody },
});
const limited = (limits: PromotionData["limits"], notation: string): Situation => ({
  promotion: { limits: limits! },
  basket: notation,
});
const card = ["store-card"];
const coupon = { kind: "coupon", series: "S" } as const;

/** All that are listed in `Reason`, or it does not compile. */
const situations: { readonly [Kind in Reason["kind"]]: readonly Shown<Kind>[] } = {
  "not-yet-valid": [
    [{ kind: "not-yet-valid", from: "2026-12-01" }, { promotion: { valid: { from: "2026-12-01" } } }],
  ],
  expired: [[{ kind: "expired", to: "2026-11-20" }, { promotion: { valid: { to: "2026-11-20" } } }]],
  "not-this-weekday": [[{ kind: "not-this-weekday" }, { promotion: { valid: { weekdays: [1] } } }]],
  "not-at-this-time": [
    [{ kind: "not-at-this-time" }, { promotion: { valid: { times: [{ from: "17:00", to: "19:00" }] } } }],
  ],
  "not-in-this-store": [[{ kind: "not-in-this-store" }, { promotion: { where: { stores: ["0001"] } } }]],
  "not-at-this-till": [[{ kind: "not-at-this-till" }, { promotion: { where: { tills: ["9"] } } }]],
  "not-in-this-channel": [[{ kind: "not-in-this-channel" }, { promotion: { where: { channels: ["web"] } } }]],
  "card-missing": [[{ kind: "card-missing" }, { promotion: { who: { card: true } } }]],
  "card-shown": [[{ kind: "card-shown" }, who({ card: false })]],
  "not-this-tier": [[{ kind: "not-this-tier" }, who({ tiers: ["gold"] })]],
  "not-this-segment": [[{ kind: "not-this-segment" }, who({ segments: ["families"] })]],
  "only-staff": [[{ kind: "only-staff" }, who({ staff: true })]],
  "not-for-staff": [
    [
      { kind: "not-for-staff" },
      { promotion: { who: { staff: false } }, context: { customer: { ...somebody, staff: true } } },
    ],
  ],
  "not-this-attribute": [
    [{ kind: "not-this-attribute", name: "town" }, who({ attributes: [{ name: "town", is: "Rome" }] })],
  ],
  "not-near-birthday": [[{ kind: "not-near-birthday" }, who({ birthday: { daysBefore: 3, daysAfter: 3 } })]],
  "not-near-anniversary": [
    [{ kind: "not-near-anniversary" }, who({ anniversary: { daysBefore: 0, daysAfter: 7 } })],
  ],
  "not-this-purchase": [[{ kind: "not-this-purchase" }, who({ purchase: { nth: 1 } })]],
  "not-these-days-since-visit": [
    [{ kind: "not-these-days-since-visit" }, who({ daysSinceVisit: { atLeast: 30 } })],
  ],
  "event-missing": [[{ kind: "event-missing" }, who({ events: ["abandoned-basket"] })]],
  "tender-missing": [
    [
      { kind: "tender-missing", tenders: card },
      { promotion: { requires: { kind: "tender", tenders: card } } },
    ],
  ],
  "tender-short": [
    [
      { kind: "tender-short", tenders: card, amountCents: 200 },
      {
        promotion: { requires: { kind: "tender", tenders: card, amountCents: 500 } },
        context: { tenders: [{ tender: "store-card", amountCents: 300 }] },
      },
    ],
  ],
  "reward-not-chosen": [
    [{ kind: "reward-not-chosen" }, { promotion: { mechanics: [reward] }, context: { customer: somebody } }],
  ],
  "balance-short": [
    [
      { kind: "balance-short", account: "main", points: 200 },
      {
        promotion: { mechanics: [reward] },
        context: {
          customer: { ...somebody, balances: { main: 300 } },
          rewards: [{ promotionId: "P1", times: 1 }],
        },
      },
    ],
  ],
  "switched-off": [
    [
      { kind: "switched-off", because: "wrong leaflet" },
      { context: { switchedOff: { P1: "wrong leaflet" } } },
    ],
  ],
  "voucher-over": [
    [
      { kind: "voucher-over", to: "2026-11-21" },
      { promotion: { layer: "earn", mechanics: [{ kind: "voucher", series: "V", to: "2026-11-21" }] } },
    ],
  ],
  "used-up": [
    [
      { kind: "used-up" },
      {
        promotion: { limits: { budget: { applications: 100 } } },
        context: { remaining: { P1: { applications: 0 } } },
      },
    ],
  ],
  "coupon-missing": [[{ kind: "coupon-missing", series: "S" }, { promotion: { requires: coupon } }]],
  "coupon-refused": [
    [
      { kind: "coupon-refused", series: "S", why: "expired" },
      {
        promotion: { requires: coupon },
        context: { coupons: [{ couponId: "k", series: "S", refusal: "expired" }] },
      },
    ],
    [
      { kind: "coupon-refused", series: "S", why: "card-needed" },
      {
        promotion: { requires: coupon },
        context: { coupons: [{ couponId: "k", series: "S", customerId: "c" }] },
      },
    ],
  ],
  "condition-not-met": [
    [
      { kind: "condition-not-met", condition: "not" },
      { promotion: { requires: { kind: "not", of: { kind: "items", select: wine } } } },
    ],
  ],
  "units-short": [
    [
      { kind: "units-short", pieces: 1 },
      { promotion: { mechanics: [three] }, basket: "wine/2/800" },
    ],
    [
      { kind: "units-short", pieces: 2, slot: 2 },
      {
        promotion: {
          mechanics: [
            {
              kind: "mix-and-match",
              slots: [{ select: wine }, { select: { of: [{ articles: ["cheese"] }] }, min: 2 }],
              reward: { amountCents: 100 },
            },
          ],
        },
      },
    ],
  ],
  "amount-short": [
    [
      { kind: "amount-short", amountCents: 200 },
      { promotion: { requires: { kind: "basket", amountCents: 1000 } } },
    ],
  ],
  "measure-short": [
    [
      { kind: "measure-short", measureThousandths: 250 },
      {
        promotion: { requires: { kind: "items", select: wine, measureThousandths: 1000 } },
        basket: "wine/0.750l/800",
      },
    ],
  ],
  "saves-nothing": [
    [
      { kind: "saves-nothing" },
      { promotion: { mechanics: [{ kind: "fixed-price", select: wine, priceCents: 900, per: "unit" }] } },
    ],
  ],
  "not-discountable": [
    [
      { kind: "not-discountable" },
      {
        promotion: { mechanics: [{ kind: "gift", articles: ["mug"], how: "asked" }] },
        exclusions: [{ flag: "not-discountable", select: { of: [{ articles: ["mug"] }] } }],
      },
    ],
  ],
  outbid: [[{ kind: "outbid", by: ["P1"] }, { before: [{}] }]],
  "limit-reached": [
    [{ kind: "limit-reached", limit: "applications" }, limited({ applications: 1 }, "wine/2/800")],
    [{ kind: "limit-reached", limit: "units" }, limited({ units: 1 }, "wine/2/800")],
    [{ kind: "limit-reached", limit: "unitsPerLine" }, limited({ unitsPerLine: 1 }, "wine/2/800")],
    [{ kind: "limit-reached", limit: "amountCents" }, limited({ amountCents: 500 }, "wine/2/800")],
    [
      { kind: "limit-reached", limit: "amountCents" },
      limited({ amountCents: 300, exceeding: "refuse" }, "wine/2/800"),
    ],
    [
      { kind: "limit-reached", limit: "units" },
      { promotion: { mechanics: [three], limits: { units: 2 } }, basket: "wine/3/800" },
    ],
  ],
  "unknown-mechanic": [
    [
      { kind: "unknown-mechanic", mechanic: "lottery" },
      { promotion: { mechanics: [half, { kind: "lottery" }] } },
    ],
  ],
  "not-understood": [[{ kind: "not-understood", because: "promotions.0.onlyAtFullMoon: unknown" }, {}]],
};

/** Each reason with what `explain` really answers in its situation. */
export function everyReason(): { readonly wanted: Reason; readonly reasons: readonly Reason[] }[] {
  return Object.values(situations).flatMap((shown) =>
    (shown as readonly Shown<Reason["kind"]>[]).map(([wanted, situation]) => ({
      wanted,
      reasons: reasonsIn(wanted, situation),
    })),
  );
}

function reasonsIn(wanted: Reason, situation: Situation): readonly Reason[] {
  const { promotion = {}, before = [], basket: notation = "wine/1/800", context: at, exclusions } = situation;
  const promotions = [...before, promotion].map((one) => ({ layer: "offers", mechanics: [half], ...one }));
  const unread = {
    id: "P9",
    name: { en: "offer" },
    reason: "promotions.0.onlyAtFullMoon: unknown",
    data: {},
  };
  const rules = rulesOf(promotions, {
    ...(wanted.kind === "not-understood" ? { unread: [unread] } : {}),
    ...(exclusions === undefined ? {} : { exclusions }),
  });
  return explain(rules, basket(notation), { ...context, ...at }).at(-1)!.reasons;
}
