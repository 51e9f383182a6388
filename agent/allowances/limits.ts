/**
 * The limits of a release that outlive a sale: for each customer and period, and this till's part of budgets. What
 * counters leave of them, and what an evaluation takes. Pure; the counters are the journal's.
 */

import type { Remaining } from "../../engine/context.ts";
import type { Used } from "../../engine/index.ts";
import type { PromotionData } from "../../engine/promotion.ts";
import { type PeriodKind, periodOf } from "./period.ts";
import type { Allowances, Use, WantedUse } from "./use.ts";

interface Limit {
  readonly of: Use["of"];
  readonly period: PeriodKind;
  /** Of the promotion; undefined: it has no end. */
  readonly lastDay: string | undefined;
  readonly most: Remaining;
  readonly overshoots: boolean;
  /** The till's part is less than what the promotion itself says: the engine must be told of it always. */
  readonly isPart: boolean;
}

/** By promotion. */
export type CountedLimits = ReadonlyMap<string, readonly Limit[]>;

/** A row of the counters: what recorded sales have used up, and other open ones hold. */
export type Counted = Pick<Use, "promotionId" | "of" | "period" | "applications" | "amountCents">;

/** @param parts by promotion, as `partSchema` */
export function countedLimits(
  promotions: readonly PromotionData[],
  parts: ReadonlyMap<string, Remaining> = new Map(),
): CountedLimits {
  const limits = new Map<string, Limit[]>();
  for (const { id, limits: declared, valid } of promotions) {
    const { perCustomer, budget, exceeding } = declared ?? {};
    const common = { lastDay: valid?.to, overshoots: exceeding === "overshoot" };
    const mine: Limit[] = [];
    if (perCustomer !== undefined)
      mine.push({
        ...common,
        of: "customer",
        period: perCustomer.period,
        most: of(perCustomer),
        isPart: false,
      });
    const part = parts.get(id);
    if (budget !== undefined)
      mine.push({
        ...common,
        of: "till",
        period: "campaign",
        most: part === undefined ? of(budget) : smallest(of(budget), part),
        isPart: part !== undefined,
      });
    if (mine.length > 0) limits.set(id, mine);
  }
  return limits;
}

/** @param date of the sale, "YYYY-MM-DD" */
export function allowancesOf(limits: CountedLimits, counted: readonly Counted[], date: string): Allowances {
  const left: Record<Use["of"], [string, Remaining][]> = { till: [], customer: [] };
  const isMine = (limit: Limit, row: Counted) =>
    limit.of === row.of && periodOf(limit.period, date, limit.lastDay).period === row.period;
  for (const row of counted) {
    const limit = limits.get(row.promotionId)?.find((one) => isMine(one, row));
    if (limit !== undefined) left[row.of].push([row.promotionId, leftOf(limit.most, row)]);
  }
  for (const [id, mine] of limits)
    for (const limit of mine)
      if (limit.isPart && !counted.some((row) => row.promotionId === id && isMine(limit, row)))
        left.till.push([id, limit.most]);
  return { till: Object.fromEntries(left.till), customer: Object.fromEntries(left.customer) };
}

/** One row for each limit and period. */
export function summed(rows: readonly Counted[]): Counted[] {
  const sums = new Map<string, Counted>();
  for (const row of rows) {
    const key = JSON.stringify([row.promotionId, row.of, row.period]);
    const { applications = 0, amountCents = 0 } = sums.get(key) ?? {};
    sums.set(key, {
      ...row,
      applications: applications + row.applications,
      amountCents: amountCents + row.amountCents,
    });
  }
  return [...sums.values()];
}

/** In which periods customers' uses are counted, each once. */
export function periodsPerCustomer(limits: CountedLimits): readonly PeriodKind[] {
  const all = [...limits.values()].flat().filter((limit) => limit.of === "customer");
  return [...new Set(all.map(({ period }) => period))];
}

/** What is left of a limit, never less than nothing. */
export function leftOf(most: Remaining, used: Used): Remaining {
  const { applications, amountCents } = most;
  return {
    ...(applications === undefined ? {} : { applications: Math.max(0, applications - used.applications) }),
    ...(amountCents === undefined ? {} : { amountCents: Math.max(0, amountCents - used.amountCents) }),
  };
}

/** @param hasCustomer nobody's limit is counted where there is nobody */
export function usesOf(
  limits: CountedLimits,
  used: Readonly<Record<string, Used>>,
  date: string,
  hasCustomer: boolean,
): WantedUse[] {
  return Object.entries(used).flatMap(([promotionId, { applications, amountCents }]) =>
    (limits.get(promotionId) ?? [])
      .filter((limit) => limit.of === "till" || hasCustomer)
      .map(({ of, period, lastDay, most, overshoots }) => ({
        promotionId,
        of,
        ...periodOf(period, date, lastDay),
        applications,
        amountCents,
        most,
        overshoots,
      })),
  );
}

function of({ applications, amountCents }: Remaining): Remaining {
  return {
    ...(applications === undefined ? {} : { applications }),
    ...(amountCents === undefined ? {} : { amountCents }),
  };
}

function smallest(a: Remaining, b: Remaining): Remaining {
  const each = (name: keyof Remaining) =>
    Math.min(a[name] ?? Number.POSITIVE_INFINITY, b[name] ?? Number.POSITIVE_INFINITY);
  const [applications, amountCents] = [each("applications"), each("amountCents")];
  return {
    ...(Number.isFinite(applications) ? { applications } : {}),
    ...(Number.isFinite(amountCents) ? { amountCents } : {}),
  };
}
