import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isLocked, lockFolder } from "./store/folder-lock.ts";
import { ENTRY } from "./testing/entry.ts";
import { openShop, type Shop } from "./testing/shop.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inTheWay = (dataDir: string) =>
  `Another agent runs already with the data folder ${dataDir}. End that one first, or give this till a dataDir of its own.`;

const dataDirOf = (shop: Shop) => join(shop.folder, "data");

test("a second agent with another port and the same data folder does not start, and the first sells on", async () => {
  const shop: Shop = await openShop();
  try {
    const agent = await shop.start();
    const pos = await shop.pos(agent);
    await pos.call("transaction.begin", {
      transactionId: "1",
      at: "2026-11-21T10:31:00+01:00",
      operator: "12",
    });
    await expect(shop.start()).rejects.toMatchObject({ code: "config", message: inTheWay(dataDirOf(shop)) });
    expect(await agent.status()).toMatchObject({ openTransactions: 1, journal: { usable: true } });
    await pos.call("transaction.cancel", { transactionId: "1" });
    await agent.close();
    // Whoever comes next finds it free.
    const next = await shop.start();
    await next.close();
  } finally {
    await shop.close();
  }
});

test("an agent that is killed leaves nothing in the way of the next one, and one that is ending is waited for", async () => {
  const config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify({ store: "0042", till: "3", ballastMb: 0, pos: { port: 0 } }));
  const first = await running(config);
  const second = spawn(process.execPath, [ENTRY, "agent", "--config", config, "--lang", "it"]);
  // It waits for the first, which gets no time to clean up.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  first.kill("SIGKILL");
  await ready(second);
  const third = spawn(process.execPath, [ENTRY, "agent", "--config", config, "--lang", "it"]);
  let said = "";
  third.stderr.on("data", (bytes) => {
    said += bytes;
  });
  expect(await once(third, "close")).toEqual([1, null]);
  expect(said).toContain(
    `Un altro agente lavora già con la cartella dei dati ${folder}. Fermare prima quello, o dare a questa cassa un dataDir suo.`,
  );
  second.kill("SIGTERM");
  expect(await once(second, "exit")).toEqual([0, null]);
});

test("the lock writes nothing: it is there also where the disk is full", async () => {
  const journal = join(folder, "journal.db");
  expect([await isLocked(journal), readdirSync(folder)]).toEqual([false, []]);
  const lock = await lockFolder(journal);
  expect(readFileSync(`${journal}.lock`)).toHaveLength(0);
  expect(await lockFolder(journal, 200)).toBeUndefined();
  expect(await isLocked(journal)).toBe(true);
  lock!.release();
  lock!.release();
  (await lockFolder(journal, 0))!.release();
  expect(readFileSync(`${journal}.lock`)).toHaveLength(0);
});

test("a till whose lock can't be made sells all the same, and its log says so", async () => {
  const shop = await openShop();
  try {
    mkdirSync(join(dataDirOf(shop), "journal.db.lock"));
    const agent = await shop.start();
    expect(await agent.status()).toMatchObject({ journal: { usable: true } });
    expect(shop.log).toContainEqual(expect.objectContaining({ event: "not-locked", level: "warning" }));
    await agent.close();
  } finally {
    await shop.close();
  }
});

async function running(config: string): Promise<ChildProcess> {
  const agent = spawn(process.execPath, [ENTRY, "agent", "--config", config, "--lang", "it"]);
  await ready(agent);
  return agent;
}

async function ready(agent: ChildProcess): Promise<void> {
  let said = "";
  for await (const bytes of agent.stdout!) {
    said += String(bytes);
    if (said.includes("risponde al POS")) return;
  }
  throw new Error(`the agent has ended: ${said}`);
}
