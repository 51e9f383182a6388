import { expect, it } from "vitest";
import type { Effect } from "../effect.ts";
import { receiptBlocks, type SlipOptions, type SlipWords } from "./receipt.ts";

const words: SlipWords = {
  language: "it",
  saved: "Hai risparmiato",
  points: "Punti di oggi",
  pointsUsed: "Punti usati",
  balance: "Saldo punti",
  stamps: "Bollini di oggi",
  stampsUsed: "Bollini usati",
  stampsBalance: "Saldo bollini",
  voucher: "Buono",
  percentOff: " % di sconto",
  validFrom: "Valido dal",
  validTo: "al",
  personal: "Personale",
  decimal: ",",
};

const common = { promotionId: "P", text: { it: "Offerta", en: "Offer" }, couponIds: [] };
const cut = (amountCents: number): Effect => ({
  kind: "price-modifier",
  ...common,
  modifierId: "P",
  mechanic: "basket",
  layer: "basket",
  level: "transaction",
  times: 1,
  amountCents,
  shares: [],
  funding: { by: "retailer" },
});
const points = (account: string, points: number): Effect => ({
  kind: "points",
  ...common,
  account,
  points,
  baseCents: 0,
});
const stamps = (account: string, stamps: number): Effect => ({ kind: "stamps", ...common, account, stamps });
const voucher = (more: Partial<Extract<Effect, { kind: "voucher" }>>): Effect => ({
  kind: "voucher",
  ...common,
  series: "BACK",
  pieces: 1,
  validFrom: "2026-11-22",
  validTo: "2026-12-05",
  personal: false,
  ...more,
});

/** What a customer reads: rows as "left|right", everything else by its text or kind. */
function read(effects: readonly Effect[], options: SlipOptions = {}, discountCents = 0): string[] {
  return receiptBlocks({ effects, discountCents }, words, options).map((block) => {
    if (block.kind === "row") return `${block.left}|${block.right}`;
    if (block.kind === "number") return `number ${block.digits}`;
    return block.kind === "text" ? block.text : block.kind;
  });
}

it("says what was saved and what the points are now, in the customer's language", () => {
  const about = {
    reference: ["Scontrino R-17"],
    balances: { main: 100 },
    balanceNote: "di sede al 01/01/2026",
  };
  expect(
    receiptBlocks({ effects: [cut(200), points("main", 18)], discountCents: 200 }, words, about),
  ).toEqual([
    { kind: "text", text: "Scontrino R-17", align: "center" },
    { kind: "rule" },
    { kind: "row", left: "Offerta", right: "-2,00 €" },
    { kind: "row", left: "Hai risparmiato", right: "2,00 €", bold: true },
    { kind: "rule" },
    { kind: "row", left: "Punti di oggi", right: "+18" },
    { kind: "row", left: "Saldo punti", right: "118" },
    { kind: "text", text: "di sede al 01/01/2026" },
    { kind: "cut" },
  ]);
});

it("prints nothing where there is nothing to say", () => {
  expect(read([], { reference: ["Scontrino R-17"], balances: { main: 100 }, balanceNote: "ieri" })).toEqual(
    [],
  );
});

it("points burnt for a reward stand under those earned, and the balance knows both", () => {
  const reward: Effect = { kind: "reward", ...common, account: "main", points: 500, times: 1 };
  expect(read([cut(500), reward, points("main", 18)], { balances: { main: 700 } }, 500)).toEqual([
    "Offerta|-5,00 €",
    "Hai risparmiato|5,00 €",
    "rule",
    "Punti di oggi|+18",
    "Punti usati|-500",
    "Saldo punti|218",
    "cut",
  ]);
  expect(read([reward], { balances: { main: 500 } })).toEqual([
    "rule",
    "Punti usati|-500",
    "Saldo punti|0",
    "cut",
  ]);
});

it("where nothing was saved one rule stands under the header, not two", () => {
  expect(read([points("main", 18)], { reference: ["Scontrino R-17"] })).toEqual([
    "Scontrino R-17",
    "rule",
    "Punti di oggi|+18",
    "cut",
  ]);
});

it("stamps are collected and used, each card by its own name where there are several", () => {
  expect(read([stamps("coffee", -10), stamps("coffee", 2)], { balances: { coffee: 11 } })).toEqual([
    "rule",
    "Bollini di oggi|+2",
    "Bollini usati|-10",
    "Saldo bollini|3",
    "cut",
  ]);
  expect(read([stamps("coffee", 2), stamps("pans", 1), points("main", 3)])).toEqual([
    "rule",
    "Punti di oggi|+3",
    "Bollini di oggi (coffee)|+2",
    "Bollini di oggi (pans)|+1",
    "cut",
  ]);
});

it("a voucher says what it is worth and until when, and carries its number", () => {
  expect(read([voucher({ amountCents: 500 })], { voucherNumbers: { P: [{ digits: "9910" }] } })).toEqual([
    "rule",
    "Buono",
    "5,00 €",
    "Offerta",
    "Valido dal 22/11/2026 al 05/12/2026",
    "number 9910",
    "cut",
  ]);
});

it("each of several vouchers has a number of its own, over all mechanics of the promotion", () => {
  const printed = read([voucher({ pieces: 2, percent: "12.5" }), voucher({ personal: true })], {
    voucherNumbers: { P: ["1", "2", "3"].map((digits) => ({ digits })) },
  });
  expect(printed.filter((text) => text.startsWith("number"))).toEqual(["number 1", "number 2", "number 3"]);
  expect(printed).toContain("12,5 % di sconto");
  expect(printed.filter((text) => text === "Personale")).toHaveLength(1);
});

it("a voucher without a number is not printed, for nobody could take it; a preview shows it", () => {
  const earned = [voucher({ pieces: 2, amountCents: 500 })];
  const heads = (options: SlipOptions) => read(earned, options).filter((text) => text === "Buono").length;
  expect(heads({ voucherNumbers: { P: [undefined, { digits: "2" }] } })).toBe(1);
  expect(read(earned, { voucherNumbers: {} })).toEqual([]);
  expect(heads({})).toBe(2);
});

it("a gift that is still to be scanned is no matter for the receipt", () => {
  const gift: Effect = { kind: "gift", ...common, how: "scanned", articles: ["mug"], pieces: 1 };
  expect(read([gift, { kind: "gift-withdrawn", ...common, lineIds: ["3"] }])).toEqual([]);
});
