/**
 * Limits that outlive a sale: what open sales hold of them, and what recorded ones have used up. Who asks for more than
 * is left gets nothing and hears what is left, so two open sales never both get the last one.
 */

import type Database from "better-sqlite3";
import { leftOf } from "../allowances/limits.ts";
import type { Allowances, Use, WantedUse } from "../allowances/use.ts";
import type { Lanes } from "./journal-lanes.ts";

/** What an open sale wants to be sure of, all or nothing; it takes the place of what it held before. */
export interface AllowanceWanted {
  readonly transactionId: string;
  readonly customerId: string | undefined;
  /** Of the sale since its last subtotal: only who has it can free it again. */
  readonly reservation: string;
  readonly uses: readonly WantedUse[];
}

export type AllowAnswer =
  | { readonly kind: "reserved" }
  /** Nothing was changed; so much is left of the limits that were asked for. */
  | { readonly kind: "short"; readonly left: Allowances };

/** What a recorded sale has used up. */
export interface AllowanceUsed {
  readonly transactionId: string;
  readonly saleId: string;
  readonly customerId: string | undefined;
  /** Undefined: the rules could not be asked; what the sale held for what was applied is used up. */
  readonly uses: readonly Use[] | undefined;
  readonly applied: readonly { readonly promotionId: string }[];
}

/** What goods that come back give free. */
export interface AllowanceReturned {
  readonly saleId: string;
  readonly returnId: string;
  readonly customerId: string | undefined;
  readonly uses: readonly Use[];
}

export interface JournalAllowances {
  allow(wanted: AllowanceWanted): AllowAnswer;
  freeAllowances(reservation: string): void;
  /** Frees what stands under any other reservation; answers how many rows. */
  freeOrphanAllowances(held: readonly string[]): number;
}

/** Parts of larger transactions. */
export interface AllowanceBooks {
  /** The sale holds nothing afterwards. */
  book(used: AllowanceUsed, atMs: number): void;
  giveBack(returned: AllowanceReturned, atMs: number): void;
  /** Forgets periods that were over before that day, and what each pruned sale had used; the sums stay. */
  prune(beforeDay: string): void;
}

