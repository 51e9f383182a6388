/** What a till is sent must be trusted before it is sold by: a release that must not be, is named, and the next sale works. */

import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PosClient } from "../agent/client/connect.ts";
import type { Agent } from "../agent/main.ts";
import { eventually } from "../agent/testing/patience.ts";
import { openShop, type Shop } from "../agent/testing/shop.ts";
import { enrolAt } from "../sync/fixture/enrolled.ts";
import { type Hub, startHub } from "../sync/hub/hub.ts";
import { readChain } from "../sync/publish/chain-folder.ts";
import { channelsOf } from "../sync/publish/channels.ts";
import { initKeys, loadPublisherKeys } from "../sync/publish/init-keys.ts";
import { publish, publishAgain } from "../sync/publish/publish.ts";
import { writeRelease } from "../sync/publish/write-release.ts";

const demoChain = join(import.meta.dirname, "../demo/chain");
const pasta = "8099010000102";

let shop: Shop;
let hub: Hub;
let hq: { url: string; pollSeconds: number };
let agent: Agent;
let pos: PosClient;
const folder = (name: string) => join(shop.folder, name);

/** A till on release 1: its pasta is 3 for 2. */
beforeEach(async () => {
  shop = await openShop(null);
  initKeys(folder("keys"));
  cpSync(demoChain, folder("chain"), { recursive: true });
  await published("keys", "releases");
  mkdirSync(folder("data/trust"), { recursive: true });
  copyFileSync(folder("keys/root.json"), folder("data/trust/root.json"));
  hub = await startHub({ dataDir: folder("hub"), releasesDir: folder("releases"), port: 0 });
  enrolAt(folder("hub"), { store: "0042", till: "3" }, folder("data"));
  hq = { url: hub.url, pollSeconds: 600 };
  agent = await shop.start({ hq });
  await agent.syncNow();
  await eventually(async () => expect((await agent.status()).release).toBe(1));
  pos = await shop.pos(agent);
});
afterEach(async () => {
  await shop.close();
  await hub.close();
});

async function published(keys: string, releases: string): Promise<number> {
  const options = { from: folder("chain"), to: folder(releases), keys: folder(keys), now: new Date() };
  return (await publish({ ...options, force: true })).release;
}

/** The pasta's promotion taken out of HQ's folder: what a till sells by shows in what three pastas cost. */
function withoutPasta(): void {
  const file = folder("chain/rules.json");
  const rules = JSON.parse(readFileSync(file, "utf8"));
  const promotions = rules.promotions.filter(({ id }: { id: string }) => id !== "P02");
  writeFileSync(file, JSON.stringify({ ...rules, promotions }));
}

let sales = 0;
async function priceOfThreePastas(): Promise<unknown> {
  sales += 1;
  const transactionId = `sale-${sales}`;
  await pos.call("transaction.begin", { transactionId });
  const line = { lineId: "1", article: pasta, unitPriceCents: 119, quantity: "3" };
  const { totalCents, release } = await pos.call("line.add", { transactionId, line });
  const done = await pos.call("transaction.complete", {
    transactionId,
    receipt: transactionId,
    applied:
      totalCents === 238
        ? [{ promotionId: "P02", amountCents: 119, shares: [{ lineId: "1", amountCents: 119 }] }]
        : [],
    totalCents,
  });
  expect(done.recorded).toBe(true);
  return { totalCents, release };
}

async function expectProblem(words: RegExp): Promise<void> {
  await agent.syncNow();
  await eventually(async () => expect((await agent.status()).problems.join(" ")).toMatch(words));
}

test("a release signed by a stranger is refused by name, and the till sells on by the one it trusts", async () => {
  initKeys(folder("stranger"));
  withoutPasta();
  await published("stranger", "forged");
  await published("stranger", "forged");
  for (const name of ["head.json", "release", "files"])
    cpSync(folder(`forged/${name}`), folder(`releases/${name}`), { recursive: true, force: true });

  await expectProblem(/sign/);
  expect(await priceOfThreePastas()).toEqual({ totalCents: 238, release: 1 });
});

test("an older release than the till has seen is refused by name, even after its replica was lost", async () => {
  cpSync(folder("releases"), folder("older"), { recursive: true });
  withoutPasta();
  expect(await published("keys", "releases")).toBe(2);
  await agent.syncNow();
  await eventually(async () => expect((await agent.status()).release).toBe(2));
  expect(await priceOfThreePastas()).toEqual({ totalCents: 357, release: 2 });

  copyFileSync(folder("older/head.json"), folder("releases/head.json"));
  await expectProblem(/an old state is shown/);
  expect(await priceOfThreePastas()).toEqual({ totalCents: 357, release: 2 });

  await agent.close();
  for (const name of ["replica.db", "replica.db-wal", "replica.db-shm"])
    rmSync(folder(`data/${name}`), { force: true });
  agent = await shop.start({ hq });
  pos = await shop.pos(agent);
  await expectProblem(/an old state is shown/);
  expect(await priceOfThreePastas()).toEqual({ totalCents: 357, release: 0 });
});

