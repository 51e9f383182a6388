import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Authority, Claim, ClaimCall, Granted, Refused } from "../../sync/claims/claims.ts";
import type { Log } from "../log.ts";
import { type Journal, openJournal } from "../store/journal.ts";
import { eventually } from "../testing/patience.ts";
import type { JournalCalls } from "../workers/journal.ts";
import { couponsAlone, pointsAlone } from "./allowances.ts";
import { createGrants } from "./grants.ts";

let folder: string;
let journal: Journal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-grants-"));
  journal = openJournal(join(folder, "journal.db"), { store: "0042", till: "3" });
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});

const call = (async (name: string, argument: unknown) =>
  (journal as unknown as Record<string, (argument: unknown) => unknown>)[name]!(
    argument,
  )) as unknown as JournalCalls["call"];
const log = { info() {}, warning() {}, error() {} } as unknown as Log;
const granted: Granted = { kind: "granted", fence: 1, forMs: 1000 };
const refused = (reason: Refused["reason"]): Refused => ({ kind: "refused", reason });
const away = { kind: "unreachable", message: "away" } as const;

/** Answers always the same, and remembers what it was asked and told. */
function whoSays(
  name: Authority["name"],
  answer: Granted | Refused | typeof away,
  isThere = true,
): Authority & { readonly heard: ClaimCall[] } {
  const heard: ClaimCall[] = [];
  return {
    name,
    heard,
    isThere: () => isThere,
    claim: async (claim: Claim) => {
      heard.push(claim);
      return answer;
    },
    tell: async (owed) => {
      heard.push(...owed);
      return answer.kind === "unreachable" ? away : { kind: "done" };
    },
  };
}
const R = "11111111-2222-4333-8444-555555555555";
const ask = (
  authorities: readonly Authority[],
  alone: { perDay: number } | "refuse" | undefined,
  home?: string,
) =>
  createGrants({ store: "0042", till: "3", authorities, journal: call, log }).ask(
    {
      ...{
        reservation: R,
        transactionId: "t1",
        what: { kind: "coupon", couponId: "k1", series: "S", ...(home && { home }) },
      },
      ...{ customerId: undefined, date: "2026-11-21", alone },
    },
    { leftMs: () => 600 } as never,
  );

test("what lead and HQ both grant is granted; either of them may say no, and the lead's no is enough", async () => {
  const [yes, held, used] = [granted, refused("reserved-elsewhere"), refused("already-used")];
  expect(await ask([whoSays("lead", yes), whoSays("hq", yes)], "refuse")).toEqual({ kind: "granted" });
  expect(await ask([whoSays("lead", held), whoSays("hq", yes)], "refuse")).toMatchObject({
    reason: "reserved-elsewhere",
  });
  expect(await ask([whoSays("lead", yes), whoSays("hq", used)], "refuse")).toMatchObject({
    reason: "already-used",
  });
  const hq = whoSays("hq", used);
  expect(await ask([whoSays("lead", held), hq], "refuse")).toMatchObject({ reason: "reserved-elsewhere" });
  expect(hq.heard).toEqual([]);
});

test("a lead that takes its time is not waited for: HQ is asked as well, and used counts more than held", async () => {
  const hq = whoSays("hq", refused("already-used"));
  const slow = whoSays("lead", refused("reserved-elsewhere"));
  const claim = async (wanted: Claim, withinMs: number) => {
    await eventually(() => expect(hq.heard).toHaveLength(1));
    return slow.claim(wanted, withinMs);
  };
  expect(await ask([{ ...slow, claim }, hq], "refuse")).toMatchObject({ reason: "already-used" });
});

test("HQ is away: what the lead knows to be used is refused, the rest is the allowance's to say", async () => {
  const hq = whoSays("hq", away);
  expect(await ask([whoSays("lead", refused("already-used")), hq], { perDay: 1 })).toMatchObject({
    reason: "already-used",
  });
  expect(await ask([whoSays("lead", granted), hq], "refuse")).toMatchObject({ reason: "hq-away" });
  expect(await ask([whoSays("lead", granted), hq], { perDay: 1 })).toEqual({ kind: "granted" });
  expect(await ask([whoSays("lead", granted), hq], { perDay: 0 })).toMatchObject({ reason: "hq-away" });
  expect(await ask([whoSays("lead", away), hq], undefined)).toEqual({ kind: "granted" });
});

test("a till without HQ asks its lead; one that is in no list and has no HQ asks its journal only", async () => {
  expect(await ask([whoSays("lead", granted)], "refuse")).toEqual({ kind: "granted" });
  const none = whoSays("lead", refused("already-used"), false);
  expect(await ask([none], "refuse")).toEqual({ kind: "granted" });
  expect(none.heard).toEqual([]);
});

test("what the till gave up a moment ago the lead hears before it is asked again", async () => {
  const before = "21111111-2222-4333-8444-555555555555";
  journal.reserve({ couponId: "k1", series: "S", transactionId: "t0", reservation: before, asks: ["lead"] });
  journal.free([{ couponId: "k1", reservation: before }]);
  const lead = whoSays("lead", granted);
  await ask([lead], "refuse");
  expect(lead.heard).toMatchObject([
    { call: "release", reservation: before },
    { call: "claim", reservation: R },
  ]);
  expect(journal.owed(9)).toEqual([]);
});

