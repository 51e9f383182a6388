import { afterEach, beforeEach, expect, test } from "vitest";
import type { HubPlace, NewHubPlace } from "../../fixture/hub-place.ts";
import { chained } from "../../fixture/till.ts";
import type { OutboxEvent } from "../../protocol.ts";
import { openHubStore } from "../hub-store.ts";
import type { HubStore } from "../store.ts";

const DAY = "2026-11-21";

export function customerUsesSuite(newPlace: NewHubPlace): void {
  let place: HubPlace;
  let store: HubStore;
  const lasts = new Map<string, OutboxEvent>();
  beforeEach(async () => {
    lasts.clear();
    place = await newPlace();
    store = await openHubStore(place);
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  async function tell(till: string, kind: string, body: object, epoch = "e".repeat(32)): Promise<void> {
    const key = `${till} ${epoch}`;
    const event = chained(lasts.get(key), { lane: "claims", kind, body: JSON.stringify(body) });
    lasts.set(key, event);
    await store.accept({ store: "0042", till, epoch, lane: "claims", events: [event] }, 1);
  }
  const use = (applications: number, period = DAY, of = "customer") => {
    return { promotionId: "P1", of, period, applications, amountCents: 100 * applications };
  };
  const sold = (till: string, saleId: string, allowances: readonly object[], epoch?: string) =>
    tell(till, "allowance.booked", { saleId, customerId: "c1", allowances }, epoch);
  const back = (till: string, saleId: string, returnId: string, allowances: readonly object[]) =>
    tell(till, "allowance.returned", { saleId, returnId, customerId: "c1", allowances });
  const heardAt = async (till: string, periods = [DAY]) =>
    (await store.customerUses({ store: "0042", till }, { customerId: "c1", periods })).map(
      (one) => `${one.till}${one.own ? "" : " back"} ${one.period} ${one.applications} ${one.amountCents}`,
    );

  test("a till hears what its customer has used up at the others, by period, and nothing of its own", async () => {
    await sold("1", "s1", [use(1), use(2, "2026-11")]);
    await sold("1", "s2", [use(2), use(5, "campaign", "till")]);
    await sold("2", "s3", [use(1)]);
    await tell("2", "allowance.booked", { saleId: "s4", customerId: "c2", allowances: [use(9)] });
    expect(await heardAt("1")).toEqual([`2 ${DAY} 1 100`]);
    expect(await heardAt("2")).toEqual([`1 ${DAY} 3 300`]);
    expect(await heardAt("3", [DAY, "2026-11", "campaign"])).toEqual([
      `1 2026-11 2 200`,
      `1 ${DAY} 3 300`,
      `2 ${DAY} 1 100`,
    ]);
    expect(await store.status(1)).toMatchObject({ quarantined: 0 });
  });

  test("goods that come back where they were bought make the till's own number smaller", async () => {
    await sold("1", "s1", [use(2)]);
    await back("1", "s1", "r1", [use(1)]);
    expect(await heardAt("1")).toEqual([]);
    expect(await heardAt("2")).toEqual([`1 ${DAY} 1 100`]);
  });

  test("goods that come back at another till: both hear what their own journals do not have", async () => {
    await sold("1", "s1", [use(2)]);
    await back("2", "s1", "r1", [use(1)]);
    expect(await heardAt("1")).toEqual([`2 back ${DAY} -1 -100`]);
    expect(await heardAt("2")).toEqual([`1 ${DAY} 2 200`, `2 back ${DAY} -1 -100`]);
    expect(await heardAt("3")).toEqual([`1 ${DAY} 2 200`, `2 back ${DAY} -1 -100`]);
  });

  test("what a till sends again under a new epoch counts once", async () => {
    await sold("1", "s1", [use(2)]);
    await sold("1", "s1", [use(2)], "f".repeat(32));
    expect(await heardAt("2")).toEqual([`1 ${DAY} 2 200`]);
  });

  test("what can't be read is looked into, and nobody's limit is counted for nobody", async () => {
    await tell("1", "allowance.booked", { saleId: "s1", allowances: [use(1)] });
    await tell("1", "allowance.booked", { saleId: "s2", customerId: "c1", allowances: [{ of: "customer" }] });
    expect(await heardAt("2")).toEqual([]);
    expect(await store.status(1)).toMatchObject({ quarantined: 1 });
  });
}
