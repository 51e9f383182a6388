import { expect, test } from "vitest";
import type { ClaimCall } from "../claims/claims.ts";
import { openBook } from "./book.ts";
import { newDisk } from "./laws/disk.ts";
import { seatsOf } from "./members.ts";
import { type Node, openNode } from "./node.ts";
import type { Row } from "./row.ts";
import { step } from "./step.ts";
import { ELECTION, HEARTBEAT, LEASE, RANK } from "./ticks.ts";
import type { Entry, Event, List, Message, Out } from "./words.ts";

/** A store whose tills hear each other at once, unless they are cut off. */
function storeOf(...tills: string[]) {
  const disks = new Map(tills.map((till) => [till, newDisk(`life of ${till}`)]));
  const nodes = new Map<string, Node>();
  const cut = new Set<string>();
  const list: List = { tills };
  const heard: Out["answers"][number][] = [];
  const underWay: { from: string; to: string; message: Message }[] = [];
  const store = {
    list,
    cut,
    node: (till: string) => nodes.get(till)!,
    leads: () => [...nodes.values()].filter(({ role }) => role.kind === "lead").map(({ till }) => till),
    start(till: string) {
      nodes.set(till, openNode(till, disks.get(till)!.kept()));
      store.happens(till, { kind: "list", list: store.list });
    },
    stop: (till: string) => nodes.delete(till),
    loseFile: (till: string) => disks.set(till, newDisk(`another life of ${till}`)),
    happens(till: string, event: Event) {
      store.one(till, event);
      for (let next = underWay.shift(); next !== undefined; next = underWay.shift())
        if (!cut.has(next.from) && !cut.has(next.to))
          store.one(next.to, { kind: "message", message: next.message });
    },
    one(till: string, event: Event) {
      const node = nodes.get(till);
      if (node === undefined) return;
      const out = step(node, [event]);
      disks.get(till)!.keep(out.keep);
      heard.push(...out.answers);
      underWay.push(...out.send.map((sent) => ({ from: till, ...sent })));
    },
    tick(count: number) {
      for (let tick = 0; tick < count; tick += 1)
        for (const till of [...nodes.keys()]) store.happens(till, { kind: "ticks", count: 1 });
    },
    /** What a till is told that asks there. */
    ask(at: string, call: ClaimCall, till = at) {
      const id = heard.length + 1_000;
      store.happens(at, { kind: "ask", id, till, call, atMs: 1_800_000_000_000 });
      return heard.find((one) => one.id === id)?.answer;
    },
  };
  for (const till of tills) store.start(till);
  return store;
}

const ID = "00000000-0000-4000-8000-00000000000";
const claim = (reservation: number, couponId = "C"): ClaimCall => ({
  call: "claim",
  reservation: `${ID}${reservation}`,
  till: "1",
  transactionId: `T${reservation}`,
  what: { kind: "coupon", couponId, series: "s" },
});
const points = (
  till: string,
  reservation: number,
  count: number,
  balance = 100,
  balanceAtMs = 0,
): ClaimCall => ({
  ...(claim(reservation) as Extract<ClaimCall, { call: "claim" }>),
  till,
  what: { kind: "points", customerId: "c", account: "a", points: count, balance, balanceAtMs },
});
const release = (reservation: number): ClaimCall => ({ call: "release", reservation: `${ID}${reservation}` });
const settle = (reservation: number, used?: number): ClaimCall => ({
  call: "settle",
  reservation: `${ID}${reservation}`,
  saleId: "S",
  ...(used === undefined ? {} : { points: used }),
});

const AWHILE = ELECTION + 6 * RANK;

