/**
 * What a till does about its suspended sales while nobody asks: hands them to HQ as soon as the line allows, hears which
 * were taken up elsewhere and what became of them, and gives up those whose business day is over.
 */

import { createLoop } from "../../sync/client/loop.ts";
import type { Standing } from "../../sync/suspended.ts";
import type { OpenSale } from "../sale.ts";
import type { Session } from "../session/session.ts";
import type { Unreachable } from "./exchange.ts";
import { atHome, isDoubtful, type Own, type OwnParts } from "./own.ts";

export interface OfferParts extends OwnParts {
  readonly own: Own;
  /** The sale was given up. */
  voided(sale: OpenSale): void;
  readonly pollMs: number;
  /** Milliseconds since 1970. */
  readonly nowMs?: () => number;
}

export interface Offers {
  /** At every poll from now on. */
  start(): void;
  /** Something waits, or the line may be there again. Never rejects. */
  look(): Promise<void>;
  stop(): Promise<void>;
  /**
   * Why suspended sales can't be had at other tills; undefined where they can.
   * @param isNearby other tills of the store are reached, and HQ need not be
   */
  trouble(isNearby: boolean): string | undefined;
}

/** Nobody waits for it. */
const ASK_MS = 5000;
/** A clock that was set forward by mistake gives nothing up before somebody can set it back. */
const RESTED_MS = 3600_000;
/** HQ answers about so many at once. */
const KEYS = 256;

