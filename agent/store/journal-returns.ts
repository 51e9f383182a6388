/** Goods that came back: one transaction for the event, the points, and the coupons that are good again. */

import type Database from "better-sqlite3";
import type { Use } from "../allowances/use.ts";
import type { AllowanceBooks } from "./journal-allowances.ts";
import type { Lanes } from "./journal-lanes.ts";
import type { StoredReturn } from "./stored-return.ts";

export interface ReturnToCommit {
  /** SHA-256 of what the POS sent: the same again is the same return. */
  readonly hash: string;
  readonly body: StoredReturn;
  /** Returns of this sale that this journal held when this one was reckoned; another since makes it outdated. */
  readonly knownHere: number;
  /** By account, what is given back less what is taken. */
  readonly points: readonly { readonly account: string; readonly points: number }[];
  /** Coupons that are good again, and the transaction that had used them up. */
  readonly coupons: readonly { readonly couponId: string; readonly series: string }[];
  /** Vouchers that were printed and are taken back: from now on they count as used, by this return. */
  readonly voided: readonly { readonly couponId: string; readonly series: string }[];
  readonly transactionId?: string;
  /** What the goods no longer use up of limits that outlive the sale. */
  readonly unused: readonly Use[];
  /** What the POS is told, stored to be told again. */
  readonly answer: Readonly<Record<string, unknown>>;
}

export type ReturnCommitted =
  | {
      readonly kind: "recorded";
      readonly answer: Readonly<Record<string, unknown>>;
      readonly repeated: boolean;
    }
  /** This id is another return's. */
  | { readonly kind: "returned-differently" }
  /** More of this sale came back meanwhile: reckon again. Nothing was recorded. */
  | { readonly kind: "outdated" };

export interface JournalReturns {
  commitReturn(commit: ReturnToCommit): ReturnCommitted;
  /** The stored answer to a return that was committed earlier. */
  returned(returnId: string, hash: string): ReturnCommitted | undefined;
}

/** @param now milliseconds since 1970 */
export function journalReturns(
  db: Database.Database,
  lanes: Lanes,
  books: Pick<AllowanceBooks, "giveBack">,
  now: () => number,
): JournalReturns {
  const known = db.prepare("SELECT hash, answer FROM sale_return WHERE return_id = ?");
  const countOf = db.prepare("SELECT count(*) FROM sale_return WHERE sale_id = ?").pluck();
  const add = db.prepare("INSERT INTO sale_return VALUES (?, ?, ?, ?, ?, ?, ?)");
  const addLedger = db.prepare(`
    INSERT INTO ledger (customer_id, account, points, sale_id, sequence, at_ms) VALUES (?, ?, ?, ?, ?, ?)`);
  const restore = db.prepare(
    "DELETE FROM coupon WHERE coupon_id = ? AND transaction_id = ? AND state = 'redeemed'",
  );

  // Taken back: whoever presents it after all is told that it is used. A sale that holds it now was first.
  const voidVoucher = db.prepare(`
    INSERT INTO coupon (coupon_id, series, state, transaction_id, run, at_ms)
    VALUES (?, ?, 'redeemed', ?, 'session', ?) ON CONFLICT DO NOTHING`);

  const returned = (returnId: string, hash: string): ReturnCommitted | undefined => {
    const row = known.get(returnId) as { hash: string; answer: string } | undefined;
    if (row === undefined) return undefined;
    if (row.hash !== hash) return { kind: "returned-differently" };
    return { kind: "recorded", answer: JSON.parse(row.answer), repeated: true };
  };

  const commitReturn = db.transaction((commit: ReturnToCommit): ReturnCommitted => {
    const { body, answer, hash } = commit;
    const { returnId, receipt } = body;
    const before = returned(returnId, hash);
    if (before !== undefined) return before;
    const saleId = body.kind === "of-sale" ? body.saleId : null;
    if (saleId !== null && countOf.get(saleId) !== commit.knownHere) return { kind: "outdated" };
    const atMs = now();
    const sequence = lanes.append("sales", "return", atMs, JSON.stringify(body));
    add.run(returnId, saleId, receipt, hash, sequence, atMs, JSON.stringify(answer));
    if (body.kind === "without-sale") return { kind: "recorded", answer, repeated: false };
    const { customerId } = body;
    if (customerId !== undefined)
      for (const { account, points } of commit.points)
        addLedger.run(customerId, account, points, saleId, sequence, atMs);
    for (const { couponId, series } of commit.coupons) {
      if (commit.transactionId !== undefined) restore.run(couponId, commit.transactionId);
      const claim = {
        couponId,
        series,
        saleId,
        returnId,
        ...(customerId === undefined ? {} : { customerId }),
      };
      lanes.append("claims", "coupon.restored", atMs, JSON.stringify(claim));
    }
    for (const { couponId, series } of commit.voided) {
      voidVoucher.run(couponId, series, `return ${returnId}`, atMs);
      const voided = {
        couponId,
        series,
        saleId,
        returnId,
        ...(customerId === undefined ? {} : { customerId }),
      };
      lanes.append("claims", "coupon.voided", atMs, JSON.stringify(voided));
    }
    books.giveBack({ saleId: body.saleId, returnId, customerId, uses: commit.unused }, atMs);
    return { kind: "recorded", answer, repeated: false };
  });

  return { commitReturn: (commit) => commitReturn.immediate(commit), returned };
}
