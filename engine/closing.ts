/** A settled world brought to its end: points, vouchers and messages on what is paid. The world itself stays open. */

import { earn } from "./earn.ts";
import type { Effect } from "./effect.ts";
import type { Member } from "./member.ts";
import type { Entry, Run } from "./run.ts";
import type { World } from "./world.ts";

/** What an evaluation rests on, for those who ask about it further: `explain`, `suggest`, the fate of coupons. */
export interface Closed {
  readonly run: Run;
  readonly effects: readonly Effect[];
}

export function close(world: World, isOnlyWorld: boolean): Closed {
  const effects: Effect[] = world.priceModifiers();
  const earning = new Map<Member, Entry>();
  for (const member of world.earning()) earning.set(member, entryOf(member));
  const entries = () => world.entries.map((member) => earning.get(member) ?? member);
  const run = ended(world, isOnlyWorld, entries);
  const earned = earn(ended(world, isOnlyWorld, () => [...earning.values()], run));
  for (const effect of earned) effects.push(effect);
  return { run, effects };
}

/** Before any layer: full prices, and nobody has got anything. */
export function opening(world: World): Run {
  const { sheet, ruleSet, context } = world;
  const entries = world.entries.map((member) => ({ ...entryOf(member), cuts: [] }));
  return {
    ruleSet,
    context,
    sheet: { ...sheet, left: sheet.gross.slice() },
    entries,
    purse: { ...world.purse, usedBy: new Map() },
    tags: new Map(),
    burnt: new Map(),
    isOnlyWorld: true,
    reports: [],
    starts: new Map(),
  };
}

/** A world at its end. What is seldom asked for is made when it is. `like`: shares its coupons and tags. */
function ended(world: World, isOnlyWorld: boolean, makeEntries: () => readonly Entry[], like?: Run): Run {
  const { ruleSet, context, sheet, burnt, purse } = world;
  const hasCoupons = purse.usable.size > 0;
  let entries: readonly Entry[] | undefined;
  return {
    ruleSet,
    context,
    sheet,
    burnt,
    isOnlyWorld,
    purse: like?.purse ?? (hasCoupons ? { ...purse, usedBy: new Map(purse.usedBy) } : purse),
    tags: like?.tags ?? new Map(world.tags),
    get entries() {
      entries ??= makeEntries();
      return entries;
    },
    get reports() {
      return world.reports;
    },
    get starts() {
      return world.starts;
    },
  };
}

/** A member as it stands, to be written on. */
function entryOf(member: Member): Entry {
  const { promotion, lines, ways, quotas, grants, couponIds, applied, conditionMet } = member;
  let outbidBy: Set<string> | undefined;
  return {
    promotion,
    lines,
    ways,
    quotas,
    grants: [...grants],
    couponIds,
    applied,
    conditionMet,
    get cuts() {
      return member.cuts;
    },
    get outbidBy() {
      outbidBy ??= member.outbidBy;
      return outbidBy;
    },
  };
}
