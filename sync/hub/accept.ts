/**
 * A batch of a till's journal comes in: each event raw and once for ever, what it means only if it was really new, and
 * the lane's cursor, in one transaction. Set by set and not event by event: each trip to a database costs more than a row.
 */

import type { Acknowledgement, Batch } from "../outbox.ts";
import type { OutboxEvent } from "../protocol.ts";
import { claimsTold } from "./claim-events.ts";
import { usesTold } from "./customer-uses.ts";
import type { Connection, Database, Params } from "./database/database.ts";
import { interpret, type Meaning } from "./interpret.ts";
import { rows } from "./schema.ts";
import type { Fork } from "./store.ts";
import { saleEnded } from "./suspended.ts";
import { vouchersTold } from "./vouchers.ts";

/** Of events that lie beyond a gap, so many are looked at in one go. */
const BEYOND = 2000;

type Place = { readonly store: string; readonly till: string };

export function accept(
  database: Database,
  { store, till, epoch, lane, events }: Batch,
  receivedMs: number,
): Promise<Acknowledgement | Fork> {
  return database.transaction(async (tx) => {
    const { id, cursor: before } = await laneOf(
      tx,
      database.forUpdate,
      { store, till, epoch, lane },
      receivedMs,
    );
    const { fresh, odd, beyond } = await sorted(tx, id, events);
    await tx.insert(
      rows.event,
      fresh.map(({ sequence, previousHash, hash, kind, atMs, body }) => ({
        lane_id: id,
        sequence,
        previous_hash: previousHash,
        hash,
        kind,
        at_ms: atMs,
        body,
        received_ms: receivedMs,
      })),
    );
    await takeEffect(tx, database, { store, till }, id, fresh, receivedMs);
    const first = events[0]!.sequence;
    const isJoined = odd === undefined && first <= before + 1;
    // All of the batch is held now: what follows is only asked where there is something.
    const reached = isJoined ? Math.max(before, first + events.length - 1) : before;
    const cursor = isJoined && !beyond ? reached : await gapless(tx, id, reached);
    await tx.run(
      "UPDATE lane SET cursor = :cursor, heard_ms = :receivedMs, events = events + :fresh WHERE id = :id",
      { id, cursor, receivedMs, fresh: fresh.length },
    );
    if (odd === undefined) return { lane, cursor };
    const apart = events.filter(({ sequence }) => sequence >= odd);
    await tx.insert(
      rows.fork,
      apart.map((event) => ({
        lane_id: id,
        sequence: event.sequence,
        hash: event.hash,
        event: JSON.stringify(event),
        received_ms: receivedMs,
      })),
    );
    return { lane, cursor, forkedAt: odd };
  });
}

interface LaneRow {
  readonly id: number;
  readonly cursor: number;
}

/** From here to the end of the transaction nobody else takes events of this lane. */
async function laneOf(tx: Connection, forUpdate: string, of: Params, receivedMs: number): Promise<LaneRow> {
  const known = () =>
    tx.one<LaneRow>(
      `SELECT id, cursor FROM lane
       WHERE store = :store AND till = :till AND epoch = :epoch AND lane = :lane${forUpdate}`,
      of,
    );
  const lane = await known();
  if (lane !== undefined) return lane;
  const next = await tx.one<{ value: number }>(
    "UPDATE counter SET value = value + 1 WHERE name = 'lane' RETURNING value",
  );
  await tx.run(
    `INSERT INTO lane (id, store, till, epoch, lane, cursor, heard_ms, events)
     VALUES (:id, :store, :till, :epoch, :lane, 0, :receivedMs, 0) ON CONFLICT DO NOTHING`,
    { ...of, id: next!.value, receivedMs },
  );
  return (await known())!;
}

