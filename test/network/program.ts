/** Tillside's programs as processes on machines of the LAN. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import type { Lan } from "./lan.ts";

const ENTRY = join(import.meta.dirname, "../../tillside.js");
/** A till is told within this that it can go on, once the line is good again. */
const ARRIVES_MS = 60_000;

/** Resolves when it is ready. @param words of the command line: `["agent", "--config", …]` */
export async function started(lan: Lan, machine: string, words: readonly string[]): Promise<ChildProcess> {
  const child = fork(ENTRY, words, {
    execPath: "ip",
    execArgv: [...lan.within(machine), process.execPath],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4000);
  });
  await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => Promise.reject(new Error(`${words[0]} did not start: ${said}`))),
  ]);
  return child;
}

export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Events that HQ has not acknowledged. */
export function waiting(journalPath: string): number {
  const journal = new Database(journalPath, { readonly: true });
  try {
    return journal.prepare("SELECT sum(last_sequence - settled_sequence) FROM lane").pluck().get() as number;
  } finally {
    journal.close();
  }
}

/** Rejects when HQ does not have it all within a minute. */
export async function arrived(journalPath: string): Promise<void> {
  const until = performance.now() + ARRIVES_MS;
  for (let left = waiting(journalPath); left > 0; left = waiting(journalPath)) {
    if (performance.now() > until) throw new Error(`${left} events did not arrive within a minute`);
    await sleep(20);
  }
}
