/** An answer that came too late was never given: nothing of it is used up, and nothing of it is in the journal. */

import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Agent } from "../../agent/main.ts";
import { CARD, COFFEE, COUPON, line, openShop, type Shop } from "../../agent/testing/shop.ts";
import type { Evaluation } from "../../engine/effect.ts";

let shop: Shop;
let agent: Agent;
beforeAll(async () => {
  shop = await openShop();
  const patient = { lineMs: 20_000, lookUpMs: 20_000, completeMs: 20_000 };
  agent = await shop.start({ pos: { deadlines: { ...patient, subtotalMs: 10 } } });
});
afterAll(() => shop.close());

test("a subtotal that timed out burns no coupon, and the journal holds no discount that nobody was given", async () => {
  const pos = await shop.pos(agent);
  const sale = { transactionId: "late" };
  await pos.call("transaction.begin", sale);
  await pos.call("customer.identify", { ...sale, card: CARD });
  await pos.call("line.add", { ...sale, line: line("1", COFFEE, 450) });
  const shown = await pos.call<Evaluation>("coupon.present", { ...sale, code: COUPON });
  expect(shown).toMatchObject({ coupon: { outcome: "accepted" }, totalCents: 350 });

  // The thread that evaluates is busy: it explains a large receipt again and again, without a deadline in its way.
  const other = await shop.pos(agent);
  const lines = Array.from({ length: 2000 }, (_, n) => line(String(n), COFFEE, 450));
  const large = { transactionId: "large", receipt: "LARGE", applied: [], totalCents: 900_000 };
  await other.call("transaction.complete", { ...large, basket: { lines, at: "2026-11-21T10:31:00+01:00" } });
  const busy = Array.from({ length: 12 }, () => other.call("explain", { sale: "LARGE" }));
  await other.call("agent.status", {});
  const late = await pos.call<Evaluation>("transaction.subtotal", sale);
  expect(late).toMatchObject({
    degraded: true,
    degradedReason: "late",
    totalCents: 450,
    effects: [],
    coupons: [],
    suggestions: [],
  });
  await Promise.all(busy);

  const completion = { ...sale, receipt: "R1", applied: [], totalCents: late.totalCents };
  const answer = await pos.call("transaction.complete", completion);
  expect(answer).toMatchObject({
    recorded: true,
    discountCents: 0,
    totalCents: 450,
    coupons: { redeemed: [], freed: [expect.any(String)] },
  });
  const db = new Database(shop.journalPath, { readonly: true });
  const body = db
    .prepare("SELECT body FROM outbox WHERE kind = 'sale' ORDER BY sequence DESC")
    .pluck()
    .get() as string;
  const claims = db.prepare("SELECT count(*) FROM outbox WHERE kind = 'coupon.redeemed'").pluck().get();
  db.close();
  const stored = JSON.parse(body) as Evaluation;
  expect(stored.effects.filter(({ kind }) => kind === "price-modifier")).toEqual([]);
  expect([stored.discountCents, stored.totalCents, claims]).toEqual([0, 450, 0]);

  const next = { transactionId: "next" };
  await pos.call("transaction.begin", next);
  await pos.call("line.add", { ...next, line: line("1", COFFEE, 450) });
  expect(await pos.call("coupon.present", { ...next, code: COUPON })).toMatchObject({
    coupon: { outcome: "accepted" },
    totalCents: 350,
  });
});
