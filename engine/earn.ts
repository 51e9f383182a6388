/**
 * The last stage: points and messages, on what is really paid. Points are exact fractions until the end and are
 * rounded down once by account and receipt, multipliers included.
 */

import type { Cents } from "./basket.ts";
import { givesMoney, type PointsDeal } from "./deal.ts";
import type { Effect } from "./effect.ts";
import { receiptCut } from "./receipt-cut.ts";
import { type Entry, isBarred, markApplied, type Run, seriesFor } from "./run.ts";
import { unitsOf } from "./selector.ts";
import { byCanon, sumOf } from "./sheet.ts";
import { allowanceOf } from "./take.ts";

type EarnEffect = Extract<Effect, { kind: "points" | "message" }>;

/** Points of one promotion for one account: `numerator / denominator`, and the units they rest on. */
interface Grant {
  readonly entry: Entry;
  readonly account: string;
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly baseCents: Cents;
  /** Each unit's part of the points, `of(unit) / total`, if a multiplier may multiply them. */
  readonly rate?: { readonly units: ReadonlySet<number>; of(unit: number): bigint; readonly total: bigint };
}

/** Runs over all promotions once; marks those that apply only now and uses up their coupons. */
export function earn(run: Run): EarnEffect[] {
  const open = run.entries.filter((entry) => entry.promotion.deals.some((deal) => !givesMoney(deal)));
  const grants: Grant[] = [];
  // Multipliers stand on what the others give, so they come second.
  for (const isMultiplier of [false, true]) {
    for (const entry of open) {
      const asked = entry.promotion.deals.filter((deal) => multiplies(deal) === isMultiplier);
      if (asked.length > 0) grantPoints(run, entry, asked, isMultiplier ? [] : entry.grants, grants);
    }
  }
  const effects = [...pointsEffects(grants), ...messages(run, open)];
  const order = new Map(open.map((entry, place) => [entry.promotion.data.id, place]));
  return effects.sort((a, b) => order.get(a.promotionId)! - order.get(b.promotionId)!);
}

function multiplies(deal: Entry["promotion"]["deals"][number]): boolean {
  return deal.shape === "points" && deal.earn.kind === "multiplier";
}

/** Coupon series to use up if the promotion may grant something now; undefined if it may not. */
function admission(run: Run, entry: Entry): readonly string[] | undefined {
  if (entry.applied) return [];
  if (entry.promotion.deals.some(givesMoney)) return undefined;
  const series = seriesFor(run, entry);
  return series === undefined || isBarred(run, entry) ? undefined : series;
}

function grantPoints(
  run: Run,
  entry: Entry,
  deals: Entry["promotion"]["deals"],
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
  for (const { account, points } of promised) add(whole(entry, account, points));
  for (const deal of deals) {
    if (deal.shape === "points") add(grantOf(run, entry, deal, grants));
    else if (deal.shape === "receipt" && !givesMoney(deal)) {
      const allowance = allowanceOf(entry.promotion.data.limits);
      const cut = receiptCut(run, entry, deal, run.sheet.left, allowance);
      if (cut !== undefined) add(whole(entry, cut.account, cut.points));
    }
  }
}

function whole(entry: Entry, account: string, points: number): Grant {
  return { entry, account, numerator: BigInt(points), denominator: 1n, baseCents: 0 };
}

