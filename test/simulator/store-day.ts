/** A day of two stores whose customers show the same coupons and the same card at several tills, drawn from its seed. */

import { LEASE_MS } from "../../sync/claims/lease.ts";
import { type Day, type Happening, PLACES } from "./day.ts";
import type { Planned } from "./sale.ts";

const SIZES = { "0042": [1, 2, 3, 3, 5], "0043": [1, 1, 2, 3] } as const;
/** What customers have in their hands. */
interface Wallets {
  readonly coupons: readonly string[];
  readonly customers: readonly string[];
}
const OF_HOME: Wallets = {
  coupons: ["REFUSED-home-1", "SOME-home-1", "SOME-home-2"],
  customers: ["home-1"],
};
const ALL: Wallets = {
  coupons: ["REFUSED-1", "REFUSED-2", "SOME-1", "SOME-2", "SOME-3", "FREE-1", ...OF_HOME.coupons],
  customers: ["c1", "c2", ...OF_HOME.customers],
};
const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;

/** @param number of the whole day */
export function drawVisit(
  number: number,
  random: () => number,
  wish: Partial<Planned> = {},
  { coupons, customers }: Wallets = ALL,
): Planned {
  const happens = (share: number) => random() < share;
  const some = (most: number) => Math.floor(random() * (most + 1));
  const oneOf = <T>(all: readonly T[]) => all[some(all.length - 1)]!;
  const shown = new Set(Array.from({ length: happens(0.75) ? 1 + some(1) : 0 }, () => oneOf(coupons)));
  const customer = happens(0.6) ? oneOf(customers) : undefined;
  return {
    receipt: `R${number}`,
    totalCents: 100 + some(9900),
    customer,
    points: customer === undefined ? 0 : some(50),
    coupons: [...shown],
    ...(customer !== undefined && happens(0.5) ? { burns: 20 + 10 * some(5) } : {}),
    shopsMs: random() ** 2 * 12 * SECOND_MS,
    ...(happens(0.15) ? { restsMs: random() * 15 * SECOND_MS } : {}),
    ...(happens(0.35) ? { isCancelled: true } : {}),
    ...wish,
  };
}

export function drawStoreDay(seed: number, random: () => number): Day {
  const happens = (share: number) => random() < share;
  const some = (most: number) => Math.floor(random() * (most + 1));
  const oneOf = <T>(all: readonly T[]) => all[some(all.length - 1)]!;
  const lastsMs = (10 + 14 * random()) * SECOND_MS;
  const sometime = () => random() * lastsMs;
  const aWhile = () => random() ** 2 * 15 * SECOND_MS;
  const stores = happens(0.5) ? (["0042", "0043"] as const) : (["0042"] as const);
  const sizes = new Map(stores.map((store) => [store, oneOf<number>(SIZES[store])] as const));
  const tillsOf = (store: (typeof stores)[number]) =>
    PLACES.filter((place) => place.startsWith(`${store}/`))
      .sort()
      .slice(0, sizes.get(store)!);
  const tills = stores.flatMap(tillsOf);
  // Two stores want what is homed at one of them, and its line goes.
  const isOfHome = stores.length > 1 && happens(0.5);
  const wallets = isOfHome ? OF_HOME : ALL;
  const happenings: Happening[] = [{ atMs: 0, does: "publish" }];
  const add = (happening: Happening) => happenings.push(happening);

  const stormy = happens(0.4);
  const share = (most: number) => (stormy ? random() ** 2 * most : 0);
  add({
    ...{ atMs: 0, does: "weather" },
    weather: {
      lost: share(0.2),
      twice: share(0.3),
      brokenOff: share(0.1),
      late: share(0.1),
      usualMs: 10 + random() * 250,
    },
  });
  add({ atMs: 0, does: "lan-weather", weather: { lost: share(0.1), slow: share(0.2) } });
  // A lead has to be found first.
  const fromMs = () => 2 * SECOND_MS + random() * lastsMs;
  for (let number = 1; number <= 8 + some(10); number += 1)
    add({ atMs: fromMs(), does: "sell", till: oneOf(tills), sale: drawVisit(number, random, {}, wallets) });
  // The same coupon at two tills at the same moment.
  for (let number = 100; number < 102 + some(4); number += 2) {
    const atMs = fromMs();
    const coupons = [oneOf(wallets.coupons)];
    for (const add_ of [0, 1])
      add({
        atMs: atMs + random() * 20,
        does: "sell",
        till: oneOf(tills),
        sale: drawVisit(number + add_, random, { coupons }, wallets),
      });
  }
  const store = () => oneOf<(typeof stores)[number]>(stores);
  for (let n = some(2); n > 0; n -= 1) {
    const split = store();
    const side = tillsOf(split)
      .filter(() => happens(0.5))
      .map((name) => name.slice(5));
    add({ atMs: sometime(), does: "split", store: split, tills: side, forMs: aWhile() });
  }
  for (let n = some(2); n > 0; n -= 1)
    add({ atMs: sometime(), does: "kill", till: oneOf(tills), forMs: aWhile() / 2 });
  for (let n = some(2); n > 0; n -= 1) {
    const when = happens(0.5) ? "before" : "after";
    add({ atMs: sometime(), does: "power-at-promise", till: oneOf(tills), when, forMs: aWhile() / 2 });
  }
  for (let n = some(3); n > 0; n -= 1) {
    const line = happens(0.7) ? "cut" : "no-answers";
    const whose = happens(0.5) ? { store: store() } : { till: oneOf(tills) };
    add({ atMs: sometime(), does: "line", ...whose, line, forMs: aWhile() });
  }
  if (isOfHome) {
    const [atMs, forMs] = [sometime(), aWhile() + 3 * SECOND_MS];
    add({ atMs, does: "line", store: "0042", line: "cut", forMs });
    if (happens(0.5)) add({ atMs: atMs + random() * forMs, does: "hours", forMs: LEASE_MS + HOUR_MS });
  }
  if (happens(0.4)) add({ atMs: sometime(), does: "kill-hub", forMs: aWhile() });
  if (happens(0.1)) add({ atMs: sometime(), does: "power-cut", forMs: aWhile() / 2 });
  if (happens(0.3)) add({ atMs: sometime(), does: "hours", forMs: LEASE_MS * 1.2 * random() });
  // One of three or five may forget: more would be more than the others can know.
  if (sizes.get("0042")! >= 3 && happens(0.2))
    add({ atMs: sometime(), does: "lose-lead", till: oneOf(tillsOf("0042").slice(0, 3)) });
  // Programs of the home begin anew in the hours in which its lease may end.
  for (let n = isOfHome ? some(3) : 0; n > 0; n -= 1)
    add({ atMs: sometime(), does: "kill", till: oneOf(tillsOf("0042")), forMs: 200 + random() * SECOND_MS });
  return { seed, tills, lastsMs, pollMs: 20_000, happenings, asks: true };
}
