/**
 * A till whose replica is damaged again and again while it is off. When it is on again, either nothing is different, or the
 * damage was seen before anything was read by it: the file is aside, and HQ fills a new one. The journal knows of nothing.
 */

import { deepStrictEqual, ok } from "node:assert";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type Draw, drawFrom } from "../../engine/random-shop/draw.ts";
import { createHq } from "../attacks/hq.ts";
import { startMirror } from "../attacks/mirror.ts";
import { type AttackedTill, contentOf, openAttackedTill } from "../attacks/till.ts";
import { damages, putBack } from "./damage.ts";
import { unsentSales } from "./unsent.ts";

export interface DamageFigures {
  /** Seen before use. */
  readonly detected: number;
  /** Nothing that a till reads was different. */
  readonly harmless: number;
}

const ARTICLES = 1500;

/** Throws at the first damage that was used, not mended, or reached the journal; names it and the seed. */
export async function damagedReplica(runs: number, seed: number): Promise<DamageFigures> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-damages-"));
  const nowMs = Date.UTC(2026, 10, 21, 10);
  const hq = await createHq(nowMs, ARTICLES);
  const mirror = await startMirror(hq.files);
  const trustedRoot = hq.files.get("root/1.json")!;
  const open = () => openAttackedTill({ folder, hubUrl: mirror.url, trustedRoot, clock: () => nowMs });
  const path = join(folder, "replica-1.db");
  const kept = (name: string) => join(folder, name);
  const draw = drawFrom(seed);
  let till: AttackedTill | undefined;
  const figures = { detected: 0, harmless: 0 };
  try {
    till = open();
    unsentSales(till.journal);
    await till.client.pullNow();
    await till.close();
    copyFileSync(path, kept("older"));
    await hq.publish(nowMs);
    till = open();
    await till.client.pullNow();
    // As a power cut would leave it: the newest release is in the log.
    copyFileSync(path, kept("behind"));
    copyFileSync(`${path}-wal`, kept("behind-wal"));
    await till.close();
    copyFileSync(path, kept("good"));
    const good = contentOf(path);

    const ways: Readonly<Record<string, (draw: Draw) => string>> = {
      ...Object.fromEntries(
        Object.entries(damages).map(([name, damage]) => [name, (drawn: Draw) => damage(path, drawn)]),
      ),
      "an older state put back": () => {
        putBack(kept("older"), path);
        return "";
      },
      "a log that was cut": (drawn) => {
        putBack(kept("behind"), path);
        copyFileSync(kept("behind-wal"), `${path}-wal`);
        const length = drawn(readFileSync(`${path}-wal`).length);
        truncateSync(`${path}-wal`, length);
        return `to ${length}`;
      },
    };
    const names = Object.keys(ways);
    for (let run = 0; run < runs; run += 1) {
      const name = names[run % names.length]!;
      putBack(kept("good"), path);
      const journal = outboxOf(kept("journal.db"));
      const detail = ways[name]!(draw);
      try {
        till = open();
        if (till.broken === undefined) figures.harmless += 1;
        else {
          figures.detected += 1;
          deepStrictEqual(await till.release(), 0);
          deepStrictEqual(outboxOf(kept("journal.db")), journal);
          await till.client.pullNow();
        }
        deepStrictEqual(till.client.status().down.problem, null);
        ok(till.content() === good, "the till has other rows than HQ published");
        deepStrictEqual(outboxOf(kept("journal.db")), journal);
        await till.close();
      } catch (error) {
        throw new Error(`${name} ${detail} (run ${run}, seed ${seed})`, { cause: error });
      }
    }
    return figures;
  } finally {
    await till?.close().catch(() => {});
    await mirror.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every event, byte for byte, and how far HQ is said to have them. */
function outboxOf(path: string): unknown {
  const db = new Database(path, { readonly: true });
  try {
    return [
      db.prepare("SELECT * FROM outbox ORDER BY lane, sequence").all(),
      db.prepare("SELECT * FROM lane ORDER BY lane").all(),
    ];
  } finally {
    db.close();
  }
}
