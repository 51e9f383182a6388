/**
 * Lines of one layer that have to be looked at together, because a promotion binds them: a set may be formed of them,
 * a limit counts them, a coupon serves one of them. An island is solved for itself, always from the same start, so
 * that its answer does not depend on what else is in the basket nor on the order of scanning.
 */

import type { Cents } from "../basket.ts";
import type { PresentedCoupon } from "../context.ts";
import { runLayer } from "../layer/layer.ts";
import { unitSaving } from "../layer/take.ts";
import type { LayerData } from "../promotion.ts";
import type { Member, PartCut } from "./member.ts";
import type { Cut, Entry, Run } from "./run.ts";
import { emptySheet, isUncut, type Sheet } from "./sheet.ts";

export interface Island {
  /** Rising. */
  readonly lines: readonly number[];
  /** In the rule set's order. */
  readonly members: readonly Member[];
  readonly steps: number;
  readonly gapCents: Cents;
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
  if (members.length === 0) return { ...NOTHING, lines, members };
  const isPlain = layer.mode === "best" && lines.length === 1 && members.every(isPlainMember);
  return isPlain ? solvePlain(ground, lines, members) : solveTogether(ground, lines, members);
}

const NOTHING = { steps: 0, gapCents: 0, used: [], tags: [] } as const;

function isPlainMember({ promotion }: Member): boolean {
  return promotion.isPlain;
}

/** One line, and promotions that take each unit for itself: the best offer has it, of equals the lower id. */
function solvePlain(ground: Ground, lines: readonly number[], members: readonly Member[]): Island {
  const { sheet, start, end } = ground;
  const line = lines[0]!;
  const item = sheet.lines[line]!;
  const first = sheet.firstUnit[line]!;
  const view = { ...sheet, left: start as Cents[] };
  const island = { ...NOTHING, lines, members, steps: sheet.endUnit[line]! - first };
  const cuts: { member: Member; dealIndex: number; unitsCents: Cents[]; times: number; sum: Cents }[] = [];
  for (let unit = first; unit < sheet.endUnit[line]!; unit++) {
    let best = 0;
    let winner: Member | undefined;
    let winning = 0;
    for (const member of members) {
      const { deals, data } = member.promotion;
      for (let dealIndex = 0; dealIndex < deals.length; dealIndex++) {
        const deal = deals[dealIndex]!;
        // Of several mechanics only some may want this line.
        if (deal.shape !== "unit" || (deals.length > 1 && !deal.select.matches(item))) continue;
        if (deal.select.selector.notYetCut && !isUncut(view, unit)) continue;
        const cents = unitSaving(deal, unit, view, start);
        const isBetter = cents > best || (cents === best && cents > 0 && data.id < winner!.promotion.data.id);
        if (!isBetter) continue;
        best = cents;
        winner = member;
        winning = dealIndex;
      }
    }
    if (winner === undefined) continue;
    end[unit] = start[unit]! - best;
    let cut = cuts.find(({ member, dealIndex }) => member === winner && dealIndex === winning);
    if (cut === undefined) {
      const unitsCents = new Array<Cents>(island.steps).fill(0);
      cut = { member: winner, dealIndex: winning, unitsCents, times: 0, sum: 0 };
      cuts.push(cut);
    }
    cut.unitsCents[unit - first] = best;
    cut.times++;
    cut.sum += best;
  }
  const winners = new Set(cuts.map(({ member }) => member.promotion.data.id));
  for (const member of members) {
    const mine = cuts.filter((cut) => cut.member === member);
    member.add({
      island,
      cuts: mine.map(({ dealIndex, times, unitsCents, sum }) => ({
        dealIndex,
        times,
        shares: [{ line, share: { lineId: item.lineId, amountCents: sum, unitsCents } }],
      })),
      grants: [],
      couponIds: [],
      applied: mine.length > 0,
      conditionMet: true,
      outbidBy: mine.length > 0 ? NOBODY : winners,
    });
  }
  return island;
}

const NOBODY: ReadonlySet<string> = new Set();

/** The lines and members as a basket of their own, given to the layer. */
function solveTogether(ground: Ground, lines: readonly number[], members: readonly Member[]): Island {
  const { sheet, end } = ground;
  const run = runOn(ground, lines, members);
  const usedBefore = run.purse.usedBy.size;
  const tagsBefore = run.tags.size;
  const { steps, gapCents } = runLayer(run, ground.layer);
  const used = [...run.purse.usedBy].slice(usedBefore);
  const tags = [...run.tags].slice(tagsBefore);
  const island = { lines, members, steps, gapCents, used, tags };
  let unit = 0;
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place]!;
    sheet.keys[line] = run.sheet.keys[place];
    for (let at = sheet.firstUnit[line]!; at < sheet.endUnit[line]!; at++) end[at] = run.sheet.left[unit++]!;
  }
  for (let index = 0; index < members.length; index++) {
    const { cuts, grants, couponIds, applied, conditionMet, outbidBy } = run.entries[index]!;
    const taken = cuts.filter(({ times }) => times > 0).map((cut) => partCut(run.sheet, lines, cut));
    members[index]!.add({ island, cuts: taken, grants, couponIds, applied, conditionMet, outbidBy });
  }
  return island;
}

function runOn(ground: Ground, lines: readonly number[], members: readonly Member[]): Run {
  const { ruleSet, context, purse, tags, burnt, sheet, start, earners } = ground;
  const placeOf: number[] = [];
  for (let place = 0; place < lines.length; place++) placeOf[lines[place]!] = place;
  const entries = members.map(({ promotion, lines: wanted, ways, quotas }): Entry => {
    const mine: number[] = [];
    for (const line of wanted) {
      const place = placeOf[line];
      if (place !== undefined) mine.push(place);
    }
    return {
      promotion,
      lines: mine,
      ways,
      quotas,
      cuts: [],
      grants: [],
      couponIds: [],
      applied: false,
      conditionMet: ways.length > 0,
      outbidBy: new Set(),
    };
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

/** A sheet of some lines alone, as they stand at `left`. Gifts are asked about at the end, not in a layer. */
function excerpt(sheet: Sheet, lines: readonly number[], left: readonly Cents[]): Sheet {
  const part = emptySheet();
  for (const line of lines) {
    const place = part.lines.length;
    part.lines.push(sheet.lines[line]!);
    part.keys.push(sheet.keys[line]);
    part.firstUnit.push(part.left.length);
    for (let unit = sheet.firstUnit[line]!; unit < sheet.endUnit[line]!; unit++) {
      part.lineOf.push(place);
      part.gross.push(sheet.gross[unit]!);
      part.floor.push(sheet.floor[unit]!);
      part.left.push(left[unit]!);
    }
    part.endUnit.push(part.left.length);
  }
  return part;
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
  const shares: PartCut["shares"][number][] = [];
  for (let place = first; place < byPlace.length; place++) {
    const unitsCents = byPlace[place];
    if (unitsCents === undefined) continue;
    let amountCents = 0;
    for (const off of unitsCents) amountCents += off;
    shares.push({
      line: lines[place]!,
      share: { lineId: sheet.lines[place]!.lineId, amountCents, unitsCents },
    });
  }
  if (claimed === undefined) return { dealIndex, times, shares };
  return {
    dealIndex,
    times,
    shares,
    claimed: new Map([...claimed].map(([place, count]) => [lines[place]!, count])),
  };
}
