import { expect, test } from "vitest";
import { OpenSale } from "../sale.ts";
import { beginSession, type Shared, type Suspension } from "../session/session.ts";
import { begun } from "../testing/begun.ts";
import { suspendedProblems, suspendedSales } from "./waiting.ts";

const nowMs = Date.parse("2026-11-21T18:00:00Z");
function sale(transactionId: string, more: { suspension?: Suspension; shared?: Shared } = {}): OpenSale {
  const start = { transactionId, release: 1, begun, operator: "", currency: "EUR" };
  return new OpenSale({ ...beginSession(start), ...more }, {});
}
const since = (minutes: number) => ({
  suspension: { code: "1", from: "open" as const, sinceMs: nowMs - minutes * 60_000 },
});

test("nothing waits, nothing is said", () => {
  const none = suspendedSales([sale("a")], "HQ is away", nowMs);
  expect([none, suspendedProblems(none)]).toEqual([{ count: 0, alsoAt: [] }, []]);
});

test("what waits is counted, with the age of the oldest; only after hours somebody should look", () => {
  const some = suspendedSales([sale("a", since(12)), sale("b", since(5)), sale("c")], undefined, nowMs);
  expect([some, suspendedProblems(some)]).toEqual([{ count: 2, oldestMinutes: 12, alsoAt: [] }, []]);
  const old = suspendedSales([sale("a", since(305))], undefined, nowMs);
  expect(suspendedProblems(old)[0]).toContain("1 suspended sales wait, the oldest for 5 h 5 min");
});

test("why other tills can't have them, and which sale is at two tills, is said with what to do", () => {
  const forked = sale("17", { shared: { key: "k", round: 1, alsoAt: "4" } });
  const both = suspendedSales([sale("a", since(1)), forked], "HQ can't be reached", nowMs);
  expect(suspendedProblems(both)).toEqual([
    "1 suspended sales can be resumed at this till only: HQ can't be reached",
    "Sale 17 goes on here and at till 4: cancel it at the till where the customer is not.",
  ]);
});
