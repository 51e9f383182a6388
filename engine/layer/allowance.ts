/**
 * What a promotion may still do in this transaction: its own limits, and what the counters of customer and budget
 * leave. One allowance is shared by all mechanics of a promotion and shrinks as they take.
 */

import type { Cents } from "../basket.ts";
import type { Remaining } from "../context.ts";
import type { Exceeding, Limits } from "../promotion.ts";

export interface Allowance {
  applications: number;
  units: number;
  amountCents: Cents;
  readonly unitsPerLine: number;
  /** From line to units claimed of it; kept only under `unitsPerLine`. */
  readonly claimed: Map<number, number>;
  readonly exceeding: Exceeding;
}

/** More than any transaction asks for. */
export const ENDLESS = Number.MAX_SAFE_INTEGER;

/** `remaining`: what the context says of this promotion; where it says nothing, everything is left. */
export function allowanceOf(limits: Limits | undefined, remaining?: Remaining): Allowance {
  const { perCustomer, budget } = limits ?? {};
  const sources = [limits, perCustomer, budget, remaining];
  let applications = ENDLESS;
  let amountCents = ENDLESS;
  for (const source of sources) {
    if (source === undefined) continue;
    applications = Math.min(applications, source.applications ?? ENDLESS);
    amountCents = Math.min(amountCents, source.amountCents ?? ENDLESS);
  }
  return {
    applications,
    amountCents,
    units: limits?.units ?? ENDLESS,
    unitsPerLine: limits?.unitsPerLine ?? ENDLESS,
    claimed: new Map(),
    exceeding: limits?.exceeding ?? "cap",
  };
}

/** Nothing bounds it. */
export function isEndless({ applications, units, unitsPerLine, amountCents }: Allowance): boolean {
  return applications === ENDLESS && units === ENDLESS && unitsPerLine === ENDLESS && amountCents === ENDLESS;
}

/** What an application that asks for `cents` may save where only `left` cents are left. 0: it is refused. */
export function valueGranted(cents: Cents, left: Cents, exceeding: Exceeding): Cents {
  if (cents <= left) return cents;
  switch (exceeding) {
    case "cap":
      return Math.max(0, left);
    case "refuse":
      return 0;
    case "overshoot":
      return left > 0 ? cents : 0;
    default:
      return exceeding satisfies never;
  }
}

interface Asking {
  readonly units: readonly number[];
  readonly amountCents: Cents;
}

/** What the allowance would leave of an application; undefined where nothing is left. `lineOf`: from unit to line. */
export function granted<One extends Asking>(
  asking: One,
  allowance: Allowance,
  lineOf: readonly number[],
): One | undefined {
  const { applications, units, unitsPerLine, claimed, exceeding } = allowance;
  if (applications < 1 || units < asking.units.length) return undefined;
  const amountCents = valueGranted(asking.amountCents, allowance.amountCents, exceeding);
  if (amountCents <= 0) return undefined;
  if (unitsPerLine < ENDLESS) {
    const counted = new Map<number, number>();
    for (const unit of asking.units) {
      const line = lineOf[unit]!;
      const now = (counted.get(line) ?? claimed.get(line) ?? 0) + 1;
      if (now > unitsPerLine) return undefined;
      counted.set(line, now);
    }
  }
  return amountCents === asking.amountCents ? asking : { ...asking, amountCents };
}

/** Counts an application that was granted. */
export function spend(asking: Asking, allowance: Allowance, lineOf: readonly number[]): void {
  allowance.applications--;
  allowance.units -= asking.units.length;
  allowance.amountCents -= asking.amountCents;
  if (allowance.unitsPerLine === ENDLESS) return;
  for (const unit of asking.units) {
    const line = lineOf[unit]!;
    allowance.claimed.set(line, (allowance.claimed.get(line) ?? 0) + 1);
  }
}

/** What the allowance leaves of an application, counted. Undefined: nothing is left. */
export function grant<One extends Asking>(
  asking: One,
  allowance: Allowance,
  lineOf: readonly number[],
): One | undefined {
  const given = granted(asking, allowance, lineOf);
  if (given !== undefined) spend(given, allowance, lineOf);
  return given;
}
