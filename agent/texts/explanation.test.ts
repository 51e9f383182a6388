import { expect, test } from "vitest";
import { explanationText, reasonText } from "./explanation.ts";

const pasta = { promotionId: "P02", name: { it: "Pasta 3x2" }, times: 0, amountCents: 0, points: 0 };

test("a promotion that gave something says how often and how much, as the shop writes money", () => {
  const given = { ...pasta, applied: true, times: 2, amountCents: 1190, points: 12, reasons: [] };
  expect(explanationText(given, "en")).toBe("yes, 2 ×: €11.90, 12 points");
  expect(explanationText(given, "it").replace(/\s/g, " ")).toBe("sì, 2 ×: 11,90 €, 12 punti");
});

test("a promotion that gave nothing says every reason", () => {
  const reasons = [{ kind: "card-missing" }, { kind: "units-short", pieces: 1 }] as const;
  expect(explanationText({ ...pasta, applied: false, reasons }, "it")).toBe(
    "no: serve la tessera; manca ancora 1 pezzo",
  );
});

test("what is short is said in money, and who gives more by name", () => {
  expect(reasonText({ kind: "amount-short", amountCents: 250 }, "en")).toBe("€2.50 more needed");
  expect(reasonText({ kind: "outbid", by: ["P03", "P04"] }, "it")).toBe("conviene di più P03, P04");
  expect(reasonText({ kind: "limit-reached", limit: "units" }, "en")).toBe("its limit of pieces is reached");
});
