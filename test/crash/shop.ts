/** The crash lab's shop: the tests' small chain with a pool of unique coupons, and its agent as a process of its own. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectPos, type PosClient } from "../../agent/client/connect.ts";
import { openReplica } from "../../agent/store/replica.ts";
import { ENTRY } from "../../agent/testing/entry.ts";
import { shopFiles, snapshot } from "../../agent/testing/shop.ts";
import { ean13 } from "../../drivers/codes/check-digit.ts";
import { couponToken } from "../../sync/release/token.ts";

const chainKey = "c4".repeat(32);
const LATE_COUPONS = 200;
export const PLACE = { store: "0042", till: "3" };

export interface CrashShop {
  readonly dataDir: string;
  readonly journalPath: string;
  readonly sessionsPath: string;
  /** Unique codes of EURO1, each good for one sale: 1.00 off. */
  readonly coupons: readonly string[];
  /** More of them, for sales that are told whole: nobody else shows these. */
  readonly lateCoupons: readonly string[];
  couponIdOf(code: string): string;
  codeOf(couponId: string): string;
  /** The same shop in another folder, as it is now. */
  copyTo(folder: string): CrashShop;
  remove(): void;
}

export interface Life {
  readonly process: ChildProcess;
  readonly pos: PosClient;
  /** Of what the agent has logged, the last lines. */
  log(): string;
  /** Without warning, and waits until it is gone. */
  kill(): Promise<void>;
}

/**
 * @param coupons how many unique codes there are, up to 10,000
 * @param dataDir where the data goes, an empty folder; default a new temporary one
 */
export async function crashShop(coupons: number, dataDir?: string): Promise<CrashShop> {
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), "tillside-crash-"));
  mkdirSync(folder, { recursive: true });
  const codes = Array.from({ length: coupons + LATE_COUPONS }, (_, n) =>
    ean13(`99000${String(n).padStart(7, "0")}`),
  );
  const files = shopFiles().filter(({ channel }) => channel !== "coupons/all");
  const validity = { valid_from: "2026-01-01", valid_to: "2099-12-31" };
  const series = { series: "EURO1", name: "{}", ...validity, single_use: 1, personal: 0, code: null };
  const issued = snapshot("coupons/all", 1, {
    coupon_series: [series],
    coupon: codes.map((code) => ({
      token: couponIdOf(code),
      series: "EURO1",
      card_token: null,
      ...validity,
      status: "issued",
    })),
  });
  const replica = openReplica(join(folder, "replica.db"), PLACE.store);
  await replica.activate(1, [...files, issued]);
  replica.close();
  writeFileSync(join(folder, "chain.key"), chainKey);
  // Deadlines that a busy machine keeps: what is late is another test's subject.
  const deadlines = { lineMs: 5000, lookUpMs: 5000, subtotalMs: 5000, completeMs: 5000 };
  configure(folder, { pos: { port: 0, deadlines } });
  return shopIn(folder, codes);
}

function couponIdOf(code: string): string {
  return couponToken(Buffer.from(chainKey, "hex"), code);
}

function shopIn(dataDir: string, codes: readonly string[]): CrashShop {
  const codeOf = new Map(codes.map((code) => [couponIdOf(code), code]));
  return {
    dataDir,
    journalPath: join(dataDir, "journal.db"),
    sessionsPath: join(dataDir, "sessions.db"),
    coupons: codes.slice(0, -LATE_COUPONS),
    lateCoupons: codes.slice(-LATE_COUPONS),
    couponIdOf,
    codeOf: (couponId) => codeOf.get(couponId)!,
    copyTo(folder) {
      cpSync(dataDir, folder, { recursive: true });
      return shopIn(folder, codes);
    },
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

export function configure(dataDir: string, change: object): void {
  writeFileSync(join(dataDir, "config.json"), JSON.stringify({ ...PLACE, ballastMb: 1, ...change }));
}

/** The agent could not start, or ended before it was ready. */
export class NotReady extends Error {
  override readonly name = "NotReady";
}

/** The process alone, just begun. @param env more of the environment: preloads */
export function forkAgent(dataDir: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  return fork(ENTRY, ["agent", "--config", join(dataDir, "config.json")], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...process.env, ...env },
  });
}

/** Waits for a forked agent and connects. Rejects with NotReady. @param timeoutMs for each call of the POS */
export async function liveAgent(agent: ChildProcess, dataDir: string, timeoutMs = 30_000): Promise<Life> {
  let said = "";
  agent.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-8000);
  });
  const ended = once(agent, "exit");
  const ready = await Promise.race([
    once(agent, "message").then(([message]) => message as { ready: { port: number } }),
    ended.then(() => undefined),
  ]);
  if (ready === undefined) throw new NotReady(said);
  const secret = readFileSync(join(dataDir, "pos.secret"), "utf8");
  const pos = await connectPos({ port: ready.ready.port, secret, language: "en", timeoutMs }).catch(
    (error) => {
      if (agent.exitCode !== null || agent.signalCode !== null || !existsSync(`/proc/${agent.pid}`))
        throw new NotReady(said);
      // Killed between its word and our first: the socket tells before the process does.
      if ((error as { reason?: string }).reason === "connection-lost") throw new NotReady(said);
      throw error;
    },
  );
  return {
    process: agent,
    pos,
    log: () => said,
    async kill() {
      agent.kill("SIGKILL");
      await ended;
      await pos.close();
    },
  };
}
