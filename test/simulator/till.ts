/**
 * A till: journal, replica and the agent's way to HQ as shipped, on a disk of its own, and a POS that sells. Between the
 * threads every call takes a moment, and the till may be killed in any of them.
 */

import { hash } from "node:crypto";
import { join } from "node:path";
import type { Member } from "../../agent/lead/member.ts";
import { type Journal, openJournal } from "../../agent/store/journal.ts";
import { reachedRelease } from "../../agent/store/reached.ts";
import { type OpenedReplica, openReplica } from "../../agent/store/replica.ts";
import { type Hq as HqWay, openHq } from "../../agent/workers/hq.ts";
import type { Moment } from "../../sync/claims/lease-clock.ts";
import type { SyncEvent } from "../../sync/client/client.ts";
import type { Clocks } from "../../sync/client/surroundings.ts";
import type { FloorName } from "../../sync/protocol.ts";
import { Counter } from "./counter.ts";
import { Disk } from "./disk.ts";
import type { Faults } from "./faults.ts";
import { journalCalls } from "./journal-thread.ts";
import type { Library } from "./library.ts";
import { homeLeadOf } from "./member.ts";
import type { Network } from "./network.ts";
import { HOME, seriesOf } from "./offers.ts";
import { type Planned, saleOf } from "./sale.ts";
import { type Shop, shopOf } from "./shop.ts";
import type { Time } from "./time.ts";
import type { Trace } from "./trace.ts";
import type { Recorded, Truth } from "./truth.ts";

export interface TillParts {
  readonly store: string;
  readonly till: string;
  /** Another machine with this one's disk has its place and another name. */
  readonly name: string;
  readonly folder: string;
  readonly time: Time;
  readonly random: () => number;
  readonly network: Network;
  readonly trace: Trace;
  readonly truth: Truth;
  readonly library: Library;
  readonly opensMs: number;
  readonly pollMs: number;
  readonly faults: Faults;
  /** Where its store and HQ are asked for what is used once. */
  readonly shop?: Shop | undefined;
}

interface Life {
  isAlive: boolean;
  readonly journal: Journal;
  readonly replica: OpenedReplica;
  readonly hq: HqWay;
  readonly shop: ReturnType<typeof shopOf> | undefined;
}

/** Between threads. */
const HOP_MS = 2;
/** Of a fault that is made on purpose. */
const DAWDLES_MS = 60_000;

export class Till {
  readonly parts: TillParts;
  readonly disk: Disk;
  /** The machine's clock is off by so much. */
  clockOffMs = 0;
  /** Of the machine. */
  #starts = { count: 1, atMs: 0 };
  /** What HQ or its line did, by kind. */
  readonly told = new Map<SyncEvent["kind"], number>();
  /** The till's last word about a trouble of the way down. */
  lastRejected: string | undefined;
  #life: Life | undefined;
  /** Paid at the till, and the POS was not told yet that it is recorded. */
  readonly #unanswered: Planned[] = [];
  #isTelling = false;
  readonly #counter: Counter | undefined;
  #powerGoes: { readonly when: "before" | "after"; readonly goes: () => void } | undefined;
  /** What this disk had reached; another disk begins where it stands. */
  #reached = { release: 0, floors: new Map<FloorName, number>() };

  constructor(parts: TillParts) {
    this.parts = parts;
    const folder = join(parts.folder, parts.name.replace("/", "-"));
    this.disk = new Disk(
      folder,
      ["journal.db", "replica.db", "lead.db", "lead.db.lease"],
      parts.library.installed,
    );
    const { name, store, till, truth, trace, shop } = parts;
    if (shop !== undefined)
      this.#counter = new Counter({ name, place: { store, till }, truth, trace, promises: shop.promises });
  }

  get name(): string {
    return this.parts.name;
  }

  get isUp(): boolean {
    return this.#life !== undefined;
  }

  get isIdle(): boolean {
    return this.#unanswered.length === 0 && this.#counter?.isIdle !== false;
  }

  get journalPath(): string {
    return this.disk.file("journal.db");
  }

