import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Journal, openJournal } from "./journal.ts";

let folder: string;
let journal: Journal;
let nowMs: number;
beforeEach(() => {
  nowMs = Date.parse("2026-11-21T10:31:00+01:00");
  folder = mkdtempSync(join(tmpdir(), "tillside-shared-"));
  journal = open();
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});
const open = () => openJournal(join(folder, "journal.db"), { store: "0042", till: "3" }, () => nowMs);

const sale = { key: randomUUID(), transactionId: "17" };
const wanted = (couponId: string, transactionId = "17") => ({
  couponId,
  series: "S",
  transactionId,
  reservation: randomUUID(),
});
const reserve = (couponId: string, transactionId = "17") => journal.reserve(wanted(couponId, transactionId));

test("coupons of a sale that another till has stay its own, over a start of the agent, until HQ says what became of it", () => {
  for (const couponId of ["used", "unused"]) reserve(couponId);
  journal.handOver(sale);
  expect(journal.freeOrphans([])).toBe(0);
  // Its old id may be another sale's by now.
  expect([reserve("used"), reserve("unused", "18")]).toEqual(["reserved-elsewhere", "reserved-elsewhere"]);
  expect(journal.keptFor()).toEqual([sale.key]);
  journal.settleShared(sale.key, ["used"]);
  expect(journal.freeOrphans([])).toBe(0);
  expect([reserve("used"), reserve("unused"), journal.keptFor()]).toEqual(["already-used", "reserved", []]);
});

test("a sale that comes from another till takes its coupons, less those that were used here; what it has left behind is free", () => {
  for (const couponId of ["mine", "withdrawn"]) reserve(couponId);
  journal.handOver(sale);
  reserve("busy", "99");
  const back = { ...sale, transactionId: "88" };
  const arriving = ["mine", "new", "busy"].map((couponId) => wanted(couponId, "88"));
  expect(journal.takeOver(back, arriving)).toEqual([{ couponId: "busy", reason: "reserved-elsewhere" }]);
  // Asked again, after a crash: the same.
  expect(journal.takeOver(back, arriving)).toHaveLength(1);
  expect([reserve("mine"), reserve("new"), reserve("withdrawn")]).toEqual([
    "reserved-elsewhere",
    "reserved-elsewhere",
    "reserved",
  ]);
});

test("cancelled, HQ is told; what another till may have is not free before HQ has answered", () => {
  reserve("sure");
  journal.cancelShared(sale, false);
  reserve("perhaps", "18");
  const other = { key: randomUUID(), transactionId: "18" };
  journal.cancelShared(other, true);
  expect(journal.pending("claims", 10).map(({ kind, body }) => [kind, JSON.parse(body).key])).toEqual([
    ["suspension.cancelled", sale.key],
    ["suspension.cancelled", other.key],
  ]);
  expect([reserve("sure", "19"), reserve("perhaps", "19")]).toEqual(["reserved", "reserved-elsewhere"]);
  journal.settleShared(other.key, []);
  expect(reserve("perhaps", "19")).toBe("reserved");
});

test("a sale that nobody ever hears of again gives its coupons back after nine days", () => {
  reserve("lost");
  journal.handOver(sale);
  nowMs += 8 * 86_400_000;
  journal.restore([], 1);
  expect(reserve("lost", "18")).toBe("reserved-elsewhere");
  nowMs += 2 * 86_400_000;
  journal.restore([], 1);
  expect(reserve("lost", "18")).toBe("reserved");
});

test("what came back is good again where it was used, and where the sale had been; how far was heard survives", () => {
  reserve("there");
  journal.handOver(sale);
  journal.settleShared(sale.key, ["there"]);
  const told = { couponId: "there", till: "4", transactionId: "88", key: sale.key };
  journal.restore([{ ...told, key: null }], 6);
  expect(reserve("there", "18")).toBe("already-used");
  journal.restore([told], 7);
  journal.close();
  journal = open();
  expect([reserve("there", "18"), journal.restoredTo()]).toEqual(["reserved", 7]);
});
