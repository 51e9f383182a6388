/** What people get beside money off: each benefit from the till's answer over the slip to the card's next visit. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import {
  appliedOf,
  CARD,
  COFFEE,
  line,
  openShop,
  PASTA,
  type Shop,
  shopFiles,
} from "../../agent/testing/shop.ts";
import {
  type PrinterEmulator,
  startPrinterEmulator,
} from "../../drivers/printers/emulator/printer-emulator.ts";

const coffee = { of: [{ articles: [COFFEE] }] };
const pasta = { of: [{ articles: [PASTA] }] };
const MUG = "8000070099999";
const promotions = [
  {
    id: "GIFT",
    name: { it: "Tazza in omaggio", en: "Mug for free" },
    layer: "offers",
    requires: { kind: "items", select: coffee, pieces: 2 },
    mechanics: [{ kind: "gift", articles: [MUG], how: "asked" }],
  },
  {
    id: "CHOICE",
    name: { it: "Scegli il regalo", en: "Choose your present" },
    layer: "offers",
    requires: { kind: "items", select: pasta, pieces: 5 },
    mechanics: [{ kind: "gift", articles: [COFFEE, MUG], how: "chosen" }],
  },
  {
    id: "COLLECT",
    name: { it: "Tessera caffè", en: "Coffee card" },
    layer: "points",
    who: { card: true },
    mechanics: [{ kind: "stamps", account: "coffee", select: coffee, earn: { perPiece: 1 } }],
  },
  {
    id: "FULL",
    name: { it: "2 bollini: pasta gratis", en: "2 stamps: pasta for free" },
    layer: "offers",
    who: { card: true },
    mechanics: [
      { kind: "stamps", account: "coffee", select: pasta, use: { stamps: 2, reward: { free: true } } },
    ],
  },
  {
    id: "REWARD",
    name: { it: "1 euro per 50 punti", en: "1 euro for 50 points" },
    layer: "rewards",
    who: { card: true },
    mechanics: [{ kind: "reward", account: "base", points: 50, discount: { amountCents: 100 } }],
  },
  {
    id: "TENDER",
    name: { it: "Carta del negozio -10 %", en: "Store card 10 % off" },
    layer: "tenders",
    mechanics: [{ kind: "tender", tenders: ["store-card"], percent: "10" }],
  },
  {
    id: "VOUCHER",
    name: { it: "Buono spesa", en: "Next time" },
    layer: "points",
    mechanics: [{ kind: "voucher", series: "BACK", worth: { amountCents: 100 }, days: 7 }],
  },
];

type Reply = Record<string, unknown> & { effects: object[]; totalCents: number };

let shop: Shop;
let printer: PrinterEmulator;
let pos: PosClient;
beforeAll(async () => {
  shop = await openShop(shopFiles(1, promotions));
  printer = await startPrinterEmulator({ columns: 42 });
  const { port } = printer;
  const agent = await shop.start({
    printer: { kind: "tcp", host: "127.0.0.1", port, profile: "generic-80mm-42" },
  });
  pos = await shop.pos(agent);
});
afterAll(async () => {
  await shop.close();
  await printer.close();
});

const begin = (transactionId: string) =>
  pos.call("transaction.begin", { transactionId, at: "2026-11-21T10:31:00+01:00" });

function complete(transactionId: string, subtotal: Reply): Promise<Reply> {
  const { totalCents } = subtotal;
  const applied = appliedOf(subtotal);
  const receipt = `R-${transactionId}`;
  return pos.call<Reply>("transaction.complete", { transactionId, receipt, applied, totalCents });
}

test("a gift is asked for, is free once it is there, and goes when its condition falls", async () => {
  const sale = { transactionId: "gift" };
  await begin("gift");
  await pos.call("line.add", { ...sale, line: line("1", COFFEE, 450, "2") });
  const asked = await pos.call<Reply>("transaction.subtotal", sale);
  expect(asked.effects).toContainEqual(expect.objectContaining({ kind: "gift", articles: [MUG] }));
  expect(asked.texts).toMatchObject({ cashier: [`Mug for free: gift added, 1 × (${MUG}).`] });
  const gift = { ...line("2", MUG, 500), giftOf: "GIFT" };
  await pos.call("line.add", { ...sale, line: gift });
  expect(await pos.call<Reply>("transaction.subtotal", sale)).toMatchObject({
    discountCents: 500,
    totalCents: 900,
    texts: { cashier: [] },
  });
  await pos.call("line.change", { ...sale, line: line("1", COFFEE, 450, "1") });
  expect(await pos.call<Reply>("transaction.subtotal", sale)).toMatchObject({
    // After it stands the suggestion to buy the second coffee again.
    texts: {
      cashier: [
        "The gift is no longer due (Mug for free): take its line out.",
        "Mug for free: add 1 × Caffè: €5.00 off.",
      ],
    },
  });
  await pos.call("transaction.cancel", sale);
});

describe("a POS that does all that it is told comes to rest", () => {
  type Told = { readonly kind: string; readonly how?: string; readonly lineIds?: readonly string[] };

  /** What it did until there was nothing more to do. */
  async function obey(transactionId: string, gift: object): Promise<string[]> {
    const done: string[] = [];
    for (let round = 1; round <= 20; round += 1) {
      const { effects } = await pos.call<{ effects: readonly Told[] }>("transaction.subtotal", {
        transactionId,
      });
      const asked = effects.find(({ kind, how }) => kind === "gift" && how === "asked");
      const withdrawn = effects.find(({ kind }) => kind === "gift-withdrawn");
      if (asked === undefined && withdrawn === undefined) return done;
      if (asked !== undefined) {
        const line = { ...gift, lineId: `gift ${round}`, giftOf: "GIFT" };
        await pos.call("line.add", { transactionId, line } as never);
        done.push("added");
      }
      for (const lineId of withdrawn?.lineIds ?? []) {
        await pos.call("line.void", { transactionId, lineId });
        done.push("voided");
      }
    }
    throw new Error(`it never rests: ${done.join(" ")}`);
  }

  async function deserved(transactionId: string) {
    await begin(transactionId);
    await pos.call("line.add", { transactionId, line: line("1", COFFEE, 450, "2") });
    return { transactionId };
  }

  test("also where its goods can't be given away", async () => {
    const sale = await deserved("no gift");
    const gift = { ...line("2", MUG, 500), flags: ["not-discountable"] };
    expect(await obey("no gift", gift)).toEqual(["added", "voided"]);
    // Whoever pays for it is not asked either.
    await pos.call("line.add", { ...sale, line: gift as never });
    expect(await obey("no gift", gift)).toEqual([]);
    await pos.call("transaction.cancel", sale);
  });

  test("also where it rings the gift up as something else", async () => {
    const sale = await deserved("another");
    const done = await obey("another", line("2", PASTA, 500));
    const times = (what: string) => done.filter((one) => one === what).length;
    // Asked and withdrawn in one answer: it may be one ahead.
    expect([times("added"), times("voided")]).toEqual([4, 4]);
    await pos.call("transaction.cancel", sale);
  });

  test("also where the customer does not want it; scanned later, it is free as ever", async () => {
    const sale = await deserved("unwanted");
    const gift = line("2", MUG, 500);
    expect(await obey("unwanted", gift)).toEqual(["added"]);
    await pos.call("line.void", { ...sale, lineId: "gift 1" });
    expect(await obey("unwanted", gift)).toEqual([]);
    await pos.call("line.add", { ...sale, line: gift });
    expect(await pos.call("transaction.subtotal", sale)).toMatchObject({
      discountCents: 500,
      totalCents: 900,
    });
    await pos.call("transaction.cancel", sale);
  });

  test("and asks again where the condition fell and holds again", async () => {
    const sale = await deserved("again");
    const gift = line("2", MUG, 500);
    expect(await obey("again", gift)).toEqual(["added"]);
    await pos.call("line.change", { ...sale, line: line("1", COFFEE, 450, "1") });
    expect(await obey("again", gift)).toEqual(["voided"]);
    await pos.call("line.change", { ...sale, line: line("1", COFFEE, 450, "2") });
    expect(await obey("again", gift)).toEqual(["added"]);
    await pos.call("transaction.cancel", sale);
  });
});

