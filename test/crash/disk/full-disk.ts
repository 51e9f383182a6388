/** A disk that fills up while the till sells, and is given room again. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PosCallError } from "../../../agent/client/connect.ts";
import { random as seeded } from "../../bench/random.ts";
import { checkJournal } from "../check.ts";
import { type Section, Tally } from "../section.ts";
import { configure, crashShop, forkAgent, liveAgent } from "../shop.ts";
import { complete, planOf, ring } from "../shopper.ts";
import { type Completion, type CompletionAnswer, Truth } from "../truth.ts";
import { MEMORY, Missing } from "./preload.ts";

const SIZE = "8m";
/** What the till may still write at first. */
const LEFT_BYTES = 1_500_000;
const SALES_MAX = 2000;

export const fullDisk: Section = async ({ seed }) => {
  const folder = mkdtempSync(join(MEMORY, "tillside-full-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", folder], {
    encoding: "utf8",
  });
  try {
    if (mounted.status !== 0)
      throw new Missing(`a small disk can't be mounted (${mounted.stderr?.trim()}): run it as root`);
    const tally = new Tally();
    let sold = 0;
    await tally.check(`--seed ${seed}`, async () => {
      sold = await fillAndGoOn(join(folder, "data"), join(folder, "filler"), seed);
    });
    return { ...tally, says: `${sold} sales recorded before the disk was full, then refused, then recorded` };
  } finally {
    spawnSync("umount", [folder]);
    rmSync(folder, { recursive: true });
  }
};

async function fillAndGoOn(dataDir: string, filler: string, seed: number): Promise<number> {
  const shop = await crashShop(1, dataDir);
  configure(dataDir, { pos: { port: 0 } });
  const random = seeded(seed);
  const truth = new Truth();
  const life = await liveAgent(forkAgent(dataDir), dataDir);
  try {
    const { bavail, bsize } = statfsSync(dataDir);
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - LEFT_BYTES)));
    const waiting: Completion[] = [];
    let sold = 0;
    for (let n = 0; waiting.length < 3; n += 1) {
      if (n === SALES_MAX) throw new Error("the disk was never full");
      const plan = { ...planOf(`D${n}`, random), coupon: "none" as const, cancelled: false };
      // A full disk stops no scan: lines, card and subtotal are answered all the same.
      const completion = (await ring(life.pos, plan, [], truth, random))!;
      truth.sent.set(completion.transactionId, completion);
      try {
        truth.told(completion, await life.pos.call<CompletionAnswer>("transaction.complete", completion));
        sold += 1;
      } catch (error) {
        if (!(error instanceof PosCallError) || error.reason !== "not-recorded") throw error;
        waiting.push(completion);
      }
    }
    if (sold === 0) throw new Error("nothing was recorded while there was room");
    rmSync(filler);
    await sleep(100);
    for (const completion of waiting)
      if (!(await complete(life.pos, completion, truth)))
        throw new Error(`${completion.transactionId} is lost`);
    await life.kill();
    checkJournal(shop.journalPath, truth);
    return sold;
  } finally {
    await life.kill();
  }
}
