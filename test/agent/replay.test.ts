/** A receipt of the past out of the journal: explained and reckoned again as it was, under today's engine and another. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { verb as explainVerb } from "../../agent/cli/explain.ts";
import { type PastSale, pastSale } from "../../agent/cli/past-sale.ts";
import { verb as replayVerb } from "../../agent/cli/replay.ts";
import { type ReplayEngine, replay, today } from "../../agent/cli/replay-sale.ts";
import { UsageError } from "../../agent/cli/verb.ts";
import type { PosClient } from "../../agent/client/connect.ts";
import { ofSale } from "../../agent/returns/so-far.ts";
import { pastRules } from "../../agent/store/past-rules.ts";
import type { StoredReturn } from "../../agent/store/stored-return.ts";
import type { Definition, StoredSale } from "../../agent/store/stored-sale.ts";
import { appliedOf, CARD, COFFEE, COUPON, line, openShop, type Shop } from "../../agent/testing/shop.ts";
import type { Evaluation } from "../../engine/effect.ts";
import { explain } from "../../engine/index.ts";
import { SEMANTICS_VERSION } from "../../engine/semantics.ts";
import receiptOfSemantics6 from "./receipt-of-semantics-6.json" with { type: "json" };

let shop: Shop;
let pos: PosClient;
let config: string;
let explainedThen: readonly object[];
let past: PastSale;
let said: string;

/** Three for two, coffee, a card and a coupon; then a pasta comes back, and the coffee. */
beforeAll(async () => {
  shop = await openShop();
  pos = await shop.pos(await shop.start());
  config = join(shop.folder, "config.json");
  writeFileSync(config, JSON.stringify({ store: "0042", till: "3", dataDir: join(shop.folder, "data") }));
  const sale = { transactionId: "t1" };
  await pos.call("transaction.begin", { ...sale, at: "2026-11-21T10:31:00+01:00" });
  for (const one of [line("1"), line("2"), line("3"), line("4", COFFEE, 450)])
    await pos.call("line.add", { ...sale, line: one });
  await pos.call("customer.identify", { ...sale, card: CARD });
  await pos.call("coupon.present", { ...sale, code: COUPON });
  const evaluation = await pos.call<Evaluation>("transaction.subtotal", sale);
  explainedThen = (await pos.call<{ explanations: object[] }>("explain", sale)).explanations;
  const { totalCents } = evaluation;
  await pos.call("transaction.complete", {
    ...sale,
    receipt: "R-1",
    applied: appliedOf(evaluation),
    totalCents,
  });
  for (const lineId of ["2", "4"]) {
    const back = { returnId: `back-${lineId}`, receipt: "R-1", goods: [{ lineId }] };
    const { refundCents } = await pos.call<{ refundCents: number }>("transaction.return", {
      ...back,
      commit: false,
    });
    await pos.call("transaction.return", { ...back, commit: true, paidOutCents: refundCents });
  }
  past = await pastSale(config, "R-1");
});
afterAll(() => shop.close());
beforeEach(() => {
  said = "";
  vi.spyOn(console, "log").mockImplementation((text: string) => {
    said += text;
  });
});

test("it is explained as at the sale, byte for byte", async () => {
  expect(await explainVerb.run({ values: { config, json: true }, positionals: ["R-1"] })).toBe(0);
  expect(said).toBe(JSON.stringify(explainedThen, null, 2));
});

test("sale and returns come out as they were booked, byte for byte", async () => {
  expect(await replayVerb.run({ values: { config }, positionals: ["R-1"] })).toBe(0);
  expect(said).toBe(
    [
      `Receipt R-1 (release 1, semantics ${SEMANTICS_VERSION}): the same, byte for byte.`,
      `Return back-2 (semantics ${SEMANTICS_VERSION}): the same, byte for byte.`,
      `Return back-4 (semantics ${SEMANTICS_VERSION}): the same, byte for byte.`,
    ].join("\n"),
  );
  expect(past.returns.map(({ refundCents }) => refundCents > 0)).toContain(true);
  said = "";
  expect(await replayVerb.run({ values: { config, lang: "it" }, positionals: ["R-1"] })).toBe(0);
  expect(said.split("\n").slice(0, 2)).toEqual([
    `Scontrino R-1 (rilascio 1, semantica ${SEMANTICS_VERSION}): uguale, byte per byte.`,
    `Reso back-2 (semantica ${SEMANTICS_VERSION}): uguale, byte per byte.`,
  ]);
});

test.each([
  ["nothing at all", {}, [], "which receipt, of which till"],
  ["a till without a receipt", { config: "till.json" }, [], "which receipt, of which till"],
  ["a receipt without its till", {}, ["R-1"], "--config is missing"],
  [
    "a receipt with another time",
    { config: "till.json", at: "2026-11-21T10:00:00Z" },
    ["R-1"],
    "--at is of a basket",
  ],
  ["a receipt with other rules", { config: "till.json", rules: "r.json" }, ["R-1"], "--rules is of a basket"],
])("to be asked for %s is a mistake in the words, and named", async (_, values, positionals, says) => {
  const error = await explainVerb.run({ values, positionals }).catch((wrong: unknown) => wrong);
  expect(error).toBeInstanceOf(UsageError);
  expect((error as UsageError).message).toContain(says);
});

