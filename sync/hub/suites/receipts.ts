import { hash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { HubPlace, NewHubPlace } from "../../fixture/hub-place.ts";
import { chained, saleBody } from "../../fixture/till.ts";
import type { Lane, OutboxEvent } from "../../protocol.ts";
import { openHubStore } from "../hub-store.ts";
import type { HubStore } from "../store.ts";

export function receiptsSuite(newPlace: NewHubPlace): void {
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

  const lasts = new Map<string, OutboxEvent>();
  beforeEach(() => lasts.clear());

  async function tell(
    till: string,
    kind: string,
    body: object,
    lane: Lane = "sales",
    epoch = "e".repeat(32),
  ): Promise<void> {
    const key = [till, lane, epoch].join();
    const event = chained(lasts.get(key), { lane, kind, body: JSON.stringify(body) });
    lasts.set(key, event);
    await store.accept({ store: "0042", till, epoch, lane, events: [event] }, 1);
  }

  const json = '{"id":"P1"}';
  const definition = { hash: hash("sha256", json, "hex"), promotionId: "P1", json };
  const sale = { ...saleBody(1), definitions: [definition.hash] };
  const back = (returnId: string, change: object = {}) => ({
    kind: "of-sale",
    returnId,
    saleId: "sale-1",
    receipt: "0042-1",
    paidOutCents: 100,
    ...change,
  });

  test("a receipt is found by store and number, with promotions that another till had told of", async () => {
    await tell("1", "definition", definition);
    await tell("2", "sale", sale);
    const found = await store.receipt({ store: "0042", receipt: "0042-1" });
    expect(found).toEqual({ sale, definitions: [definition], returns: [] });
    expect(await store.receipt({ store: "0042", receipt: "0042-1", till: "2" })).toEqual(found);
    expect(await store.receipt({ store: "0042", receipt: "0042-1", till: "1" })).toBeUndefined();
    expect(await store.receipt({ store: "0043", receipt: "0042-1" })).toBeUndefined();
  });

  test("a receipt whose number no database keeps does not keep its till's other sales from HQ", async () => {
    await tell("2", "sale", { ...sale, receipt: "0042\0-\ud800", transactionId: "a\0", definitions: [] });
    await tell("2", "return", back("r\0"));
    await tell("2", "sale", { ...saleBody(2), definitions: [] });
    expect(await store.receipt({ sale: "sale-1" })).toMatchObject({ sale: { receipt: "0042\0-\ud800" } });
    expect(await store.receipt({ sale: "sale-2" })).toMatchObject({ sale: { saleId: "sale-2" } });
  });

  test("what came back of it at any till is told with it, also before the sale has arrived", async () => {
    await tell("3", "return", back("r1"));
    expect(await store.receipt({ sale: "sale-1" })).toEqual({
      sale: null,
      definitions: [],
      returns: [back("r1")],
    });
    await tell("2", "sale", { ...sale, definitions: [] });
    await tell("2", "return", back("r1", { paidOutCents: 50 }));
    const { returns } = (await store.receipt({ sale: "sale-1" }))!;
    expect(returns).toEqual([back("r1"), back("r1", { paidOutCents: 50 })]);
  });

  test("a return that a till sends again under a new epoch counts once; another under its id is looked into", async () => {
    await tell("3", "return", back("r1"));
    await tell("3", "return", back("r1"), "sales", "f".repeat(32));
    expect(await store.status(1)).toMatchObject({ quarantined: 0 });
    await tell("3", "return", back("r1", { paidOutCents: 7 }), "sales", "f".repeat(32));
    expect(await store.status(1)).toMatchObject({ quarantined: 1 });
    expect((await store.receipt({ sale: "sale-1" }))!.returns).toEqual([back("r1")]);
  });

  test("a coupon that came back with its goods may be used once more, whichever news arrives first", async () => {
    const use = (saleId: string) => ({ couponId: "c1", series: "SPRING5", saleId });
    await tell("3", "coupon.restored", { ...use("sale-1"), returnId: "r1" }, "claims");
    await tell("1", "coupon.redeemed", use("sale-1"), "claims");
    await tell("2", "coupon.redeemed", use("sale-2"), "claims");
    expect(await store.status(1)).toMatchObject({ couponsUsedTwice: 0 });
    await tell("2", "coupon.redeemed", use("sale-3"), "claims");
    expect(await store.status(1)).toMatchObject({ couponsUsedTwice: 1 });
  });
}
