/** A sale that was suspended here: is it ours still, and what is done when another till has it. */

import type { SaleAtHome } from "../../sync/suspended.ts";
import type { Log } from "../log.ts";
import type { OpenSales } from "../open-sales.ts";
import { PosError } from "../pos/protocol.ts";
import type { OpenSale } from "../sale.ts";
import type { Session } from "../session/session.ts";
import type { JournalCalls } from "../workers/journal.ts";
import type { SessionsCalls } from "../workers/sessions.ts";
import type { Exchange } from "./exchange.ts";
import type { Handovers } from "./handovers.ts";
import type { Neighbours } from "./neighbours.ts";

export interface OwnParts {
  readonly till: string;
  readonly sales: OpenSales;
  readonly journal: JournalCalls["call"];
  readonly sessions: SessionsCalls["call"];
  readonly handovers: Handovers;
  readonly log: Log;
  /** Absent: no other till can have it. */
  readonly exchange?: Exchange | undefined;
  /** Whom to ask where HQ can't be. */
  readonly neighbours?: Neighbours | undefined;
}

/** It went on here unasked: it stays, whatever another till does with what it claimed. */
export function isDoubtful({ shared }: Session): boolean {
  return shared?.unconfirmed !== undefined || shared?.alsoAt !== undefined;
}

export function takenElsewhere(till: string, field = "transactionId"): PosError {
  return new PosError("taken-elsewhere", { field, detail: `till ${till} has it` });
}

/** A sale that other tills know of, as it is told to be here. */
export function atHome({ shared, suspension }: Session): SaleAtHome {
  const { key, round, movedFrom } = shared!;
  return { key, round, ...(suspension && { code: suspension.code }), ...(movedFrom && { movedFrom }) };
}

export interface Own {
  /**
   * Of a sale that may be claimed by others: from now on by none. Answers whether that is sure. Call it in the sale's
   * turn. Throws PosError `taken-elsewhere`; then the sale has left, or is about to.
   */
  takeBack(sale: OpenSale, deadlineMs: number): Promise<"sure" | "unconfirmed" | { readonly alsoAt: string }>;
  /** Another till has it. In the sale's turn. Rejects with CallError where that can't be kept now: try again later. */
  leave(sale: OpenSale, till: string): Promise<void>;
}

/** Longer than any disk should take, and not for ever. */
const LEAVE_MS = 10_000;
/** HQ's share of the time; the other tills of the store have the rest, where HQ is away. */
const OF_HQ = 0.7;

export function ownSales(parts: OwnParts): Own {
  const { till: here, sales, journal, sessions, handovers, log, exchange, neighbours } = parts;

  async function leave(sale: OpenSale, till: string): Promise<void> {
    const { transactionId, shared, suspension, reservation, state } = sale.session;
    // Two may have asked for it: the second finds it gone, and its id perhaps another sale's.
    if (shared === undefined || suspension === undefined || state !== "suspended") return;
    const { key, round } = shared;
    const deadline = { deadlineMs: LEAVE_MS };
    // In this order: as long as the session is kept, this is done again.
    await journal("handOver", { key, transactionId }, deadline);
    if (reservation !== undefined) await journal("freeAllowances", reservation, deadline);
    const handover = { key, round, way: "out", code: suspension.code, transactionId, till } as const;
    await sessions("handOver", handover, deadline);
    handovers.put(handover);
    sale.advance({ kind: "hand-over", till });
    sales.drop(sale);
    log.info("sale-taken-elsewhere", { transactionId, till });
  }

  /** The till that says that it has it. */
  async function nearby({ suspension }: Session, withinMs: number): Promise<string | undefined> {
    if (suspension === undefined || !neighbours?.isThere()) return undefined;
    const said = await neighbours.ask({ code: suspension.code, take: false, withinMs });
    const gone = said.find((one) => one.kind === "taken" && one.till !== here);
    return gone?.kind === "taken" ? gone.till : undefined;
  }

  return {
    leave,
    async takeBack(sale, deadlineMs) {
      const { shared } = sale.session;
      if (exchange === undefined || shared === undefined) return "sure";
      // This till has said so, whatever HQ has heard.
      if (shared.promised !== undefined) throw takenElsewhere(shared.promised);
      const ofHqMs = deadlineMs * (neighbours?.isThere() ? OF_HQ : 1);
      const standing = await exchange.takeBack(atHome(sale.session), ofHqMs);
      const till = "kind" in standing ? await nearby(sale.session, deadlineMs - ofHqMs) : standing.till;
      if (till === undefined) return "unconfirmed";
      if (till === here) return "sure";
      // HQ does not know yet that it came from there.
      if (shared.movedFrom?.includes(till)) return "unconfirmed";
      if (isDoubtful(sale.session)) return { alsoAt: till };
      // Nobody waits for two disks to hear that; what can't be kept now is heard again.
      sale
        .quietly(() => leave(sale, till))
        .catch(({ message }: Error) =>
          log.warning("not-handed-over-yet", { transactionId: sale.session.transactionId, message }),
        );
      throw takenElsewhere(till);
    },
  };
}
