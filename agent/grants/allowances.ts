/** A release's allowances for what is used once, as its rows say them. */

import type { AllowanceRows } from "../../sync/claims/allowance-rows.ts";
import { couponAllowanceSchema, pointsAllowanceSchema } from "../../sync/claims/allowances.ts";
import type { AloneMost } from "../store/journal-claims.ts";

/**
 * Undefined: HQ has set no limit. What only a newer Tillside understands is refused: nobody's loss is larger than HQ has
 * reckoned.
 */
export function couponsAlone(
  all: AllowanceRows | undefined,
  series: string,
): AloneMost | "refuse" | undefined {
  const row = own(all?.coupons, series);
  if (row === undefined) return undefined;
  const allowance = couponAllowanceSchema.safeParse(row).data ?? "refuse";
  if (allowance === "refuse") return allowance;
  const { perTillAndDay: perDay, perTillAndOutage: perOutage, perCardCents, worthCents } = allowance;
  const perCard =
    perCardCents === undefined || worthCents === 0 ? undefined : Math.floor(perCardCents / worthCents);
  return { perDay, perOutage, perCard };
}

export function pointsAlone(
  all: AllowanceRows | undefined,
  account: string,
): AloneMost | "refuse" | undefined {
  const row = own(all?.points, account);
  if (row === undefined) return undefined;
  const allowance = pointsAllowanceSchema.safeParse(row).data ?? "refuse";
  if (allowance === "refuse") return allowance;
  const { perTillAndDay: perDay, perTillAndOutage: perOutage, perCard } = allowance;
  return { perDay, perOutage, perCard };
}

function own(all: Readonly<Record<string, unknown>> | undefined, name: string): unknown {
  return all !== undefined && Object.hasOwn(all, name) ? all[name] : undefined;
}
