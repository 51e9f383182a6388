import { zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { salesOf } from "./fixture/till.ts";
import { decodeBatch, encodeBatch } from "./outbox.ts";
import { SyncError } from "./protocol.ts";

test("a batch that was damaged on its way, in any place, is never taken for another", async () => {
  const all = salesOf("3", 12);
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
