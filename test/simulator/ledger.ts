/** The end of a day: HQ's ledgers against what the POSs were told, and every chain link by link. */

import Sqlite from "better-sqlite3";
import { verifyJournal } from "../../agent/store/verify.ts";
import { eventHash } from "../../sync/event-hash.ts";
import { type Lane, type OutboxEvent, PARKED_KIND } from "../../sync/protocol.ts";
import type { Truth } from "./truth.ts";

interface SaleRow {
  readonly receipt: string;
  readonly saleId: string;
  readonly totalCents: number;
  readonly body: string;
}

interface QuarantineRow {
  readonly kind: string;
  readonly reason: string;
  readonly body: string;
}

/** Throws nothing: what is wrong goes to the truth. @param hubDb HQ's file, nobody writes it any more */
export function compareLedgers(hubDb: string, truth: Truth): void {
  const db = new Sqlite(hubDb, { readonly: true });
  try {
    checkLanes(db, truth);
    const quarantine = db
      .prepare("SELECT kind, reason, body FROM quarantine JOIN event USING (lane_id, sequence)")
      .all() as QuarantineRow[];
    const sales = db
      .prepare(
        `SELECT receipt, sale_id AS saleId, total_cents AS totalCents, body
         FROM sale JOIN event USING (lane_id, sequence)`,
      )
      .all() as SaleRow[];
    const setAside = checkQuarantine(quarantine, truth);
    checkSales(sales, setAside, truth);
    checkCoupons(db, setAside, truth);
    checkPoints(sales, setAside, truth);
  } finally {
    db.close();
  }
}

/** Of a till's own file, while it is off. */
export function checkJournal(name: string, path: string, truth: Truth): void {
  const { broken } = verifyJournal(path);
  if (broken !== undefined)
    truth.wrong(`the journal of ${name}: ${broken.table} ${broken.row} ${broken.what}`);
}

type EventRow = Omit<OutboxEvent, "lane">;

function checkLanes(db: Sqlite.Database, truth: Truth): void {
  const lanes = db.prepare("SELECT id, store, till, epoch, lane, cursor FROM lane").all() as {
    readonly id: number;
    readonly store: string;
    readonly till: string;
    readonly epoch: string;
    readonly lane: Lane;
    readonly cursor: number;
  }[];
  const events = db.prepare(
    `SELECT sequence, previous_hash AS previousHash, hash, kind, at_ms AS atMs, body FROM event
     WHERE lane_id = ? ORDER BY sequence`,
  );
  for (const { id, store, till, epoch, lane, cursor } of lanes) {
    const name = `${store}/${till} ${lane} of epoch ${epoch.slice(0, 6)}`;
    const hasLeft =
      truth.replaced.has(`${store}/${till}`) ||
      lanes.some((it) => it.store === store && it.till === till && it.epoch !== epoch);
    let [last, lastHash] = [0, ""];
    for (const event of events.all(id) as EventRow[]) {
      // What came after HQ had lost the events before it was sent again in the till's next epoch, or went with its disk.
      if (event.sequence !== last + 1 && hasLeft) break;
      if (event.sequence !== last + 1) truth.wrong(`HQ holds ${name} with a gap before ${event.sequence}`);
      else if (event.previousHash !== lastHash)
        truth.wrong(`HQ holds ${name} ${event.sequence}, which does not follow from the one before`);
      if (event.kind !== PARKED_KIND && eventHash({ ...event, lane }) !== event.hash)
        truth.wrong(`HQ holds ${name} ${event.sequence} otherwise than it was recorded`);
      [last, lastHash] = [event.sequence, event.hash];
    }
    if (last !== cursor) truth.wrong(`HQ holds ${name} up to ${last}, and says ${cursor}`);
  }
}