test("a till that HQ's list leaves out while it asks for the first votes founds nothing", () => {
  const third = openNode("3", newDisk("life").kept());
  step(third, [{ kind: "list", list: { tills: ["1", "2", "3"] } }]);
  const { send } = step(third, [{ kind: "ticks", count: third.standAt }]);
  const { term } = send[0]!.message as Extract<Message, { kind: "vote" }>;
  step(third, [{ kind: "list", list: { tills: ["1", "2", "4"] } }]);
  const yes = { kind: "voted", from: "1#life", asked: term, would: true, yes: true, term: 0 } as const;
  expect(step(third, [{ kind: "message", message: yes }]).keep).toEqual([]);
  expect(third.role.kind).toBe("candidate");
});

test("of a store's tills the first leads, and grants a coupon to one sale", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  expect(store.leads()).toEqual(["1"]);
  expect(store.ask("1", claim(1))).toMatchObject({ kind: "granted" });
  expect(store.ask("1", claim(2))).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
  expect(store.ask("1", claim(1))).toEqual(store.ask("1", claim(1)));
  expect(store.ask("1", release(1))).toEqual({ kind: "done" });
  expect(store.ask("1", claim(2))).toMatchObject({ kind: "granted" });
  expect(store.ask("1", settle(2))).toEqual({ kind: "done" });
  expect(store.ask("1", claim(3))).toEqual({ kind: "refused", reason: "already-used" });
});

test("who asks a till that does not lead is told who does", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  expect(store.ask("3", claim(1))).toEqual({ kind: "not-lead", lead: "1" });
});

test("the lead is switched off: another one leads, and what was granted is still held", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  const before = store.ask("1", claim(1)) as { fence: number };
  store.stop("1");
  store.tick(AWHILE);
  expect(store.leads()).toEqual(["2"]);
  expect(store.ask("2", claim(2))).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
  expect(store.ask("2", claim(1))).toEqual(before);
  store.ask("2", release(1));
  const after = store.ask("2", claim(2)) as { fence: number };
  expect(after.fence).toBeGreaterThan(before.fence);
});

test("a lead that is cut off answers nobody once its lease is over, before another can lead", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  store.ask("1", claim(1));
  store.cut.add("1");
  store.tick(LEASE - HEARTBEAT - 1);
  // From what is decided already it may still answer.
  expect(store.ask("1", claim(2))).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
  // A grant it can't: nobody has it but itself.
  expect(store.ask("1", claim(3, "D"))).toBeUndefined();
  store.tick(HEARTBEAT + 2);
  expect(store.ask("1", claim(2))).toEqual({ kind: "not-lead", lead: undefined });
  expect(store.leads()).toEqual(["1"]);
  store.tick(AWHILE);
  expect(store.leads()).toEqual(["2"]);
  store.cut.clear();
  store.tick(AWHILE);
  expect(store.leads()).toEqual(["2"]);
  expect(store.node("1").term).toBe(store.node("2").term);
});

test("a till that was cut off comes back without making a stir", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  store.cut.add("3");
  store.tick(20 * AWHILE);
  store.cut.clear();
  store.tick(AWHILE);
  expect(store.leads()).toEqual(["1"]);
  expect(store.node("1").term).toBe(1);
});

test("of two tills only HQ's first leads; the other has a copy, and takes over by hand", () => {
  const store = storeOf("1", "2");
  store.tick(AWHILE);
  expect(store.leads()).toEqual(["1"]);
  const before = store.ask("1", claim(1)) as { fence: number };
  store.stop("1");
  store.tick(20 * AWHILE);
  expect(store.leads()).toEqual([]);
  store.happens("2", { kind: "take-over" });
  expect(store.leads()).toEqual(["2"]);
  store.tick(1);
  expect(store.ask("2", claim(2))).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
  const later = store.ask("2", claim(3, "D")) as { fence: number };
  expect(later.fence).toBeGreaterThan(before.fence);
});

