/** What a life of a till has for whatever is used once: its store's lead, HQ, and the order in which they are asked. */

import { createGrants } from "../../agent/grants/grants.ts";
import { hqAuthority } from "../../agent/grants/hq-authority.ts";
import type { Log } from "../../agent/log.ts";
import type { Caller } from "../../agent/workers/call.ts";
import type { Hq } from "../../agent/workers/hq.ts";
import type { JournalCalls } from "../../agent/workers/journal.ts";
import type { SyncApi } from "../../agent/workers/sync.ts";
import type { Authority } from "../../sync/claims/claims.ts";
import type { Moment } from "../../sync/claims/lease-clock.ts";
import type { Clocks } from "../../sync/client/surroundings.ts";
import type { Lan as List } from "../../sync/lead/lan.ts";
import type { CounterLife } from "./counter.ts";
import type { Faults } from "./faults.ts";
import type { Lan } from "./lan.ts";
import { startMemberOf } from "./member.ts";
import type { Promises } from "./promises.ts";
import type { Trace } from "./trace.ts";
import type { Watch } from "./watch.ts";

export interface Shop {
  readonly lan: Lan;
  readonly watch: Watch;
  readonly promises: Promises;
  /** HQ's list of the store's tills; absent: the till is alone there. */
  readonly list?: List | undefined;
}

export interface ShopLife {
  /** As "0042/1". */
  readonly name: string;
  readonly store: string;
  readonly till: string;
  /** Where `lead.db` lies. */
  readonly path: string;
  readonly calls: JournalCalls["call"];
  readonly hq: Hq;
  readonly clocks: Clocks;
  readonly moment: () => Moment;
  readonly isAlive: () => boolean;
  readonly hop: () => Promise<void>;
  readonly powerGoes: (when: "before" | "after") => boolean;
  readonly news: () => void;
  readonly faults: Faults;
  readonly trace: Trace;
}

export function shopOf({ lan, watch, promises, list }: Shop, life: ShopLife) {
  const { name, store, till, calls, hq, clocks, isAlive, hop, faults, trace, news } = life;
  const onTrouble = (event: string, message: string) => {
    if (isAlive()) trace.note(name, `${event} ${message}`);
  };
  const log: Log = {
    info: () => {},
    warning: (event, fields) => onTrouble(event, JSON.stringify(fields)),
    error: (event, fields) => onTrouble(event, JSON.stringify(fields)),
  };
  const lead = list && startMemberOf({ ...life, list, lan, watch, onTrouble });
  const sync = async (_: "grant", argument: Parameters<Hq["grants"]["grant"]>[0]) => {
    await hop();
    const answer = await hq.grants.grant(argument);
    await hop();
    return answer;
  };
  const authorities = [
    ...(lead === undefined ? [] : [faults.has("lead-not-told") ? untold(lead.authority) : lead.authority]),
    hqAuthority(sync as unknown as Caller<SyncApi>["call"]),
  ].map((one) => promises.watched(one, name, isAlive));
  const grants = createGrants({ store, till, authorities, journal: calls, log, clocks });
  const counter: CounterLife = {
    isAlive,
    journal: calls,
    grants,
    log,
    steadyMs: clocks.steadyMs,
    pause: (ms) => new Promise((resolve) => clocks.later(resolve, ms)),
    news,
  };
  return { member: lead?.member, counter };
}

function untold(lead: Authority): Authority {
  return { ...lead, tell: async () => ({ kind: "done" }) };
}
