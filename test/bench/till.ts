/** A till of the bench: a chain of the workload published, hub and agent as processes of their own. */

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectPos, type PosClient } from "../../agent/client/connect.ts";
import { type Child, startChild } from "../../agent/demo/child.ts";
import type { AgentStatus } from "../../agent/main.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";
import { workload } from "./workload.ts";

export interface BenchTill {
  /** Starts the agent again on its filled folder and resolves with a connected POS. */
  startAgent(): Promise<{ readonly agent: Child; readonly client: PosClient; readonly secret: string }>;
  close(): Promise<void>;
}

/** Publishes, lets an agent pull the release once, and ends that agent: the till has its replica, and no HQ. */
export async function benchTill(promotionCount: number): Promise<BenchTill> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-"));
  const at = (...parts: string[]) => join(folder, ...parts);
  for (const name of ["chain", "hub", "till/trust"]) mkdirSync(at(name), { recursive: true });
  writeChain(at("chain"), promotionCount);
  initKeys(at("keys"));
  await publish({ from: at("chain"), to: at("releases"), keys: at("keys"), now: new Date() });
  copyFileSync(at("keys/root.json"), at("till/trust/root.json"));
  copyFileSync(at("keys/chain.key"), at("till/chain.key"));

  const hub = await startChild(["hub", "--data", at("hub"), "--releases", at("releases"), "--port", "0"]);
  enrolAt(at("hub"), { store: "0042", till: "1" }, at("till"));
  const config = { store: "0042", till: "1", pos: { port: 0 } };
  const withHq = { ...config, hq: { url: String(hub.ready.url), pollSeconds: 0.2 } };

  const startAgent = async (configuration: object) => {
    writeFileSync(at("till/config.json"), JSON.stringify(configuration));
    const agent = await startChild(["agent", "--config", at("till/config.json")]);
    const secret = readFileSync(at("till/pos.secret"), "utf8");
    return { agent, client: await connectPos({ port: Number(agent.ready.port), secret }), secret };
  };

  const { agent, client } = await startAgent(withHq);
  for (let tries = 0; (await client.call<AgentStatus>("agent.status")).release === 0; tries += 1) {
    if (tries === 600) throw new Error("the release did not reach the till within 60 s");
    await sleep(100);
  }
  await client.close();
  await agent.stop();
  await hub.stop();

  return {
    startAgent: () => startAgent(config),
    async close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The workload's promotions and coupon series as a chain folder, which is there. */
export function writeChain(folder: string, promotionCount: number): void {
  const chain = {
    rules: workload(promotionCount).rules,
    articles: [],
    cards: [],
    coupons: { series: Array.from({ length: 500 }, (_, n) => series(n)), codes: [] },
    config: {
      codes: {},
      stores: [{ store: "0042", name: "Bench", timeZone: "Europe/Rome" }],
      receipt: {},
      languages: ["it"],
    },
  };
  for (const [name, value] of Object.entries(chain))
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(value));
}

function series(n: number) {
  return {
    series: `C${n}`,
    name: { it: `Buono ${n}` },
    singleUse: false,
    personal: false,
    code: String(990_000_000 + n),
  };
}
