/**
 * Coupons that were copied and a card that is shown at every till, while lines come and go as chance has it: what is really
 * lost never passes what was said before. The tills' journals, their order of asking and HQ's books are those of the product.
 */

import { deepEqual, equal, ok } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { couponsAlone, pointsAlone } from "../../agent/grants/allowances.ts";
import { createGrants } from "../../agent/grants/grants.ts";
import { type Journal, openJournal, type SaleToCommit } from "../../agent/store/journal.ts";
import type { AloneMost } from "../../agent/store/journal-claims.ts";
import type { JournalCalls } from "../../agent/workers/journal.ts";
import type { Authority, Wanted } from "../../sync/claims/claims.ts";
import { openHubStore } from "../../sync/hub/hub-store.ts";
import type { HubStore } from "../../sync/hub/store.ts";
import type { ChannelContent } from "../../sync/publish/channels.ts";
import { worstLoss } from "../../sync/publish/worst-loss.ts";

export const STORES = ["0042", "0042", "0043", "0044"];
const COUPONS = 4;
const POINTS = 100;
const BURN = 30;

interface Allowed {
  readonly perTillAndDay: number;
  readonly perTillAndOutage?: number;
}
export type Step =
  | { readonly kind: "line"; readonly till: number; readonly up: boolean }
  | {
      readonly kind: "coupon" | "points";
      readonly till: number;
      readonly coupon: number;
      readonly pays: boolean;
    }
  | { readonly kind: "end"; readonly till: number }
  | { readonly kind: "night" };

/** As `publish` says it, in cents: a coupon is worth 5.00, a hundred points 1.00. */
export function saidBefore(
  allowed: Allowed,
  points: Allowed,
  days: number,
): { coupons: number; points: number } {
  const config = (name: string, value: object): ChannelContent["rows"][number] => [
    "config",
    { name, json: JSON.stringify(value) },
  ];
  const rows = [
    config("allowance-fleet", { tills: STORES.length, days }),
    config("coupon-allowance/S", { worthCents: 500, ...allowed }),
    config("points-allowance/base", { worthCentsPerHundred: 100, ...points }),
  ];
  const { parts } = worstLoss([{ channel: "config", rows }], [], new Date())!;
  const [coupons, burnt] = parts;
  return { coupons: coupons!.cents!, points: burnt!.cents! };
}

class Till {
  up = true;
  day = 1;
  /** Open, with what it holds. */
  readonly open: { transactionId: string; couponId?: string; burn?: number }[] = [];
  burnt = 0;
  readonly used: string[] = [];
  readonly #journal: Journal;
  readonly #grants;
  readonly #hub: HubStore;
  readonly #place: { readonly store: string; readonly till: string };
  readonly #now: () => number;
  #sales = 0;

