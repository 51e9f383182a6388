/** What is used once on these days: how it is called, and what a till that is alone may accept of it. */

import type { CouponAllowance, PointsAllowance } from "../../sync/claims/allowances.ts";
import type { ChannelContent } from "../../sync/publish/channels.ts";
import { type WorstLoss, worstLoss } from "../../sync/publish/worst-loss.ts";

/** Codes are called after their series, and after their home where they have one: "REFUSED-3", "SOME-home-1". */
export type Series = "REFUSED" | "SOME" | "FREE";
export const GIFTS = "gifts";
/** HQ reckoned it before the day began. */
export const GIFT_POINTS = 100;
/** A SOME coupon takes it off; a hundred gift points are worth a fifth. */
const WORTH_CENTS = 500;
const WORTH_CENTS_PER_HUNDRED = 100;

/** A till without HQ refuses the first, accepts two of the second, and the third without end. */
export const ALLOWANCES: {
  readonly coupons: Readonly<Record<string, CouponAllowance>>;
  readonly points: Readonly<Record<string, PointsAllowance>>;
} = {
  coupons: { REFUSED: "refuse", SOME: { worthCents: WORTH_CENTS, perTillAndDay: 2 } },
  points: { [GIFTS]: { worthCentsPerHundred: WORTH_CENTS_PER_HUNDRED, perTillAndDay: 60 } },
};

/** A store, and how many coupons and customers HQ has homed there. */
export const HOME = { store: "0042", homed: 5 } as const;

/** Of a coupon, a customer, or a thing as claims name it: those that are called so have one. */
export function homeOf(name: string): string | undefined {
  return name.includes("home") ? HOME.store : undefined;
}

export function seriesOf(couponId: string): Series {
  return couponId.slice(0, couponId.indexOf("-")) as Series;
}

export function lossOfCoupons(tooMany: number): number {
  return tooMany * WORTH_CENTS;
}

export function lossOfPoints(points: number): number {
  return Math.ceil((points * WORTH_CENTS_PER_HUNDRED) / 100);
}

/** As `publish` says it before the day, in cents; undefined: without end. */
export function saidBefore(tills: number): (name: Series | typeof GIFTS) => number | undefined {
  const row = (name: string, value: unknown): ChannelContent["rows"][number] => [
    "config",
    { name, json: JSON.stringify(value) },
  ];
  const issued = (["REFUSED", "SOME", "FREE"] as const).map((series): ChannelContent["rows"][number] => [
    "coupon",
    { series, status: "issued" },
  ]);
  const rows = [
    row("allowance-fleet", { tills, days: 1 }),
    ...Object.entries(ALLOWANCES.coupons).map(([name, value]) => row(`coupon-allowance/${name}`, value)),
    ...Object.entries(ALLOWANCES.points).map(([name, value]) => row(`points-allowance/${name}`, value)),
  ];
  const contents = [
    { channel: "config", rows },
    { channel: "coupons/0", rows: issued },
  ];
  const { parts } = worstLoss(contents, [], new Date()) as WorstLoss;
  return (name) => {
    const part = parts.find((one) => one.name === name);
    if (part === undefined) throw new Error(`publish says nothing of ${name}`);
    return part.cents;
  };
}
