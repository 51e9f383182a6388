import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SaleToCommit } from "./journal.ts";
import { type Journal, openJournal } from "./journal.ts";

let folder: string;
let journal: Journal;
let nowMs: number;
const open = () => openJournal(join(folder, "journal.db"), { store: "0042", till: "3" }, () => nowMs);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-claims-"));
  nowMs = 1000;
  journal = open();
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

const R = ["1", "2", "3"].map((n) => `${n}1111111-2222-4333-8444-555555555555`) as [string, string, string];
const reserve = (transactionId: string, reservation: string, couponId = "k1") =>
  journal.reserve({ couponId, series: "S", transactionId, reservation, asks: ["lead", "hq"] });
const told = () => journal.pending("claims", 100).map(({ kind, body }) => ({ kind, ...JSON.parse(body) }));
const commit = (transactionId: string, more: Partial<SaleToCommit> = {}) =>
  journal.commitSale({
    completionHash: `hash ${transactionId}`,
    sale: {
      transactionId,
      receipt: "R",
      applied: [],
      context: { customer: { id: "c1" } },
    } as unknown as SaleToCommit["sale"],
    definitions: [],
    points: [],
    redeemed: [],
    answer: {},
    ...more,
  });
const paidWith = (transactionId: string) =>
  commit(transactionId, { redeemed: [{ couponId: "k1", series: "S", unique: true }] });
const points = (transactionId: string, wanted: number, balance = 100) =>
  journal.holdPoints({
    transactionId,
    what: {
      ...{ kind: "points", customerId: "c1", account: "base", points: wanted, balance, balanceAtMs: 7 },
    },
    asks: ["hq"],
  });

test("a coupon that is paid with: HQ hears of its claim with the use, the lead by a settle that is owed until it is told", () => {
  reserve("t1", R[0]);
  paidWith("t1");
  expect(told()).toMatchObject([{ kind: "coupon.redeemed", couponId: "k1", reservation: R[0] }]);
  const settle = { call: "settle", reservation: R[0], saleId: told()[0]!.saleId, thing: "coupon k1" };
  journal.close();
  journal = open();
  expect(journal.owed(9)).toEqual([settle]);
  journal.told([R[0]]);
  expect(journal.owed(9)).toEqual([]);
});

test("a coupon that leaves its sale is released, once, however it left", () => {
  reserve("t1", R[0]);
  journal.free([{ couponId: "k1", reservation: R[0] }]);
  reserve("t2", R[1]);
  // Shown, and in the sale when the till went out; not among what it booked.
  commit("t2");
  reserve("t3", R[2]);
  expect(journal.freeOrphans([])).toBe(1);
  expect(journal.freeOrphans([])).toBe(0);
  const released = R.map((reservation) => ({ kind: "claim.released", reservation }));
  expect(told()).toEqual(released);
  expect(journal.owed(9)).toEqual(R.map((reservation) => ({ call: "release", reservation })));
});

test("a coupon that nobody else was asked for says nothing of a claim", () => {
  journal.reserve({ couponId: "k1", series: "S", transactionId: "t1", reservation: R[0] });
  paidWith("t1");
  expect(told()).toEqual([
    { kind: "coupon.redeemed", couponId: "k1", series: "S", saleId: expect.any(String), customerId: "c1" },
  ]);
  expect(journal.owed(9)).toEqual([]);
});

test("a sale that went to another till keeps its claim until it is over there, and has it again when it comes back", () => {
  const key = R[2];
  reserve("t1", R[0]);
  journal.handOver({ key, transactionId: "t1" });
  journal.freeOrphans([]);
  expect(told()).toEqual([]);
  journal.takeOver({ key, transactionId: "t9" }, [
    { couponId: "k1", series: "S", transactionId: "t9", reservation: R[1] },
  ]);
  expect(told()).toEqual([]);
  paidWith("t9");
  expect(told()).toMatchObject([{ kind: "coupon.redeemed", reservation: R[0] }]);
});

test("a sale that ended at another till: its claim is over here too", () => {
  const key = R[2];
  reserve("t1", R[0]);
  journal.handOver({ key, transactionId: "t1" });
  journal.settleShared(key, ["k1"]);
  expect(told()).toEqual([{ kind: "claim.released", reservation: R[0] }]);
});

test("two open sales of a till can't hold the same points; more takes the place of less", () => {
  const first = points("t1", 60);
  expect(first).toMatchObject({ kind: "held", what: { points: 60, balance: 100 } });
  expect(points("t2", 50)).toEqual({ kind: "short", left: 40 });
  expect(points("t2", 40)).toMatchObject({ kind: "held", what: { balance: 40 } });
  const more = points("t1", 60);
  expect(more).toMatchObject({ reservation: (first as { reservation: string }).reservation });
});

