/**
 * The book of claims: what is held by whom and what was used, after one entry of the log. Every till that turns the same
 * entries has the same book, so an answer is reckoned from the book and the entry alone.
 */

import type { Claim, ClaimAnswer, ClaimCall, Release, Restored, Settle, Wanted } from "../claims/claims.ts";
import { thingOf } from "../claims/thing.ts";
import { pointsLeft } from "./points.ts";
import { CLOCK, endedThing, type Hold, type Row } from "./row.ts";
import { HELD_MS, swept } from "./sweep.ts";
import type { Entry, Page } from "./words.ts";

/** One number for (term, index): it grows with every grant, whoever leads. */
const TERM = 2 ** 28;

export interface Book {
  page(): Page;
  row(thing: string): Row | undefined;
  rows(): Iterable<Row>;
  /** What a call is answered if nothing has to be written for it. */
  known(call: ClaimCall): ClaimAnswer | undefined;
  /** Goes on to the entry after its page; answers the call in it. */
  turn(entry: Entry): ClaimAnswer;
  /** What has changed since this was asked last, as keys. */
  changed(): readonly string[];
  /** Another book in its place. */
  replace(page: Page, rows: Iterable<Row>): void;
}

export const EMPTY: Page = { index: 0, term: 0, voters: [], line: 0 };
/** How `thingOf` names them. */
const POINTS = "points ";
const DONE: ClaimAnswer = { kind: "done" };

