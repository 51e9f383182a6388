/**
 * One layer of a world: which lines hang together there, and what is left of every unit when it has passed. A change
 * looks again only at the islands that it reaches.
 */

import type { Cents } from "../basket.ts";
import type { Purse } from "../finding/purse.ts";
import { burnOf, burntBy } from "../layer/quota.ts";
import type { LayerData } from "../promotion.ts";
import { byRank } from "../rule-set.ts";
import { type Ground, type Island, solveIsland } from "./island.ts";
import { joined, NOBODY, ranked } from "./lists.ts";
import type { Member } from "./member.ts";
import { modifiersOf } from "./modifier.ts";
import type { Sheet } from "./sheet.ts";
import { type Floor, isWatchful, stand, wantsOf } from "./standing.ts";

export class Storey {
  readonly layer: LayerData;
  /** In the order in which they came; sorted when that is asked for. */
  readonly #members: Member[] = [];
  #isSorted = true;
  /** Nobody who was admitted decides anything here. */
  #isIdle = true;
  /** What is left of each unit when the layer has passed. */
  readonly end: Cents[] = [];
  steps = 0;
  gapCents = 0;
  /** Islands of which it is not known that of equals the first was taken. */
  tied = 0;
  /** Coupons used up and tags taken here, with the promotion that did. */
  readonly used: Purse["usedBy"] = new Map();
  readonly tags = new Map<string, string>();
  /** By line: those that take money off it, in the rule set's order. */
  readonly #touching: (readonly Member[] | undefined)[] = [];
  readonly #watchful: Member[] = [];
  /** In a stack: those whose condition is asked about whatever the basket is at their turn. */
  readonly #asking: Member[] = [];
  /** In play, and somebody else in play wants the same tag or coupon: they have to be weighed, whatever the basket is. */
  #contested: readonly Member[] = [];
  #contenders: readonly Member[] = NOBODY;
  /** By tag, coupon series or account: those that want it. */
  readonly #wanting = new Map<string, Member[]>();
  readonly #islandOf: (Island | undefined)[] = [];
  /** Those that give points were weighed with it, since it was all there is (`island.ts`). */
  #whole: Island | undefined;
  /** See `payers`; those whose part in that has changed. */
  #payers: readonly Member[] = NOBODY;
  #stale: Member[] = [];
  #moved: Member[] = [];
  #pass = 0;
  #floods = 0;
  /** By line: the last pass that came here, and the last for which it was dirty. */
  readonly #visitedAt: number[] = [];
  readonly #dirtyAt: number[] = [];

  constructor(layer: LayerData) {
    this.layer = layer;
  }

  admit(member: Member): void {
    this.#members.push(member);
    this.#isSorted = false;
    const { givesMoney, contends } = member.promotion;
    if (!givesMoney && !contends) return;
    this.#isIdle = false;
    if (contends) this.#contenders = ranked(this.#contenders, member);
    if (isWatchful(member)) this.#watchful.push(member);
    if (this.layer.mode === "stack" && member.promotion.asksBasket) this.#asking.push(member);
    for (const key of wantsOf(member)) {
      const known = this.#wanting.get(key);
      if (known === undefined) this.#wanting.set(key, [member]);
      else known.push(member);
    }
    this.#move(member);
  }

  /** Everybody of this layer, in the rule set's order. */
  get members(): readonly Member[] {
    if (!this.#isSorted) this.#members.sort((a, b) => byRank(a.promotion, b.promotion));
    this.#isSorted = true;
    return this.#members;
  }

  /** A line came to a member. */
  meet(member: Member, line: number): void {
    if (!member.promotion.givesMoney) return;
    this.#touching[line] = joined(this.touching(line), member);
    this.#move(member);
  }

  #move(member: Member): void {
    if (!member.isMoved) this.#moved.push(member);
    member.isMoved = true;
  }

  touching(line: number): readonly Member[] {
    return this.#touching[line] ?? NOBODY;
  }

  /** A line is about to change: whoever had it will be asked anew. */
  leave(line: number): void {
    for (const member of this.touching(line)) this.#move(member);
    this.#touching[line] = undefined;
  }

