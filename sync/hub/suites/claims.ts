import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Claim, ClaimAnswer, ClaimCall, Wanted } from "../../claims/claims.ts";
import type { HubPlace, NewHubPlace } from "../../fixture/hub-place.ts";
import { chained } from "../../fixture/till.ts";
import type { OutboxEvent } from "../../protocol.ts";
import { HOLD_MS } from "../holdings.ts";
import { openHubStore } from "../hub-store.ts";
import type { HubStore } from "../store.ts";
import { PORTION } from "../tidy-claims.ts";

export function claimsSuite(newPlace: NewHubPlace): void {
  let at: HubPlace;
  let store: HubStore;
  beforeEach(async () => {
    at = await newPlace();
    store = await openHubStore(at);
    lasts.clear();
  });
  afterEach(async () => {
    await store.close();
    await at.remove();
  });

  const place = (till: string) => ({ store: "0042", till });
  const coupon = (couponId = "k1"): Wanted => ({ kind: "coupon", couponId, series: "S" });
  const points = (wanted: number, balance = 100, balanceAtMs = 5): Wanted => {
    const of = { customerId: "c1", account: "points" };
    return { kind: "points", ...of, points: wanted, balance, balanceAtMs };
  };
  const claim = (
    till: string,
    what = coupon(),
    reservation: string = randomUUID(),
    transactionId = "1",
  ): Claim => ({ call: "claim", reservation, till, transactionId, what });
  const ask = async (till: string, call: ClaimCall, nowMs = 10): Promise<ClaimAnswer> =>
    (await store.claims(place(till), [call], nowMs))[0]!;

  const lasts = new Map<string, OutboxEvent>();
  async function tell(till: string, kind: string, event: object, receivedMs = 20): Promise<void> {
    const next = chained(lasts.get(till), { lane: "claims", kind, body: JSON.stringify(event) });
    lasts.set(till, next);
    await store.accept({ ...place(till), epoch: "e".repeat(32), lane: "claims", events: [next] }, receivedMs);
  }
  const used = (till: string, saleId: string, more: object = {}) =>
    tell(till, "coupon.redeemed", { couponId: "k1", series: "S", saleId, ...more });
  const burnt = (till: string, saleId: string, wanted: number, more: object = {}) =>
    tell(till, "points.used", {
      ...{ customerId: "c1", account: "points", points: wanted, saleId, balance: 100, balanceAtMs: 5 },
      ...more,
    });

  test("one till has the coupon, as often as it asks, and the other is told which", async () => {
    const mine = claim("3");
    const granted = await ask("3", mine);
    expect(granted).toEqual({ kind: "granted", fence: 1, forMs: HOLD_MS });
    expect(await ask("4", claim("4"))).toEqual({
      kind: "refused",
      reason: "reserved-elsewhere",
      at: place("3"),
    });
    expect(await ask("3", mine)).toEqual(granted);
  });

  test("two stores call a till alike: they are two tills, for coupons, points and what their journals tell", async () => {
    const [here, there] = [place("3"), { store: "0043", till: "3" }];
    const askThere = async (call: ClaimCall) => (await store.claims(there, [call], 10))[0]!;
    const mine = claim("3");
    expect(await ask("3", mine)).toMatchObject({ kind: "granted" });
    expect(await askThere(claim("3"))).toEqual({ kind: "refused", reason: "reserved-elsewhere", at: here });
    expect(await ask("3", claim("3", points(60)))).toMatchObject({ kind: "granted" });
    expect(await askThere(claim("3", points(60)))).toMatchObject({ reason: "not-enough", left: 40 });
    // The same epoch, lane and number, as of a copied disk: each has a chain of its own.
    await used("3", "s1", { reservation: mine.reservation });
    const again = { couponId: "k2", series: "S", saleId: "s2" };
    const first = chained(undefined, {
      lane: "claims",
      kind: "coupon.redeemed",
      body: JSON.stringify(again),
    });
    const batch = { ...there, epoch: "e".repeat(32), lane: "claims", events: [first] } as const;
    expect(await store.accept(batch, 20)).toMatchObject({ cursor: 1 });
    for (const couponId of ["k1", "k2"])
      expect(await ask("4", claim("4", coupon(couponId)))).toMatchObject({
        reason: "already-used",
        at: couponId === "k1" ? here : there,
      });
  });

  test("what its till releases the next one has, with a higher fence; a claim that was slower than its end has nothing", async () => {
    const [mine, late] = [claim("3"), claim("5")];
    await ask("3", mine);
    await ask("5", { call: "release", reservation: late.reservation });
    expect(await ask("3", { call: "release", reservation: mine.reservation })).toEqual({ kind: "done" });
    expect(await ask("5", late)).toMatchObject({ kind: "refused" });
    expect(await ask("4", claim("4"))).toMatchObject({ kind: "granted", fence: 2 });
    // Said again it changes nothing.
    await ask("3", { call: "release", reservation: mine.reservation });
    expect(await ask("3", claim("3"))).toMatchObject({ reason: "reserved-elsewhere", at: place("4") });
  });

  test("a coupon that was paid with is used for everybody, also for the till that had it", async () => {
    const mine = claim("3");
    await ask("3", mine);
    await ask("3", { call: "settle", reservation: mine.reservation, saleId: "s1" });
    const refused = { kind: "refused", reason: "already-used", at: place("3") };
    for (const till of ["3", "4"]) expect(await ask(till, claim(till))).toEqual(refused);
    // Whatever is said of its release afterwards.
    await ask("3", { call: "release", reservation: mine.reservation });
    await tell("3", "claim.released", { reservation: mine.reservation });
    expect(await ask("4", claim("4"))).toEqual(refused);
  });

  test("within a till its own journal says who has it: its newer claim is granted beside the older one", async () => {
    const first = claim("3", coupon(), randomUUID(), "1");
    await ask("3", first);
    expect(await ask("3", claim("3", coupon(), randomUUID(), "2"))).toMatchObject({ kind: "granted" });
    // The release of the first comes after it, and ends nothing.
    await tell("3", "claim.released", { reservation: first.reservation });
    expect(await ask("4", claim("4"))).toMatchObject({ reason: "reserved-elsewhere" });
  });

  test("a claim of a till that arrives after its newer one ends with its own release, and the newer one stays", async () => {
    const [older, newer] = [claim("3"), claim("3", coupon(), randomUUID(), "2")];
    expect(await ask("3", newer)).toMatchObject({ kind: "granted" });
    await ask("3", older);
    await tell("3", "claim.released", { reservation: older.reservation });
    expect(await ask("4", claim("4"))).toMatchObject({ reason: "reserved-elsewhere", at: place("3") });
    await used("3", "s1", { reservation: newer.reservation });
    expect(await store.status(30)).toMatchObject({ claimsHeld: 0 });
  });

  test("a sale that goes on at another till of its store takes what it has claimed along", async () => {
    const mine = claim("3");
    await ask("3", mine);
    expect(await ask("4", { ...mine, till: "4" })).toMatchObject({ kind: "granted", fence: 2 });
    expect(await ask("3", claim("3"))).toMatchObject({ reason: "reserved-elsewhere", at: place("4") });
  });

  test("claims of long ago are forgotten a portion at a time, and none that is held", async () => {
    await store.close();
    const old = (from: number, count: number, state: string) =>
      at.sql(`INSERT INTO claim SELECT 'r' || n, 't' || n, '0042', '3', '1', 1, '${state}', NULL, 0, 0, 1
        FROM (WITH RECURSIVE every(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM every WHERE n < ${from + count - 1})
          SELECT n FROM every) AS numbers`);
    await old(1, PORTION + 200, "used");
    await old(2 * PORTION, PORTION, "free");
    await old(4 * PORTION, 3, "held");
    store = await openHubStore(at);
    const left = async () =>
      Number((await at.sql("SELECT count(*) AS n FROM claim WHERE changed_ms = 1"))[0]!.n);
    const before = await left();
    const counts: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      await ask("3", claim("3", coupon(`new${n}`)), 91 * 86_400_000);
      // It begins when the answer is out.
      await expect.poll(left).toBe(Math.max(3, before - (n + 1) * PORTION));
      counts.push(await left());
    }
    expect([before, ...counts]).toEqual([2 * PORTION + 203, PORTION + 203, 203, 3, 3]);
  });

  test("a coupon that was paid with at a till whose journal never came stays used when its claim is forgotten", async () => {
    const DAY_MS = 86_400_000;
    for (const [id, saleId] of [["lost", "s1"] as const, ["told", "s2"] as const, ["back", "s3"] as const]) {
      const mine = claim("3", coupon(id));
      await ask("3", mine);
      await ask("3", { call: "settle", reservation: mine.reservation, saleId }, 20);
      if (id === "told") await tell("3", "coupon.redeemed", { couponId: id, series: "S", saleId });
      if (id === "back")
        await tell("3", "coupon.restored", { couponId: id, series: "S", saleId, returnId: "r1" });
    }
    // It is looked for what can be forgotten at the first claim.
    await store.close();
    store = await openHubStore(at);
    await ask("5", claim("5"), 91 * DAY_MS);
    await expect.poll(async () => (await at.sql("SELECT 1 FROM claim WHERE state = 'used'")).length).toBe(0);
    for (const id of ["lost", "told"])
      expect([id, await ask("4", claim("4", coupon(id)), 92 * DAY_MS)]).toMatchObject([
        id,
        { kind: "refused", reason: "already-used" },
      ]);
    expect(await ask("4", claim("4", coupon("back")), 92 * DAY_MS)).toMatchObject({ kind: "granted" });
    // Its journal comes after all: used once.
    await tell("3", "coupon.redeemed", { couponId: "lost", series: "S", saleId: "s1" });
    expect(await store.status(92 * DAY_MS)).toMatchObject({ couponsUsedTwice: 0 });
  });

  test("a till that is silent for a day holds nothing any more", async () => {
    await ask("3", claim("3"), 10);
    expect(await ask("4", claim("4"), 9 + HOLD_MS)).toMatchObject({ kind: "refused" });
    expect(await ask("4", claim("4"), 10 + HOLD_MS)).toMatchObject({ kind: "granted" });
  });

  test("what a till held while HQ's clock was a year ahead it holds for a day once that is set right", async () => {
    await ask("3", claim("3"), 10 + 365 * HOLD_MS);
    await store.close();
    store = await openHubStore(at);
    expect(await ask("5", claim("5", coupon("k2")), 10)).toMatchObject({ kind: "granted" });
    expect(await ask("4", claim("4"), 9 + HOLD_MS)).toMatchObject({ kind: "refused" });
    expect(await ask("4", claim("4"), 10 + HOLD_MS)).toMatchObject({ kind: "granted" });
  });

  test("a coupon that was used while nobody could be asked is known from the first event on", async () => {
    await used("5", "s1");
    expect(await ask("4", claim("4"))).toEqual({ kind: "refused", reason: "already-used", at: place("5") });
  });

  test("used twice is never refused: it is told", async () => {
    const mine = claim("3");
    await ask("3", mine);
    await used("5", "s1");
    await used("3", "s2", { reservation: mine.reservation });
    expect(await store.status(30)).toMatchObject({ couponsUsedTwice: 1, quarantined: 0, claimsHeld: 0 });
  });

  test("points that were paid before their claim had arrived are used, and not held besides", async () => {
    const slow = claim("3", points(30));
    await burnt("3", "s1", 30, { reservation: slow.reservation });
    expect(await ask("3", slow, 30)).toMatchObject({ kind: "refused" });
    expect(await store.status(30)).toMatchObject({ claimsHeld: 0, pointsMissing: 0 });
    expect(await ask("4", claim("4", points(70)), 40)).toMatchObject({ kind: "granted" });
  });

  test("a coupon is good again when what it was used for came back", async () => {
    const mine = claim("3");
    await ask("3", mine);
    await used("3", "s1", { reservation: mine.reservation });
    expect(await ask("4", claim("4"))).toMatchObject({ reason: "already-used" });
    await tell("4", "coupon.restored", { couponId: "k1", saleId: "s1", returnId: "r1" });
    expect(await ask("4", claim("4"))).toMatchObject({ kind: "granted" });
  });

  test("goods came back at a till whose journal is quicker than that of the sale: the coupon is good again", async () => {
    const mine = claim("3");
    await ask("3", mine);
    await tell("4", "coupon.restored", { couponId: "k1", saleId: "s1", returnId: "r1" });
    await used("3", "s1", { reservation: mine.reservation });
    expect(await ask("4", claim("4"))).toMatchObject({ kind: "granted" });
  });

  test("a coupon that was good again and is used anew stays used, however often it is told that it came back", async () => {
    await used("3", "s1");
    const back = { couponId: "k1", saleId: "s1", returnId: "r1" };
    await tell("4", "coupon.restored", back);
    const next = claim("5");
    expect(await ask("5", next)).toMatchObject({ kind: "granted" });
    await ask("5", { call: "settle", reservation: next.reservation, saleId: "s2" });
    await tell("4", "coupon.restored", back);
    expect(await ask("4", claim("4"))).toMatchObject({ reason: "already-used", at: place("5") });
  });

  test("what a till of another store says of a reservation is nothing to it: it is neither used nor free, nor that till's", async () => {
    const mine = claim("3");
    await ask("3", mine);
    const { reservation } = mine;
    const there = { store: "0043", till: "3" };
    const stranger = async (call: ClaimCall) => (await store.claims(there, [call], 10))[0]!;
    const redeemed = { couponId: "k2", series: "S", saleId: "s9", reservation };
    const body = JSON.stringify(redeemed);
    const events = [chained(undefined, { lane: "claims", kind: "coupon.redeemed", body })];
    await store.accept({ ...there, epoch: "f".repeat(32), lane: "claims", events }, 20);
    await stranger({ call: "release", reservation });
    await stranger({ call: "settle", reservation, saleId: "s8" });
    expect(await stranger({ ...mine, what: coupon("k1") })).toMatchObject({ kind: "refused" });
    expect(await ask("4", claim("4"))).toEqual({
      kind: "refused",
      reason: "reserved-elsewhere",
      at: place("3"),
    });
    expect(await ask("3", mine)).toMatchObject({ kind: "granted", fence: 1 });
  });

  test("the journal's word of a release frees it, of that store's tills only", async () => {
    const mine = claim("3");
    await ask("3", mine);
    const event = chained(undefined, {
      lane: "claims",
      kind: "claim.released",
      body: JSON.stringify({ reservation: mine.reservation }),
    });
    const stranger = { store: "0043", till: "3", epoch: "f".repeat(32), lane: "claims" } as const;
    await store.accept({ ...stranger, events: [event] }, 20);
    expect(await ask("4", claim("4"))).toMatchObject({ reason: "reserved-elsewhere" });
    await tell("3", "claim.released", { reservation: mine.reservation });
    expect(await ask("4", claim("4"))).toMatchObject({ kind: "granted" });
  });

  test("two tills can't have the same points; what is left is said, and more under the same reservation replaces less", async () => {
    const mine = randomUUID();
    expect(await ask("3", claim("3", points(40), mine))).toMatchObject({ kind: "granted" });
    expect(await ask("3", claim("3", points(70), mine))).toMatchObject({ kind: "granted" });
    expect(await ask("4", claim("4", points(40)))).toEqual({
      kind: "refused",
      reason: "not-enough",
      left: 30,
    });
    expect(await ask("4", claim("4", points(30)))).toMatchObject({ kind: "granted" });
    // Its own till knows its other sales, and says what is left of the balance after them.
    expect(await ask("3", claim("3", points(1, 30)))).toMatchObject({ kind: "refused", left: 0 });
    await burnt("3", "s1", 70, { reservation: mine });
    expect(await ask("5", claim("5", points(1)))).toMatchObject({ kind: "refused", left: 0 });
    // HQ has reckoned it in by now.
    expect(await ask("5", claim("5", points(30, 30, 21)))).toMatchObject({ kind: "refused", left: 0 });
    await tell("4", "claim.released", { reservation: randomUUID() });
    expect(await store.status(30)).toMatchObject({ pointsMissing: 0, claimsHeld: 1 });
  });

  test("points that a till has paid with and its journal has not told yet are gone, a day later too, and once", async () => {
    const mine = claim("3", points(70));
    await ask("3", mine);
    await ask("3", { call: "settle", reservation: mine.reservation, saleId: "s1", points: 60 });
    expect(await ask("4", claim("4", points(50)), 20 + HOLD_MS)).toMatchObject({ left: 40 });
    await burnt("3", "s1", 60, { reservation: mine.reservation });
    expect(await ask("4", claim("4", points(50)), 20 + HOLD_MS)).toMatchObject({ left: 40 });
    // That till's own balance is less by them already.
    expect(await ask("3", claim("3", points(40, 40)), 20 + HOLD_MS)).toMatchObject({ kind: "granted" });
  });

  test("points that two tills used while nobody could be asked: booked both, and told how many are missing", async () => {
    await burnt("3", "s1", 80);
    await burnt("4", "s2", 50);
    await burnt("5", "s3", 10);
    expect(await store.status(30)).toMatchObject({ pointsMissing: 40, quarantined: 0 });
    // An epoch later the same comes again: once is once.
    lasts.clear();
    const again = {
      customerId: "c1",
      account: "points",
      points: 50,
      saleId: "s2",
      balance: 100,
      balanceAtMs: 5,
    };
    await tell("4", "points.used", again, 40);
    expect(await store.status(30)).toMatchObject({ pointsMissing: 40 });
  });

  test("claims of many tills at one moment: each coupon once, and as many calls as answers", async () => {
    const asked = Array.from({ length: 60 }, (_, n) => claim(`${n % 12}`, coupon(`k${n % 20}`)));
    const answers = await Promise.all(asked.map((call) => ask(call.till, call)));
    const winners = asked.flatMap(({ what }, n) =>
      answers[n]!.kind === "granted" && what.kind === "coupon" ? [what.couponId] : [],
    );
    // 12 tills, and 20 coupons of which each is asked for by three of them.
    expect(winners.sort()).toEqual(Array.from({ length: 20 }, (_, n) => `k${n}`).sort());
    expect(answers).toHaveLength(60);
  });
}
