/** A disk that takes five seconds for a sync: the sale goes on meanwhile, and what was paid is recorded once. */

import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { PosCallError } from "../../../agent/client/connect.ts";
import { line } from "../../../agent/testing/shop.ts";
import { type Answer, complete } from "../calls.ts";
import { checkJournal } from "../check.ts";
import { type Section, Tally } from "../section.ts";
import { configure, crashShop, forkAgent, liveAgent } from "../shop.ts";
import { type CompletionAnswer, Truth } from "../truth.ts";
import { buildPreload, MEMORY, openDisk } from "./preload.ts";
import { OpenSale, ring } from "./ring.ts";

const STALL_MS = 5000;

export const stalledDisk: Section = async () => {
  const folder = mkdtempSync(join(MEMORY, "tillside-stall-"));
  try {
    const library = buildPreload(folder);
    const tally = new Tally();
    let lines = 0;
    let notKept = 0;
    await tally.check("a stalled journal", async () => {
      lines = await stallJournal(library, join(folder, "journal"));
    });
    await tally.check("a stalled file of open sales", async () => {
      notKept = await stallSessions(library, join(folder, "sessions"));
    });
    const says = `${lines} lines answered while a sync of the journal took ${STALL_MS} ms, ${notKept} though not kept while one of the open sales did`;
    return { ...tally, says };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

async function stallJournal(library: string, dataDir: string): Promise<number> {
  const shop = await crashShop(1, dataDir);
  // A completion's deadline is the one that a POS really has; lines may take as long as a busy machine needs.
  configure(dataDir, { pos: { port: 0, deadlines: { lineMs: 4000, lookUpMs: 4000, subtotalMs: 4000 } } });
  const disk = openDisk(library, dataDir);
  const truth = new Truth(shop);
  const life = await liveAgent(forkAgent(dataDir, disk.env), dataDir);
  try {
    const { pos } = life;
    const completion = await ring(pos, "paid");
    await pos.call("transaction.begin", { transactionId: "next" });
    disk.order({ on: "sync", file: "journal.db-wal", nth: 1, what: { delayMs: STALL_MS } });
    truth.sent.set(completion.transactionId, completion);
    let answered = false;
    const first = pos.call<CompletionAnswer>("transaction.complete", completion).then(
      () => "recorded",
      (error: PosCallError) => error.reason,
    );
    void first.then(() => {
      answered = true;
    });
    let lines = 0;
    for (; !answered; lines += 1) {
      const reply = await pos.call("line.add", { transactionId: "next", line: line(String(lines + 1)) });
      if ("degraded" in reply)
        throw new Error(`line ${lines + 1} was answered ${JSON.stringify(reply.degradedReason)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const reason = await first;
    if (reason !== "not-recorded") throw new Error(`a completion on a stalled disk was answered "${reason}"`);
    if (lines === 0) throw new Error("no line was answered while the disk stood still");
    if (!(await complete(pos, completion, truth))) throw new Error("the paid sale is not known any more");
    await life.kill();
    checkJournal(shop.journalPath, truth);
    return lines;
  } finally {
    await life.kill();
    disk.remove();
    shop.remove();
  }
}

/** The subtotal, which must be on the disk, is answered in its time all the same; so is every line after it. */
async function stallSessions(library: string, dataDir: string): Promise<number> {
  const shop = await crashShop(1, dataDir);
  configure(dataDir, { pos: { port: 0, deadlines: { lineMs: 500, lookUpMs: 4000, subtotalMs: 500 } } });
  const disk = openDisk(library, dataDir);
  let life = await liveAgent(forkAgent(dataDir, disk.env), dataDir);
  try {
    const beside = new OpenSale("beside");
    await beside.begin(life.pos);
    await beside.mend(life.pos);
    disk.order({ on: "sync", file: "sessions.db-wal", nth: 1, what: { delayMs: STALL_MS } });
    const { kept } = await life.pos.call<Answer>("transaction.subtotal", { transactionId: "beside" });
    if (kept !== false) throw new Error("a subtotal that is not on the disk was said to be kept");
    if (await beside.scan(life.pos)) throw new Error("a line was said to be kept behind a stalled one");
    await beside.mend(life.pos);
    await life.kill();
    life = await liveAgent(forkAgent(dataDir), dataDir);
    await beside.checkResumed(life.pos);
    return beside.notKept;
  } finally {
    await life.kill();
    disk.remove();
    shop.remove();
  }
}
