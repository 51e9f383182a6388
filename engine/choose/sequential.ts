/**
 * Two simple ways of choosing, for the rare layer that the search could not finish: promotions by priority, and the
 * most valuable application first. The customer never gets less than the better of the two.
 */

import type { Claim } from "../claim.ts";
import { freeCoupons } from "../purse.ts";
import type { Run } from "../run.ts";
import { unitsOf } from "../selector.ts";
import { type Allowance, allowanceOf, takesOf } from "../take.ts";
import type { Rival } from "./index.ts";
import type { Solution } from "./solve.ts";
import { worthOf } from "./worth.ts";

export function byPriority(run: Run, rivals: readonly Rival[]): Solution {
  const table = openTable(run);
  for (const rival of rivals) {
    if (!table.mayPlay(rival)) continue;
    const allowance = allowanceOf(rival.entry.promotion.data.limits);
    for (const claim of proposals(run, rival, table.isFree, allowance)) table.play(rival, claim);
  }
  return solutionOf(run, rivals, table);
}

/** Applications written down one by one, each the most valuable of all that are still possible. */
export function greedy(run: Run, rivals: readonly Rival[]): Solution {
  const table = openTable(run);
  const left = new Map(rivals.map((rival) => [rival, allowanceOf(rival.entry.promotion.data.limits)]));
  /** A promotion's best claim stays its best while its units are free: fewer units offer nothing better. */
  const known = new Map<Rival, Claim | undefined>();
  const bestOf = (rival: Rival): Claim | undefined => {
    const claim = known.get(rival);
    if (known.has(rival) && (claim === undefined || claim.take.units.every(table.isFree))) return claim;
    const fresh = dearest(proposals(run, rival, table.isFree, { ...left.get(rival)! }));
    known.set(rival, fresh);
    return fresh;
  };
  for (;;) {
    let best: { rival: Rival; claim: Claim } | undefined;
    for (const rival of rivals) {
      const claim = table.mayPlay(rival) ? bestOf(rival) : undefined;
      if (claim === undefined) continue;
      if (best === undefined || claim.take.amountCents > best.claim.take.amountCents) best = { rival, claim };
    }
    if (best === undefined) return solutionOf(run, rivals, table);
    const allowance = left.get(best.rival)!;
    allowance.applications--;
    allowance.units -= best.claim.take.units.length;
    allowance.amountCents -= best.claim.take.amountCents;
    known.delete(best.rival);
    table.play(best.rival, best.claim);
  }
}

function dearest(claims: readonly Claim[]): Claim | undefined {
  let best: Claim | undefined;
  for (const claim of claims) {
    if (best === undefined || claim.take.amountCents > best.take.amountCents) best = claim;
  }
  return best;
}

interface Table {
  readonly claims: Claim[];
  readonly players: Set<Rival>;
  isFree(unit: number): boolean;
  /** Its exclusion tags and coupons are not in another player's hands. */
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
      const tags = rival.entry.promotion.data.excludes ?? [];
      const others = [...players];
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
    if (deal.shape !== "unit" && deal.shape !== "set") return;
    const units = unitsOf(run.sheet, deal.select, entry.lines).filter(
      (unit) => isFree(unit) && !mine.has(unit),
    );
    for (const take of takesOf(deal, units, run.sheet, run.sheet.left, allowance)) {
      for (const unit of take.units) mine.add(unit);
      claims.push({ entry, dealIndex, take });
    }
  });
  return claims;
}

/** Whoever claims no units joins in where nothing bars it. */
function solutionOf(run: Run, rivals: readonly Rival[], table: Table): Solution {
  for (const rival of rivals) {
    const cuts = rival.entry.promotion.deals.some(({ shape }) => shape === "receipt");
    if (cuts && table.mayPlay(rival)) table.players.add(rival);
  }
  const players = rivals.filter((rival) => table.players.has(rival));
  const value = worthOf(run, players, table.claims);
  return {
    rivals: players,
    claims: table.claims,
    value,
    cost: Number.MAX_SAFE_INTEGER,
    boundCents: value,
    steps: table.claims.length,
  };
}
