/** The end of a day on which things were used once: books of stores and of HQ against what was used, and what it cost. */

import Sqlite from "better-sqlite3";
import { openLeadStore } from "../../agent/lead/store.ts";
import { listOf } from "../../sync/lead/lan.ts";
import { holdersOf } from "../../sync/lead/members.ts";
import type { Row } from "../../sync/lead/row.ts";
import {
  ALLOWANCES,
  GIFT_POINTS,
  GIFTS,
  homeOf,
  lossOfCoupons,
  lossOfPoints,
  type Series,
  saidBefore,
  seriesOf,
} from "./offers.ts";
import type { Promises, Wish } from "./promises.ts";
import type { Till } from "./till.ts";
import type { Truth } from "./truth.ts";

const COUPON = "coupon ";

/** Nobody runs any more. @param hubDb HQ's file */
export function compareBooks(tills: readonly Till[], hubDb: string, promises: Promises, truth: Truth): void {
  const byThing = Map.groupBy(promises.paid, ({ thing }) => thing);
  checkLoss(tills, byThing, truth);
  checkAlone(promises, truth);
  const db = new Sqlite(hubDb, { readonly: true });
  try {
    checkHq(db, byThing, truth);
    const untold = "SELECT id FROM home_claim WHERE home = ? AND state <> 'over'";
    for (const [store, mine] of Map.groupBy(tills, ({ parts }) => parts.store)) {
      const owed = new Set(db.prepare(untold).pluck().all(store) as string[]);
      checkStore(store, mine, promises, owed, truth);
    }
  } finally {
    db.close();
  }
}

/** What was used too often costs no more than was said before the day. */
function checkLoss(
  tills: readonly Till[],
  byThing: ReadonlyMap<string, readonly Wish[]>,
  truth: Truth,
): void {
  const most = saidBefore(tills.length);
  const lost = new Map<Series | typeof GIFTS, number>();
  for (const [thing, uses] of byThing)
    if (thing.startsWith(COUPON)) {
      const series = seriesOf(thing.slice(COUPON.length));
      lost.set(series, (lost.get(series) ?? 0) + lossOfCoupons(uses.length - 1));
    } else lost.set(GIFTS, (lost.get(GIFTS) ?? 0) + lossOfPoints(missing(uses)));
  for (const [name, cents] of lost) {
    const said = most(name);
    if (said !== undefined && cents > said)
      truth.wrong(`${name} cost ${cents} cents too much: publish had said ${said} at the most`);
  }
}

/** What a till accepted without HQ's word stays within what HQ allowed it. */
function checkAlone(promises: Promises, truth: Truth): void {
  const alone = promises.paid.filter((wish) => promises.isAlone(wish));
  for (const [till, mine] of Map.groupBy(alone, (wish) => wish.till)) {
    const count = new Map<string, number>();
    for (const { thing, amount } of mine) {
      const name = thing.startsWith(COUPON) ? seriesOf(thing.slice(COUPON.length)) : GIFTS;
      count.set(name, (count.get(name) ?? 0) + amount);
    }
    for (const [name, used] of count) {
      const allowed = name === GIFTS ? ALLOWANCES.points[GIFTS] : ALLOWANCES.coupons[name];
      const most = allowed === "refuse" ? 0 : (allowed?.perTillAndDay ?? Number.POSITIVE_INFINITY);
      if (used > most) truth.wrong(`${till} accepted ${used} of ${name} without HQ: ${most} at the most`);
    }
  }
}

function missing(uses: readonly Wish[]): number {
  return Math.max(0, uses.reduce((sum, { amount }) => sum + amount, 0) - GIFT_POINTS);
}

/** HQ knows each use, every second one among them, and holds nothing for anybody. */
function checkHq(db: Sqlite.Database, byThing: ReadonlyMap<string, readonly Wish[]>, truth: Truth): void {
  const used = db.prepare("SELECT count(DISTINCT sale_id) FROM coupon_use WHERE coupon_id = ?").pluck();
  const short = db
    .prepare(
      "SELECT coalesce(sum(missing), 0) FROM points_use WHERE 'points ' || customer_id || ' ' || account = ?",
    )
    .pluck();
  for (const [thing, uses] of byThing)
    if (thing.startsWith(COUPON)) {
      const known = used.get(thing.slice(COUPON.length)) as number;
      if (known !== uses.length)
        truth.wrong(`HQ knows of ${known} uses of ${thing}, there were ${uses.length}`);
    } else {
      const known = short.get(thing) as number;
      if (known !== missing(uses))
        truth.wrong(`HQ believes that ${known} of ${thing} are missing, and ${missing(uses)} are`);
    }
  const held = db.prepare("SELECT thing, store, till FROM claim WHERE state = 'held'").all() as {
    readonly thing: string;
    readonly store: string;
    readonly till: string;
  }[];
  for (const { thing, store, till } of held) truth.wrong(`HQ still holds ${thing} for ${store}/${till}`);
}

/**
 * All that hold the store's book have the same, and it says what its tills used.
 * @param owed reservations of which HQ has not told the store the end yet
 */
function checkStore(
  store: string,
  tills: readonly Till[],
  { paid }: Promises,
  owed: ReadonlySet<string>,
  truth: Truth,
): void {
  const list = tills[0]?.parts.shop?.list;
  if (list === undefined) return;
  const holders = holdersOf(listOf(list));
  const books = tills
    .filter(({ parts }) => holders.includes(parts.till))
    .map((till) => ({ name: till.name, rows: rowsOf(till) }));
  const [first] = books;
  const text = (rows: readonly Row[]) =>
    JSON.stringify([...rows].sort((a, b) => (a.thing < b.thing ? -1 : 1)));
  for (const { name, rows } of books)
    if (text(rows) !== text(first!.rows)) truth.wrong(`the books of ${first!.name} and ${name} differ`);
  const rows = new Map(first!.rows.map((row) => [row.thing, row]));
  for (const row of rows.values()) {
    const holds = row.kind === "held" ? [row.hold] : row.kind === "points" ? row.holds : [];
    if (holds.some(({ reservation }) => !owed.has(reservation)))
      truth.wrong(`the tills of ${store} still hold ${row.thing}`);
  }
  const mine = paid.filter((wish) => wish.store === store);
  for (const [thing, uses] of Map.groupBy(mine, (wish) => wish.thing)) {
    const row = rows.get(thing);
    const spent = row?.kind === "points" ? row.spent : [];
    const isHome = homeOf(thing) === store;
    // A home's book has the uses of other stores, too.
    const known = isHome ? paid.filter((wish) => wish.thing === thing) : uses;
    const isThere = thing.startsWith(COUPON)
      ? row?.kind === "used" && known.some(({ saleId }) => saleId === row.saleId)
      : uses.every(({ reservation, amount }) =>
          spent.some((one) => one.reservation === reservation && one.points === amount),
        ) &&
        (isHome || spent.length === uses.length);
    if (!isThere) truth.wrong(`the book of ${store} does not say that ${thing} was used`);
  }
}

function rowsOf(till: Till): readonly Row[] {
  const { store, till: name } = till.parts;
  const opened = openLeadStore(till.disk.file("lead.db"), { store, till: name });
  try {
    return [...opened.kept().rows];
  } finally {
    opened.close();
  }
}
