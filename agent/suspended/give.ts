/**
 * A sale that waits here is asked for by another till of the store, over the LAN. This till has it, so this till decides:
 * one gets it, it gets it again when it asks again, and what was decided is on this disk before it is said.
 */

import type { Log } from "../log.ts";
import type { OpenSale } from "../sale.ts";
import type { Exchange } from "./exchange.ts";
import type { Handovers } from "./handovers.ts";
import { GIVEN_BYTES_MAX, type SaleAsk, type SaleSaid } from "./neighbours.ts";
import { atHome, isDoubtful, type Own } from "./own.ts";

export interface GiveParts {
  readonly till: string;
  readonly sales: { suspended(code: string): OpenSale | undefined };
  readonly handovers: Handovers;
  readonly own: Own;
  readonly exchange?: Exchange | undefined;
  readonly log: Log;
}

const UNKNOWN: SaleSaid = { kind: "unknown" };
/** The part of the time that HQ has: it may be away for this till too. */
const OF_HQ = 1 / 3;

/** @param from the till that asks, by its certificate */
export async function answerSaleAsk(from: string, ask: SaleAsk, parts: GiveParts): Promise<SaleSaid> {
  const { sales, handovers, till: here } = parts;
  const sale = sales.suspended(ask.code);
  if (sale === undefined) {
    const gone = handovers.wentTo({ code: ask.code });
    if (gone !== undefined) return { kind: "taken", till: gone.till };
    // HQ gave it to this till, and its own till may not have heard.
    return handovers.cameAs(ask.code, undefined) === undefined ? UNKNOWN : { kind: "taken", till: here };
  }
  const before = sayingOf(sale, from);
  if (before.kind !== "waits" || !ask.take) return before;
  let said: SaleSaid = UNKNOWN;
  await sale.quietly(async () => {
    // It may have gone on while its turn was waited for.
    const now = sale.session.suspension?.code === ask.code ? sayingOf(sale, from) : UNKNOWN;
    said = now.kind === "waits" ? await given(sale, from, ask.withinMs, parts) : now;
  });
  return said;
}

function sayingOf({ session: { shared, state } }: OpenSale, from: string): SaleSaid {
  // Practice is nobody else's business.
  if (shared === undefined || state !== "suspended") return UNKNOWN;
  const elsewhere = shared.alsoAt ?? shared.promised;
  return elsewhere === undefined || elsewhere === from
    ? { kind: "waits" }
    : { kind: "taken", till: elsewhere };
}

async function given(
  sale: OpenSale,
  from: string,
  withinMs: number,
  { till: here, own, exchange, log }: GiveParts,
): Promise<SaleSaid> {
  if (sale.session.shared?.promised === undefined) {
    if (JSON.stringify(sale.session).length > GIVEN_BYTES_MAX) return UNKNOWN;
    // Where HQ can be asked it knows more: another till may have claimed the sale there.
    const standing = await exchange?.takeBack(atHome(sale.session), withinMs * OF_HQ);
    if (standing !== undefined && !("kind" in standing)) {
      const { till, state } = standing;
      const isElsewhere = till !== here && till !== from && !sale.session.shared?.movedFrom?.includes(till);
      if (isElsewhere && !isDoubtful(sale.session)) await own.leave(sale, till);
      if (isElsewhere) return { kind: "taken", till };
      if (state === "over") return UNKNOWN;
    }
    sale.advance({ kind: "promise", till: from });
    log.info("sale-promised", { transactionId: sale.session.transactionId, till: from });
  }
  // Also what this disk did not take the first time.
  const { keeping, session, evaluations } = sale;
  await keeping?.settled();
  if ((await keeping?.mended(session, evaluations)) === false) return UNKNOWN;
  const { promised: _, ...shared } = session.shared!;
  return { kind: "given", key: shared.key, round: shared.round, session: { ...session, shared } };
}