test("after a take-over by hand the old lead comes back, takes the other's book and leads again", () => {
  const store = storeOf("1", "2");
  store.tick(AWHILE);
  store.ask("1", claim(1));
  store.stop("1");
  store.happens("2", { kind: "take-over" });
  store.tick(1);
  const granted = store.ask("2", claim(2, "D")) as { fence: number };
  store.start("1");
  store.tick(3 * AWHILE);
  expect(store.leads()).toEqual(["1"]);
  expect(store.ask("1", claim(2, "D"))).toEqual(granted);
  expect(store.ask("1", claim(3, "D"))).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
});

test("what an old lead decides beside a take-over does not outlive their meeting", () => {
  const store = storeOf("1", "2");
  store.tick(AWHILE);
  store.cut.add("1");
  store.tick(LEASE + 1);
  store.happens("2", { kind: "take-over" });
  store.ask("1", claim(1));
  store.ask("1", claim(2, "D"));
  store.tick(1);
  expect(store.ask("2", claim(3))).toMatchObject({ kind: "granted" });
  store.cut.clear();
  store.tick(5 * AWHILE);
  const [lead] = store.leads();
  expect(store.leads()).toHaveLength(1);
  expect(store.ask(lead!, claim(4))).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
  expect(store.ask(lead!, claim(3))).toMatchObject({ kind: "granted" });
  expect(store.ask(lead!, claim(5, "D"))).toMatchObject({ kind: "granted" });
});

test("a till of two that lost its file does not begin anew beside the copy", () => {
  const store = storeOf("1", "2");
  store.tick(AWHILE);
  store.ask("1", claim(1));
  store.stop("1");
  store.loseFile("1");
  store.start("1");
  store.tick(20 * AWHILE);
  expect(store.leads()).toEqual([]);
  store.happens("2", { kind: "take-over" });
  store.tick(3 * AWHILE);
  expect(store.leads()).toEqual(["1"]);
  expect(store.ask("1", claim(2))).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
});

test("a till that lost its file votes again only when the others have taken it back", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  store.stop("3");
  store.ask("1", claim(1));
  // Only 1 and 2 have it. Now 2 forgets, 1 is off, and 3 has an old log: together they must not lead.
  store.stop("2");
  store.loseFile("2");
  store.stop("1");
  store.start("2");
  store.start("3");
  store.tick(20 * AWHILE);
  expect(store.leads()).toEqual([]);
  store.start("1");
  store.tick(3 * AWHILE);
  expect(store.leads()).toHaveLength(1);
  expect(store.ask(store.leads()[0]!, claim(2))).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
});

test("HQ lists more tills: those that are to vote do, once they have everything", () => {
  const store = storeOf("1", "2", "3", "4", "5");
  for (const till of ["1", "2", "3", "4", "5"])
    store.happens(till, { kind: "list", list: { tills: ["1", "2", "3"] } });
  store.tick(AWHILE);
  expect(store.node("1").book.page().voters).toHaveLength(3);
  for (const till of ["1", "2", "3", "4", "5"]) store.happens(till, { kind: "list", list: store.list });
  store.tick(AWHILE);
  expect(store.node("1").book.page().voters).toHaveLength(5);
  for (const till of ["2", "3", "4", "5"])
    store.happens(till, { kind: "list", list: { tills: ["3", "4", "5"] } });
  store.happens("1", { kind: "list", list: { tills: ["3", "4", "5"] } });
  store.tick(3 * AWHILE);
  expect(store.leads()).toEqual(["3"]);
  expect(
    store
      .node("3")
      .book.page()
      .voters.map((voter) => voter.at(0))
      .sort(),
  ).toEqual(["3", "4", "5"]);
});

test("who votes: one of two tills, three of four, five of sixteen", () => {
  const tills = Array.from({ length: 16 }, (_, at) => `${at + 1}`);
  expect(seatsOf({ tills: ["1"] })).toEqual({ voters: ["1"], copies: [] });
  expect(seatsOf({ tills: ["1", "2"] })).toEqual({ voters: ["1"], copies: ["2"] });
  expect(seatsOf({ tills: tills.slice(0, 4) }).voters).toEqual(["1", "2", "3"]);
  expect(seatsOf({ tills }).voters).toHaveLength(5);
});

