/** The agent as a process of its own, in a shop's data folder, to be killed without warning. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectPos, type PosClient } from "../client/connect.ts";
import { ENTRY } from "./entry.ts";
import type { Shop } from "./shop.ts";

export interface AgentProcess {
  /** Starts it, and connects a POS. */
  start(): Promise<PosClient>;
  /** Ends it as a power switch would; resolves when it is gone. */
  kill(): Promise<void>;
}

export function agentProcess({ folder }: Shop, config: object = {}): AgentProcess {
  const dataDir = join(folder, "data");
  const file = join(dataDir, "config.json");
  let agent: ChildProcess | undefined;
  // A machine that is busy with other tests must not make answers empty.
  const deadlines = { lineMs: 20_000, lookUpMs: 20_000, subtotalMs: 20_000, completeMs: 20_000 };
  writeFileSync(file, JSON.stringify({ store: "0042", till: "3", pos: { port: 0, deadlines }, ...config }));
  return {
    async start() {
      agent = fork(ENTRY, ["agent", "--config", file], { silent: true });
      const [message] = (await once(agent, "message")) as [{ ready: { port: number } }];
      const secret = readFileSync(join(dataDir, "pos.secret"), "utf8");
      return connectPos({ port: message.ready.port, secret, language: "en", timeoutMs: 30_000 });
    },
    async kill() {
      if (agent === undefined || agent.exitCode !== null || agent.signalCode !== null) return;
      agent.kill("SIGKILL");
      await once(agent, "exit");
    },
  };
}
