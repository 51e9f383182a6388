/**
 * Lines of one layer that have to be looked at together, because a promotion binds them: a set may be formed of them,
 * a limit counts them, a coupon serves one of them. An island is solved for itself, always from the same start, so
 * that its answer does not depend on what else is in the basket nor on the order of scanning.
 */

import type { Cents } from "../basket.ts";
import type { PresentedCoupon } from "../context.ts";
import type { Share } from "../effect.ts";
import { runLayer } from "../layer/layer.ts";
import { unitSaving } from "../layer/unit-saving.ts";
import type { LayerData } from "../promotion.ts";
import { grown } from "./lists.ts";
import type { Member, PartCut } from "./member.ts";
import type { Cut, Entry, Run } from "./run.ts";
import { excerpt, isUncut, type Sheet } from "./sheet.ts";

export interface Island {
  /** Rising. */
  readonly lines: readonly number[];
  /** In the rule set's order. */
  readonly members: readonly Member[];
  readonly steps: number;
  readonly gapCents: Cents;
  readonly tied?: true;
  /** Coupons used up and tags taken here, with the promotion that did. */
  readonly used: readonly (readonly [PresentedCoupon, string])[];
  readonly tags: readonly (readonly [string, string])[];
}

/** One layer of a world: what is left of each unit before and after it, and what earlier layers took. */
export interface Ground extends Pick<Run, "ruleSet" | "context" | "purse" | "tags" | "burnt"> {
  readonly layer: LayerData;
  readonly sheet: Sheet;
  readonly earners: readonly Member[];
  readonly start: readonly Cents[];
  readonly end: Cents[];
}

/** Writes `end` of the island's units and gives its members their parts. */
export function solveIsland(ground: Ground, lines: readonly number[], members: readonly Member[]): Island {
  const { layer, sheet, start, end } = ground;
  for (const line of lines) {
    for (let unit = sheet.firstUnit[line]!; unit < sheet.endUnit[line]!; unit++) end[unit] = start[unit]!;
  }
  if (members.length === 0) return { lines, members, steps: 0, gapCents: 0, used: NONE, tags: NONE };
  const isPlain = layer.mode === "best" && lines.length === 1 && members.every(isPlainMember);
  return isPlain ? solvePlain(ground, lines, members) : solveTogether(ground, lines, members);
}

function isPlainMember({ promotion }: Member): boolean {
  return promotion.isPlain;
}

/** What a promotion takes off the units of one line. */
class PlainCut implements PartCut {
  readonly dealIndex: number;
  times = 0;
  readonly lines: readonly number[];
  readonly shares: readonly [{ readonly lineId: string; amountCents: Cents; readonly unitsCents: Cents[] }];
  readonly claimed = undefined;
  readonly member: Member;

  constructor(member: Member, dealIndex: number, lines: readonly number[], lineId: string, units: number) {
    this.member = member;
    this.dealIndex = dealIndex;
    this.lines = lines;
    const unitsCents = units === 1 ? [0] : new Array<Cents>(units).fill(0);
    this.shares = [{ lineId, amountCents: 0, unitsCents }];
  }

  add(unit: number, cents: Cents): void {
    const [share] = this.shares;
    share.unitsCents[unit] = cents;
    share.amountCents += cents;
    this.times++;
  }
}

/** One line, and promotions that take each unit for itself: the best offer has it, of equals the lower id. */
function solvePlain(ground: Ground, lines: readonly number[], members: readonly Member[]): Island {
  const { sheet, start, end } = ground;
  const line = lines[0]!;
  const item = sheet.lines[line]!;
  const first = sheet.firstUnit[line]!;
  const units = sheet.endUnit[line]! - first;
  let cuts: readonly PlainCut[] = NONE;
  for (let unit = first; unit < first + units; unit++) {
    let best = 0;
    let winner: Member | undefined;
    let winning = 0;
    for (const member of members) {
      const { deals, id } = member.promotion;
      for (let dealIndex = 0; dealIndex < deals.length; dealIndex++) {
        const deal = deals[dealIndex]!;
        // Of several mechanics only some may want this line.
        if (deal.shape !== "unit" || (deals.length > 1 && !deal.select.matches(item))) continue;
        if (deal.select.selector.notYetCut && !isUncut(sheet, unit, start)) continue;
        const cents = unitSaving(deal, unit, sheet, start);
        const isBetter = cents > best || (cents === best && cents > 0 && id < winner!.promotion.id);
        if (!isBetter) continue;
        best = cents;
        winner = member;
        winning = dealIndex;
      }
    }
    if (winner === undefined) continue;
    end[unit] = start[unit]! - best;
    let cut = cutOf(cuts, winner, winning);
    if (cut === undefined) {
      cut = new PlainCut(winner, winning, lines, item.lineId, units);
      cuts = grown(cuts, cut);
    }
    cut.add(unit - first, best);
  }
  const island = { lines, members, steps: units, gapCents: 0, used: NONE, tags: NONE };
  for (const member of members) {
    const mine = members.length === 1 ? cuts : cuts.filter((cut) => cut.member === member);
    const applied = mine.length > 0;
    const outbidBy = applied ? NONE : cuts.map((cut) => cut.member.promotion.id);
    member.add({ island, cuts: mine, grants: NONE, couponIds: NONE, applied, conditionMet: true, outbidBy });
  }
  return island;
}

