/** HQ as a model: hub processes of one core each, on databases that work on one transaction after the other. Turns are the shipped ones. */

import { LARGE_BYTES, Turns } from "../../sync/hub/backlogs.ts";
import type { Happenings } from "./happenings.ts";
import type { HubCosts } from "./inputs.ts";

export interface Request {
  readonly till: number;
  readonly receipts: number;
  readonly bytes: number;
  readonly sentMs: number;
  readonly hub: number;
  /** Which of all questions: a till asks one at a time, and an answer to an earlier one comes too late. */
  readonly question: number;
}

export type Turning = "as shipped" | "everybody waits";

export interface HqSize {
  readonly hubs: number;
  readonly databases: number;
}

interface Hub {
  cpuFreeMs: number;
  cpuBusyMs: number;
  readonly turns: Turns;
  readonly waiting: number[];
  /** How many of them have begun; the list is not cut at its front each time. */
  begun: number;
}

export class Hq {
  refused = 0;
  /** Requests that were worked on, though nobody waited any more. */
  inVain = 0;
  mostWaiting = 0;
  readonly #hubs: readonly Hub[];
  readonly #databaseFreeMs: Float64Array;
  readonly #databaseBusyMs: Float64Array;
  readonly #requests: (Request | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #happenings: Happenings;
  readonly #costs: HubCosts;
  readonly #turning: Turning;
  readonly #kinds: { readonly readBy: number; readonly stored: number };
  readonly #patienceMs: number;

  /** @param kinds the happenings by which it goes on: `worked` and `stored` are to be called for them */
  constructor(
    happenings: Happenings,
    size: HqSize,
    costs: HubCosts,
    turning: Turning,
    kinds: { readonly readBy: number; readonly stored: number },
    patienceMs: number,
  ) {
    this.#happenings = happenings;
    this.#costs = costs;
    this.#turning = turning;
    this.#kinds = kinds;
    this.#patienceMs = patienceMs;
    this.#hubs = Array.from({ length: size.hubs }, () => ({
      cpuFreeMs: 0,
      cpuBusyMs: 0,
      turns: new Turns(),
      waiting: [],
      begun: 0,
    }));
    this.#databaseFreeMs = new Float64Array(size.databases);
    this.#databaseBusyMs = new Float64Array(size.databases);
  }

  /** Undefined: it is answered later. Else the milliseconds after which the till is to come again. */
  take(request: Request): number | undefined {
    const { nowMs } = this.#happenings;
    const hub = this.#hubs[request.hub]!;
    if (request.bytes <= LARGE_BYTES) {
      this.#work(this.#keep(request), hub);
      return undefined;
    }
    const laterMs = this.#turning === "as shipped" ? hub.turns.refusal(nowMs) : undefined;
    if (laterMs !== undefined) {
      this.refused += 1;
      this.#cpu(hub, this.#costs.refusalUs);
      return laterMs;
    }
    const id = this.#keep(request);
    if (hub.turns.enter(nowMs)) this.#work(id, hub);
    else {
      hub.waiting.push(id);
      this.mostWaiting = Math.max(this.mostWaiting, hub.waiting.length - hub.begun);
    }
    return undefined;
  }

  /** The hub's process has read it: on to the database. */
  worked(id: number): void {
    const { till, receipts } = this.#requests[id]!;
    const database = till % this.#databaseFreeMs.length;
    const ms = (this.#costs.commitUs + receipts * this.#costs.storedUs) / 1000;
    const end = Math.max(this.#happenings.nowMs, this.#databaseFreeMs[database]!) + ms;
    this.#databaseFreeMs[database] = end;
    this.#databaseBusyMs[database]! += ms;
    this.#happenings.at(end, this.#kinds.stored, id);
  }

  /** It is durable: the answer goes to the till; the next large one has its turn. */
  stored(id: number): Request {
    const request = this.#requests[id]!;
    this.#drop(id);
    if (this.#isLate(request)) this.inVain += 1;
    const hub = this.#hubs[request.hub]!;
    if (request.bytes > LARGE_BYTES) this.#ended(hub);
    return request;
  }

  /** Shares of the time until now that the busiest process, and the busiest database, had to do. */
  busy(): { readonly hub: number; readonly database: number } {
    const share = (all: readonly number[]) => Math.max(...all) / this.#happenings.nowMs;
    return { hub: share(this.#hubs.map((it) => it.cpuBusyMs)), database: share([...this.#databaseBusyMs]) };
  }

  #ended(hub: Hub): void {
    while (hub.turns.ended(this.#happenings.nowMs)) {
      const id = hub.waiting[hub.begun]!;
      hub.begun += 1;
      if (hub.begun === hub.waiting.length) {
        hub.waiting.length = 0;
        hub.begun = 0;
      }
      // What nobody waits for any more is left: the turn is over at once.
      const isLeft = this.#isLate(this.#requests[id]!) && this.#turning === "as shipped";
      if (!isLeft) {
        this.#work(id, hub);
        return;
      }
      this.#drop(id);
    }
  }

  #isLate({ sentMs }: Request): boolean {
    return this.#happenings.nowMs - sentMs > this.#patienceMs;
  }

  #work(id: number, hub: Hub): void {
    const { receipts } = this.#requests[id]!;
    const end = this.#cpu(hub, this.#costs.requestUs + receipts * this.#costs.receiptUs);
    this.#happenings.at(end, this.#kinds.readBy, id);
  }

  #cpu(hub: Hub, us: number): number {
    hub.cpuFreeMs = Math.max(this.#happenings.nowMs, hub.cpuFreeMs) + us / 1000;
    hub.cpuBusyMs += us / 1000;
    return hub.cpuFreeMs;
  }

  #keep(request: Request): number {
    const id = this.#free.pop() ?? this.#requests.length;
    this.#requests[id] = request;
    return id;
  }

  #drop(id: number): void {
    this.#requests[id] = undefined;
    this.#free.push(id);
  }
}
