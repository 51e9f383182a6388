/**
 * A life of a till as one of its store's: the protocol, its file and its questions as shipped, on the simulated LAN. The
 * power may go at the very moment at which its file is written.
 */

import type { HomeLead } from "../../agent/grants/lease-keeper.ts";
import { leadAuthority } from "../../agent/lead/authority.ts";
import { type Member, startMember } from "../../agent/lead/member.ts";
import { type LeadStore, openLeadStore } from "../../agent/lead/store.ts";
import type { Caller } from "../../agent/workers/call.ts";
import type { LeadApi } from "../../agent/workers/lead.ts";
import type { Authority } from "../../sync/claims/claims.ts";
import type { Moment } from "../../sync/claims/lease-clock.ts";
import type { Clocks } from "../../sync/client/surroundings.ts";
import type { Lan as List } from "../../sync/lead/lan.ts";
import type { Keep } from "../../sync/lead/words.ts";
import type { Faults } from "./faults.ts";
import type { Lan } from "./lan.ts";
import type { Watch } from "./watch.ts";

export interface MemberLife {
  readonly store: string;
  readonly till: string;
  readonly list: List;
  readonly path: string;
  readonly lan: Lan;
  readonly watch: Watch;
  readonly faults: Faults;
  readonly clocks: Clocks;
  readonly moment: () => Moment;
  readonly isAlive: () => boolean;
  /** Between threads. */
  readonly hop: () => Promise<void>;
  /** The power goes when the next thing is kept: before it is on the disk, or after. Answers whether it went. */
  readonly powerGoes: (when: "before" | "after") => boolean;
  readonly onTrouble: (event: string, message: string) => void;
}

/** Of a fault that is made on purpose. */
const DAWDLES_MS = 400;
/** As the lead's worker gives it to HQ's calls. */
const ANSWER_MS = 1000;

export function startMemberOf(life: MemberLife): { readonly member: Member; readonly authority: Authority } {
  const { store, till, list, path, lan, clocks, moment, isAlive, hop, onTrouble } = life;
  const told = (event: string, fields: object = {}) => onTrouble(event, JSON.stringify(fields));
  const member = startMember({
    store,
    till,
    path,
    takeOverPath: `${path}.take-over`,
    files() {
      throw new Error("nobody shows certificates on this LAN");
    },
    log: { info: told, warning: told, error: told },
    clocks,
    moment,
    openStore: (file, own) => kept(openLeadStore(file, own), life),
    openLan: lan.openFor(store, isAlive),
  });
  void member.listed(list);
  const api: Pick<LeadApi, "claim" | "tell"> = {
    claim: ({ claim, deadlineMs }) => member.ask(claim, deadlineMs).then((answer) => answer ?? null),
    tell: ({ owed, deadlineMs }) => member.tell(owed, deadlineMs),
  };
  const call = async (name: "claim" | "tell", argument: never) => {
    await hop();
    const answer = await api[name](argument);
    await hop();
    return answer;
  };
  return { member, authority: leadAuthority(call as unknown as Caller<LeadApi>["call"]) };
}

/** As the thread that talks to HQ has it, from the first moment on. */
export function homeLeadOf(
  member: () => Member | undefined,
  hop: () => Promise<void>,
  leased: (number: number) => void,
): HomeLead {
  const there = async <Answer>(ask: (member: Member) => Answer | Promise<Answer>) => {
    await hop();
    const reached = member();
    const answer = reached && (await ask(reached));
    await hop();
    return answer;
  };
  return {
    standing: () => there((one) => one.standing()),
    answer: (call) => there((one) => one.askOfHq(call, ANSWER_MS)),
    leased: (lease, homed) =>
      there((one) => {
        one.leased({ ...lease, homed });
        leased(lease.number);
      }),
  };
}

function kept(
  store: LeadStore,
  { store: name, till, watch, faults, clocks, isAlive, powerGoes }: MemberLife,
) {
  const off = () => {
    throw new Error("the power is off");
  };
  const write = (all: readonly Keep[]) => {
    const durable = faults.has("votes-forgotten") ? all.filter(({ kind }) => kind !== "standing") : all;
    if (!isAlive()) off();
    if (durable.length > 0) store.keep(durable);
  };
  return {
    ...store,
    keep(all: readonly Keep[]) {
      if (!isAlive() || powerGoes("before")) off();
      // Said and answered before it is there.
      if (faults.has("lead-answers-before-durable")) clocks.later(() => isAlive() && write(all), DAWDLES_MS);
      else write(all);
      watch.kept(name, till, all);
      if (powerGoes("after")) off();
    },
  };
}
