/** The sales that are open at this till, with what each of them holds: its release, and its reserved coupons. */

import type { Log } from "./log.ts";
import { moveRelease } from "./move-release.ts";
import { PosError } from "./pos/protocol.ts";
import type { OpenSale } from "./sale.ts";
import type { SessionCoupon } from "./session/session.ts";
import type { Reserved } from "./store/journal.ts";
import { isDoubtful } from "./suspended/own.ts";
import type { JournalCalls } from "./workers/journal.ts";
import type { Releases } from "./workers/releases.ts";

/** A till has one open sale, a self-checkout server a dozen; while the journal can't be written, paid ones wait here. */
const SALES_MAX = 512;
/** A sale nobody has touched for so long was left behind by its POS: what it reserved must not be blocked for ever. */
const FORGOTTEN_MS = 4 * 3600_000;
/** When there are too many, so long is enough. */
const CROWDED_MS = 15 * 60_000;
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
  /** The sale is suspended, perhaps for days: it holds no release, and is never forgotten. */
  rest(sale: OpenSale): void;
  /** It goes on; where its release has left the till meanwhile, with the newest. */
  rouse(sale: OpenSale): void;
  /** The suspended sale with this code. */
  suspended(code: string): OpenSale | undefined;
  /** The sale that went on by this code, and has not been suspended again. */
  resumed(code: string): OpenSale | undefined;
  /**
   * The sale leaves without being paid: what it reserved is freed, coupons and allowances. Where another till may have
   * claimed it, its coupons are kept until HQ has told what became of it.
   * @param isOurs it is known that no other till has it
   */
  end(sale: OpenSale, isOurs?: boolean): void;
  /** Frees reservations without making anybody wait; a journal that is busy is asked again. */
  free(reservations: readonly Reserved[]): void;
  /** The points that its customer chose rewards for are not used by it. */
  freePoints(sale: OpenSale): void;
  /** What is on its way to being freed has been tried: what is left can be asked. Never rejects. */
  freed(): Promise<unknown>;
  count(): number;
  /** The transactions that are open. */
  ids(): readonly string[];
  all(): readonly OpenSale[];
  /** Under which they hold their parts of limits that outlive a sale. */
  reservations(): readonly string[];
  /** The owner of the sale that was touched last, if one is open. */
  lastOwner(): object | undefined;
}

/**
 * @param now milliseconds on a clock that is never set, as `touchedMs` of a sale
 * @param freed something is free: others may be waiting to hear it
 */
export function openSales(
  releases: Pick<Releases, "current" | "of" | "hold" | "letGo">,
  journal: JournalCalls["call"],
  log: Log,
  now: () => number = () => performance.now(),
  freed: () => void = () => {},
): OpenSales {
  const sales = new Map<string, OpenSale>();
  const resting = new Set<OpenSale>();
  const freeing = new Set<Promise<void>>();
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
      sale.released = freeAllowances;
      releases.hold(release);
    },
    drop(sale) {
      const { transactionId } = sale.session;
      if (sales.get(transactionId) !== sale) return;
      sales.delete(transactionId);
      sale.keeping?.end();
      if (!resting.delete(sale)) letGo(sale);
    },
    rest(sale) {
      if (sales.get(sale.session.transactionId) !== sale || resting.has(sale)) return;
      resting.add(sale);
      letGo(sale);
    },
    rouse(sale) {
      if (!resting.delete(sale)) return;
      moveRelease(sale, releases);
      releases.hold(sale.session.release);
    },
    // Also one that was roused to be paid and was not: it waits still.
    suspended: (code) => open.all().find(({ session }) => session.suspension?.code === code),
    resumed: (code) => open.all().find(({ session }) => session.resumed === code),
    end(sale, isOurs = isKnownOurs(sale)) {
      open.drop(sale);
      const { shared, transactionId, coupons, reservation, customer } = sale.session;
      if (reservation !== undefined) freeAllowances(reservation);
      if (customer !== undefined) freePoints(transactionId);
      if (shared === undefined) return free(reservedIn(coupons));
      const { key, movedFrom } = shared;
      const asked = { sale: { key, transactionId, movedFrom }, perhapsElsewhere: !isOurs };
      untilDone(() => journal("cancelShared", asked), freed);
    },
    free,
    freePoints({ pointsHeld, session: { transactionId } }) {
      if (pointsHeld.size > 0) freePoints(transactionId);
      pointsHeld.clear();
    },
    freed: () => Promise.all(freeing),
    count: () => sales.size,
    ids: () => [...sales.keys()],
    reservations: () => [...sales.values()].flatMap(({ session }) => session.reservation ?? []),
    all: () => [...sales.values()],
    lastOwner: () => byAge().at(-1)?.owner,
  };
  return open;

  function letGo({ session: { release }, copy: { name } }: OpenSale): void {
    // A worker that is gone has forgotten it already.
    if (name !== undefined)
      releases
        .of(release)
        ?.call("forget", name)
        .catch(() => {});
    releases.letGo(release);
  }

  function makeRoom(): void {
    // A sale in tendering is paid, and its completion will be sent again; a suspended one is meant to wait.
    const idle = byAge().filter((sale) => sale.session.state !== "tendering" && !resting.has(sale));
    for (const sale of idle) {
      const restMs = sales.size < SALES_MAX ? FORGOTTEN_MS : CROWDED_MS;
      if (now() - sale.touchedMs < restMs) break;
      log.warning("sale-forgotten", { transactionId: sale.session.transactionId });
      open.end(sale);
    }
    if (sales.size >= SALES_MAX) throw new PosError("too-many-transactions");
  }

  function free(reservations: readonly Reserved[]): void {
    if (reservations.length > 0) untilDone(() => journal("free", reservations), freed);
  }

  function freePoints(transactionId: string): void {
    untilDone(() => journal("freePoints", [transactionId]), freed);
  }

  function freeAllowances(reservation: string): void {
    untilDone(() => journal("freeAllowances", reservation));
  }

  function untilDone(free: () => Promise<void>, then = () => {}, tries = 1): void {
    const going = free()
      .then(then)
      .catch((error: Error) => {
        if (tries === 1) log.warning("not-freed-yet", { message: error.message });
        if (tries < FREE_TRIES_MAX) setTimeout(untilDone, FREE_AGAIN_MS, free, then, tries + 1).unref();
      })
      .finally(() => freeing.delete(going));
    freeing.add(going);
  }
}

/** Nobody can have claimed it unseen. */
function isKnownOurs({ session }: OpenSale): boolean {
  return session.suspension === undefined && !isDoubtful(session) && session.shared?.movedFrom === undefined;
}

/** What must be freed when these coupons leave their sale unused. */
export function reservedIn(coupons: readonly SessionCoupon[]): Reserved[] {
  return coupons.flatMap(({ presented: { couponId }, reservation }) =>
    reservation === undefined ? [] : [{ couponId, reservation }],
  );
}
