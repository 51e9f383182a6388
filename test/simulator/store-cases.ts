/** Days in stores that are written down: who shows what where, and what breaks meanwhile. */

import type { Case } from "./cases.ts";
import type { Day, Happening } from "./day.ts";
import type { Fault } from "./faults.ts";
import type { Wish } from "./promises.ts";
import type { Planned } from "./sale.ts";
import type { Outcome } from "./world.ts";

const SECOND_MS = 1000;
const STORE = ["0042/1", "0042/2", "0042/3"];

function day(seed: number, tills: readonly string[], lastsSeconds: number, happenings: Happening[]): Day {
  const all: Happening[] = [{ atMs: 0, does: "publish" }, ...happenings];
  return { seed, tills, lastsMs: lastsSeconds * SECOND_MS, pollMs: 20_000, happenings: all, asks: true };
}

const at = (second: number) => ({ atMs: second * SECOND_MS });
let receipts = 0;
function shows(second: number, till: string, coupon: string, more: Partial<Planned> = {}): Happening {
  receipts += 1;
  const sale = { receipt: `R${receipts}`, totalCents: 1000, customer: undefined, points: 0, shopsMs: 1000 };
  return { ...at(second), does: "sell", till, sale: { ...sale, coupons: [coupon], ...more } };
}
/** Nobody hears HQ in the store, from then on. */
const noHq = (second: number, forSeconds = 60): Happening => ({
  ...{ ...at(second), does: "line", store: "0042", line: "cut", forMs: forSeconds * SECOND_MS },
});
const hours = (second: number, count: number): Happening => ({
  ...{ ...at(second), does: "hours", forMs: count * 3600 * SECOND_MS },
});
const off = (second: number, till: string, forSeconds: number): Happening => ({
  ...{ ...at(second), does: "kill", till, forMs: forSeconds * SECOND_MS },
});
const splits = (second: number, tills: readonly string[], forSeconds: number): Happening => ({
  ...{ ...at(second), does: "split", store: "0042", tills, forMs: forSeconds * SECOND_MS },
});
/** The customer is still at the till when the day is long over. */
const STAYS = { shopsMs: 30 * SECOND_MS };

