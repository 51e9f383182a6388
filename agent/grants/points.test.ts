import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Effect } from "../../engine/effect.ts";
import type { Log } from "../log.ts";
import type { OpenSale } from "../sale.ts";
import { type Journal, openJournal } from "../store/journal.ts";
import type { JournalCalls } from "../workers/journal.ts";
import type { Releases } from "../workers/releases.ts";
import type { Verdict } from "./grants.ts";
import { holdPoints } from "./points.ts";

let folder: string;
let journal: Journal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-points-"));
  journal = openJournal(join(folder, "journal.db"), { store: "0042", till: "3" });
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

const call = (async (
  name: string,
  { reservation, points, ...more }: { reservation: string; points: number },
) =>
  name === "holdLess"
    ? journal.holdLess(reservation, points)
    : journal.holdPoints(more as never)) as unknown as JournalCalls["call"];
const evaluator = { call: async () => ({ balances: { base: 100 }, balanceAt: "" }), ready: () => undefined };
const releases = { of: () => evaluator } as unknown as Releases;
const log = { info() {}, warning() {}, error() {} } as unknown as Log;

/** As the agent has it after each start: what it was granted before is not known any more. */
const saleOf = () => {
  const session = { transactionId: "t1", release: 1, training: false, begun: { date: "2026-11-23" } };
  return { session: { ...session, customer: { id: "c1" } }, pointsHeld: new Map() } as unknown as OpenSale;
};
const reward = [{ kind: "reward", account: "base", points: 70, times: 1 }] as unknown as Effect[];
const hold = (sale: OpenSale, verdict: () => Promise<Verdict>) => {
  const grants = { asks: () => ["hq" as const], ask: verdict, tell() {}, close() {} };
  return holdPoints(sale, reward, { releases, journal: call, grants, log }, { leftMs: () => 600 });
};

test("points that were asked for when the till went off are not the sale's before somebody has granted them", async () => {
  const never = new Promise<Verdict>(() => {});
  void hold(saleOf(), () => never);
  await new Promise((resolve) => setImmediate(resolve));
  const refused = await hold(saleOf(), async () => ({ kind: "refused", reason: "hq-away" }));
  expect(refused).toEqual([{ account: "base", reason: "hq-away", left: 0 }]);
});

test("what a sale was granted it keeps when more is refused", async () => {
  const sale = saleOf();
  sale.pointsHeld.set("base", 30);
  const refused = await hold(sale, async () => ({ kind: "refused", reason: "not-enough", left: 20 }));
  expect(refused).toEqual([{ account: "base", reason: "not-enough", left: 30 }]);
});
