import { afterEach, beforeEach, expect, test } from "vitest";
import type { HubPlace, NewHubPlace } from "../../fixture/hub-place.ts";
import { chained, saleBody } from "../../fixture/till.ts";
import type { Lane, OutboxEvent } from "../../protocol.ts";
import { hubApp } from "../app.ts";
import { openHubStore } from "../hub-store.ts";
import type { HubStore } from "../store.ts";
import { operatorToken } from "../token.ts";

const secret = "a secret of more than thirty-two characters";
const day = (hour: number) => Date.UTC(2026, 10, 22, hour);
const stolen = { store: "0042", till: "3" };
const honest = { store: "0043", till: "1" };

export function vouchersSuite(newPlace: NewHubPlace): void {
  let place: HubPlace;
  let store: HubStore;
  const last = new Map<string, OutboxEvent>();
  beforeEach(async () => {
    place = await newPlace();
    store = await openHubStore(place);
    last.clear();
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  async function told(by: typeof stolen, lane: Lane, kind: string, body: object, atMs: number) {
    const name = `${by.store} ${by.till} ${lane}`;
    const event = chained(last.get(name), { lane, kind, body: JSON.stringify(body), atMs });
    last.set(name, event);
    const epoch = "e".repeat(32);
    expect(await store.accept({ ...by, epoch, lane, events: [event] }, atMs)).not.toHaveProperty("forkedAt");
  }
  let sales = 0;
  const issues = (by: typeof stolen, atMs: number, ...vouchers: readonly (readonly [string, number?])[]) => {
    const listed = vouchers.map(([couponId, amountCents]) => ({ couponId, series: "CLUB", amountCents }));
    sales += 1;
    return told(by, "sales", "sale", { ...saleBody(sales), vouchers: listed }, atMs);
  };
  const takes = (couponId: string, voucher: object | undefined, amountCents = 5000, atMs = day(20)) => {
    const use = { couponId, series: "CLUB", saleId: `s-${couponId}` };
    const said = voucher && { voucher: { ...voucher, amountCents } };
    return told(honest, "claims", "coupon.redeemed", { ...use, ...said }, atMs);
  };
  const signed = (issuedMs: number) => ({ form: "signed", key: "k", ...stolen, issuedMs });
  const report = (more: Partial<Parameters<HubStore["vouchers"]>[0]> = {}) =>
    store.vouchers({ fromMs: day(0), ...more });

  test("what a stolen till's signature stands under and its journal never told of is found, wherever it was used", async () => {
    await issues(stolen, day(9), ["good", 500], ["unused", 300]);
    await takes("good", signed(day(9)), 500);
    await takes("minted", signed(day(19)));
    await takes("earlier", { form: "earlier" });
    await takes("a coupon", undefined);
    await takes("typed", { form: "number" }, 900);
    const minted = { couponId: "minted", form: "signed", issuerStore: "0042", issuerTill: "3" };
    const where = { store: "0043", till: "1", saleId: "s-minted", issuedMs: day(19), amountCents: 5000 };
    expect(await report({ of: stolen })).toMatchObject({
      issued: { count: 2, amountCents: 800 },
      used: { count: 2, amountCents: 5500 },
      untold: [{ ...minted, ...where }],
    });
    // Since it was shut out.
    expect(await report({ of: stolen, fromMs: day(18) })).toMatchObject({
      issued: { count: 0, amountCents: 0 },
      used: { count: 1, amountCents: 5000 },
    });
    // A number alone names nobody, and is found among all.
    const all = (await report()).untold.map(({ couponId }) => couponId);
    expect(all.sort()).toEqual(["minted", "typed"]);
    expect(await report({ of: honest })).toMatchObject({
      issued: { count: 0 },
      used: { count: 0 },
      untold: [],
    });
  });

  test("what was only not told yet is no more among them once its till has been heard", async () => {
    await takes("late", signed(day(9)), 700);
    expect((await report()).untold).toHaveLength(1);
    await issues(stolen, day(9), ["late", 700]);
    expect(await report()).toMatchObject({ issued: { count: 1 }, used: { count: 1 }, untold: [] });
    // A smaller one that a return left is issued too.
    await takes("smaller", signed(day(10)), 100);
    const back = { returnId: "r", saleId: "sale-1", receipt: "1", paidOutCents: 1 };
    const vouchersInstead = [{ couponId: "smaller", series: "CLUB", amountCents: 100, insteadOf: "late" }];
    await told(stolen, "sales", "return", { ...back, vouchersInstead }, day(10));
    expect((await report()).untold).toEqual([]);
  });

  test("a till that has issued more in a day than HQ allows is named, by what it said and what others saw", async () => {
    await issues(stolen, day(9), ["a", 4000], ["b", 4000], ["percent"]);
    await issues(honest, day(9), ["c", 9000]);
    await takes("a", signed(day(9)), 4000);
    await takes("d", signed(day(11)), 3000);
    const limitCents = 10_000;
    expect((await report({ limitCents })).overLimit).toEqual([
      { ...stolen, day: "2026-11-22", amountCents: 11_000 },
    ]);
    expect((await report({ limitCents: 11_000 })).overLimit).toEqual([]);
    expect((await report({ limitCents, of: honest })).overLimit).toEqual([]);
    expect((await report()).overLimit).toEqual([]);
  });

  test("vouchers that can't be read cost no sale its place, and only HQ's people are told of any", async () => {
    const odd = { ...saleBody(900), vouchers: [{ couponId: 7 }] };
    await told(stolen, "sales", "sale", odd, day(9));
    await takes("odd", { form: "sung" });
    expect(await store.status(day(10))).toMatchObject({ sales: 1, quarantined: 0 });
    expect(await report()).toMatchObject({ issued: { count: 0 }, used: { count: 0 } });
    const hints = { listen: () => () => {}, close() {} };
    const app = hubApp({ store, releasesDir: ".", hints, secret, nowMs: Date.now, onFault() {} });
    const ask = (query: string, token = operatorToken(secret)) =>
      app.request(`/v1/vouchers${query}`, { headers: { Authorization: `Bearer ${token}` } });
    expect((await ask("?store=0042&till=3&from=5&limit=100")).status).toBe(200);
    expect((await ask("?store=0042")).status).toBe(400);
    expect((await ask("?from=yesterday")).status).toBe(400);
    expect((await ask("", "somebody")).status).toBe(401);
  });
}
