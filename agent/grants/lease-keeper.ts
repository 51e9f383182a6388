/**
 * The store's lease on what is homed there: every till that may lead asks HQ for it each minute, hands what HQ wants to
 * know to the lead, and brings its answers. So whoever leads has the lease by clocks of his own. Runs in the thread that
 * talks to HQ.
 */

import type { After, Claim, ClaimAnswer } from "../../sync/claims/claims.ts";
import type { LeaseAsk } from "../../sync/claims/lease.ts";
import type { Lease, Moment } from "../../sync/claims/lease-clock.ts";
import type { AskLease } from "../../sync/client/lease.ts";
import { createLoop } from "../../sync/client/loop.ts";
import type { Surroundings } from "../../sync/client/surroundings.ts";

/** The store's lead as this till reaches it. Undefined: it does not now. */
export interface HomeLead {
  standing(): Promise<HomeStanding | undefined>;
  answer(call: Claim | After): Promise<ClaimAnswer | undefined>;
  leased(lease: Lease, homed: number): Promise<void>;
}

export interface HomeStanding {
  /** It may lead. */
  readonly votes: boolean;
  readonly leads: boolean;
  readonly line: number;
}

export interface LeaseKeeperParts {
  readonly ask: AskLease;
  readonly lead: HomeLead;
  /** Coupons and customers that are homed here, by the release in use. */
  homed(): number;
  moment(): Moment;
  readonly surroundings: Pick<Surroundings, "later" | "random">;
}

export interface LeaseKeeper {
  start(): void;
  /** HQ waits for an answer: whoever leads brings it at once. */
  asked(): void;
  stop(): Promise<void>;
}

const EACH_MS = 60_000;
/** The lead may not be chosen yet, or have heard nothing of HQ's files. */
const FIRST_MS = 5_000;
/** Of what HQ has to say at once. */
const ROUNDS_MAX = 100;

export function createLeaseKeeper(parts: LeaseKeeperParts): LeaseKeeper {
  const { ask, lead, homed, moment } = parts;
  const { later, random } = parts.surroundings;
  let highest = 0;
  let has = false;
  let isHint = false;

  async function contact(signal: AbortSignal): Promise<void> {
    const onlyLead = isHint;
    isHint = false;
    const count = homed();
    const standing = count > 0 ? await lead.standing() : undefined;
    if (standing === undefined || !(onlyLead ? standing.leads : standing.votes)) return;
    let answers: LeaseAsk["answers"] = [];
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const asked = moment();
      const { line } = standing;
      const { lease, calls } = await ask({ format: 1, line, homed: count, answers }, signal);
      if (lease !== null && lease.number >= highest) {
        highest = lease.number;
        await lead.leased({ ...lease, asked }, count);
        has = true;
      }
      if (calls.length === 0) return;
      answers = [];
      for (const call of calls) {
        const answer = await lead.answer(call);
        // What it does not hear now it hears the next time, and HQ goes by what it answered.
        if (answer === undefined) break;
        answers.push({ reservation: call.reservation, call: call.call, answer });
      }
      if (answers.length === 0) return;
    }
  }

  const loop = createLoop(
    async (signal) => {
      await contact(signal).catch(() => {});
    },
    () => (has ? EACH_MS : FIRST_MS) * (0.75 + random() / 2),
    later,
  );
  return {
    start: loop.start,
    asked() {
      isHint = true;
      void loop.runNow();
    },
    stop: loop.stop,
  };
}
