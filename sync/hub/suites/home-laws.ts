import fc from "fast-check";
import { expect, test } from "vitest";
import type { Claim, ClaimAnswer, ClaimCall } from "../../claims/claims.ts";
import { LEASE_MS, type LeaseAsk, type LeaseSaid } from "../../claims/lease.ts";
import { type Lease, leaseLeftMs } from "../../claims/lease-clock.ts";
import type { NewHubPlace } from "../../fixture/hub-place.ts";
import { openBook } from "../../lead/book.ts";
import { HOLD_MS } from "../holdings.ts";
import { openHubStore } from "../hub-store.ts";
import type { HubStore } from "../store.ts";

const HOME = "0042";
const COUPONS = ["k1", "k2"];
const MINUTE = 60_000;

type Step =
  | { readonly do: "wait"; readonly minutes: number }
  /** The home's lead asks HQ; what HQ says may come much later, or never. */
  | { readonly do: "ask-lease" }
  | { readonly do: "hear-lease"; readonly back: number; readonly leadIsReached: boolean }
  | { readonly do: "set-clock"; readonly hours: number }
  | { readonly do: "restart-machine" | "restart-hub" }
  /** Somebody presents it: elsewhere, at home with HQ, at home without. */
  | { readonly do: "elsewhere" | "at-home" | "at-home-alone"; readonly coupon: number; readonly till: number }
  | { readonly do: "pay" | "leave"; readonly sale: number; readonly told: boolean };

const presented = fc.record({
  do: fc.constantFrom("elsewhere" as const, "at-home" as const, "at-home-alone" as const),
  coupon: fc.nat(COUPONS.length - 1),
  till: fc.integer({ min: 1, max: 2 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("wait" as const), minutes: fc.constantFrom(1, 3, 200, 500) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("ask-lease" as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("hear-lease" as const),
      back: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(5)),
      leadIsReached: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constant("set-clock" as const), hours: fc.integer({ min: -100, max: 10 }) }),
  fc.record({ do: fc.constantFrom("restart-machine" as const, "restart-hub" as const) }),
  { weight: 8, arbitrary: presented },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("pay" as const, "pay" as const, "leave" as const),
      sale: fc.nat(3),
      told: fc.boolean(),
    }),
  },
);

/** Whatever comes in whatever order: of the sales that were sure of a coupon at most one was paid with it. */
export function homeLaws(newPlace: NewHubPlace, runs: number): void {
  test("a coupon with a home is paid with once by whoever was sure of it, whatever is lost, late, or set to another time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 60 }),
        fc.integer({ min: -5, max: 5 }),
        async (steps, slow) => {
          const place = await newPlace();
          const world = await openWorld(() => openHubStore({ ...place, consentMs: 0 }), slow / 1000);
          try {
            for (const one of steps) await world.go(one);
            for (const [coupon, count] of world.paid) expect([coupon, count]).toEqual([coupon, 1]);
          } finally {
            await world.close();
            await place.remove();
          }
        },
      ),
      { numRuns: runs },
    );
  });
}

interface Sale {
  readonly store: string;
  readonly claim: Claim;
  readonly sinceMs: number;
  /** HQ has granted it, and not only the lead. */
  readonly isHqs: boolean;
}

function inJournal(store: string, { till, what }: Claim): string {
  return `${store}/${till} ${what.kind === "coupon" ? what.couponId : ""}`;
}

