/** This machine's clocks, for a lease: none of them stands still while the machine sleeps. */

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { uptime } from "node:os";
import type { Moment } from "../../sync/claims/lease-clock.ts";

let boot: string | undefined;

export function moment(): Moment {
  boot ??= bootId();
  return { uptimeMs: uptime() * 1000, wallMs: Date.now(), boot };
}

/** Where a start of the machine can't be told from another, each start of this process counts as one. */
function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return randomUUID();
  }
}
