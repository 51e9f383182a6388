/** A hub in a process of its own, as HQ's is: what tills do does not count as its work. */

import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { startHub } from "../../sync/hub/hub.ts";
import { cpuUs } from "./cpu.ts";

export interface HubBeside {
  readonly url: string;
  /** In the order in which the tills were named. */
  readonly tokens: readonly ReturnType<typeof enrolAt>[];
  /** Microseconds of the processor so far; Linux only, elsewhere NaN. */
  cpuUs(): number;
  close(): Promise<void>;
}

/** @param tills of store 0042, known to it */
export async function hubBeside(
  dataDir: string,
  releasesDir: string,
  tills: readonly string[],
): Promise<HubBeside> {
  // It makes its tables.
  await (await startHub({ dataDir, releasesDir, port: 0 })).close();
  const tokens = tills.map((till) => enrolAt(dataDir, { store: "0042", till }));
  const secret = randomBytes(32).toString("hex");
  const program = join(import.meta.dirname, "../../sync/fixture/hub-process.ts");
  const hub = fork(program, [dataDir, releasesDir, "0", secret]);
  const [url] = (await once(hub, "message")) as [string];
  return {
    url,
    tokens,
    cpuUs: cpuUs(hub.pid!),
    async close() {
      hub.kill();
      await once(hub, "close");
    },
  };
}