test("a lead that is away hears how it ended when it is back", async () => {
  journal.reserve({ couponId: "k1", series: "S", transactionId: "t0", reservation: R, asks: ["lead"] });
  journal.free([{ couponId: "k1", reservation: R }]);
  const grants = createGrants({
    store: "0042",
    till: "3",
    authorities: [whoSays("lead", away)],
    journal: call,
    log,
  });
  grants.tell();
  grants.close();
  expect(journal.owed(9)).toHaveLength(1);
  const back = whoSays("lead", granted);
  createGrants({ store: "0042", till: "3", authorities: [back], journal: call, log }).tell();
  await eventually(() => expect(journal.owed(9)).toEqual([]));
  expect(back.heard).toEqual([{ call: "release", reservation: R }]);
});

test("what ends while the lead is being told is told right after", async () => {
  const second = "21111111-2222-4333-8444-555555555555";
  const gaveUp = (couponId: string, reservation: string) => {
    journal.reserve({ couponId, series: "S", transactionId: couponId, reservation, asks: ["lead"] });
    journal.free([{ couponId, reservation }]);
  };
  gaveUp("k1", R);
  const lead = whoSays("lead", granted);
  const slow: Authority = {
    ...lead,
    async tell(owed, deadlineMs) {
      // A customer goes at this very moment, and the till says so at once.
      if (lead.heard.length === 0) {
        gaveUp("k2", second);
        grants.tell();
      }
      return lead.tell(owed, deadlineMs);
    },
  };
  const grants = createGrants({ store: "0042", till: "3", authorities: [slow], journal: call, log });
  grants.tell();
  await eventually(() => expect(lead.heard).toHaveLength(2));
  await eventually(() => expect(journal.owed(9)).toEqual([]));
  grants.close();
});

test("HQ is away: what is homed here its lead grants by the store's lease, and no allowance is used up", async () => {
  const own: Granted = { ...granted, atHome: true };
  expect(await ask([whoSays("lead", own), whoSays("hq", away)], "refuse", "0042")).toEqual({
    kind: "granted",
  });
  expect(await ask([whoSays("lead", granted), whoSays("hq", away)], "refuse", "0042")).toMatchObject({
    reason: "hq-away",
  });
  // Of another home it is no lease of theirs.
  expect(await ask([whoSays("lead", own), whoSays("hq", away)], "refuse", "0043")).toMatchObject({
    reason: "hq-away",
  });
  expect(await ask([whoSays("lead", away), whoSays("hq", away)], { perDay: 1 }, "0042")).toEqual({
    kind: "granted",
  });
});

test("an allowance that the journal can't count is not given: what was said before can't be lost more often", async () => {
  journal.close();
  expect(await ask([whoSays("hq", away)], { perDay: 9 })).toEqual({ kind: "refused", reason: "hq-away" });
  journal = openJournal(join(folder, "journal.db"), { store: "0042", till: "3" });
  expect(await ask([whoSays("hq", away)], { perDay: 9 })).toEqual({ kind: "granted" });
});

test("an allowance that only a newer Tillside understands is refused, one that HQ has not set has no end", () => {
  const all = {
    coupons: { S: { perHour: 3 }, T: { worthCents: 500, perTillAndDay: 2, perCardCents: 1100 }, U: "refuse" },
    points: { base: { perWeek: 1 }, gold: { worthCentsPerHundred: 100, perTillAndDay: 300, perCard: 50 } },
  };
  expect(["S", "T", "U", "V"].map((series) => couponsAlone(all, series))).toEqual([
    "refuse",
    { perDay: 2, perOutage: undefined, perCard: 2 },
    "refuse",
    undefined,
  ]);
  expect(["base", "gold", "toString"].map((account) => pointsAlone(all, account))).toEqual([
    "refuse",
    { perDay: 300, perOutage: undefined, perCard: 50 },
    undefined,
  ]);
});

test("HQ grants what the home may have used: that is an allowance's, but at home the lead's word makes it sure", async () => {
  const silent: Granted = { ...granted, doubt: "home-silent" };
  expect(await ask([whoSays("lead", granted), whoSays("hq", silent)], "refuse", "0043")).toMatchObject({
    kind: "refused",
  });
  expect(await ask([whoSays("lead", granted), whoSays("hq", silent)], { perDay: 1 }, "0043")).toEqual({
    kind: "granted",
  });
  expect(await ask([whoSays("lead", granted), whoSays("hq", silent)], "refuse", "0042")).toEqual({
    kind: "granted",
  });
});

test("the home's lead can't be asked although it has the lease: refused at its own tills too", async () => {
  const beside: Granted = { ...granted, doubt: "home-not-asked" };
  expect(await ask([whoSays("lead", away), whoSays("hq", beside)], undefined, "0042")).toMatchObject({
    reason: "held-at-home",
  });
  expect(await ask([whoSays("lead", granted), whoSays("hq", beside)], "refuse", "0042")).toEqual({
    kind: "granted",
  });
});