test("a replica of an older release that was put back is set aside before a sale, and filled again", async () => {
  await agent.close();
  copyFileSync(folder("data/replica.db"), folder("older.db"));
  withoutPasta();
  await published("keys", "releases");
  agent = await shop.start({ hq });
  await agent.syncNow();
  await eventually(async () => expect((await agent.status()).release).toBe(2));
  await agent.close();
  for (const name of ["replica.db-wal", "replica.db-shm"]) rmSync(folder(`data/${name}`), { force: true });
  copyFileSync(folder("older.db"), folder("data/replica.db"));

  agent = await shop.start({ hq });
  expect(shop.log).toContainEqual(expect.objectContaining({ event: "replica-set-aside" }));
  await agent.syncNow();
  await eventually(async () => expect((await agent.status()).release).toBe(2));
  pos = await shop.pos(agent);
  expect(await priceOfThreePastas()).toEqual({ totalCents: 357, release: 2 });
});

test("a file that was changed on its way is refused by name, and taken once it is whole again", async () => {
  withoutPasta();
  await published("keys", "releases");
  const files = folder("releases/files/rules");
  const newest = readdirSync(files).filter((name) => /-2\./.test(name));
  const whole = newest.map((name) => readFileSync(join(files, name)));
  for (const [n, name] of newest.entries()) {
    const changed = Buffer.from(whole[n]!);
    changed[changed.length >> 1]! ^= 1;
    writeFileSync(join(files, name), changed);
  }

  await expectProblem(/changed on its way/);
  expect(await priceOfThreePastas()).toEqual({ totalCents: 238, release: 1 });

  for (const [n, name] of newest.entries()) writeFileSync(join(files, name), whole[n]!);
  await agent.syncNow();
  await eventually(async () => expect((await agent.status()).release).toBe(2));
  expect(await priceOfThreePastas()).toEqual({ totalCents: 357, release: 2 });
});

/** Signed as it is, as by an HQ whose engine answers otherwise than this till's. */
async function signedWithGolden(change: (golden: Record<string, unknown>) => object): Promise<void> {
  const keys = loadPublisherKeys(folder("keys"));
  const contents = channelsOf(readChain(folder("chain")), keys.chainKey).map((content) => ({
    ...content,
    rows: content.rows.map(([table, row]) => {
      if (row.name !== "golden/A menu: pasta and two passata") return [table, row] as const;
      return [table, { ...row, json: JSON.stringify(change(JSON.parse(row.json as string))) }] as const;
    }),
  }));
  await writeRelease({ contents, to: folder("releases"), keys, now: new Date() });
}

test("a release whose golden basket gets something else at this till is refused by the basket's name, and the till takes the next", async () => {
  withoutPasta();
  await signedWithGolden((golden) => ({
    ...golden,
    expected: { totalCents: 240, gets: { P19: { offCents: 77 } } },
  }));
  await expectProblem(
    /release 2: golden baskets differ: "A menu: pasta and two passata": total 2\.40 expected, 2\.50 found; P19: 0\.77 taken off expected, 0\.67 taken off found; the till stays as it was/,
  );
  expect(await priceOfThreePastas()).toEqual({ totalCents: 238, release: 1 });

  // One that only a newer Tillside can answer is skipped, and stays told after a new start.
  await signedWithGolden((golden) => ({ ...golden, semantics: 99, expected: "in words of tomorrow" }));
  const told =
    /^1 golden baskets of release 3 were not checked here \("A menu: pasta and two passata": it needs semantics 99, this Tillside has \d+\)\. Update Tillside\.$/;
  const problems = async () => (await agent.status()).problems;
  await agent.syncNow();
  await eventually(async () => expect(await problems()).toEqual([expect.stringMatching(told)]));
  expect(await priceOfThreePastas()).toEqual({ totalCents: 357, release: 3 });
  await agent.close();
  agent = await shop.start({ hq });
  await eventually(async () => expect(await problems()).toEqual([expect.stringMatching(told)]));

  // What HQ undoes comes as a newer release: no till goes back.
  pos = await shop.pos(agent);
  await publishAgain({ undo: 1, to: folder("releases"), keys: folder("keys"), now: new Date() });
  await agent.syncNow();
  await eventually(async () => expect((await agent.status()).release).toBe(4));
  expect(await priceOfThreePastas()).toEqual({ totalCents: 238, release: 4 });
  expect(await problems()).toEqual([]);
});