export const STORE_CASES: readonly Case[] = [
  {
    name: "a switch splits the store in two while HQ is away: the larger half goes on as one, the other has its allowance",
    day: day(21, STORE, 26, [
      noHq(3),
      splits(4, ["1"], 16),
      shows(10, "0042/2", "SOME-1"),
      shows(10, "0042/3", "SOME-1"),
      ...["SOME-1", "SOME-2", "SOME-3"].map((coupon, n) => shows(11 + n, "0042/1", coupon)),
      ...["0042/1", "0042/2"].map((till) => shows(14, till, "REFUSED-1")),
      // Together again: what either half used is used in the whole store.
      ...STORE.map((till) => shows(23, till, "SOME-2")),
    ]),
    proves({ paid, leads }) {
      equal("SOME-1 was used", usesOf(paid, "SOME-1"), "0042/1 and one of the others", (tills) => {
        return tills.length === 2 && tills.includes("0042/1");
      });
      equal("SOME-2 was used", usesOf(paid, "SOME-2"), "0042/1", (tills) => tills.join() === "0042/1");
      equal("SOME-3 was used", usesOf(paid, "SOME-3"), "nobody", (tills) => tills.length === 0);
      equal("REFUSED-1 was used", usesOf(paid, "REFUSED-1"), "nobody", (tills) => tills.length === 0);
      if (leads("0042") < 2) throw new Error("nobody led after the first");
    },
  },
  {
    name: "a home store whose line is down goes on by its lease: what is homed there is used once, another store waits for its word",
    day: day(22, [...STORE, "0043/1"], 20, [
      // Granted by HQ with the home's consent, and the sale is still open when the line goes.
      shows(8, "0043/1", "SOME-home-2", { shopsMs: 6 * SECOND_MS }),
      noHq(9),
      shows(10, "0042/2", "SOME-home-2"),
      shows(10, "0042/2", "SOME-home-1"),
      shows(10, "0042/3", "SOME-home-1"),
      shows(12, "0043/1", "SOME-home-1"),
      shows(12, "0042/1", "REFUSED-home-1"),
      // As without a home.
      shows(13, "0042/1", "SOME-1"),
      shows(14, "0043/1", "SOME-1"),
    ]),
    proves({ paid, trace }) {
      usedAt(paid, "SOME-home-2", ["0043/1"]);
      equal("SOME-home-1 was used", usesOf(paid, "SOME-home-1"), "one of the home", (tills) => {
        return tills.length === 1 && !tills.includes("0043/1");
      });
      usedAt(paid, "REFUSED-home-1", ["0042/1"]);
      usedAt(paid, "SOME-1", ["0042/1", "0043/1"]);
      if (!trace.some((line) => line.endsWith("SOME-home-1 refused, held-at-home")))
        throw new Error("0043/1 was not told that SOME-home-1 is held at its home");
    },
  },
  {
    name: "a home store whose line is down for longer than its lease: allowances only, until the line is back and it has heard all",
    day: day(26, [...STORE, "0043/1"], 30, [
      noHq(9, 7),
      hours(10, 9),
      shows(11, "0043/1", "SOME-home-1"),
      shows(12, "0042/2", "SOME-home-1"),
      ...["0043/1", "0042/3"].map((till) => shows(13, till, "REFUSED-home-1")),
      shows(14, "0043/1", "SOME-home-2"),
      // Begun anew a till asks HQ for the lease at once, and not at its next minute.
      ...STORE.map((till) => off(15.5, till, 1)),
      noHq(25),
      ...["0042/2", "0042/3"].map((till) => shows(26, till, "SOME-home-2")),
      ...["0043/1", "0042/3"].map((till) => shows(27, till, "REFUSED-home-2")),
    ]),
    proves({ paid, trace }) {
      usedAt(paid, "SOME-home-1", ["0042/2", "0043/1"]);
      usedAt(paid, "SOME-home-2", ["0043/1"]);
      usedAt(paid, "REFUSED-home-1", []);
      usedAt(paid, "REFUSED-home-2", ["0042/3"]);
      if (!trace.some((line) => line.endsWith("has lease 2 from HQ")))
        throw new Error("it got no other lease");
    },
  },
  {
    name: "a home that gets its first lease hears what HQ has given to another store: it is gone at home too, whoever was told of it",
    day: day(27, [...STORE, "0043/1"], 24, [
      noHq(0, 8),
      shows(1, "0043/1", "FREE-9", { customer: "home-1", burns: 60 }),
      shows(1, "0043/1", "SOME-home-1", { shopsMs: 20 * SECOND_MS }),
      shows(2, "0043/1", "SOME-home-2"),
      // On its own allowance, by a lead that knows nothing of HQ's word; and given up again.
      shows(3, "0042/2", "SOME-home-1", { shopsMs: 12 * SECOND_MS, isCancelled: true }),
      noHq(17),
      ...STORE.map((till, n) => shows(18 + n / 2, till, `FREE-${n}`, { customer: "home-1", burns: 50 })),
      shows(19, "0042/3", "SOME-home-1"),
      shows(19, "0042/1", "SOME-home-2"),
    ]),
    proves({ paid, trace }) {
      usedAt(paid, "SOME-home-1", ["0043/1"]);
      usedAt(paid, "SOME-home-2", ["0043/1"]);
      const refused = trace.filter((line) => line.endsWith("50 points of home-1 refused, not-enough"));
      if (refused.length !== 3) throw new Error("the points that 0043/1 used were there at home");
      if (!trace.some((line) => line.endsWith("has lease 1 from HQ"))) throw new Error("it got no lease");
    },
  },
  {
    name: "the lead goes off with a coupon in an open sale: the next lead knows whose it is",
    day: day(23, STORE, 20, [
      shows(3, "0042/2", "FREE-1", { shopsMs: 14 * SECOND_MS }),
      noHq(5),
      off(5, "0042/1", 30),
      shows(10, "0042/3", "FREE-1"),
    ]),
    proves({ paid, leads }) {
      equal("FREE-1 was used", usesOf(paid, "FREE-1"), "0042/2", (tills) => tills.join() === "0042/2");
      if (leads("0042") < 2) throw new Error("nobody led after the first");
    },
  },
  {
    name: "the power goes in the whole store while a grant is written down",
    day: day(24, STORE, 16, [
      noHq(2.5),
      ...(["before", "after"] as const).flatMap((when, n): Happening[] => [
        ...STORE.map(
          (till): Happening => ({
            ...{ ...at(3 + 6 * n), does: "power-at-promise", till, when, forMs: SECOND_MS },
          }),
        ),
        ...STORE.map((till) => shows(3 + 6 * n, till, "FREE-1", { isCancelled: n === 0 })),
      ]),
      shows(13, "0042/2", "FREE-1"),
    ]),
  },
  {
    name: "a store of two whose first till is off: nobody leads by himself, and HQ grants",
    day: day(25, ["0042/1", "0042/2", "0043/1"], 14, [
      off(4, "0042/1", 20),
      shows(7, "0042/2", "REFUSED-1"),
      shows(7, "0043/1", "REFUSED-1"),
    ]),
    proves({ paid }) {
      const [use, ...more] = paid.filter(({ thing }) => thing === "coupon REFUSED-1");
      if (more.length > 0 || use?.granted.has("hq") !== true || use.granted.has("lead"))
        throw new Error("HQ alone should have granted it, once");
    },
  },
];

