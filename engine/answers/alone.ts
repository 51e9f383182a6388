/** What a promotion would give without rivals: who could not have given anything has lost to nobody. */

import type { Cents } from "../basket.ts";
import { givesMoney } from "../deal.ts";
import { stillToGive } from "../earn/gifts.ts";
import { couponsFor } from "../finding/condition.ts";
import { asks } from "../finding/gift.ts";
import { runLayer } from "../layer/layer.ts";
import { sheetAtLayer, sheetAtTurn } from "../layer/layer-start.ts";
import { quotaOf } from "../layer/quota.ts";
import type { Limits } from "../promotion.ts";
import type { Promotion } from "../rule-set.ts";
import { type Entry, onSheet, type Run } from "../world/run.ts";
import { inOrder } from "../world/sheet.ts";
import { outsider } from "./shut-out.ts";

/** Which limits bind it: its own, these and what counters leave of them, none, or some. */
export type Bound = "own" | "left" | "none" | Limits;

/** Its condition holds, and it would take something off. */
export function couldApply(run: Run, promotion: Promotion, bound: Bound = "own"): boolean {
  return holds(run, promotion) && wouldGive(run, outsider(run, promotion), bound);
}

/** Its condition holds, whoever has the coupons. */
export function holds(run: Run, promotion: Promotion): boolean {
  const { requires } = promotion;
  const sheet = sheetAtTurn(run, promotion);
  const hasCoupon = (series: string) => run.purse.usable.has(series);
  return (
    requires === undefined || couponsFor(requires, { sheet, context: run.context, hasCoupon }) !== undefined
  );
}

/** Alone in its layer it would take something off, or ask for a gift; one that takes nothing off is asked no more. */
export function wouldGive(run: Run, entry: Entry, bound: Bound = "own"): boolean {
  const { deals } = entry.promotion;
  if (!deals.some(givesMoney)) return true;
  const { solo, alone } = playedAlone(run, entry, bound);
  if (alone.grants.length > 0 || alone.cuts.some(({ times }) => times > 0)) return true;
  return deals.some((deal) => asks(deal) && stillToGive(solo, alone, deal) > 0);
}

/** What it would take off alone in its layer. */
export function centsAlone(run: Run, entry: Entry, bound: Bound): Cents {
  let total = 0;
  for (const { cents } of playedAlone(run, entry, bound).alone.cuts) for (const off of cents) total += off;
  return total;
}

function playedAlone(run: Run, entry: Entry, bound: Bound): { solo: Run; alone: Entry } {
  const { promotion, lines } = entry;
  const { deals, data } = promotion;
  // In a world of its own nobody else has used the balance.
  const isOutside = !run.entries.some((one) => one.promotion === promotion);
  const around = isOutside ? { ...onSheet(run, run.sheet), entries: [], burnt: new Map() } : run;
  const quotas = deals.map((deal) => quotaOf(around, entry, deal));
  const { requires: _, limits: own, ...free } = data;
  const limits = bound === "none" ? undefined : typeof bound === "string" ? own : bound;
  const alone: Entry = {
    promotion: {
      ...promotion,
      requires: undefined,
      data: limits === undefined ? free : { ...free, limits },
    },
    lines,
    ways: [[]],
    quotas,
    cuts: [],
    grants: [],
    couponIds: [],
    applied: false,
    conditionMet: true,
    outbidBy: new Set(),
  };
  const { remaining: __, ...uncounted } = run.context;
  const layer = run.ruleSet.layers[promotion.layer]!;
  const restsOnStart = layer.base === "start";
  const sheet = restsOnStart ? sheetAtLayer(run, promotion.layer) : sheetAtTurn(run, promotion);
  const solo: Run = {
    ruleSet: run.ruleSet,
    context: bound === "left" ? run.context : uncounted,
    sheet: inOrder(sheet),
    entries: [alone],
    waiting: [],
    purse: { ...run.purse, usedBy: new Map() },
    tags: new Map(),
    burnt: new Map(),
    isOnlyWorld: true,
    reports: [],
    starts: new Map(),
  };
  runLayer(solo, layer);
  return { solo, alone };
}
