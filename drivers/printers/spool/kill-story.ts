/**
 * For tests: a till that spools receipts and is killed (-9) again and again, on one folder and one slow printer; then
 * what is on the paper, what is left in the folder and what was said are compared.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPrinterEmulator } from "../emulator/printer-emulator.ts";
import { openTcpPrinter } from "../tcp.ts";
import { showJobs } from "./by-hand.ts";
import { openSpool } from "./spool.ts";

export interface KillFigures {
  readonly added: number;
  readonly held: number;
  /** What must not be, in words. */
  readonly wrong: readonly string[];
}

interface Life {
  /** Number of its first receipt. */
  readonly first: number;
  /** It is killed so many milliseconds after it has said so many lines from its "ready" on. */
  readonly lines: number;
  readonly pauseMs: number;
}

const program = fileURLToPath(import.meta.resolve("./till-of-the-test.ts"));

async function killedTill(folder: string, port: number, { first, lines, pauseMs }: Life): Promise<string[]> {
  const till = spawn(process.execPath, [program, folder, String(port), String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  till.stdout.on("data", (chunk) => {
    said += chunk;
    const at = said.indexOf("ready\n");
    if (at >= 0 && said.slice(at).split("\n").length > lines + 1)
      setTimeout(() => till.kill("SIGKILL"), pauseMs);
  });
  await once(till, "close");
  return said.split("\n").slice(0, -1);
}

const after = (word: string, lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));

const twice = (numbers: readonly string[]): string[] =>
  numbers.filter((number, place) => numbers.indexOf(number) !== place);

/** @param seed which moments. */
export async function killStory(kills: number, seed: number): Promise<KillFigures> {
  const folder = await mkdtemp(join(tmpdir(), "tillside-kill-"));
  const emulator = await startPrinterEmulator();
  // Slow enough that most kills meet a receipt that is being printed.
  emulator.misbehave({ fault: "slow", bytesPerSecond: 30_000 });
  const said: string[] = [];
  for (let kill = seed; kill < seed + kills; kill += 1) {
    // One that was being added when the till died may be there or not: its number is not used again.
    const first = after("added", said).length + (kill - seed) + 1;
    const life = { first, lines: (kill * 3) % 7, pauseMs: (kill * 37) % 61 };
    said.push(...(await killedTill(folder, emulator.port, life)));
  }
  emulator.misbehave();
  const link = openTcpPrinter({ host: "127.0.0.1", port: emulator.port, completion: "process-id" });
  const spool = await openSpool({ folder, lookMs: 20, heldMax: 10_000 }, link, {
    state() {},
    held: (_job, title) => said.push(`held ${title}`),
  });
  await spool.idle();
  await spool.close();
  await link.close();
  emulator.tearOff();
  const left = await showJobs(folder);
  await emulator.close();
  await rm(folder, { recursive: true });

  const paper = emulator.receipts().flatMap(({ text }) => text.split("\n"));
  const [begun, ended] = [after("BEGIN", paper), after("END", paper)].map((numbers) =>
    numbers.map((number) => number.replace(".", "")),
  ) as [string[], string[]];
  const [added, told] = [after("added", said), after("held", said)];
  const held = left.map(({ title = "?" }) => title);
  const wrong = [
    ...[...twice(begun), ...twice(ended)].map((number) => `${number} is on paper twice`),
    ...added.filter((n) => !ended.includes(n) && !held.includes(n)).map((n) => `${n} is lost`),
    ...left.filter(({ state }) => state !== "mid-print").map(({ id, state }) => `job ${id} is left ${state}`),
    ...held.filter((number) => !told.includes(number)).map((number) => `${number} is held and was not told`),
    ...ended.filter((n, place) => Number(n) < Number(ended[place - 1])).map((n) => `${n} is out of order`),
  ];
  return { added: added.length, held: held.length, wrong };
}

/** `npm run test:long -- spool --kills 500`. */
export async function longKillStory(kills: number): Promise<void> {
  for (let done = 0; done < kills; done += 20) {
    const { added, held, wrong } = await killStory(Math.min(20, kills - done), done);
    console.log(
      `${Math.min(done + 20, kills)} kills: ${added} receipts added, ${held} held, ${wrong.length} wrong`,
    );
    if (wrong.length === 0) continue;
    console.error(wrong.join("\n"));
    process.exitCode = 1;
    return;
  }
}