/** @param now milliseconds since 1970 */
export function journalAllowances(
  db: Database.Database,
  lanes: Lanes,
  now: () => number,
): JournalAllowances & { readonly books: AllowanceBooks } {
  const others = db.prepare(`
    SELECT coalesce(sum(applications), 0) AS applications, coalesce(sum(amount_cents), 0) AS amountCents FROM (
      SELECT applications, amount_cents FROM allowance_used
      WHERE scope = @scope AND promotion_id = @promotionId AND period = @period
      UNION ALL
      SELECT applications, amount_cents FROM allowance
      WHERE state = 'reserved' AND scope = @scope AND promotion_id = @promotionId AND period = @period
        AND transaction_id <> @transactionId)`);
  const release = db.prepare("DELETE FROM allowance WHERE transaction_id = ? AND state = 'reserved'");
  const free = db.prepare("DELETE FROM allowance WHERE reservation = ? AND state = 'reserved'");
  const freeOrphans = db.prepare(`
    DELETE FROM allowance WHERE state = 'reserved' AND reservation NOT IN (SELECT value FROM json_each(?))`);
  const heldBy = db.prepare(`
    SELECT promotion_id AS promotionId, scope, period, last_day AS lastDay, applications, amount_cents AS amountCents
    FROM allowance WHERE transaction_id = ? AND state = 'reserved'`);
  const add = db.prepare(`
    INSERT INTO allowance VALUES
      (@transactionId, @promotionId, @scope, @period, @lastDay, @state, @reservation, @applications, @amountCents, @atMs)`);
  const addUsed = db.prepare(`
    INSERT INTO allowance_used VALUES (@scope, @promotionId, @period, @lastDay, @applications, @amountCents)
    ON CONFLICT DO UPDATE SET applications = applications + excluded.applications,
      amount_cents = amount_cents + excluded.amount_cents, last_day = max(last_day, excluded.last_day)`);
  const transactionOf = db.prepare("SELECT transaction_id FROM sale WHERE sale_id = ?").pluck();
  const bookedBy = db.prepare(`
    SELECT applications, amount_cents AS amountCents FROM allowance
    WHERE transaction_id = ? AND promotion_id = ? AND scope = ? AND period = ? AND state = 'booked'`);
  const lower = db.prepare(`
    UPDATE allowance SET applications = applications - @applications, amount_cents = amount_cents - @amountCents
    WHERE transaction_id = @transactionId AND promotion_id = @promotionId AND scope = @scope AND period = @period`);
  const lowerUsed = db.prepare(`
    UPDATE allowance_used SET applications = applications - @applications, amount_cents = amount_cents - @amountCents
    WHERE scope = @scope AND promotion_id = @promotionId AND period = @period`);
  const pruneSales = db.prepare(
    "DELETE FROM allowance WHERE state = 'booked' AND transaction_id NOT IN (SELECT transaction_id FROM sale)",
  );
  const pruneUsed = db.prepare(`
    DELETE FROM allowance_used AS used WHERE last_day < ? AND NOT EXISTS (
      SELECT 1 FROM allowance WHERE allowance.scope = used.scope AND allowance.promotion_id = used.promotion_id
        AND allowance.period = used.period)`);

  const allow = db.transaction((wanted: AllowanceWanted): AllowAnswer => {
    const { transactionId, customerId, reservation, uses } = wanted;
    const left = { till: [] as Left[], customer: [] as Left[] };
    let isShort = false;
    for (const use of uses) {
      const { promotionId, of, period, most, overshoots } = use;
      const key = { transactionId, scope: scopeOf(of, customerId), promotionId, period };
      const free = leftOf(most, others.get(key) as { applications: number; amountCents: number });
      left[of].push([promotionId, free]);
      const { applications = use.applications, amountCents = use.amountCents } = free;
      isShort ||= applications < use.applications;
      isShort ||= overshoots ? use.amountCents > 0 && amountCents === 0 : amountCents < use.amountCents;
    }
    if (isShort)
      return {
        kind: "short",
        left: { till: Object.fromEntries(left.till), customer: Object.fromEntries(left.customer) },
      };
    release.run(transactionId);
    const atMs = now();
    for (const use of uses)
      add.run({ ...rowOf(use, customerId), transactionId, state: "reserved", reservation, atMs });
    return { kind: "reserved" };
  });

  return {
    allow: (wanted) => allow.immediate(wanted),
    freeAllowances: (reservation) => void free.run(reservation),
    freeOrphanAllowances: (held) => freeOrphans.run(JSON.stringify(held)).changes,
    books: {
      book({ transactionId, saleId, customerId, uses, applied }, atMs) {
        const held = heldBy.all(transactionId) as Row[];
        release.run(transactionId);
        const rows =
          uses?.map((use) => rowOf(use, customerId)) ??
          held.filter((row) => applied.some(({ promotionId }) => promotionId === row.promotionId));
        if (rows.length === 0) return;
        for (const row of rows) {
          add.run({ ...row, transactionId, state: "booked", reservation: "", atMs });
          addUsed.run(row);
        }
        const allowances = rows.map(toldOf);
        lanes.append("claims", "allowance.booked", atMs, JSON.stringify({ saleId, customerId, allowances }));
      },
      giveBack({ saleId, returnId, customerId, uses }, atMs) {
        if (uses.length === 0) return;
        // Recorded at another till, or forgotten meanwhile: HQ hears of it.
        const transactionId = transactionOf.get(saleId) as string | undefined;
        for (const use of transactionId === undefined ? [] : uses) {
          const row = rowOf(use, customerId);
          const booked = bookedBy.get(transactionId, row.promotionId, row.scope, row.period) as
            | Row
            | undefined;
          if (booked === undefined) continue;
          const applications = Math.min(row.applications, booked.applications);
          const amountCents = Math.min(row.amountCents, booked.amountCents);
          lower.run({ ...row, transactionId, applications, amountCents });
          lowerUsed.run({ ...row, applications, amountCents });
        }
        const allowances = uses.map((use) => toldOf(rowOf(use, customerId)));
        const body = JSON.stringify({ saleId, returnId, customerId, allowances });
        lanes.append("claims", "allowance.returned", atMs, body);
      },
      prune(beforeDay) {
        pruneSales.run();
        pruneUsed.run(beforeDay);
      },
    },
  };
}

type Left = [promotionId: string, left: ReturnType<typeof leftOf>];

/** A use as the file has it. */
interface Row extends Omit<Use, "of"> {
  readonly scope: string;
}

const TILL = "till";

/** Whose counter it is: this till's, or a customer's. */
export function scopeOf(of: Use["of"], customerId: string | undefined): string {
  return of === "till" ? TILL : `customer/${customerId ?? ""}`;
}

function rowOf(use: Use, customerId: string | undefined): Row {
  const { promotionId, period, lastDay, applications, amountCents } = use;
  return { promotionId, scope: scopeOf(use.of, customerId), period, lastDay, applications, amountCents };
}

/** As HQ is told; whose it is stands beside. */
function toldOf({ scope, lastDay: _, ...row }: Row): object {
  return { ...row, of: scope === TILL ? "till" : "customer" };
}
