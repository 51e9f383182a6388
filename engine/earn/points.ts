/**
 * Points and stamps earned. Both are exact fractions until the end and are rounded down once by account and receipt,
 * multipliers included.
 */

import type { Cents } from "../basket.ts";
import { type Deal, givesMoney, type PointsDeal } from "../deal.ts";
import { unitsOf } from "../finding/selector.ts";
import { receiptCut } from "../layer/receipt-cut.ts";
import { type Entry, markApplied, type Run } from "../world/run.ts";
import { byCanon, sumOf } from "../world/sheet.ts";
import { admission, allowanceFor } from "./admission.ts";
import type { EarnEffect } from "./effect.ts";

/** What one promotion gives for one account: `numerator / denominator`, and the units it rests on. */
interface Grant {
  readonly entry: Entry;
  readonly unit: PointsDeal["unit"];
  readonly account: string;
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly baseCents: Cents;
  /** Each unit's part, `of(unit) / total`, if a multiplier may multiply it; `prices` are what it counts. */
  rate?(): Rate;
}

interface Rate {
  readonly units: ReadonlySet<number>;
  of(unit: number): bigint;
  readonly total: bigint;
  readonly prices: readonly Cents[];
}

export function points(run: Run, entries: readonly Entry[]): EarnEffect[] {
  const grants: Grant[] = [];
  // Multipliers stand on what the others give, so they come second.
  for (const isMultiplier of [false, true]) {
    for (const entry of entries) {
      const asked = entry.promotion.deals.filter(
        (deal) => givesPoints(deal) && multiplies(deal) === isMultiplier,
      );
      const promised = isMultiplier ? [] : entry.grants;
      if (asked.length + promised.length > 0) grantPoints(run, entry, asked, promised, grants);
    }
  }
  return effectsOf(grants);
}

function givesPoints(deal: Deal): boolean {
  return deal.shape === "points" || (deal.shape === "receipt" && !givesMoney(deal));
}

function multiplies(deal: Deal): boolean {
  return deal.shape === "points" && deal.earn.kind === "multiplier";
}

function grantPoints(
  run: Run,
  entry: Entry,
  deals: readonly Deal[],
  promised: Entry["grants"],
  grants: Grant[],
): void {
  const series = admission(run, entry);
  if (series === undefined) return;
  const add = (grant: Grant) => {
    // Who uses something up must bring a whole point: a coupon is not spent on the rounding.
    const least = series.length > 0 || entry.promotion.data.excludes !== undefined ? grant.denominator : 1n;
    if (grant.numerator < least) return;
    grants.push(grant);
    markApplied(run, entry, series);
  };
  for (const { account, points } of promised) add(whole(entry, { unit: "points", account }, points));
  for (const deal of deals) {
    if (deal.shape === "points") add(grantOf(run, entry, deal, grants));
    else if (deal.shape === "receipt") {
      const cut = receiptCut(run, entry, deal, run.sheet.left, allowanceFor(run, entry));
      if (cut !== undefined) add(whole(entry, { unit: "points", account: cut.account }, cut.points));
    }
  }
}

function whole(entry: Entry, { unit, account }: Pick<Grant, "unit" | "account">, points: number): Grant {
  return { entry, unit, account, numerator: BigInt(points), denominator: 1n, baseCents: 0 };
}

function grantOf(run: Run, entry: Entry, deal: PointsDeal, grants: readonly Grant[]): Grant {
  const { unit, account, earn } = deal;
  const prices = deal.base === "gross" ? run.sheet.gross : run.sheet.left;
  const allowance = allowanceFor(run, entry);
  switch (earn.kind) {
    case "fixed": {
      const isEarned = !earn.selective || countedUnits(run, entry, deal).length > 0;
      return whole(entry, deal, isEarned ? earn.points : 0);
    }
    case "piece": {
      const units = countedUnits(run, entry, deal);
      const counted = units.slice(0, Math.min(allowance.applications, allowance.units));
      const rate = () => ({ units: new Set(counted), of: () => 1n, total: BigInt(counted.length), prices });
      return { ...whole(entry, deal, earn.points * counted.length), rate };
    }
    case "step": {
      const { perStepCents, points } = earn;
      const spent = spentOn(run, entry, deal, prices);
      // "10 points every 5 euro" is nothing for 4.99. One point a step is a rate: its fractions add up with others.
      const steps = (spent - (spent % perStepCents)) / perStepCents;
      const isRate = unit === "points" && points === 1;
      const most = Math.min(allowance.applications, isRate ? steps + 1 : steps);
      const baseCents = Math.min(spent, most * perStepCents);
      return {
        entry,
        unit,
        account,
        numerator: BigInt(baseCents) * BigInt(points),
        denominator: BigInt(perStepCents),
        baseCents,
        rate: () => ({
          units: new Set(countedUnits(run, entry, deal)),
          of: (one) => BigInt(prices[one]!),
          total: BigInt(spent),
          prices,
        }),
      };
    }
    case "multiplier": {
      const units = countedUnits(run, entry, deal);
      // Multipliers add on the base: each gives (m - 1) times what the account's other promotions give.
      let numerator = 0n;
      let denominator = 1n;
      let baseCents = 0;
      for (const base of grants) {
        if (base.unit !== unit || base.account !== account) continue;
        const rate = base.rate?.();
        if (rate === undefined || rate.total === 0n) continue;
        const shared = units.filter((one) => rate.units.has(one));
        const part = shared.reduce((sum, one) => sum + rate.of(one), 0n);
        const more = base.numerator * part * BigInt(earn.thousandths - 1000);
        const of = base.denominator * rate.total * 1000n;
        numerator = numerator * of + more * denominator;
        denominator *= of;
        if (base.baseCents > 0) baseCents = Math.max(baseCents, sumOf(rate.prices, shared));
      }
      return { entry, unit, account, numerator, denominator, baseCents };
    }
    default:
      return earn satisfies never;
  }
}

