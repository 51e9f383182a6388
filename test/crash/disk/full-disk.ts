/** A disk that fills up while the till sells, and is given room again. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PosCallError } from "../../../agent/client/connect.ts";
import type { AgentStatus } from "../../../agent/main.ts";
import { complete } from "../calls.ts";
import { checkJournal } from "../check.ts";
import { type Section, Tally } from "../section.ts";
import { configure, crashShop, forkAgent, liveAgent } from "../shop.ts";
import { type Completion, type CompletionAnswer, Truth } from "../truth.ts";
import { MEMORY, Missing } from "./preload.ts";
import { OpenSale, ring } from "./ring.ts";

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
    let figures = { sold: 0, notKept: 0 };
    await tally.check(`--seed ${seed}`, async () => {
      figures = await fillAndGoOn(join(folder, "data"), join(folder, "filler"));
    });
    const { sold, notKept } = figures;
    const says = `${sold} sales recorded before the disk was full, then refused, then recorded; ${notKept} lines answered though not kept`;
    return { ...tally, says };
  } finally {
    spawnSync("umount", [folder]);
    rmSync(folder, { recursive: true });
  }
};

async function fillAndGoOn(dataDir: string, filler: string): Promise<{ sold: number; notKept: number }> {
  const shop = await crashShop(1, dataDir);
  configure(dataDir, { pos: { port: 0 } });
  const truth = new Truth(shop);
  let life = await liveAgent(forkAgent(dataDir), dataDir);
  try {
    const beside = new OpenSale("beside");
    await beside.begin(life.pos);
    await beside.mend(life.pos);
    const { bavail, bsize } = statfsSync(dataDir);
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - LEFT_BYTES)));
    const waiting: Completion[] = [];
    let sold = 0;
    // Until paid sales are refused, and what is scanned meanwhile is not kept any more.
    for (let n = 0; waiting.length < 3 || beside.notKept === 0; n += 1) {
      if (n === SALES_MAX) throw new Error("the disk was never full");
      // A full disk stops no scan: lines and subtotal are answered all the same.
      const completion = await ring(life.pos, `D${n}`);
      await beside.scan(life.pos);
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
    const { sessions, problems } = await life.pos.call<AgentStatus>("agent.status");
    if (sessions.kept || problems.length === 0) throw new Error("agent.status says nothing of the full disk");
    rmSync(filler);
    await sleep(100);
    await beside.mend(life.pos);
    for (const completion of waiting)
      if (!(await complete(life.pos, completion, truth)))
        throw new Error(`${completion.transactionId} is lost`);
    await life.kill();
    checkJournal(shop.journalPath, truth);
    life = await liveAgent(forkAgent(dataDir), dataDir);
    await beside.checkResumed(life.pos);
    return { sold, notKept: beside.notKept };
  } finally {
    await life.kill();
  }
}
