/** For `cold.ts`: what replicates, without the rest of a till: prints what it took and how much memory it ever had. */

import { readFileSync } from "node:fs";
import { keptFilesIn } from "../../agent/lead/kept-files.ts";
import { storeFilesBy } from "../../agent/lead/store-files.ts";
import { openReplica } from "../../agent/store/replica.ts";
import { openReplicaReader } from "../../agent/store/replica-reader.ts";
import { createSyncClient } from "../../sync/client/client.ts";
import { floorInMemory, noOutbox } from "./client-parts.ts";
import { round } from "./measure.ts";
import { peakResidentMbOf, residentMbOf } from "./resident.ts";

const [path, hubUrl, shown, root, cardToken, couponToken] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
/** As `keptFilesMb` is where nothing else is said. */
const KEPT_BYTES = 128_000_000;
const residentMbBefore = residentMbOf(process.pid);
const cpuMs = (run: NodeJS.CpuUsage) => round((run.user + run.system) / 1000);

const begin = performance.now();
const replica = openReplica(path, "0042");
const client = createSyncClient({
  hubUrl,
  token: { now: () => shown, corrected: () => false },
  replica,
  outbox: noOutbox("e".repeat(32)),
  floor: floorInMemory(),
  trustedRoot: readFileSync(root),
  pollMs: 60_000,
  // As the agent: what it fetches lies in a folder of the till, also for the others of its store.
  storeFiles: storeFilesBy(keptFilesIn(`${path}.files`, { bytesMax: KEPT_BYTES }), () => undefined),
  onEvent: () => {},
});
const pulled = await client.pullNow();
if (!pulled.ok) throw new Error(pulled.message);
const reader = openReplicaReader(path);
if (reader.card(cardToken) === undefined || reader.coupon(couponToken, "", "2026-12-01") === undefined)
  throw new Error("what HQ published is not there");
const servingMs = Math.round(performance.now() - begin);
const used = cpuMs(process.cpuUsage());
reader.close();
await client.stop();
replica.close();
const peakResidentMb = peakResidentMbOf(process.pid);
const before = process.cpuUsage();
openReplica(path, "0042").close();
const checkedCpuMs = cpuMs(process.cpuUsage(before));
console.log(JSON.stringify({ servingMs, cpuMs: used, peakResidentMb, residentMbBefore, checkedCpuMs }));
