/**
 * How `tillside repair` asks a running agent to look at its replica: by a file beside it, so that it is asked also where the POS
 * port doesn't answer, and by nobody who may not write the till's folder.
 */

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { untilFree } from "../../sync/until-free.ts";

/** `check`: set aside if it is damaged. `rebuild`: set aside in any case. */
export type RepairWish = "check" | "rebuild";

export interface RepairOutcome {
  /** Where the old file is; null where it was whole and stays. */
  readonly broken: string | null;
}

const wishFile = (replica: string) => `${replica}.repair`;
const outcomeFile = (replica: string) => `${replica}.repaired`;
const LOOK_MS = 100;

/** Undefined: no agent has taken it up in that time. Throws what the file system throws. */
export async function askRepair(
  replica: string,
  wish: RepairWish,
  patienceMs: number,
): Promise<RepairOutcome | undefined> {
  rmSync(outcomeFile(replica), { force: true });
  writeFileSync(wishFile(replica), wish);
  for (let waited = 0; waited < patienceMs; waited += LOOK_MS) {
    if (existsSync(outcomeFile(replica))) {
      const outcome = JSON.parse(readFileSync(outcomeFile(replica), "utf8")) as RepairOutcome;
      rmSync(outcomeFile(replica), { force: true });
      return outcome;
    }
    await sleep(LOOK_MS);
  }
  rmSync(wishFile(replica), { force: true });
  return undefined;
}

/** What is asked of the agent now. Undefined at nearly all times: then it costs one look at a folder. */
export function repairAsked(replica: string): RepairWish | undefined {
  if (!existsSync(wishFile(replica))) return undefined;
  return readFileSync(wishFile(replica), "utf8") === "rebuild" ? "rebuild" : "check";
}

export function answerRepair(replica: string, outcome: RepairOutcome): void {
  rmSync(wishFile(replica), { force: true });
  // Whoever waits for it sees nothing or all of it.
  writeFileSync(`${outcomeFile(replica)}.new`, JSON.stringify(outcome));
  untilFree(() => renameSync(`${outcomeFile(replica)}.new`, outcomeFile(replica)));
}
