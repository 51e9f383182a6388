/** The agent with a real HQ: a published release, a hub that serves it and takes the receipts. */

import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import { eventually } from "../../agent/testing/patience.ts";
import { openShop, type Shop } from "../../agent/testing/shop.ts";
import { revokeTill } from "../../sync/client/operator.ts";
import { TILL_FILES } from "../../sync/enrol/till-key.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { freePort } from "../../sync/fixture/free-port.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import { loadHubSecret, operatorToken } from "../../sync/hub/token.ts";
import { initKeys, loadPublisherKeys } from "../../sync/publish/init-keys.ts";
import { switchOff } from "../../sync/publish/kill.ts";
import { publish } from "../../sync/publish/publish.ts";

const demo = join(import.meta.dirname, "../../demo/chain");
let shop: Shop;
let hub: Hub;
const folder = (name: string) => join(shop.folder, name);

beforeEach(async () => {
  shop = await openShop(null);
  initKeys(folder("keys"), { rootKeys: 1, rootThreshold: 1 });
  cpSync(demo, folder("chain"), { recursive: true });
  // The tests take its promotions away, which golden baskets would forbid.
  rmSync(folder("chain/golden.json"));
  mkdirSync(folder("data/trust"), { recursive: true });
  copyFileSync(folder("keys/chain.key"), folder("data/chain.key"));
  await published();
  copyFileSync(folder("keys/root.json"), folder("data/trust/root.json"));
  hub = await openHub(await freePort());
});
afterEach(async () => {
  await shop.close();
  await hub.close();
});

const openHub = (port: number) =>
  startHub({ dataDir: folder("hub"), releasesDir: folder("releases"), port, host: "127.0.0.1" });

async function published(): Promise<number> {
  const { release } = await publish({
    from: folder("chain"),
    to: folder("releases"),
    keys: folder("keys"),
    now: new Date(),
  });
  return release;
}

/** The tests ask when they want to know; nothing happens by itself meanwhile. */
const startTill = () => {
  if (!existsSync(folder("data/till.key")))
    enrolAt(folder("hub"), { store: "0042", till: "3" }, folder("data"));
  return shop.start({ hq: { url: hub.url, pollSeconds: 600 } });
};

async function receiptsAtHq(): Promise<string[]> {
  const answer = await fetch(`${hub.url}/v1/sales?since=0`, {
    headers: { authorization: `Bearer ${operatorToken(loadHubSecret(folder("hub")))}` },
  });
  const { sales } = (await answer.json()) as { sales: { receipt: string }[] };
  return sales.map(({ receipt }) => receipt);
}

test("a release that arrives in mid-sale is for the next sale; the open one keeps its own", async () => {
  const agent = await startTill();
  await agent.syncNow();
  const pos = await shop.pos(agent);
  await eventually(async () => expect((await agent.status()).promotions).toBeGreaterThan(2));
  const first = (await agent.status()).release;
  await pos.call("transaction.begin", { transactionId: "t1" });
  await pos.call("transaction.begin", { transactionId: "waits" });
  await pos.call("transaction.suspend", { transactionId: "waits" });
  const rules = JSON.parse(readFileSync(folder("chain/rules.json"), "utf8"));
  writeFileSync(
    folder("chain/rules.json"),
    JSON.stringify({ ...rules, promotions: rules.promotions.slice(0, 2) }),
  );
  const second = await published();
  await agent.syncNow();
  await eventually(async () => expect((await agent.status()).release).toBe(second));
  expect(await pos.call("transaction.subtotal", { transactionId: "t1" })).toMatchObject({ release: first });
  expect(await pos.call("transaction.begin", { transactionId: "t2" })).toMatchObject({ release: second });
  expect(await pos.call("transaction.subtotal", { transactionId: "t1" })).not.toHaveProperty("degraded");
  // One that waited meanwhile goes on with the new one, and says so: nobody kept the old one for it.
  await pos.call("transaction.cancel", { transactionId: "t1" });
  const resumed = await pos.call("transaction.resume", { transactionId: "waits" });
  expect(resumed).toMatchObject({ release: second, releaseChanged: { from: first, to: second } });
  expect(resumed).not.toHaveProperty("degraded");
});

test("the replica's log does not grow with every release", async () => {
  const agent = await startTill();
  const sizes: number[] = [];
  const rules = JSON.parse(readFileSync(folder("chain/rules.json"), "utf8"));
  for (let count = 1; count <= 8; count += 1) {
    const promotions = rules.promotions.slice(0, count);
    writeFileSync(folder("chain/rules.json"), JSON.stringify({ ...rules, promotions }));
    const release = await published();
    await agent.syncNow();
    await eventually(async () => expect((await agent.status()).release).toBe(release));
    // The old reader ends after the new one is ready, and only then can the log begin anew.
    await new Promise((resolve) => setTimeout(resolve, 200));
    sizes.push(statSync(`${shop.replicaPath}-wal`).size);
  }
  expect(sizes.at(-1)).toBeLessThan(2 * sizes[0]!);
});

