/**
 * udev as on a till: it names devices and gives them to groups, in its own time. It runs from when a test first
 * asks for it: before that it would only cost time, at every plug.
 */

import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);
const udevadm = (...words: readonly string[]) => run("udevadm", words);

const running = (): boolean => existsSync("/run/udev/control");

/**
 * It names what is plugged in from now on. What is there already stays as it is: the guest has nine hundred devices, and to ask
 * for all of them would take it ten seconds.
 */
export async function startUdev(): Promise<void> {
  if (!running()) await run("/lib/systemd/systemd-udevd", ["--daemon"]);
}

/** Resolves when udev has seen to everything that was plugged in since it runs. */
export async function settled(): Promise<void> {
  await udevadm("settle");
}

const RULES = "/run/udev/rules.d";
const FILE = `${RULES}/70-tillside.rules`;

/** Installs rules for devices that are plugged in from now on. Resolves with what takes them away. */
export async function installRules(rules: string): Promise<() => Promise<void>> {
  mkdirSync(RULES, { recursive: true });
  writeFileSync(FILE, rules);
  await udevadm("control", "--reload");
  return async () => {
    rmSync(FILE);
    await udevadm("control", "--reload");
  };
}
