/**
 * `npm run test:long -- month --receipts 45000`: a till that was alone for a month comes back. Its journal is drained into a
 * hub while it goes on selling; what customers and their coupons notice of it is measured beside the same till at rest.
 */

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import { openJournal } from "../../agent/store/journal.ts";
import type { StoredSale } from "../../agent/store/stored-sale.ts";
import { verifyJournal } from "../../agent/store/verify.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { random as seeded } from "../bench/random.ts";
import { MEMORY } from "../crash/disk/preload.ts";
import {
  type CrashShop,
  configure,
  crashShop,
  forkAgent,
  type Life,
  liveAgent,
  PLACE,
} from "../crash/shop.ts";
import { sell } from "../crash/shopper.ts";
import { Truth } from "../crash/truth.ts";
import { startHubProcess } from "./hub.ts";

const COUPONS = 2000;
const AT_REST_SALES = 150;
/** The month's receipts are these again and again, with other numbers. */
const TEMPLATES = 40;
const LOOK_MS = 10;

interface Figures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly of: number;
}

export async function month(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: { receipts: { type: "string", default: "45000" }, seed: { type: "string", default: "7" } },
  });
  const receipts = Number(values.receipts);
  const random = seeded(Number(values.seed));
  const folder = mkdtempSync(join(MEMORY, "tillside-month-"));
  const shop = await crashShop(COUPONS, join(folder, "till"));
  initKeys(join(folder, "keys"), { rootKeys: 1, rootThreshold: 1 });
  mkdirSync(join(shop.dataDir, "trust"));
  copyFileSync(join(folder, "keys/root.json"), join(shop.dataDir, "trust/root.json"));
  const hub = await startHubProcess(folder);
  enrolAt(join(folder, "hub"), PLACE, shop.dataDir);
  await hub.kill();
  let life: Life | undefined;
  try {
    const truth = new Truth(shop);
    const { pos } = JSON.parse(readFileSync(join(shop.dataDir, "config.json"), "utf8"));
    configure(shop.dataDir, { pos, hq: { url: hub.url, pollSeconds: 30 } });
    life = await liveAgent(forkAgent(shop.dataDir), shop.dataDir);
    await sell(life.pos, { name: "first", sales: TEMPLATES, closing: true }, shop, truth, random);
    await life.kill();
    const filledMs = await timed(async () => fill(shop, receipts));
    console.log(`${receipts} receipts in the journal, in ${(filledMs / 1000).toFixed(0)} s`);

    life = await liveAgent(forkAgent(shop.dataDir), shop.dataDir);
    const rest = await live(life, "rest", () => true, AT_REST_SALES);
    await hub.start();
    const lanes = watchLanes(shop);
    let draining = true;
    const drained = timed(async () => {
      while (lanes.waiting("sales") > 0) await sleep(LOOK_MS);
      draining = false;
    });
    const busy = await live(life, "busy", () => draining, Number.POSITIVE_INFINITY);
    const drainedMs = await drained;
    while (lanes.waiting("sales") + lanes.waiting("claims") > 0) await sleep(LOOK_MS);
    await life.kill();
    const claims = lanes.end();
    await hub.kill();
    const atHq = salesAt(join(folder, "hub/hub.db"));
    const expected = receipts + truth.recorded.size;
    if (atHq !== expected) throw new Error(`HQ has ${atHq} sales, the till has recorded ${expected}`);
    const { broken } = verifyJournal(shop.journalPath);
    if (broken !== undefined) throw new Error(`${broken.table} ${broken.row} ${broken.what}`);
    const perSecond = Math.round((receipts / drainedMs) * 1000);
    console.log(
      `drained in ${(drainedMs / 60_000).toFixed(1)} min, ${perSecond} receipts/s, while ${busy.of} sales went on\n` +
        `a sale is recorded in ${said(busy)} meanwhile, ${said(rest)} while HQ was away\n` +
        `a coupon's use waits for HQ ${said(claims)} while the month's sales go up`,
    );
    console.log("month: 1 passed, 0 failed");

    /** Customers one after another, and how long \`complete\` took. */
    async function live(to: Life, name: string, goesOn: () => boolean, most: number): Promise<Figures> {
      const took: number[] = [];
      const call: typeof to.pos.call = async (method, params) => {
        const began = performance.now();
        const answer = await to.pos.call(method, params);
        if (method === "transaction.complete") took.push(performance.now() - began);
        return answer as never;
      };
      for (let n = 1; goesOn() && took.length < most; n += 1)
        await sell({ call }, { name: `${name}-${n}`, sales: 3, closing: true }, shop, truth, random);
      return figures(took);
    }
  } finally {
    await life?.kill();
    await hub.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As the journal's thread would have written them. */
function fill({ journalPath }: CrashShop, receipts: number): void {
  const reader = new Database(journalPath, { readonly: true });
  const bodies = reader
    .prepare("SELECT body FROM outbox WHERE kind = 'sale' AND body NOT LIKE '%suspension%'")
    .pluck()
    .all() as string[];
  reader.close();
  const journal = openJournal(journalPath, PLACE);
  for (let n = 1; n <= receipts; n += 1) {
    const { saleId: _, ...sale } = JSON.parse(bodies[n % bodies.length]!) as StoredSale;
    const transactionId = `month-${n}`;
    journal.commitSale({
      completionHash: transactionId,
      sale: { ...sale, transactionId, receipt: `M-${n}`, definitions: [] },
      definitions: [],
      points: [],
      redeemed: [],
      answer: { recorded: true },
    });
  }
  journal.close();
}

/** How long each event of the lane of claims waits until HQ has it, as seen every few milliseconds. */
function watchLanes({ journalPath }: CrashShop) {
  const db = new Database(journalPath, { readonly: true });
  const lane = db.prepare(
    "SELECT last_sequence AS last, settled_sequence AS settled FROM lane WHERE lane = ?",
  );
  const look = (name: string) => lane.get(name) as { readonly last: number; readonly settled: number };
  const took: number[] = [];
  const seen = new Map<number, number>();
  let known = look("claims").last;
  const timer = setInterval(() => {
    const { last, settled } = look("claims");
    for (; known < last; known += 1) seen.set(known + 1, performance.now());
    for (const [sequence, sinceMs] of seen)
      if (sequence <= settled) {
        took.push(performance.now() - sinceMs);
        seen.delete(sequence);
      }
  }, LOOK_MS);
  return {
    waiting: (name: string) => look(name).last - look(name).settled,
    end(): Figures {
      clearInterval(timer);
      db.close();
      return figures(took);
    },
  };
}

function salesAt(hubDb: string): number {
  const db = new Database(hubDb, { readonly: true });
  try {
    return db.prepare("SELECT count(*) FROM sale").pluck().get() as number;
  } finally {
    db.close();
  }
}

function figures(took: readonly number[]): Figures {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99), of: took.length };
}

const said = ({ p50Ms, p99Ms, of }: Figures) => `${p50Ms.toFixed(0)} (p99 ${p99Ms.toFixed(0)}) ms of ${of}`;

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
