/**
 * Simple ways of choosing, for the rare layer that the search could not finish: promotions by priority, or those first that
 * would save most by themselves, and the most valuable application first. The customer never gets less than the best of them.
 */

import { isClaiming } from "../deal.ts";
import { freeCoupons } from "../finding/purse.ts";
import { type Allowance, allowanceOf, grant, granted } from "../layer/allowance.ts";
import type { Claim } from "../layer/claim.ts";
import { pickedWithin, takesOf, wantedBy } from "../layer/take.ts";
import type { Entry, Run } from "../world/run.ts";
import type { Rival } from "./index.ts";
import { quotaAtStart } from "./market.ts";
import { type Offers, offersOf } from "./offers.ts";
import type { Solution } from "./solve.ts";
import { cutsReceipt, worthOf } from "./worth.ts";

export function byPriority(run: Run, rivals: readonly Rival[]): Solution {
  const table = openTable(run);
  for (const rival of rivals) {
    if (!table.mayPlay(rival)) continue;
    const allowance = allowanceFor(run, rival.entry);
    for (const claim of proposals(run, rival, table.isFree, allowance)) table.play(rival, claim);
  }
  return solutionOf(run, rivals, table);
}

/** Whoever would save most if there were nobody else first. */
export function byWorth(run: Run, rivals: readonly Rival[]): Solution {
  const alone = new Map(rivals.map((rival) => [rival, byPriority(run, [rival]).worth]));
  return byPriority(
    run,
    [...rivals].sort((a, b) => alone.get(b)! - alone.get(a)!),
  );
}

/** Applications written down one by one, each the most valuable of all that are still possible. */
export function greedy(run: Run, rivals: readonly Rival[]): Solution {
  const table = openTable(run);
  const hands = rivals.map((rival) => {
    const allowance = allowanceFor(run, rival.entry);
    return {
      rival,
      allowance,
      offers: offersOf(run, rival.entry, allowance),
      // By deal: units that it may still take.
      quotas: rival.entry.promotion.deals.map((_, dealIndex) => quotaAtStart(rival.entry, dealIndex)),
      claim: undefined as Claim | undefined,
      isDone: false,
    };
  });
  for (;;) {
    let best: (typeof hands)[number] | undefined;
    for (const hand of hands) {
      if (hand.isDone || !table.mayPlay(hand.rival)) continue;
      // A promotion's best claim stays its best while its units are free: fewer units offer nothing better.
      if (hand.claim === undefined || !hand.claim.take.units.every(table.isFree)) {
        hand.claim = dearest(run, hand, table.isFree);
        hand.isDone = hand.claim === undefined;
      }
      if (hand.claim === undefined) continue;
      if (best === undefined || hand.claim.take.amountCents > best.claim!.take.amountCents) best = hand;
    }
    if (best === undefined) return solutionOf(run, rivals, table);
    grant(best.claim!.take, best.allowance, run.sheet.lineOf);
    table.play(best.rival, best.claim!);
    best.quotas[best.claim!.dealIndex]! -= best.claim!.take.units.length;
    best.claim = undefined;
  }
}

function allowanceFor({ context }: Run, { promotion }: Entry): Allowance {
  return allowanceOf(promotion.data.limits, context.remaining?.[promotion.data.id]);
}

/** What a promotion of the greedy choice has in its hand. */
interface Hand {
  readonly rival: Rival;
  readonly allowance: Allowance;
  readonly offers: readonly (Offers | undefined)[];
  readonly quotas: readonly number[];
}

function dearest(
  run: Run,
  { rival: { entry }, allowance, offers, quotas }: Hand,
  isFree: (unit: number) => boolean,
): Claim | undefined {
  let best: Claim | undefined;
  offers.forEach((next, dealIndex) => {
    const found = next?.(isFree);
    if (found === undefined || found.units.length > quotas[dealIndex]!) return;
    const take = granted(found, allowance, run.sheet.lineOf);
    if (take !== undefined && (best === undefined || take.amountCents > best.take.amountCents))
      best = { entry, dealIndex, take };
  });
  return best;
}

interface Table {
  readonly claims: Claim[];
  readonly players: Set<Rival>;
  isFree(unit: number): boolean;
  /** It plays in no other way, and its exclusion tags and coupons are not in another player's hands. */
  mayPlay(rival: Rival): boolean;
  play(rival: Rival, claim: Claim): void;
}

function openTable(run: Run): Table {
  const claims: Claim[] = [];
  const players = new Set<Rival>();
  const taken = new Set<number>();
  return {
    claims,
    players,
    isFree: (unit) => !taken.has(unit),
    mayPlay(rival) {
      if (players.has(rival)) return true;
      const others = [...players];
      // Its limits are for one way of meeting its condition, not for each.
      if (others.some(({ entry }) => entry === rival.entry)) return false;
      const tags = rival.entry.promotion.data.excludes ?? [];
      if (tags.length + rival.series.length === 0) return true;
      return (
        !others.some(({ entry }) => entry.promotion.data.excludes?.some((tag) => tags.includes(tag))) &&
        rival.series.every(
          (name) =>
            others.filter(({ series }) => series.includes(name)).length < freeCoupons(run.purse, name).length,
        )
      );
    },
    play(rival, claim) {
      claims.push(claim);
      players.add(rival);
      for (const unit of claim.take.units) taken.add(unit);
    },
  };
}

function proposals(
  run: Run,
  { entry }: Rival,
  isFree: (unit: number) => boolean,
  allowance: Allowance,
): Claim[] {
  const claims: Claim[] = [];
  const mine = new Set<number>();
  entry.promotion.deals.forEach((deal, dealIndex) => {
    if (!isClaiming(deal)) return;
    const wanted = wantedBy(deal, run.sheet, entry.lines);
    const some =
      deal.shape === "unit" ? pickedWithin(deal, wanted, run.sheet, run.sheet.left, allowance) : wanted;
    const isMine = (unit: number) => isFree(unit) && !mine.has(unit);
    const terms = { rounding: run.ruleSet.rounding, most: quotaAtStart(entry, dealIndex) };
    const take = (units: readonly number[], within: Allowance) =>
      takesOf(deal, units, run.sheet, run.sheet.left, within, terms);
    // Sets of a declared order are formed before anybody claims: each is there whole, or not at all.
    const isDeclared = (deal.shape === "set" || deal.shape === "slots") && deal.group !== "best";
    const takes = isDeclared
      ? take(some, allowanceOf({ unitsPerLine: allowance.unitsPerLine })).flatMap((one) =>
          one.units.every(isMine) ? (grant(one, allowance, run.sheet.lineOf) ?? []) : [],
        )
      : take(some.filter(isMine), allowance);
    for (const take of takes) {
      for (const unit of take.units) mine.add(unit);
      claims.push({ entry, dealIndex, take });
    }
  });
  return claims;
}

/** Whoever claims no units joins in where nothing bars it: first what takes money off. */
function solutionOf(run: Run, rivals: readonly Rival[], table: Table): Solution {
  for (const joins of [cutsReceipt, contends]) {
    for (const rival of rivals) if (joins(rival) && table.mayPlay(rival)) table.players.add(rival);
  }
  const players = rivals.filter((rival) => table.players.has(rival));
  const { worth, applied } = worthOf(run, players, table.claims);
  return {
    rivals: players,
    claims: table.claims,
    worth,
    applied,
    cost: Number.MAX_SAFE_INTEGER,
    bound: worth,
    isFirst: false,
    steps: table.claims.length,
  };
}

function contends({ entry }: Rival): boolean {
  return entry.promotion.contends;
}