test("under an engine of other semantics every difference is named by its path, and nothing else", () => {
  const other: ReplayEngine = {
    semantics: SEMANTICS_VERSION + 1,
    evaluate: today.evaluate,
    book(...asked) {
      const booked = today.book(...asked);
      const effects = booked.effects.map((effect) =>
        effect.kind === "points" ? { ...effect, points: effect.points + 1 } : effect,
      );
      return { ...booked, effects, coupons: booked.coupons, promised: [] };
    },
    refund(...asked) {
      const refunded = today.refund(...asked);
      return refunded.kind === "refused"
        ? refunded
        : { ...refunded, withheldCents: refunded.withheldCents + 5 };
    },
  };
  const points = past.sale.effects.findIndex(({ kind }) => kind === "points");
  const { points: were } = past.sale.effects[points] as { points: number };
  const replayed = replay(past, other);
  expect(replayed).toMatchObject({
    semanticsThen: SEMANTICS_VERSION,
    semanticsNow: SEMANTICS_VERSION + 1,
    same: false,
  });
  expect(replayed.differences).toEqual([
    { path: `effects[${points}].points`, before: were, now: were + 1 },
    { path: "coupons[0]", before: past.sale.coupons[0], now: undefined },
  ]);
  expect(replayed.returns.map(({ differences }) => differences)).toEqual(
    past.returns.map(({ withheldCents }) => [
      { path: "withheldCents", before: withheldCents, now: withheldCents + 5 },
    ]),
  );
});

test("an engine that refuses what was taken back says so", () => {
  const other: ReplayEngine = {
    ...today,
    refund: (_rules, _sale, [goods]) => ({ kind: "refused", reason: "unknown-line", lineId: goods!.lineId }),
  };
  const { returns } = replay(past, other);
  expect(returns.map(({ same }) => same)).toEqual([false, false]);
  expect(returns[0]!.differences).toEqual([{ path: "refused", before: undefined, now: "unknown-line" }]);
});

test("a sale that was changed on the disk is told from one that is reckoned otherwise now", () => {
  const changed = { ...past.sale, totalCents: past.sale.totalCents - 1 };
  expect(replay({ ...past, sale: changed }).differences).toEqual([
    { path: "totalCents", before: changed.totalCents, now: past.sale.totalCents },
  ]);
});

test("what the POS did otherwise than it was told is named", () => {
  const found = replay({ ...past, sale: { ...past.sale, applied: [] } });
  expect(found.appliedOtherwise).toEqual([
    { promotionId: "P1", offeredCents: 119, appliedCents: 0 },
    { promotionId: "P2", offeredCents: 100, appliedCents: 0 },
  ]);
  expect(found.offeredOtherwise).toEqual([]);
});

test("limits that a return gave free are held against what it gives free now", () => {
  const [first] = past.returns;
  const unused = { P9: { applications: 1, amountCents: 5 } };
  const replayed = replay({ ...past, returns: [{ ...first!, unused }] });
  expect(replayed.returns[0]!.differences).toEqual([
    { path: "unused.P9", before: unused.P9, now: undefined },
  ]);
});

test("a sale that was booked while its rules could not be asked still adds up", () => {
  const sale = { ...past.sale, rules: {}, definitions: [], effects: [], coupons: [] };
  const replayed = replay({ sale, ruleSet: pastRules(sale, []), returns: [] });
  expect(replayed).toMatchObject({ same: true, withoutRules: true, differences: [] });
});

test("a receipt of an older Tillside's journal: what is offered otherwise now is named, and its POS is not blamed", () => {
  // As the agent wrote it under semantics 6; the POS did as it was told.
  const { sale, definitions, returns } = structuredClone(receiptOfSemantics6) as unknown as {
    sale: StoredSale;
    definitions: Definition[];
    returns: StoredReturn[];
  };
  const ruleSet = pastRules(sale, definitions);
  const replayed = replay({ sale, ruleSet, returns: ofSale(returns) });
  expect(replayed).toMatchObject({
    semanticsThen: 6,
    semanticsNow: SEMANTICS_VERSION,
    same: true,
    appliedOtherwise: [],
    offeredOtherwise: [
      { promotionId: "BUNDLE", offeredCents: 1600, appliedCents: 0 },
      { promotionId: "HALF", offeredCents: 0, appliedCents: 750 },
    ],
    returns: [{ returnId: "b1", refundCents: 100, semanticsThen: 6, same: true }],
  });
  const ids = explain(ruleSet, sale.basket, sale.context).map(({ promotionId }) => promotionId);
  expect(ids).toEqual(["BUNDLE", "HALF"]);
});

test("the command names what would be offered now, and ends as one that found a difference", async () => {
  // A till's journal as an older Tillside would have left it, with another promotion applied.
  const db = new Database(shop.journalPath);
  const { sequence } = db.prepare("SELECT sequence FROM sale").get() as { sequence: number };
  const of = "WHERE lane = 'sales' AND sequence = ?";
  const body = db.prepare(`SELECT body FROM outbox ${of}`).pluck().get(sequence) as string;
  const write = db.prepare(`UPDATE outbox SET body = ? ${of}`);
  const older = { ...JSON.parse(body), semantics: SEMANTICS_VERSION - 1, applied: [] };
  write.run(JSON.stringify(older), sequence);
  db.close();
  expect(await replayVerb.run({ values: { config }, positionals: ["R-1"] })).toBe(1);
  expect(said).toContain(
    `Semantics ${SEMANTICS_VERSION} would offer otherwise than the POS applied under semantics ${SEMANTICS_VERSION - 1}:\n  P1: offered 119 cents, the POS applied 0`,
  );
  expect(said).not.toContain("The POS applied otherwise");
});