/** The sum of the units that count. Asked at every scan about all that is in the basket: no list is made of them. */
function spentOn(run: Run, entry: Entry, deal: PointsDeal, prices: readonly Cents[]): Cents {
  const { unit, select } = deal;
  if (unit === "stamps" || entry.promotion.data.limits !== undefined || select.selector.notYetCut) {
    return sumOf(prices, countedUnits(run, entry, deal));
  }
  const { lines, firstUnit, endUnit } = run.sheet;
  let cents = 0;
  // The lines of a promotion with one deal are those that this deal wants.
  const isCertain = entry.promotion.deals.length === 1;
  for (const line of entry.lines) {
    if (!isCertain && !select.matches(lines[line]!)) continue;
    for (let one = firstUnit[line]!; one < endUnit[line]!; one++) cents += prices[one]!;
  }
  return cents;
}

/**
 * Goods that cost nothing earn no stamps. Where only some of a line may count any of them will do: canonical order
 * keeps the order of scanning out.
 */
export function countedUnits(run: Run, entry: Entry, { unit, select }: PointsDeal): number[] {
  const { sheet } = run;
  const units = unitsOf(sheet, select, entry.lines);
  const paid = unit === "points" ? units : units.filter((one) => sheet.left[one]! > 0);
  const { limits } = entry.promotion.data;
  if (limits === undefined) return paid;
  const { unitsPerLine = Number.MAX_SAFE_INTEGER } = limits;
  const counted = new Map<number, number>();
  return paid.sort(byCanon(sheet)).filter((one) => {
    const line = sheet.lineOf[one]!;
    const before = counted.get(line) ?? 0;
    counted.set(line, before + 1);
    return before < unitsPerLine;
  });
}

/** One effect by promotion and account. Each gets what it adds to the whole points of those before it. */
function effectsOf(grants: readonly Grant[]): EarnEffect[] {
  const totals = new Map<string, { numerator: bigint; denominator: bigint; given: number }>();
  const effects = new Map<string, { grant: Grant; points: number; baseCents: Cents }>();
  for (const grant of grants) {
    const account = `${grant.unit}\n${grant.account}`;
    const before = totals.get(account) ?? { numerator: 0n, denominator: 1n, given: 0 };
    const sum = {
      numerator: before.numerator * grant.denominator + grant.numerator * before.denominator,
      denominator: before.denominator * grant.denominator,
    };
    const upTo = Number(sum.numerator / sum.denominator);
    totals.set(account, { ...sum, given: upTo });
    const key = `${grant.entry.promotion.data.id}\n${account}`;
    const known = effects.get(key);
    effects.set(key, {
      grant,
      points: (known?.points ?? 0) + upTo - before.given,
      baseCents: Math.max(known?.baseCents ?? 0, grant.baseCents),
    });
  }
  // Half a point that helped another promotion to a whole one stays visible, as 0.
  return [...effects.values()].flatMap(({ grant, points, baseCents }): EarnEffect[] => {
    const { entry, unit, account } = grant;
    if (totals.get(`${unit}\n${account}`)!.given === 0) return [];
    const { id, name, text } = entry.promotion.data;
    const common = { promotionId: id, account, text: text ?? name, couponIds: entry.couponIds };
    if (unit === "stamps") return points === 0 ? [] : [{ kind: "stamps", ...common, stamps: points }];
    return [{ kind: "points", ...common, points, baseCents }];
  });
}
