/**
 * A till's counter: customers who show coupons and points, wait, come back, pay or go. Looking up, asking and the journal's
 * part are as shipped; what the sessions' file would hold is here, and outlives the till's program.
 */

import type { Grants } from "../../agent/grants/grants.ts";
import { burntBy, holdPoints, type PointsParts } from "../../agent/grants/points.ts";
import type { Log } from "../../agent/log.ts";
import { createLookUp, type LookUp } from "../../agent/look-up.ts";
import type { OpenSale } from "../../agent/sale.ts";
import type { Reserved } from "../../agent/store/journal.ts";
import type { JournalCalls } from "../../agent/workers/journal.ts";
import type { Releases } from "../../agent/workers/releases.ts";
import type { Effect } from "../../engine/effect.ts";
import { OPENS_MS } from "./day.ts";
import { ALLOWANCES, GIFT_POINTS, GIFTS, homeOf, seriesOf } from "./offers.ts";
import type { Promises } from "./promises.ts";
import { BUSINESS_DAY, type Planned, saleOf } from "./sale.ts";
import type { Trace } from "./trace.ts";
import type { Recorded, Truth } from "./truth.ts";

export interface CounterParts {
  readonly name: string;
  readonly place: { readonly store: string; readonly till: string };
  readonly truth: Truth;
  readonly trace: Trace;
  readonly promises: Promises;
}

/** What a counter has of the till's program that runs now. */
export interface CounterLife {
  readonly isAlive: () => boolean;
  readonly journal: JournalCalls["call"];
  readonly grants: Grants;
  readonly log: Log;
  readonly steadyMs: () => number;
  /** Resolves for the living only. */
  readonly pause: (ms: number) => Promise<void>;
  /** The journal has news for HQ. */
  readonly news: () => void;
}

interface Open {
  readonly sale: Planned;
  /** Of its coupons so many were answered. */
  shown: number;
  readonly coupons: { readonly couponId: string; readonly series: string; readonly reservation: string }[];
  /** Gift points that pay for its reward. */
  burns: number;
  hasRested: boolean;
}

/** As the POS waits for it. */
const LOOK_UP_MS = 600;
/** Between two customers' hands. */
const THINKS_MS = 300;

export class Counter {
  readonly #parts: CounterParts;
  readonly #open = new Map<string, Open>();
  #life: { readonly life: CounterLife; readonly lookUp: LookUp; readonly releases: Releases } | undefined;
  #isAwake = false;
  #burnt = new Map<string, number>();

  constructor(parts: CounterParts) {
    this.#parts = parts;
  }

  get isIdle(): boolean {
    return this.#open.size === 0;
  }