test("a book that comes from one lead and then from another is the other's, whole", () => {
  const node = openNode("3", newDisk("life of 3").kept());
  const row = (thing: string): Row => ({ thing, kind: "ended", atMs: 1 });
  const page = { index: 9, term: 1, voters: ["1#a", "2#b"], line: 1 };
  const part = (from: string, term: number, offset: number, rows: readonly Row[], last: boolean) => {
    const message = { kind: "install", from, line: 1, term, page, offset, rows, last, tick: 1 } as const;
    return step(node, [{ kind: "message", message }]).send[0]?.message;
  };
  expect(part("1#a", 2, 0, [row("A"), row("B")], false)).toMatchObject({ installed: 2 });
  expect(part("2#b", 3, 0, [row("C"), row("A")], false)).toMatchObject({ installed: 2 });
  expect(part("2#b", 3, 2, [row("B")], true)).toMatchObject({ matched: 9 });
  expect([...node.book.rows()].map(({ thing }) => thing).sort()).toEqual(["A", "B", "C"]);
});

test("what is sent before a coupon was given back, and comes after, does not hold it again", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  store.ask("1", claim(1));
  store.ask("1", release(1));
  expect(store.ask("1", claim(1))).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
  store.ask("1", release(2));
  expect(store.ask("1", claim(2))).toMatchObject({ kind: "refused" });
  expect(store.ask("1", claim(3))).toMatchObject({ kind: "granted" });
});

test("what was used while no lead was reached is used from when the lead hears of it", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  store.ask("1", { ...(settle(1) as Extract<ClaimCall, { call: "settle" }>), thing: "coupon C" });
  expect(store.ask("1", claim(2))).toEqual({ kind: "refused", reason: "already-used" });
  store.ask("1", { ...(settle(3, 60) as Extract<ClaimCall, { call: "settle" }>), thing: "points c a" });
  expect(store.ask("1", points("2", 4, 50))).toEqual({ kind: "refused", reason: "not-enough", left: 40 });
});

test("what HQ says another till has used is missing at the till that brings HQ's word too", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  const told = settle(3, 60) as Extract<ClaimCall, { call: "settle" }>;
  store.ask("1", { ...told, thing: "points c a", till: "0043/1" });
  for (const till of ["1", "2"])
    expect(store.ask("1", points(till, 4, 50))).toEqual({ kind: "refused", reason: "not-enough", left: 40 });
});

test("what HQ has granted takes its place in the book: the sale that held it there has it no more, and gives back nothing", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  const byHq = (call: ClaimCall) => store.ask("1", { ...call, till: "0043/1", isGranted: true } as ClaimCall);
  store.ask("1", claim(1));
  expect(byHq(claim(2))).toMatchObject({ kind: "granted" });
  store.ask("1", release(1));
  expect(store.ask("1", claim(3))).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
  // Used is used, and over is over, whoever says otherwise.
  store.ask("1", settle(2));
  expect(byHq(claim(4))).toEqual({ kind: "refused", reason: "already-used" });
  expect(byHq(claim(1))).toMatchObject({ kind: "refused" });
  store.ask("1", points("1", 5, 80));
  expect(byHq(points("1", 6, 60))).toMatchObject({ kind: "granted" });
  store.ask("1", release(5));
  expect(store.ask("1", points("2", 7, 50))).toEqual({ kind: "refused", reason: "not-enough", left: 40 });
});

