/**
 * A till and HQ on two machines, whose line is pulled, cut, deaf in one direction or bad. Sales go on meanwhile, and
 * everything arrives afterwards, once.
 */

import type { ChildProcess } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectPos, type PosClient } from "../../agent/client/connect.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { random as seeded } from "../bench/random.ts";
import { checkJournal } from "../crash/check.ts";
import { type Section, Tally } from "../crash/section.ts";
import { configure, crashShop, PLACE } from "../crash/shop.ts";
import { sell } from "../crash/shopper.ts";
import { Truth } from "../crash/truth.ts";
import { checkHq } from "../end-to-end/ledger.ts";
import { type Lan, openLan } from "./lan.ts";
import { arrived, killed, started, waiting } from "./program.ts";

const PORT = "7720";
const COUPONS = 400;
const PATIENCE = 20;

interface Trouble {
  readonly name: string;
  begin(lan: Lan): void;
  /** Receipts get through while it lasts. */
  readonly isPassable?: true;
}

const LOSS = "numgen random mod 100 < 28 drop";

const TROUBLES: readonly Trouble[] = [
  {
    name: "the cable is pulled",
    begin: (lan) => lan.cable("till", "down"),
  },
  {
    name: "every connection is reset",
    begin: (lan) => lan.incoming("hq", `tcp dport ${PORT} reject with tcp reset`),
  },
  {
    name: "half open: what HQ says does not arrive",
    begin: (lan) => lan.incoming("till", "drop"),
  },
  {
    name: "half open: what the till says does not arrive",
    begin: (lan) => lan.incoming("hq", "drop"),
  },
  {
    name: "28 % of the packets are lost, both ways",
    begin(lan) {
      lan.incoming("till", LOSS);
      lan.incoming("hq", LOSS);
    },
    isPassable: true,
  },
];

export const line: Section = async ({ quick, seed }) => {
  const lan = openLan(["hq", "till"]);
  const folder = mkdtempSync(join(tmpdir(), "tillside-network-"));
  const random = seeded(seed);
  const tally = new Tally();
  const children: ChildProcess[] = [];
  let pos: PosClient | undefined;
  let [sold, worstMs] = [0, 0];
  try {
    const shop = await crashShop(COUPONS, join(folder, "till"));
    const truth = new Truth(shop);
    initKeys(join(folder, "keys"), { rootKeys: 1, rootThreshold: 1 });
    mkdirSync(join(shop.dataDir, "trust"));
    copyFileSync(join(folder, "keys/root.json"), join(shop.dataDir, "trust/root.json"));
    const hubWords = ["--data", join(folder, "hub"), "--releases", join(folder, "releases")];
    const hub = ["hub", ...hubWords, "--host", lan.address("hq"), "--port", PORT];
    children.push(await started(lan, "hq", hub));
    enrolAt(join(folder, "hub"), PLACE, shop.dataDir);
    const deadlines = { lineMs: 5000, lookUpMs: 5000, subtotalMs: 5000, completeMs: 5000 };
    const hq = { url: `http://${lan.address("hq")}:${PORT}`, pollSeconds: 0.5 };
    configure(shop.dataDir, { pos: { path: "pos.sock", deadlines }, hq });
    children.push(await started(lan, "till", ["agent", "--config", join(shop.dataDir, "config.json")]));
    const secret = readFileSync(join(shop.dataDir, "pos.secret"), "utf8");
    const path = join(shop.dataDir, "pos.sock");
    pos = await connectPos({ path, secret, language: "en", timeoutMs: 30_000 });
    await arrived(shop.journalPath);

    for (let round = 1; round <= (quick ? 1 : 5); round += 1)
      for (const trouble of TROUBLES) {
        await tally.check(`${trouble.name}, round ${round}, --seed ${seed}`, async () => {
          trouble.begin(lan);
          try {
            const lastsMs = quick ? 700 : 1000 + random() * 9000;
            const until = performance.now() + lastsMs;
            // Customers who suspend or go are not heard of: one at least pays.
            const isQuiet = () => !trouble.isPassable && waiting(shop.journalPath) === 0;
            for (let n = 1; n === 1 || performance.now() < until || (isQuiet() && n < PATIENCE); n += 1) {
              const name = `${round}-${TROUBLES.indexOf(trouble)}-${n}`;
              const began = performance.now();
              await sell(pos!, { name, sales: 3, closing: true }, shop, truth, random);
              worstMs = Math.max(worstMs, performance.now() - began);
              sold += 3;
            }
            if (isQuiet()) throw new Error("HQ heard of it all the same");
          } finally {
            lan.mend();
          }
          await arrived(shop.journalPath);
        });
      }
    await tally.check(`HQ's books, --seed ${seed}`, async () => {
      await pos!.close();
      for (const child of children) await killed(child);
      checkJournal(shop.journalPath, truth);
      checkHq(join(folder, "hub/hub.db"), shop.journalPath, truth);
    });
  } finally {
    await pos?.close();
    for (const child of children) await killed(child);
    lan.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    ...tally,
    says: `${sold} customers came while the line was bad, three at a time served in ${(worstMs / 1000).toFixed(1)} s at worst`,
  };
};
