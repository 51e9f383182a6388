import { expect, it } from "vitest";
import { timesApplied } from "./burns.ts";
import { effectsOf, somebody } from "./shop.ts";

it("points for a discount are burnt once for each time it was given", () => {
  const fiveOff = {
    layer: "reward",
    mechanics: [{ kind: "reward", account: "main", points: 500, discount: { amountCents: 500 } }],
  };
  const at = {
    customer: { ...somebody, balances: { main: 5000 } },
    rewards: [{ promotionId: "P1", times: 3 }],
  };
  expect(effectsOf("reward", [fiveOff], "wine/1/1200", at)).toMatchObject([
    { points: 1000, times: 2, account: "main" },
  ]);
  expect(effectsOf("reward", [fiveOff], "wine/1/499", at)).toEqual([]);
});

it("a full stamp card is used up by the coffee it pays for", () => {
  const free = {
    layer: "offers",
    mechanics: [
      {
        kind: "stamps",
        account: "coffee",
        select: { of: [{ articles: ["coffee"] }] },
        use: { stamps: 10, reward: { free: true } },
      },
    ],
  };
  const at = { customer: { ...somebody, balances: { coffee: 12 } } };
  expect(effectsOf("stamps", [free], "coffee/1/250", at)).toMatchObject([{ stamps: -10, account: "coffee" }]);
  expect(effectsOf("stamps", [free], "tea/1/250", at)).toEqual([]);
});

it("what the POS applied only in part is used up as often as any of its money was given", () => {
  expect(timesApplied(3, 1500, 1500)).toBe(3);
  expect(timesApplied(3, 1500, 1000)).toBe(2);
  expect(timesApplied(3, 1500, 1001)).toBe(3);
  expect(timesApplied(3, 1500, 9999)).toBe(3);
  expect(timesApplied(3, 1500, 0)).toBe(0);
});
