/**
 * What a day's change weighs: real promotions, published day after day by the publisher as shipped, fetched and activated as a
 * till does it. Beside it the day whole, and what a difference of rows weighs that knows nothing of tills.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { openReplica } from "../../agent/store/replica.ts";
import { planFiles } from "../../sync/client/plan.ts";
import { initKeys, loadPublisherKeys } from "../../sync/publish/init-keys.ts";
import { snapshotOf, writeRelease } from "../../sync/publish/write-release.ts";
import { decodeChannelFile, encodeChannelFile } from "../../sync/release/channel-file.ts";
import { openEnvelope } from "../../sync/release/envelope.ts";
import { round } from "./measure.ts";
import { type Day, readDays } from "./real-promotions.ts";

export interface DayFigure {
  readonly day: string;
  readonly rows: number;
  /** Rows of the source that came, changed or went since the day before. */
  readonly changedRows: number;
  /** Files that a till of the day before fetches. */
  readonly deltaBytes: number;
  /** The whole day as one file. */
  readonly snapshotBytes: number;
  /** The source's own rows that came or changed, and the keys of those that went, gzipped. */
  readonly rowDifferenceGzipBytes: number;
  readonly wholeCsvGzipBytes: number;
  /** Of the processor: verified, rules compiled, active in a replica on disk. */
  readonly activeCpuMs: number;
}

export async function dayFigures(folder: string): Promise<readonly DayFigure[]> {
  const days = readDays(folder);
  const at = mkdtempSync(join(tmpdir(), "tillside-bench-days-"));
  const releases = join(at, "releases");
  initKeys(join(at, "keys"));
  const keys = loadPublisherKeys(join(at, "keys"));
  const replica = openReplica(join(at, "replica.db"), "0042");
  try {
    const figures: DayFigure[] = [];
    for (const [index, day] of days.entries()) {
      const { release } = await writeRelease({ contents: [day.rules], to: releases, keys, now: new Date() });
      const signed = readFileSync(join(releases, `release/${release}.json`));
      const [channel] = openEnvelope("release", signed, keys.root).channels;
      const from = (await replica.versions()).get("rules") ?? 0;
      const plan = planFiles(channel!.files, from, channel!.version)!;
      const before = process.threadCpuUsage();
      const files = [];
      for (const entry of plan)
        files.push(await decodeChannelFile(readFileSync(join(releases, entry.path)), "rules", entry));
      await replica.activate(release, files);
      const { user, system } = process.threadCpuUsage(before);
      const yesterday = days[index - 1];
      if (yesterday === undefined) continue;
      const difference = differenceOf(yesterday, day);
      const whole = snapshotOf(day.rules, release);
      figures.push({
        day: day.day,
        rows: day.lines.size,
        changedRows: difference.length,
        deltaBytes: plan.reduce((sum, entry) => sum + entry.bytes, 0),
        snapshotBytes: (await encodeChannelFile(whole)).bytes.length,
        rowDifferenceGzipBytes: gzipSync(difference.join("\n"), { level: 9 }).length,
        wholeCsvGzipBytes: gzipSync(day.csv, { level: 9 }).length,
        activeCpuMs: round((user + system) / 1000),
      });
    }
    return figures;
  } finally {
    replica.close();
    rmSync(at, { recursive: true, force: true });
  }
}

function differenceOf(before: Day, after: Day): readonly string[] {
  return [
    ...[...after.lines].flatMap(([key, line]) => (before.lines.get(key) === line ? [] : [`+${line}`])),
    ...[...before.lines.keys()].flatMap((key) => (after.lines.has(key) ? [] : [`-${key}`])),
  ];
}
