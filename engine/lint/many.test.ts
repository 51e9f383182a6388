import { expect, it } from "vitest";
import type { PromotionData, Selector } from "../promotion.ts";
import { department, of, percent, promotion, rules, threeForTwo } from "./fixture.ts";
import { lint } from "./index.ts";

it("among thousands of promotions just the wrong ones are named", () => {
  const groups = Object.fromEntries(
    Array.from({ length: 21 }, (_, group) => [
      `g${group}`,
      Array.from({ length: 5_000 }, (_, index) => `g${group}-${index}`),
    ]),
  );
  const one = (kind: string, index: number, select: Selector, more: Partial<PromotionData> = {}) =>
    promotion(`${kind}${index}`, percent(10 + (index % 5), select), more);
  const promotions = Array.from({ length: 1_000 }, (_, index) => [
    one("article", index, of(`article-${index}`)),
    one("member", index, of(`g${index % 20}-${index}`), { who: { card: true } }),
    one("shelf", index, department(`10/${index % 100}/${index}`), { who: { tiers: [`t${index}`] } }),
    promotion(`set${index}`, threeForTwo({ of: [{ group: `g${index % 20}` }] })),
  ]).flat();
  const wrong = [
    promotion("W1", percent(5, { of: [{ group: "g20", brand: "B" }] })),
    promotion("W2", percent(50, { of: [{ group: "g20" }] })),
    promotion("W3", percent(10, of("article-1"))),
    promotion("W4", percent(10, department("10/7/107/2")), { who: { tiers: ["t107"] } }),
    promotion("W5", percent(10, of("x")), { layer: "extra" }),
    promotion("W6", percent(20, of("x", "y")), { layer: "extra" }),
  ];
  const found = lint(rules([...promotions, ...wrong], { groups }), { today: "2026-11-21" });
  expect(found.map(({ code, promotionIds }) => `${code} ${promotionIds}`)).toEqual([
    "outdone W1,W2",
    "outdone W3,article1",
    "outdone W4,shelf107",
    "equal-priority W5,W6",
  ]);
});