test("receipts reach HQ once, also when HQ was away in between", async () => {
  const agent = await startTill();
  await agent.syncNow();
  // What sales were evaluated with goes up as well: both by the same release.
  await eventually(async () => expect((await agent.status()).promotions).toBeGreaterThan(2));
  const pos = await shop.pos(agent);
  await sell(pos, "t1");
  await eventually(async () => expect(await receiptsAtHq()).toEqual(["R-t1"]));
  // HQ has it a moment before the till has heard so.
  await eventually(async () => expect((await agent.status()).journal.unsettled).toMatchObject({ sales: 0 }));
  const port = Number(new URL(hub.url).port);
  await hub.close();
  await sell(pos, "t2");
  expect((await agent.status()).journal.unsettled).toMatchObject({ sales: 1 });
  hub = await openHub(port);
  await agent.syncNow();
  await agent.syncNow();
  expect(await receiptsAtHq()).toEqual(["R-t1", "R-t2"]);
  await eventually(async () => expect((await agent.status()).journal.unsettled).toMatchObject({ sales: 0 }));
});

/** A till with a copy of this one's journal: another machine, or the same disk twice. */
async function copied(name: string, till: string): Promise<PosClient> {
  const dataDir = folder(name);
  mkdirSync(dataDir);
  copyFileSync(shop.journalPath, join(dataDir, "journal.db"));
  // The key with the rest of the disk.
  if (till === "3")
    for (const name of Object.values(TILL_FILES).slice(0, 3))
      copyFileSync(folder(`data/${name}`), join(dataDir, name));
  else enrolAt(folder("hub"), { store: "0042", till }, dataDir);
  cpSync(folder("data/trust"), join(dataDir, "trust"), { recursive: true });
  cpSync(folder("data/pos.secret"), join(dataDir, "pos.secret"));
  return shop.pos(await shop.start({ till, dataDir, hq: { url: hub.url, pollSeconds: 600 } }));
}

async function sell(pos: PosClient, transactionId: string): Promise<void> {
  await pos.call("transaction.begin", { transactionId });
  const receipt = `R-${transactionId}`;
  await pos.call("transaction.complete", { transactionId, receipt, applied: [], totalCents: 0 });
}

test("a journal that was copied loses nothing and doubles nothing: both tills' sales are all at HQ, once", async () => {
  const port = Number(new URL(hub.url).port);
  const first = await startTill();
  await sell(await shop.pos(first), "t1");
  await eventually(async () => expect(await receiptsAtHq()).toEqual(["R-t1"]));
  // One sale is still on its way when the disk is copied.
  await hub.close();
  await sell(await shop.pos(first), "t2");
  await first.close();
  hub = await openHub(port);
  const sameTill = await copied("clone", "3");
  const otherTill = await copied("other", "4");
  await sell(sameTill, "clone");
  await sell(otherTill, "other");
  const again = await startTill();
  const pos = await shop.pos(again);
  await sell(pos, "t3");
  await again.syncNow();
  await eventually(async () =>
    expect((await receiptsAtHq()).toSorted()).toEqual(["R-clone", "R-other", "R-t1", "R-t2", "R-t3"]),
  );
  for (const one of [pos, sameTill, otherTill])
    await eventually(async () =>
      expect(await one.call("agent.status")).toMatchObject({
        journal: { unsettled: { sales: 0, claims: 0 } },
        hq: { up: { problem: null } },
      }),
    );
  // Both forked tills find their own past, and the other's at HQ.
  for (const receipt of ["R-t2", "R-clone", "R-t3"])
    for (const one of [pos, sameTill])
      await eventually(async () =>
        expect(await one.call<{ explanations: object[] }>("explain", { sale: receipt })).toMatchObject({
          explanations: expect.any(Array),
        }),
      );
  await expect(sameTill.call("explain", { sale: "R-none" })).rejects.toMatchObject({
    reason: "unknown-receipt",
  });
});

test("what HQ switches off is off at a till whose journal is damaged, which keeps its release", async () => {
  const before = await startTill();
  await before.syncNow();
  await eventually(async () => expect((await before.status()).release).toBe(1));
  await before.close();
  rmSync(`${shop.journalPath}-wal`, { force: true });
  writeFileSync(shop.journalPath, "no journal".repeat(1000));
  const [promotion] = JSON.parse(readFileSync(folder("chain/rules.json"), "utf8")).promotions;
  const off = { kill: [promotion.id], reason: "misprint", by: "Anna", now: new Date() };
  await switchOff({ to: folder("releases"), keys: loadPublisherKeys(folder("keys")), ...off });
  await published();
  const agent = await startTill();
  await agent.syncNow();
  const { switchedOff, release, journal } = await agent.status();
  expect(journal.usable).toBe(false);
  expect([switchedOff, release]).toEqual([{ [promotion.id]: "misprint" }, 1]);
});