test("points: what other sales hold and what other tills spent is not left", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  expect(store.ask("1", points("1", 1, 60))).toMatchObject({ kind: "granted" });
  expect(store.ask("1", points("2", 2, 50))).toEqual({ kind: "refused", reason: "not-enough", left: 40 });
  // The same sale wants more: that takes the place of what it had.
  expect(store.ask("1", points("1", 1, 80))).toMatchObject({ kind: "granted" });
  expect(store.ask("1", settle(1, 70))).toEqual({ kind: "done" });
  expect(store.ask("1", points("2", 2, 50))).toEqual({ kind: "refused", reason: "not-enough", left: 30 });
  // HQ has reckoned since, long enough after.
  const later = points("3", 3, 30, 30, 1_800_000_000_000 + 2 * 3_600_000);
  expect(store.ask("1", later)).toMatchObject({ kind: "granted" });
});

test("a hold ends by itself only after a week of sweeps, and no clock that is years ahead shortens that", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  store.ask("1", claim(1));
  const day = 86_400_000;
  store.happens("1", { kind: "sweep", atMs: 1_800_000_000_000 });
  store.happens("1", { kind: "sweep", atMs: 1_800_000_000_000 + 1000 * day });
  store.tick(HEARTBEAT);
  expect(store.ask("1", claim(2))).toMatchObject({ kind: "refused" });
  for (let hour = 0; hour <= 8 * 24; hour += 1)
    store.happens("1", { kind: "sweep", atMs: 1_800_000_000_000 + (hour * day) / 24 });
  store.tick(HEARTBEAT);
  expect(store.ask("1", claim(2))).toMatchObject({ kind: "granted" });
});

test("a lead whose clock was a month ahead from its first hour ends no fresh hold for longer than a day after it is set right", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  const [day, right] = [86_400_000, 1_800_000_000_000];
  store.happens("1", { kind: "sweep", atMs: right + 30 * day });
  for (let hour = 0; hour <= 24; hour += 1)
    store.happens("1", { kind: "sweep", atMs: right + (hour * day) / 24 });
  store.ask("1", claim(1));
  store.happens("1", { kind: "sweep", atMs: right + 2 * day });
  store.tick(HEARTBEAT);
  expect(store.ask("1", claim(2))).toMatchObject({ kind: "refused", reason: "reserved-elsewhere" });
});

test("a lead whose clock began at 1970 for a day keeps nothing for much longer than a month", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  const [day, right] = [86_400_000, 1_800_000_000_000];
  store.happens("1", { kind: "sweep", atMs: right });
  for (let hour = 1; hour <= 24; hour += 1) store.happens("1", { kind: "sweep", atMs: hour * 3_600_000 });
  store.ask("1", claim(1));
  for (let hour = 0; hour <= 35 * 24; hour += 1)
    store.happens("1", { kind: "sweep", atMs: right + day + (hour * day) / 24 });
  store.tick(HEARTBEAT);
  expect(store.ask("1", claim(2))).toMatchObject({ kind: "granted" });
});

test("a book whose first lead had a clock of 2010 is in the present with the first right one, and ends no fresh hold for it", () => {
  const book = openBook();
  const [day, right, wrong] = [86_400_000, 1_800_000_000_000, Date.parse("2010-01-01T00:00:00Z")];
  let index = 0;
  const turn = (order: Entry["order"]) => {
    index += 1;
    return book.turn({ index, term: 1, order });
  };
  const asks = (call: ClaimCall, till: string, atMs: number) => turn({ kind: "call", call, till, atMs });
  turn({ kind: "sweep", atMs: wrong });
  asks(claim(1), "1", wrong + 1);
  asks(settle(1), "1", wrong + 2);
  asks(claim(2, "D"), "1", wrong + 3);
  // Of a sale that nobody ever ended, two years ago by a right clock.
  asks(claim(3, "E"), "1", right - 700 * day);
  turn({ kind: "sweep", atMs: right });
  expect(book.row("clock")).toMatchObject({ atMs: right });
  expect(asks(claim(4), "2", right + 1)).toEqual({ kind: "refused", reason: "already-used" });
  expect(asks(claim(5, "D"), "2", right + 1)).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
  // From here on all goes as ever: a week later a hold of which nothing is heard is over.
  for (let hour = 1; hour <= 7 * 24 + 1; hour += 1) turn({ kind: "sweep", atMs: right + (hour * day) / 24 });
  expect(asks(claim(6, "D"), "2", right + 8 * day)).toMatchObject({ kind: "granted" });
  expect(asks(claim(7, "E"), "2", right + 8 * day)).toMatchObject({ kind: "granted" });
  expect(asks(claim(8), "2", right + 8 * day)).toEqual({ kind: "refused", reason: "already-used" });
});

