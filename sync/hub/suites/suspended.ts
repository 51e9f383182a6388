import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { HubPlace, NewHubPlace } from "../../fixture/hub-place.ts";
import { chained, saleBody } from "../../fixture/till.ts";
import type { Lane, OutboxEvent } from "../../protocol.ts";
import type { Offer } from "../../suspended.ts";
import { openHubStore } from "../hub-store.ts";
import type { HubStore } from "../store.ts";

export function suspendedSuite(newPlace: NewHubPlace): void {
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

  const place = (till: string, of = "0042") => ({ store: of, till });
  const key = randomUUID();
  const code = "12345678903";
  const offer = (change: Partial<Offer> = {}): Offer => ({
    key,
    round: 1,
    code,
    format: 1,
    forMs: 1000,
    body: Buffer.from("a sale"),
    ...change,
  });
  const body = Buffer.from("a sale").toString("base64");
  const claim = (till: string, more: object = {}, nowMs = 10) =>
    store.claim(place(till), { code, format: 1, ...more }, nowMs);
  const take = (till: string, round = 1) => store.takeBack(place(till), { key, round }, 10);

  const lasts = new Map<string, OutboxEvent>();
  async function tell(till: string, kind: string, event: object, lane: Lane): Promise<void> {
    const name = `${till} ${lane}`;
    const next = chained(lasts.get(name), { lane, kind, body: JSON.stringify(event) });
    lasts.set(name, next);
    await store.accept({ ...place(till), epoch: "e".repeat(32), lane, events: [next] }, 20);
  }
  const paid = (till: string, saleId: string, couponsUsed: readonly string[] = []) =>
    tell(
      till,
      "sale",
      { ...saleBody(1), saleId, receipt: saleId, suspension: { key, couponsUsed } },
      "sales",
    );
  const cancelled = (till: string) => tell(till, "suspension.cancelled", { key }, "claims");
  const used = (till: string, couponId: string, saleId: string) =>
    tell(till, "coupon.redeemed", { couponId, series: "S", saleId }, "claims");

  test("one till gets it, as often as it asks, and the others are told which", async () => {
    expect(await store.offer(place("3"), offer(), 1)).toMatchObject({ state: "open", till: "3" });
    const answer = { kind: "claimed", key, round: 1, from: "3", body };
    expect([await claim("4"), await claim("5"), await claim("4")]).toEqual([
      answer,
      { kind: "taken", till: "4" },
      answer,
    ]);
    expect(await store.standings("0042", [key, randomUUID()])).toEqual([
      { key, round: 1, state: "held", till: "4", used: [] },
    ]);
  });

  test("its own till may take it back until another has claimed it, and then nobody gets it any more", async () => {
    await store.offer(place("3"), offer(), 1);
    expect(await take("3")).toMatchObject({ state: "held", till: "3" });
    expect(await claim("4")).toEqual({ kind: "taken", till: "3" });
    // An offer that was on its way for long does not open it again.
    expect(await store.offer(place("3"), offer(), 1)).toMatchObject({ state: "held" });
    await store.offer(place("3"), offer({ round: 2 }), 1);
    expect(await claim("4")).toMatchObject({ kind: "claimed", round: 2 });
    expect(await take("3", 2)).toMatchObject({ state: "held", till: "4" });
    expect(await store.offer(place("3"), offer({ round: 3 }), 1)).toMatchObject({ till: "4", round: 2 });
  });

  test("taken back before HQ has ever heard of it: the late offer finds that out", async () => {
    const home = await store.takeBack(place("3"), { key, round: 1, code }, 10);
    expect(home).toMatchObject({ state: "held", till: "3" });
    await store.offer(place("3"), offer(), 1);
    expect(await claim("4")).toEqual({ kind: "taken", till: "3" });
  });

  test("given from till to till while HQ was away: who has it says so, and an older word of HQ's gives it to nobody", async () => {
    const moved = (till: string, ...movedFrom: string[]) =>
      store.takeBack(place(till), { key, round: 1, movedFrom }, 10);
    await store.offer(place("3"), offer(), 1);
    expect(await moved("5", "3", "4")).toMatchObject({ state: "held", till: "5" });
    expect(await claim("6")).toEqual({ kind: "taken", till: "5" });
    expect([await moved("4", "3"), await take("3")]).toMatchObject([{ till: "5" }, { till: "5" }]);
    await store.offer(place("5"), offer({ round: 2, code: "99" }), 1);
    expect(await claim("3", { code: "99" })).toMatchObject({ kind: "claimed", from: "5" });
  });

  test("HQ gave it to another till in the meantime: whoever got it from its own till is told which", async () => {
    await store.offer(place("3"), offer(), 1);
    await claim("6");
    const tell4 = store.takeBack(place("4"), { key, round: 1, movedFrom: ["3"] }, 10);
    expect(await tell4).toMatchObject({ state: "held", till: "6" });
  });

  test("cancelled where it was given to, before HQ had heard of that: it is over", async () => {
    await store.offer(place("3"), offer(), 1);
    await tell("4", "suspension.cancelled", { key, movedFrom: ["5"] }, "claims");
    expect(await store.standings("0042", [key])).toMatchObject([{ state: "open" }]);
    await tell("4", "suspension.cancelled", { key, movedFrom: ["3"] }, "claims");
    expect([await store.standings("0042", [key]), await claim("6")]).toMatchObject([
      [{ state: "over" }],
      { kind: "unknown" },
    ]);
    expect(await take("3")).toMatchObject({ state: "over" });
  });

  test("from till to till: each suspension is a round of its own", async () => {
    await store.offer(place("3"), offer(), 1);
    await claim("4");
    await store.offer(place("4"), offer({ round: 2, code: "99" }), 1);
    expect(await claim("3")).toEqual({ kind: "unknown" });
    expect(await claim("3", { code: "99" })).toMatchObject({ kind: "claimed", from: "4", round: 2 });
  });

  test("a till that has lost its files gets its own sale again", async () => {
    await store.offer(place("3"), offer(), 1);
    expect(await claim("3")).toMatchObject({ kind: "claimed", from: "3" });
  });

  test("no till of another store hears of it, and nobody when its day is over", async () => {
    await store.offer(place("3"), offer(), 1);
    expect(await store.claim(place("3", "0043"), { code, format: 1 }, 10)).toEqual({ kind: "unknown" });
    expect(await store.standings("0043", [key])).toEqual([]);
    expect(await claim("4", {}, 1002)).toEqual({ kind: "unknown" });
  });

  test("two tills that chose one code: the till must be named", async () => {
    await store.offer(place("3"), offer(), 1);
    await store.offer(place("5"), offer({ key: randomUUID() }), 1);
    expect(await claim("4")).toEqual({ kind: "ambiguous" });
    expect(await claim("4", { till: "3" })).toMatchObject({ kind: "claimed", from: "3" });
  });

  test("a till that can't read it does not get it", async () => {
    await store.offer(place("3"), offer({ format: 2 }), 1);
    expect(await claim("4")).toEqual({ kind: "other-format", till: "3" });
    expect(await claim("4", { format: 2 })).toMatchObject({ kind: "claimed" });
  });

  test("paid or cancelled where it is, it is over, and all hear which coupons it used up", async () => {
    await store.offer(place("3"), offer(), 1);
    await claim("4");
    await cancelled("3");
    expect(await store.standings("0042", [key])).toMatchObject([{ state: "held", till: "4" }]);
    await paid("4", "A", ["k1"]);
    expect(await store.standings("0042", [key])).toMatchObject([{ state: "over", till: "4", used: ["k1"] }]);
    expect(await claim("4")).toEqual({ kind: "unknown" });
    const { suspended, salesForked } = await store.status(10);
    expect([suspended, salesForked]).toEqual([0, 0]);
  });

  test("a sale that was paid at two tills is found, with the coupon that both used up", async () => {
    await paid("3", "A", ["k1", "k2"]);
    await paid("4", "B", ["k1"]);
    for (const [till, coupon, sale] of [
      ["3", "k1", "A"],
      ["3", "k2", "A"],
      ["4", "k1", "B"],
    ] as const)
      await used(till, coupon, sale);
    const sales = [
      { saleId: "A", till: "3", receipt: "A" },
      { saleId: "B", till: "4", receipt: "B" },
    ];
    expect(await store.forkedSales()).toEqual([{ store: "0042", key, sales, coupons: ["k1"] }]);
    expect(await store.status(10)).toMatchObject({ salesForked: 1, couponsUsedTwice: 1 });
    expect(await store.standings("0042", [key])).toMatchObject([{ state: "over", used: ["k1", "k2"] }]);
  });

  test("a coupon that came back is told to its store, from where the till had heard last", async () => {
    const sale = {
      ...saleBody(1),
      transactionId: "17",
      saleId: "A",
      suspension: { key, couponsUsed: ["k1"] },
    };
    await tell("3", "sale", sale, "sales");
    const back = { couponId: "k1", series: "S", saleId: "A", returnId: "r1" };
    await tell("4", "coupon.restored", back, "claims");
    const told = { couponId: "k1", till: "3", transactionId: "17", saleId: "A", key };
    expect(await store.restored("0042", 0)).toEqual({ coupons: [told], position: 1 });
    expect(await store.restored("0042", 1)).toEqual({ coupons: [], position: 1 });
    expect(await store.restored("0043", 0)).toEqual({ coupons: [], position: 1 });
    // An HQ that was restored from a backup counts from less.
    expect(await store.restored("0042", 7)).toEqual({ coupons: [told], position: 1 });
  });

  test("a coupon that came back before HQ has heard of its sale is told when it has", async () => {
    for (const couponId of ["k1", "k2"]) {
      const back = { couponId, series: "S", saleId: "A", returnId: "r1" };
      await tell("4", "coupon.restored", back, "claims");
    }
    const { coupons, position } = await store.restored("0042", 0);
    expect(coupons).toEqual([]);
    await tell("3", "sale", { ...saleBody(1), transactionId: "17", saleId: "A" }, "sales");
    const told = { till: "3", transactionId: "17", saleId: "A", key: null };
    const { coupons: then, position: next } = await store.restored("0042", position);
    expect(then).toEqual([
      { couponId: "k1", ...told },
      { couponId: "k2", ...told },
    ]);
    expect(await store.restored("0042", next)).toEqual({ coupons: [], position: next });
  });

  test("a till with a fault does not fill HQ's disk: two hundred of its sales wait at the most", async () => {
    for (let n = 0; n < 200; n += 1)
      await store.offer(place("3"), offer({ key: randomUUID(), code: `${n}` }), 1);
    await expect(store.offer(place("3"), offer(), 1)).rejects.toThrow("200 suspended sales of till 3");
    expect(await store.offer(place("4"), offer(), 1)).toMatchObject({ state: "open", till: "4" });
    // Those that nobody can claim any more make room.
    expect(await store.offer(place("3"), offer({ key: randomUUID() }), 2000)).toMatchObject({
      state: "open",
    });
  });

  test("whatever tills do in whatever order, at most one has it, and a claim is never taken back", async () => {
    const act = fc.record({
      till: fc.constantFrom("3", "4", "5"),
      what: fc.constantFrom("offer", "claim", "take"),
      round: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
        const own = randomUUID();
        let before: { till: string; round: number } | undefined;
        for (const { till, what, round } of acts) {
          const same = { key: own, round, code: own };
          const claimed =
            what === "claim" ? await store.claim(place(till), { code: own, format: 1 }, 10) : undefined;
          if (what === "offer") await store.offer(place(till), offer(same), 1);
          if (what === "take") await store.takeBack(place(till), same, 10);
          const [now] = await store.standings("0042", [own]);
          // It changes hands by a claim and by nothing else, and no round comes twice.
          if (before !== undefined && now!.till !== before.till)
            expect([what, now!.till, claimed?.kind]).toEqual(["claim", till, "claimed"]);
          if (claimed?.kind === "claimed") expect(now).toMatchObject({ state: "held", till });
          if (before !== undefined) expect(now!.round).toBeGreaterThanOrEqual(before.round);
          before = now;
        }
      }),
      { numRuns: 60 },
    );
  });
}
