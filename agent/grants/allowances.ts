/** A release's allowances for what is used once, as its rows say them. */

import {
  ALLOWANCE_PREFIX,
  type Allowances,
  couponAllowanceSchema,
  pointsAllowanceSchema,
} from "../../sync/claims/allowances.ts";
import type { AloneMost } from "../store/journal-claims.ts";

type Configs = (prefix: string) => readonly { readonly name: string; readonly value: unknown }[];

/** What only a newer Tillside understands is refused: nobody's loss is larger than HQ has reckoned. */
export function allowancesIn(configs: Configs): Allowances {
  const read = <T>(prefix: string, parse: (value: unknown) => T | undefined) =>
    Object.fromEntries(
      configs(prefix).map(({ name, value }) => [name.slice(prefix.length), parse(value) ?? "refuse"]),
    ) as Record<string, T | "refuse">;
  return {
    coupons: read(ALLOWANCE_PREFIX.coupons, (value) => couponAllowanceSchema.safeParse(value).data),
    points: read(ALLOWANCE_PREFIX.points, (value) => pointsAllowanceSchema.safeParse(value).data),
  };
}

/** Undefined: HQ has set no limit. */
export function couponsAlone(all: Allowances | undefined, series: string): AloneMost | "refuse" | undefined {
  const allowance = own(all?.coupons, series);
  if (allowance === undefined || allowance === "refuse") return allowance;
  const { perTillAndDay: perDay, perTillAndOutage: perOutage, perCardCents, worthCents } = allowance;
  const perCard =
    perCardCents === undefined || worthCents === 0 ? undefined : Math.floor(perCardCents / worthCents);
  return { perDay, perOutage, perCard };
}

export function pointsAlone(all: Allowances | undefined, account: string): AloneMost | "refuse" | undefined {
  const allowance = own(all?.points, account);
  if (allowance === undefined || allowance === "refuse") return allowance;
  const { perTillAndDay: perDay, perTillAndOutage: perOutage, perCard } = allowance;
  return { perDay, perOutage, perCard };
}

function own<T>(all: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return all !== undefined && Object.hasOwn(all, name) ? all[name] : undefined;
}