/** What it takes to see each fault that is made on purpose, and what is said of it. */
export const STORE_FAULT_DAYS = {
  "lead-answers-before-durable": {
    day: day(31, STORE, 16, [
      noHq(2.5),
      shows(3, "0042/2", "FREE-1", STAYS),
      { ...at(3.2), does: "power-cut", forMs: SECOND_MS },
      shows(10, "0042/3", "FREE-1", STAYS),
    ]),
    found: /(decided|granted) twice/,
  },
  "votes-forgotten": {
    day: day(32, STORE, 14, [{ ...at(3), does: "power-cut", forMs: SECOND_MS }, off(3, "0042/1", 30)]),
    found: /has two leads/,
  },
  "lead-without-majority": {
    day: day(33, STORE, 16, [
      noHq(2.5),
      splits(3, ["1"], 30),
      shows(8, "0042/1", "FREE-1", STAYS),
      shows(10, "0042/2", "FREE-1", STAYS),
    ]),
    found: /(decided|granted) twice/,
  },
  "lead-not-told": {
    day: day(34, STORE, 8, [shows(3, "0042/2", "FREE-1", { isCancelled: true })]),
    found: /still hold coupon FREE-1/,
  },
  "allowance-without-end": {
    day: day(35, ["0042/1"], 8, [noHq(1), ...[1, 2, 3].map((n) => shows(1 + n, "0042/1", `SOME-${n}`))]),
    found: /accepted 3 of SOME without HQ: 2 at the most/,
  },
  "hq-grants-twice": {
    day: day(36, ["0042/1", "0043/1"], 8, [
      shows(3, "0042/1", "REFUSED-1", STAYS),
      shows(4, "0043/1", "REFUSED-1", STAYS),
    ]),
    found: /granted twice by hq/,
  },
  "home-not-asked": {
    day: day(38, ["0042/1", "0043/1"], 14, [
      noHq(9),
      shows(10, "0042/1", "SOME-home-1", STAYS),
      shows(12, "0043/1", "SOME-home-1", STAYS),
    ]),
    found: /SOME-home-1 is given away at 0042\/1 and 0043\/1, on no till's allowance/,
  },
  "lease-too-early": {
    day: day(39, ["0042/1", "0043/1"], 18, [
      noHq(0, 8),
      shows(1, "0043/1", "SOME-home-1", STAYS),
      off(9, "0042/1", 1),
      noHq(15),
      shows(16, "0042/1", "SOME-home-1", STAYS),
    ]),
    found: /SOME-home-1 is given away at 0043\/1 and 0042\/1, on no till's allowance/,
  },
  "second-use-swallowed": {
    day: day(37, ["0042/1", "0043/1"], 8, [
      noHq(1),
      shows(3, "0042/1", "SOME-1"),
      shows(3, "0043/1", "SOME-1"),
    ]),
    found: /HQ knows of 1 uses of coupon SOME-1, there were 2/,
  },
} satisfies Partial<Record<Fault, { readonly day: Day; readonly found: RegExp }>>;

function usesOf(paid: Outcome["paid"], coupon: string): string[] {
  const mine = paid.filter(({ thing }: Wish) => thing === `coupon ${coupon}`);
  return mine.map(({ till }) => till).sort();
}

function usedAt(paid: Outcome["paid"], coupon: string, wanted: readonly string[]): void {
  const is = (tills: readonly string[]) => tills.join() === wanted.join();
  equal(`${coupon} was used`, usesOf(paid, coupon), wanted.join(" and ") || "no till", is);
}

function equal(what: string, tills: string[], wanted: string, holds: (tills: string[]) => boolean): void {
  if (!holds(tills)) throw new Error(`${what} at ${tills.join(", ") || "no till"}, not at ${wanted}`);
}