/** Answers the receipts that stand there instead of among the sales. */
function checkQuarantine(rows: readonly QuarantineRow[], truth: Truth): Set<string> {
  const setAside = new Set<string>();
  for (const { kind, reason, body } of rows) {
    if (kind === PARKED_KIND) continue;
    const receipt = kind === "sale" ? String((JSON.parse(body) as { receipt?: string }).receipt) : "";
    if (truth.sold.get(receipt)?.sale.isUnclear) setAside.add(receipt);
    else truth.wrong(`HQ set aside what is in order: ${kind} ${receipt}, ${reason}`);
  }
  for (const [receipt, { sale, acknowledged, excused }] of truth.sold)
    if (sale.isUnclear && acknowledged && !excused && !setAside.has(receipt) && !sale.isPoisoned)
      truth.wrong(`HQ does not hold ${receipt}, which it can't make sense of, in quarantine`);
  // A clone parks what its original has parked, under its own epoch.
  const parked = rows.filter(({ kind }) => kind === PARKED_KIND).length;
  const poisoned = [...truth.sold.values()].filter(({ sale }) => sale.isPoisoned);
  if (parked > 0 && poisoned.length === 0) truth.wrong(`${parked} events were parked, and HQ refused none`);
  if (parked === 0 && poisoned.some(({ acknowledged, excused }) => acknowledged && !excused))
    truth.wrong("HQ has no note of what it refused");
  return setAside;
}

function checkSales(rows: readonly SaleRow[], setAside: ReadonlySet<string>, truth: Truth): void {
  const atHq = new Map<string, SaleRow>();
  for (const row of rows) {
    if (atHq.has(row.receipt)) truth.wrong(`receipt ${row.receipt} counts twice at HQ`);
    atHq.set(row.receipt, row);
    const sold = truth.sold.get(row.receipt);
    if (sold === undefined) truth.wrong(`HQ holds ${row.receipt}, which nobody sold`);
    else if (row.totalCents !== sold.sale.totalCents)
      truth.wrong(`HQ holds ${row.receipt} with another total`);
    else if (sold.recorded !== undefined && sold.recorded.saleId !== row.saleId)
      truth.wrong(`HQ calls ${row.receipt} otherwise than the POS was told`);
  }
  for (const [receipt, { by, sale, acknowledged, excused }] of truth.sold) {
    if (!acknowledged || excused || sale.isPoisoned || setAside.has(receipt) || atHq.has(receipt)) continue;
    truth.wrong(`${receipt}, acknowledged by ${by}, is not at HQ`);
  }
}

function checkCoupons(db: Sqlite.Database, setAside: ReadonlySet<string>, truth: Truth): void {
  const rows = db.prepare("SELECT coupon_id AS couponId, sale_id AS saleId FROM coupon_use").all() as {
    readonly couponId: string;
    readonly saleId: string;
  }[];
  const found = new Set(rows.map(({ couponId, saleId }) => `${couponId} in ${saleId}`));
  for (const [receipt, { recorded, excused, sale }] of truth.sold) {
    if (recorded === undefined || excused || setAside.has(receipt) || sale.isPoisoned) continue;
    for (const couponId of recorded.redeemed)
      if (!found.has(`${couponId} in ${recorded.saleId}`))
        truth.wrong(`HQ does not know that ${couponId} was used in ${receipt}`);
  }
  const used = new Set(
    [...truth.sold.values()].flatMap(({ recorded }) =>
      (recorded?.redeemed ?? []).map((couponId) => `${couponId} in ${recorded!.saleId}`),
    ),
  );
  const unanswered = [...truth.sold.values()].some(({ recorded }) => recorded === undefined);
  for (const one of found)
    if (!used.has(one) && !unanswered) truth.wrong(`HQ believes ${one}, and nobody did`);
}

/** HQ's sum for each customer, from the sales as they stand there. */
function checkPoints(rows: readonly SaleRow[], setAside: ReadonlySet<string>, truth: Truth): void {
  const atHq = new Map<string, number>();
  const sold = new Map<string, number>();
  const add = (to: Map<string, number>, customer: string, points: number) =>
    to.set(customer, (to.get(customer) ?? 0) + points);
  const here = new Set<string>();
  for (const { receipt, body } of rows) {
    here.add(receipt);
    const { context, effects } = JSON.parse(body) as {
      context: { customer?: { id: string } };
      effects: { kind: string; points: number }[];
    };
    for (const { kind, points } of effects)
      if (kind === "points" && context.customer) add(atHq, context.customer.id, points);
  }
  for (const [receipt, { sale, excused, acknowledged }] of truth.sold)
    if (sale.customer !== undefined && !setAside.has(receipt) && !sale.isPoisoned)
      if (excused || !acknowledged ? here.has(receipt) : true) add(sold, sale.customer, sale.points);
  for (const customer of new Set([...atHq.keys(), ...sold.keys()]))
    if ((atHq.get(customer) ?? 0) !== (sold.get(customer) ?? 0))
      truth.wrong(`HQ gives ${customer} ${atHq.get(customer)} points, the tills gave ${sold.get(customer)}`);
}
