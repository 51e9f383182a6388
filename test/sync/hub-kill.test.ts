import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSyncClient } from "../../sync/client/client.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { freePort } from "../../sync/fixture/free-port.ts";
import { openTestTill, saleBody } from "../../sync/fixture/till.ts";
import { operatorToken } from "../../sync/hub/token.ts";
import { initKeys, loadPublisherKeys } from "../../sync/publish/init-keys.ts";

const secret = "a secret of more than thirty-two characters";
const KILLS = 8;

test("a hub that is killed again and again while tills push loses nothing and counts nothing twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-kill-"));
  initKeys(join(folder, "keys"));
  const till = openTestTill(folder);
  let hub = await startHub(`${await freePort()}`);
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
      hub.child.kill("SIGKILL");
      await once(hub.child, "exit");
      hub = await startHub(new URL(hub.url).port);
    }
    while ((await till.outbox.pending("sales", 1)).length > 0) await client.pushNow();
    expect(await saleIds()).toEqual(Array.from({ length: sold }, (_, at) => `sale-${at + 1}`));
  } finally {
    await client.stop();
    hub.child.kill("SIGKILL");
    till.close();
    rmSync(folder, { recursive: true, force: true });
  }

  async function startHub(port: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
    const script = new URL("../../sync/fixture/hub-process.ts", import.meta.url);
    const child = fork(script, [join(folder, "hub"), folder, port, secret], { execArgv: [] });
    const [url] = await once(child, "message");
    return { child, url: String(url) };
  }

  async function saleIds(): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let since = 0; ; ) {
      const headers = { Authorization: `Bearer ${operatorToken(secret)}` };
      const answer = await fetch(`${hub.url}/v1/sales?limit=1000&since=${since}`, { headers });
      const { sales, next } = (await answer.json()) as { sales: { saleId: string }[]; next: number };
      if (sales.length === 0) return ids;
      ids.push(...sales.map((sale) => sale.saleId));
      since = next;
    }
  }
});
