/** A sale that outlives the release it began with: the answers say so, and so does the journal. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { openJournalReader } from "../../agent/store/journal-reader.ts";
import { openReplica } from "../../agent/store/replica.ts";
import {
  appliedOf,
  line,
  openShop,
  PASTA,
  promotions,
  type Shop,
  shopFiles,
} from "../../agent/testing/shop.ts";
import type { Evaluation } from "../../engine/effect.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

test("an open sale whose release was replaced while the agent was off goes on with the next, and is marked", async () => {
  const sale = { transactionId: "outlives" };
  const before = await shop.start();
  const pos = await shop.pos(before);
  await pos.call("transaction.begin", sale);
  const shown = await pos.call("line.add", { ...sale, line: line("1", PASTA, 119, "3") });
  expect(shown).toMatchObject({ release: 1, totalCents: 238 });
  await pos.close();
  await before.close();
  const replica = openReplica(shop.replicaPath, "0042");
  await replica.activate(2, shopFiles(2, promotions.slice(1)));
  replica.close();

  const again = await shop.pos(await shop.start());
  const releaseChanged = { from: 1, to: 2 };
  const now = await again.call<Evaluation>("transaction.resume", sale);
  expect(now).toMatchObject({ release: 2, releaseChanged, totalCents: 357 });
  const subtotal = await again.call<Evaluation>("transaction.subtotal", sale);
  expect(subtotal).toMatchObject({ releaseChanged });
  const completion = { ...sale, receipt: "R1", applied: appliedOf(subtotal), totalCents: 357 };
  expect(await again.call("transaction.complete", completion)).toMatchObject({
    recorded: true,
    releaseChanged,
  });
  const journal = openJournalReader(shop.journalPath);
  expect(journal.find("R1")?.sale).toMatchObject({ release: 2, releaseChanged });
  journal.close();
});
