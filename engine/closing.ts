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

export function close(world: World): Closed {
  const effects: Effect[] = world.priceModifiers();
  const earning = new Map<Member, Entry>();
  for (const member of world.earning()) earning.set(member, entryOf(member));
  const run = runOf(world, () => world.entries.map((member) => earning.get(member) ?? member));
  for (const effect of earn({ ...run, entries: [...earning.values()] })) effects.push(effect);
  return { run, effects };
}

/** Before any layer: full prices, and nobody has got anything. */
export function opening(world: World): Run {
  const { sheet } = world;
  const entries = world.entries.map((member) => entryOf(member));
  return { ...runOf(world, () => entries), sheet: { ...sheet, left: sheet.gross.slice() } };
}

/** All promotions are among the entries. */
const NOTHING_BURNT: Run["burnt"] = new Map();

function runOf(
  { ruleSet, context, sheet, purse, tags, reports, starts }: World,
  entries: () => readonly Entry[],
): Run {
  let known: readonly Entry[] | undefined;
  const isEmpty = purse.usable.size === 0;
  return {
    ruleSet,
    context,
    sheet,
    purse: isEmpty ? purse : { ...purse, usedBy: new Map(purse.usedBy) },
    tags: new Map(tags),
    burnt: NOTHING_BURNT,
    reports,
    starts,
    get entries() {
      known ??= entries();
      return known;
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
