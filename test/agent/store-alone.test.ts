/** Two tills of a store whose line to HQ is cut: what one of them has, the other has. */

import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lanOf } from "../../agent/lead/fixture.ts";
import type { Agent } from "../../agent/main.ts";
import { eventually } from "../../agent/testing/patience.ts";
import { openShop, type Shop } from "../../agent/testing/shop.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { type Line, startLine } from "../../sync/fixture/line.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";

interface Till {
  readonly shop: Shop;
  readonly line: Line;
  readonly agent: Agent;
}

let hub: Hub;
let three: Till;
let four: Till;
const folder = (name: string) => join(three.shop.folder, name);

beforeAll(async () => {
  const [a, b] = [await openShop(null), await openShop(null)];
  three = { shop: a } as Till;
  initKeys(folder("keys"), { rootKeys: 1, rootThreshold: 1 });
  cpSync(join(import.meta.dirname, "../../demo/chain"), folder("chain"), { recursive: true });
  rmSync(folder("chain/golden.json"));
  const lan = await lanOf(["3", "4"]);
  change("config", (config) => {
    config.stores.find(({ store }: { store: string }) => store === "0042").lan = lan;
  });
  await published();
  hub = await startHub({ dataDir: folder("hub"), releasesDir: folder("releases"), port: 0 });
  const till = async (shop: Shop, name: string): Promise<Till> => {
    const line = await startLine(() => hub.url);
    const data = join(shop.folder, "data");
    enrolAt(folder("hub"), { store: "0042", till: name }, data);
    mkdirSync(join(data, "trust"));
    copyFileSync(folder("keys/root.json"), join(data, "trust/root.json"));
    copyFileSync(folder("keys/chain.key"), join(data, "chain.key"));
    return { shop, line, agent: await shop.start({ till: name, hq: { url: line.url, pollSeconds: 600 } }) };
  };
  three = await till(a, "3");
  four = await till(b, "4");
  for (const { agent } of [three, four])
    await eventually(async () => expect((await agent.status()).lead?.connected).toHaveLength(1));
});
afterAll(async () => {
  for (const { shop, line } of [three, four]) {
    await shop.close();
    await line.close();
  }
  await hub.close();
});

// biome-ignore lint/suspicious/noExplicitAny: a chain folder's JSON
function change(name: string, by: (content: any) => void): void {
  const file = folder(`chain/${name}.json`);
  const content = JSON.parse(readFileSync(file, "utf8"));
  by(content);
  writeFileSync(file, JSON.stringify(content));
}
const published = () =>
  publish({ from: folder("chain"), to: folder("releases"), keys: folder("keys"), now: new Date() });

test("HQ is reached by one till only: the other gets the release from that one, and says so", async () => {
  change("rules", (rules) => rules.promotions.pop());
  const { release } = await published();
  four.line.mischief = () => ({ status: 503 });
  await three.agent.syncNow();
  await four.agent.syncNow();
  await eventually(async () => expect((await four.agent.status()).release).toBe(release));
  const { hq, problems } = await four.agent.status();
  expect(hq?.down).toMatchObject({ release, problem: { code: "unreachable" }, refusedTills: [] });
  expect(hq?.down.files.tillsBytes["3"]).toBeGreaterThan(1000);
  expect((await three.agent.status()).lead?.filesGivenBytes).toBe(hq?.down.files.tillsBytes["3"]);
  expect(problems.join()).toContain("HQ is busy (503)");
  four.line.mischief = () => "pass";
});