async function openWorld(open: () => Promise<HubStore>, slow: number) {
  let hub = await open();
  let nowMs = 1_000_000_000;
  let setMs = 0;
  let boots = 1;
  let bootedMs = nowMs;
  const book = openBook();
  let index = 0;
  let lease: Lease | undefined;
  let answers: LeaseAsk["answers"] = [];
  const replies: { readonly said: LeaseSaid; readonly asked: Lease["asked"] }[] = [];
  let sales: Sale[] = [];
  const paid = new Map<string, number>();
  /** Coupons that a till's own journal knows to be held or used there: nobody else is asked for them. */
  const journals = new Set<string>();
  /** HQ hears of what it has granted within the day for which that is held. */
  let untold: (readonly [store: string, call: ClaimCall])[] = [];
  let names = 0;
  const uuid = () => {
    names += 1;
    return `00000000-0000-4000-8000-${`${names}`.padStart(12, "0")}`;
  };

  const moment = () => ({
    uptimeMs: (nowMs - bootedMs) * (1 - slow),
    wallMs: nowMs + setMs,
    boot: `${boots}`,
  });
  const turn = (call: ClaimCall, till: string): ClaimAnswer => {
    const known = book.known(call);
    if (known !== undefined) return known;
    index += 1;
    return book.turn({ index, term: 1, order: { kind: "call", call, till, atMs: 1 } });
  };
  const atHq = async (store: string, call: ClaimCall) =>
    (await hub.claims({ store, till: "1" }, [call], nowMs))[0]!;
  const tellHq = async (store: string, call: ClaimCall) => void (await atHq(store, call));

  async function present(kind: "elsewhere" | "at-home" | "at-home-alone", coupon: number, till: number) {
    const what = { kind: "coupon", couponId: COUPONS[coupon]!, series: "S", home: HOME } as const;
    const store = kind === "elsewhere" ? `004${2 + till}` : HOME;
    const claim: Claim = {
      call: "claim",
      reservation: uuid(),
      till: `${till}`,
      transactionId: `t${names}`,
      what,
    };
    if (journals.has(inJournal(store, claim))) return;
    const lead = kind === "elsewhere" ? undefined : turn(claim, claim.till);
    const isAtHome = lead?.kind === "granted" && leaseLeftMs(lease, moment()) > 0;
    const hq = kind === "at-home-alone" ? undefined : await atHq(store, claim);
    const refused = lead?.kind === "refused" || hq?.kind === "refused";
    const sure =
      !refused && (hq?.kind === "granted" ? hq.doubt === undefined || lead?.kind === "granted" : isAtHome);
    if (sure) {
      journals.add(inJournal(store, claim));
      sales.push({ store, claim, sinceMs: nowMs, isHqs: hq !== undefined });
    } else
      await end(
        { store, claim, sinceMs: nowMs, isHqs: hq !== undefined },
        { call: "release", reservation: claim.reservation },
        kind !== "at-home-alone",
      );
  }

  /** Its lead hears it at once; HQ later, and never of what the lead granted alone. */
  async function end(sale: Sale, call: ClaimCall, told: boolean) {
    if (sale.store === HOME) turn(call, "1");
    if (told) await tellHq(sale.store, call);
    else if (sale.isHqs) untold.push([sale.store, call]);
  }

  return {
    paid,
    async go(one: Step) {
      switch (one.do) {
        case "wait":
          if (one.minutes >= 200) {
            for (const [store, call] of untold) await tellHq(store, call);
            untold = [];
          }
          nowMs += one.minutes * MINUTE;
          break;
        case "set-clock":
          setMs += one.hours * 60 * MINUTE;
          break;
        case "restart-machine":
          boots += 1;
          bootedMs = nowMs;
          break;
        case "restart-hub":
          await hub.close();
          hub = await open();
          break;
        case "ask-lease": {
          const asked = moment();
          const said = await hub.lease(
            { store: HOME, till: "1" },
            { format: 1, line: 1, homed: 2, answers },
            nowMs,
          );
          replies.push({ said, asked });
          break;
        }
        case "hear-lease": {
          // Any of those that were ever sent, once more or for the first time.
          const reply = replies.at(-1 - one.back);
          if (reply === undefined) break;
          if (reply.said.lease !== null && reply.said.lease.number >= (lease?.number ?? 0))
            lease = { ...reply.said.lease, asked: reply.asked };
          if (!one.leadIsReached) break;
          answers = reply.said.calls.map((call) => ({
            ...{ reservation: call.reservation, call: call.call },
            answer: turn(call, call.call === "claim" ? call.till : "HQ"),
          }));
          break;
        }
        case "elsewhere":
        case "at-home":
        case "at-home-alone":
          await present(one.do, one.coupon, one.till);
          break;
        default: {
          const sale = sales[one.sale % Math.max(1, sales.length)];
          if (sale === undefined) break;
          sales = sales.filter((other) => other !== sale);
          const { reservation, what } = sale.claim;
          // A till that HQ has not heard for a day has given up what it held there.
          const isOver = nowMs - sale.sinceMs >= Math.min(HOLD_MS, 3 * LEASE_MS);
          if (one.do === "leave" || isOver) {
            journals.delete(inJournal(sale.store, sale.claim));
            await end(sale, { call: "release", reservation }, one.told);
          } else {
            const { couponId } = what as { couponId: string };
            paid.set(couponId, (paid.get(couponId) ?? 0) + 1);
            await end(sale, { call: "settle", reservation, saleId: reservation }, one.told);
          }
        }
      }
    },
    close: () => hub.close(),
  };
}
