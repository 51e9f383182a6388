/** When, where and for whom: an evaluation's context, with what the rule set makes worth knowing. */

import type { Context, Customer, PresentedCoupon, Remaining } from "../context.ts";
import type { PromotionData } from "../promotion.ts";
import { between, type Draw, list, maybe, once, pick } from "./draw.ts";
import { TENDERS } from "./mechanics.ts";

export function randomContext(draw: Draw, promotions: readonly PromotionData[]): Context {
  return {
    date: "2026-11-21",
    time: pick(draw, ["10:00:00", "10:00:00", "01:30:00"]),
    weekday: 6,
    store: "0042",
    storeGroups: ["north"],
    till: "3",
    channel: "till",
    ...(once(draw, 3) ? {} : { customer: randomCustomer(draw) }),
    coupons: list(draw(4), (index) => randomCoupon(draw, index)),
    ...(once(draw, 2) ? {} : { tenders: randomTenders(draw) }),
    ...chosenRewards(draw, promotions),
    ...whatCountersLeave(draw, promotions),
  };
}

function randomCustomer(draw: Draw): Customer {
  return {
    id: "card-1",
    tier: pick(draw, ["", "gold"]),
    segments: once(draw, 2) ? ["families"] : [],
    staff: once(draw, 5),
    attributes: { age: between(draw, 50, 70), ...maybe(draw, 2, () => ({ town: "Rome" })) },
    balances: { main: between(draw, -1, 10) * 50, club: between(draw, 0, 6) * 60, cups: draw(12) },
    ...maybe(draw, 2, () => ({ birthday: pick(draw, ["11-22", "02-29"]) })),
    ...maybe(draw, 2, () => ({ joined: "2024-11-10" })),
    ...maybe(draw, 2, () => ({ purchases: draw(3) })),
    ...maybe(draw, 2, () => ({ lastVisit: pick(draw, ["2026-11-20", "2026-11-01"]) })),
    ...maybe(draw, 4, () => ({ events: ["abandoned-basket"] })),
  };
}

function randomCoupon(draw: Draw, index: number): PresentedCoupon {
  return {
    // Now and then one is shown twice.
    couponId: once(draw, 15) ? "K0" : `K${index}`,
    series: pick(draw, ["S", "S", "T", ""]),
    ...maybe(draw, 12, () => ({ refusal: pick(draw, ["expired", "already-used"] as const) })),
    ...maybe(draw, 12, () => ({ customerId: pick(draw, ["card-1", "card-2"]) })),
    ...maybe(draw, 2, () =>
      once(draw, 3) ? { percent: pick(draw, ["5", "12.5"]) } : { amountCents: 30 + draw(400) },
    ),
  };
}

function randomTenders(draw: Draw) {
  return list(between(draw, 1, 2), () => ({
    tender: pick(draw, TENDERS),
    ...maybe(draw, 2, () => ({ amountCents: 100 + draw(1500) })),
  }));
}

function chosenRewards(draw: Draw, promotions: readonly PromotionData[]): Pick<Context, "rewards"> {
  const rewards = promotions
    .filter(({ mechanics }) => mechanics.some(({ kind }) => kind === "reward"))
    .flatMap(({ id }) => (once(draw, 4) ? [] : [{ promotionId: id, times: between(draw, 1, 3) }]));
  return rewards.length === 0 ? {} : { rewards };
}

/** Of budgets and of limits for each customer; a promotion that is not named has all of them left. */
function whatCountersLeave(draw: Draw, promotions: readonly PromotionData[]): Pick<Context, "remaining"> {
  const left: Record<string, Remaining> = {};
  for (const { id, limits } of promotions) {
    const { perCustomer, budget } = limits ?? {};
    if ((perCustomer === undefined && budget === undefined) || once(draw, 3)) continue;
    const has = (name: "applications" | "amountCents") => [perCustomer, budget].some((one) => one?.[name]);
    left[id] = {
      ...(has("applications") ? { applications: draw(3) } : {}),
      ...(has("amountCents") ? { amountCents: once(draw, 5) ? 0 : draw(250) } : {}),
    };
  }
  return Object.keys(left).length === 0 ? {} : { remaining: left };
}
