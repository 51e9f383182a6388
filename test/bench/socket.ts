/** A POS's round trip through the agent, against a process that only echoes the same line, in the same run. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { fileURLToPath } from "node:url";
import { type Figure, measureAsync, round } from "./measure.ts";
import type { BenchTill } from "./till.ts";
import { workload } from "./workload.ts";

export interface SocketFigures {
  /** The message with one line, answered by the echo process. */
  readonly echoLineUs: Figure;
  /** line.add as the twentieth line of a sale; the answer is the whole evaluation. */
  readonly lineAddUs: Figure;
  readonly lineAddTimesEcho: number;
  /** The message with 20 lines, echoed. */
  readonly echoBasketUs: Figure;
  /** transaction.evaluate of 20 lines. */
  readonly evaluateUs: Figure;
  readonly evaluateTimesEcho: number;
  readonly startToFirstAnswerMs: number;
  /** Resident memory of the agent after all of this, as the operating system counts it. */
  readonly residentMb: number;
}

const samples = 2_000;

export async function socketFigures(till: BenchTill, promotions: number): Promise<SocketFigures> {
  const load = workload(promotions);
  const { lines } = load.basket(20, 7);

  const startMs = performance.now();
  const { agent, client } = await till.startAgent();
  await client.call("transaction.begin", { transactionId: "bench" });
  const startToFirstAnswerMs = performance.now() - startMs;

  for (const line of lines.slice(0, 19)) await client.call("line.add", { transactionId: "bench", line });
  const last = lines[19]!;
  const lineAddUs = await alternating(
    () => client.call("line.add", { transactionId: "bench", line: last }),
    () => client.call("line.void", { transactionId: "bench", lineId: last.lineId }),
  );
  const evaluateUs = await measureAsync(samples, () => client.call("transaction.evaluate", { lines }));
  const residentMb = residentMbOf(agent.pid);
  await client.close();
  await agent.stop();

  const echo = await startEcho();
  const message = (method: string, params: object) => ({ jsonrpc: "2.0", id: 1, method, params });
  const oneLine = message("line.add", { transactionId: "bench", line: last });
  const echoLineUs = await measureAsync(samples, () => echo.call(oneLine));
  const echoBasketUs = await measureAsync(samples, () =>
    echo.call(message("transaction.evaluate", { lines })),
  );
  await echo.close();

  return {
    echoLineUs,
    lineAddUs,
    lineAddTimesEcho: round(lineAddUs.p50 / echoLineUs.p50),
    echoBasketUs,
    evaluateUs,
    evaluateTimesEcho: round(evaluateUs.p50 / echoBasketUs.p50),
    startToFirstAnswerMs: Math.round(startToFirstAnswerMs),
    residentMb,
  };
}

/** Measures `once` alone; `undo` runs between. */
async function alternating(once: () => Promise<unknown>, undo: () => Promise<unknown>): Promise<Figure> {
  let pending: Promise<unknown> = Promise.resolve();
  const times: number[] = [];
  for (let index = 0; index < samples + 200; index += 1) {
    await pending;
    const start = performance.now();
    await once();
    if (index >= 200) times.push((performance.now() - start) * 1000);
    pending = undo();
  }
  await pending;
  times.sort((a, b) => a - b);
  const at = (share: number) => round(times[Math.floor(share * times.length)] ?? 0);
  return { p50: at(0.5), p99: at(0.99), samples: times.length };
}

/** Linux only; elsewhere NaN. */
function residentMbOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  } catch {
    return Number.NaN;
  }
}

async function startEcho() {
  const child: ChildProcess = fork(fileURLToPath(new URL("./echo.ts", import.meta.url)));
  const [{ ready }] = (await once(child, "message")) as [{ ready: AddressInfo }];
  const socket = connect({ port: ready.port, host: "127.0.0.1", noDelay: true }).setEncoding("utf8");
  await once(socket, "connect");
  let rest = "";
  let answered: ((message: unknown) => void) | undefined;
  socket.on("data", (chunk: string) => {
    rest += chunk;
    const end = rest.indexOf("\n");
    if (end < 0) return;
    answered?.(JSON.parse(rest.slice(0, end)));
    rest = rest.slice(end + 1);
  });
  return {
    call: (message: object) =>
      new Promise((resolve) => {
        answered = resolve;
        socket.write(`${JSON.stringify(message)}\n`);
      }),
    async close() {
      socket.destroy();
      child.disconnect();
      await once(child, "exit");
    },
  };
}
