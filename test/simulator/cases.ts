/** Days that are written down, because a shop asks for them by name. */

import { type Day, drawSale, type Happening, MINUTE_MS } from "./day.ts";
import type { Fault } from "./faults.ts";
import { STORE_CASES, STORE_FAULT_DAYS } from "./store-cases.ts";
import type { Outcome } from "./world.ts";

export interface Case {
  readonly name: string;
  readonly day: Day;
  /** Only where there is time. */
  readonly isLong?: true;
  /** What else must be true of it; throws. */
  readonly proves?: (outcome: Outcome) => void;
}

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
const TILLS = ["0042/1", "0042/2"];

interface Written {
  readonly seed: number;
  readonly tills?: readonly string[];
  readonly lastsMinutes: number;
  readonly happenings: readonly Happening[];
  readonly everyMinutes?: number;
  /** After that nobody buys anything but what is written. Default: `lastsMinutes`. */
  readonly sellsMinutes?: number;
  readonly pollMs?: number;
  readonly clocksStayWrong?: true;
}

/** Every till sells at its pace; release 1 is out from the beginning. */
function written(day: Written): Day {
  const { seed, tills = TILLS, lastsMinutes, happenings, everyMinutes = 0.5, pollMs, clocksStayWrong } = day;
  const { sellsMinutes = lastsMinutes } = day;
  const sales: Happening[] = [];
  let state = seed;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  for (const till of tills)
    for (let minute = everyMinutes; minute < sellsMinutes; minute += everyMinutes)
      sales.push({ atMs: minute * MINUTE_MS, does: "sell", till, sale: drawSale(sales.length + 1, random) });
  return {
    seed,
    tills,
    lastsMs: lastsMinutes * MINUTE_MS,
    pollMs: pollMs ?? 20_000,
    happenings: [{ atMs: 0, does: "publish" }, ...sales, ...happenings],
    ...(clocksStayWrong ? { clocksStayWrong } : {}),
  };
}

/** A till with its line cut from the first minute on, for so many days, with a sale every so many minutes. */
function offline(days: number, everyMinutes: number): Day {
  return written({
    seed: 4,
    tills: ["0042/1"],
    lastsMinutes: days * 24 * 60,
    everyMinutes,
    pollMs: 3_600_000,
    happenings: [
      { ...at(1), does: "line", till: "0042/1", line: "cut", forMs: days * DAY_MS },
      ...[0.3, 0.5, 0.7].map((part): Happening => ({ atMs: part * days * DAY_MS, does: "publish" })),
    ],
  });
}

const at = (minute: number) => ({ atMs: minute * MINUTE_MS });
const sale = (till: string, minute: number, wish: Parameters<typeof drawSale>[2]): Happening => ({
  ...at(minute),
  does: "sell",
  till,
  sale: drawSale(5000 + minute, () => 0.9, wish),
});

/** HQ's database of then, again at another time. */
const restored = (then: number, again: number): readonly Happening[] => [
  { ...at(then), does: "copy", as: "backup" },
  { ...at(again), does: "put-back", from: "backup" },
];

