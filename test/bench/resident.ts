/** A process's resident memory, as Linux counts it; elsewhere NaN. */

import { readFileSync } from "node:fs";

/** Now, in MB. */
export const residentMbOf = (pid: number): number => megabytes(pid, "VmRSS");

/**
 * The most that it ever had, in MB. Not `resourceUsage().maxRSS`: that begins with what the process that started it had,
 * and a bench that has just made two million rows has hundreds of megabytes.
 */
export const peakResidentMbOf = (pid: number): number => megabytes(pid, "VmHWM");

function megabytes(pid: number, line: "VmRSS" | "VmHWM"): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Math.round(Number(new RegExp(`${line}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  } catch {
    return Number.NaN;
  }
}