test("a till that HQ has revoked is told so at its next report, also where it has nothing to send", async () => {
  if (!existsSync(folder("data/till.key")))
    enrolAt(folder("hub"), { store: "0042", till: "3" }, folder("data"));
  const agent = await shop.start({ hq: { url: hub.url, pollSeconds: 0.5 } });
  await agent.syncNow();
  await eventually(async () => expect((await agent.status()).hq?.down.reached).toBe(true));
  expect((await agent.status()).hq?.up.problem).toBeNull();
  const operator = { hubUrl: hub.url, token: operatorToken(loadHubSecret(folder("hub"))) };
  await revokeTill(operator, { store: "0042", till: "3" });
  await eventually(async () =>
    expect((await agent.status()).problems.join(" ")).toContain(
      "till 0042/3 is not enrolled with this key: it was revoked",
    ),
  );
});

test("a PC that is configured as another till than it was enrolled as says which, with what to do", async () => {
  enrolAt(folder("hub"), { store: "0042", till: "4" }, folder("data"));
  const agent = await startTill();
  const pos = await shop.pos(agent);
  await pos.call("transaction.begin", { transactionId: "t1" });
  await pos.call("transaction.complete", {
    ...{ transactionId: "t1", receipt: "1", applied: [], totalCents: 0 },
  });
  await agent.syncNow();
  await eventually(async () =>
    expect((await agent.status()).problems).toContain(
      'this PC is enrolled as till 0042/4, the configuration says 0042/3: put "store" and "till" right in the configuration, or enrol this PC as the other till',
    ),
  );
});

test("a till whose root of HQ is damaged sells on and says which file, and what to copy there", async () => {
  writeFileSync(folder("data/trust/root.json"), "[]");
  const agent = await startTill();
  const { problems } = await agent.status();
  expect(problems.join(" ")).toContain(`${folder("data/trust/root.json")} can't be used: the root metadata`);
  expect(problems.join(" ")).toContain("Copy root/1.json");
  const pos = await shop.pos(agent);
  expect(await pos.call("transaction.begin", { transactionId: "t1" })).toMatchObject({
    state: "open",
    totalCents: 0,
  });
});

test("over TLS a till speaks with the HQ that the chain's own CA vouches for, and with no other", async () => {
  await hub.close();
  const tls = (name: string) => join(import.meta.dirname, "../../sync/fixture/tls", name);
  const [cert, key] = [readFileSync(tls("hub.pem"), "utf8"), readFileSync(tls("hub.key"), "utf8")];
  hub = await startHub({
    dataDir: folder("hub"),
    releasesDir: folder("releases"),
    port: 0,
    tls: { cert, key },
  });
  expect(hub.url).toMatch(/^https:/);
  enrolAt(folder("hub"), { store: "0042", till: "3" }, folder("data"));
  const setting = { url: hub.url, pollSeconds: 600 };
  let agent = await shop.start({ hq: setting });
  await agent.syncNow();
  expect((await agent.status()).hq?.down.problem?.message).toMatch(/can't be reached: .*certificate/);
  await agent.close();
  writeFileSync(folder("data/hq-ca.pem"), "no certificate");
  agent = await shop.start({ hq: { ...setting, ca: "hq-ca.pem" } });
  expect((await agent.status()).problems.join()).toMatch(/hq-ca\.pem \("hq\.ca"\) is no certificate/);
  await agent.close();
  copyFileSync(tls("ca.pem"), folder("data/hq-ca.pem"));
  agent = await shop.start({ hq: { ...setting, ca: "hq-ca.pem" } });
  await agent.syncNow();
  await eventually(async () => expect((await agent.status()).release).toBe(1));
  expect((await agent.status()).hq?.down.problem).toBeNull();
});

test("a hub whose certificate and key do not belong together, or one that was given empty files, says so", async () => {
  const cert = readFileSync(join(import.meta.dirname, "../../sync/fixture/tls/hub.pem"), "utf8");
  const options = { dataDir: folder("other"), releasesDir: folder("releases"), port: 0 };
  await expect(startHub({ ...options, tls: { cert, key: cert } })).rejects.toThrow(
    "the hub's certificate and key don't serve",
  );
  const key = readFileSync(join(import.meta.dirname, "../../sync/fixture/tls/hub.key"), "utf8");
  for (const empty of [
    { cert: "", key: "" },
    { cert, key, ca: "" },
  ])
    await expect(startHub({ ...options, tls: empty })).rejects.toThrow(
      "the hub's certificate and key don't serve",
    );
});
