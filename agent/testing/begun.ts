import type { Begun } from "../session/session.ts";

/** A Saturday morning at till 3 of store 0042: where and when the sales of unit tests begin. */
export const begun: Begun = {
  at: "2026-11-21T10:31:00+01:00",
  date: "2026-11-21",
  time: "10:31:00",
  weekday: 6,
  store: "0042",
  storeGroups: [],
  till: "3",
  channel: "till",
};
