import type { Wanted } from "./claims.ts";

/** What is claimed, by one name: two claims for the same thing have the same. */
export function thingOf(what: Wanted): string {
  return what.kind === "coupon" ? `coupon ${what.couponId}` : `points ${what.customerId} ${what.account}`;
}