test("points that HQ refuses go back to what the sale had, and to nothing with a word to HQ", () => {
  const { reservation } = points("t1", 30) as { reservation: string };
  points("t1", 60);
  journal.holdLess(reservation, 30);
  expect(points("t2", 70)).toMatchObject({ kind: "held" });
  expect(told()).toEqual([]);
  journal.holdLess(reservation, 0);
  expect(told()).toEqual([{ kind: "claim.released", reservation }]);
});

test("points that are paid with are told with the balance that was known; what a sale held and did not use is free", () => {
  const { reservation } = points("t1", 60) as { reservation: string };
  commit("t1", { burnt: [{ account: "base", points: 50, balance: 100, balanceAtMs: 7 }] });
  points("t2", 10);
  commit("t2");
  expect(told()).toMatchObject([
    { kind: "points.used", customerId: "c1", account: "base", points: 50, balance: 100, reservation },
    { kind: "claim.released" },
  ]);
  points("t3", 10);
  journal.freePoints(["t3"]);
  points("t4", 10);
  expect([journal.freeOrphans(["t4"]), journal.freeOrphans([])]).toEqual([0, 1]);
});

test("what is accepted while nobody can be asked is counted by day, by outage and by card, also over a restart", () => {
  let n = 0;
  const alone = (day: string, customerId?: string, most = { perDay: 2, perOutage: 3, perCard: 1 }) => {
    n += 1;
    return journal.alone({ reservation: `r${n}`, of: "coupon S", customerId, day, amount: 1, most });
  };
  expect([alone("2026-11-21"), alone("2026-11-21"), alone("2026-11-21")]).toEqual([
    "granted",
    "granted",
    "used-up",
  ]);
  journal.close();
  journal = open();
  expect([alone("2026-11-22", "c1"), alone("2026-11-22")]).toEqual(["granted", "used-up"]);
  // HQ is heard of: another outage begins with the next.
  nowMs += 1000;
  journal.settle("claims", 0);
  nowMs += 1000;
  expect([alone("2026-11-22", "c1"), alone("2026-11-22", "c2"), alone("2026-11-22", "c2")]).toEqual([
    "used-up",
    "granted",
    "used-up",
  ]);
});

const YEAR_MS = 365 * 86_400_000;
let asked = 0;
const alone = (perOutage: number) => {
  asked += 1;
  const use = { of: "coupon S", customerId: undefined, day: `day ${asked}`, amount: 1, most: { perOutage } };
  return journal.alone({ reservation: `r${asked}`, ...use });
};

test("what was accepted alone by a clock a year ahead is over with HQ's next word, not in a year", () => {
  nowMs += YEAR_MS;
  expect([alone(1), alone(1)]).toEqual(["granted", "used-up"]);
  nowMs -= YEAR_MS;
  expect(alone(1)).toBe("used-up");
  nowMs += 1000;
  journal.settle("claims", 0);
  nowMs += 1000;
  expect([alone(1), alone(1)]).toEqual(["granted", "used-up"]);
});

test("HQ heard by a clock a year ahead opens no allowance without end when the clock is right again", () => {
  nowMs += YEAR_MS;
  journal.settle("claims", 0);
  nowMs -= YEAR_MS;
  expect([alone(2), alone(2), alone(2)]).toEqual(["granted", "granted", "used-up"]);
  nowMs += 1000;
  journal.settle("claims", 0);
  nowMs += 1000;
  expect(alone(1)).toBe("granted");
});

test("an allowance counts what sales used and hold, not what left them unused", () => {
  const most = { perDay: 1 };
  const alone = (reservation: string) =>
    journal.alone({ reservation, of: "coupon S", customerId: undefined, day: "2026-11-21", amount: 1, most });
  reserve("t1", R[0]);
  expect([alone(R[0]), alone(R[0]), alone(R[1])]).toEqual(["granted", "granted", "used-up"]);
  journal.free([{ couponId: "k1", reservation: R[0] }]);
  reserve("t2", R[1]);
  expect(alone(R[1])).toBe("granted");
  paidWith("t2");
  expect(alone(R[2])).toBe("used-up");
});

test("points accepted alone count as many as were paid with, also when the sale is over; the rest is there again", () => {
  const alone = (reservation: string, amount: number, perDay = 100) => {
    const of = { of: "points base", customerId: "c1", day: "2026-11-21", amount, most: { perDay } };
    return journal.alone({ reservation, ...of });
  };
  const held = points("t1", 80, 300);
  const reservation = held.kind === "held" ? held.reservation : "";
  expect(alone(reservation, 80)).toBe("granted");
  commit("t1", { burnt: [{ account: "base", points: 50, balance: 300, balanceAtMs: 7 }] });
  // Its release is said again, as after a crash: what was paid stays counted.
  journal.freePoints(["t1"]);
  journal.freeOrphans([]);
  expect([alone(R[0], 51), alone(R[1], 50)]).toEqual(["used-up", "granted"]);
});