  serve(sale: Planned): void {
    const open: Open = { sale, shown: 0, coupons: [], burns: 0, hasRested: false };
    this.#open.set(sale.receipt, open);
    if (this.#isAwake) void this.#goOn(open);
  }

  /** The till's program has begun: what was open is woken as `agent/sessions/wake.ts` does it, then goes on. */
  async begin(life: CounterLife): Promise<void> {
    const releases = this.#releases();
    const free = (reservations: readonly Reserved[]) => void this.#free(life, reservations);
    const { journal, grants, log } = life;
    this.#isAwake = false;
    this.#life = { life, releases, lookUp: createLookUp({ releases, journal, grants, log, free }) };
    const recorded = await journal("recordedOf", [...this.#open.keys()]);
    const open = [...this.#open.values()].filter(({ sale }) => !recorded.includes(sale.receipt));
    await journal("freeOrphans", [...this.#open.keys()]);
    const transactionIds = open.map(({ sale }) => sale.receipt);
    const reservations = open.flatMap(({ sale, coupons }) =>
      coupons.map((one) => ({ ...one, transactionId: sale.receipt })),
    );
    const lost = await journal("holdExactly", { transactionIds, reservations });
    if (lost.length > 0) this.#parts.truth.wrong(`${this.#parts.name} woke and had lost ${lost.join(", ")}`);
    if (!life.isAlive()) return;
    this.#isAwake = true;
    life.grants.tell();
    life.news();
    // The POS says again what was recorded and not answered.
    for (const one of this.#open.values())
      void (recorded.includes(one.sale.receipt) ? this.#pay(one) : this.#goOn(one));
  }

  end(): void {
    this.#life?.life.grants.close();
    this.#life = undefined;
    this.#isAwake = false;
  }

  async #goOn(open: Open): Promise<void> {
    const { life } = this.#life!;
    const { sale } = open;
    while (open.shown < sale.coupons.length) {
      await this.#show(open, sale.coupons[open.shown]!);
      if (!life.isAlive()) return;
      await life.pause(THINKS_MS);
    }
    if (sale.burns) await this.#burn(open);
    if (!life.isAlive()) return;
    await life.pause(sale.shopsMs ?? 0);
    if (sale.restsMs !== undefined && !open.hasRested) {
      await life.pause(sale.restsMs);
      open.hasRested = true;
    }
    if (sale.isCancelled) await this.#cancel(open);
    else await this.#pay(open);
  }

  async #show(open: Open, couponId: string): Promise<void> {
    const { life, lookUp } = this.#life!;
    const { sale } = open;
    const coupon = await lookUp.reserve(this.#asOpenSale(open), couponId, this.#deadline(life));
    if (!life.isAlive()) return;
    open.shown += 1;
    const { name, trace, promises } = this.#parts;
    if ("outcome" in coupon)
      return trace.note(name, `${sale.receipt}: ${couponId} refused, ${coupon.reason}`);
    open.coupons.push({ couponId, series: seriesOf(couponId), reservation: coupon.reservation! });
    trace.note(name, `${sale.receipt}: ${couponId} accepted`);
    promises.accepted(sale.receipt, `coupon ${couponId}`);
  }

  /** The customer chooses a reward; after an end of the till the agent asks for it again. */
  async #burn(open: Open): Promise<void> {
    const { life, releases } = this.#life!;
    const { sale } = open;
    const { journal, grants, log } = life;
    const parts: PointsParts = { releases, journal, grants, log };
    const points = sale.burns!;
    const refused = await holdPoints(this.#asOpenSale(open), reward(points), parts, this.#deadline(life));
    if (!life.isAlive()) return;
    const isHeld = refused.every(({ left }) => left >= points);
    open.burns = isHeld ? points : 0;
    const { name, trace, promises } = this.#parts;
    const words = isHeld ? "held" : `refused, ${refused[0]?.reason}`;
    trace.note(name, `${sale.receipt}: ${points} points of ${sale.customer} ${words}`);
    const thing = `points ${sale.customer} ${GIFTS}`;
    if (isHeld) promises.accepted(sale.receipt, thing);
    else promises.over(sale.receipt, thing);
  }

  async #cancel({ sale, coupons }: Open): Promise<void> {
    const { life } = this.#life!;
    const { name, trace, promises } = this.#parts;
    this.#open.delete(sale.receipt);
    promises.over(sale.receipt);
    trace.note(name, `${sale.receipt} cancelled`);
    if (sale.burns) await life.journal("freePoints", [sale.receipt]);
    await this.#free(life, coupons);
  }

  async #pay(open: Open): Promise<void> {
    const { life, releases } = this.#life!;
    const { sale, coupons, burns } = open;
    const { name, place, truth, trace } = this.#parts;
    const effects = reward(burns);
    const burnt = await burntBy(effects, this.#asOpenSale(open), releases, this.#deadline(life));
    if (!life.isAlive()) return;
    const redeemed = coupons.map(({ couponId }) => couponId);
    if (!truth.sold.has(sale.receipt)) truth.paid(name, sale);
    const commit = saleOf(sale, { ...place, redeemed });
    const points = [...commit.points, { account: GIFTS, points: -burns }];
    const recorded = await life.journal("commitSale", { ...commit, points, burnt });
    if (recorded.kind !== "recorded") throw new Error(`${sale.receipt} was completed differently`);
    const answer = recorded.answer as unknown as Recorded;
    this.#open.delete(sale.receipt);
    truth.acknowledged(sale.receipt, answer);
    trace.note(name, `sale ${sale.receipt} recorded`);
    life.grants.tell();
    life.news();
  }

  /** The journal has recorded it, whether the POS hears of it or not. */
  recorded(transactionId: string, saleId: string): void {
    const open = this.#open.get(transactionId);
    this.#parts.promises.paidBy(transactionId, saleId);
    if (open === undefined || open.burns === 0) return;
    const customer = open.sale.customer!;
    this.#burnt.set(customer, (this.#burnt.get(customer) ?? 0) + open.burns);
  }

  async #free(life: CounterLife, reservations: readonly Reserved[]): Promise<void> {
    if (reservations.length > 0) await life.journal("free", reservations);
    if (!life.isAlive()) return;
    life.news();
    life.grants.tell();
  }

  #deadline({ steadyMs }: CounterLife) {
    const until = steadyMs() + LOOK_UP_MS;
    return { leftMs: () => Math.max(1, until - steadyMs()) };
  }

  /** As far as coupons and points look at it. */
  #asOpenSale({ sale, coupons }: Open): OpenSale {
    const { receipt: transactionId, customer } = sale;
    const presented = coupons.map(({ couponId, series }) => ({ presented: { couponId, series } }));
    const session = {
      ...{ transactionId, release: 1, training: false, coupons: presented, begun: { date: BUSINESS_DAY } },
      customer: customer === undefined ? undefined : { id: customer, balances: {} },
    };
    return { session, pointsHeld: new Map(), nextPresentationId: () => "1" } as unknown as OpenSale;
  }

  /** A release that knows every coupon and every card. */
  #releases(): Releases {
    const homed = (name: string) => {
      const home = homeOf(name);
      return home === undefined ? {} : { home };
    };
    const answers: Record<string, (argument: never) => unknown> = {
      coupon: ({ code }: { code: string }) => ({
        ...{ kind: "found", couponId: code, series: seriesOf(code), onceInASale: false },
        ...homed(code),
      }),
      balances: (customer: string) => ({
        balances: { [GIFTS]: GIFT_POINTS - (this.#burnt.get(customer) ?? 0) },
        balanceAt: new Date(OPENS_MS).toISOString(),
        ...homed(customer),
      }),
    };
    const evaluator = {
      call: async (name: string, argument: never) => answers[name]!(argument),
      ready: () => ({ allowances: ALLOWANCES }),
    };
    return { current: () => undefined, of: () => evaluator } as unknown as Releases;
  }
}

function reward(points: number): Effect[] {
  const effect = { kind: "reward", promotionId: "G", account: GIFTS, points, times: 1 };
  return points === 0 ? [] : [effect as unknown as Effect];
}
