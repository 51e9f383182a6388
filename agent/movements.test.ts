import { expect, test } from "vitest";
import type { Effect } from "../engine/effect.ts";
import { changeByAccount, movementsOf } from "./movements.ts";

const common = { promotionId: "P", text: {}, couponIds: [] };
const points = (account: string, n: number): Effect => ({
  kind: "points",
  account,
  points: n,
  baseCents: 0,
  ...common,
});
const stamps = (account: string, n: number): Effect => ({ kind: "stamps", account, stamps: n, ...common });
const reward = (account: string, n: number): Effect => ({
  kind: "reward",
  account,
  points: n,
  times: 1,
  ...common,
});

test("points burnt for a reward go off the account that others were earned on", () => {
  const movements = movementsOf([points("main", 12), reward("main", 500), points("main", 3)]);
  expect(movements).toEqual([{ kind: "points", account: "main", earned: 15, used: 500 }]);
  expect([...changeByAccount(movements)]).toEqual([["main", -485]]);
});

test("a stamp card that is full pays for a coffee and begins anew", () => {
  const movements = movementsOf([stamps("coffee", -10), stamps("coffee", 2)]);
  expect(movements).toEqual([{ kind: "stamps", account: "coffee", earned: 2, used: 10 }]);
  expect([...changeByAccount(movements)]).toEqual([["coffee", -8]]);
});

test("points and stamps of one name are told apart, and have one balance", () => {
  const movements = movementsOf([points("main", 5), stamps("main", 1)]);
  expect(movements.map(({ kind, earned }) => [kind, earned])).toEqual([
    ["points", 5],
    ["stamps", 1],
  ]);
  expect([...changeByAccount(movements)]).toEqual([["main", 6]]);
});
