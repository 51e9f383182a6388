/** The agent as a process of its own, killed without warning while it records sales. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectPos, type PosClient } from "../../agent/client/connect.ts";
import "../../agent/testing/patience.ts";
import { openShop, type Shop } from "../../agent/testing/shop.ts";

const entry = join(import.meta.dirname, "../../tillside.js");
const KILLS = 6;

let shop: Shop;
let agent: ChildProcess | undefined;
beforeEach(async () => {
  shop = await openShop();
  writeFileSync(
    join(shop.folder, "data/config.json"),
    JSON.stringify({ store: "0042", till: "3", pos: { port: 0 } }),
  );
});
afterEach(async () => {
  agent?.kill("SIGKILL");
  await shop.close();
});

async function started(): Promise<PosClient> {
  agent = fork(entry, ["agent", "--config", join(shop.folder, "data/config.json")], { silent: true });
  const [message] = (await once(agent, "message")) as [{ ready: { port: number } }];
  const secret = readFileSync(join(shop.folder, "data/pos.secret"), "utf8");
  return connectPos({ port: message.ready.port, secret });
}

const completion = (transactionId: string) => ({
  transactionId,
  receipt: `R-${transactionId}`,
  applied: [],
  totalCents: 0,
});

test("every sale that the POS was told is recorded is there after each kill, once, with the same answer", async () => {
  const told = new Map<string, unknown>();
  let sales = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const pos = await started();
    for (const [transactionId, answer] of told)
      expect(await pos.call("transaction.complete", completion(transactionId))).toEqual(answer);
    const killed = agent!;
    let recorded = 0;
    try {
      for (;;) {
        sales += 1;
        const transactionId = `t${sales}`;
        await pos.call("transaction.begin", { transactionId });
        told.set(transactionId, await pos.call("transaction.complete", completion(transactionId)));
        recorded += 1;
        // Soon after the second: somewhere in one of the next sales, at another place each time.
        if (recorded === 2) setTimeout(() => killed.kill("SIGKILL"), kill);
      }
    } catch (error) {
      expect(error).toMatchObject({ reason: "connection-lost" });
    }
    if (killed.exitCode === null && killed.signalCode === null) await once(killed, "exit");
  }
  expect(told.size).toBeGreaterThanOrEqual(2 * KILLS);
  const db = new Database(join(shop.folder, "data/journal.db"), { readonly: true });
  const recorded = db.prepare("SELECT transaction_id FROM sale").pluck().all() as string[];
  const sequences = db.prepare("SELECT sequence FROM outbox WHERE lane = 'sales' ORDER BY 1").pluck().all();
  db.close();
  expect(recorded).toEqual(expect.arrayContaining([...told.keys()]));
  expect(new Set(recorded).size).toBe(recorded.length);
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
});
