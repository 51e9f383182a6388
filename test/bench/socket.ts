/**
 * A POS's round trip through the agent, against a process that answers with the very same bytes, in turns and in the
 * same run: what is more than the echo is ours.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cpuUs } from "./cpu.ts";
import { type Figure, figure, round } from "./measure.ts";
import { type Echo, message, type RawPos, rawPos, startEcho } from "./raw-pos.ts";
import { residentMbOf } from "./resident.ts";
import type { BenchTill } from "./till.ts";
import { type Workload, workload } from "./workload.ts";

export interface RoundTrip {
  readonly what: string;
  /** Of the agent's answer. */
  readonly bytes: number;
  readonly us: Figure;
  readonly echoUs: Figure;
  readonly timesEcho: { readonly p50: number; readonly p99: number };
  /** Of the processor: a busy machine changes it less than the time. */
  readonly cpuUs: number;
  readonly echoCpuUs: number;
}

export interface SocketFigures {
  readonly roundTrips: readonly RoundTrip[];
  /** `transaction.complete` of 20 lines, beside a process that inserts as many bytes with synchronous=FULL and answers. */
  readonly complete: RoundTrip;
  readonly startToFirstAnswerMs: number;
  /** Resident memory of the agent after all of this, as the operating system counts it. */
  readonly residentMb: number;
}

/** Scans of one sale that are measured, round the line that is meant. */
const MEASURED = 20;
const SALES = 40;
const BASKETS = 400;
const WARM_UP = 15;
const COMPLETIONS = 200;

export async function socketFigures(till: BenchTill, promotions: number): Promise<SocketFigures> {
  const load = workload(promotions);
  const startMs = performance.now();
  const { agent, client, secret } = await till.startAgent();
  await client.call("transaction.begin", { transactionId: "first" });
  const startToFirstAnswerMs = performance.now() - startMs;
  const pos = await rawPos(Number(agent.ready.port), secret);
  const echo = await startEcho();
  const sides = { pos, echo, agentPid: agent.pid };
  const roundTrips: RoundTrip[] = [];
  for (const lines of [20, 100])
    for (const answer of ["whole", "difference"] as const)
      roundTrips.push(await lineAdd(sides, load, lines, answer));
  for (const lines of [20, 100]) roundTrips.push(await evaluate(sides, load, lines));
  const complete = await completions(sides, load);
  const residentMb = residentMbOf(agent.pid);
  pos.close();
  echo.close();
  await client.close();
  await agent.stop();
  return { roundTrips, complete, startToFirstAnswerMs: Math.round(startToFirstAnswerMs), residentMb };
}

interface Sides {
  readonly pos: RawPos;
  readonly echo: Echo;
  readonly agentPid: number;
}

/** Scans of growing sales, each of another basket: those round line `count` are measured. */
async function lineAdd(
  { pos, echo, agentPid }: Sides,
  load: Workload,
  count: number,
  answer: "whole" | "difference",
): Promise<RoundTrip> {
  const [ours, theirs] = [meterOf(pos, agentPid), meterOf(echo, echo.pid)];
  const first = count - MEASURED / 2;
  let sample = "";
  for (let sale = -WARM_UP; sale < SALES; sale += 1) {
    const transactionId = `${answer}-${count}-${sale}`;
    await asked(pos, "transaction.begin", { transactionId });
    const { lines } = load.basket(count + MEASURED / 2, sale + WARM_UP + 1);
    let told = "";
    const scan = (line: object) => {
      const difference = answer === "whole" ? "" : idIn(told);
      const wanted = difference === "" ? {} : { answer: { difference } };
      return message("line.add", { transactionId, line, ...wanted });
    };
    for (const line of lines.slice(0, first)) told = await pos.ask(scan(line));
    const asks: Uint8Array[] = [];
    await ours.turn(sale >= 0, async (ask) => {
      for (const [n, line] of lines.slice(first).entries()) {
        asks.push(scan(line));
        told = await ask(asks.at(-1)!);
        if (n === MEASURED / 2) sample = told;
      }
    });
    await asked(pos, "transaction.cancel", { transactionId });
    await echo.answer(sample);
    await theirs.turn(sale >= 0, async (ask) => {
      for (const one of asks) await ask(one);
    });
  }
  return roundTrip(`line.add, line ${count}, ${answer}`, sample, ours, theirs);
}

