/** HQ beside the till of a day in the crash lab: its hub is killed too, whenever it likes, and in the end has everything. */

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { random as seeded } from "../bench/random.ts";
import { type CrashShop, configure, forkAgent, liveAgent, PLACE } from "../crash/shop.ts";
import type { Beside } from "../crash/supervisor.ts";
import { startHubProcess } from "./hub.ts";
import { checkHq } from "./ledger.ts";

export interface HqBeside extends Beside {
  /** How often the hub was killed. */
  readonly hubKills: number;
  /** Events that HQ held in the end. */
  readonly events: number;
}

/** The hub lives so long at most, and is away so long at most. */
const LIFE_MS = 2500;
const AWAY_MS = 800;
const ARRIVES_MS = 120_000;

export function hqBeside(seed: number): HqBeside {
  const random = seeded(seed * 31 + 5);
  const folder = mkdtempSync(join(tmpdir(), "tillside-hq-"));
  let hub: Awaited<ReturnType<typeof startHubProcess>>;
  let killing: Promise<void> = Promise.resolve();
  const done = { isOver: false, hubKills: 0, events: 0 };

  async function kills(): Promise<void> {
    while (!done.isOver) {
      await sleep(random() * LIFE_MS);
      if (done.isOver) break;
      await hub.kill();
      done.hubKills += 1;
      await sleep(random() * AWAY_MS);
      await hub.start();
    }
  }

  return {
    get hubKills() {
      return done.hubKills;
    },
    get events() {
      return done.events;
    },
    async prepare({ dataDir }) {
      initKeys(join(folder, "keys"), { rootKeys: 1, rootThreshold: 1 });
      mkdirSync(join(dataDir, "trust"));
      copyFileSync(join(folder, "keys/root.json"), join(dataDir, "trust/root.json"));
      hub = await startHubProcess(folder);
      enrolAt(join(folder, "hub"), PLACE, dataDir);
      const { pos } = JSON.parse(readFileSync(join(dataDir, "config.json"), "utf8"));
      configure(dataDir, { pos, hq: { url: hub.url, pollSeconds: 0.2 } });
      killing = kills();
    },
    async compare(shop, truth) {
      done.isOver = true;
      await killing;
      const life = await liveAgent(forkAgent(shop.dataDir), shop.dataDir);
      try {
        await arrived(shop);
      } finally {
        await life.kill();
        await hub.kill();
      }
      done.events = checkHq(join(folder, "hub/hub.db"), shop.journalPath, truth);
    },
    async close() {
      done.isOver = true;
      await killing.catch(() => {});
      await hub?.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function arrived({ journalPath }: CrashShop): Promise<void> {
  const journal = new Database(journalPath, { readonly: true });
  const waiting = journal.prepare("SELECT sum(last_sequence - settled_sequence) FROM lane").pluck();
  try {
    const until = Date.now() + ARRIVES_MS;
    while ((waiting.get() as number) > 0) {
      if (Date.now() > until) throw new Error(`${waiting.get()} events did not reach HQ in two minutes`);
      await sleep(20);
    }
  } finally {
    journal.close();
  }
}