export const CASES: readonly Case[] = [
  {
    name: "HQ is restored from yesterday's backup: tills send again what it had acknowledged since",
    day: written({
      seed: 1,
      lastsMinutes: 6,
      happenings: [
        { ...at(2), does: "copy", as: "backup" },
        { ...at(5), does: "put-back", from: "backup" },
      ],
    }),
    proves: ({ told }) => must(told, "rewound"),
  },
  {
    name: "a till whose journal had begun a new epoch before HQ went back to a backup of before it",
    day: written({
      seed: 2,
      lastsMinutes: 8,
      happenings: [
        { ...at(1), does: "copy", as: "backup" },
        { ...at(2.6), does: "copy", till: "0042/1", as: "disk" },
        { ...at(3.7), does: "put-back", till: "0042/1", from: "disk" },
        { ...at(6), does: "put-back", from: "backup" },
      ],
    }),
    proves: ({ told }) => must(told, "rewound", "new-epoch"),
  },
  {
    name: "HQ is restored after the last customer: it gets again what it has lost, although nobody sells anything more",
    day: written({
      seed: 16,
      lastsMinutes: 6,
      sellsMinutes: 4,
      happenings: [sale("0042/1", 3, { coupons: ["coupon-1"] }), ...restored(1, 5)],
    }),
    proves: ({ told }) => must(told, "rewound"),
  },
  {
    name: "HQ is restored, and a clone sells first: what the other lane had told is not lost with the old epoch",
    day: written({
      seed: 17,
      tills: ["0042/1"],
      lastsMinutes: 6,
      sellsMinutes: 3,
      happenings: [
        { ...at(0.9), does: "clone", till: "0042/1", as: "0042/1b" },
        // In both lanes, and then in one alone.
        sale("0042/1", 2, { coupons: ["coupon-1"] }),
        ...restored(1, 4),
        { ...at(3.9), does: "line", till: "0042/1", line: "cut", forMs: 0.4 * MINUTE_MS },
        sale("0042/1b", 4.1, { coupons: [] }),
        sale("0042/1", 4.2, { coupons: [] }),
      ],
    }),
    proves: ({ told }) => must(told, "rewound", "new-epoch"),
  },
  {
    name: "HQ goes back to before a clone had its own epoch: each gives it what it had told",
    day: written({
      seed: 18,
      tills: ["0042/1"],
      lastsMinutes: 8,
      sellsMinutes: 3,
      happenings: [
        sale("0042/1", 2, { coupons: ["coupon-1"] }),
        { ...at(0.9), does: "clone", till: "0042/1", as: "0042/1b" },
        sale("0042/1b", 1.2, { coupons: [] }),
        ...restored(0.5, 5),
      ],
    }),
    proves: ({ told }) => must(told, "rewound", "new-epoch"),
  },
  {
    name: "a cloned disk: two machines sell as the same till, and nothing of either is lost",
    day: written({
      seed: 3,
      lastsMinutes: 6,
      happenings: [
        { ...at(2), does: "clone", till: "0042/1", as: "0042/1b" },
        ...[2.2, 2.9, 3.4, 4.7].map((minute) => sale("0042/1b", minute, {})),
      ],
    }),
    proves: ({ told }) => must(told, "new-epoch"),
  },
  { name: "a till that is offline for a day sold on, and HQ has all of it soon", day: offline(1, 40) },
  {
    name: "a till that is offline for a month sold on, and HQ has all of it soon",
    day: offline(30, 40),
    isLong: true,
  },
  {
    name: "a poisoned event: HQ's firewall refuses it for ever, a note takes its place, and the lane goes on",
    day: written({
      seed: 5,
      lastsMinutes: 6,
      happenings: [sale("0042/1", 2, { isPoisoned: true, coupons: [] })],
    }),
    proves: ({ told }) => must(told, "parked"),
  },
  {
    name: "a sale that HQ can't make sense of is acknowledged and set aside, and holds up nothing",
    day: written({
      seed: 6,
      lastsMinutes: 4,
      happenings: [sale("0042/2", 2, { isUnclear: true, coupons: [] })],
    }),
  },
  {
    name: "a clock ten years ahead: nothing new is accepted, and every sale arrives",
    day: written({
      seed: 7,
      lastsMinutes: 6,
      happenings: [
        { ...at(0), does: "clock", till: "0042/1", offMs: 10 * YEAR_MS },
        { ...at(2), does: "publish" },
      ],
      clocksStayWrong: true,
    }),
    proves({ told, rejected }) {
      must(told, "rejected", "clock-ahead");
      if (rejected["0042/1"] !== "expired") throw new Error(`it was told ${rejected["0042/1"]}`);
    },
  },
  {
    name: "a clock ten years behind: told, and releases and sales go their ways",
    day: written({
      seed: 8,
      lastsMinutes: 6,
      happenings: [
        { ...at(0), does: "clock", till: "0042/1", offMs: -10 * YEAR_MS },
        { ...at(2), does: "publish" },
      ],
    }),
    proves: ({ told }) => must(told, "clock-behind"),
  },
  ...STORE_CASES,
];

function must(told: Outcome["told"], ...kinds: readonly string[]): void {
  for (const kind of kinds) if (!told[kind]) throw new Error(`no till was told "${kind}"`);
}

/** What it takes to see each fault that is made on purpose; and where more than one thing could be said, what must be. */
export const FAULT_DAYS: Readonly<Record<Fault, { readonly day: Day; readonly found?: RegExp }>> = {
  ...STORE_FAULT_DAYS,
  "answer-before-commit": faulty({
    seed: 11,
    lastsMinutes: 4,
    happenings: [1, 2, 3].map((minute) => ({
      ...at(minute + 0.01),
      does: "kill" as const,
      till: "0042/1",
      forMs: 1000,
    })),
  }),
  "sale-anew": faulty({
    seed: 12,
    lastsMinutes: 6,
    // Between the moment it is recorded and the moment the POS hears of it.
    happenings: [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5].map((minute) => ({
      atMs: minute * MINUTE_MS + 2,
      does: "kill" as const,
      till: "0042/1",
      forMs: 1000,
    })),
  }),
  "no-floor": faulty({
    seed: 13,
    lastsMinutes: 6,
    happenings: [
      { ...at(1), does: "publish" },
      { ...at(2), does: "publish" },
      { ...at(3), does: "old-head", back: 2, forMs: 2 * MINUTE_MS },
      { ...at(3.5), does: "lose-replica", till: "0042/1" },
    ],
  }),
  "cursor-without-row": faulty({
    seed: 14,
    lastsMinutes: 4,
    // So that several sales go up at once.
    happenings: [{ ...at(0.4), does: "line", line: "cut", forMs: 2 * MINUTE_MS }],
  }),
  "loss-not-seen": faulty({
    seed: 16,
    lastsMinutes: 6,
    sellsMinutes: 4,
    happenings: [...restored(1, 5)],
  }),
  "fork-swallowed": faulty({
    seed: 15,
    lastsMinutes: 6,
    happenings: [
      { ...at(2), does: "clone", till: "0042/1", as: "0042/1b" },
      ...[2.2, 2.9, 3.4, 4.7].map((minute) => sale("0042/1b", minute, {})),
    ],
  }),
};

function faulty(day: Written) {
  return { day: written(day) };
}