export function createOffers(parts: OfferParts): Offers {
  const { till: here, sales, journal, exchange, own, log, voided, nowMs = Date.now } = parts;
  /** Rounds that HQ has. */
  const offered = new Set<string>();
  /** As they are on this disk: no other till shall have what this one may have forgotten tomorrow. */
  const onDisk = new WeakSet<Session>();
  let trouble: string | undefined;
  let heldBack: string | undefined;
  const loop = createLoop(pass, () => parts.pollMs);

  return {
    start: loop.start,
    look: loop.runNow,
    stop: loop.stop,
    trouble: (isNearby) => heldBack ?? (isNearby ? undefined : trouble),
  };

  async function pass(): Promise<void> {
    try {
      await giveUpOld();
      await keepAll();
      if (exchange !== undefined) trouble = await exchanged();
    } catch (error) {
      log.warning("suspended-not-looked-after", { message: (error as Error).message });
    }
  }

  /** Answers what was in the way. */
  async function exchanged(): Promise<string | undefined> {
    const waiting = sales.all().filter(({ session: { shared, suspension } }) => {
      if (shared === undefined) return false;
      return suspension !== undefined || shared.unconfirmed !== undefined || shared.movedFrom !== undefined;
    });
    const names = new Set(waiting.map(({ session }) => nameOf(session)));
    for (const name of offered) if (!names.has(name)) offered.delete(name);
    for (const sale of waiting) {
      // Paid, cancelled or gone while HQ was asked about another.
      if (sales.get(sale.session.transactionId) !== sale) continue;
      // What came over the LAN and waits again is HQ's to give only after HQ has heard that it is here.
      const steps = sale.session.shared?.movedFrom === undefined ? 1 : 2;
      for (let step = 0; step < steps; step += 1) {
        const standing = await tell(sale);
        if (standing === undefined) break;
        if ("kind" in standing) return standing.message;
        await heard(sale, standing);
      }
    }
    const kept = await journal("keptFor", null);
    const known = new Set([...waiting.flatMap(keyOf), ...kept]);
    for (let at = 0; at < known.size; at += KEYS) {
      const keys = [...known].slice(at, at + KEYS);
      const standings = await exchange!.standings(keys, ASK_MS);
      if ("kind" in standings) return standings.message;
      await learn(keys, standings, waiting, new Set(kept));
    }
    return (await exchange!.hearRestored(ASK_MS))?.message;
  }

  /** Hands the sale over, or says that it goes on here; undefined where HQ knows that already, or must not yet. */
  async function tell({ session }: OpenSale): Promise<Standing | Unreachable | undefined> {
    const { suspension, shared } = session;
    const home = atHome(session);
    // HQ hears of the move as of the round in which it moved.
    if (shared?.movedFrom !== undefined && suspension !== undefined)
      return exchange!.takeBack({ ...home, round: Math.max(1, home.round - 1) }, ASK_MS);
    // Nobody but that till is to have it.
    if (suspension === undefined || shared?.movedFrom !== undefined || shared?.promised !== undefined)
      return exchange!.takeBack(home, ASK_MS);
    if (offered.has(nameOf(session)) || !onDisk.has(session)) return undefined;
    const { untilMs = 0 } = suspension;
    const standing = await exchange!.offer({ session, forMs: untilMs - nowMs() }, ASK_MS);
    if (!("kind" in standing)) offered.add(nameOf(session));
    return standing;
  }

  async function learn(
    keys: readonly string[],
    standings: readonly Standing[],
    waiting: readonly OpenSale[],
    kept: ReadonlySet<string>,
  ): Promise<void> {
    const byKey = new Map(standings.map((standing) => [standing.key, standing]));
    const here = new Map(waiting.flatMap((sale) => keyOf(sale).map((key) => [key, sale])));
    for (const key of keys) {
      const [standing, sale] = [byKey.get(key), here.get(key)];
      // HQ has lost it: its database was restored.
      if (standing === undefined && sale !== undefined) offered.delete(nameOf(sale.session));
      if (standing !== undefined && sale !== undefined) await heard(sale, standing);
      if (standing?.state === "over" && kept.has(key))
        await journal("settleShared", { key, used: standing.used });
    }
  }

  /** When its turn comes, and if it still waits. */
  async function heard(sale: OpenSale, { till, key, state: known }: Standing): Promise<void> {
    await sale.quietly(async () => {
      const { shared, suspension, state } = sale.session;
      if (shared?.key !== key || state === "voided" || state === "finalised" || state === "moved") return;
      const isMoved = shared.movedFrom !== undefined;
      if (shared.promised !== undefined && known === "over") await own.leave(sale, shared.promised);
      // HQ has not heard of the move.
      else if (shared.movedFrom?.includes(till)) return;
      else if (till !== here && suspension !== undefined && !isDoubtful(sale.session))
        await own.leave(sale, till);
      else if (till !== here && (isMoved || isDoubtful(sale.session)) && shared.alsoAt !== till) {
        sale.advance({ kind: "confirm", alsoAt: till });
        log.warning("sale-at-two-tills", { transactionId: sale.session.transactionId, till });
      } else if (till === here && (shared.unconfirmed || isMoved)) sale.advance({ kind: "confirm" });
    });
  }

  /** What the disk did not take when it was suspended: no other step brings it there while it waits. */
  async function keepAll(): Promise<void> {
    for (const sale of sales.all()) {
      if (sale.session.state !== "suspended" || onDisk.has(sale.session)) continue;
      await sale.quietly(async () => {
        const { session, keeping, evaluations } = sale;
        // Paid, cancelled or gone before its turn came: forgotten is forgotten.
        if (session.state !== "suspended") return;
        if ((await keeping?.mended(session, evaluations)) !== false) onDisk.add(session);
      });
    }
    const notYet = sales.all().filter(({ session }) => {
      return session.state === "suspended" && session.shared !== undefined && !onDisk.has(session);
    });
    heldBack =
      notYet.length === 0
        ? undefined
        : `${notYet.length} of them could not be written to this till's disk yet; look at it`;
  }

  async function giveUpOld(): Promise<void> {
    for (const sale of sales.all()) {
      const { suspension } = sale.session;
      const isOver = suspension?.untilMs !== undefined && suspension.untilMs < nowMs();
      if (!isOver || sale.restedMs() < RESTED_MS) continue;
      await sale.quietly(async () => {
        if (sale.session.suspension !== suspension) return;
        const { promised } = sale.session.shared ?? {};
        // It is that till's to give up.
        if (promised !== undefined) return own.leave(sale, promised);
        log.warning("suspended-sale-given-up", { transactionId: sale.session.transactionId });
        sale.advance({ kind: "cancel" });
        sales.end(sale);
        voided(sale);
      });
    }
  }
}

const keyOf = ({ session: { shared } }: OpenSale) => (shared === undefined ? [] : [shared.key]);
const nameOf = ({ shared }: OpenSale["session"]) => `${shared?.key} ${shared?.round}`;
