/** How the agent is, for `agent.status`: facts for programs, problems in words for people. */

import type { SyncStatus } from "../sync/client/client.ts";
import { CLOCK_TOLERANCE_MS } from "../sync/till-report.ts";
import type { Devices } from "./devices.ts";
import type { LeadStatus } from "./lead/status.ts";
import type { Parked } from "./store/journal.ts";
import { ageText, type SuspendedSales, suspendedProblems } from "./suspended/waiting.ts";
import type { ReleaseAbout } from "./workers/evaluation-api.ts";
import type { JournalReady } from "./workers/journal.ts";
import type { SyncReady } from "./workers/sync.ts";

export interface AgentStatus {
  readonly version: string;
  readonly contract: string;
  readonly store: string;
  readonly till: string;
  /** 0 before the first release has reached the till. */
  readonly release: number;
  readonly promotions: number;
  /** Promotions that headquarters has switched off, with their reasons. */
  readonly switchedOff?: Readonly<Record<string, string>>;
  readonly openTransactions: number;
  readonly suspended: SuspendedSales;
  /** `unsettled`: events by lane that HQ does not have yet; absent while the journal does not answer. */
  readonly journal: JournalReady & { readonly unsettled?: Readonly<Record<string, number>> };
  /** Whether open sales are kept, so that they outlive this process. */
  readonly sessions: { readonly usable: boolean; readonly kept: boolean };
  /** Null without HQ. */
  readonly hq: SyncStatus | null;
  /** Null where HQ does not list this till among the store's. */
  readonly lead: LeadStatus | null;
  readonly devices: ReturnType<Devices["status"]>;
  /** What a person should look at, in English, with what to do. Empty: all is well. */
  readonly problems: readonly string[];
  /** Resident memory of the whole process. */
  readonly memoryBytes: number;
}

export interface Condition {
  readonly about: ReleaseAbout | undefined;
  readonly journal: JournalReady;
  /** Why what open sales take is not on the disk. */
  readonly notKept: string | undefined;
  readonly suspended: SuspendedSales;
  readonly sync: SyncReady | undefined;
  /** Where a replica was put whose place no release of HQ has filled yet. */
  readonly aside: string | undefined;
  /** What the sync worker died of, while it is not back. */
  readonly syncFailure: string | undefined;
  readonly hq: SyncStatus | null;
  /** What HQ would not take, newest first. */
  readonly parked: readonly Parked[];
  readonly devices: ReturnType<Devices["status"]>;
}

/** One sentence for each thing that is not as it should be. */
export function problemsOf(condition: Condition): string[] {
  const { about, journal, notKept, suspended, sync, aside, syncFailure, hq, parked, devices } = condition;
  const problems: (string | undefined)[] = [];
  problems.push(journal.message);
  if (notKept !== undefined)
    problems.push(
      `A sale that is open when the agent or the power fails would be lost: ${notKept} Promotions go on.`,
    );
  problems.push(...suspendedProblems(suspended));
  if (about === undefined) problems.push("The evaluation is not running: answers are empty.");
  if (about?.release === 0) {
    problems.push("No release has reached this till: it sells without promotions.");
    if (aside !== undefined)
      problems.push(
        `The replica was damaged, or another store's, and was set aside as ${aside}; HQ's next answer fills a new one.`,
      );
  } else if (aside !== undefined)
    problems.push(
      `The replica was set aside as ${aside}, and the new one is empty until HQ answers: promotions go on from memory, cards and coupons are unknown. Don't restart the agent before.`,
    );
  const [unread] = about?.unread ?? [];
  if (unread !== undefined)
    problems.push(
      `${about?.unread.length} promotions of release ${about?.release} are not understood and do not apply (${unread.id}: ${unread.reason}). Update Tillside.`,
    );
  const [unchecked] = about?.goldenSkipped ?? [];
  if (unchecked !== undefined)
    problems.push(
      `${about?.goldenSkipped.length} golden baskets of release ${about?.release} were not checked here ("${unchecked.name}": ${unchecked.reason}). Update Tillside.`,
    );
  if (syncFailure !== undefined) problems.push(`The replica is not in use: ${syncFailure}`);
  problems.push(sync?.problem, hq?.down.problem?.message, hq?.up.problem?.message);
  problems.push(clockProblem(hq?.clockOffMs ?? 0));
  for (const { till, code, message } of hq?.down.refusedTills ?? [])
    problems.push(
      `Till ${till} of this store gave what is not HQ's (${code}: ${message}). It was refused; look at that PC.`,
    );
  if (parked[0] !== undefined)
    problems.push(
      `HQ did not take ${parked.length} of this till's events (the last: ${parked[0].lane} ${parked[0].sequence}, ${parked[0].reason}). The journal keeps them; tell HQ.`,
    );
  if (about?.chainKeyProblem !== undefined)
    problems.push(`Cards and unique coupons are unknown: ${about.chainKeyProblem}.`);
  problems.push(devices.scanner?.message, devices.printer?.message);
  return [...new Set(problems.filter((problem) => problem !== undefined))];
}

function clockProblem(offMs: number): string | undefined {
  const age = ageText(Math.floor(Math.abs(offMs) / 60_000));
  if (offMs > CLOCK_TOLERANCE_MS)
    return `This PC's clock is ${age} ahead of HQ's: what ends today may have ended here already. Set it; if it is right, tell HQ.`;
  if (offMs < -CLOCK_TOLERANCE_MS)
    return `This PC's clock is ${age} behind HQ's: what has ended may go on here. Set it; if it is right, tell HQ.`;
  return undefined;
}