  constructor(folder: string, store: string, till: string, hub: HubStore, now: () => number) {
    this.#place = { store, till };
    this.#hub = hub;
    this.#now = now;
    this.#journal = openJournal(join(folder, `${till}.db`), this.#place, now);
    const call = async (name: string, argument: unknown) =>
      (this.#journal as unknown as Record<string, (argument: unknown) => unknown>)[name]!(argument);
    const hq: Authority = {
      name: "hq",
      claim: async (claim) => {
        if (!this.up) return { kind: "unreachable", message: "the line is down" };
        return (await hub.claims(this.#place, [claim], now()))[0] as Awaited<ReturnType<Authority["claim"]>>;
      },
      tell: async () => ({ kind: "done" }),
    };
    const quiet = { info: () => {}, warning: () => {}, error: () => {} };
    this.#grants = createGrants({
      ...this.#place,
      authorities: [hq],
      journal: call as unknown as JournalCalls["call"],
      log: quiet as never,
    });
  }

  async show(wanted: Wanted, alone: AloneMost | "refuse" | undefined, pays: boolean): Promise<void> {
    this.#sales += 1;
    const transactionId = `t${this.#sales}`;
    const asks = this.#grants.asks();
    const date = `2026-11-0${this.day}`;
    const deadline = { leftMs: () => 1000 };
    const asked = { transactionId, customerId: "c1", date, alone };
    if (wanted.kind === "coupon") {
      const { couponId, series } = wanted;
      const reservation = crypto.randomUUID();
      const held = this.#journal.reserve({ couponId, series, transactionId, reservation, asks });
      if (held !== "reserved") return;
      const verdict = await this.#grants.ask({ ...asked, reservation, what: wanted }, deadline as never);
      if (verdict.kind === "granted") this.open.push({ transactionId, couponId });
      else this.#journal.free([{ couponId, reservation }]);
    } else {
      const held = this.#journal.holdPoints({
        transactionId,
        what: { ...wanted, balance: POINTS - this.burnt },
        asks,
      });
      if (held.kind === "short") return;
      const { reservation, what } = held;
      const verdict = await this.#grants.ask({ ...asked, reservation, what }, deadline as never);
      if (verdict.kind === "granted") this.open.push({ transactionId, burn: wanted.points });
      else this.#journal.holdLess(reservation, 0);
    }
    if (pays) this.pay();
    await this.push();
  }

  /** The sale that is open for longest is paid. */
  pay(): void {
    const sale = this.open.shift();
    if (sale === undefined) return;
    const { transactionId, couponId, burn } = sale;
    const balance = POINTS - this.burnt;
    this.burnt += burn ?? 0;
    if (couponId !== undefined) this.used.push(couponId);
    const body = { transactionId, receipt: transactionId, applied: [], context: { customer: { id: "c1" } } };
    this.#journal.commitSale({
      completionHash: transactionId,
      sale: body as unknown as SaleToCommit["sale"],
      definitions: [],
      points: [],
      redeemed: couponId === undefined ? [] : [{ couponId, series: "S", unique: true }],
      burnt: burn === undefined ? [] : [{ account: "base", points: burn, balance, balanceAtMs: 0 }],
      answer: {},
    });
  }

  /** The oldest sale is cancelled. */
  cancel(): void {
    const sale = this.open.shift();
    if (sale === undefined) return;
    this.#journal.freeOrphans(this.open.map(({ transactionId }) => transactionId));
  }

  async push(): Promise<void> {
    if (!this.up) return;
    const events = this.#journal.pending("claims", 500);
    if (events.length === 0) return;
    const { cursor } = await this.#hub.accept(
      { ...this.#journal.identity(), lane: "claims", events },
      this.#now(),
    );
    this.#journal.settle("claims", cursor);
  }

  close(): void {
    this.#journal.close();
  }
}

