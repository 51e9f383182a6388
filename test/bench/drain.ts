/**
 * After a month without a line a hundred tills come back at once: how long until HQ has every receipt of theirs, and how long a
 * till that was never away waits for its own meanwhile. Batches as tills send them, over HTTP, to a hub in a process of its own.
 */

import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chained, saleBody } from "../../sync/fixture/till.ts";
import { acknowledgementSchema, BATCH_EVENTS_MAX, encodeBatch } from "../../sync/outbox.ts";
import type { OutboxEvent } from "../../sync/protocol.ts";
import { hubBeside } from "./hub-beside.ts";
import { type Figure, figure, round } from "./measure.ts";

const TILLS = 100;
/** Thirty days of fifteen hundred. */
const RECEIPTS = 45_000;
/** Of a receipt, as `sync` counts them. */
const PADDING = 420;
const LIVE_EVERY_MS = 1000;

export interface Drain {
  readonly tills: number;
  readonly receipts: number;
  readonly minutes: number;
  readonly perSecond: number;
  /** Of the hub's process, for each receipt; the tills' own work is another one's. */
  readonly hubCpuUsEach: number;
  /** From a sale at a till that was never away to HQ's answer. */
  readonly liveMs: Figure;
}

export async function drainFigure(tills = TILLS, each = RECEIPTS): Promise<Drain> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-drain-"));
  const [dataDir, releases] = [join(folder, "hub"), join(folder, "releases")];
  const names = Array.from({ length: tills + 1 }, (_, till) => `${till}`);
  const hub = await hubBeside(dataDir, releases, names);
  try {
    const outboxes = hub.tokens.map((token, till) => outboxOf(hub.url, `${till}`, token));
    const live = outboxes.pop()!;
    const waited: number[] = [];
    let isOver = false;
    const selling = (async () => {
      while (!isOver) {
        const start = performance.now();
        await live(1);
        waited.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, LIVE_EVERY_MS));
      }
    })();
    const [start, before] = [performance.now(), hub.cpuUs()];
    await Promise.all(
      outboxes.map(async (send) => {
        for (let sent = 0; sent < each; ) sent += await send(Math.min(BATCH_EVENTS_MAX, each - sent));
      }),
    );
    const ms = performance.now() - start;
    const hubCpuUs = hub.cpuUs() - before;
    isOver = true;
    await selling;
    return {
      tills,
      receipts: tills * each,
      minutes: round(ms / 60_000),
      perSecond: Math.round((tills * each * 1000) / ms),
      hubCpuUsEach: round(hubCpuUs / (tills * each)),
      liveMs: figure(Float64Array.from(waited)),
    };
  } finally {
    await hub.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sells and sends so many at once; answers how many HQ has taken of them. */
export function outboxOf(
  url: string,
  till: string,
  token: { now(): string },
): (count: number) => Promise<number> {
  const identity = { store: "0042", till, epoch: "e".repeat(32) };
  let last: OutboxEvent | undefined;
  let waiting: OutboxEvent[] = [];
  return async (count) => {
    while (waiting.length < count) {
      const sale = {
        ...saleBody((last?.sequence ?? 0) + 1),
        saleId: randomUUID(),
        more: "x".repeat(PADDING),
      };
      last = chained(last, { lane: "sales", kind: "sale", body: JSON.stringify(sale) });
      waiting.push(last);
    }
    const { bytes, count: packed } = await encodeBatch(identity, "sales", waiting);
    const answer = await fetch(`${url}/v1/outbox`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token.now()}`, "Content-Type": "application/zstd" },
      body: bytes,
    });
    if (answer.status !== 200) throw new Error(`HQ answered ${answer.status}: ${await answer.text()}`);
    const { cursor } = acknowledgementSchema.parse(await answer.json());
    const taken = waiting[packed - 1]!.sequence;
    if (cursor !== taken) throw new Error(`HQ has ${cursor} of ${taken}`);
    waiting = waiting.slice(packed);
    return packed;
  };
}
