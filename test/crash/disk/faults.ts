/**
 * Every call on the journal's files fails once: a small day is counted, then sold again for each of its calls with that
 * one failing. What was acknowledged must be there, and the POS must come to an end with every sale.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { random as seeded } from "../../bench/random.ts";
import { checkJournal } from "../check.ts";
import { type Section, Tally } from "../section.ts";
import { type CrashShop, crashShop, forkAgent, type Life, liveAgent, NotReady } from "../shop.ts";
import { askReturn, complete, planOf, ring, takeBack } from "../shopper.ts";
import { Truth } from "../truth.ts";
import { buildPreload, type Fault, MEMORY, openDisk } from "./preload.ts";

const SALES = 4;
/** What may go wrong with each kind of call. */
const TROUBLES: Readonly<Record<Fault["on"], readonly Fault["what"][]>> = {
  open: ["EIO", "EMFILE"],
  write: ["EIO", "ENOSPC", "short", "EINTR"],
  sync: ["EIO"],
  truncate: ["EIO"],
  unlink: ["EIO"],
};
const FILE = "journal.db";
/** In a landing one fault of so many; and everywhere one of so many stays for good until the POS was told of it. */
const QUICK_EVERY = 24;
const STICKY_EVERY = 8;
const REPAIR_MS = 1500;
/** A POS that has had no success for so long calls somebody. */
const PATIENCE_MS = 30_000;

export const faults: Section = async ({ quick, seed }) => {
  const folder = mkdtempSync(join(MEMORY, "tillside-faults-"));
  try {
    const library = buildPreload(folder);
    const shop = await crashShop(SALES, join(folder, "shop"));
    const counted: Partial<Record<Fault["on"], number>> = {};
    const orders: Fault[] = [];
    for (const on of Object.keys(TROUBLES) as Fault["on"][]) {
      const never: Fault = { on, file: FILE, nth: 1_000_000, what: "EIO" };
      const { seen } = await faultyDay(library, shop, join(folder, `count-${on}`), never, seed);
      counted[on] = seen;
      for (const what of TROUBLES[on])
        for (let nth = 1; nth <= seen; nth += 1) {
          orders.push({ on, file: FILE, nth, what });
          if (
            nth % STICKY_EVERY === 1 &&
            typeof what === "string" &&
            what.startsWith("E") &&
            what !== "EINTR"
          )
            orders.push({ on, file: FILE, nth, what, sticky: true });
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
    const calls = Object.entries(counted).map(([on, seen]) => `${seen} ${on}`);
    const says = `${calls.join(", ")} calls in a day of ${SALES} sales; ${picked.length} of ${orders.length} faults tried, ${struck} struck`;
    return { ...tally, says };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Sells the small day on a copy of the shop with that fault ordered before the agent starts. */
async function faultyDay(library: string, of: CrashShop, folder: string, fault: Fault, seed: number) {
  const shop = of.copyTo(folder);
  const disk = openDisk(library, shop.dataDir);
  const truth = new Truth();
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
    for (let n = 0; n < SALES; n += 1) {
      // A coupon for each: what a failed withdrawal still holds is no other sale's matter.
      const plan = {
        ...planOf(`F${n}`, random),
        coupon: n % 2 === 0 ? ("shown" as const) : ("none" as const),
      };
      const completion = await inTime(
        ring(life.pos, { ...plan, card: true, cancelled: n === 2 }, [shop.coupons[n]!], truth, random),
      );
      if (completion === undefined) continue;
      if (!(await inTime(complete(life.pos, completion, truth))))
        throw new Error(`${completion.transactionId} is not known though the agent lives`);
      // One comes back whole, with its coupon.
      if (n === 0) {
        const asked = await inTime(askReturn(life.pos, completion, { ...plan, returned: "whole" }));
        await inTime(takeBack(life.pos, asked, completion, truth));
      }
    }
    // After a repair nothing is counted any more: what was seen until then stands.
    const now = disk.seen();
    if (now.seen > 0) ({ seen, struck } = now);
    await life.kill();
    life = undefined;
    checkJournal(shop.journalPath, truth);
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
  try {
    return await inTime(liveAgent(forkAgent(shop.dataDir, env), shop.dataDir));
  } catch (error) {
    if (!(error instanceof NotReady) || !/^tillside: ./m.test(error.message)) throw error;
    repair();
    return await inTime(liveAgent(forkAgent(shop.dataDir, env), shop.dataDir));
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
