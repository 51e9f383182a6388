/** Power cuts: thousands of images of one recorded day, and the two faults that they must find. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { random as seeded } from "../../bench/random.ts";
import { complete, resume } from "../calls.ts";
import { checkReserved, keptIn } from "../check-sessions.ts";
import { buildPreload } from "../disk/preload.ts";
import { type Section, Tally } from "../section.ts";
import { crashShop, forkAgent, liveAgent } from "../shop.ts";
import { awake, sameShape, shapeOfTold } from "../story.ts";
import { cutDay } from "./images.ts";
import { power } from "./power.ts";
import { type RecordedDay, recordedDay } from "./recorded-day.ts";

const SALES = 90;
/** As many as a recorded day has. */
const COUPONS = SALES;
/** One image of so many is given to a whole agent too, which must answer old completions as before. */
const AGENT_EVERY = 150;
const ASKED = 5;
const IMAGES_A_DAY = 5000;

export const images: Section = ({ quick, seed }) => imagesOf(quick ? 600 : 4500, seed);

/** `npm run test:long -- images`: day after day, thousands of images each. */
export async function imagesForLong(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      /** Images in all. */
      runs: { type: "string", default: "50000" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    },
  });
  const [runs, seed] = [Number(values.runs), Number(values.seed)];
  for (let done = 0, day = 0; done < runs; done += IMAGES_A_DAY, day += 1) {
    const { passed, failures, says } = await imagesOf(Math.min(IMAGES_A_DAY, runs - done), seed + day);
    console.log(`images, --seed ${seed + day}: ${says}`);
    for (const failure of failures) console.log(`  ${failure}`);
    console.log(`images: ${passed} passed, ${failures.length} failed`);
    if (failures.length > 0) process.exitCode = 1;
  }
}

/** @param count how many images of the day that must hold */
export async function imagesOf(count: number, seed: number): ReturnType<Section> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-preload-"));
  try {
    const library = buildPreload(folder);
    const tally = new Tally();
    const day = await recordedDay(library, { seed, sales: SALES });
    const { failures, seconds, open } = cutDay(day, { seed, images: count });
    tally.passed += count - failures.length;
    for (const { at, fate, what } of failures)
      tally.failures.push(`--seed ${seed}, cut after ${at} operations, ${fate} of the rest kept: ${what}`);

    const agents = Math.ceil(count / AGENT_EVERY);
    for (let n = 0; n < agents; n += 1)
      await tally.check(`--seed ${seed}, an agent on image ${n}`, () => agentOpens(day, seed + n));

    const mustFind = async (what: string, find: () => Promise<number> | number) =>
      tally.check(what, async () => {
        if ((await find()) === 0)
          throw new Error("the images found nothing, so they would find no fault of ours");
      });
    const options = { seed, images: 200 };
    for (const normal of ["journal.db", "sessions.db"])
      await mustFind(
        `${normal} written with synchronous=NORMAL`,
        async () =>
          cutDay(await recordedDay(library, { seed, sales: SALES, normal }), options).failures.length,
      );
    await mustFind(
      "a disk that forgets the syncs of the WAL",
      () => cutDay(day, { ...options, synced: ({ path }) => !path.endsWith("-wal") }).failures.length,
    );
    const rate = (count / seconds).toFixed(0);
    const { length } = day.operations;
    const sold = `${day.truth.recorded.size} sales acknowledged in ${length} operations`;
    const made = `${count} images with ${open} open sales, ${rate} a second`;
    return { ...tally, says: `${sold}; ${made}; ${agents} given to an agent` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A whole agent starts on an image: what was acknowledged before it is answered as it was, and open sales go on. */
async function agentOpens(day: RecordedDay, seed: number): Promise<void> {
  const random = seeded(seed);
  const cut = Math.floor(random() * day.operations.length);
  const disk = power();
  for (const operation of day.operations.slice(0, cut)) disk.make(operation);
  const upTo = day.operations[cut - 1]?.end ?? 0;
  const shop = await crashShop(COUPONS);
  try {
    for (const [name, bytes] of disk.cut(random).files) writeFileSync(join(shop.dataDir, name), bytes);
    const life = await liveAgent(forkAgent(shop.dataDir), shop.dataDir);
    try {
      const told = [...day.truth.recorded.values()].filter(({ mark }) => mark <= upTo).slice(-ASKED);
      for (const { completion } of told) await complete(life.pos, completion, day.truth);
      await life.pos.call("agent.status");
    } finally {
      await life.kill();
    }
    const kept = keptIn(shop.sessionsPath);
    checkReserved(shop.journalPath, kept);
    const again = await liveAgent(forkAgent(shop.dataDir), shop.dataDir);
    try {
      for (const [transactionId, shape] of kept) {
        const told = await resume(again.pos, { transactionId }, shop);
        sameShape(transactionId, told && shapeOfTold(told), awake(shape));
      }
    } finally {
      await again.kill();
    }
  } finally {
    shop.remove();
  }
}
