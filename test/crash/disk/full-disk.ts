/** A disk that fills up while the till sells, and is given room again. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PosCallError } from "../../../agent/client/connect.ts";
import type { AgentStatus } from "../../../agent/main.ts";
import { openJournal, type SaleToCommit } from "../../../agent/store/journal.ts";
import { complete } from "../calls.ts";
import { checkJournal } from "../check.ts";
import { type Section, Tally } from "../section.ts";
import { configure, crashShop, forkAgent, liveAgent, PLACE } from "../shop.ts";
import { type Completion, type CompletionAnswer, Truth } from "../truth.ts";
import { MEMORY, Missing } from "./preload.ts";
import { OpenSale, ring } from "./ring.ts";

const SIZE = "8m";
/** What the till may still write at first. */
const LEFT_BYTES = 1_500_000;
const SALES_MAX = 2000;
/** Sales of 5 kB: somewhat more than the ballast's megabyte. */
const HISTORY = 300;
const DAY_MS = 86_400_000;
/** An agent makes its ballast ten seconds after its start. */
const PATIENCE_MS = 60_000;

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
    rmSync(join(folder, "filler"), { force: true });
    rmSync(join(folder, "data"), { recursive: true });
    await tally.check("history that HQ has makes room", () =>
      historyMakesRoom(join(folder, "data"), join(folder, "filler")),
    );
    const { sold, notKept } = figures;
    const says = `${sold} sales recorded before the disk was full, then refused, then recorded; ${notKept} lines answered though not kept`;
    return { ...tally, says };
  } finally {
    spawnSync("umount", [folder]);
    rmSync(folder, { recursive: true });
  }
};

function fill(dataDir: string, filler: string): void {
  const { bavail, bsize } = statfsSync(dataDir);
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - LEFT_BYTES)));
}

async function fillAndGoOn(dataDir: string, filler: string): Promise<{ sold: number; notKept: number }> {
  const shop = await crashShop(1, dataDir);
  configure(dataDir, { pos: { port: 0 } });
  const truth = new Truth(shop);
  let life = await liveAgent(forkAgent(dataDir), dataDir);
  try {
    const beside = new OpenSale("beside");
    await beside.begin(life.pos);
    await beside.mend(life.pos);
    fill(dataDir, filler);
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

/** Sales that HQ has had for three weeks go when the ballast goes; younger ones, and what HQ lacks, stay. */
async function historyMakesRoom(dataDir: string, filler: string): Promise<void> {
  const shop = await crashShop(1, dataDir);
  let ageDays = 21;
  const journal = openJournal(shop.journalPath, PLACE, () => Date.now() - ageDays * DAY_MS);
  const sell = (transactionId: string) =>
    journal.commitSale({
      completionHash: "",
      sale: {
        transactionId,
        receipt: transactionId,
        context: {},
        applied: [],
        definitions: [],
        text: "x".repeat(5000),
      },
      definitions: [],
      points: [],
      redeemed: [],
      answer: {},
    } as unknown as SaleToCommit);
  for (let n = 0; n < HISTORY; n += 1) sell(`old-${n}`);
  journal.settle("sales", HISTORY);
  ageDays = 13;
  sell("young");
  journal.settle("sales", HISTORY + 1);
  ageDays = 21;
  sell("old, and HQ lacks it");
  const life = await liveAgent(forkAgent(dataDir), dataDir);
  try {
    await until("the ballast is there", () => existsSync(join(dataDir, "ballast.bin")));
    fill(dataDir, filler);
    for (let n = 0; existsSync(join(dataDir, "ballast.bin")); n += 1) {
      if (n === SALES_MAX) throw new Error("the disk was never full");
      const completion = await ring(life.pos, `H${n}`);
      await life.pos.call("transaction.complete", completion);
    }
    await until("the oldest are forgotten", () => journal.recordedOf(["old-0"]).length === 0);
    const kept = journal.recordedOf(["young", "old, and HQ lacks it"]);
    if (kept.length < 2) throw new Error(`of the young one and the one that HQ lacks there is only ${kept}`);
    await life.pos.call("transaction.complete", await ring(life.pos, "afterwards"));
  } finally {
    await life.kill();
    journal.close();
  }
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const startMs = performance.now();
  while (!isSo()) {
    if (performance.now() - startMs > PATIENCE_MS)
      throw new Error(`not so within ${PATIENCE_MS} ms: ${what}`);
    await sleep(50);
  }
}