test("what was held in the first hour under a clock of 2010 stands when the first sweep comes with a right one", () => {
  const book = openBook();
  const call = claim(1);
  book.turn({
    index: 1,
    term: 1,
    order: { kind: "call", call, till: "1", atMs: Date.parse("2010-01-01T00:00:00Z") },
  });
  book.turn({ index: 2, term: 1, order: { kind: "sweep", atMs: 1_800_000_000_000 } });
  expect(book.known(claim(2))).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
});

test("a lead whose clock has fallen back to 2010 forgets neither a coupon that was used nor one that a sale holds", () => {
  const book = openBook();
  const [right, fallen] = [1_800_000_000_000, Date.parse("2010-01-01T00:00:00Z")];
  let index = 0;
  const turn = (order: Entry["order"]) => {
    index += 1;
    return book.turn({ index, term: 1, order });
  };
  const asks = (call: ClaimCall, till: string) => turn({ kind: "call", call, till, atMs: fallen });
  turn({ kind: "sweep", atMs: right });
  asks(claim(1), "1");
  asks(settle(1), "1");
  asks(claim(2, "D"), "1");
  turn({ kind: "sweep", atMs: fallen + 3_600_000 });
  expect(asks(claim(3), "2")).toEqual({ kind: "refused", reason: "already-used" });
  expect(asks(claim(4, "D"), "2")).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
});

test("what a coupon was used for came back: it is free again, and not if another sale has used it since", () => {
  const book = openBook();
  let index = 0;
  const turn = (call: ClaimCall) => {
    index += 1;
    return (
      book.known(call) ?? book.turn({ index, term: 1, order: { kind: "call", call, till: "1", atMs: 1 } })
    );
  };
  const thing = "coupon C";
  const reservation = (number: number) => `00000000-0000-4000-8000-00000000009${number}`;
  const wanted = (number: number): ClaimCall => ({
    ...{ call: "claim", reservation: reservation(number), till: "1", transactionId: "T" },
    what: { kind: "coupon", couponId: "C", series: "s" },
  });
  const back = { call: "restored", reservation: reservation(9), thing, saleId: "s1" } as const;
  turn(wanted(1));
  turn({ call: "settle", reservation: reservation(1), saleId: "s1" });
  expect(turn(wanted(2))).toMatchObject({ reason: "already-used" });
  turn(back);
  expect(turn(wanted(3))).toMatchObject({ kind: "granted" });
  turn({ call: "settle", reservation: reservation(3), saleId: "s2" });
  turn(back);
  expect(turn(wanted(4))).toMatchObject({ reason: "already-used" });
});

/** What a till says that lets another lead, or has an entry. */
const said = (node: Node, message: Record<string, unknown>): Event => ({
  kind: "message",
  message: { line: node.book.page().line, term: node.term, ...message } as unknown as Message,
});
const answers = (out: Out) => out.send.map(({ message }) => message);

test("a till votes for one in a term, and has its vote on the disk before it is told", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  const voter = store.node("3");
  step(voter, [{ kind: "ticks", count: ELECTION }]);
  const term = voter.term + 1;
  const stands = (from: string) =>
    said(voter, { kind: "vote", from, term, would: false, lastIndex: 99, lastTerm: voter.log.lastTerm() });
  const first = step(voter, [stands("1#life of 1")]);
  expect(answers(first)).toMatchObject([{ kind: "voted", yes: true }]);
  expect(first.keep).toContainEqual({ kind: "standing", term, vote: "1#life of 1" });
  expect(answers(step(voter, [stands("2#life of 2")]))).toMatchObject([{ yes: false }]);
  expect(answers(step(voter, [stands("1#life of 1")]))).toMatchObject([{ yes: true }]);
});

