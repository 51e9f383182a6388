/** So much of a limit that outlives a sale: what an open sale asks for, and what a recorded one has used up. */

import type { Cents } from "../../engine/basket.ts";
import type { Remaining } from "../../engine/context.ts";

export interface Use {
  readonly promotionId: string;
  /** `customer`: of the sale's customer. `till`: of this till's part of the promotion's budget. */
  readonly of: "customer" | "till";
  /** Counted anew each; see `period.ts`. */
  readonly period: string;
  /** Of the period, "YYYY-MM-DD", included. */
  readonly lastDay: string;
  readonly applications: number;
  readonly amountCents: Cents;
}

/** With the limit that it must fit into. */
export interface WantedUse extends Use {
  readonly most: Remaining;
  /** The application that reaches the end of an amount may pass it. */
  readonly overshoots: boolean;
}

/**
 * What counters leave, by promotion: of this till's parts of budgets, and of the customer's limits. Only where something
 * is used up or held; of a promotion that is not named here everything is left.
 */
export interface Allowances {
  readonly till: Readonly<Record<string, Remaining>>;
  readonly customer: Readonly<Record<string, Remaining>>;
}

/** The smaller of both for each promotion, as the engine's context has it; undefined where nothing is used up. */
export function remainingOf({ till, customer }: Allowances): Record<string, Remaining> | undefined {
  const ids = new Set([...Object.keys(till), ...Object.keys(customer)]);
  if (ids.size === 0) return undefined;
  const own = (all: Allowances["till"], id: string) => (Object.hasOwn(all, id) ? all[id]! : {});
  return Object.fromEntries([...ids].sort().map((id) => [id, least(own(till, id), own(customer, id))]));
}

function least(a: Remaining, b: Remaining): Remaining {
  const applications = smaller(a.applications, b.applications);
  const amountCents = smaller(a.amountCents, b.amountCents);
  return {
    ...(applications === undefined ? {} : { applications }),
    ...(amountCents === undefined ? {} : { amountCents }),
  };
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

/** What `left` says takes the place of what was known of these promotions; the others stay as they are. */
export function lowered(known: Allowances | undefined, left: Allowances): Allowances {
  return {
    till: { ...known?.till, ...left.till },
    customer: { ...known?.customer, ...left.customer },
  };
}

/** Nothing is left of what these would use. */
export function usedUp(known: Allowances | undefined, uses: readonly Use[]): Allowances {
  const none = (of: Use["of"]) =>
    Object.fromEntries(
      uses.filter((use) => use.of === of).map(({ promotionId }) => [promotionId, { applications: 0 }]),
    );
  return lowered(known, { till: none("till"), customer: none("customer") });
}

/** Whether what is held is as much as this in every part. */
export function covers(held: readonly Use[], { promotionId, of, period, applications, amountCents }: Use) {
  const mine = held.find((one) => one.promotionId === promotionId && one.of === of && one.period === period);
  return mine !== undefined && mine.applications >= applications && mine.amountCents >= amountCents;
}