async function evaluate({ pos, echo, agentPid }: Sides, load: Workload, count: number): Promise<RoundTrip> {
  const [ours, theirs] = [meterOf(pos, agentPid), meterOf(echo, echo.pid)];
  let sample = "";
  for (let turn = -1; turn < BASKETS / MEASURED; turn += 1) {
    const asks = Array.from({ length: MEASURED }, (_, n) =>
      message("transaction.evaluate", { lines: load.basket(count, (turn + 1) * MEASURED + n + 1).lines }),
    );
    for (const [side, isOurs] of [
      [ours, true],
      [theirs, false],
    ] as const)
      await side.turn(turn >= 0, async (ask) => {
        for (const one of asks) {
          const told = await ask(one);
          if (isOurs) sample = told;
        }
        if (isOurs) await echo.answer(sample);
      });
  }
  return roundTrip(`evaluate, ${count} lines`, sample, ours, theirs);
}

/** Sales of 20 lines that are paid; beside them an insert of as many bytes as the journal gets of each. */
async function completions({ pos, agentPid }: Sides, load: Workload): Promise<RoundTrip> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-"));
  const echo = await startEcho();
  await echo.commit(join(folder, "bare.db"));
  const [ours, theirs] = [meterOf(pos, agentPid), meterOf(echo, echo.pid)];
  const insert = message("insert", { body: "x".repeat(SALE_BYTES) });
  let sample = "";
  try {
    for (let n = -WARM_UP; n < COMPLETIONS; n += 1) {
      const transactionId = `paid-${n}`;
      await asked(pos, "transaction.begin", { transactionId });
      let text = "";
      for (const line of load.basket(20, n + WARM_UP + 1).lines)
        text = await asked(pos, "line.add", { transactionId, line });
      const { totalCents } = (JSON.parse(text) as { result: { totalCents: number } }).result;
      const paid = { transactionId, receipt: `R-${n}`, applied: [], totalCents };
      await ours.turn(n >= 0, async (ask) => {
        sample = await ask(message("transaction.complete", paid));
      });
      await echo.answer(sample);
      await theirs.turn(n >= 0, async (ask) => void (await ask(insert)));
    }
    return roundTrip("complete, 20 lines", sample, ours, theirs);
  } finally {
    echo.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** About what a sale of 20 lines is in the journal. */
const SALE_BYTES = 9_000;

interface Meter {
  readonly taken: number[];
  /** Microseconds of the processor for a call. */
  cpu(): number;
  /** Some calls in a row. */
  turn(
    isMeasured: boolean,
    run: (ask: (message: Uint8Array) => Promise<string>) => Promise<void>,
  ): Promise<void>;
}

function meterOf(side: RawPos, pid: number): Meter {
  const taken: number[] = [];
  const cpu = cpuUs(pid);
  let spent = 0;
  return {
    taken,
    cpu: () => round(spent / taken.length),
    async turn(isMeasured, run) {
      const before = cpu();
      await run(async (message) => {
        const start = performance.now();
        const answer = await side.ask(message);
        if (isMeasured) taken.push((performance.now() - start) * 1000);
        return answer;
      });
      if (isMeasured) spent += cpu() - before;
    },
  };
}

function roundTrip(what: string, sample: string, ours: Meter, theirs: Meter): RoundTrip {
  const [us, echoUs] = [figure(Float64Array.from(ours.taken)), figure(Float64Array.from(theirs.taken))];
  const timesEcho = { p50: round(us.p50 / echoUs.p50), p99: round(us.p99 / echoUs.p99) };
  return { what, bytes: sample.length, us, echoUs, timesEcho, cpuUs: ours.cpu(), echoCpuUs: theirs.cpu() };
}

async function asked(pos: RawPos, method: string, params: object): Promise<string> {
  const text = await pos.ask(message(method, params));
  if (text.includes('"error":{')) throw new Error(`${method}: ${text.slice(0, 300)}`);
  return text;
}

function idIn(text: string): string {
  return /"evaluationId":"([^"]+)"/.exec(text)?.[1] ?? "";
}