interface Link {
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** Those that are new, the number of the first that does not continue what is held, and whether something is held behind them. */
async function sorted(
  tx: Connection,
  id: number,
  events: readonly OutboxEvent[],
): Promise<{ readonly fresh: readonly OutboxEvent[]; readonly odd?: number; readonly beyond: boolean }> {
  const links = new Map(
    (
      await tx.all<Link>(
        `SELECT sequence, previous_hash AS "previousHash", hash FROM event
         WHERE lane_id = :id AND sequence BETWEEN :first AND :last`,
        { id, first: events[0]!.sequence - 1, last: events.at(-1)!.sequence + 1 },
      )
    ).map((link) => [link.sequence, link]),
  );
  const fits = ({ sequence, previousHash, hash }: OutboxEvent): boolean => {
    const held = links.get(sequence);
    if (held) return held.hash === hash;
    const before = sequence === 1 ? { hash: "" } : links.get(sequence - 1);
    const behind = links.get(sequence + 1);
    return (
      (before === undefined || before.hash === previousHash) &&
      (behind === undefined || behind.previousHash === hash)
    );
  };
  const fresh: OutboxEvent[] = [];
  const beyond = links.has(events.at(-1)!.sequence + 1);
  for (const event of events) {
    if (!fits(event)) return { fresh, odd: event.sequence, beyond };
    if (!links.has(event.sequence)) fresh.push(event);
    links.set(event.sequence, event);
  }
  return { fresh, beyond };
}

async function gapless(tx: Connection, id: number, from: number): Promise<number> {
  for (let cursor = from; ; ) {
    const next = await tx.all<{ sequence: number }>(
      `SELECT sequence FROM event WHERE lane_id = :id AND sequence > :cursor ORDER BY sequence LIMIT ${BEYOND}`,
      { id, cursor },
    );
    const start = cursor;
    for (const { sequence } of next) {
      if (sequence !== cursor + 1) return cursor;
      cursor = sequence;
    }
    if (cursor - start < BEYOND) return cursor;
  }
}

type Told<Kind extends Meaning["kind"]> = {
  readonly event: OutboxEvent;
  readonly meaning: Extract<Meaning, { kind: Kind }>;
};

async function takeEffect(
  tx: Connection,
  database: Pick<Database, "forUpdate" | "list">,
  { store, till }: Place,
  laneId: number,
  events: readonly OutboxEvent[],
  receivedMs: number,
): Promise<void> {
  const told = events.map((event) => ({ event, meaning: interpret(event) }));
  const of = <Kind extends Meaning["kind"]>(kind: Kind) =>
    told.filter(({ meaning }) => meaning.kind === kind) as Told<Kind>[];
  const at = ({ sequence }: OutboxEvent) => ({ lane_id: laneId, sequence });
  const doubts = of("unclear").map(({ event, meaning: { reason } }) => ({ event, reason }));

  await tx.insert(
    rows.definition,
    of("definition").map(({ event, meaning: { hash } }) => ({ hash, ...at(event) })),
  );
  await tx.insert(
    rows.couponUse,
    of("coupon-use").map(({ event, meaning: { couponId, saleId, series, customerId } }) => ({
      coupon_id: couponId,
      store,
      till,
      sale_id: saleId,
      series,
      customer_id: customerId,
      at_ms: event.atMs,
    })),
  );
  await tx.insert(
    rows.couponRestored,
    of("coupon-restored").map(({ event, meaning: { couponId, saleId, returnId } }) => ({
      coupon_id: couponId,
      sale_id: saleId,
      return_id: returnId,
      at_ms: event.atMs,
    })),
  );
  await claimsTold(
    tx,
    database,
    { store, till },
    {
      couponUses: of("coupon-use").map(({ meaning }) => meaning),
      restored: of("coupon-restored").map(({ meaning }) => meaning),
      released: of("claim-released").map(({ meaning }) => meaning),
      pointsUses: of("points-use").map(({ event, meaning }) => ({ ...meaning, atMs: event.atMs })),
    },
    receivedMs,
  );
  await usesTold(
    tx,
    { store, till },
    of("customer-uses").map(({ meaning }) => meaning),
  );
  const sales = of("sale");
  // A till that had to open a new epoch sends its unacknowledged sales again, and so does a copy of its journal.
  const again = await others(tx, rows.sale, "sale_id", sales, ({ event, meaning }) => ({
    sale_id: meaning.saleId,
    store,
    till,
    ...at(event),
    transaction_id: meaning.transactionId,
    suspension_key: meaning.suspension?.key ?? null,
    receipt: meaning.receipt,
    at_ms: event.atMs,
    total_cents: meaning.totalCents,
    discount_cents: meaning.discountCents,
    received_ms: receivedMs,
  }));
  for (const { event, meaning } of again)
    if ((await heldSale(tx, meaning.saleId)) !== event.body)
      doubts.push({ event, reason: "sale: its saleId is here already, with other contents" });
  const returnsAgain = await others(
    tx,
    rows.goodsReturn,
    "return_id",
    of("return"),
    ({ event, meaning }) => ({
      return_id: meaning.returnId,
      sale_id: meaning.saleId,
      store,
      till,
      ...at(event),
      receipt: meaning.receipt,
      at_ms: event.atMs,
      paid_out_cents: meaning.paidOutCents,
    }),
  );
  for (const { event, meaning } of returnsAgain)
    if ((await heldReturn(tx, { store, till, returnId: meaning.returnId })) !== event.body)
      doubts.push({ event, reason: "return: its returnId is here already, with other contents" });
  const timed = <Kind extends Meaning["kind"]>(kind: Kind) =>
    of(kind).map(({ event, meaning }) => ({ ...meaning, atMs: event.atMs }));
  await vouchersTold(
    tx,
    { store, till },
    { sales: timed("sale"), returns: timed("return"), couponUses: timed("coupon-use") },
  );
  for (const { meaning } of told) {
    if (meaning.kind === "sale" && meaning.suspension !== null) {
      const { key: of, couponsUsed: used } = meaning.suspension;
      await saleEnded(
        tx,
        database.forUpdate,
        { store, till },
        { key: of, saleId: meaning.saleId, used },
        receivedMs,
      );
    }
    if (meaning.kind === "suspension-cancelled")
      await saleEnded(
        tx,
        database.forUpdate,
        { store, till },
        { key: meaning.key, saleId: null, movedFrom: meaning.movedFrom },
        receivedMs,
      );
  }
  await tx.insert(
    rows.quarantine,
    doubts.map(({ event, reason }) => ({ ...at(event), reason, received_ms: receivedMs })),
  );
}

/** Writes those whose name is new, and answers the others. */
async function others<Each extends Told<"sale"> | Told<"return">>(
  tx: Connection,
  table: (typeof rows)["sale" | "goodsReturn"],
  column: "sale_id" | "return_id",
  each: readonly Each[],
  row: (one: Each) => Params,
): Promise<readonly Each[]> {
  const first = new Map<string, Each>();
  for (const one of each) {
    const name = row(one)[column] as string;
    if (!first.has(name)) first.set(name, one);
  }
  const added = await tx.insert(table, [...first.values()].map(row), column);
  return each.filter((one) => {
    const name = row(one)[column] as string;
    return first.get(name) !== one || !added.has(name);
  });
}

async function heldSale(tx: Connection, saleId: string): Promise<string | undefined> {
  const row = await tx.one<{ body: string }>(
    "SELECT body FROM sale JOIN event USING (lane_id, sequence) WHERE sale_id = :saleId",
    { saleId },
  );
  return row?.body;
}

async function heldReturn(
  tx: Connection,
  of: { readonly store: string; readonly till: string; readonly returnId: string },
): Promise<string | undefined> {
  const row = await tx.one<{ body: string }>(
    `SELECT body FROM goods_return JOIN event USING (lane_id, sequence)
     WHERE store = :store AND till = :till AND return_id = :returnId`,
    of,
  );
  return row?.body;
}