  /** There are members that take money off something. */
  get isBusy(): boolean {
    if (this.#contested.length > 0) return true;
    return this.#members.some(({ promotion, lines }) => promotion.givesMoney && lines.length > 0);
  }

  /**
   * Runs the layer where `dirty` lines and all that hangs on them make it necessary. Answers the lines that the next
   * layer has to look at: the dirty ones, and those of which something else is left than before.
   */
  settle(floor: Floor, dirty: readonly number[]): readonly number[] {
    if (this.#isIdle) {
      for (const line of dirty) this.#passBy(floor, line);
      return dirty;
    }
    const pass = ++this.#pass;
    const { sheet } = floor;
    for (const line of dirty) this.#dirtyAt[line] = pass;
    const seeds = this.#seeds(floor, dirty);
    const islands: Flood[] = [];
    const changed: number[] = [];
    // Islands that are touched are taken down, and all their lines asked anew: they may fall apart or grow together.
    for (let at = 0; at < seeds.length; at++) {
      const line = seeds[at]!;
      if (this.#visitedAt[line] === pass) continue;
      if (this.#isDeserted(line)) {
        this.#visitedAt[line] = pass;
        if (this.#passBy(floor, line) && this.#dirtyAt[line] !== pass) changed.push(line);
        continue;
      }
      const found = this.#flood(floor, line, pass);
      islands.push(found);
      for (const one of found.lines) this.#takeDown(this.#islandOf[one], seeds);
    }
    const ground: Ground = { ...floor, layer: this.layer, end: this.end };
    for (const { lines, members } of islands) {
      const before =
        lines.length === 1 && this.#dirtyAt[lines[0]!] === pass ? [] : this.#leftOf(sheet, lines);
      const island = solveIsland(ground, lines, members);
      this.#putUp(island);
      if (floor.earners.length > 0 && lines.length === sheet.lines.length) this.#whole = island;
      if (before.length > 0) this.#noteChanges(sheet, lines, before, changed);
    }
    return changed.length === 0 ? dirty : [...dirty, ...changed];
  }

  /** Those that took something off, in the rule set's order, with their modifiers. */
  payers(): readonly Member[] {
    for (const member of this.#stale) {
      const had = member.modifiers.length > 0;
      member.modifiers = modifiersOf(member);
      member.isStale = false;
      const has = member.modifiers.length > 0;
      if (has && !had) this.#payers = ranked(this.#payers, member);
      else if (had && !has) this.#payers = this.#payers.filter((one) => one !== member);
    }
    this.#stale = [];
    return this.#payers;
  }

  /** Adds what this layer used up, by account. */
  countBurnt(burnt: Map<string, number>): void {
    for (const member of this.#watchful) {
      const { hasQuota, deals } = member.promotion;
      if (!hasQuota) continue;
      deals.forEach((deal, dealIndex) => {
        const account = burnOf(deal)?.account;
        if (account !== undefined) burnt.set(account, (burnt.get(account) ?? 0) + burntBy(member, dealIndex));
      });
    }
  }

  /** Lines to begin with: the dirty ones, and those of members whose standing has changed. */
  #seeds(floor: Floor, dirty: readonly number[]): number[] {
    const seeds = [...dirty];
    for (const member of this.#watchful) this.#move(member);
    for (const member of this.#moved) {
      member.isMoved = false;
      if (!stand(floor, this, member)) continue;
      // Whoever wants the same stands with it from now on, or no more, even where it has no goods of its own.
      const rivals = wantsOf(member).flatMap((key) => this.#wanting.get(key)!);
      for (const one of rivals.length === 0 ? [member] : rivals) {
        for (const line of this.#reachOf(floor.sheet, one)) {
          if (this.#dirtyAt[line] !== this.#pass) seeds.push(line);
        }
      }
    }
    this.#moved = [];
    const whole = this.#whole;
    if (whole !== undefined && whole.lines.length !== floor.sheet.lines.length) seeds.push(...whole.lines);
    if (this.#contenders.length > 0 && this.#findContested()) {
      for (let line = 0; line < floor.sheet.lines.length; line++) seeds.push(line);
    }
    return seeds;
  }

  /** Answers whether others are contested than before. */
  #findContested(): boolean {
    const before = this.#contested;
    this.#contested = this.#contenders.filter(
      (member) =>
        member.ways.length > 0 &&
        wantsOf(member).some((key) =>
          this.#wanting.get(key)!.some((other) => other !== member && other.ways.length > 0),
        ),
    );
    return before.length !== this.#contested.length || before.some((one, i) => one !== this.#contested[i]);
  }

  /** Nobody is in play on the line, and nobody was. */
  #isDeserted(line: number): boolean {
    if (this.#islandOf[line] !== undefined) return false;
    if (this.#asking.length + this.#contested.length > 0) return false;
    const touching = this.#touching[line];
    return touching === undefined || touching.every(({ ways }) => ways.length === 0);
  }

  /** Nothing happens to the line here. Answers whether something else is left of it than before. */
  #passBy({ sheet, start }: Floor, line: number): boolean {
    let isChanged = false;
    for (let unit = sheet.firstUnit[line]!; unit < sheet.endUnit[line]!; unit++) {
      if (this.end[unit] !== start[unit]) isChanged = true;
      this.end[unit] = start[unit]!;
    }
    return isChanged;
  }

  /** Lines that hang together with this one, and everybody in play there. */
  #flood({ sheet }: Floor, seed: number, pass: number): Flood {
    if (this.#asking.length + this.#contested.length === 0) {
      const touching = this.touching(seed);
      if (touching.every(isAloneOnLine)) {
        this.#visitedAt[seed] = pass;
        return { lines: [seed], members: touching };
      }
    }
    const lines = [seed];
    const members: Member[] = [];
    this.#visitedAt[seed] = pass;
    this.#floods++;
    for (const member of this.#asking) this.#reach(sheet, member, pass, lines, members);
    for (const member of this.#contested) this.#reach(sheet, member, pass, lines, members);
    for (let at = 0; at < lines.length; at++) {
      const touching = this.#touching[lines[at]!];
      if (touching === undefined) continue;
      for (const member of touching) this.#reach(sheet, member, pass, lines, members);
    }
    if (lines.length > 1) lines.sort((a, b) => a - b);
    // A coupon or a tag may have led to somebody out of turn.
    if (members.length > 1) members.sort((a, b) => byRank(a.promotion, b.promotion));
    return { lines, members };
  }

  #reach(sheet: Sheet, member: Member, pass: number, lines: number[], members: Member[]): void {
    if (member.ways.length === 0 || member.flood === this.#floods) return;
    member.flood = this.#floods;
    members.push(member);
    // Whoever takes each line for itself may stand in several islands.
    if (member.promotion.isSeparable && !this.#asking.includes(member)) return;
    for (const line of this.#reachOf(sheet, member)) {
      if (this.#visitedAt[line] === pass) continue;
      this.#visitedAt[line] = pass;
      lines.push(line);
    }
    for (const key of wantsOf(member)) {
      for (const other of this.#wanting.get(key)!) this.#reach(sheet, other, pass, lines, members);
    }
  }

  #reachOf(sheet: Sheet, member: Member): readonly number[] {
    const isAboutAll = this.#asking.includes(member) || this.#contested.includes(member);
    return isAboutAll ? sheet.lines.map((_, line) => line) : member.lines;
  }

  /** By unit, what was left of the lines before. */
  #leftOf({ firstUnit, endUnit }: Sheet, lines: readonly number[]): Cents[] {
    const left: Cents[] = [];
    for (const line of lines) {
      for (let unit = firstUnit[line]!; unit < endUnit[line]!; unit++) left.push(this.end[unit]!);
    }
    return left;
  }

  /** Adds the lines of which something else is left now. The dirty ones are known already. */
  #noteChanges({ firstUnit, endUnit }: Sheet, lines: readonly number[], before: Cents[], changed: number[]) {
    let at = 0;
    for (const line of lines) {
      let isSame = true;
      for (let unit = firstUnit[line]!; unit < endUnit[line]!; unit++) {
        if (before[at++] !== this.end[unit]) isSame = false;
      }
      if (!isSame && this.#dirtyAt[line] !== this.#pass) changed.push(line);
    }
  }

  #age(member: Member): void {
    if (!member.isStale) this.#stale.push(member);
    member.isStale = true;
  }

  #putUp(island: Island): void {
    for (const line of island.lines) this.#islandOf[line] = island;
    for (const member of island.members) this.#age(member);
    this.steps += island.steps;
    this.gapCents += island.gapCents;
    if (island.tied) this.tied++;
    for (const [coupon, id] of island.used) this.used.set(coupon, id);
    for (const [tag, id] of island.tags) this.tags.set(tag, id);
  }

  /** What stood there is void; its lines have to be looked at again. */
  #takeDown(island: Island | undefined, seeds: number[]): void {
    if (island === undefined) return;
    if (island === this.#whole) this.#whole = undefined;
    for (const line of island.lines) {
      this.#islandOf[line] = undefined;
      seeds.push(line);
    }
    for (const member of island.members) {
      member.drop(island);
      this.#age(member);
    }
    this.steps -= island.steps;
    this.gapCents -= island.gapCents;
    if (island.tied) this.tied--;
    for (const [coupon] of island.used) this.used.delete(coupon);
    for (const [tag] of island.tags) this.tags.delete(tag);
  }
}

/** Lines that hang together, and everybody in play there, both in order. */
interface Flood {
  readonly lines: readonly number[];
  readonly members: readonly Member[];
}

/** In play, and it takes each line for itself. */
function isAloneOnLine({ ways, promotion }: Member): boolean {
  return ways.length > 0 && promotion.isSeparable;
}
