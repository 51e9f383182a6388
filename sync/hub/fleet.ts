/** Who is on which release, who was heard last when, what waits where: each till's last word about itself. */

import { placeUri } from "../enrol/place.ts";
import {
  CLOCK_TOLERANCE_MS,
  type Fleet,
  type FleetTill,
  hqClockOff,
  type TillReport,
  TOLD_MS,
  tillReportSchema,
} from "../till-report.ts";
import type { Database } from "./database/database.ts";
import type { Place } from "./suspended.ts";
import { tillKeys } from "./till-keys.ts";

export interface FleetQuestion {
  readonly nowMs: number;
  /** Who has said nothing for longer counts as silent. */
  readonly silentMs: number;
  /** Only this store's. */
  readonly store?: string | undefined;
}

interface Row {
  readonly store: string;
  readonly till: string;
  readonly heardMs: number;
  readonly reportedMs: number | null;
  readonly report: string | null;
}

export async function reported(
  database: Database,
  { store, till }: Place,
  report: TillReport,
  nowMs: number,
): Promise<void> {
  await database.run(
    `INSERT INTO till_report (store, till, heard_ms, report) VALUES (:store, :till, :nowMs, :report)
     ON CONFLICT (store, till) DO UPDATE SET heard_ms = excluded.heard_ms, report = excluded.report`,
    { store, till, nowMs, report: JSON.stringify(report) },
  );
}

export async function fleetOf(database: Database, { nowMs, silentMs, store }: FleetQuestion): Promise<Fleet> {
  const rows = await database.all<Row>(
    `SELECT store, till, max(heard_ms) AS "heardMs", max(reported_ms) AS "reportedMs", max(report) AS report FROM (
       SELECT store, till, heard_ms, heard_ms AS reported_ms, report FROM till_report
       UNION ALL SELECT store, till, heard_ms, NULL, NULL FROM lane) AS heard
     WHERE CAST(:store AS text) IS NULL OR store = CAST(:store AS text)
     GROUP BY store, till ORDER BY store, till`,
    { store: store ?? null },
  );
  const forks = new Map(
    (
      await database.all<Place & NonNullable<FleetTill["forked"]>>(
        `SELECT store, till, count(*) AS records, max(received_ms) AS "lastMs"
         FROM fork JOIN lane ON lane.id = fork.lane_id
         WHERE CAST(:store AS text) IS NULL OR store = CAST(:store AS text) GROUP BY store, till`,
        { store: store ?? null },
      )
    ).map(({ records, lastMs, ...of }) => [placeUri(of), { records, lastMs }]),
  );
  const lost = new Map(
    (
      await database.all<Place & { readonly atMs: number }>(
        `SELECT store, till, at_ms AS "atMs" FROM till_lost`,
      )
    ).map(({ atMs, ...of }) => [placeUri(of), atMs]),
  );
  const keys = Map.groupBy(await tillKeys(database).all(store), placeUri);
  const tills = rows.map(({ report, reportedMs, ...till }): FleetTill => {
    const forked = forks.get(placeUri(till));
    const lostMs = lost.get(placeUri(till));
    const [key, ...before] = (keys.get(placeUri(till)) ?? []).toReversed();
    // Written by this hub or by a newer one.
    const read = report === null ? undefined : tillReportSchema.safeParse(JSON.parse(report)).data;
    return {
      ...till,
      ...(read && { report: read }),
      ...(read?.clockMs !== undefined && reportedMs !== null && { clockOffMs: read.clockMs - reportedMs }),
      ...(forked && { forked }),
      ...(lostMs !== undefined && { lostMs }),
      ...(key && {
        key: {
          machine: key.machine,
          enrolledMs: key.enrolledMs,
          revokedMs: key.revokedMs,
          replaced: before.length,
        },
      }),
    };
  });
  // What one said before HQ's clock was set is of another time: it is silent by that clock, or it has said it again.
  const heard = tills.filter(({ heardMs }) => Math.abs(nowMs - heardMs) <= silentMs);
  const hqClockOffMs = hqClockOff(heard.flatMap(({ clockOffMs }) => clockOffMs ?? []));
  const releases = Map.groupBy(tills, ({ report }) => report?.release);
  return {
    tills,
    summary: {
      tills: tills.length,
      releases: [...releases]
        .flatMap(([release, of]) => (release === undefined ? [] : [{ release, tills: of.length }]))
        .sort((a, b) => b.release - a.release),
      rejecting: tills.filter(({ report }) => report?.problem !== undefined).length,
      silent: tills.filter(({ heardMs }) => nowMs - heardMs > silentMs).length,
      forked: tills.filter(({ forked }) => forked !== undefined && nowMs - forked.lastMs < TOLD_MS).length,
      lost: tills.filter(({ lostMs }) => lostMs !== undefined && nowMs - lostMs < TOLD_MS).length,
      clocksOff: tills.filter(({ clockOffMs = 0 }) => Math.abs(clockOffMs) > CLOCK_TOLERANCE_MS).length,
      ...(hqClockOffMs !== undefined && { hqClockOffMs }),
      backlog: tills.reduce(
        (sum, { report }) => sum + Object.values(report?.backlog ?? {}).reduce((all, n) => all + n, 0),
        0,
      ),
    },
  };
}