test("a gift to choose from is told by what it is called, and by its number where the till has no name", async () => {
  const sale = { transactionId: "choice" };
  await begin("choice");
  await pos.call("line.add", { ...sale, line: line("1", PASTA, 119, "5") });
  const { texts } = await pos.call<{ texts: { cashier: string[] } }>("transaction.subtotal", sale);
  expect(texts.cashier[0]).toBe(
    `Choose your present: the customer chooses 1 × from the gifts (Caffè, ${MUG}).`,
  );
  await pos.call("transaction.cancel", sale);
});

test("stamps are collected at one visit and used at the next, and the slip says so", async () => {
  await begin("first");
  await pos.call("customer.identify", { transactionId: "first", card: CARD });
  await pos.call("line.add", { transactionId: "first", line: line("1", COFFEE, 450) });
  await pos.call("line.add", { transactionId: "first", line: line("2", COFFEE, 450) });
  const first = await pos.call<Reply>("transaction.subtotal", { transactionId: "first" });
  expect(await complete("first", first)).toMatchObject({
    points: [],
    stamps: [{ account: "coffee", stamps: 2, balance: 2 }],
  });
  const { text } = await printer.waitForReceipt(20_000);
  expect(text).toMatch(/Stamps today +\+2/);
  expect(text).toMatch(/Stamps balance +2/);

  await begin("second");
  await pos.call("line.add", { transactionId: "second", line: line("1") });
  const known = await pos.call<{ customer: object }>("customer.identify", {
    transactionId: "second",
    card: CARD,
  });
  expect(known.customer).toMatchObject({ balances: { base: 100, coffee: 2 } });
  const second = await pos.call<Reply>("transaction.subtotal", { transactionId: "second" });
  expect(second.totalCents).toBe(0);
  expect(await complete("second", second)).toMatchObject({
    stamps: [{ account: "coffee", stamps: 0, used: 2, balance: 0 }],
  });
  expect((await printer.waitForReceipt(20_000)).text).toMatch(/Stamps used +-2/);
});