export async function play(steps: readonly Step[], allowed: Allowed, points: Allowed) {
  const folder = mkdtempSync(join(tmpdir(), "tillside-partitions-"));
  const hub = await openHubStore({ dataDir: folder });
  let nowMs = 1_795_000_000_000;
  const tills = STORES.map((store, n) => new Till(folder, store, `${n + 1}`, hub, () => nowMs));
  const all = {
    coupons: { S: { worthCents: 500, ...allowed } },
    points: { base: { worthCentsPerHundred: 100, ...points } },
  };
  try {
    for (const step of steps) {
      nowMs += 1000;
      if (step.kind === "night") for (const till of tills) till.day += 1;
      else {
        const till = tills[step.till]!;
        if (step.kind === "line") till.up = step.up;
        else if (step.kind === "end") till.cancel();
        else if (step.kind === "coupon") {
          const what = { kind: "coupon", couponId: `k${step.coupon}`, series: "S" } as const;
          await till.show(what, couponsAlone(all, "S"), step.pays);
        } else {
          const of = { customerId: "c1", account: "base", points: BURN, balance: 0, balanceAtMs: 0 };
          await till.show({ kind: "points", ...of }, pointsAlone(all, "base"), step.pays);
        }
        await till.push();
      }
    }
    for (const till of tills) {
      while (till.open.length > 0) till.pay();
      till.up = true;
      await till.push();
    }
    const { couponsUsedTwice, pointsMissing, claimsHeld, quarantined } = await hub.status(nowMs);
    const counts = Map.groupBy(
      tills.flatMap(({ used }) => used),
      (couponId) => couponId,
    );
    const tooMany = [...counts.values()].reduce((sum, { length }) => sum + length - 1, 0);
    const burnt = tills.reduce((sum, till) => sum + till.burnt, 0);
    // HQ has found all of it, and nothing else.
    deepEqual(
      { couponsUsedTwice, pointsMissing, claimsHeld, quarantined },
      {
        couponsUsedTwice: [...counts.values()].filter(({ length }) => length > 1).length,
        pointsMissing: Math.max(0, burnt - POINTS),
        claimsHeld: 0,
        quarantined: 0,
      },
    );
    return { coupons: tooMany * 500, points: Math.max(0, burnt - POINTS) };
  } finally {
    for (const till of tills) till.close();
    await hub.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const till = fc.nat(STORES.length - 1);
const sale = fc.record({
  kind: fc.constantFrom("coupon", "points"),
  till,
  coupon: fc.nat(COUPONS - 1),
  pays: fc.boolean(),
});
const line = fc.record({ kind: fc.constant("line"), till, up: fc.boolean() });
const end = fc.record({ kind: fc.constant("end"), till });
const night = fc.record({ kind: fc.constant("night") });
const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: sale },
    { weight: 3, arbitrary: line },
    { weight: 2, arbitrary: end },
    { weight: 1, arbitrary: night },
  ),
  { minLength: 20, maxLength: 60 },
) as fc.Arbitrary<Step[]>;
const few = fc.integer({ min: 0, max: 3 });
const fewPoints = fc.integer({ min: 0, max: 2 }).map((times) => times * BURN);

/** Whenever lines break and mend. Answers the most that was lost in one schedule, in cents. */
export async function neverMoreThanSaid(numRuns: number): Promise<number> {
  let worst = 0;
  await fc.assert(
    fc.asyncProperty(steps, few, fewPoints, async (schedule, perTillAndDay, points) => {
      const most = saidBefore({ perTillAndDay }, { perTillAndDay: points }, daysOf(schedule));
      const lost = await play(schedule, { perTillAndDay }, { perTillAndDay: points });
      worst = Math.max(worst, lost.coupons);
      ok(lost.coupons <= most.coupons && lost.points <= most.points);
    }),
    { numRuns },
  );
  return worst;
}

/** One outage at every till, over all the days. */
export async function neverMoreInOneOutage(numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(steps, few, few, async (schedule, perTillAndDay, perTillAndOutage) => {
      const allowed = { perTillAndDay, perTillAndOutage };
      const most = saidBefore(allowed, { perTillAndDay: 0 }, daysOf(schedule));
      const lost = await play([...down, ...withoutLines(schedule)], allowed, { perTillAndDay: 0 });
      ok(lost.coupons <= most.coupons);
      equal(lost.points, 0);
    }),
    { numRuns },
  );
}

/** Every till reaches HQ all the time. */
export async function nothingLostWithHq(numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(steps, async (schedule) => {
      const lost = await play(withoutLines(schedule), { perTillAndDay: 9 }, { perTillAndDay: 999 });
      deepEqual(lost, { coupons: 0, points: 0 });
    }),
    { numRuns },
  );
}

export const down: readonly Step[] = STORES.map((_, at) => ({ kind: "line", till: at, up: false }));

function withoutLines(schedule: readonly Step[]): Step[] {
  return schedule.filter(({ kind }) => kind !== "line");
}

function daysOf(schedule: readonly Step[]): number {
  return 1 + schedule.filter(({ kind }) => kind === "night").length;
}

/** The section of `npm run test:long`. */
export async function partitionsForLong(numRuns: number): Promise<void> {
  const { seed = 0 } = fc.readConfigureGlobal();
  console.log(`${numRuns} schedules of partitions, seed ${seed} (TILLSIDE_SEED)`);
  const worst = await neverMoreThanSaid(numRuns);
  await neverMoreInOneOutage(numRuns);
  await nothingLostWithHq(numRuns);
  console.log(
    `never more than was said before; at most ${worst} cents in one schedule, and HQ found all of it`,
  );
}