test("a new lead answers, and decides what an earlier one left, only when a majority that votes has its own first entry", () => {
  const store = storeOf("1", "2", "3");
  store.tick(AWHILE);
  for (const till of ["2", "3"]) store.stop(till);
  expect(store.ask("1", claim(1)), "nobody else has it").toBeUndefined();
  const node = store.node("1");
  const [decided, undecided] = [node.book.page().index, node.log.lastIndex()];
  expect(undecided).toBe(decided + 1);
  step(node, [{ kind: "ticks", count: 2 * ELECTION }]);
  step(node, [{ kind: "ticks", count: AWHILE }]);
  const from = "3#life of 3";
  const yes = (would: boolean, asked: number) => said(node, { kind: "voted", from, asked, would, yes: true });
  step(node, [yes(true, node.term + 1)]);
  step(node, [yes(false, node.term)]);
  expect([node.role.kind, node.log.lastIndex()]).toEqual(["lead", undecided + 1]);
  const has = (matched: number, by = from) =>
    step(node, [said(node, { kind: "appended", from: by, matched, decided, tick: node.now })]);
  // Of an earlier term: who has it may yet take another in its place.
  has(undecided);
  expect(node.book.page().index).toBe(decided);
  const ask = (id: number) => step(node, [{ kind: "ask", id, till: "1", call: claim(2), atMs: 1 }]).answers;
  expect(ask(7)).toMatchObject([{ answer: { kind: "not-lead" } }]);
  // A till that lost its file has no vote, whatever it has by now.
  has(undecided + 1, "2#another life");
  expect(node.book.page().index).toBe(decided);
  has(undecided + 1);
  expect(node.book.page().index).toBe(undecided + 1);
  expect(ask(8)).toEqual([{ id: 8, answer: { kind: "refused", reason: "reserved-elsewhere" } }]);
});

test("a coupon that two sales used although all was asked stays the first one's", () => {
  const book = openBook();
  let index = 0;
  const told = (call: ClaimCall) => {
    index += 1;
    return book.turn({ index, term: 1, order: { kind: "call", call, till: "1", atMs: 1 } });
  };
  const thing = "coupon C";
  told({ ...(settle(1) as Extract<ClaimCall, { call: "settle" }>), thing, saleId: "S1" });
  told({ ...(settle(2) as Extract<ClaimCall, { call: "settle" }>), thing, saleId: "S2" });
  // What came back of the second sale frees nothing.
  told({ call: "restored", reservation: `${ID}3`, thing, saleId: "S2" });
  expect(told(claim(4))).toEqual({ kind: "refused", reason: "already-used" });
});

test("points that a till has spent are gone for the others of its store, also where the lead's clock has fallen years back", () => {
  const book = openBook();
  const balanceAtMs = Date.parse("2026-11-23T06:00:00Z");
  let index = 0;
  const told = (call: ClaimCall, till: string) => {
    const atMs = Date.parse("2010-01-01T00:00:00Z") + index;
    index += 1;
    return book.turn({ index, term: 1, order: { kind: "call", call, till, atMs } });
  };
  told(points("1", 1, 80, 100, balanceAtMs), "1");
  told(settle(1), "1");
  expect(told(points("2", 2, 30, 100, balanceAtMs), "2")).toEqual({
    kind: "refused",
    reason: "not-enough",
    left: 20,
  });
  // HQ has reckoned it in by now.
  expect(told(points("2", 3, 30, 30, balanceAtMs + 86_400_000), "2")).toMatchObject({ kind: "granted" });
});
