/** An honest POS beside a crowd that means harm, twenty tills at one agent, and a hundred thousand sales in one life. */

import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Figure, figure } from "./measure.ts";
import { message, type RawPos, rawPos } from "./raw-pos.ts";
import { residentMbOf } from "./resident.ts";
import { say } from "./table.ts";
import type { BenchTill } from "./till.ts";
import { type Workload, workload } from "./workload.ts";

export interface Served {
  readonly us: Figure;
  readonly worstMs: number;
  /** Answers that took longer than 50 ms. */
  readonly stalls: number;
}

export interface HostileFigures {
  readonly drippers: number;
  readonly junkFrames: number;
  /** The same POS, left alone. */
  readonly alone: Served;
  readonly beside: Served;
  /** What grows from halfway on would grow for ever. */
  readonly residentMb: { readonly before: number; readonly halfway: number; readonly after: number };
}

export interface TillsFigures {
  readonly tills: number;
  readonly scans: Served;
}

export interface SoakFigures {
  readonly sales: number;
  readonly seconds: number;
  /** Each tenth of the way. */
  readonly residentMb: readonly number[];
}

const DRIPPERS = 1000;
const FLOODS = 4;
const SERVED_MS = 20_000;
const STALL_US = 50_000;
const TILLS = 20;
const THINK_MS = 300;

export async function hostileFigures(till: BenchTill, promotions: number): Promise<HostileFigures> {
  const { agent, client, secret } = await till.startAgent();
  const port = Number(agent.ready.port);
  const load = workload(promotions);
  const pos = await rawPos(port, secret);
  await served(pos, load, "warm", SERVED_MS / 10);
  const alone = await served(pos, load, "alone", SERVED_MS);
  const before = residentMbOf(agent.pid);
  const file = fileURLToPath(new URL("./crowd.ts", import.meta.url));
  const crowd = fork(file, [port, DRIPPERS, FLOODS].map(String));
  await once(crowd, "message");
  await sleep(1000);
  const first = await sell(pos, load, "first", SERVED_MS / 2);
  const halfway = residentMbOf(agent.pid);
  const beside = servedOf([...first, ...(await sell(pos, load, "second", SERVED_MS / 2))]);
  const counted = once(crowd, "message") as Promise<[{ frames: number }]>;
  crowd.send("how many");
  const [{ frames: junkFrames }] = await counted;
  crowd.disconnect();
  await once(crowd, "exit");
  const after = residentMbOf(agent.pid);
  pos.close();
  await client.close();
  await agent.stop();
  return { drippers: DRIPPERS, junkFrames, alone, beside, residentMb: { before, halfway, after } };
}

export async function tillsFigures(till: BenchTill, promotions: number): Promise<TillsFigures> {
  const { agent, client, secret } = await till.startAgent();
  const load = workload(promotions);
  const taken: number[] = [];
  const one = async (n: number) => {
    const pos = await rawPos(Number(agent.ready.port), secret);
    // They do not scan in step.
    await sleep((n / TILLS) * THINK_MS);
    taken.push(...(await sell(pos, load, `till-${n}`, SERVED_MS, THINK_MS)));
    pos.close();
  };
  await Promise.all(Array.from({ length: TILLS }, (_, n) => one(n)));
  await client.close();
  await agent.stop();
  return { tills: TILLS, scans: servedOf(taken) };
}

/** @param sales how many; short ones */
export async function soakFigures(till: BenchTill, promotions: number, sales: number): Promise<SoakFigures> {
  const { agent, client, secret } = await till.startAgent();
  const load = workload(promotions);
  const { lines } = load.basket(5, 7);
  const residentMb = [residentMbOf(agent.pid)];
  const start = performance.now();
  let sold = 0;
  const lane = async (name: number) => {
    const pos = await rawPos(Number(agent.ready.port), secret);
    while (sold < sales) {
      sold += 1;
      if (sold % (sales / 10) === 0) {
        residentMb.push(residentMbOf(agent.pid));
        say(`${sold} sales: ${residentMb.at(-1)} MB`);
      }
      await paid(pos, lines, `${name}-${sold}`);
    }
    pos.close();
  };
  await Promise.all([1, 2, 3, 4].map(lane));
  const seconds = Math.round((performance.now() - start) / 1000);
  await client.close();
  await agent.stop();
  return { sales, seconds, residentMb };
}

async function served(pos: RawPos, load: Workload, name: string, forMs: number): Promise<Served> {
  return servedOf(await sell(pos, load, name, forMs));
}

/** Sales of 20 lines, one after the other; what each scan took, in microseconds. */
async function sell(
  pos: RawPos,
  load: Workload,
  name: string,
  forMs: number,
  thinkMs = 0,
): Promise<number[]> {
  const until = performance.now() + forMs;
  const taken: number[] = [];
  for (let sale = 1; performance.now() < until; sale += 1) {
    const { lines } = load.basket(20, sale);
    await paid(pos, lines, `${name}-${sale}`, taken, thinkMs, until);
  }
  return taken;
}

async function paid(
  pos: RawPos,
  lines: readonly object[],
  transactionId: string,
  taken: number[] = [],
  thinkMs = 0,
  until = Number.POSITIVE_INFINITY,
): Promise<void> {
  await pos.ask(message("transaction.begin", { transactionId }));
  let told = "";
  for (const line of lines) {
    if (thinkMs > 0) await sleep(thinkMs);
    const start = performance.now();
    if (start > until) break;
    told = await pos.ask(message("line.add", { transactionId, line }));
    taken.push((performance.now() - start) * 1000);
  }
  const totalCents = Number(/"totalCents":(\d+)/.exec(told)?.[1] ?? 0);
  const completion = { transactionId, receipt: `R-${transactionId}`, applied: [], totalCents };
  await pos.ask(message("transaction.complete", completion));
}

function servedOf(taken: readonly number[]): Served {
  const sorted = Float64Array.from(taken);
  return {
    us: figure(sorted),
    worstMs: Math.round(Math.max(...taken) / 1000),
    stalls: taken.filter((us) => us > STALL_US).length,
  };
}
