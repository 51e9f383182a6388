/** Sales that no rules are for: in another currency than HQ's, or at a till that HQ's rules have not reached yet. */

import { afterEach, expect, test } from "vitest";
import { replay } from "../../agent/cli/replay-sale.ts";
import { openJournalReader } from "../../agent/store/journal-reader.ts";
import { pastRules } from "../../agent/store/past-rules.ts";
import {
  CARD,
  COUPON,
  line,
  openShop,
  promotions,
  rulesFile,
  type Shop,
  shopFiles,
} from "../../agent/testing/shop.ts";

let shop: Shop;
afterEach(() => shop.close());

const t1 = { transactionId: "t1" };
const threePacks = ["1", "2", "3"].map((id) => line(id));
const inFrancs = { degraded: true, degradedReason: "other-currency", discountCents: 0, effects: [] };

test("a sale in another currency than the rules' has no promotion, and is booked as the POS applied it", async () => {
  shop = await openShop();
  const pos = await shop.pos(await shop.start());
  await pos.call("transaction.begin", { ...t1, currency: "CHF" });
  for (const one of threePacks)
    expect(await pos.call("line.add", { ...t1, line: one })).toMatchObject(inFrancs);
  await pos.call("customer.identify", { ...t1, card: CARD });
  expect(await pos.call("coupon.present", { ...t1, code: COUPON })).toMatchObject({
    coupon: { outcome: "refused", reason: "no-promotion" },
  });
  const cashier = ["A sale in CHF: promotions are in another currency and do not apply."];
  expect(await pos.call("transaction.subtotal", t1)).toMatchObject({ ...inFrancs, texts: { cashier } });
  expect(await pos.call("explain", t1)).toMatchObject({
    explanations: [],
    degradedReason: "other-currency",
  });
  expect(
    await pos.call("transaction.evaluate", { currency: "CHF", lines: threePacks, card: CARD }),
  ).toMatchObject(inFrancs);
  // The POS gave ten centimes of its own.
  const applied = [{ promotionId: "POS", amountCents: 10, shares: [{ lineId: "1", amountCents: 10 }] }];
  const completion = { ...t1, receipt: "R1", applied, totalCents: 347 };
  expect(await pos.call("transaction.complete", completion)).toMatchObject({
    recorded: true,
    totalCents: 347,
    points: [],
    coupons: { redeemed: [] },
    degradedReason: "other-currency",
  });
  expect(await pos.call("explain", { sale: "R1" })).toMatchObject({
    explanations: [],
    degradedReason: "other-currency",
  });
  expect(
    await pos.call("transaction.return", { returnId: "r1", receipt: "R1", commit: true, paidOutCents: 347 }),
  ).toMatchObject({ recorded: true, refundCents: 347 });
  const journal = openJournalReader(shop.journalPath);
  expect(journal.find("R1")).toMatchObject({
    sale: {
      basket: { currency: "CHF", lines: [{ vatRate: "4" }, {}, {}] },
      effects: [{ promotionId: "POS" }],
    },
    definitions: [],
  });
  const { sale, definitions } = journal.find("R1")!;
  expect(replay({ sale, ruleSet: pastRules(sale, definitions), returns: [] })).toMatchObject({ same: true });
  journal.close();
  const t3 = { transactionId: "t3" };
  await pos.call("transaction.begin", t3);
  // Nobody has it any more, but nothing in the basket is what it is for.
  expect(await pos.call("coupon.present", { ...t3, code: COUPON })).toMatchObject({
    coupon: { outcome: "parked" },
  });
  // Told late, as a whole: the same.
  const late = { transactionId: "t2", receipt: "R2", applied: [], totalCents: 357 };
  const basket = { lines: threePacks, at: "2026-11-21T10:31:00+01:00", currency: "CHF", card: CARD };
  expect(await pos.call("transaction.complete", { ...late, basket })).toMatchObject({
    totalCents: 357,
    points: [],
  });
});

test("sales are in the currency of HQ's rules where neither the POS nor the till's configuration names one", async () => {
  shop = await openShop([rulesFile(1, promotions, "CHF"), ...shopFiles().slice(1)]);
  const named = await shop.start({ currency: "EUR" });
  const first = await shop.pos(named);
  expect(await first.call("transaction.evaluate", { lines: threePacks })).toMatchObject(inFrancs);
  await first.close();
  await named.close();
  const pos = await shop.pos(await shop.start());
  const answer = await pos.call("transaction.evaluate", { lines: threePacks });
  expect(answer).toMatchObject({ discountCents: 119 });
  expect(answer).not.toHaveProperty("degraded");
});

test("a till that no rules have reached explains itself by that, and takes back what it sold for what was paid", async () => {
  shop = await openShop(null);
  const pos = await shop.pos(await shop.start());
  const nothing = { explanations: [], degraded: true, degradedReason: "no-release" };
  await pos.call("transaction.begin", t1);
  for (const one of threePacks) await pos.call("line.add", { ...t1, line: one });
  expect(await pos.call("explain", t1)).toMatchObject(nothing);
  const complete = { ...t1, receipt: "R1", applied: [], totalCents: 357 };
  expect(await pos.call("transaction.complete", complete)).toMatchObject({
    recorded: true,
    degradedReason: "no-release",
  });
  expect(await pos.call("explain", { sale: "R1" })).toMatchObject(nothing);
  await expect(pos.call("explain", { sale: "R9" })).rejects.toMatchObject({ reason: "unknown-receipt" });
  const back = { returnId: "r1", receipt: "R1", goods: [{ lineId: "2" }] };
  expect(await pos.call("transaction.return", { ...back, commit: false })).toMatchObject({
    refundCents: 119,
  });
  const paidOut = { ...back, commit: true, paidOutCents: 119 };
  expect(await pos.call("transaction.return", paidOut)).toMatchObject({ recorded: true, refundCents: 119 });
  await expect(
    pos.call("transaction.return", { ...back, returnId: "r2", receipt: "R9", commit: false }),
  ).rejects.toMatchObject({ reason: "unknown-receipt" });
});
