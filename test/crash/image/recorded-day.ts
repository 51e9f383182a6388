/** A day of the real agent with every change of its journal and of its open sales' file noted, and what the POS was told when. */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { random as seeded } from "../../bench/random.ts";
import { type Operation, openDisk, readLog } from "../disk/preload.ts";
import { crashShop, forkAgent, liveAgent } from "../shop.ts";
import { sell } from "../shopper.ts";
import { Truth } from "../truth.ts";
import type { Visit } from "../visit.ts";

export interface RecordedDay {
  readonly operations: readonly Operation[];
  readonly truth: Truth;
}

export interface DayOptions {
  readonly seed: number;
  readonly sales: number;
  /** This file is written with synchronous=NORMAL where it should be FULL. */
  readonly normal?: string;
}

/** Two lives of the agent: the first is killed, the second ends as it should, with a checkpoint. */
export async function recordedDay(library: string, options: DayOptions): Promise<RecordedDay> {
  const { seed, sales, normal } = options;
  const shop = await crashShop(Math.max(20, sales));
  const disk = openDisk(library, shop.dataDir);
  try {
    const truth = new Truth(shop, disk.mark);
    const random = seeded(seed);
    let waiting: Visit[] = [];
    const fault = pathToFileURL(join(import.meta.dirname, "normal.ts"));
    const deceit = { NODE_OPTIONS: `--import=${fault}`, NORMAL_FILE: normal };
    const env = normal === undefined ? disk.env : { ...disk.env, ...deceit };
    for (const name of ["first", "second"]) {
      const life = await liveAgent(forkAgent(shop.dataDir, env), shop.dataDir);
      try {
        const selling = { name, sales: Math.ceil(sales / 2), waiting, closing: name === "second" };
        waiting = await sell(life.pos, selling, shop, truth, random);
      } finally {
        if (name === "second") {
          await life.pos.close();
          const ended = new Promise((resolve) => life.process.once("exit", resolve));
          life.process.kill("SIGTERM");
          await ended;
        }
        await life.kill();
      }
      truth.died();
      for (const visit of waiting) visit.torn();
    }
    const kept = /^(journal|sessions)\.db(-wal|-journal)?$/;
    const operations = readLog(disk.log).filter(
      ({ path }) => path === shop.dataDir || kept.test(path.slice(shop.dataDir.length + 1)),
    );
    return { operations, truth };
  } finally {
    disk.remove();
    shop.remove();
  }
}