function grantOf(run: Run, entry: Entry, deal: PointsDeal, grants: readonly Grant[]): Grant {
  const { account, earn } = deal;
  const { left } = run.sheet;
  const units = unitsOf(run.sheet, deal.select, entry.lines);
  const allowance = allowanceOf(entry.promotion.data.limits);
  switch (earn.kind) {
    case "fixed":
      return whole(entry, account, !earn.selective || units.length > 0 ? earn.points : 0);
    case "piece": {
      // Any of them will do: canonical order keeps the order of scanning out.
      const most = Math.min(allowance.applications, allowance.units);
      const counted = units.length <= most ? units : units.sort(byCanon(run.sheet)).slice(0, most);
      const rate = { units: new Set(counted), of: () => 1n, total: BigInt(counted.length) };
      return { ...whole(entry, account, earn.points * counted.length), rate };
    }
    case "step": {
      const { perStepCents, points } = earn;
      const spent = sumOf(left, units);
      // "10 points every 5 euro" is nothing for 4.99. One point a step is a rate: its fractions add up with others.
      const steps = (spent - (spent % perStepCents)) / perStepCents;
      const most = Math.min(allowance.applications, points > 1 ? steps : steps + 1);
      const baseCents = Math.min(spent, most * perStepCents);
      return {
        entry,
        account,
        numerator: BigInt(baseCents) * BigInt(points),
        denominator: BigInt(perStepCents),
        baseCents,
        rate: { units: new Set(units), of: (unit) => BigInt(left[unit]!), total: BigInt(spent) },
      };
    }
    case "multiplier": {
      // Multipliers add on the base: each gives (m - 1) times what the account's other promotions give.
      let numerator = 0n;
      let denominator = 1n;
      let baseCents = 0;
      for (const base of grants) {
        const { rate } = base;
        if (base.account !== account || rate === undefined || rate.total === 0n) continue;
        const shared = units.filter((unit) => rate.units.has(unit));
        const part = shared.reduce((sum, unit) => sum + rate.of(unit), 0n);
        const more = base.numerator * part * BigInt(earn.thousandths - 1000);
        const of = base.denominator * rate.total * 1000n;
        numerator = numerator * of + more * denominator;
        denominator *= of;
        if (base.baseCents > 0) baseCents = Math.max(baseCents, sumOf(left, shared));
      }
      return { entry, account, numerator, denominator, baseCents };
    }
    default:
      return earn satisfies never;
  }
}

/** One effect by promotion and account. Each gets what it adds to the whole points of those before it. */
function pointsEffects(grants: readonly Grant[]): EarnEffect[] {
  const totals = new Map<string, { numerator: bigint; denominator: bigint; given: number }>();
  const effects = new Map<string, Extract<Effect, { kind: "points" }>>();
  for (const { entry, account, numerator, denominator, baseCents } of grants) {
    const before = totals.get(account) ?? { numerator: 0n, denominator: 1n, given: 0 };
    const sum = {
      numerator: before.numerator * denominator + numerator * before.denominator,
      denominator: before.denominator * denominator,
    };
    const upTo = Number(sum.numerator / sum.denominator);
    totals.set(account, { ...sum, given: upTo });
    const { id, name, text } = entry.promotion.data;
    const key = `${id}\n${account}`;
    const known = effects.get(key);
    effects.set(key, {
      kind: "points",
      promotionId: id,
      account,
      points: (known?.points ?? 0) + upTo - before.given,
      baseCents: Math.max(known?.baseCents ?? 0, baseCents),
      text: text ?? name,
      couponIds: entry.couponIds,
    });
  }
  // Half a point that helped another promotion to a whole one stays visible, as 0.
  return [...effects.values()].filter(({ account }) => totals.get(account)!.given > 0);
}

function messages(run: Run, open: readonly Entry[]): EarnEffect[] {
  const effects: EarnEffect[] = [];
  for (const entry of open) {
    for (const deal of entry.promotion.deals) {
      if (deal.shape !== "message") continue;
      // A message beside other mechanics is shown when they gave something.
      const speaksAlone = entry.promotion.deals.every(({ shape }) => shape === "message");
      const series = speaksAlone ? admission(run, entry) : entry.applied ? [] : undefined;
      if (series === undefined) continue;
      markApplied(run, entry, series);
      const { audience, text } = deal;
      const { id } = entry.promotion.data;
      effects.push({ kind: "message", promotionId: id, audience, text, couponIds: entry.couponIds });
    }
  }
  return effects;
}
