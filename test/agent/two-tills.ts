/** Two tills of a store and their HQ, each with a line of its own that a test may cut. */

import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { PosClient } from "../../agent/client/connect.ts";
import type { AgentConfigInput } from "../../agent/config.ts";
import type { Agent } from "../../agent/main.ts";
import { openShop, type Shop, type shopFiles } from "../../agent/testing/shop.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { type Line, startLine } from "../../sync/fixture/line.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import { loadHubSecret, operatorToken } from "../../sync/hub/token.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";

export interface Till {
  readonly shop: Shop;
  readonly line: Line;
  readonly start: () => Promise<Agent>;
  agent: Agent;
  pos: PosClient;
}

export interface TwoTills {
  readonly hub: Hub;
  /** HQ's folder of keys, hub and releases is that of this one's shop. */
  readonly three: Till;
  readonly four: Till;
  /** What HQ answers its operator. */
  ofHub<Answer>(path: string): Promise<Answer>;
  close(): Promise<void>;
}

/** The tests ask when they want to know; nothing happens by itself meanwhile. @param hq more of each till's setting */
export async function startTwoTills(
  release: ReturnType<typeof shopFiles>,
  hq: Partial<NonNullable<AgentConfigInput["hq"]>> = {},
): Promise<TwoTills> {
  const [a, b] = [await openShop(release), await openShop(release)];
  const folder = (name: string) => join(a.folder, name);
  initKeys(folder("keys"), { rootKeys: 1, rootThreshold: 1 });
  for (const shop of [a, b]) {
    mkdirSync(join(shop.folder, "data/trust"), { recursive: true });
    copyFileSync(folder("keys/root.json"), join(shop.folder, "data/trust/root.json"));
  }
  const hub = await startHub({ dataDir: folder("hub"), releasesDir: folder("releases"), port: 0 });
  const till = async (shop: Shop, name: string): Promise<Till> => {
    const line = await startLine(() => hub.url);
    enrolAt(folder("hub"), { store: "0042", till: name }, join(shop.folder, "data"));
    const start = () => shop.start({ till: name, hq: { url: line.url, pollSeconds: 600, ...hq } });
    const agent = await start();
    return { shop, line, start, agent, pos: await shop.pos(agent) };
  };
  const three = await till(a, "3");
  const four = await till(b, "4");
  return {
    hub,
    three,
    four,
    async ofHub(path) {
      const headers = { authorization: `Bearer ${operatorToken(loadHubSecret(folder("hub")))}` };
      return (await (await fetch(hub.url + path, { headers })).json()) as never;
    },
    async close() {
      for (const { shop, line } of [three, four]) {
        await shop.close();
        await line.close();
      }
      await hub.close();
    },
  };
}
