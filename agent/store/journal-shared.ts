/**
 * What a sale that other tills know of leaves in this journal: coupons that stay reserved for it while another till has
 * it, and the event that tells HQ of its end without payment. Each is one durable transaction.
 */

import type Database from "better-sqlite3";
import type { CouponRefusal } from "../../engine/context.ts";
import type { RestoredCoupon } from "../../sync/suspended.ts";
import type { Reservation } from "./journal.ts";
import type { ClaimBooks } from "./journal-claims.ts";
import type { Lanes } from "./journal-lanes.ts";

/** A sale by the key that it has at every till. */
export interface SharedSale {
  readonly key: string;
  readonly transactionId: string;
  /** Tills that gave it on to this one, where HQ has not heard of that. */
  readonly movedFrom?: readonly string[] | undefined;
}

export interface JournalShared {
  /** Another till has it: what it had reserved here stays reserved, for the sale by its key. */
  handOver(sale: SharedSale): void;
  /**
   * It came from another till: its coupons are reserved here now, and nothing else is kept for it. Answers those that
   * are refused because this till knows of another use.
   */
  takeOver(sale: SharedSale, wanted: readonly Reservation[]): readonly RefusedReservation[];
  /**
   * It left without being paid, and HQ is told. Its coupons are free, or, where another till may have claimed it
   * unseen, kept for it until HQ has told what became of it.
   */
  cancelShared(sale: SharedSale, perhapsElsewhere: boolean): void;
  /** Sales that are elsewhere, or may be, and for which coupons are kept. */
  keptFor(): readonly string[];
  /** The sale is over: what it used up is used, what is left is free. */
  settleShared(key: string, used: readonly string[]): void;
  /** Up to where HQ's coupons that are good again were heard. */
  restoredTo(): number;
  /** They came back at another till, or here: they may be used again. */
  restore(coupons: readonly RestoredCoupon[], position: number): void;
}

export interface RefusedReservation {
  readonly couponId: string;
  readonly reason: Extract<CouponRefusal, "already-used" | "reserved-elsewhere">;
}

/** A sale nobody ever heard of again keeps its coupons no longer: HQ forgets it in as many days. */
const KEPT_MS = 9 * 86_400_000;
const POSITION = "restored_position";

/**
 * A row that is kept for a sale elsewhere stands under the sale's key, and `run` says so: `moved`, or `used` when it was
 * used up there.
 */
export function journalShared(
  db: Database.Database,
  lanes: Lanes,
  claims: Pick<ClaimBooks, "begin" | "sweep" | "follow" | "freePointsOf">,
  own: { readonly till: string },
  now: () => number,
): JournalShared {
  const move = db.prepare(`
    UPDATE coupon SET run = 'moved', transaction_id = :key, at_ms = :atMs
    WHERE transaction_id = :transactionId AND state = 'reserved'`);
  const rowOf = db.prepare("SELECT state, transaction_id AS by, run FROM coupon WHERE coupon_id = ?");
  const put = db.prepare(`
    INSERT INTO coupon VALUES (:couponId, :series, 'reserved', :transactionId, 'session', :atMs, :reservation)
    ON CONFLICT DO UPDATE SET transaction_id = excluded.transaction_id, run = excluded.run, at_ms = excluded.at_ms,
      reservation = excluded.reservation`);
  const free = db.prepare(
    "DELETE FROM coupon WHERE transaction_id = ? AND state = 'reserved' AND run <> 'used'",
  );
  const use = db.prepare(`
    UPDATE coupon SET run = 'used' WHERE transaction_id = ? AND state = 'reserved'
      AND coupon_id IN (SELECT value FROM json_each(?))`);
  const keys = db
    .prepare("SELECT DISTINCT transaction_id FROM coupon WHERE state = 'reserved' AND run = 'moved'")
    .pluck();
  const forgetOld = db.prepare("DELETE FROM coupon WHERE state = 'reserved' AND run = 'moved' AND at_ms < ?");
  const setting = db.prepare("SELECT value FROM setting WHERE name = ?").pluck();
  const set = db.prepare(
    "INSERT INTO setting VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  const restoreSale = db.prepare(
    "DELETE FROM coupon WHERE coupon_id = ? AND transaction_id = ? AND state = 'redeemed'",
  );
  const restoreKey = db.prepare(
    "DELETE FROM coupon WHERE coupon_id = ? AND transaction_id = ? AND run = 'used'",
  );

  return {
    handOver: db.transaction(({ key, transactionId }: SharedSale) => {
      move.run({ key, transactionId, atMs: now() });
      claims.freePointsOf(transactionId);
    }).immediate,
    takeOver: db.transaction(({ key, transactionId }: SharedSale, wanted: readonly Reservation[]) => {
      const refused: RefusedReservation[] = [];
      for (const reservation of wanted) {
        const { couponId } = reservation;
        const row = rowOf.get(couponId) as { state: string; by: string; run: string } | undefined;
        if (row?.state === "redeemed" || row?.run === "used")
          refused.push({ couponId, reason: "already-used" });
        else if (row !== undefined && row.by !== key && row.by !== transactionId)
          refused.push({ couponId, reason: "reserved-elsewhere" });
        else {
          put.run({ ...reservation, transactionId, atMs: now() });
          claims.follow(couponId, transactionId);
          const { reservation: name, series, asks = [] } = reservation;
          if (asks.length > 0)
            claims.begin({
              reservation: name,
              transactionId,
              what: { kind: "coupon", couponId, series },
              asks,
            });
        }
      }
      free.run(key);
      claims.sweep();
      return refused;
    }).immediate,
    cancelShared: db.transaction((sale: SharedSale, perhapsElsewhere: boolean) => {
      const { key, transactionId, movedFrom } = sale;
      if (perhapsElsewhere) move.run({ key, transactionId, atMs: now() });
      else free.run(transactionId);
      claims.freePointsOf(transactionId);
      claims.sweep();
      const told = JSON.stringify({ key, transactionId, movedFrom });
      lanes.append("claims", "suspension.cancelled", now(), told);
    }).immediate,
    keptFor: () => keys.all() as string[],
    settleShared: db.transaction((key: string, used: readonly string[]) => {
      use.run(key, JSON.stringify(used));
      free.run(key);
      claims.sweep();
    }).immediate,
    restoredTo: () => Number(setting.get(POSITION) ?? 0),
    restore: db.transaction((coupons: readonly RestoredCoupon[], position: number) => {
      for (const { couponId, till, transactionId, key } of coupons) {
        if (till === own.till) restoreSale.run(couponId, transactionId);
        if (key !== null) restoreKey.run(couponId, key);
      }
      forgetOld.run(now() - KEPT_MS);
      claims.sweep();
      set.run(POSITION, `${position}`);
    }).immediate,
  };
}
