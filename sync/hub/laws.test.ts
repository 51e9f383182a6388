import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { chained, saleBody } from "../fixture/till.ts";
import { decodeBatch, encodeBatch } from "../outbox.ts";
import { type OutboxEvent, SyncError } from "../protocol.ts";
import { openSqliteHubStore } from "./sqlite.ts";

const folder = mkdtempSync(join(tmpdir(), "tillside-laws-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const COUNT = 12;
function salesOf(till: string): OutboxEvent[] {
  const all: OutboxEvent[] = [];
  for (let number = 1; number <= COUNT; number++) {
    const body = JSON.stringify({ ...saleBody(number), saleId: `${till} sale ${number}` });
    all.push(chained(all.at(-1), { lane: "sales", kind: "sale", body }));
  }
  return all;
}

test("whatever pieces come, in whatever order and how often: each sale counts once, and the cursor has no gap", async () => {
  const store = openSqliteHubStore(folder);
  let run = 0;
  const piece = fc.tuple(fc.nat(COUNT - 1), fc.integer({ min: 1, max: COUNT }));
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 10 }), async (pieces) => {
      const till = `till ${++run}`;
      const all = salesOf(till);
      const held = new Set<number>();
      for (const [start, length] of pieces) {
        const events = all.slice(start, start + length);
        for (const { sequence } of events) held.add(sequence);
        let gapless = 0;
        while (held.has(gapless + 1)) gapless++;
        const batch = { store: "0042", till, epoch: "e".repeat(32), lane: "sales", events } as const;
        expect(await store.accept(batch, run)).toEqual({ lane: "sales", cursor: gapless });
      }
      const sales = (await store.sales({ since: 0, limit: 100_000 })).filter((sale) => sale.till === till);
      expect(new Set(sales.map((sale) => sale.saleId))).toEqual(
        new Set([...held].map((number) => `${till} sale ${number}`)),
      );
      expect(sales).toHaveLength(held.size);
    }),
    { numRuns: 60 },
  );
  await store.close();
});

test("a batch that was damaged on its way, in any place, is never taken for another", async () => {
  const all = salesOf("3");
  const identity = { store: "0042", till: "3", epoch: "e".repeat(32) };
  const { bytes } = await encodeBatch(identity, "sales", all);
  const decoded = await decodeBatch(bytes);
  expect(decoded.events).toEqual(all);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const damaged = Uint8Array.from(bytes);
      damaged[at]! ^= flip;
      const read = await decodeBatch(damaged).catch((error: unknown) => error);
      if (!(read instanceof SyncError)) expect(read).toEqual(decoded);
    }),
    { numRuns: 200 },
  );
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      await expect(decodeBatch(zstdCompressSync(text))).rejects.toBeInstanceOf(SyncError);
    }),
    { numRuns: 100 },
  );
});
