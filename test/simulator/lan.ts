/**
 * What the tills of a store hear of each other: late, in another order, not at all. A switch may split the store; what is
 * said across it is lost, or comes when the split is over, as from a connection that nobody has given up.
 */

import type { Connection } from "../../agent/lead/connection.ts";
import type { StoreLan, StoreLanParts } from "../../agent/lead/lan.ts";
import { type Said, saidSchema } from "../../agent/lead/said.ts";
import type { Member, Message } from "../../sync/lead/words.ts";
import type { Time } from "./time.ts";

export interface LanWeather {
  readonly lost: number;
  /** So slow that most have given it up. */
  readonly slow: number;
}

export const FAIR_LAN: LanWeather = { lost: 0, slow: 0 };
const USUAL_MS = 2;
const SLOW_MS = 600;
/** Of what is said across a split, how much comes when it is over. */
const KEPT = 0.3;

interface Place {
  readonly store: string;
  readonly till: string;
  readonly isAlive: () => boolean;
  readonly heard: StoreLanParts["heard"];
}

export interface LanParts {
  readonly time: Time;
  readonly random: () => number;
  /** Everything that leaves a till, for whoever watches. */
  readonly overheard: (store: string, message: Message) => void;
  /** A fault that is made on purpose: what comes back at once, whether the other till has heard it or not. */
  readonly echo?: ((message: Message, from: Member) => Message | undefined) | undefined;
}

export class Lan {
  weather = FAIR_LAN;
  readonly #parts: LanParts;
  readonly #places = new Map<string, Place>();
  /** By store: the tills on the other side of the switch. */
  readonly #splits = new Map<string, ReadonlySet<string>>();
  /** By till, as which it spoke last. */
  readonly #members = new Map<string, Member>();
  /** What was said across a split and comes when it is over. */
  #kept: (() => void)[] = [];

  constructor(parts: LanParts) {
    this.#parts = parts;
  }

  /** These hear each other and nobody else of their store. */
  split(store: string, tills: readonly string[]): void {
    this.#splits.set(store, new Set(tills));
  }

  heal(store?: string): void {
    for (const name of store === undefined ? [...this.#splits.keys()] : [store]) this.#splits.delete(name);
    const late = this.#kept;
    this.#kept = [];
    for (const arrive of late) this.#soon(arrive);
  }

  /** What a life of that till has instead of TLS connections. */
  openFor(store: string, isAlive: () => boolean) {
    return async ({ till, heard }: StoreLanParts): Promise<StoreLan> => {
      const name = `${store}/${till}`;
      const place = { store, till, isAlive, heard };
      this.#places.set(name, place);
      return {
        say: (to, said) => isAlive() && this.#say(place, to, said),
        reached: () =>
          [...this.#places.values()]
            .filter((one) => one.store === store && one !== place && this.#hears(place, one))
            .map((one) => one.till)
            .sort(),
        doubt: () => {},
        problem: () => undefined,
        close: async () => {
          if (this.#places.get(name) === place) this.#places.delete(name);
        },
      };
    };
  }

  /** False: the other end has refused it. Across a split nobody refuses anything. */
  #say(from: Place, till: string, said: Said): boolean {
    const { random } = this.#parts;
    const to = this.#places.get(`${from.store}/${till}`);
    if (said.kind === "among") this.#overhear(from, to, said.message);
    if (!this.#isSplit(from.store, from.till, till) && !to?.isAlive()) return false;
    if (to === undefined) return true;
    if (random() >= this.weather.lost) this.#deliver(from, to, JSON.stringify(said));
    return true;
  }

  #overhear(from: Place, to: Place | undefined, message: Message): void {
    const { overheard, echo } = this.#parts;
    overheard(from.store, message);
    this.#members.set(`${from.store}/${from.till}`, message.from);
    const member = to && this.#members.get(`${to.store}/${to.till}`);
    const back = member && echo?.(message, member);
    if (to !== undefined && back) this.#soon(() => this.#arrive(from, to, { kind: "among", message: back }));
  }

  #deliver(from: Place, to: Place, text: string): void {
    const { random } = this.#parts;
    const arrive = () => {
      if (!this.#isSplit(from.store, from.till, to.till))
        this.#arrive(to, from, saidSchema.parse(JSON.parse(text)));
      else if (random() < KEPT) this.#kept.push(arrive);
    };
    this.#soon(arrive);
  }

  /** To the process that it was sent to, not to the next one on the same machine. */
  #arrive(to: Place, from: Place, said: Said): void {
    if (!to.isAlive()) return;
    const back: Connection = {
      till: from.till,
      say: (answer) => void (to.isAlive() && this.#say(to, from.till, answer)),
      silentMs: () => 0,
      close: () => {},
    };
    to.heard(said, back);
  }

  #soon(arrive: () => void): void {
    const { time, random } = this.#parts;
    const slow = this.weather.slow > 0 && random() < this.weather.slow;
    time.later(slow ? random() * SLOW_MS : 0.2 - Math.log(1 - random()) * USUAL_MS, arrive);
  }

  #hears(one: Place, other: Place): boolean {
    return other.isAlive() && !this.#isSplit(one.store, one.till, other.till);
  }

  #isSplit(store: string, one: string, other: string): boolean {
    const side = this.#splits.get(store);
    return side !== undefined && side.has(one) !== side.has(other);
  }
}
