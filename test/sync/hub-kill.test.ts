import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { createSyncClient } from "../../sync/client/client.ts";
import { askHub } from "../../sync/client/operator.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { freePort } from "../../sync/fixture/free-port.ts";
import { openTestTill, saleBody } from "../../sync/fixture/till.ts";
import { operatorToken } from "../../sync/hub/token.ts";
import { initKeys, loadPublisherKeys } from "../../sync/publish/init-keys.ts";
import type { Fleet } from "../../sync/till-report.ts";

const secret = "a secret of more than thirty-two characters";
const KILLS = 8;

test("a hub that is killed again and again while tills push loses nothing and counts nothing twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-kill-"));
  initKeys(join(folder, "keys"));
  const till = openTestTill(folder);
  let hub = await startHub(folder, `${await freePort()}`);
  const client = createSyncClient({
    hubUrl: hub.url,
    token: enrolAt(join(folder, "hub"), { store: "0042", till: "3" }),
    ...till,
    trustedRoot: loadPublisherKeys(join(folder, "keys")).rootFile,
    pollMs: 10,
    onEvent: () => {},
  });
  try {
    let sold = 0;
    client.start();
    for (let kill = 1; kill <= KILLS; kill++) {
      const end = Date.now() + 20 + ((kill * 37) % 100);
      while (Date.now() < end) {
        till.append("sales", "sale", saleBody(++sold));
        void client.pushNow();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await stopHub(hub);
      hub = await startHub(folder, new URL(hub.url).port);
    }
    while ((await till.outbox.pending("sales", 1)).length > 0) await client.pushNow();
    expect(await saleIds(hub.url)).toEqual(Array.from({ length: sold }, (_, at) => `sale-${at + 1}`));
  } finally {
    await client.stop();
    await stopHub(hub);
    till.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a hub whose database is put back from a backup, with two tills having sent more since, has everything once, and says so", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-backup-"));
  const file = join(folder, "hub/hub.db");
  initKeys(join(folder, "keys"));
  const trustedRoot = loadPublisherKeys(join(folder, "keys")).rootFile;
  let hub = await startHub(folder, `${await freePort()}`);
  const tills = ["3", "4"].map((name) => {
    const till = openTestTill(folder, { till: name });
    const token = enrolAt(join(folder, "hub"), { store: "0042", till: name });
    const report = async () => ({ version: "0.1.0", backlog: {} });
    const parts = { hubUrl: hub.url, token, ...till, trustedRoot, pollMs: 200, report, onEvent() {} };
    return { till, client: createSyncClient(parts) };
  });
  const [selling, quiet] = tills as [(typeof tills)[0], (typeof tills)[0]];
  const sell = async ({ till, client }: (typeof tills)[0], ...numbers: readonly number[]) => {
    for (const number of numbers) till.append("sales", "sale", saleBody(number));
    expect(await client.pushNow()).toMatchObject({ ok: true });
  };
  const fleet = async () =>
    (await askHub({ hubUrl: hub.url, token: operatorToken(secret) }, "/v1/fleet")) as Fleet;
  try {
    await sell(selling, 1, 2);
    await sell(quiet, 11);
    const running = new Database(file, { readonly: true });
    await running.backup(join(folder, "backup.db"));
    running.close();
    await sell(selling, 3);
    await sell(quiet, 12, 13);
    expect((await fleet()).summary.lost).toBe(0);
    await stopHub(hub);
    for (const name of [file, `${file}-wal`, `${file}-shm`]) rmSync(name, { force: true });
    copyFileSync(join(folder, "backup.db"), file);
    hub = await startHub(folder, new URL(hub.url).port);
    // One goes on selling, the other only says how it is.
    await sell(selling, 4);
    quiet.client.start();
    const sold = [1, 11, 12, 13, 2, 3, 4].map((number) => `sale-${number}`);
    await vi.waitFor(async () => expect((await saleIds(hub.url)).toSorted()).toEqual(sold), 20_000);
    const { tills: known, summary } = await fleet();
    expect([summary.lost, summary.forked]).toEqual([2, 0]);
    expect(known.map(({ till, lostMs }) => [till, typeof lostMs])).toEqual([
      ["3", "number"],
      ["4", "number"],
    ]);
  } finally {
    for (const { till, client } of tills) {
      await client.stop();
      till.close();
    }
    await stopHub(hub);
    rmSync(folder, { recursive: true, force: true });
  }
});

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
}

async function startHub(folder: string, port: string): Promise<Running> {
  const script = new URL("../../sync/fixture/hub-process.ts", import.meta.url);
  const child = fork(script, [join(folder, "hub"), folder, port, secret], { execArgv: [] });
  const [url] = await once(child, "message");
  return { child, url: String(url) };
}

async function stopHub({ child }: Running): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function saleIds(hubUrl: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let since = 0; ; ) {
    const headers = { Authorization: `Bearer ${operatorToken(secret)}` };
    const answer = await fetch(`${hubUrl}/v1/sales?limit=1000&since=${since}`, { headers });
    const { sales, next } = (await answer.json()) as { sales: { saleId: string }[]; next: number };
    if (sales.length === 0) return ids;
    ids.push(...sales.map((sale) => sale.saleId));
    since = next;
  }
}
