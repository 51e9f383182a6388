/**
 * A whole till for a test, on the real path: a chain folder is published, a hub serves it, an agent of its own pulls
 * it, and a POS is connected to the agent's socket.
 */

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectPos, type PosClient } from "../../agent/client/connect.ts";
import { type AgentConfigInput, readConfig } from "../../agent/config.ts";
import { loadProfiles } from "../../agent/pos/load-profiles.ts";
import { shippedAgent } from "../../agent/testing/entry.ts";
import { PATIENT } from "../../agent/testing/shop.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { startHub } from "../../sync/hub/hub.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";
import type { Capture } from "./captures.ts";

export interface TestTill {
  readonly client: PosClient;
  /** For a POS of another kind than `client`. */
  readonly port: number;
  readonly secret: string;
  /** The hub goes away; the agent doesn't. */
  closeHub(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param chain folder as HQ keeps it, with the store in its configuration
 * @param devices scanner and printer, as in the agent's configuration
 * @param profile what its port speaks, one of the built-in ones
 */
export async function startTill(
  chain: string,
  store: string,
  devices: Pick<AgentConfigInput, "scanner" | "printer"> = {},
  profile = "generic",
): Promise<TestTill> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-replay-"));
  const at = (...parts: string[]) => join(folder, ...parts);
  initKeys(at("keys"));
  await publish({ from: chain, to: at("releases"), keys: at("keys"), now: new Date() });
  mkdirSync(at("hub"));
  const hub = await startHub({ dataDir: at("hub"), releasesDir: at("releases"), port: 0 });
  mkdirSync(at("till", "trust"), { recursive: true });
  copyFileSync(at("keys", "root.json"), at("till", "trust", "root.json"));
  copyFileSync(at("keys", "chain.key"), at("till", "chain.key"));
  enrolAt(at("hub"), { store, till: "1" }, at("till"));
  const config = readConfig({
    store,
    till: "1",
    dataDir: at("till"),
    pos: { port: 0, profile, deadlines: PATIENT },
    hq: { url: hub.url, pollSeconds: 3600 },
    ...devices,
  });
  const silent = { info() {}, warning() {}, error() {} };
  const { startAgent } = await shippedAgent();
  const agent = await startAgent(config, silent);
  await agent.syncNow();
  for (let tries = 0; (await agent.status()).release === 0; tries += 1) {
    if (tries === 200) throw new Error("the release did not reach the till within 10 s");
    await sleep(50);
  }
  const secret = readFileSync(at("till", "pos.secret"), "utf8");
  const spoken = loadProfiles().profiles.get(profile)!;
  const client = await connectPos({ port: agent.port, secret, profile: spoken });
  let hubUp = true;
  const closeHub = async () => {
    if (hubUp) await hub.close();
    hubUp = false;
  };
  return {
    client,
    port: agent.port,
    secret,
    closeHub,
    async close() {
      await client.close();
      await agent.close();
      await closeHub();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A chain folder that holds no more than a capture's rules and cards. */
export function writeChain(folder: string, capture: Capture, store: string): void {
  const file = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  file("rules.json", capture.rules);
  file("articles.json", []);
  file(
    "cards.json",
    capture.cards.map((card) => ({ ...card, balanceAt: "2026-01-01T00:00:00Z" })),
  );
  file("coupons.json", { series: [], codes: [] });
  const place = { store, name: "Capture", address: "", storeGroups: [], timeZone: capture.timeZone };
  file("config.json", {
    codes: { cards: [{ prefix: "26", length: 13, check: "ean13" }], coupons: [], measures: [] },
    stores: [place],
    receipt: {},
    languages: ["en"],
  });
}
