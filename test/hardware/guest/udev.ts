/** udev runs in the guest as on a till; it names devices and gives them to groups, in its own time. */

import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";

const udevadm = (words: readonly string[]) => promisify(execFile)("udevadm", words);

/** Resolves when udev has seen to all devices that there are. */
export const settled = async (): Promise<void> => {
  await udevadm(["settle"]);
};

const RULES = "/run/udev/rules.d";
const FILE = `${RULES}/70-tillside.rules`;

/** Installs rules for devices that are plugged in from now on. Resolves with what takes them away. */
export async function installRules(rules: string): Promise<() => Promise<void>> {
  mkdirSync(RULES, { recursive: true });
  writeFileSync(FILE, rules);
  await udevadm(["control", "--reload"]);
  return async () => {
    rmSync(FILE);
    await udevadm(["control", "--reload"]);
  };
}
