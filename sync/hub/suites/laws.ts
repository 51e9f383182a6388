import fc from "fast-check";
import { expect, test } from "vitest";
import type { NewHubPlace } from "../../fixture/hub-place.ts";
import { salesOf } from "../../fixture/till.ts";
import { openHubStore } from "../hub-store.ts";

const COUNT = 12;
export function hubLaws(newPlace: NewHubPlace, runs: number): void {
  test("whatever pieces come, in whatever order and how often: each sale counts once, and the cursor has no gap", async () => {
    const place = await newPlace();
    const store = await openHubStore(place);
    let run = 0;
    const piece = fc.tuple(fc.nat(COUNT - 1), fc.integer({ min: 1, max: COUNT }));
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 10 }), async (pieces) => {
        const till = `till ${++run}`;
        const all = salesOf(till, COUNT);
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
      { numRuns: runs },
    );
    await store.close();
    await place.remove();
  });
}
