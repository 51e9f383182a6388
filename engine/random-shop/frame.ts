/** What stands around the mechanics of a promotion: when, where, who, what it requires, and how much of it. */

import type { Condition, Limits, PromotionData, Validity, Where, Who } from "../promotion.ts";
import { between, type Draw, list, maybe, once, pick } from "./draw.ts";
import { randomSelector } from "./goods.ts";
import { TENDERS } from "./mechanics.ts";

/** Mostly open, so that something happens. */
export function randomFrame(draw: Draw, index: number, layer: string): Omit<PromotionData, "mechanics"> {
  return {
    id: `P${index}`,
    name: { en: `promotion ${index}` },
    layer,
    priority: draw(3),
    ...maybe(draw, 12, () => ({ valid: randomValidity(draw) })),
    ...maybe(draw, 12, () => ({ where: randomWhere(draw) })),
    ...maybe(draw, 8, () => ({ who: randomWho(draw) })),
    ...maybe(draw, 3, () => ({ requires: randomCondition(draw, 2) })),
    ...maybe(draw, 3, () => ({ limits: randomLimits(draw) })),
    ...maybe(draw, 6, () => ({ excludes: [pick(draw, ["tag", "tag", "other"])] })),
    ...maybe(draw, 10, () => ({ alone: true as const })),
  };
}

function randomValidity(draw: Draw): Validity {
  switch (draw(4)) {
    case 0:
      return { to: pick(draw, ["2026-11-21", "2026-11-20"]) };
    case 1:
      return { from: pick(draw, ["2026-11-21", "2026-11-22"]) };
    case 2:
      return { weekdays: [5], times: [{ from: "22:00", to: "02:00" }] };
    default:
      return { times: [{ from: "09:00", to: pick(draw, ["10:00", "10:01", "24:00"]) }] };
  }
}

function randomWhere(draw: Draw): Where {
  return pick(draw, [
    { stores: ["0042"] },
    { storeGroups: ["north"] },
    { tills: ["4"] },
    { channels: ["till" as const, "web" as const] },
  ]);
}

function randomWho(draw: Draw): Who {
  return pick<Who>(draw, [
    { card: true },
    { card: true },
    { card: false },
    { tiers: ["gold"] },
    { segments: ["families"] },
    { staff: pick(draw, [true, false]) },
    { attributes: [{ name: "age", atLeast: 60 }] },
    { attributes: [{ name: "town", isNot: "Rome" }] },
    { birthday: { daysBefore: 3, daysAfter: 3 } },
    { anniversary: { daysBefore: 0, daysAfter: 30 } },
    { purchase: pick(draw, [{ nth: 1 }, { every: 2 }]) },
    { daysSinceVisit: { atLeast: 7 } },
    { events: ["abandoned-basket"] },
  ]);
}

/** `depth`: how many conditions may stand within one another. */
function randomCondition(draw: Draw, depth: number): Condition {
  if (depth > 0 && once(draw, 4)) {
    if (once(draw, 3)) return { kind: "not", of: randomCondition(draw, depth - 1) };
    const of = list(between(draw, 1, 2), () => randomCondition(draw, depth - 1));
    return { kind: pick(draw, ["all", "any"]), of };
  }
  switch (draw(8)) {
    case 0:
    case 1:
    case 2:
      return { kind: "coupon", series: pick(draw, ["S", "S", "T"]) };
    case 3:
    case 4:
      return {
        kind: "items",
        select: randomSelector(draw),
        ...pick(draw, [
          {},
          { pieces: between(draw, 1, 3) },
          { amountCents: 100 + draw(600) },
          { measureThousandths: 300 + draw(600) },
        ]),
      };
    case 5:
      return { kind: "basket", amountCents: 300 + draw(1000) };
    case 6:
      return { kind: "customer", who: randomWho(draw) };
    default:
      return {
        kind: "tender",
        tenders: [pick(draw, TENDERS)],
        ...maybe(draw, 2, () => ({ amountCents: 100 + draw(600) })),
      };
  }
}

function randomLimits(draw: Draw): Limits | undefined {
  const amount = () => ({ amountCents: 50 + draw(300) });
  const limits: Limits = {
    ...maybe(draw, 3, () => ({ applications: between(draw, 1, 2) })),
    ...maybe(draw, 4, () => ({ units: between(draw, 1, 4) })),
    ...maybe(draw, 6, () => ({ unitsPerLine: 1 })),
    ...maybe(draw, 3, amount),
    ...maybe(draw, 5, () => ({ perCustomer: { ...appliesOr(draw, amount), period: "month" as const } })),
    ...maybe(draw, 5, () => ({ budget: appliesOr(draw, amount) })),
  };
  const hasMoney = [limits, limits.perCustomer, limits.budget].some((one) => one?.amountCents !== undefined);
  return {
    ...limits,
    ...(hasMoney
      ? maybe(draw, 2, () => ({ exceeding: pick(draw, ["cap", "refuse", "overshoot"] as const) }))
      : {}),
  };
}

function appliesOr(draw: Draw, amount: () => { amountCents: number }) {
  return once(draw, 2) ? { applications: between(draw, 1, 3) } : amount();
}
