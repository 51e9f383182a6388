/**
 * From HQ's hand to the tills: how long until a thousand of them have a release, what a change weighs, and how fast a large
 * one is verified and active while somebody reads.
 */

import { hash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { supervise } from "../../agent/workers/supervise.ts";
import { sampleChain, writeChain } from "../../sync/fixture/chain.ts";
import { changeBetween } from "../../sync/publish/changes.ts";
import { initKeys, loadPublisherKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";
import { snapshotOf } from "../../sync/publish/write-release.ts";
import { type ChannelRow, channelDigest } from "../../sync/release/channel-digest.ts";
import { encodeChannelFile } from "../../sync/release/channel-file.ts";
import { hubBeside } from "./hub-beside.ts";
import { type Figure, figure, round } from "./measure.ts";
import type { WriterApi, WriterData } from "./writer-of.ts";

const TILLS = 1_000;
/** In one, tills would wait for each other while the other processor is idle. */
const THREADS = 2;
const PATIENCE_MS = 120_000;

export interface Spread {
  readonly tills: number;
  /** Between the head's writing and each till's activation. */
  readonly activeMs: Figure;
  readonly publishMs: number;
  /** Of the processor, for all tills together, until the last one has it. */
  readonly tillsCpuMs: number;
  readonly hubCpuMs: number;
}

/**
 * Clients as shipped with a replica in memory: they poll each minute, as tills do, and hear hints. The hub is a process of its
 * own; a till is one of five hundred in a thread here, and a PC in a shop.
 */
export async function spreadFigure(tills = TILLS): Promise<Spread> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-spread-"));
  const at = (name: string) => join(folder, name);
  initKeys(at("keys"));
  const stores = Array.from({ length: tills }, (_, n) => ({
    store: String(n).padStart(4, "0"),
    name: `Store ${n}`,
  }));
  const go = async (cents: number) => {
    const articles = sampleChain.articles.map((it) => ({ ...it, priceCents: it.priceCents + cents }));
    writeChain(at("chain"), { articles, config: { ...sampleChain.config, stores } });
    await publish({ from: at("chain"), to: at("releases"), keys: at("keys"), now: new Date() });
  };
  await go(0);
  const { rootFile } = loadPublisherKeys(at("keys"));
  const hub = await hubBeside(at("hub"), at("releases"), ["3"]);
  const some = { url: hub.url, token: hub.tokens[0]!.now(), rootFile, tills: tills / THREADS };
  const threads = Array.from(
    { length: THREADS },
    () => new Worker(new URL("./tills-of.ts", import.meta.url), { workerData: some }),
  );
  try {
    await Promise.all(threads.map((thread) => once(thread, "message")));
    const taken = Promise.all(threads.map((thread) => once(thread, "message") as Promise<[number[]]>));
    const beginMs = performance.now();
    await go(10);
    const signedMs = performance.now();
    const [cpuBefore, hubBefore] = [process.cpuUsage(), hub.cpuUs()];
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error("not all tills heard of it")), PATIENCE_MS).unref();
    });
    const activeAt = (await Promise.race([taken, late])).flatMap(([times]) => times);
    const { user, system } = process.cpuUsage(cpuBefore);
    return {
      tills,
      activeMs: figure(Float64Array.from(activeAt, (ms) => ms - performance.timeOrigin - signedMs)),
      publishMs: round(signedMs - beginMs),
      tillsCpuMs: round((user + system) / 1000),
      hubCpuMs: round((hub.cpuUs() - hubBefore) / 1000),
    };
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
    await hub.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const CHANNEL = "cards/all";
const ROWS = 100_000;
/** Of a thousand rows, so many change on an ordinary day. */
const PER_MILLE = 20;

export interface LargeDelta {
  readonly rows: number;
  readonly bytes: number;
  readonly snapshotBytes: number;
  /** With as many rows, of which 2 % change. */
  readonly ordinaryDayBytes: number;
  /** Length, hash, unpacking, schema, digest; then the transaction and its own digest. */
  readonly rowsPerSecond: number;
  /** Of its thread's processor time: what the machine would do if it did nothing else. */
  readonly rowsPerCpuSecond: number;
  /** The same rows into a table, synchronous=FULL, nothing checked. */
  readonly bareRowsPerSecond: number;
  readonly bareRowsPerCpuSecond: number;
  readonly lookUpUs: Figure;
  readonly torn: number;
  /** How many releases the reader has met. */
  readonly generations: number;
}

export async function largeDeltaFigure(rows = ROWS): Promise<LargeDelta> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-delta-"));
  const { change, whole, ordinaryDayBytes, tokens } = await cardsThatChange(rows);
  const data: WriterData = { folder, channel: CHANNEL, whole, change };
  const writer = supervise<WriterApi, object>({
    name: "writer",
    file: new URL("./writer-of.ts", import.meta.url),
    data,
    log: { info() {}, warning() {}, error: (...what) => console.error(...what) },
  });
  try {
    await writer.started();
    const reader = new Worker(new URL("./reader-of.ts", import.meta.url), {
      workerData: { path: join(folder, "replica.db"), tokens },
    });
    await once(reader, "message");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const took = await writer.call("take", null, { deadlineMs: PATIENCE_MS });
    await new Promise((resolve) => setTimeout(resolve, 300));
    reader.postMessage("end");
    const [read] = (await once(reader, "message")) as [Pick<LargeDelta, "lookUpUs" | "torn" | "generations">];
    await reader.terminate();
    const bare = await writer.call("bare", null, { deadlineMs: PATIENCE_MS });
    return {
      rows,
      bytes: change.bytes.length,
      snapshotBytes: whole.bytes.length,
      ordinaryDayBytes,
      rowsPerSecond: Math.round((rows / took.ms) * 1000),
      rowsPerCpuSecond: Math.round((rows / took.cpuMs) * 1000),
      bareRowsPerSecond: Math.round((rows / bare.ms) * 1000),
      bareRowsPerCpuSecond: Math.round((rows / bare.cpuMs) * 1000),
      ...read,
    };
  } finally {
    await writer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A chain's cards, all of which get another tier; and the same where only some do. */
async function cardsThatChange(rows: number) {
  const [one, two] = [cardsOf(rows, "silver"), cardsOf(rows, "gold")];
  const some = one.map((row, n) => (n % 1000 < PER_MILLE ? two[n]! : row));
  const content = (version: number, all: readonly ChannelRow[]) => ({
    version,
    digest: channelDigest(all),
    rows: all,
  });
  const changeTo = (all: readonly ChannelRow[]) =>
    encodeChannelFile(changeBetween(CHANNEL, content(1, one), content(2, all)));
  return {
    whole: await encodeChannelFile(snapshotOf({ channel: CHANNEL, rows: one }, 1)),
    change: await changeTo(two),
    ordinaryDayBytes: (await changeTo(some)).bytes.length,
    tokens: one.map(([, cells]) => String(cells.token)),
  };
}

/** Tokens are keyed hashes: in no order that numbers of cards have. */
function cardsOf(rows: number, tier: string): ChannelRow[] {
  const cards = Array.from(
    { length: rows },
    (_, n): ChannelRow => [
      "card",
      {
        token: hash("sha256", `card ${n}`, "hex"),
        key_id: "1".repeat(16),
        status: "active",
        tier,
        staff: 0,
        segments: "[]",
        attributes: "{}",
        balances: `{"points":${n % 5000}}`,
        balance_at: "2026-11-01T00:00:00Z",
      },
    ],
  );
  // As HQ writes them.
  return cards.sort(([, a], [, b]) => (a.token! < b.token! ? -1 : 1));
}
