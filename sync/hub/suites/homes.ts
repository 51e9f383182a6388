import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Claim, ClaimAnswer, ClaimCall, Wanted } from "../../claims/claims.ts";
import { GRACE_MS, LEASE_MS } from "../../claims/lease.ts";
import { type HomeStore, homeStore, KEEPER, momentAt } from "../../fixture/home-store.ts";
import type { HubPlace, NewHubPlace } from "../../fixture/hub-place.ts";
import { chained } from "../../fixture/till.ts";
import type { OutboxEvent } from "../../protocol.ts";
import { openHubStore } from "../hub-store.ts";
import { LINGER_MS } from "../leases.ts";
import type { HubStore } from "../store.ts";

/** Foligno is the home of the coupon and of the customer, Spoleto is where she is today. */
const [FOLIGNO, SPOLETO] = ["0042", "0043"];
const T0 = 1_000_000_000;
const OVER = T0 + LEASE_MS + GRACE_MS;

export function homesSuite(newPlace: NewHubPlace): void {
  let at: HubPlace;
  let hub: HubStore;
  let foligno: HomeStore;
  /** Where nobody answers it is not waited for long. */
  const open = (consentMs = 40) => openHubStore({ ...at, consentMs });
  beforeEach(async () => {
    at = await newPlace();
    hub = await open();
    foligno = homeStore(FOLIGNO);
    lasts.clear();
  });
  afterEach(async () => {
    await hub.close();
    await at.remove();
  });

  const coupon = (couponId = "k1"): Wanted => ({ kind: "coupon", couponId, series: "S", home: FOLIGNO });
  const points = (wanted: number): Wanted => {
    const of = { customerId: "c1", account: "points", balance: 100, balanceAtMs: 5 };
    return { kind: "points", ...of, points: wanted, home: FOLIGNO };
  };
  const claim = (till: string, what = coupon(), reservation: string = randomUUID()): Claim => {
    return { call: "claim", reservation, till, transactionId: "1", what };
  };
  const ask = async (store: string, call: ClaimCall, nowMs: number): Promise<ClaimAnswer> =>
    (await hub.claims({ store, till: call.call === "claim" ? call.till : "1" }, [call], nowMs))[0]!;
  /** The home's line is up: it answers when HQ asks. A busy machine takes its time. */
  const listening = async () => {
    await hub.close();
    hub = await open(10_000);
    return hub.whenAsked(FOLIGNO, () => void foligno.contact(hub, T0));
  };
  const lasts = new Map<string, OutboxEvent>();
  async function tell(store: string, kind: string, event: object, nowMs = T0): Promise<void> {
    const next = chained(lasts.get(store), { lane: "claims", kind, body: JSON.stringify(event) });
    lasts.set(store, next);
    const batch = { store, till: "1", epoch: "e".repeat(32), lane: "claims", events: [next] } as const;
    await hub.accept(batch, nowMs);
  }
  const redeemed = (store: string, { reservation, what }: Claim, saleId: string) =>
    tell(store, "coupon.redeemed", {
      couponId: (what as { couponId: string }).couponId,
      series: "S",
      saleId,
      reservation,
    });
  /** The home's till asks, and its lead has not heard yet what HQ says: the lease, and the calls. */
  const unheard = async (nowMs: number, line = 10_001) => {
    const said = await hub.lease(
      { store: FOLIGNO, till: KEEPER },
      { format: 1, line, homed: 1, answers: [] },
      nowMs,
    );
    return [said.lease, said.calls.map(({ call }) => call)];
  };
  const answersFor = (store: string, { reservation }: Claim, nowMs: number) =>
    hub.lease(
      { store, till: "1" },
      {
        ...{ format: 1, line: 1, homed: 1 },
        answers: [{ reservation, call: "claim", answer: { kind: "granted", fence: 1, forMs: 1 } }],
      },
      nowMs,
    );
  const atHome = (what = coupon(), nowMs = T0) => foligno.claim(claim(KEEPER, what), momentAt(nowMs));

  test("without a lease HQ grants as it always did; the home hears of it before it has one", async () => {
    const hers = claim("1");
    expect(await ask(SPOLETO, hers, T0)).toMatchObject({ kind: "granted" });
    expect(await ask(SPOLETO, hers, T0)).not.toHaveProperty("doubt");
    await foligno.contact(hub, T0);
    expect(foligno.leftMs(momentAt(T0))).toBeGreaterThan(0.98 * LEASE_MS);
    expect(atHome()).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
    expect(atHome(coupon("k2"))).toMatchObject({ kind: "granted", atHome: true });
  });

  test("the home's line is down and its customer is in another store: refused, and at home she has it", async () => {
    await foligno.contact(hub, T0);
    const refused = await ask(SPOLETO, claim("1"), T0 + LEASE_MS / 2);
    expect(refused).toEqual({ kind: "refused", reason: "held-at-home" });
    expect(atHome(coupon(), T0 + LEASE_MS / 2)).toMatchObject({ kind: "granted", atHome: true });
  });

  test("the home consents in time: from then on it refuses the coupon itself, until it comes back", async () => {
    await foligno.contact(hub, T0);
    const stop = await listening();
    const hers = claim("1");
    const granted = await ask(SPOLETO, hers, T0);
    expect(granted).toMatchObject({ kind: "granted" });
    expect(granted).not.toHaveProperty("doubt");
    expect(await ask(SPOLETO, hers, T0)).toMatchObject({ kind: "granted" });
    expect(atHome()).toMatchObject({ reason: "reserved-elsewhere" });
    stop();
    await ask(SPOLETO, { call: "release", reservation: hers.reservation }, T0);
    await foligno.contact(hub, T0 + LINGER_MS / 2);
    expect(atHome()).toMatchObject({ reason: "reserved-elsewhere" });
    await foligno.contact(hub, T0 + LINGER_MS + 1);
    expect(atHome(coupon(), T0 + LINGER_MS + 1)).toMatchObject({ kind: "granted", atHome: true });
  });

  test("what the home's own sale has is refused elsewhere, in the home's words", async () => {
    await foligno.contact(hub, T0);
    await listening();
    const own = claim("7");
    foligno.claim(own, momentAt(T0));
    expect(await ask(SPOLETO, claim("1"), T0)).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
    foligno.tell({ call: "settle", reservation: own.reservation, saleId: "s1" });
    expect(await ask(SPOLETO, claim("1"), T0)).toEqual({ kind: "refused", reason: "already-used" });
  });

  test("the home consents too late: the next time she asks at that till she has it", async () => {
    await foligno.contact(hub, T0);
    const first = claim("1");
    expect(await ask(SPOLETO, first, T0)).toMatchObject({ reason: "held-at-home" });
    await tell(SPOLETO, "claim.released", { reservation: first.reservation });
    await foligno.contact(hub, T0 + 20_000);
    const second = await ask(SPOLETO, claim("1"), T0 + 30_000);
    expect(second).toMatchObject({ kind: "granted" });
    expect(second).not.toHaveProperty("doubt");
    await foligno.contact(hub, T0 + LINGER_MS + 60_000);
    expect(atHome()).toMatchObject({ reason: "reserved-elsewhere" });
  });

  test("nobody consents in the home's place, and no store has a say in what another one's till holds there", async () => {
    await foligno.contact(hub, T0);
    const hers = claim("1");
    await ask(SPOLETO, hers, T0);
    await answersFor("0044", hers, T0);
    expect(await ask(SPOLETO, hers, T0)).toMatchObject({ reason: "held-at-home" });
    await foligno.contact(hub, T0);
    expect(await ask(SPOLETO, hers, T0)).toMatchObject({ kind: "granted" });
    // The home has heard her reservation; what its tills' journals, and calls, say under it is of something else.
    await redeemed(FOLIGNO, { ...hers, what: coupon("k9") }, "s9");
    await tell(FOLIGNO, "claim.released", { reservation: hers.reservation });
    await ask(FOLIGNO, { call: "settle", reservation: hers.reservation, saleId: "s8" }, T0);
    await ask(FOLIGNO, { call: "release", reservation: hers.reservation }, T0);
    await foligno.contact(hub, T0 + LINGER_MS + 60_000);
    expect(atHome()).toMatchObject({ reason: "reserved-elsewhere" });
  });

  test("what she gave back is not the till's that a third store calls alike, before the home has said so", async () => {
    await foligno.contact(hub, T0);
    const hers = claim("1");
    await ask(SPOLETO, hers, T0);
    await foligno.contact(hub, T0);
    await ask(SPOLETO, { call: "release", reservation: hers.reservation }, T0);
    expect(await ask("0044", claim("1"), T0)).toMatchObject({ reason: "held-at-home" });
  });

  test("a home's word that comes late takes back nothing that happened since: what she paid with meanwhile it hears", async () => {
    await foligno.contact(hub, T0);
    const hers = claim("1");
    await ask(SPOLETO, hers, T0);
    await redeemed(SPOLETO, hers, "s1");
    await answersFor(FOLIGNO, hers, T0);
    await foligno.contact(hub, T0 + 60_000);
    expect(atHome()).toMatchObject({ reason: "already-used" });
  });

  test("she pays elsewhere: the home knows it as used; and free when the goods came back", async () => {
    await foligno.contact(hub, T0);
    const stop = await listening();
    const hers = claim("1");
    await ask(SPOLETO, hers, T0);
    stop();
    await redeemed(SPOLETO, hers, "s1");
    await foligno.contact(hub, T0 + 60_000);
    expect(atHome()).toMatchObject({ reason: "already-used" });
    await tell(SPOLETO, "coupon.restored", { couponId: "k1", saleId: "s1", returnId: "r1" });
    await foligno.contact(hub, T0 + 120_000);
    expect(atHome(coupon(), T0 + 120_000)).toMatchObject({ kind: "granted", atHome: true });
  });

  test("the lease is over and nothing was heard of the home: granted in doubt, and the home hears before the next", async () => {
    await foligno.contact(hub, T0);
    expect(await ask(SPOLETO, claim("1"), OVER - 1)).toMatchObject({ reason: "held-at-home" });
    expect(atHome(coupon(), OVER)).not.toHaveProperty("atHome");
    foligno.beginAnew();
    expect(await ask(SPOLETO, claim("1"), OVER)).toMatchObject({ kind: "granted", doubt: "home-silent" });
    // As often as it asks and does not answer.
    for (let time = 0; time < 2; time += 1) expect(await unheard(OVER)).toEqual([null, ["claim"]]);
    await foligno.contact(hub, OVER);
    expect(atHome(coupon(), OVER)).toMatchObject({ reason: "reserved-elsewhere" });
    expect(await hub.status(OVER)).toMatchObject({ leases: [{ store: FOLIGNO, number: 2, unheard: 0 }] });
  });

  test("a till of the home itself: HQ's word counts together with the lead's only", async () => {
    await foligno.contact(hub, T0);
    const own = claim("5");
    expect(await ask(FOLIGNO, own, T0)).toMatchObject({ kind: "granted", doubt: "home-not-asked" });
    expect(await ask(SPOLETO, claim("1"), T0)).toMatchObject({ reason: "reserved-elsewhere" });
    expect(await ask(FOLIGNO, claim("5", coupon("k2")), OVER)).toMatchObject({ doubt: "home-silent" });
  });

  test("a till of the home gives back what it had by HQ's word, and wants it again: that its lead gives it, HQ can't know", async () => {
    const first = claim("5");
    expect(await ask(FOLIGNO, first, T0)).toMatchObject({ kind: "granted" });
    await foligno.contact(hub, T0);
    const { reservation } = first;
    foligno.tell({ call: "release", reservation });
    await tell(FOLIGNO, "claim.released", { reservation });
    expect(await ask(FOLIGNO, claim("5"), T0)).toMatchObject({ kind: "granted", doubt: "home-not-asked" });
    expect(atHome()).toMatchObject({ kind: "granted", atHome: true });
  });

  test("points: the home counts what is held and was spent elsewhere, and says how many are left", async () => {
    await foligno.contact(hub, T0);
    const stop = await listening();
    const hers = claim("1", points(60));
    expect(await ask(SPOLETO, hers, T0)).toMatchObject({ kind: "granted" });
    expect(atHome(points(50))).toEqual({ kind: "refused", reason: "not-enough", left: 40 });
    // More of them in the same sale.
    const more: Claim = { ...hers, what: points(80) };
    expect(await ask(SPOLETO, more, T0)).toMatchObject({ kind: "granted" });
    expect(atHome(points(30))).toMatchObject({ left: 20 });
    expect(await ask(SPOLETO, { ...hers, what: points(120) }, T0)).toMatchObject({ reason: "not-enough" });
    stop();
    const { reservation } = hers;
    const used = { customerId: "c1", account: "points", points: 70, balance: 100, balanceAtMs: 5 };
    await tell(SPOLETO, "points.used", { ...used, saleId: "s1", reservation });
    await foligno.contact(hub, T0 + 60_000);
    expect(atHome(points(40))).toMatchObject({ kind: "refused", left: 30 });
    expect(atHome(points(30), T0 + 60_000)).toMatchObject({ kind: "granted", atHome: true });
  });

  test("points that another store used before the home had a lease are missing at all its tills, also at the one that heard of it", async () => {
    const hers = claim("1", points(60));
    expect(await ask(SPOLETO, hers, T0)).toMatchObject({ kind: "granted" });
    const used = { customerId: "c1", account: "points", points: 60, balance: 100, balanceAtMs: 5 };
    await tell(SPOLETO, "points.used", { ...used, saleId: "s1", reservation: hers.reservation });
    await foligno.contact(hub, T0);
    expect(atHome(points(50))).toEqual({ kind: "refused", reason: "not-enough", left: 40 });
    expect(atHome(points(40))).toMatchObject({ kind: "granted", atHome: true });
  });

  test("what HQ has granted the home takes into its book, although it holds it for a sale that is over or not sure", async () => {
    // The lead has given it to this one; HQ, which it could not ask, has not.
    foligno.claim(claim("5"), momentAt(T0));
    foligno.claim(claim("5", points(80), randomUUID()), momentAt(T0));
    const hers = claim("1");
    expect(await ask(SPOLETO, hers, T0)).toMatchObject({ kind: "granted" });
    expect(await ask(SPOLETO, claim("1", points(60)), T0)).toMatchObject({ kind: "granted" });
    await foligno.contact(hub, T0);
    expect(foligno.leftMs(momentAt(T0))).toBeGreaterThan(0);
    expect(atHome()).toMatchObject({ reason: "reserved-elsewhere" });
    expect(atHome(points(1))).toMatchObject({ kind: "refused", left: 0 });
    // And it is hers when she pays.
    await redeemed(SPOLETO, hers, "s1");
    await foligno.contact(hub, T0 + 60_000);
    expect(atHome()).toMatchObject({ reason: "already-used" });
  });

  test("points in an open sale: that it wants more is the home's to say, however many it has", async () => {
    await foligno.contact(hub, T0);
    await listening();
    const hers = claim("1", points(60));
    expect(await ask(SPOLETO, hers, T0)).toMatchObject({ kind: "granted" });
    foligno.claim(claim("5", points(40)), momentAt(T0));
    expect(await ask(SPOLETO, { ...hers, what: points(80) }, T0)).toMatchObject({ reason: "not-enough" });
    expect(atHome(points(1))).toMatchObject({ left: 0 });
  });

  test("HQ's clock was a year ahead: set right, a lease of then holds for eight hours more, renewed or not", async () => {
    const YEAR_MS = 365 * 86_400_000;
    await foligno.contact(hub, T0 + YEAR_MS);
    expect(await ask(SPOLETO, claim("1"), T0)).toMatchObject({ reason: "held-at-home" });
    expect(await ask(SPOLETO, claim("2", coupon("k2")), OVER - 1)).toMatchObject({ reason: "held-at-home" });
    expect(await ask(SPOLETO, claim("2", coupon("k3")), OVER)).toMatchObject({ doubt: "home-silent" });
    await foligno.contact(hub, OVER + YEAR_MS);
    await foligno.contact(hub, OVER);
    expect(await hub.status(OVER)).toMatchObject({ leases: [{ untilMs: OVER + LEASE_MS }] });
  });

  test("HQ is switched off and on: it knows the lease, and whom it asked what", async () => {
    await foligno.contact(hub, T0);
    await ask(SPOLETO, claim("1"), T0);
    await hub.close();
    hub = await open();
    expect(await ask(SPOLETO, claim("2", coupon("k2")), T0 + 60_000)).toMatchObject({
      reason: "held-at-home",
    });
    await foligno.contact(hub, T0 + 60_000);
    expect(atHome()).toMatchObject({ reason: "reserved-elsewhere" });
    expect(await hub.status(T0)).toMatchObject({ leases: [{ number: 1, homed: 2 }] });
  });

  test("somebody took over the lead by hand, with less than the old one knew: it hears everything again first", async () => {
    await foligno.contact(hub, T0);
    const stop = await listening();
    const [hers, paid] = [claim("1"), claim("2", coupon("k2"))];
    await ask(SPOLETO, hers, T0);
    await ask(SPOLETO, paid, T0);
    stop();
    await redeemed(SPOLETO, paid, "s1");
    await foligno.contact(hub, T0 + 60_000);
    foligno.beginAnew();
    for (let time = 0; time < 2; time += 1)
      expect((await unheard(T0 + 120_000))[0], "no lease before it has heard").toBeNull();
    await foligno.contact(hub, T0 + 120_000);
    expect(atHome(coupon(), T0 + 120_000)).toMatchObject({ reason: "reserved-elsewhere" });
    expect(atHome(coupon("k2"), T0 + 120_000)).toMatchObject({ reason: "already-used" });
    expect(atHome(coupon("k3"), T0 + 120_000)).toMatchObject({ atHome: true });
  });

  test("two stores want it at the same moment: one has it", async () => {
    await foligno.contact(hub, T0);
    await listening();
    const answers = await Promise.all([ask(SPOLETO, claim("1"), T0), ask("0044", claim("1"), T0)]);
    expect(answers.filter(({ kind }) => kind === "granted")).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === "refused")).toHaveLength(1);
  });
}
