/** A chain's hub and its tills on a Windows PC, made there by its own command line, with the conformance kit's goods. */

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectPos, type PosClient } from "../../agent/client/connect.ts";
import type { Ended, Running, Windows } from "./machine.ts";

const STORE = "0042";
const HUB = "http://127.0.0.1";
/** The kit judges what is answered, not how fast an emulated Windows is. */
export const PATIENT = { lineMs: 20_000, lookUpMs: 20_000, subtotalMs: 20_000, completeMs: 20_000 };

export interface Till {
  /** Windows' name of its `config.json`. */
  readonly config: string;
  /** Our name of a file in its folder, which has a space and an accent in its own. */
  file(name: string): string;
  /** Writes the rest of its configuration; HQ's part is there. */
  configure(config: object): void;
  /** Starts its agent; where a POS on this side finds it, it is told by `agent.says`. */
  start(): Promise<Running>;
  /** A POS on Linux. */
  connect(agent: Running): Promise<PosClient>;
}

export interface WindowsShop {
  /** Enrols this PC as that till, in a folder of its own. */
  till(name: string): Promise<Till>;
}

/** Signs, publishes, starts the hub. Throws what a command said that failed. */
export async function openShop(pc: Windows): Promise<WindowsShop> {
  await good(pc.tillside("publish", "--init-keys", "C:\\shop\\keys"));
  const release = [
    "--from",
    "agent\\conformance\\chain",
    "--to",
    "C:\\shop\\releases",
    "--keys",
    "C:\\shop\\keys",
  ];
  await good(pc.tillside("publish", ...release));
  mkdirSync(join(pc.shop, "hub"));
  copyFileSync(join(pc.shop, "keys/chain.key"), join(pc.shop, "hub/chain.key"));
  const hub = pc.start("hub", "--data", "C:\\shop\\hub", "--releases", "C:\\shop\\releases", "--port", "0");
  const [, port] = await hub.says(/127\.0\.0\.1:(\d+)/);
  const url = `${HUB}:${port}`;
  return {
    async till(name) {
      const folder = `Cassa è ${name}`;
      const data = `C:\\shop\\${folder}`;
      const file = (called: string) => join(pc.shop, folder, called);
      const whom = ["enroll-code", `${STORE}/${name}`, "--data", "C:\\shop\\hub", "--url", url, "--json"];
      const { said } = await good(pc.tillside(...whom));
      const { code } = JSON.parse(said.slice(said.indexOf("{"))) as { code: string };
      await good(pc.tillside("enroll", "--hub", url, "--code", code, "--data", data));
      const config = `${data}\\config.json`;
      return {
        config,
        file,
        configure(more) {
          const own = { store: STORE, till: name, language: "en", ballastMb: 0, hq: { url, pollSeconds: 1 } };
          writeFileSync(
            file("config.json"),
            JSON.stringify({ ...own, pos: { port: 0, deadlines: PATIENT }, ...more }),
          );
        },
        async start() {
          const agent = pc.start("agent", "--config", config);
          await agent.says(/The agent answers the POS at/);
          // HQ's release, where this is its first start.
          await agent.says(/"release-ready","release":1/);
          return agent;
        },
        async connect(agent) {
          const [, at] = await agent.says(/The agent answers the POS at 127\.0\.0\.1:(\d+)/);
          const secret = readFileSync(file("pos.secret"), "utf8");
          return connectPos({ port: Number(at), secret, language: "en", timeoutMs: 30_000 });
        },
      };
    },
  };
}

/** Rejects with what was said where it ended with another code than 0. */
export async function good(ending: Promise<Ended>): Promise<Ended> {
  const ended = await ending;
  if (ended.code !== 0) throw new Error(`ended with ${ended.code}: ${ended.said.slice(-600)}`);
  return ended;
}
