/**
 * A new till, or one whose replica was lost, at a chain with a million cards and a million unique coupons: how long until it
 * knows them all, and what memory that takes. What replicates runs in a process of its own (`cold-of.ts`); then the same
 * chain comes to a whole agent, with sockets, rules and journal.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectPos } from "../../agent/client/connect.ts";
import { type Child, startChild } from "../../agent/demo/child.ts";
import type { AgentStatus } from "../../agent/main.ts";
import { bundleAgent } from "../../installer/agent-bundle.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { folderDraft } from "../../sync/publish/draft.ts";
import { initKeys, loadPublisherKeys } from "../../sync/publish/init-keys.ts";
import { inShards } from "../../sync/publish/shards.ts";
import { writeRelease } from "../../sync/publish/write-release.ts";
import type { ChannelRow } from "../../sync/release/channel-digest.ts";
import { cardToken, couponToken } from "../../sync/release/token.ts";
import { peakResidentMbOf, residentMbOf } from "./resident.ts";
import { writeChain } from "./till.ts";

const ROWS = 1_000_000;
const PROMOTIONS = 1_000;
/** Long enough for a busy machine. */
const PATIENCE_MS = 300_000;

/** What `cold-of.ts` prints. */
export interface Cold {
  readonly rows: number;
  /** From the till's first request to answers about a card and a coupon. */
  readonly servingMs: number;
  readonly cpuMs: number;
  /** The most that the process ever had, with Node itself. */
  readonly peakResidentMb: number;
  readonly residentMbBefore: number;
  readonly replicaMb: number;
  /** Verified whole, as at each start. */
  readonly checkedCpuMs: number;
  readonly agent: ColdAgent;
}

export interface ColdAgent {
  readonly promotions: number;
  /** From its start to a POS that is told of a card. */
  readonly servingMs: number;
  readonly peakResidentMb: number;
  /** Once it is ready, before anything has come. */
  readonly residentMbBefore: number;
  readonly residentMbServing: number;
}

