/** One day of a chain: everything that happens on it, the healing afterwards, and what must be true then. */

import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { TICK_MS } from "../../sync/lead/ticks.ts";
import { random as seeded } from "../bench/random.ts";
import { compareBooks } from "./books.ts";
import { type Day, type Happening, MINUTE_MS, OPENS_MS } from "./day.ts";
import { echoOf, type Faults, spoiled } from "./faults.ts";
import { firewall } from "./firewall.ts";
import { Hq } from "./hq.ts";
import { FAIR_LAN, Lan } from "./lan.ts";
import { checkJournal, compareLedgers } from "./ledger.ts";
import { type Library, memoryFolder } from "./library.ts";
import { FAIR, Network } from "./network.ts";
import { GIFT_POINTS, HOME } from "./offers.ts";
import { drawFrom } from "./platform.ts";
import { Promises, type Wish } from "./promises.ts";
import type { Shop } from "./shop.ts";
import { drawVisit } from "./store-day.ts";
import { Till } from "./till.ts";
import { Time } from "./time.ts";
import { Trace } from "./trace.ts";
import { Truth } from "./truth.ts";
import { Watch } from "./watch.ts";

export interface Outcome {
  readonly failures: readonly string[];
  readonly trace: readonly string[];
  readonly sales: number;
  /** What tills were told by HQ or its line, how often. */
  readonly told: Readonly<Record<string, number>>;
  /** Why a till took no release, the last time; by till. */
  readonly rejected: Readonly<Record<string, string>>;
  /** What was used once, where whatever is used once is asked for. */
  readonly paid: readonly Wish[];
  /** How often somebody began to lead the store. */
  readonly leads: (store: string) => number;
  /** Virtual. */
  readonly lastedMs: number;
}

/** After the last mischief everything is settled within this. */
const HEALED_WITHIN_MS = 120 * MINUTE_MS;
const LOOK_MS = 20_000;
/** A lead is found, and a customer is done, in this. */
const ELECTED_WITHIN_MS = 4000;

export async function live(day: Day, library: Library, faults: Faults = new Set()): Promise<Outcome> {
  const world = new World(day, library, faults);
  try {
    return await world.live();
  } finally {
    await world.remove();
  }
}

class World {
  readonly #day: Day;
  readonly #library: Library;
  readonly #faults: Faults;
  readonly #folder = memoryFolder();
  readonly #random: () => number;
  readonly #time = new Time();
  readonly #trace = new Trace(this.#time);
  readonly #truth = new Truth();
  readonly #hq: Hq;
  readonly #network: Network;
  readonly #watch: Watch;
  readonly #promises: Promises;
  readonly #lan: Lan;
  readonly #tills = new Map<string, Till>();
  #isWell = false;
  /** How many reasons there are that it is off. */
  readonly #off = new Map<string, number>();

