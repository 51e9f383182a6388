/** What happens on a day, drawn from its seed or written down for a case. */

import type { LanWeather } from "./lan.ts";
import type { Line, Weather } from "./network.ts";
import type { Planned } from "./sale.ts";

/** When a day begins, milliseconds since 1970. */
export const OPENS_MS = Date.UTC(2026, 10, 23, 7);

export type Happening = { readonly atMs: number } & (
  | { readonly does: "sell"; readonly till: string; readonly sale: Planned }
  | { readonly does: "publish" }
  | { readonly does: "kill" | "kill-hub" | "power-cut"; readonly till?: string; readonly forMs: number }
  /** Of a till, or of a store; else all lines at once. */
  | {
      readonly does: "line";
      readonly till?: string;
      readonly store?: string;
      readonly line: Line;
      readonly forMs: number;
    }
  | { readonly does: "weather"; readonly weather: Weather }
  /** A copy of the till's disk is made, or of HQ's database. */
  | { readonly does: "copy"; readonly till?: string; readonly as: string }
  /** The copy takes the place of what there is. */
  | { readonly does: "put-back"; readonly till?: string; readonly from: string }
  /** A second machine begins with a copy of the till's disk, beside it. */
  | { readonly does: "clone"; readonly till: string; readonly as: string }
  | { readonly does: "lose-replica"; readonly till: string }
  /** HQ, or what stands in front of it, shows a head of so many releases ago. */
  | { readonly does: "old-head"; readonly back: number; readonly forMs: number }
  | { readonly does: "clock"; readonly till: string; readonly offMs: number }
  /** By all clocks; nobody does anything meanwhile. */
  | { readonly does: "hours"; readonly forMs: number }
  /** The switch of a store: these tills hear each other, and the others each other. */
  | {
      readonly does: "split";
      readonly store: string;
      readonly tills: readonly string[];
      readonly forMs: number;
    }
  | { readonly does: "lan-weather"; readonly weather: LanWeather }
  /** The power goes while the till writes down what it promises its store: the next time that it does. */
  | {
      readonly does: "power-at-promise";
      readonly till: string;
      readonly when: "before" | "after";
      readonly forMs: number;
    }
  /** What the till has promised its store is gone. */
  | { readonly does: "lose-lead"; readonly till: string }
);

export interface Day {
  readonly seed: number;
  /** As "0042/1". */
  readonly tills: readonly string[];
  readonly lastsMs: number;
  readonly pollMs: number;
  readonly happenings: readonly Happening[];
  /** Clocks that nobody sets right in the end. */
  readonly clocksStayWrong?: true;
  /** Whatever is used once is asked of the store's lead and of HQ. */
  readonly asks?: true;
}

/** Tills that HQ knows. */
export const PLACES = [
  ...["0042/1", "0042/2", "0043/1"],
  ...["0042/3", "0042/4", "0042/5", "0043/2", "0043/3"],
] as const;
export const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 86_400_000;
const COUPONS = 12;
const CUSTOMERS = 4;

/** One customer's receipt; the number is of the whole day. */
export function drawSale(number: number, random: () => number, wish: Partial<Planned> = {}): Planned {
  const totalCents = 100 + Math.floor(random() * 9900);
  const customer = random() < 0.5 ? `c${1 + Math.floor(random() * CUSTOMERS)}` : undefined;
  const shows = random() < 0.3;
  const coupon = `coupon-${Math.floor(random() * COUPONS)}`;
  return {
    receipt: `R${number}`,
    totalCents,
    customer,
    points: customer === undefined ? 0 : Math.floor(totalCents / 100),
    coupons: shows ? [coupon] : [],
    ...wish,
  };
}

