/** HQ's hub as a process of its own, to be killed and started again on the same port. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ENTRY } from "../../agent/testing/entry.ts";
import { freePort } from "../../sync/fixture/free-port.ts";

export interface HubProcess {
  readonly url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** @param folder holds `hub` and `releases` */
export async function startHubProcess(folder: string): Promise<HubProcess> {
  let child: ChildProcess | undefined;
  let url = `http://127.0.0.1:${await freePort()}`;

  async function start(): Promise<void> {
    const { port } = new URL(url);
    const words = ["--data", join(folder, "hub"), "--releases", join(folder, "releases"), "--port", port];
    child = fork(ENTRY, ["hub", ...words], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
    const [message] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => Promise.reject(new Error("the hub did not start"))),
    ])) as [{ ready: { url: string } }];
    ({ url } = message.ready);
  }

  await start();
  return {
    get url() {
      return url;
    },
    start,
    async kill() {
      const dying = child;
      if (dying === undefined || dying.exitCode !== null || dying.signalCode !== null) return;
      dying.kill("SIGKILL");
      await once(dying, "exit");
    },
  };
}
