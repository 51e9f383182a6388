/**
 * One layer of a world: who is in play there, which lines hang together, and what is left of every unit when it has
 * passed. A change looks again only at the islands that it reaches.
 */

import type { Cents } from "./basket.ts";
import { waysFor } from "./condition.ts";
import { type Ground, type Island, solveIsland } from "./island.ts";
import type { Member } from "./member.ts";
import type { LayerData } from "./promotion.ts";
import { freeCoupons, type Purse } from "./purse.ts";
import { burnOf, burntBy, quotaOf } from "./quota.ts";
import { byRank } from "./rule-set.ts";
import type { Entry, Run } from "./run.ts";
import type { Sheet } from "./sheet.ts";

/** What a storey stands on. */
export interface Floor extends Pick<Run, "ruleSet" | "context" | "purse" | "tags" | "burnt"> {
  readonly sheet: Sheet;
  /** What is left of each unit before the layer. */
  readonly start: readonly Cents[];
}

type Ways = Member["ways"];
const FREE: Ways = [[]];
const NONE: Ways = [];

export class Storey {
  readonly layer: LayerData;
  /** Everybody of this layer, in the rule set's order. */
  readonly members: Member[] = [];
  /** What is left of each unit when the layer has passed. */
  readonly end: Cents[] = [];
  steps = 0;
  gapCents = 0;
  /** Coupons used up and tags taken here, with the promotion that did. */
  readonly used: Purse["usedBy"] = new Map();
  readonly tags = new Map<string, string>();
  /** By line: those that take money off it, in the rule set's order. */
  readonly #touching: Member[][] = [];
  /** Those whose standing hangs on more than their own goods: conditions, coupons, tags. */
  readonly #watchful: Member[] = [];
  /** By tag or coupon series: those that want it. */
  readonly #wanting = new Map<string, Member[]>();
  readonly #islandOf: (Island | undefined)[] = [];
  /** Goods came or went: their standing has to be looked at. */
  #moved = new Set<Member>();
  #passes = 0;
  #floods = 0;
  /** By line: the last pass that came here. */
  readonly #visited: number[] = [];

  constructor(layer: LayerData) {
    this.layer = layer;
  }

  admit(member: Member): void {
    insert(this.members, member);
    const { promotion } = member;
    if (!promotion.givesMoney) return;
    const wants = wantsOf(member);
    if (promotion.requires !== undefined || promotion.hasQuota || wants.length > 0)
      this.#watchful.push(member);
    for (const key of wants) {
      const known = this.#wanting.get(key);
      if (known === undefined) this.#wanting.set(key, [member]);
      else known.push(member);
    }
    this.#moved.add(member);
  }

