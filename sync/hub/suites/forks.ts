import { afterEach, beforeEach, expect, test } from "vitest";
import type { HubPlace, NewHubPlace } from "../../fixture/hub-place.ts";
import { chained, saleBody, salesOf } from "../../fixture/till.ts";
import type { OutboxEvent } from "../../protocol.ts";
import { openHubStore } from "../hub-store.ts";
import type { HubStore } from "../store.ts";

export function forksSuite(newPlace: NewHubPlace): void {
  let place: HubPlace;
  let store: HubStore;
  beforeEach(async () => {
    place = await newPlace();
    store = await openHubStore(place);
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });
  const send = (events: readonly OutboxEvent[], epoch = "e".repeat(32)) =>
    store.accept({ store: "0042", till: "3", epoch, lane: "sales", events }, 1);

  test("an event whose chain doesn't continue what HQ holds is a fork too", async () => {
    const all = salesOf("3", 3);
    await send(all.slice(0, 2));
    const stranger = { ...all[2]!, previousHash: "f".repeat(64) };
    expect(await send([stranger])).toMatchObject({ cursor: 2, forkedAt: 3 });
  });

  test("after a fork the till opens a new epoch, and its sales count once", async () => {
    const sale = (number: number, last?: OutboxEvent) =>
      chained(last, { lane: "sales", kind: "sale", body: JSON.stringify(saleBody(number)) });
    const [first, again] = [sale(1), sale(2)];
    await send([first, sale(2, first)]);
    await send([again, sale(3, again)], "f".repeat(32));
    const sales = await store.sales({ since: 0, limit: 9 });
    expect(sales.map(({ saleId }) => saleId)).toEqual(["sale-1", "sale-2", "sale-3"]);
  });

  test("what fills a gap and doesn't fit what stands behind it is a fork", async () => {
    const all = salesOf("3", 3);
    await send(all.slice(2));
    const other = { ...all[1]!, hash: "f".repeat(64) };
    expect(await send([all[0]!, other])).toMatchObject({ cursor: 1, forkedAt: 2 });
    expect(await send(all.slice(0, 2))).toMatchObject({ cursor: 3 });
  });

  test("a sale that comes again with other contents counts once, and is looked into; the same again is not", async () => {
    const told = (totals: readonly number[]) => {
      const list: OutboxEvent[] = [];
      for (const totalCents of totals) {
        const body = JSON.stringify({ ...saleBody(1), totalCents });
        list.push(chained(list.at(-1), { lane: "sales", kind: "sale", body }));
      }
      return list;
    };
    await send(told([500, 500, 700]));
    expect(await store.status(1)).toMatchObject({ sales: 1, events: 3, quarantined: 1 });
    // Under a new epoch, as after a fork.
    await send(told([500, 900]), "f".repeat(32));
    expect(await store.status(1)).toMatchObject({ sales: 1, events: 5, quarantined: 2 });
    expect(await store.sales({ since: 0, limit: 9 })).toMatchObject([{ totalCents: 500 }]);
  });
}
