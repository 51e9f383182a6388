/**
 * What one batch costs the hub's process over HTTP, by how many receipts are in it: each receipt at once, as a till that has its
 * line sends them, and full batches, as one that was away. Tills send one after the other, all at once; SQLite, durable.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BATCH_EVENTS_MAX } from "../../sync/outbox.ts";
import { outboxOf } from "./drain.ts";
import { hubBeside } from "./hub-beside.ts";
import { type Figure, figure, round } from "./measure.ts";

export interface Requests {
  readonly receiptsEach: number;
  readonly perSecond: number;
  /** Of the hub's process, SQLite's work with it. */
  readonly hubCpuUsEach: number;
  /** From the till's question to HQ's answer, with as many others at once. */
  readonly ms: Figure;
}

export interface RequestFigures {
  readonly tills: number;
  readonly single: Requests;
  readonly full: Requests;
  /** A line through both: what a request costs whatever is in it, and each receipt. */
  readonly requestUs: number;
  readonly receiptUs: number;
}

const TILLS = 32;
const SINGLE = { receipts: 1, warmUp: 100, times: 200 };
const FULL = { receipts: BATCH_EVENTS_MAX, warmUp: 1, times: 4 };

export async function requestFigures(): Promise<RequestFigures> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-requests-"));
  const names = Array.from({ length: TILLS }, (_, till) => `${till}`);
  const hub = await hubBeside(join(folder, "hub"), join(folder, "releases"), names);
  try {
    const outboxes = hub.tokens.map((token, till) => outboxOf(hub.url, `${till}`, token));
    const taken = async ({ receipts, warmUp, times }: typeof SINGLE): Promise<Requests> => {
      const waited: number[] = [];
      const all = (count: number, done: (ms: number) => void) =>
        Promise.all(
          outboxes.map(async (send) => {
            for (let n = 0; n < count; n += 1) {
              const start = performance.now();
              for (let left = receipts; left > 0; ) left -= await send(left);
              done(performance.now() - start);
            }
          }),
        );
      await all(warmUp, () => {});
      const [start, before] = [performance.now(), hub.cpuUs()];
      await all(times, (ms) => waited.push(ms));
      const tookMs = performance.now() - start;
      return {
        receiptsEach: receipts,
        perSecond: Math.round((waited.length * 1000) / tookMs),
        hubCpuUsEach: round((hub.cpuUs() - before) / waited.length),
        ms: figure(Float64Array.from(waited)),
      };
    };
    const [single, full] = [await taken(SINGLE), await taken(FULL)];
    const receiptUs = (full.hubCpuUsEach - single.hubCpuUsEach) / (FULL.receipts - 1);
    const requestUs = single.hubCpuUsEach - receiptUs;
    return { tills: TILLS, single, full, requestUs: round(requestUs), receiptUs: round(receiptUs) };
  } finally {
    await hub.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
