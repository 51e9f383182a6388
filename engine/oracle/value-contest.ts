/** Random heaps under limits on value: few promotions, each on most of the goods, so that a limit ends long before they do. */

import { SATURDAY } from "../example.ts";
import type { MechanicData, PromotionData, Selector } from "../promotion.ts";
import type { Contest, Draw } from "./contest.ts";

/** At most so many lines of one piece. The first promotion always has a limit on value, of any kind. */
export function valueContest(draw: Draw, linesMax: number): Contest {
  const count = 6 + draw(linesMax - 5);
  const areAlike = draw(3) === 0;
  const prices = Array.from({ length: count }, () => (areAlike ? 99 + 50 * draw(10) : 49 + draw(900)));
  const lines = prices.map((unitPriceCents, index) => ({
    lineId: String(index + 1),
    article: `a${index}`,
    department: "10",
    brand: "",
    supplier: "",
    attributes: {},
    unitPriceCents,
    regularPriceCents: unitPriceCents,
    pieces: 1,
    extendedCents: unitPriceCents,
    vatRate: "10",
    flags: [],
  }));
  const promotions = Array.from({ length: 1 + draw(2) }, (_, index): PromotionData => {
    const amountCents = 50 + draw(1200);
    const exceeding = (["cap", "refuse", "overshoot"] as const)[draw(3)]!;
    return {
      id: `P${index}`,
      name: { en: `offer ${index}` },
      layer: "offers",
      mechanics: Array.from({ length: draw(5) === 0 ? 2 : 1 }, () => offer(draw, count)),
      ...(index === 0 || draw(2) === 0 ? { limits: { amountCents, exceeding } } : {}),
    };
  });
  return {
    rules: {
      semantics: 1,
      currency: "EUR",
      layers: [{ id: "offers", stage: "item", mode: "best" }],
      promotions,
    },
    basket: { currency: "EUR", lines },
    context: { ...SATURDAY, coupons: [] },
  };
}

/** All of the goods, or two thirds of them. */
function most(draw: Draw, count: number): Selector {
  if (draw(2) === 0) return { of: [{ everything: true }] };
  const articles = Array.from({ length: count }, (_, index) => `a${index}`).filter(
    (_, index) => index === 0 || draw(3) > 0,
  );
  return { of: [{ articles }] };
}

export function offer(draw: Draw, count: number): MechanicData {
  const select = () => most(draw, count);
  const percent = () => ["10", "12.5", "20", "33.3", "50"][draw(5)]!;
  const pick = draw(3) === 0 ? { pick: "dearest" as const } : {};
  switch (draw(8)) {
    case 0:
      return { kind: "multi-buy", select: select(), buy: 2 + draw(2), reward: { free: 1 }, ...pick };
    case 1:
      return {
        kind: "multi-buy",
        select: select(),
        buy: 3,
        reward: { percent: percent(), units: 2 },
        ...pick,
      };
    case 2:
      return {
        kind: "multi-buy",
        select: select(),
        buy: 2 + draw(2),
        reward: { priceCents: 300 + draw(700) },
      };
    case 3:
      return bundle({ percent: percent() }, { select: select() }, { select: select(), rewarded: true });
    case 4:
      return bundle(
        { percent: percent() },
        { select: select() },
        { select: select(), min: 1, max: 1 + draw(2) },
      );
    case 5:
      return bundle({ priceCents: 200 + draw(700) }, { select: select() }, { select: select() });
    case 6:
      return bundle({ amountCents: 50 + draw(300) }, { select: select() }, { select: select() });
    default:
      return { kind: "percent", select: select(), percent: percent() };
  }
}

function bundle(reward: object, ...slots: readonly object[]): MechanicData {
  return { kind: "mix-and-match", slots, reward };
}