  start(): void {
    if (this.#life !== undefined) return;
    const { store, till, name, time, random, network, trace, library, pollMs, faults, shop } = this.parts;
    const life = { isAlive: true } as Life;
    const isAlive = () => life.isAlive;
    const nowMs = () => Math.floor(this.parts.opensMs + time.clockMs + this.clockOffMs);
    const moment = () => this.#moment(nowMs());
    const journal = openJournal(this.journalPath, { store, till }, nowMs);
    const replicaPath = this.disk.file("replica.db");
    const replica = openReplica(replicaPath, store, undefined, reachedRelease(this.journalPath));
    const clocks: Clocks = {
      nowMs,
      steadyMs: () => time.nowMs,
      later: (run, ms) => time.later(ms, () => life.isAlive && run()),
    };
    const calls = journalCalls({
      journal,
      hop: () => this.#hop(life),
      faults,
      raised: (floor, version) => this.#trusts(floor, version),
      settled: () => {
        if (journal.unsettled().claims === 0) shop?.promises.hqHas(name);
      },
      recorded: (transactionId, saleId) => this.#counter?.recorded(transactionId, saleId),
      counted: (reservation) => shop?.promises.counted(reservation),
    });
    const hop = () => this.#hop(life);
    const homeLead = homeLeadOf(
      () => life.shop?.member,
      hop,
      (number) => trace.note(name, `has lease ${number} from HQ`),
    );
    const hq = openHq(
      { url: "http://hq", dataDir: library.enrolled(`${store}/${till}`), place: { store, till }, pollMs },
      {
        replica: this.#watched(replica, life),
        trustedRoot: library.trustedRoot,
        journal: calls,
        onEvent: (event) => this.#heard(event),
        ...(shop?.list && { homeLead, moment }),
        surroundings: { ...clocks, random, fetch: network.fetchOf(name, isAlive) },
      },
    );
    if (hq.problem !== undefined) throw new Error(hq.problem);
    const parts = {
      name,
      store,
      till,
      path: this.disk.file("lead.db"),
      calls,
      hq,
      clocks,
      moment,
      isAlive,
      faults,
      trace,
    };
    const mine =
      shop &&
      shopOf(shop, {
        ...parts,
        hop,
        powerGoes: (when) => this.#isPowerGone(when),
        news: () => this.#push(life),
      });
    this.#life = Object.assign(life, { journal, replica, hq, shop: mine });
    trace.note(name, `starts${replica.broken === undefined ? "" : ", its replica was damaged"}`);
    if (!faults.has("no-floor") && journal.highest("release") < (this.#reached.floors.get("release") ?? 0))
      this.parts.truth.wrong(`${name} forgot the highest release that it had trusted`);
    hq.start();
    if (mine !== undefined) void this.#counter!.begin(mine.counter);
    void this.#tell();
  }

  kill(): void {
    if (this.#life === undefined) return;
    const { journal, replica, shop } = this.#life;
    this.#life.isAlive = false;
    this.#life = undefined;
    this.#isTelling = false;
    this.keepCurrent();
    this.#counter?.end();
    this.disk.leave();
    void shop?.member?.close();
    journal.close();
    replica.close();
    this.parts.network.breakStreams(this.name);
    this.parts.trace.note(this.name, "is killed");
  }

  /** Its power went, and not only its program. */
  startMachine(): void {
    this.#starts = { count: this.#starts.count + 1, atMs: this.parts.time.clockMs };
  }

  /** It comes back with an older disk, or another machine's. The till must be off. */
  takeDisk(folder: string): void {
    this.disk.replaceBy(folder);
    this.#reached = { release: 0, floors: new Map() };
    this.parts.trace.note(this.name, "gets another disk");
  }

  /** A customer pays. The POS says it again until it is answered. */
  sell(sale: Planned): void {
    if (this.#counter !== undefined) this.#counter.serve(sale);
    else {
      this.parts.truth.paid(this.name, sale);
      this.#unanswered.push(sale);
      void this.#tell();
    }
  }

  /** The POS is not told of these any more: its disk, too, is another one. */
  forgetUnanswered(): void {
    this.#unanswered.length = 0;
  }

  /** Events for HQ. */
  async waiting(): Promise<number> {
    const { claims, sales } = this.#life!.journal.unsettled();
    return claims + sales;
  }

  /** Whether its store's lead must hear something yet. */
  get owes(): boolean {
    return this.#life!.journal.owed(1).length > 0;
  }

  get member(): Member | undefined {
    return this.#life?.shop?.member;
  }

  /** The power goes when the till writes down what it promises its store the next time. */
  loseCurrent(when: "before" | "after", goes: () => void): void {
    this.#powerGoes = { when, goes };
  }

  /** It does not. */
  keepCurrent(): void {
    this.#powerGoes = undefined;
  }

  #isPowerGone(when: "before" | "after"): boolean {
    const power = this.#powerGoes;
    if (power?.when !== when) return false;
    this.#powerGoes = undefined;
    power.goes();
    return true;
  }

  #moment(wallMs: number): Moment {
    const { count, atMs } = this.#starts;
    return { uptimeMs: this.parts.time.clockMs - atMs, wallMs, boot: `start ${count}` };
  }

  async release(): Promise<number> {
    return this.#life!.replica.activeRelease();
  }

  async #tell(): Promise<void> {
    const life = this.#life;
    if (life === undefined || this.#isTelling) return;
    this.#isTelling = true;
    const { time, truth, faults, trace, random } = this.parts;
    for (let sale = this.#unanswered[0]; sale !== undefined; sale = this.#unanswered[0]) {
      await this.#hop(life);
      const commit = () => this.#commit(life, sale);
      let recorded: Recorded | undefined;
      if (faults.has("answer-before-commit"))
        time.later(random() * DAWDLES_MS, () => life.isAlive && commit());
      else recorded = commit();
      await this.#hop(life);
      this.#unanswered.shift();
      truth.acknowledged(sale.receipt, recorded);
      trace.note(this.name, `sale ${sale.receipt} recorded`);
      this.#push(life);
    }
    this.#isTelling = false;
  }

  /** As the agent does, but for a busy thread now and then. */
  #push(life: Life): void {
    const { time, random, pollMs } = this.parts;
    const push = () => life.isAlive && void life.hq.client?.pushNow();
    if (random() < 0.8) push();
    else time.later(random() * pollMs, push);
  }

  /** In one go, as the journal's thread does it. */
  #commit({ journal }: Life, sale: Planned): Recorded {
    const { store, till, faults, random } = this.parts;
    const redeemed = sale.coupons.filter((couponId) => {
      const reservation = hash("sha256", `${sale.receipt} ${couponId}`, "hex").slice(0, 36);
      const wanted = { couponId, series: seriesOf(couponId), transactionId: sale.receipt, reservation };
      return journal.reserve(wanted) === "reserved";
    });
    const again = faults.has("sale-anew") ? { ...sale, transactionId: `${sale.receipt} ${random()}` } : sale;
    const recorded = journal.commitSale(saleOf(again, { store, till, redeemed }));
    if (recorded.kind !== "recorded") throw new Error(`${sale.receipt} was completed differently`);
    return recorded.answer as unknown as Recorded;
  }

  #watched(replica: OpenedReplica, life: Life): OpenedReplica {
    const { time, trace } = this.parts;
    return {
      ...replica,
      // Of coupons and customers that its releases don't have.
      homed: (store) => (store === HOME.store ? HOME.homed : 0),
      activate: async (release, files, channels) => {
        await this.#hop(life);
        await time.whileBusy(replica.activate(release, files, channels));
        trace.note(this.name, `sells with release ${release}`);
        this.#mustNotFall("the release that it sells with", this.#reached.release, release);
        this.#reached.release = release;
        await this.#hop(life);
      },
    };
  }

  #trusts(name: FloorName, version: number): void {
    this.#mustNotFall(name, this.#reached.floors.get(name) ?? 0, version);
    this.#reached.floors.set(name, version);
  }

  #mustNotFall(what: string, before: number, now: number): void {
    if (now < before) this.parts.truth.wrong(`${this.name}: ${what} fell from ${before} to ${now}`);
  }

  #heard(event: SyncEvent): void {
    const { trace } = this.parts;
    this.told.set(event.kind, (this.told.get(event.kind) ?? 0) + 1);
    const { kind, ...more } = event;
    if (kind === "reached" || kind === "unreachable") return;
    if (event.kind === "rejected" && event.way === "down") this.lastRejected = event.code;
    trace.note(this.name, `${kind} ${JSON.stringify(more).slice(0, 200)}`);
  }

  /** Resolves for the living only. */
  #hop(life: Life): Promise<void> {
    const { time, random } = this.parts;
    return new Promise((resolve) => {
      time.later(random() * HOP_MS, () => life.isAlive && resolve());
    });
  }
}
