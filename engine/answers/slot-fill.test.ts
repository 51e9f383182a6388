import { expect, it } from "vitest";
import type { SlotDeal } from "../deal.ts";
import { basket } from "../example.ts";
import { compileSelector } from "../finding/selector.ts";
import { sheetOf } from "../world/sheet.ts";
import { fillSlots } from "./slot-fill.ts";

function fill(notation: string, ...slots: [articles: string, min: number][]) {
  const deal: SlotDeal = {
    shape: "slots",
    slots: slots.map(([articles, min]) => ({
      select: compileSelector({ of: [{ articles: articles.split(" ") }] }, new Map(), "discount"),
      min,
      max: min,
      rewarded: true,
    })),
    reward: { kind: "amount", amountCents: 100 },
    shares: "set",
    spread: "proportional",
    group: "best",
  };
  const sheet = sheetOf(basket(notation));
  return fillSlots(
    deal,
    sheet,
    sheet.lines.map((_, line) => line),
  );
}

it("says which slot is short of how many", () => {
  expect(fill("pasta/2/119 sauce/1/199", ["pasta", 2], ["sauce", 2])).toEqual({ sets: 0, short: [0, 1] });
  expect(fill("bread/1/100", ["pasta", 2], ["sauce", 1])).toEqual({ sets: 0, short: [2, 1] });
});

it("counts the sets that are full, and what the next one needs", () => {
  expect(fill("pasta/5/119 sauce/2/199", ["pasta", 2], ["sauce", 1])).toEqual({ sets: 2, short: [1, 1] });
});

it("gives goods that fit into two slots to the one that finds nothing else", () => {
  expect(fill("cola/1/150 burger/1/500", ["cola burger", 1], ["cola", 1])).toEqual({
    sets: 1,
    short: [0, 2],
  });
  expect(fill("water/1/100 cola/1/150", ["cola water", 1], ["cola", 1], ["water", 1])).toMatchObject({
    sets: 0,
    short: [0, 0, 1],
  });
});
