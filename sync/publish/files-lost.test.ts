/** A file of HQ's releases folder is gone, and tills follow what was written in its place. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSyncClient, type SyncClient } from "../client/client.ts";
import { writeChain } from "../fixture/chain.ts";
import { enrolAt } from "../fixture/enrolled.ts";
import { openTestTill, type TestTill } from "../fixture/till.ts";
import { type Hub, startHub } from "../hub/hub.ts";
import { initKeys, loadPublisherKeys } from "./init-keys.ts";
import { publish } from "./publish.ts";

const secret = "a secret of more than thirty-two characters";
const now = new Date("2026-11-21T10:00:00Z");
let folder: string;
let hub: Hub;
const open: { till: TestTill; client: SyncClient }[] = [];
const at = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tillside-files-lost-"));
  initKeys(at("keys"));
  writeChain(at("chain"));
  await go();
  hub = await startHub({ dataDir: at("hub"), releasesDir: at("releases"), port: 0, secret });
});
afterEach(async () => {
  for (const { till, client } of open.splice(0)) {
    await client.stop();
    till.close();
  }
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

const go = () => publish({ from: at("chain"), to: at("releases"), keys: at("keys"), now });

function newTill(name: string) {
  const till = openTestTill(folder, { till: name });
  const client = createSyncClient({
    hubUrl: hub.url,
    token: enrolAt(at("hub"), { store: "0042", till: name }),
    ...{ replica: till.replica, outbox: till.outbox, floor: till.floor },
    trustedRoot: loadPublisherKeys(at("keys")).rootFile,
    pollMs: 60_000,
    onEvent: () => {},
    surroundings: { nowMs: () => now.getTime() },
  });
  open.push({ till, client });
  return { till, client };
}

test("a new till that asked for a missing file in vain has the release that mends it, and so has one that had the file", async () => {
  const old = newTill("3");
  expect(await old.client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated", release: 1 } });
  rmSync(at("releases/files/articles"), { recursive: true });
  const late = newTill("4");
  expect(await late.client.pullNow()).toMatchObject({ ok: false });
  expect(await go()).toMatchObject({ release: 2, changed: [], mended: ["articles"] });
  for (const { till, client } of [old, late]) {
    expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated", release: 2 } });
    expect(till.rows("article")).toHaveLength(2);
  }
});
