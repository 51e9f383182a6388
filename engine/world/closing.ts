/** A settled world brought to its end: points, vouchers and messages on what is paid. The world itself stays open. */

import { earn } from "../earn/earn.ts";
import type { Effect } from "../effect.ts";
import type { Member } from "./member.ts";
import type { Entry, Run } from "./run.ts";
import type { World } from "./world.ts";

/** What an evaluation rests on, for those who ask about it further: `explain`, `suggest`, the fate of coupons. */
export interface Closed {
  readonly world: World;
  readonly run: Run;
  readonly effects: readonly Effect[];
}

export function close(world: World, isOnlyWorld: boolean): Closed {
  const effects: Effect[] = world.priceModifiers();
  const earning = world.earning().map((member) => new Earner(member));
  const run = new Ended(world, isOnlyWorld, earning);
  for (const effect of earn(run, earning)) effects.push(effect);
  return { world, run, effects };
}

/** Before any layer: full prices, and nobody has got anything. */
export function opening(world: World): Run {
  const { sheet, ruleSet, context } = world;
  const entries = world.entries.map((member): Entry => {
    const { promotion, lines, ways, quotas, conditionMet, outbidBy } = member;
    const nothing = { cuts: [], grants: [], couponIds: [], applied: false };
    return { promotion, lines, ways, quotas, conditionMet, outbidBy, ...nothing };
  });
  return {
    ruleSet,
    context,
    sheet: { ...sheet, left: sheet.gross.slice() },
    entries,
    waiting: [],
    purse: { ...world.purse, usedBy: new Map() },
    tags: new Map(),
    burnt: new Map(),
    isOnlyWorld: true,
    reports: [],
    starts: new Map(),
  };
}

/** A world at its end; what is seldom asked for is made when it is. Classes: literals with getters are slow in V8. */
class Ended implements Run {
  readonly ruleSet: Run["ruleSet"];
  readonly context: Run["context"];
  readonly sheet: Run["sheet"];
  readonly purse: Run["purse"];
  readonly tags: Run["tags"];
  readonly burnt: Run["burnt"];
  readonly isOnlyWorld: boolean;
  readonly #world: World;
  readonly #earning: readonly Entry[];
  #entries: readonly Entry[] | undefined;

  constructor(world: World, isOnlyWorld: boolean, earning: readonly Entry[]) {
    const { purse } = world;
    this.#world = world;
    this.#earning = earning;
    this.isOnlyWorld = isOnlyWorld;
    this.ruleSet = world.ruleSet;
    this.context = world.contextAt(world.sheet.left);
    this.sheet = world.sheet;
    this.burnt = world.burnt;
    this.purse = purse.usable.size > 0 ? { ...purse, usedBy: new Map(purse.usedBy) } : purse;
    this.tags = new Map(world.tags);
  }

  get entries(): readonly Entry[] {
    this.#entries ??= this.#world.entries.map((member) => this.#writtenOn(member));
    return this.#entries;
  }

  #writtenOn(member: Member): Entry {
    const { promotion } = member;
    const earner = promotion.earns && this.#earning.find((one) => one.promotion === promotion);
    return earner || member;
  }

  get waiting(): readonly Entry[] {
    return this.#world.waiting.map((member) => this.#writtenOn(member));
  }

  get reports(): Run["reports"] {
    return this.#world.reports;
  }

  get starts(): Run["starts"] {
    return this.#world.starts;
  }
}

/** A member as it stands, to be written on. */
class Earner implements Entry {
  readonly promotion: Entry["promotion"];
  readonly lines: Entry["lines"];
  readonly ways: Entry["ways"];
  readonly quotas: Entry["quotas"];
  readonly grants: Entry["grants"];
  couponIds: Entry["couponIds"];
  applied: boolean;
  conditionMet: boolean;
  readonly #member: Member;
  #outbidBy: Set<string> | undefined;

  constructor(member: Member) {
    this.#member = member;
    this.promotion = member.promotion;
    this.lines = member.lines;
    this.ways = member.ways;
    this.quotas = member.quotas;
    this.grants = [...member.grants];
    this.couponIds = member.couponIds;
    this.applied = member.applied;
    this.conditionMet = member.conditionMet;
  }

  get cuts(): Entry["cuts"] {
    return this.#member.cuts;
  }

  get outbidBy(): Set<string> {
    this.#outbidBy ??= this.#member.outbidBy;
    return this.#outbidBy;
  }
}
