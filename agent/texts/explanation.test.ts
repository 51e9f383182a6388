import { expect, test } from "vitest";
import { everyReason } from "../../engine/answers/every-reason.ts";
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
  expect(reasonText({ kind: "amount-short", amountCents: 250 }, "en", "CHF").replace(/\s/g, " ")).toBe(
    "CHF 2.50 more needed",
  );
  expect(reasonText({ kind: "outbid", by: ["P03", "P04"] }, "it")).toBe("conviene di più P03, P04");
  expect(reasonText({ kind: "limit-reached", limit: "units" }, "en")).toBe("its limit of pieces is reached");
});

test("of a set it says which part is short, and of a reward how many points are missing", () => {
  expect(reasonText({ kind: "units-short", pieces: 2, slot: 1 }, "it")).toBe(
    "mancano ancora 2 pezzi (parte 1 del set)",
  );
  expect(reasonText({ kind: "balance-short", account: "main", points: 200 }, "en")).toBe(
    "200 more points or stamps needed (main)",
  );
  expect(reasonText({ kind: "tender-missing", tenders: ["store-card", "app"] }, "en")).toBe(
    "pay with store-card, app",
  );
  expect(reasonText({ kind: "limit-reached", limit: "unitsPerLine" }, "it")).toBe(
    "raggiunto il numero massimo di pezzi per riga",
  );
});

test("stamps and vouchers are told beside money and points", () => {
  const given = { ...pasta, applied: true, times: 1, stamps: 2, vouchers: 1, reasons: [] };
  expect(explanationText(given, "it")).toBe("sì, 1 ×: 2 bollini, 1 × buono");
});

test.each(everyReason())("$wanted.kind is told in both languages, with all that it says", ({ wanted }) => {
  const it = reasonText(wanted, "it");
  const en = reasonText(wanted, "en");
  for (const text of [it, en]) expect(text).toMatch(/^[^{}]{4,}$/);
  expect(it).not.toBe(en);
  for (const text of [it, en]) expect(text).not.toMatch(/undefined|NaN|\[object/);
});