  /** A line came to a member. */
  meet(member: Member, line: number): void {
    if (!member.promotion.givesMoney) return;
    this.#touching[line] ??= [];
    insert(this.#touching[line], member);
    this.#moved.add(member);
  }

  /** A line is about to change: whoever had it will be asked anew. */
  leave(line: number): void {
    for (const member of this.#touching[line] ?? []) this.#moved.add(member);
    this.#touching[line] = [];
  }

  /** There are members that take money off something. */
  get isBusy(): boolean {
    return this.members.some(({ promotion, lines }) => promotion.givesMoney && lines.length > 0);
  }

  /**
   * Runs the layer where `dirty` lines and all that hangs on them make it necessary. Answers the lines that the next
   * layer has to look at: the dirty ones, and those of which something else is left than before.
   */
  settle(floor: Floor, dirty: readonly number[]): readonly number[] {
    const seeds = [...dirty];
    for (const member of this.#restless()) {
      if (this.#stand(floor, member)) for (const line of this.#reachOf(floor, member)) seeds.push(line);
    }
    this.#moved.clear();
    const ground: Ground = { ...floor, layer: this.layer, end: this.end };
    const pass = ++this.#passes;
    const islands: { lines: number[]; members: Member[] }[] = [];
    // Islands that are touched are taken down, and all their lines asked anew: they may fall apart or grow together.
    for (let at = 0; at < seeds.length; at++) {
      if (this.#visited[seeds[at]!] === pass) continue;
      const found = this.#flood(floor, seeds[at]!, pass);
      islands.push(found);
      for (const line of found.lines) {
        const old = this.#islandOf[line];
        if (old === undefined) continue;
        this.#takeDown(old);
        for (const other of old.lines) seeds.push(other);
      }
    }
    const changed = [...dirty];
    for (const line of dirty) this.#visited[line] = -pass;
    for (const { lines, members } of islands) {
      const before = this.#leftOf(floor.sheet, lines);
      this.#putUp(solveIsland(ground, lines, members));
      this.#noteChanges(floor.sheet, lines, before, changed);
    }
    return changed;
  }

  /** By unit, what was left of the lines before. */
  #leftOf({ firstUnit, endUnit }: Sheet, lines: readonly number[]): Cents[] {
    const left: Cents[] = [];
    for (const line of lines) {
      for (let unit = firstUnit[line]!; unit < endUnit[line]!; unit++) left.push(this.end[unit]!);
    }
    return left;
  }

  /** Adds the lines of which something else is left now. The dirty ones are there already. */
  #noteChanges({ firstUnit, endUnit }: Sheet, lines: readonly number[], before: Cents[], changed: number[]) {
    let at = 0;
    for (const line of lines) {
      const isDirty = this.#visited[line]! < 0;
      let isSame = true;
      for (let unit = firstUnit[line]!; unit < endUnit[line]!; unit++) {
        if (before[at++] !== this.end[unit]) isSame = false;
      }
      if (!isSame && !isDirty) changed.push(line);
    }
  }

  #restless(): Iterable<Member> {
    if (this.#watchful.length === 0) return this.#moved;
    for (const member of this.#watchful) this.#moved.add(member);
    return this.#moved;
  }

  /** Whether the member is in play, and by which ways. Answers whether that has changed. */
  #stand(floor: Floor, member: Member): boolean {
    const { context, purse, tags, sheet, start } = floor;
    const { requires, data, isFree, hasQuota } = member.promotion;
    let ways = NONE;
    if (isFree && !hasQuota && requires === undefined) {
      if (member.isAwake) ways = FREE;
      if (ways === member.ways) return false;
      member.ways = ways;
      return true;
    }
    if (member.isAwake) {
      const holder = data.excludes?.map((tag) => tags.get(tag)).find((id) => id !== undefined);
      member.barBy(holder);
      if (holder === undefined) {
        const hasCoupon = (series: string) => freeCoupons(purse, series).length > 0;
        ways =
          requires === undefined || this.layer.mode === "stack"
            ? FREE
            : waysFor(requires, { sheet: { ...sheet, left: start as Cents[] }, context, hasCoupon });
      }
    }
    const quotas =
      ways.length === 0 || this.layer.mode === "stack" ? undefined : this.#quotasOf(floor, member);
    const coupons = member.promotion.series.flatMap((series) => freeCoupons(purse, series));
    const isSame =
      isAlike(ways, member.ways) &&
      isAlike(quotas ?? NONE, member.quotas ?? NONE) &&
      coupons.length === member.coupons.length &&
      coupons.every((coupon, i) => coupon === member.coupons[i]);
    member.ways = ways;
    member.coupons = coupons;
    member.quotas = quotas;
    return !isSame;
  }

  /** How often its deals may apply, on the prices that the layer starts from. */
  #quotasOf({ sheet, start, ...floor }: Floor, { promotion }: Member): readonly number[] | undefined {
    if (!promotion.hasQuota) return undefined;
    // Nobody has got anything of this layer yet.
    const entries = this.members.filter((one) => one.promotion.hasQuota).map(untouched);
    const run: Run = {
      ...floor,
      sheet: { ...sheet, left: start as Cents[] },
      entries,
      isOnlyWorld: true,
      reports: [],
      starts: new Map(),
    };
    const mine = entries.find((entry) => entry.promotion === promotion)!;
    return promotion.deals.map((deal) => quotaOf(run, mine, deal));
  }

  /** Adds what this layer used up. */
  countBurnt(burnt: Map<string, number>): void {
    for (const member of this.members) {
      if (!member.promotion.hasQuota) continue;
      member.promotion.deals.forEach((deal, dealIndex) => {
        const account = burnOf(deal)?.account;
        if (account !== undefined) burnt.set(account, (burnt.get(account) ?? 0) + burntBy(member, dealIndex));
      });
    }
  }

  /** Lines that hang together with this one, and everybody in play there. */
  #flood(floor: Floor, seed: number, pass: number): { lines: number[]; members: Member[] } {
    const lines = [seed];
    const members: Member[] = [];
    this.#visited[seed] = pass;
    const flood = ++this.#floods;
    const visit = (member: Member) => {
      if (member.ways.length === 0 || member.flood === flood) return;
      member.flood = flood;
      members.push(member);
      // Whoever takes each line for itself may stand in several islands.
      if (!this.#binds(member)) return;
      for (const line of this.#reachOf(floor, member)) {
        if (this.#visited[line] === pass) continue;
        this.#visited[line] = pass;
        lines.push(line);
      }
      for (const key of wantsOf(member)) for (const other of this.#wanting.get(key)!) visit(other);
    };
    if (this.layer.mode === "stack") {
      for (const member of this.#watchful) if (member.promotion.asksBasket) visit(member);
    }
    for (let at = 0; at < lines.length; at++) {
      for (const member of this.#touching[lines[at]!] ?? []) visit(member);
    }
    if (lines.length > 1) lines.sort((a, b) => a - b);
    if (members.length > 1) members.sort((a, b) => byRank(a.promotion, b.promotion));
    return { lines, members };
  }

  #binds({ promotion }: Member): boolean {
    return !promotion.isSeparable || (this.layer.mode === "stack" && promotion.asksBasket);
  }

  /** In a stack a condition is asked about whatever the basket is at that moment. */
  #reachOf({ sheet }: Floor, { promotion, lines }: Member): readonly number[] {
    if (this.layer.mode !== "stack" || !promotion.asksBasket) return lines;
    return sheet.lines.map((_, line) => line);
  }

  #putUp(island: Island): void {
    for (const line of island.lines) this.#islandOf[line] = island;
    this.steps += island.steps;
    this.gapCents += island.gapCents;
    for (const [coupon, id] of island.used) this.used.set(coupon, id);
    for (const [tag, id] of island.tags) this.tags.set(tag, id);
  }

  #takeDown(island: Island): void {
    for (const line of island.lines) this.#islandOf[line] = undefined;
    for (const member of island.members) member.drop(island);
    this.steps -= island.steps;
    this.gapCents -= island.gapCents;
    for (const [coupon] of island.used) this.used.delete(coupon);
    for (const [tag] of island.tags) this.tags.delete(tag);
  }
}

/** Exclusion tags, coupons and balances: whoever wants the same one can't be looked at alone. */
function wantsOf({ promotion }: Member): string[] {
  const { data, series, hasQuota, deals } = promotion;
  if (data.excludes === undefined && series.length === 0 && !hasQuota) return NO_WANTS;
  return [
    ...(data.excludes ?? []).map((tag) => `tag ${tag}`),
    ...series.map((name) => `coupon ${name}`),
    ...deals.flatMap((deal) => `account ${burnOf(deal)?.account ?? ""}`),
  ].filter((key) => key !== "account ");
}

function untouched({ promotion, lines, ways }: Member): Entry {
  return {
    promotion,
    lines,
    ways,
    quotas: undefined,
    cuts: [],
    grants: [],
    couponIds: [],
    applied: false,
    conditionMet: ways.length > 0,
    outbidBy: new Set(),
  };
}

function isAlike(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((one, i) => String(one) === String(b[i])));
}

const NO_WANTS: string[] = [];

function insert(list: Member[], member: Member): void {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (byRank(list[middle]!.promotion, member.promotion) > 0) to = middle;
    else from = middle + 1;
  }
  if (from === list.length) list.push(member);
  else list.splice(from, 0, member);
}
