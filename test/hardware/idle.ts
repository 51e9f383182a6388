/** What the drivers of a device of every kind take while nobody scans, in a guest whose clock counts instructions. */

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Section } from "../crash/section.ts";
import { bundle } from "./bundle.ts";
import { runInGuest } from "./guest.ts";
import { needKernel } from "./kernel.ts";
import { needPackages } from "./packages.ts";

export interface Idle {
  /** Scanners, readers and printers that were claimed and ready. */
  readonly devices: number;
  /** Of a processor that does an instruction a nanosecond, however fast the machine below it is. */
  readonly percent: number;
  /** The same of a Node process that only sleeps. */
  readonly sleeperPercent: number;
  readonly windowMs: number;
}

/** Of one processor, as the issue of the drivers asks. */
const PERCENT_MAX = 0.5;
const DEVICES = 7;
const LIMITS = { silenceMs: 300_000, wholeMs: 300_000 };

/** Throws Missing where there is no QEMU and this is not root, and the guest's last words where it fails. */
export async function idleInGuest(): Promise<Idle> {
  const [kernel] = await Promise.all([needKernel(), needPackages()]);
  const folder = mkdtempSync(join(tmpdir(), "tillside-guest-idle-"));
  try {
    const drivers = await bundle('import "./idle-of.ts";', join(folder, "idle-of.mjs"));
    const program = await bundle('import "./idle.ts";', join(folder, "idle.mjs"));
    const said: string[] = [];
    const command = `IDLE=${drivers} ${realpathSync(process.execPath)} ${program}`;
    await runInGuest(kernel, command, LIMITS, (line) => said.push(line), "instructions");
    const [found] = said.flatMap((line) => /^idle (.*)$/.exec(line)?.[1] ?? []);
    if (found === undefined) throw new Error(`The guest did not measure:\n${said.join("\n")}`);
    return JSON.parse(found);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `npm run test:machine -- idle`. */
export const idle: Section = async () => {
  const { devices, percent, sleeperPercent, windowMs } = await idleInGuest();
  const failures = [
    ...(devices === DEVICES ? [] : [`${devices} devices were ready, not ${DEVICES}`]),
    ...(percent <= PERCENT_MAX ? [] : [`${percent.toFixed(3)} % of a processor, ${PERCENT_MAX} at the most`]),
  ];
  const says = `${percent.toFixed(3)} % of a processor with ${devices} devices ready, a sleeper ${sleeperPercent.toFixed(3)} %, ${(windowMs / 1000).toFixed(0)} s`;
  return { passed: failures.length === 0 ? 1 : 0, failures, says };
};
