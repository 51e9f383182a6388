/** The periods in which limits are counted: named by their first moment, and over with their last day. */

import { dayAfter, weekdayOf } from "../../engine/finding/calendar.ts";
import type { Limits } from "../../engine/promotion.ts";

export type PeriodKind = NonNullable<Limits["perCustomer"]>["period"];

export interface Period {
  /** "2026-11-21", "week 2026-11-16" (its Monday), "2026-11", "2026", "campaign". */
  readonly period: string;
  /** "YYYY-MM-DD", included. */
  readonly lastDay: string;
}

/** The last day of what has no end. */
export const NO_END = "9999-12-31";

/**
 * @param date of the sale, "YYYY-MM-DD"
 * @param lastDay of the promotion; undefined: it has no end
 */
export function periodOf(kind: PeriodKind, date: string, lastDay = NO_END): Period {
  switch (kind) {
    case "day":
      return { period: date, lastDay: date };
    case "week": {
      const monday = dayAfter(date, 1 - weekdayOf(date));
      return { period: `week ${monday}`, lastDay: dayAfter(monday, 6) };
    }
    case "month": {
      const month = date.slice(0, 7);
      // The 28th and four days are in the next month always.
      return { period: month, lastDay: dayAfter(`${dayAfter(`${month}-28`, 4).slice(0, 7)}-01`, -1) };
    }
    case "year":
      return { period: date.slice(0, 4), lastDay: `${date.slice(0, 4)}-12-31` };
    case "campaign":
      return { period: "campaign", lastDay };
    default:
      return kind satisfies never;
  }
}
