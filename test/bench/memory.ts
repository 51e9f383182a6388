/** What 50,000 promotions hold on to, in a process of its own: heap and external memory after collecting, less the empty engine's. */

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { round } from "./measure.ts";

export interface MemoryRow {
  readonly promotions: number;
  /** The engine's own program and zod, nothing loaded. */
  readonly emptyMb: number;
  /** The release as parsed JSON, and nothing else: what it weighs unprepared. */
  readonly jsonMb: number;
  /** The rule set ready to evaluate, after two hundred baskets; nothing else is kept. */
  readonly ruleSetMb: number;
}

export function memoryRow(promotions: number): MemoryRow {
  const weigh = (what: string) => {
    const program = fileURLToPath(new URL("memory-of.ts", import.meta.url));
    const output = execFileSync(process.execPath, ["--expose-gc", program, what, String(promotions)], {
      encoding: "utf8",
    });
    return Number(output);
  };
  const empty = weigh("empty");
  return {
    promotions,
    emptyMb: round(empty / 1e6),
    jsonMb: round((weigh("json") - empty) / 1e6),
    ruleSetMb: round((weigh("rule-set") - empty) / 1e6),
  };
}
