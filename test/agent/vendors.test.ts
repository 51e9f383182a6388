/** A whole sale in every vendor's own bytes, with the real agent behind the port. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import type { Agent } from "../../agent/main.ts";
import { loadProfiles, profilesIn } from "../../agent/pos/load-profiles.ts";
import type { Profile } from "../../agent/pos/profile.ts";
import {
  appliedOf,
  CARD,
  COUPON,
  COUPONS,
  line,
  openShop,
  PASTA,
  type Shop,
  shopFiles,
  snapshot,
} from "../../agent/testing/shop.ts";

const acme = {
  name: "acme",
  says: "Acme's tills.",
  framing: { kind: "stx", lrc: "none" },
  charset: "windows-1252",
  numbers: "comma",
  names: {
    calls: { "line.add": "ITEM" },
    fields: { lineId: "pos", discountCents: "sconto" },
    values: { state: { open: "APERTO" } },
  },
  abilities: { modifiers: "transaction", prints: "none" },
};

describe.each(["generic", "system", "uakari", "acme"])("%s", (name) => {
  let shop: Shop;
  let agent: Agent;
  let profile: Profile;
  let pos: PosClient;

  beforeAll(async () => {
    shop = await openShop();
    const own = join(shop.folder, "data", "profiles");
    mkdirSync(own);
    writeFileSync(join(own, "acme.json"), JSON.stringify(acme));
    profile = loadProfiles(profilesIn(own)).profiles.get(name)!;
    agent = await shop.start({ pos: { profile: name } });
    pos = await shop.pos(agent, { profile });
  });
  afterAll(() => shop.close());

  test("a sale with three for two, a card and a coupon is sold and recorded", async () => {
    await pos.call("transaction.begin", { transactionId: "1", at: "2026-11-21T10:31:00+01:00" });
    await pos.call("line.add", { transactionId: "1", line: { ...line("1"), text: "Caffè €5 ☕" } });
    await pos.call("line.add", { transactionId: "1", line: line("2", PASTA, 119, "2") });
    await pos.call("customer.identify", { transactionId: "1", card: CARD });
    await pos.call("coupon.present", { transactionId: "1", code: COUPON });
    const offer = await pos.call<Offer>("transaction.subtotal", { transactionId: "1" });
    expect(offer).toMatchObject({ state: "subtotal", grossCents: 357, discountCents: 219, totalCents: 138 });
    const amountOnly = profile.abilities.modifiers === "transaction";
    if (amountOnly) {
      expect(offer.modifiers).toEqual([{ vatRate: "4", amountCents: 219 }]);
      expect(JSON.stringify(offer)).not.toContain("shares");
    }
    const paid = {
      transactionId: "1",
      receipt: "R-1",
      ...(amountOnly ? { discountCents: 219 } : { applied: appliedOf(offer) }),
      totalCents: 138,
    };
    const first = await pos.call("transaction.complete", paid);
    expect(first).toMatchObject({ recorded: true, totalCents: 138, points: [{ points: 1 }] });
    if (profile.abilities.prints === "pos") {
      const rows = first.receiptLines as string[];
      expect(rows.some((row) => /^(Hai risparmiato|You saved) +2[.,]19/.test(row))).toBe(true);
      expect(rows.every((row) => row.length <= profile.columns)).toBe(true);
    } else expect(first).not.toHaveProperty("receiptLines");
    const again = await shop.pos(agent, { profile });
    expect(await again.call("transaction.complete", paid)).toEqual(first);
  });

  test("labels that the POS forwards are a card, a coupon, or goods to sell", async () => {
    await pos.call("transaction.begin", { transactionId: "3" });
    const scan = (data: string) => pos.call("scan", { transactionId: "3", data });
    if (profile.abilities.scanner !== "pos-forwards")
      return expect(scan(CARD)).rejects.toMatchObject({ reason: "unknown-call" });
    expect(await scan(CARD)).toMatchObject({ customer: { tier: "gold" } });
    expect(await scan(COUPONS[1]!)).toMatchObject({ coupon: { outcome: "parked" } });
    expect(await scan(PASTA)).toMatchObject({ state: "open", code: { kind: "gtin", gtin: PASTA } });
    const misread = { kind: "refused", reason: "check-digit", text: expect.stringMatching(/./) };
    expect(await scan(PASTA.replace(/.$/, "4"))).toMatchObject({ code: misread });
    const lastYears = await scan("]C1172511302558001234567897");
    expect(lastYears).toMatchObject({ coupon: { outcome: "refused", reason: "expired" } });
  });

  test("a POS that takes one amount off may take less, and never more than was offered", async () => {
    await pos.call("transaction.begin", { transactionId: "4" });
    await pos.call("line.add", { transactionId: "4", line: line("1", PASTA, 119, "3") });
    if (profile.abilities.modifiers !== "transaction")
      return expect(
        pos.call("transaction.complete", {
          transactionId: "4",
          receipt: "R-4",
          discountCents: 100,
          totalCents: 257,
        }),
      ).rejects.toMatchObject({ field: "discountCents" });
    const paid = (discountCents: number) =>
      pos.call("transaction.complete", {
        transactionId: "4",
        receipt: "R-4",
        discountCents,
        totalCents: 357 - discountCents,
      });
    await expect(paid(120)).rejects.toMatchObject({ reason: "bad-parameters", field: "discountCents" });
    expect(await paid(100)).toMatchObject({ recorded: true, discountCents: 100, totalCents: 257 });
  });

  test("what is wrong is named in the POS's words, and the sale goes on", async () => {
    await pos.call("transaction.begin", { transactionId: "2" });
    const bad = pos.call("line.add", { transactionId: "2", line: { ...line("1"), unitPriceCents: 1.5 } });
    await expect(bad).rejects.toMatchObject({ reason: "bad-parameters", field: "line.unitPriceCents" });
    expect(await pos.call("line.add", { transactionId: "2", line: line("1") })).toMatchObject({
      state: "open",
      totalCents: 119,
    });
    expect(await pos.call("transaction.cancel", { transactionId: "2" })).toMatchObject({ state: "voided" });
  });
});

test("a sale with one amount off that is completed again after the agent was started anew is the same sale", async () => {
  const shop = await openShop();
  const pos = { profile: "uakari" };
  const profile = loadProfiles().profiles.get("uakari")!;
  const paid = { transactionId: "1", receipt: "R-1", discountCents: 100, totalCents: 257 };
  try {
    const first = await shop.start({ pos });
    const client = await shop.pos(first, { profile });
    await client.call("transaction.begin", { transactionId: "1" });
    await client.call("line.add", { transactionId: "1", line: line("1", PASTA, 119, "3") });
    const answer = await client.call("transaction.complete", paid);
    await first.close();

    const next = await shop.pos(await shop.start({ pos }), { profile });
    expect(await next.call("transaction.complete", paid)).toEqual(answer);
    const basket = { lines: [line("1", PASTA, 119, "3")], at: "2026-11-21T10:31:00+01:00" };
    expect(await next.call("transaction.complete", { ...paid, basket })).toEqual(answer);
    const told = await next.call("transaction.resume", { transactionId: "1" });
    expect(told).toMatchObject({ state: "finalised", discountCents: 100 });
    expect(told).not.toHaveProperty("applied");
    await expect(
      next.call("transaction.complete", { ...paid, discountCents: 99, totalCents: 258 }),
    ).rejects.toMatchObject({ reason: "completed-differently" });
    await expect(next.call("transaction.complete", { ...paid, transactionId: "2" })).rejects.toMatchObject({
      reason: "unknown-transaction",
    });
  } finally {
    await shop.close();
  }
});

test("a profile that HQ pushes is what the port speaks", async () => {
  const row = { name: "profile/acme", json: JSON.stringify({ ...acme, framing: { kind: "length" } }) };
  const hqs = snapshot("config/0042", 1, { config: [row] });
  const shop = await openShop([...shopFiles(), hqs]);
  try {
    const agent = await shop.start({
      pos: { profile: "acme" },
      hq: { url: "http://127.0.0.1:9", pollSeconds: 3600 },
    });
    const profile = loadProfiles([{ from: row.name, value: JSON.parse(row.json) }]).profiles.get("acme")!;
    const pos = await shop.pos(agent, { profile });
    expect(pos.hello).toMatchObject({ release: 1, abilities: { modifiers: "transaction" } });
  } finally {
    await shop.close();
  }
});

interface Offer {
  readonly effects: readonly object[];
  readonly modifiers?: readonly object[];
}
