/**
 * What open sales have claimed from whoever grants it beyond this till, so that it is told how each claim ended, whatever
 * happens in between; and what was accepted although nobody could be asked, so that it stays within its allowance.
 */

import { randomUUID } from "node:crypto";
import type Database from "better-sqlite3";
import type { After, Authority, Wanted } from "../../sync/claims/claims.ts";
import { thingOf } from "../../sync/claims/thing.ts";
import type { Lanes } from "./journal-lanes.ts";

export type Asks = readonly Authority["name"][];

export interface WantedPoints {
  readonly transactionId: string;
  readonly what: Extract<Wanted, { kind: "points" }>;
  /** Whom the till is going to ask. */
  readonly asks: Asks;
}

export type HeldPoints =
  /** `what`: less what other open sales of this till hold. */
  | { readonly kind: "held"; readonly reservation: string; readonly what: WantedPoints["what"] }
  | { readonly kind: "short"; readonly left: number };

/** A use that nobody but this till knows of. */
export interface AloneAsked {
  readonly reservation: string;
  /** Of what: "coupon SERIES", "points ACCOUNT". */
  readonly of: string;
  readonly customerId: string | undefined;
  /** Of the sale, "YYYY-MM-DD". */
  readonly day: string;
  readonly amount: number;
  readonly most: AloneMost;
}

/** How much may be accepted at this till while nobody can be asked; undefined: without end. */
export interface AloneMost {
  readonly perDay?: number | undefined;
  /** From the last word of HQ to the next. */
  readonly perOutage?: number | undefined;
  readonly perCard?: number | undefined;
}

/** What a recorded sale paid with points, and what the till knew of the account before. */
export interface BurntPoints {
  readonly account: string;
  readonly points: number;
  readonly balance: number;
  readonly balanceAtMs: number;
}

export interface JournalClaims {
  /** The sale's points of an account, before anybody else is asked; once more: the new number takes the place of the old. */
  holdPoints(wanted: WantedPoints): HeldPoints;
  /** They were refused: the sale holds so many, as it was granted before. */
  holdLess(reservation: string, points: number): void;
  /** The sales hold no points any more. */
  freePoints(transactionIds: readonly string[]): void;
  /** Counts it in, or says that its allowance is used up. */
  alone(asked: AloneAsked): "granted" | "used-up";
  /** What the lead till must hear yet, the oldest first. */
  owed(limit: number): readonly After[];
  /** The lead has these. */
  told(reservations: readonly string[]): void;
}

/** Parts of larger transactions. */
export interface ClaimBooks {
  /** A coupon that is reserved here is going to be asked for. */
  begin(claim: Claimed): void;
  /** Under which the sale has claimed the coupon; undefined: it has not. */
  reservationOf(transactionId: string, couponId: string): string | undefined;
  /** Its points are used; the rest that it held is free. */
  settlePoints(sale: BurntSale, atMs: number): void;
  /** After every change of coupons: claims whose coupon is used or free are over. */
  sweep(): void;
  /** A sale came back, perhaps under another name: what it had claimed for the coupon is its own again. */
  follow(couponId: string, transactionId: string): void;
  freePointsOf(transactionId: string): void;
  /** Claims of points of all other sales end. Answers how many. */
  freeOrphans(open: readonly string[]): number;
  heard(): void;
  prune(beforeMs: number): void;
}

interface Claimed {
  readonly reservation: string;
  readonly transactionId: string;
  readonly what: Wanted;
  readonly asks: Asks;
}

interface BurntSale {
  readonly transactionId: string;
  readonly saleId: string;
  readonly customerId: string | undefined;
  readonly burnt: readonly BurntPoints[];
}

interface Row {
  readonly reservation: string;
  readonly transactionId: string;
  readonly kind: Wanted["kind"];
  readonly thing: string;
  readonly points: number;
  readonly asks: string;
}

const HEARD = "hq_heard_ms";
const COLUMNS = "claim.reservation, claim.transaction_id AS transactionId, kind, thing, points, asks";

