/**
 * Every call on the till's two files fails once: a small day is counted, then sold again for each of its calls with that
 * one failing. What was acknowledged must be there, and the POS must come to an end with every sale.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { random as seeded } from "../../bench/random.ts";
import { checkJournal } from "../check.ts";
import { checkSessions } from "../check-sessions.ts";
import { planOf, type Wish } from "../plan.ts";
import { type Section, Tally } from "../section.ts";
import { type CrashShop, crashShop, forkAgent, type Life, liveAgent, NotReady } from "../shop.ts";
import { Truth } from "../truth.ts";
import { Visit } from "../visit.ts";
import { buildPreload, type Fault, MEMORY, openDisk } from "./preload.ts";

/** The customers of the day: each with something else that must be on the disk. */
const DAY: readonly Wish[] = [
  { coupon: true, card: true, returned: "whole", ends: "paid" },
  { coupon: false, tenders: true, suspended: true, returned: "no", ends: "paid" },
  { coupon: true, card: true, ends: "cancelled" },
  { coupon: false, card: true, suspended: true, tenders: true, returned: "first line", ends: "paid" },
  { coupon: true, ends: "open" },
];
/** What may go wrong with each kind of call. */
const TROUBLES: Readonly<Record<Fault["on"], readonly Fault["what"][]>> = {
  open: ["EIO", "EMFILE"],
  read: ["EIO"],
  write: ["EIO", "ENOSPC", "short", "EINTR"],
  sync: ["EIO"],
  truncate: ["EIO"],
  unlink: ["EIO"],
};
const FILES = ["journal.db", "sessions.db"];
/** In a landing one fault of so many; and everywhere one of so many stays for good until the POS was told of it. */
const QUICK_EVERY = 72;
const STICKY_EVERY = 8;
const REPAIR_MS = 1500;
/** A POS that has had no success for so long calls somebody. */
const PATIENCE_MS = 30_000;

export const faults: Section = async ({ quick, seed }) => {
  const folder = mkdtempSync(join(MEMORY, "tillside-faults-"));
  try {
    const library = buildPreload(folder);
    const shop = await crashShop(2 * DAY.length, join(folder, "shop"));
    const counted: string[] = [];
    const orders: Fault[] = [];
    for (const file of FILES)
      for (const on of Object.keys(TROUBLES) as Fault["on"][]) {
        const never: Fault = { on, file, nth: 1_000_000, what: "EIO" };
        const { seen } = await faultyDay(library, shop, join(folder, `count-${file}-${on}`), never, seed);
        counted.push(`${seen} ${on} of ${file}`);
        for (const what of TROUBLES[on])
          for (let nth = 1; nth <= seen; nth += 1) {
            orders.push({ on, file, nth, what });
            const isLasting = typeof what === "string" && what.startsWith("E") && what !== "EINTR";
            if (nth % STICKY_EVERY === 1 && isLasting) orders.push({ on, file, nth, what, sticky: true });
          }
      }
    const picked = quick ? orders.filter((_, n) => n % QUICK_EVERY === seed % QUICK_EVERY) : orders;
    const left = [...picked.entries()];
    const tally = new Tally();
    let struck = 0;
    const worker = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [n, fault] = next;
        await tally.check(`--seed ${seed}, ${JSON.stringify(fault)}`, async () => {
          const day = await faultyDay(library, shop, join(folder, `day-${n}`), fault, seed);
          struck += Math.min(1, day.struck);
        });
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, cpus().length) }, worker));
    const says = `${counted.join(", ")} in a day of ${DAY.length} sales; ${picked.length} of ${orders.length} faults tried, ${struck} struck`;
    return { ...tally, says };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Sells the small day on a copy of the shop with that fault ordered before the agent starts. */
async function faultyDay(library: string, of: CrashShop, folder: string, fault: Fault, seed: number) {
  const shop = of.copyTo(folder);
  const disk = openDisk(library, shop.dataDir);
  const truth = new Truth(shop);
  let life: Life | undefined;
  let [seen, struck] = [0, 0];
  let repair: NodeJS.Timeout | undefined;
  // A disk that stays broken is repaired some time after the first call has met it.
  const look = setInterval(() => {
    if (repair !== undefined) return;
    ({ seen, struck } = disk.seen());
    if (fault.sticky && struck > 0) repair = setTimeout(() => disk.order(undefined), REPAIR_MS);
  }, 50);
  try {
    disk.order(fault);
    life = await started(shop, disk.env, () => disk.order(undefined));
    const random = seeded(seed);
    for (const [n, wish] of DAY.entries()) {
      const plan = planOf(`F${n}`, random, { training: false, alone: false, ...wish });
      // A coupon for each: what a failed withdrawal still holds is no other sale's matter.
      const own = { ...shop, coupons: [shop.coupons[n]!] };
      const visit = new Visit(plan, own, truth, random);
      while ((await inTime(visit.goOn(life.pos))) === "waits");
    }
    // After a repair nothing is counted any more: what was seen until then stands.
    const now = disk.seen();
    if (now.seen > 0) ({ seen, struck } = now);
    await life.kill();
    life = undefined;
    checkJournal(shop.journalPath, truth);
    checkSessions(shop, truth, { atRest: false });
    return { seen, struck };
  } finally {
    clearInterval(look);
    clearTimeout(repair);
    await life?.kill();
    disk.remove();
    shop.remove();
  }
}

/** An agent that can't start says so and ends; without the fault it starts. */
async function started(shop: CrashShop, env: NodeJS.ProcessEnv, repair: () => void): Promise<Life> {
  const begin = async () => {
    const agent = forkAgent(shop.dataDir, env);
    try {
      return await inTime(liveAgent(agent, shop.dataDir));
    } catch (error) {
      agent.kill("SIGKILL");
      throw error;
    }
  };
  try {
    return await begin();
  } catch (error) {
    if (!(error instanceof NotReady) || !/^tillside: ./m.test(error.message)) throw error;
    repair();
    return await begin();
  }
}

function inTime<Result>(running: Promise<Result>): Promise<Result> {
  const late = new AbortController();
  const limit = sleep(PATIENCE_MS, undefined, { signal: late.signal }).then(
    () => Promise.reject(new Error(`no end after ${PATIENCE_MS} ms`)),
    () => running,
  );
  return Promise.race([running, limit]).finally(() => late.abort());
}
