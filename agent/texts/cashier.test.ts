import { expect, test } from "vitest";
import { giftText } from "./cashier.ts";

const gift = { promotionId: "P", text: { it: "Tazza", en: "Mug" }, couponIds: [] };

test("a gift that is due: the cashier scans it, or lets the customer choose", () => {
  const due = { kind: "gift", ...gift, articles: ["80"], pieces: 2 } as const;
  expect(giftText({ ...due, how: "scanned" }, "it")).toBe("Tazza: passare 2 × l'omaggio (80).");
  expect(giftText({ ...due, how: "chosen", articles: ["80", "81"] }, "en")).toBe(
    "Mug: the customer chooses 2 × from the gifts (80, 81).",
  );
  expect(giftText({ ...due, how: "asked", articles: [] }, "en")).toBe("Mug: gift added, 2 ×.");
});

test("gifts are called by their names, and a long list is cut short", () => {
  const articles = ["80", "81", "82", "83", "84", "85"];
  const due = { kind: "gift", ...gift, how: "chosen", articles, pieces: 1 } as const;
  expect(giftText(due, "en", { "80": "Red mug", "82": "Plate" })).toBe(
    "Mug: the customer chooses 1 × from the gifts (Red mug, 81, Plate, 83, 84, …).",
  );
});

test("a gift whose condition fell is taken out again", () => {
  expect(giftText({ kind: "gift-withdrawn", ...gift, lineIds: ["3"] }, "it")).toBe(
    "Omaggio non più dovuto (Tazza): stornare la riga.",
  );
  const refused = { kind: "gift-withdrawn", ...gift, lineIds: ["3"], reason: "not-discountable" } as const;
  expect(giftText(refused, "en")).toBe(
    "The gift can't be given, its goods take no discount (Mug): take its line out.",
  );
});

test("a gift that other discounts keep out is the customer's choice", () => {
  const offer = {
    kind: "gift",
    ...gift,
    articles: ["80"],
    pieces: 1,
    how: "scanned",
    insteadOfCents: 20,
  } as const;
  expect(giftText(offer, "en")).toBe(
    "Only instead of the other discounts, if the customer wants it: Mug: scan the gift, 1 × (80).",
  );
});