/** @param now milliseconds since 1970 */
export function journalClaims(
  db: Database.Database,
  lanes: Lanes,
  now: () => number,
): JournalClaims & { readonly books: ClaimBooks } {
  const put = db.prepare(`
    INSERT INTO claim VALUES (@reservation, @transactionId, @kind, @thing, @points, @asks, @atMs)
    ON CONFLICT DO UPDATE SET transaction_id = excluded.transaction_id, points = excluded.points,
      asks = excluded.asks`);
  const remove = db.prepare("DELETE FROM claim WHERE reservation = ?");
  const couponClaim = db
    .prepare(
      "SELECT reservation FROM claim WHERE transaction_id = ? AND thing = ? AND kind = 'coupon' ORDER BY at_ms DESC",
    )
    .pluck();
  const follow = db.prepare("UPDATE claim SET transaction_id = ? WHERE kind = 'coupon' AND thing = ?");
  const pointsClaims = db.prepare(`SELECT ${COLUMNS} FROM claim WHERE kind = 'points' AND thing = ?`);
  const pointsBy = db.prepare(`SELECT ${COLUMNS} FROM claim WHERE kind = 'points' AND reservation = ?`);
  const pointsOf = db.prepare(
    `SELECT ${COLUMNS} FROM claim WHERE kind = 'points' AND transaction_id IN (SELECT value FROM json_each(?))`,
  );
  const pointsOrphans = db.prepare(
    `SELECT ${COLUMNS} FROM claim WHERE kind = 'points' AND transaction_id NOT IN (SELECT value FROM json_each(?))`,
  );
  const over = db.prepare(`
    SELECT ${COLUMNS}, c.state = 'redeemed' AS isPaid, c.run = 'used' AS isUsed,
      (SELECT sale_id FROM sale WHERE sale.transaction_id = c.transaction_id) AS saleId
    FROM claim LEFT JOIN coupon c ON 'coupon ' || c.coupon_id = thing
      AND (c.reservation = claim.reservation OR c.transaction_id = claim.transaction_id)
    WHERE kind = 'coupon' AND (c.coupon_id IS NULL OR c.state = 'redeemed' OR c.run = 'used')`);
  const owe = db.prepare(
    "INSERT INTO claim_owed (reservation, call, at_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const owed = db.prepare("SELECT call FROM claim_owed ORDER BY at_ms, reservation LIMIT ?").pluck();
  const paidOff = db.prepare("DELETE FROM claim_owed WHERE reservation IN (SELECT value FROM json_each(?))");
  const setting = db.prepare("SELECT value FROM setting WHERE name = ?").pluck();
  const set = db.prepare(
    "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  const sums = db.prepare(`
    SELECT coalesce(sum(amount) FILTER (WHERE day = @day), 0) AS perDay,
      coalesce(sum(amount) FILTER (WHERE at_ms > @heardMs), 0) AS perOutage,
      coalesce(sum(amount) FILTER (WHERE customer_id = @customerId AND (day = @day OR at_ms > @heardMs)), 0) AS perCard
    FROM alone WHERE "of" = @of AND reservation <> @reservation AND (day = @day OR at_ms > @heardMs)`);
  const addAlone = db.prepare(`
    INSERT INTO alone VALUES (@reservation, @of, @customerId, @day, @amount, 0, @atMs)
    ON CONFLICT DO UPDATE SET amount = excluded.amount, day = excluded.day`);
  const useAlone = db.prepare("UPDATE alone SET used = 1 WHERE reservation = ?");
  const usePoints = db.prepare("UPDATE alone SET used = 1, amount = ? WHERE reservation = ?");
  const freeAlone = db.prepare("DELETE FROM alone WHERE reservation = ? AND used = 0");
  const aloneBefore = db.prepare("UPDATE alone SET at_ms = @nowMs WHERE at_ms > @nowMs");
  const pruneAlone = db.prepare("DELETE FROM alone WHERE used = 1 AND at_ms < ?");

  const begin = ({ reservation, transactionId, what, asks }: Claimed) => {
    const points = what.kind === "points" ? what.points : 0;
    const row = { reservation, transactionId, kind: what.kind, thing: thingOf(what), points };
    put.run({ ...row, asks: asks.join(" "), atMs: now() });
  };
  const tellLead = ({ asks, reservation }: Row, call: After) => {
    if (asks.split(" ").includes("lead")) owe.run(reservation, JSON.stringify(call), now());
  };
  const release = (row: Row) => {
    const { reservation, asks } = row;
    remove.run(reservation);
    tellLead(row, { call: "release", reservation });
    if (asks !== "") lanes.append("claims", "claim.released", now(), JSON.stringify({ reservation }));
  };
  const free = (rows: readonly Row[]) => {
    for (const row of rows) {
      release(row);
      freeAlone.run(row.reservation);
    }
    return rows.length;
  };

  const holdPoints = db.transaction(({ transactionId, what, asks }: WantedPoints): HeldPoints => {
    const rows = pointsClaims.all(thingOf(what)) as Row[];
    const mine = rows.find((row) => row.transactionId === transactionId);
    const others = rows.filter((row) => row !== mine).reduce((sum, { points }) => sum + points, 0);
    const left = what.balance - others;
    if (left < what.points) return { kind: "short", left: Math.max(0, left) };
    const reservation = mine?.reservation ?? randomUUID();
    begin({ reservation, transactionId, what, asks });
    return { kind: "held", reservation, what: { ...what, balance: left } };
  });

  const holdLess = db.transaction((reservation: string, points: number) => {
    const row = pointsBy.get(reservation) as Row | undefined;
    if (row === undefined) return;
    if (points === 0) free([row]);
    else put.run({ ...row, points, atMs: now() });
  });

  const heard = (nowMs: number) => {
    // Of a clock that was ahead: what it noted was not later than now, and must not count until that time comes.
    aloneBefore.run({ nowMs });
    set.run(HEARD, `${nowMs}`);
  };

  const alone = db.transaction(({ most, ...asked }: AloneAsked) => {
    const customerId = asked.customerId ?? "";
    aloneBefore.run({ nowMs: now() });
    // Heard of by such a clock: nobody knows what was accepted since, so all of it counts until HQ is heard again.
    if (Number(setting.get(HEARD) ?? 0) > now()) set.run(HEARD, "0");
    const heardMs = Number(setting.get(HEARD) ?? 0);
    const used = sums.get({ ...asked, customerId, heardMs }) as Required<Record<keyof AloneMost, number>>;
    const fits = (name: keyof AloneMost) =>
      used[name] + asked.amount <= (most[name] ?? Number.POSITIVE_INFINITY);
    if (!fits("perDay") || !fits("perOutage") || (customerId !== "" && !fits("perCard"))) return "used-up";
    addAlone.run({ ...asked, customerId, atMs: now() });
    return "granted";
  });

  return {
    holdPoints: (wanted) => holdPoints.immediate(wanted),
    holdLess: (reservation, points) => holdLess.immediate(reservation, points),
    freePoints: db.transaction((transactionIds: readonly string[]) => {
      free(pointsOf.all(JSON.stringify(transactionIds)) as Row[]);
    }).immediate,
    alone: (asked) => alone.immediate(asked),
    owed: (limit) => (owed.all(limit) as string[]).map((call) => JSON.parse(call)),
    told: (reservations) => void paidOff.run(JSON.stringify(reservations)),
    books: {
      begin,
      reservationOf: (transactionId, couponId) =>
        couponClaim.get(transactionId, `coupon ${couponId}`) as string | undefined,
      settlePoints({ transactionId, saleId, customerId, burnt }, atMs) {
        const rows = pointsOf.all(JSON.stringify([transactionId])) as Row[];
        for (const { account, points, ...known } of burnt) {
          if (customerId === undefined) break;
          const row = rows.find(({ thing }) => thing === `points ${customerId} ${account}`);
          const reservation = row?.reservation;
          const body = { customerId, account, points, saleId, ...known, ...(reservation && { reservation }) };
          lanes.append("claims", "points.used", atMs, JSON.stringify(body));
          if (row === undefined) continue;
          rows.splice(rows.indexOf(row), 1);
          remove.run(row.reservation);
          usePoints.run(points, row.reservation);
          tellLead(row, { call: "settle", reservation: row.reservation, saleId, points, thing: row.thing });
        }
        free(rows);
      },
      sweep() {
        type Over = Row & { isPaid: number | null; isUsed: number | null; saleId: string | null };
        for (const { isPaid, isUsed, saleId, ...row } of over.all() as Over[]) {
          const { reservation } = row;
          if (isPaid && saleId !== null) {
            // HQ hears of it by the coupon's own event.
            remove.run(reservation);
            tellLead(row, { call: "settle", reservation, saleId, thing: row.thing });
          } else release(row);
          if (isPaid || isUsed) useAlone.run(reservation);
          else freeAlone.run(reservation);
        }
      },
      follow: (couponId, transactionId) => void follow.run(transactionId, `coupon ${couponId}`),
      freePointsOf: (transactionId) => void free(pointsOf.all(JSON.stringify([transactionId])) as Row[]),
      freeOrphans: (open) => free(pointsOrphans.all(JSON.stringify(open)) as Row[]),
      heard: () => heard(now()),
      prune: (beforeMs) => void pruneAlone.run(beforeMs),
    },
  };
}