  constructor(day: Day, library: Library, faults: Faults) {
    this.#day = day;
    this.#library = library;
    this.#faults = faults;
    this.#random = seeded(day.seed * 7919 + 1);
    drawFrom(seeded(day.seed * 104_729 + 2));
    const [time, trace] = [this.#time, this.#trace];
    this.#hq = new Hq({
      folder: this.#folder,
      library,
      time,
      trace,
      clockMs: () => OPENS_MS + Math.floor(time.clockMs),
      spoil: faults.size > 0 ? spoiled(faults) : undefined,
    });
    this.#network = new Network(time, seeded(day.seed * 15_485_863 + 3), this.#hq);
    this.#watch = new Watch(this.#truth);
    this.#promises = new Promises(this.#truth, time);
    this.#lan = new Lan({
      time,
      random: seeded(day.seed * 49_979_687 + 4),
      overheard: (store, message) => this.#watch.said(store, message),
      echo: faults.size > 0 ? echoOf(faults) : undefined,
    });
    for (const name of day.tills) this.#addTill(name, name);
  }

  async live(): Promise<Outcome> {
    const { happenings, lastsMs } = this.#day;
    const [time, truth] = [this.#time, this.#truth];
    this.#hq.front = firewall(truth);
    await this.#hq.start();
    for (const till of this.#tills.values()) till.start();
    for (const happening of happenings) time.later(happening.atMs, () => this.#happen(happening));
    const goesOn = () => truth.failures.length === 0;
    await time.passUntil(lastsMs, goesOn);
    if (goesOn()) await this.#heal();
    if (goesOn()) await this.#compare();
    const told: Record<string, number> = {};
    for (const till of this.#tills.values())
      for (const [kind, times] of till.told) told[kind] = (told[kind] ?? 0) + times;
    const sales = [...truth.sold.values()].filter(({ acknowledged }) => acknowledged).length;
    const rejected: Record<string, string> = {};
    for (const { name, lastRejected } of this.#tills.values())
      if (lastRejected !== undefined) rejected[name] = lastRejected;
    const { failures } = truth;
    const leads = (store: string) => this.#watch.terms(store);
    const { paid } = this.#promises;
    return { failures, trace: this.#trace.lines, sales, told, rejected, paid, leads, lastedMs: time.nowMs };
  }

  async remove(): Promise<void> {
    for (const till of this.#tills.values()) till.kill();
    await this.#hq.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** @param place as "0042/1"; a clone has another's */
  #addTill(name: string, place: string): Till {
    const [store = "", till = ""] = place.split("/");
    const added = new Till({
      store,
      till,
      name,
      folder: this.#folder,
      time: this.#time,
      random: seeded(this.#day.seed * 32_452_843 + this.#tills.size),
      network: this.#network,
      trace: this.#trace,
      truth: this.#truth,
      library: this.#library,
      opensMs: OPENS_MS,
      pollMs: this.#day.pollMs,
      faults: this.#faults,
      shop: this.#shopOf(store),
    });
    this.#tills.set(name, added);
    return added;
  }

  #shopOf(store: string): Shop | undefined {
    if (!this.#day.asks) return undefined;
    const mine = this.#tillsOf(store).sort();
    const members = mine.map((name, priority) => ({ till: name.slice(5), host: "lan", port: 1, priority }));
    const [lan, watch, promises] = [this.#lan, this.#watch, this.#promises];
    const isListed = mine.length > 1 || store === HOME.store;
    return { lan, watch, promises, ...(isListed && { list: { members } }) };
  }

  #tillsOf(store: string): string[] {
    return this.#day.tills.filter((name) => name.startsWith(`${store}/`));
  }

  #happen(happening: Happening): void {
    if (this.#isWell) return;
    const [time, trace] = [this.#time, this.#trace];
    const till = "till" in happening && happening.till ? this.#tills.get(happening.till) : undefined;
    switch (happening.does) {
      case "sell":
        till?.sell(happening.sale);
        break;
      case "publish":
        this.#hq.publish();
        break;
      case "kill":
        this.#offFor(happening.till!, happening.forMs);
        break;
      case "kill-hub":
        this.#offFor("hub", happening.forMs);
        break;
      case "power-cut":
        for (const name of ["hub", ...this.#tills.keys()]) this.#powerOffFor(name, happening.forMs);
        break;
      case "line": {
        const { line, forMs, store } = happening;
        const tills = store === undefined ? this.#tills.keys() : this.#tillsOf(store);
        for (const name of happening.till ? [happening.till] : tills) {
          trace.note(name, `its line: ${line}`);
          this.#network.lines.set(name, line);
          if (line === "reset") this.#network.breakStreams(name);
          time.later(forMs, () => this.#network.lines.delete(name));
        }
        break;
      }
      case "weather":
        this.#network.weather = happening.weather;
        break;
      case "copy": {
        const disk = till?.disk ?? this.#hq.disk;
        disk.copyTo(join(this.#folder, happening.as));
        trace.note(till?.name ?? "hub", "its disk is copied");
        break;
      }
      case "put-back":
        this.#putBack(till, join(this.#folder, happening.from));
        break;
      case "clone":
        this.#clone(till!, happening.as);
        break;
      case "lose-replica":
        till?.kill();
        if (till) writeFileSync(till.disk.file("replica.db"), "not a database any more");
        this.#startIfOn(happening.till);
        break;
      case "old-head":
        this.#hq.show(Math.max(1, this.#hq.published - happening.back));
        time.later(happening.forMs, () => this.#hq.show(this.#hq.published));
        break;
      case "clock":
        till!.clockOffMs = happening.offMs;
        trace.note(happening.till, `its clock is off by ${(happening.offMs / 86_400_000).toFixed(2)} days`);
        break;
      case "hours":
        trace.note("world", `${(happening.forMs / (60 * MINUTE_MS)).toFixed(1)} hours go by`);
        time.skip(happening.forMs);
        break;
      case "split":
        trace.note(happening.store, `its switch splits off ${happening.tills.join(", ") || "nobody"}`);
        this.#lan.split(happening.store, happening.tills);
        time.later(happening.forMs, () => this.#lan.heal(happening.store));
        break;
      case "lan-weather":
        this.#lan.weather = happening.weather;
        break;
      case "power-at-promise": {
        const { when, forMs } = happening;
        till?.loseCurrent(when, () => this.#powerOffFor(happening.till, forMs));
        break;
      }
      case "lose-lead":
        till?.kill();
        for (const log of ["", "-wal"]) rmSync(till!.disk.file(`lead.db${log}`), { force: true });
        this.#watch.forget(happening.till);
        trace.note(happening.till, "what it promised its store is lost");
        this.#startIfOn(happening.till);
        break;
    }
  }

  #powerOffFor(name: string, ms: number): void {
    this.#offFor(name, ms);
    this.#tills.get(name)?.startMachine();
  }

  /** Killed now, and started again then, unless something else keeps it off. */
  #offFor(name: string, ms: number): void {
    this.#off.set(name, (this.#off.get(name) ?? 0) + 1);
    if (name === "hub") {
      void this.#time.whileBusy(this.#hq.kill());
      this.#network.breakStreams();
    } else this.#tills.get(name)!.kill();
    this.#time.later(ms, () => {
      this.#off.set(name, this.#off.get(name)! - 1);
      this.#startIfOn(name);
    });
  }

  #startIfOn(name: string): void {
    if ((this.#off.get(name) ?? 0) > 0) return;
    if (name === "hub") {
      if (!this.#hq.isUp) void this.#time.whileBusy(this.#hq.start());
    } else this.#tills.get(name)!.start();
  }

  #putBack(till: Till | undefined, folder: string): void {
    if (till !== undefined) {
      till.kill();
      till.takeDisk(folder);
      till.forgetUnanswered();
      this.#truth.diskReplaced(till.name, receiptsIn(join(folder, "journal.db")));
      this.#startIfOn(till.name);
      return;
    }
    const exchange = async () => {
      await this.#hq.kill();
      this.#network.breakStreams();
      this.#hq.putBack(folder);
      if ((this.#off.get("hub") ?? 0) === 0) await this.#hq.start();
    };
    void this.#time.whileBusy(exchange());
  }

  #clone(till: Till, as: string): void {
    const copy = till.disk.copyTo(join(this.#folder, "clone"));
    const clone = this.#addTill(as, till.name);
    clone.takeDisk(copy);
    clone.start();
  }

  /** Everything works again. */
  async #heal(): Promise<void> {
    const [time, trace, truth] = [this.#time, this.#trace, this.#truth];
    trace.note("world", "is well again");
    this.#isWell = true;
    this.#network.weather = FAIR;
    this.#network.lines.clear();
    this.#lan.weather = FAIR_LAN;
    this.#lan.heal();
    this.#off.clear();
    if (!this.#hq.isUp) await this.#hq.start();
    if (!this.#day.asks) this.#hq.publish();
    for (const till of this.#tills.values()) {
      if (!this.#day.clocksStayWrong) till.clockOffMs = 0;
      till.keepCurrent();
      till.start();
    }
    if (this.#day.asks) await this.#showOnceMore();
    // Whose last report failed says how it is four polls later, and hears then what HQ has lost.
    if (this.#hq.wasPutBack) await time.passUntil(time.nowMs + 6 * this.#day.pollMs);
    const until = time.nowMs + HEALED_WITHIN_MS;
    while (time.nowMs < until && truth.failures.length === 0) {
      await time.passUntil(time.nowMs + (this.#day.asks ? LOOK_MS / 10 : LOOK_MS));
      if ((await this.#unsettled()) !== undefined) continue;
      // What is decided is in the log; the book in the file has it a tick later.
      if (this.#day.asks) await time.passUntil(time.nowMs + 2 * TICK_MS);
      return;
    }
    if (truth.failures.length > 0) return;
    const left = await this.#unsettled();
    if (left !== undefined) truth.wrong(`two hours after everything works again ${left}`);
  }

  /** With everybody there a coupon is granted by all who are asked. */
  async #showOnceMore(): Promise<void> {
    const [time, truth] = [this.#time, this.#truth];
    await time.passUntil(time.nowMs + ELECTED_WITHIN_MS);
    const tills = [...this.#tills.values()];
    for (const [number, till] of tills.entries())
      till.sell(
        drawVisit(90_000 + number, this.#random, {
          ...{ coupons: [`REFUSED-${till.name}`], isCancelled: false, restsMs: 0, shopsMs: 0 },
          ...{ customer: `of ${till.name}`, burns: GIFT_POINTS },
        }),
      );
    await time.passUntil(time.nowMs + ELECTED_WITHIN_MS);
    for (const [number, { name, member }] of tills.entries()) {
      const mine = this.#promises.paid.filter(({ transactionId }) => transactionId === `R${90_000 + number}`);
      const asked = member === undefined ? 1 : 2;
      if (mine.length !== 2 || mine.some(({ granted }) => granted.size !== asked))
        truth.wrong(`${name} was not granted what is its customer's although everybody is there`);
    }
  }

  async #unsettled(): Promise<string | undefined> {
    for (const till of this.#tills.values()) {
      if (till.owes) return `${till.name} has not told its lead all`;
      const standing = till.member?.status();
      if (standing?.tills.includes(till.parts.till)) {
        const decided = this.#tills.get(`${till.parts.store}/${standing.lead}`)?.member?.status().decided;
        if (standing.decided !== decided) return `${till.name} has not all that its lead has`;
      }
      if (!till.isIdle) return `${till.name} has not answered its POS`;
      const waiting = await till.waiting();
      if (waiting > 0) return `${waiting} events of ${till.name} wait for HQ`;
      const release = await till.release();
      if (release !== this.#hq.published && !this.#day.clocksStayWrong && !this.#day.asks)
        return `${till.name} sells with release ${release}, the newest is ${this.#hq.published}`;
    }
    return undefined;
  }

  async #compare(): Promise<void> {
    for (const till of this.#tills.values()) {
      till.kill();
      checkJournal(till.name, till.journalPath, this.#truth);
    }
    await this.#hq.kill();
    const hubDb = this.#hq.disk.file("hub.db");
    compareLedgers(hubDb, this.#truth);
    if (this.#day.asks) compareBooks([...this.#tills.values()], hubDb, this.#promises, this.#truth);
  }
}

function receiptsIn(journal: string): Set<string> {
  const db = new Sqlite(journal);
  try {
    return new Set(db.prepare("SELECT receipt FROM sale").pluck().all() as string[]);
  } finally {
    db.close();
  }
}