export async function coldFigure(rows = ROWS): Promise<Cold> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-cold-"));
  const at = (...parts: string[]) => join(folder, ...parts);
  for (const name of ["chain", "hub", "till/trust"]) mkdirSync(at(name), { recursive: true });
  const chainKey = await publishMillions(at, rows);
  const hub = await startChild(["hub", "--data", at("hub"), "--releases", at("releases"), "--port", "0"]);
  try {
    const alone = await replicatedAlone(at, String(hub.ready.url), chainKey);
    const replicaMb = Math.round(statSync(at("replica.db")).size / 2 ** 20);
    return { rows: 2 * rows, ...alone, replicaMb, agent: await wholeAgent(at, String(hub.ready.url)) };
  } finally {
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type At = (...parts: string[]) => string;

async function publishMillions(at: At, rows: number): Promise<Uint8Array> {
  writeChain(at("chain"), PROMOTIONS);
  initKeys(at("keys"));
  const keys = loadPublisherKeys(at("keys"));
  const { chainKey } = keys;
  const many = (row: (n: number) => ChannelRow) => Array.from({ length: rows }, (_, n) => row(n));
  const more: Readonly<Record<string, () => readonly ChannelRow[]>> = {
    "cards/all": () => many((n) => card(chainKey, n)),
    "coupons/all": () => [series, ...many((n) => coupon(chainKey, n))],
  };
  const draft = folderDraft({ from: at("chain"), now: new Date() }, chainKey);
  const contents = draft.contents.map((content) => ({
    ...content,
    rows: [...content.rows, ...(more[content.channel]?.() ?? [])],
  }));
  await writeRelease({ contents: inShards(contents, undefined), to: at("releases"), keys, now: new Date() });
  return chainKey;
}

async function replicatedAlone(
  at: At,
  hubUrl: string,
  chainKey: Uint8Array,
): Promise<Omit<Cold, "rows" | "replicaMb" | "agent">> {
  const header = enrolAt(at("hub"), { store: "0042", till: "3" }).now();
  const tokens = [cardToken(chainKey, numberOf(7)), couponToken(chainKey, codeOf(7))];
  const asked = [at("replica.db"), hubUrl, header, at("keys/root.json"), ...tokens];
  // As the agent's threads: little room for what is young, and 512 MB for what is old.
  const room = ["--max-semi-space-size=1", "--max-old-space-size=512"];
  const till = spawn(process.execPath, [...room, join(import.meta.dirname, "cold-of.ts"), ...asked], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  till.stdout.on("data", (bytes) => {
    text += bytes;
  });
  await once(till, "close");
  return JSON.parse(text) as Omit<Cold, "rows" | "replicaMb" | "agent">;
}

async function wholeAgent(at: At, url: string): Promise<ColdAgent> {
  copyFileSync(at("keys/root.json"), at("till/trust/root.json"));
  copyFileSync(at("keys/chain.key"), at("till/chain.key"));
  enrolAt(at("hub"), { store: "0042", till: "1" }, at("till"));
  const config = { store: "0042", till: "1", pos: { port: 0 }, hq: { url, pollSeconds: 0.2 } };
  writeFileSync(at("till/config.json"), JSON.stringify(config));
  // What ships, not the sources.
  const shipped = join(import.meta.dirname, "../../dist/agent");
  await bundleAgent(shipped);
  const program = join(shipped, "tillside.js");
  // Once without HQ's million rows, so that Node keeps what it compiled, as on any PC whose agent ran before.
  writeFileSync(at("till/alone.json"), JSON.stringify({ ...config, hq: undefined }));
  await (await startChild(["agent", "--config", at("till/alone.json")], program)).stop();

  const begin = performance.now();
  const agent = await startChild(["agent", "--config", at("till/config.json")], program);
  try {
    return { promotions: PROMOTIONS, ...(await served(at, agent, begin)) };
  } finally {
    await agent.stop();
  }
}

async function served(at: At, agent: Child, begin: number): Promise<Omit<ColdAgent, "promotions">> {
  const residentMbBefore = residentMbOf(agent.pid);
  const secret = readFileSync(at("till/pos.secret"), "utf8");
  const pos = await connectPos({ port: Number(agent.ready.port), secret });
  while ((await pos.call<AgentStatus>("agent.status")).release === 0) {
    if (performance.now() - begin > PATIENCE_MS) throw new Error("the release did not reach the till");
    await sleep(100);
  }
  await pos.call("transaction.begin", { transactionId: "1" });
  const { customer } = await pos.call("customer.identify", { transactionId: "1", card: numberOf(7) });
  if (customer === undefined) throw new Error("the card that HQ published is not there");
  const servingMs = Math.round(performance.now() - begin);
  const [peakResidentMb, residentMbServing] = [peakResidentMbOf(agent.pid), residentMbOf(agent.pid)];
  await pos.close();
  return { servingMs, peakResidentMb, residentMbBefore, residentMbServing };
}

const numberOf = (n: number) => String(2_000_000_000_000 + n);
const codeOf = (n: number) => `U${n}`;

function card(chainKey: Uint8Array, n: number): ChannelRow {
  return [
    "card",
    {
      token: cardToken(chainKey, numberOf(n)),
      key_id: "1".repeat(16),
      status: "active",
      tier: ["silver", "gold"][n % 2]!,
      staff: 0,
      segments: "[]",
      attributes: "{}",
      balances: `{"points":${n % 5000}}`,
      balance_at: "2026-11-01T00:00:00Z",
    },
  ];
}

const series: ChannelRow = [
  "coupon_series",
  { series: "S1", name: "{}", valid_from: null, valid_to: null, single_use: 1, personal: 0, code: null },
];

function coupon(chainKey: Uint8Array, n: number): ChannelRow {
  const validity = { valid_from: "2026-11-01", valid_to: "2026-12-31" };
  return [
    "coupon",
    {
      token: couponToken(chainKey, codeOf(n)),
      series: "S1",
      card_token: null,
      ...validity,
      status: "active",
    },
  ];
}
