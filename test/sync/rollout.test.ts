/** A release goes to one store, to more, to all, and one that is no good stops at the first store. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleChain, sampleGolden, writeChain } from "../../sync/fixture/chain.ts";
import { readChain } from "../../sync/publish/chain-folder.ts";
import { channelsOf } from "../../sync/publish/channels.ts";
import { history } from "../../sync/publish/history.ts";
import { loadPublisherKeys } from "../../sync/publish/init-keys.ts";
import { publishAgain } from "../../sync/publish/publish.ts";
import { writeRelease } from "../../sync/publish/write-release.ts";
import type { Head } from "../../sync/release/metadata.ts";
import { rolloutSchema } from "../../sync/rollout/plan.ts";
import { beginRollout, undoRollout } from "../../sync/rollout/rollout.ts";
import { readRollout } from "../../sync/rollout/state.ts";
import { type ChainOfStores, openChain, PASTA } from "./chain-of-stores.ts";

const stores = ["0042", "0043", "0044"];
const rollout = {
  rings: [
    { name: "one store", stores: ["0042"], soakMinutes: 3, sales: 30 },
    { name: "two stores", stores: ["0043"], soakMinutes: 1 },
  ],
  stop: { salesAtLeast: 10, silentMinutes: 2 },
};
const config = { ...sampleChain.config, stores: stores.map((store) => ({ store, name: store })), rollout };
const [threeForTwo] = sampleChain.rules.promotions;
const rulesOf = (...promotions: object[]) => ({ ...sampleChain.rules, promotions });
const good = { config, rules: rulesOf(threeForTwo!) };
/** The same, and another promotion that nobody has met yet. */
const better = { config, rules: rulesOf(threeForTwo!, { ...threeForTwo, id: "P2", name: { en: "More" } }) };
const allOff = {
  id: "P9",
  name: { en: "Everything for nothing" },
  layer: "offers",
  mechanics: [{ kind: "percent", select: { of: [{ articles: [PASTA] }] }, percent: "100" }],
};
const alone = (release: number) => ({
  ...{ "0042/1": release, "0042/2": release },
  ...{ "0043/1": 1, "0044/1": 1 },
});
let chain: ChainOfStores;

/** Every store has release 1 and has sold with it. */
beforeEach(async () => {
  chain = await openChain(stores);
  await chain.publish(good);
  for (const till of chain.tills) {
    await till.client.pullNow();
    till.sell(5);
    await till.client.pushNow();
  }
  chain.nowMs += 1;
});
afterEach(() => chain.close());

const to = () => join(chain.folder, "releases");
const headNow = (): Head => JSON.parse(readFileSync(join(to(), "head.json"), "utf8")).signed;
const steps = async (count: number, sales: number) => {
  let last: Awaited<ReturnType<ChainOfStores["step"]>> | undefined;
  for (let n = 0; n < count; n += 1) last = await chain.step(sales);
  return last!;
};

test("a release that is well goes from store to store, and waits for time and sales in each ring", async () => {
  const published = await chain.publish(better);
  expect(published).toMatchObject({ release: 2, rollout: { ring: 0, state: "running" } });
  expect((await chain.step(1)).verdict).toEqual({ kind: "wait", for: "time", minutes: 2 });
  expect(await chain.releases()).toEqual(alone(2));
  expect((await steps(2, 1)).verdict).toEqual({ kind: "wait", for: "sales", sales: 24 });
  expect((await chain.step(12)).verdict).toEqual({ kind: "go-on" });
  expect(headNow()).toMatchObject({
    release: { version: 1 },
    candidate: { ring: { stores: ["0042", "0043"] } },
  });
  const { rollout: done } = await steps(1, 1);
  expect(await chain.releases()).toMatchObject({ "0043/1": 2, "0044/1": 1 });
  expect(done).toMatchObject({ state: "done" });
  expect([headNow().release.version, headNow().candidate]).toEqual([2, undefined]);
  await chain.step(1);
  expect(new Set(Object.values(await chain.releases()))).toEqual(new Set([2]));
  const told = history(to()).map(({ by, what, release, did }) => [by, what, release, did ?? ""]);
  expect(told).toEqual([
    ["Anna", "release", 1, ""],
    ["Anna", "release", 2, ""],
    ["the loop", "rollout", 2, "two stores"],
    ["the loop", "rollout", 2, "for all"],
  ]);
});

test("what everybody would get for nothing stops at one store, and the undo reaches all", async () => {
  await chain.publish({ config, rules: rulesOf(threeForTwo!, allOff) });
  const { rollout: stopped } = await steps(2, 10);
  const why = { kind: "discount", percent: 100, elsewhere: 33.3 };
  expect(stopped).toMatchObject({ state: "halted", ring: 0, why });
  await steps(5, 10);
  expect(await chain.releases()).toEqual(alone(2));

  const again = { to: to(), keys: join(chain.folder, "keys"), now: new Date(chain.nowMs) };
  await undoRollout(chain.hand(), (undo) => publishAgain({ undo, ...again }));
  expect(readRollout(to())).toMatchObject({ state: "undone" });
  await steps(1, 1);
  expect(new Set(Object.values(await chain.releases()))).toEqual(new Set([3]));
});

test("tills whose golden baskets come to something else refuse it: it stops there, and they sell on as before", async () => {
  // Such a release HQ's own check would have stopped; it is one that an older Tillside at the tills reckons otherwise.
  const keys = loadPublisherKeys(join(chain.folder, "keys"));
  const golden = [{ ...sampleGolden, expected: { totalCents: 1, gets: {} } }];
  writeChain(join(chain.folder, "chain"), { ...good, golden });
  const contents = channelsOf(readChain(join(chain.folder, "chain")), keys.chainKey);
  const now = new Date(chain.nowMs);
  const ring = { stores: ["0042"], permille: 0 };
  await writeRelease({ contents, to: to(), keys, now, ring });
  beginRollout(to(), { release: 2, before: 1, plan: rolloutSchema.parse(rollout), now });
  const { rollout: stopped } = await steps(1, 5);
  expect(stopped).toMatchObject({ state: "halted", why: { kind: "rejected", tills: 2, till: "0042/1" } });
  expect(await chain.releases()).toEqual(alone(1));
});

test("a release that mends the one on trial takes its place, and begins where that one was", async () => {
  await chain.publish({ config, rules: rulesOf(threeForTwo!, allOff) });
  await steps(2, 10);
  const mended = await chain.publish(better);
  expect(mended).toMatchObject({ release: 3, rollout: { before: 1, ring: 0, state: "running" } });
  await chain.step(1);
  expect(await chain.releases()).toEqual(alone(3));
});

test("a till that has become slow stops it at its store", async () => {
  await chain.publish(better);
  const [till] = chain.tills;
  till!.health = { ...till!.health, p99Ms: 900 };
  const why = { kind: "slow", till: "0042/1", p99Ms: 900 };
  expect((await steps(3, 5)).rollout).toMatchObject({ state: "halted", why });
  expect(await chain.releases()).toEqual(alone(2));
});

test("tills that say that they are switched off are not silent", async () => {
  await chain.publish(better);
  await chain.step(1);
  for (const till of chain.tills) {
    if (till.store !== "0042") continue;
    await till.client.sayGoodbye(5_000);
    till.isGone = true;
  }
  expect((await steps(4, 1)).verdict).toMatchObject({ kind: "wait" });
});
