/** The sales that are open at this till, with what each of them holds: its release, and its reserved coupons. */

import type { Log } from "./log.ts";
import { PosError } from "./pos/protocol.ts";
import type { OpenSale } from "./sale.ts";
import type { JournalCalls } from "./workers/journal.ts";
import type { Releases } from "./workers/releases.ts";

/** A till has one open sale, a self-checkout server a dozen. */
const SALES_MAX = 64;
/** A sale nobody has touched for so long makes room when a new one needs it. */
const FORGOTTEN_MS = 4 * 3600_000;
const FREE_AGAIN_MS = 2000;
const FREE_TRIES_MAX = 1000;

export interface OpenSales {
  get(transactionId: string): OpenSale | undefined;
  /** Throws PosError `unknown-transaction`. */
  of(transactionId: string): OpenSale;
  /** Throws PosError `transaction-exists`, `too-many-transactions`. */
  add(sale: OpenSale): void;
  /** The sale is over and the journal holds what became of it. */
  drop(sale: OpenSale): void;
  /** The sale leaves without being paid: what it reserved is freed. */
  end(sale: OpenSale): void;
  /** Frees reservations without making anybody wait; a journal that is busy is asked again. */
  free(transactionId: string, couponIds: readonly string[]): void;
  count(): number;
  /** The owner of the sale that was touched last, if one is open. */
  lastOwner(): object | undefined;
}

export function openSales(releases: Releases, journal: JournalCalls["call"], log: Log): OpenSales {
  const sales = new Map<string, OpenSale>();
  const byAge = () => [...sales.values()].sort((a, b) => a.touchedMs - b.touchedMs);

  const open: OpenSales = {
    get: (transactionId) => sales.get(transactionId),
    of(transactionId) {
      const sale = sales.get(transactionId);
      if (sale === undefined) throw new PosError("unknown-transaction", { field: "transactionId" });
      return sale;
    },
    add(sale) {
      const { transactionId, release } = sale.session;
      if (sales.has(transactionId)) throw new PosError("transaction-exists", { field: "transactionId" });
      makeRoom();
      sales.set(transactionId, sale);
      releases.hold(release);
    },
    drop(sale) {
      const { transactionId, release } = sale.session;
      if (sales.get(transactionId) !== sale) return;
      sales.delete(transactionId);
      releases.letGo(release);
    },
    end(sale) {
      open.drop(sale);
      const reserved = sale.session.coupons.flatMap((one) => (one.reserved ? [one.presented.couponId] : []));
      if (reserved.length > 0) free(sale.session.transactionId, reserved);
    },
    free: (transactionId, couponIds) => free(transactionId, couponIds),
    count: () => sales.size,
    lastOwner: () => byAge().at(-1)?.owner,
  };
  return open;

  function makeRoom(): void {
    if (sales.size < SALES_MAX) return;
    const [oldest] = byAge();
    if (
      oldest === undefined ||
      performance.now() - oldest.touchedMs < FORGOTTEN_MS ||
      oldest.session.completing
    )
      throw new PosError("too-many-transactions");
    log.warning("sale-forgotten", { transactionId: oldest.session.transactionId });
    open.end(oldest);
  }

  function free(transactionId: string, couponIds: readonly string[], tries = 1): void {
    journal("free", { transactionId, couponIds }).catch((error: Error) => {
      if (tries === 1) log.warning("not-freed-yet", { transactionId, message: error.message });
      if (tries < FREE_TRIES_MAX)
        setTimeout(free, FREE_AGAIN_MS, transactionId, couponIds, tries + 1).unref();
    });
  }
}
