/** `npm run test:long -- simulator --runs 10000`: as many days as there is time for, a process for every two hundred. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

const DAYS_A_PROCESS = 200;

export async function simulatorForLong(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      runs: { type: "string", default: "10000" },
      from: { type: "string", default: "1" },
      /** Processes at a time. */
      processes: { type: "string", default: "2" },
    },
  });
  const [runs, from] = [Number(values.runs), Number(values.from)];
  const parts: (readonly string[])[] = [["--cases", "--long"]];
  for (let first = from; first < from + runs; first += DAYS_A_PROCESS)
    parts.push(["--from", String(first), "--seeds", String(Math.min(DAYS_A_PROCESS, from + runs - first))]);
  let failed = 0;
  let done = 0;
  const began = performance.now();
  const worker = async () => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const { ok, out } = await run(part);
      done += 1;
      if (!ok) failed += 1;
      if (!ok || done % 5 === 0) {
        const minutes = ((performance.now() - began) / 60_000).toFixed(1);
        console.log(`${part.join(" ")}, ${minutes} min: ${out.trim()}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Number(values.processes) }, worker));
  console.log(
    `simulator: ${done - failed} passed, ${failed} failed (of ${DAYS_A_PROCESS} days each, and the cases)`,
  );
  if (failed > 0) process.exitCode = 1;
}

function run(words: readonly string[]): Promise<{ readonly ok: boolean; readonly out: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, "main.ts"), ...words],
      { maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve({ ok: error === null, out: stdout + stderr }),
    );
  });
}