export function openBook(at: Page = EMPTY, given: Iterable<Row> = []): Book {
  let page = at;
  const rows = new Map<string, Row>();
  /** Where a reservation stands that is not over. */
  const places = new Map<string, string>();
  const touched = new Set<string>();
  fill(given);

  return {
    page: () => page,
    row: (thing) => rows.get(thing),
    rows: () => rows.values(),
    known,
    turn(entry) {
      const { index, term, order } = entry;
      const { voters, line = page.line } = order.kind === "voters" ? order : page;
      page = { index, term, voters, line };
      if (order.kind === "sweep") for (const [thing, row] of swept(rows, order.atMs)) put(thing, row);
      if (order.kind !== "call") return DONE;
      const { call, till } = order;
      const atMs = noted(order.atMs);
      const answer = known(call);
      if (answer !== undefined) return answer;
      if (call.call === "claim") return claimed(call, term * TERM + index, till, atMs);
      if (call.call === "restored") {
        put(call.thing, undefined);
        return DONE;
      }
      const ended = endedThing(call.reservation);
      const place = places.get(call.reservation) ?? (call.call === "settle" ? call.thing : undefined);
      put(ended, { thing: ended, kind: "ended", atMs });
      if (place !== undefined) end(place, call, { till, atMs });
      return DONE;
    },
    changed() {
      const things = [...touched];
      touched.clear();
      return things;
    },
    replace(at, given) {
      page = at;
      fill(given);
    },
  };

  /** Never before the book's own clock: what a lead with a clock of 2010 notes would be too old at the next sweep. */
  function noted(atMs: number): number {
    const clock = rows.get(CLOCK);
    return clock?.kind === "clock" ? Math.max(atMs, clock.atMs) : atMs;
  }

  /** Refusals, repeats, and ends of what is over. */
  function known(call: ClaimCall): ClaimAnswer | undefined {
    if (call.call === "restored") return isUsedBy(rows.get(call.thing), call) ? undefined : DONE;
    const over = rows.has(endedThing(call.reservation));
    if (call.call !== "claim") return over ? DONE : undefined;
    const { reservation, what, isGranted } = call;
    const row = rows.get(thingOf(what));
    const mine = holdsOf(row).find((hold) => hold.reservation === reservation);
    if (what.kind === "coupon") {
      if (mine !== undefined) return granted(mine);
      const [other] = holdsOf(row);
      // What has ended is nobody's wish any more: whoever still asks for it is late.
      const isFree = other === undefined || (isGranted && row?.kind === "held");
      if (isFree) return over ? { kind: "refused", reason: "reserved-elsewhere" } : undefined;
      return { kind: "refused", reason: row?.kind === "used" ? "already-used" : "reserved-elsewhere" };
    }
    if (mine?.points === what.points) return granted(mine);
    const left = leftOf(row, what, call);
    return over || (left < what.points && !isGranted)
      ? { kind: "refused", reason: "not-enough", left }
      : undefined;
  }

  function claimed(call: Claim, fence: number, till: string, atMs: number): ClaimAnswer {
    const { reservation, transactionId, what } = call;
    const thing = thingOf(what);
    const points = what.kind === "points" ? what.points : 0;
    // A lead's clock that fell back to 2010 knows all the same that it is later than HQ's balance.
    const heldMs = what.kind === "points" ? Math.max(atMs, what.balanceAtMs) : atMs;
    const hold: Hold = { reservation, till, transactionId, fence, atMs: heldMs, points };
    const row = rows.get(thing);
    if (what.kind === "coupon") put(thing, { thing, kind: "held", hold });
    else {
      const holds = holdsOf(row).filter((other) => other.reservation !== reservation);
      put(thing, { thing, kind: "points", holds: [...holds, hold], spent: spentOf(row) });
    }
    return granted(hold);
  }

  /** Paid or given back; also what was used while no lead was reached, so that nobody is granted it from now on. */
  function end(thing: string, call: Settle | Release, told: Pick<Hold, "till" | "atMs">): void {
    const row = rows.get(thing);
    const mine = ({ reservation }: Hold) => reservation === call.reservation;
    const unheard = {
      reservation: call.reservation,
      transactionId: "",
      fence: 0,
      points: 0,
      ...told,
      ...usedAt(call),
    };
    const hold = holdsOf(row).find(mine) ?? unheard;
    if (thing.startsWith(POINTS)) {
      const holds = holdsOf(row).filter((other) => !mine(other));
      const spent = [...spentOf(row), ...(call.call === "settle" ? [spentBy(call, hold, told.atMs)] : [])];
      put(thing, holds.length + spent.length === 0 ? undefined : { thing, kind: "points", holds, spent });
    } else if (call.call === "release") put(thing, undefined);
    // What was used twice although all was asked stays the first one's; HQ tells of the second.
    else if (row?.kind !== "used") put(thing, { thing, kind: "used", hold, saleId: call.saleId });
  }

  function put(thing: string, row: Row | undefined): void {
    for (const { reservation } of holdsOf(rows.get(thing))) places.delete(reservation);
    touched.add(thing);
    if (row === undefined) rows.delete(thing);
    else rows.set(thing, row);
    if (row?.kind !== "used") for (const { reservation } of holdsOf(row)) places.set(reservation, thing);
  }

  function fill(given: Iterable<Row>): void {
    rows.clear();
    places.clear();
    for (const row of given) put(row.thing, row);
    touched.clear();
  }
}

/** Freed twice it might be another sale's by then. */
function isUsedBy(row: Row | undefined, { saleId }: Restored): boolean {
  return row?.kind === "used" && row.saleId === saleId;
}

function granted({ fence }: Hold): ClaimAnswer {
  return { kind: "granted", fence, forMs: HELD_MS };
}

function holdsOf(row: Row | undefined): readonly Hold[] {
  if (row?.kind === "points") return row.holds;
  return row?.kind === "held" || row?.kind === "used" ? [row.hold] : [];
}

function spentOf(row: Row | undefined) {
  return row?.kind === "points" ? row.spent : [];
}

function leftOf(row: Row | undefined, what: Extract<Wanted, { kind: "points" }>, claim: Claim): number {
  return pointsLeft(row?.kind === "points" ? row : undefined, what, claim);
}

/** HQ's word of another till's use comes by a till that has nothing to do with it. */
function usedAt(call: Settle | Release): Partial<Pick<Hold, "till">> {
  return call.call === "settle" && call.till !== undefined ? { till: call.till } : {};
}

function spentBy(call: Settle, hold: Hold, atMs: number) {
  const { reservation, till, points } = hold;
  return { reservation, till, points: call.points ?? points, atMs: Math.max(atMs, hold.atMs) };
}