/** Every day has its own weather and its own mischief: some have none of a kind, some have much. */
export function drawDay(seed: number, random: () => number): Day {
  const happens = (share: number) => random() < share;
  const some = (most: number) => Math.floor(random() * (most + 1));
  const lastsMs = (1 + 2 * random()) * MINUTE_MS;
  const sometime = () => random() * lastsMs;
  const aWhile = () => random() ** 2 * 2 * MINUTE_MS;
  const tills = PLACES.slice(0, happens(0.25) ? 3 : 1 + some(1)) as readonly string[];
  const oneOf = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)]!;
  const happenings: Happening[] = [{ atMs: 0, does: "publish" }];
  const add = (happening: Happening) => happenings.push(happening);

  const stormy = happens(0.6);
  const share = (most: number) => (stormy ? random() ** 2 * most : 0);
  const weather: Weather = {
    lost: share(0.3),
    twice: share(0.3),
    brokenOff: share(0.2),
    late: share(0.2),
    usualMs: 20 + random() * 600,
  };
  add({ atMs: 0, does: "weather", weather });
  let number = 0;
  const unclear = happens(0.15);
  const poisoned = happens(0.12);
  for (const till of tills) {
    const everyMs = (20 + random() * 80) * 1000;
    for (let atMs = random() * everyMs; atMs < lastsMs; atMs += random() * 2 * everyMs) {
      number += 1;
      const odd: Partial<Planned> =
        unclear && happens(0.1)
          ? { isUnclear: true, coupons: [] }
          : poisoned && happens(0.1)
            ? { isPoisoned: true, coupons: [] }
            : {};
      add({ atMs, does: "sell", till, sale: drawSale(number, random, odd) });
    }
  }
  for (let n = some(4); n > 0; n -= 1) add({ atMs: sometime(), does: "publish" });
  const sold = happenings.filter((one) => one.does === "sell");
  for (let n = some(3); n > 0; n -= 1) {
    // Every other one is aimed: while a sale is on its way to the journal, or soon after.
    const aim = happens(0.5) ? sold[some(sold.length - 1)] : undefined;
    const atMs = aim === undefined ? sometime() : aim.atMs + random() * (happens(0.5) ? 4 : 1000);
    add({ atMs, does: "kill", till: aim?.till ?? oneOf(tills), forMs: aWhile() });
  }
  for (let n = some(2); n > 0; n -= 1) add({ atMs: sometime(), does: "kill-hub", forMs: aWhile() });
  if (happens(0.1)) add({ atMs: sometime(), does: "power-cut", forMs: aWhile() });
  for (let n = some(4); n > 0; n -= 1) {
    const line = oneOf<Line>(["cut", "no-answers", "reset"]);
    const whose = happens(0.3) ? {} : { till: oneOf(tills) };
    add({ atMs: sometime(), does: "line", ...whose, line, forMs: aWhile() });
  }
  const age = () => {
    const [one, other] = [sometime(), sometime()];
    return [Math.min(one, other), Math.max(one, other)] as const;
  };
  if (happens(0.15)) {
    const [copied, put] = age();
    const till = oneOf(tills);
    add({ atMs: copied, does: "copy", till, as: "disk" });
    add({ atMs: put, does: "put-back", till, from: "disk" });
  }
  if (happens(0.12)) {
    const till = oneOf(tills);
    const atMs = sometime();
    add({ atMs, does: "clone", till, as: `${till}b` });
    for (let n = some(6); n > 0; n -= 1) {
      number += 1;
      const later = atMs + random() * (lastsMs - atMs);
      add({ atMs: later, does: "sell", till: `${till}b`, sale: drawSale(number, random) });
    }
  }
  if (happens(0.15)) {
    const [copied, put] = age();
    add({ atMs: copied, does: "copy", as: "hub" });
    add({ atMs: put, does: "put-back", from: "hub" });
  }
  if (happens(0.2)) add({ atMs: sometime(), does: "lose-replica", till: oneOf(tills) });
  if (happens(0.2)) add({ atMs: sometime(), does: "old-head", back: 1 + some(2), forMs: aWhile() });
  if (happens(0.2)) {
    const offMs = (random() - 0.5) * 2 * (happens(0.5) ? 10 * YEAR_MS : 10 * MINUTE_MS);
    add({ atMs: sometime(), does: "clock", till: oneOf(tills), offMs });
  }
  return { seed, tills, lastsMs, pollMs: 20_000, happenings };
}
