/**
 * One till, attacked again and again by one class of attacks: nothing is accepted, each is called by its name, and HQ's
 * next release is taken as if nothing had been.
 */

import { deepStrictEqual, ok } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawFrom } from "../../engine/random-shop/draw.ts";
import type { AttackClass } from "./attack.ts";
import { attackClasses } from "./classes.ts";
import { createHq, type Hq } from "./hq.ts";
import { honest, startMirror } from "./mirror.ts";
import { openAttackedTill } from "./till.ts";

const FLOORS = ["root", "release", "active"] as const;
/** Slow answers are waited for in earnest only where slowness is the attack. */
const PATIENCE_MS: Readonly<Record<string, number>> = { "slow retrieval": 300 };

/** Throws where an attack succeeds; the message names class, way, variant and seed. Answers how many failed to. */
export async function siege(name: string, variants: number, seed: number): Promise<number> {
  const ways: AttackClass = attackClasses[name]!;
  const folder = mkdtempSync(join(tmpdir(), "tillside-attacks-"));
  let nowMs = Date.UTC(2026, 10, 21, 10);
  const hq = await createHq(nowMs);
  const older = new Map(hq.files);
  const mirror = await startMirror(hq.files);
  mkdirSync(join(folder, "till"));
  const answerMs = PATIENCE_MS[name];
  const till = openAttackedTill({
    folder: join(folder, "till"),
    hubUrl: mirror.url,
    trustedRoot: hq.files.get("root/1.json")!,
    clock: () => nowMs,
    ...(answerMs === undefined ? {} : { answerMs }),
  });
  const draw = drawFrom(seed);
  try {
    await takes(hq);
    await hq.publish(nowMs);
    await takes(hq);
    for (let variant = 0; variant < variants; variant += 1) {
      const [way, begin] = Object.entries(ways)[variant % Object.keys(ways).length]!;
      try {
        await attacked(begin);
      } catch (error) {
        throw new Error(`${name}: ${way} (variant ${variant}, seed ${seed})`, { cause: error });
      }
    }
    return variants;
  } finally {
    await till.close();
    await mirror.close();
    rmSync(folder, { recursive: true, force: true });
  }

  async function attacked(begin: AttackClass[string]): Promise<void> {
    const files = new Map(hq.files);
    const attack = await begin({ hq, till, nowMs, draw, files, older });
    mirror.files = files;
    await attack.prelude?.();
    mirror.trick = attack.trick ?? honest;
    nowMs += attack.laterMs ?? 0;
    const before = till.content();
    const floors = {
      root: till.highest("root"),
      release: till.highest("release"),
      active: till.highest("active"),
    };
    till.events.length = 0;

    const outcome = await till.client.pullNow();

    ok(!outcome.ok, "the till took it");
    ok(attack.says.includes(outcome.code), `it is called ${outcome.code}: ${outcome.message}`);
    const told = till.events.filter((event) => event.kind === "rejected" || event.kind === "unreachable");
    deepStrictEqual(
      told.map(({ code }) => code),
      [outcome.code],
    );
    deepStrictEqual(
      till.events.filter(({ kind }) => kind === "activated"),
      [],
    );
    deepStrictEqual(till.content(), before);
    // What HQ itself has signed may have been seen.
    const most = { root: hq.root.version, release: hq.release.version + 1, active: floors.active };
    for (const floor of FLOORS)
      ok(till.highest(floor) >= floors[floor] && till.highest(floor) <= most[floor], `${floor} moved`);
    attack.remedy?.();
    await hq.publish(nowMs);
    await takes(hq);
  }

  /** What HQ says reaches the till: at its next look, or at the one after where it had kept the beginning of a file. */
  async function takes({ files, release }: Hq): Promise<void> {
    mirror.files = files;
    mirror.trick = honest;
    for (let look = 0; look < LOOKS && (await till.release()) !== release.version; look += 1)
      await till.client.pullNow();
    deepStrictEqual(till.client.status().down.problem, null);
    deepStrictEqual(await till.release(), release.version);
  }
}

const LOOKS = 20;
