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

test("a gift whose condition fell is taken out again", () => {
  expect(giftText({ kind: "gift-withdrawn", ...gift, lineIds: ["3"] }, "it")).toBe(
    "Omaggio non più dovuto (Tazza): stornare la riga.",
  );
});