test("a reward that the customer chose burns points, and can be taken back before it is paid", async () => {
  const sale = { transactionId: "reward" };
  await begin("reward");
  await pos.call("line.add", { ...sale, line: line("1", COFFEE, 450) });
  await pos.call("customer.identify", { ...sale, card: CARD });
  const choose = (rewards: object[]) => pos.call<Reply>("reward.choose", { ...sale, rewards });
  const two = await choose([{ promotionId: "REWARD", times: 2 }]);
  expect(two.totalCents).toBe(250);
  expect(two.effects).toContainEqual(expect.objectContaining({ kind: "reward", points: 100 }));
  expect((await choose([])).totalCents).toBe(450);
  const one = await choose([{ promotionId: "REWARD" }]);
  expect(await complete("reward", one)).toMatchObject({
    points: [{ account: "base", points: 0, used: 50, balance: 50 }],
  });
  await printer.waitForReceipt(20_000);
  await begin("afterwards");
  const known = await pos.call<{ customer: object }>("customer.identify", {
    transactionId: "afterwards",
    card: CARD,
  });
  expect(known.customer).toMatchObject({ balances: { base: 50 } });
});

test("a discount on a means of payment is previewed on a part and on all, and the sale stays as it is", async () => {
  const sale = { transactionId: "tender" };
  await begin("tender");
  await pos.call("line.add", { ...sale, line: line("1", COFFEE, 450) });
  await pos.call("transaction.subtotal", sale);
  const preview = async (...tenders: object[]) => {
    const { totalCents, state } = await pos.call<Reply>("tender.preview", { ...sale, tenders });
    return [totalCents, state];
  };
  expect(await preview({ tender: "store-card", amountCents: 200 })).toEqual([430, "subtotal"]);
  expect(await preview({ tender: "store-card" })).toEqual([405, "subtotal"]);
  expect(await preview({ tender: "cash" })).toEqual([450, "subtotal"]);
  expect(await preview()).toEqual([450, "subtotal"]);
  expect(await pos.call<Reply>("transaction.subtotal", sale)).toMatchObject({ totalCents: 450 });
  const whole = { lines: [line("1", COFFEE, 450)], tenders: [{ tender: "store-card" }] };
  expect(await pos.call<Reply>("transaction.evaluate", whole)).toMatchObject({ totalCents: 405 });
  await expect(pos.call("tender.preview", { ...sale, tenders: [{ kind: "cash" }] })).rejects.toMatchObject({
    code: -32602,
    field: "tenders.0.kind",
  });
});

test("a voucher is in the answer and on the slip with a number; in practice nobody gets one", async () => {
  type Issued = { readonly vouchers?: readonly { readonly number: string }[] };
  const buy = async (transactionId: string, training: boolean) => {
    await pos.call("transaction.begin", { transactionId, at: "2026-11-21T10:31:00+01:00", training });
    await pos.call("line.add", { transactionId, line: line("1", COFFEE, 450) });
    const reply = await pos.call<Reply>("transaction.subtotal", { transactionId });
    expect(reply.effects).toContainEqual(expect.objectContaining({ kind: "voucher", series: "BACK" }));
    return (await complete(transactionId, reply)) as Reply & Issued;
  };
  expect((await buy("practice", true)).vouchers).toBeUndefined();
  const { vouchers } = await buy("voucher", false);
  expect(vouchers).toEqual([
    {
      number: expect.stringMatching(/^991000100\d{29}$/),
      couponId: expect.stringMatching(/^[0-9a-f]{64}$/),
      promotionId: "VOUCHER",
      series: "BACK",
      amountCents: 100,
      validFrom: "2026-11-22",
      validTo: "2026-11-28",
      personal: false,
    },
  ]);
  const { text } = await printer.waitForReceipt(20_000);
  expect(text).toContain("Next time");
  expect(text).toContain(`[QR ${vouchers![0]!.number}]`);
  const { explanations } = await pos.call<{ explanations: object[] }>("explain", { sale: "R-voucher" });
  expect(explanations).toContainEqual(expect.objectContaining({ promotionId: "VOUCHER", vouchers: 1 }));
});

test("who shows no card is not promised stamps on the slip: they would come to nobody", async () => {
  const sale = { transactionId: "nobody" };
  await begin("nobody");
  await pos.call("line.add", { ...sale, line: line("1", COFFEE, 450) });
  await pos.call("transaction.subtotal", sale);
  const card = { tenderId: "1", tender: "store-card", amountCents: 450 };
  const paid = await pos.call<Reply>("tender.add", { ...sale, ...card });
  await complete("nobody", paid);
  const { text } = await printer.waitForReceipt(20_000);
  expect(text).toMatch(/Store card 10 % off/);
  expect(text).not.toMatch(/Stamps/);
});