const NONE: readonly never[] = [];

function cutOf(cuts: readonly PlainCut[], winner: Member, dealIndex: number): PlainCut | undefined {
  for (const cut of cuts) if (cut.member === winner && cut.dealIndex === dealIndex) return cut;
  return undefined;
}

/** The lines and members as a basket of their own, given to the layer. */
function solveTogether(ground: Ground, lines: readonly number[], members: readonly Member[]): Island {
  const { sheet, end } = ground;
  const run = runOn(ground, lines, members);
  const usedBefore = run.purse.usedBy.size;
  const tagsBefore = run.tags.size;
  const { steps, gapCents, tied } = runLayer(run, ground.layer);
  const used = [...run.purse.usedBy].slice(usedBefore);
  const tags = [...run.tags].slice(tagsBefore);
  const island = { lines, members, steps, gapCents, ...(tied && { tied }), used, tags };
  let unit = 0;
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place]!;
    sheet.keys[line] = run.sheet.keys[place];
    for (let at = sheet.firstUnit[line]!; at < sheet.endUnit[line]!; at++) end[at] = run.sheet.left[unit++]!;
  }
  for (let index = 0; index < members.length; index++) {
    const { cuts, grants, couponIds, applied, conditionMet, winners } = run.entries[index]!;
    const taken = cuts.filter(({ times }) => times > 0).map((cut) => partCut(run.sheet, lines, cut));
    members[index]!.add({ island, cuts: taken, grants, couponIds, applied, conditionMet, outbidBy: winners });
  }
  return island;
}

/** A member in the basket of its island. */
class Guest implements Entry {
  readonly promotion: Entry["promotion"];
  readonly lines: Entry["lines"];
  readonly ways: Entry["ways"];
  readonly quotas: Entry["quotas"];
  readonly cuts: Entry["cuts"] = [];
  readonly grants: Entry["grants"] = [];
  couponIds: Entry["couponIds"] = NONE;
  applied = false;
  conditionMet: boolean;
  #outbidBy: Set<string> | undefined;

  constructor({ promotion, ways, quotas }: Member, lines: readonly number[]) {
    this.promotion = promotion;
    this.lines = lines;
    this.ways = ways;
    this.quotas = quotas;
    this.conditionMet = ways.length > 0;
  }

  /** Seldom asked for. */
  get outbidBy(): Set<string> {
    this.#outbidBy ??= new Set();
    return this.#outbidBy;
  }

  /** The same, to be kept. */
  get winners(): Iterable<string> {
    return this.#outbidBy ?? NONE;
  }
}

function runOn(
  ground: Ground,
  lines: readonly number[],
  members: readonly Member[],
): Run & { readonly entries: readonly Guest[] } {
  const { ruleSet, context, purse, tags, burnt, sheet, start, earners } = ground;
  const placeOf: number[] = [];
  for (let place = 0; place < lines.length; place++) placeOf[lines[place]!] = place;
  const entries = members.map((member) => {
    let mine: readonly number[] = NONE;
    for (const line of member.lines) {
      const place = placeOf[line];
      if (place !== undefined) mine = grown(mine, place);
    }
    return new Guest(member, mine);
  });
  return {
    ruleSet,
    context,
    sheet: excerpt(sheet, lines, start),
    // In a stack every promotion finds what the one before left: then the whole basket is one island.
    ...(ground.layer.mode === "stack" ? {} : { asked: { ...sheet, left: start as Cents[] } }),
    entries,
    ...(earners.length > 0 && lines.length === sheet.lines.length ? { earners } : {}),
    waiting: [],
    purse: { ...purse, usedBy: new Map(purse.usedBy) },
    tags: new Map(tags),
    burnt,
    isOnlyWorld: true,
    reports: [],
    starts: new Map(),
  };
}

/** What a cut is on the lines that it touches, which are told apart by where their units begin. */
function partCut(
  sheet: Sheet,
  lines: readonly number[],
  { dealIndex, times, units, cents, claimed }: Cut,
): PartCut {
  const byPlace: (Cents[] | undefined)[] = [];
  let first = lines.length;
  for (let i = 0; i < units.length; i++) {
    const place = sheet.lineOf[units[i]!]!;
    const start = sheet.firstUnit[place]!;
    byPlace[place] ??= new Array<Cents>(sheet.endUnit[place]! - start).fill(0);
    byPlace[place][units[i]! - start] = cents[i]!;
    if (place < first) first = place;
  }
  const cutLines: number[] = [];
  const shares: Share[] = [];
  for (let place = first; place < byPlace.length; place++) {
    const unitsCents = byPlace[place];
    if (unitsCents === undefined) continue;
    let amountCents = 0;
    for (const off of unitsCents) amountCents += off;
    cutLines.push(lines[place]!);
    shares.push({ lineId: sheet.lines[place]!.lineId, amountCents, unitsCents });
  }
  return {
    dealIndex,
    times,
    lines: cutLines,
    shares,
    claimed: claimed && new Map([...claimed].map(([place, count]) => [lines[place]!, count])),
  };
}
