/**
 * The lease, kept over a restart of the agent: a small file beside `lead.db`. Lost, torn or an older one it is a shorter
 * lease or none, so nothing waits for the disk.
 */

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Lease } from "../../sync/claims/lease-clock.ts";

export interface KeptLease extends Lease {
  /** Coupons and customers that are homed here. */
  readonly homed: number;
}

export function readLease(path: string): KeptLease | undefined {
  try {
    const { number, forMs, asked, homed } = JSON.parse(readFileSync(path, "utf8")) as KeptLease;
    const numbers = [number, forMs, homed, asked.uptimeMs, asked.wallMs];
    if (!numbers.every(Number.isFinite) || typeof asked.boot !== "string") return undefined;
    return { number, forMs, asked, homed };
  } catch {
    return undefined;
  }
}

/** A disk that can't be written keeps no lease: this life of the agent has it all the same. */
export function writeLease(path: string, lease: KeptLease): void {
  try {
    writeFileSync(`${path}.new`, JSON.stringify(lease));
    renameSync(`${path}.new`, path);
  } catch {
    // Asked for again in a minute.
  }
}
