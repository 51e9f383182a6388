/**
 * Brings back what was open when the agent ended: the sales, as they were, and the coupons and allowances that none of
 * them holds.
 */

import { BasketCopy } from "../basket-copy.ts";
import type { Log } from "../log.ts";
import { moveRelease } from "../move-release.ts";
import type { OpenSales } from "../open-sales.ts";
import { PosError } from "../pos/protocol.ts";
import { OpenSale } from "../sale.ts";
import type { Handovers } from "../suspended/handovers.ts";
import type { JournalCalls } from "../workers/journal.ts";
import type { Releases } from "../workers/releases.ts";
import type { SessionsCalls } from "../workers/sessions.ts";
import type { Keeper } from "./keep.ts";
import type { KeptSteps } from "./kept-steps.ts";
import { revive, type Step } from "./step.ts";

export interface WakeParts {
  readonly sessions: SessionsCalls["call"];
  readonly journal: JournalCalls["call"];
  readonly releases: Pick<Releases, "current" | "of">;
  readonly sales: OpenSales;
  readonly keeper: Keeper;
  readonly handovers: Handovers;
  readonly log: Log;
}

/**
 * Wakes every sale that is kept and not open. Those that the journal holds are over. May be called again at any time:
 * when a file can be read again that could not. Rejects with CallError while it can't; then nothing has changed.
 */
export async function wakeKept(parts: WakeParts): Promise<void> {
  const { sessions, sales, keeper, handovers, log } = parts;
  const woken: OpenSale[] = [];
  for (const handover of await sessions("handovers", null)) handovers.put(handover);
  for (const kept of await sessions("wake", null)) {
    const { transactionId } = kept;
    if (sales.get(transactionId) !== undefined || keeper.forgets(transactionId)) continue;
    try {
      const sale = awake(kept, parts);
      sales.add(sale);
      woken.push(sale);
      if (sale.session.state === "suspended") sales.rest(sale);
    } catch (error) {
      // Never a reason not to start: what can't be understood can't be sold on either.
      log.error("sale-not-woken", { transactionId, message: (error as Error).message });
      if (!(error instanceof PosError)) keeper.forget([transactionId]);
    }
  }
  await tidyJournal(parts, woken);
}

/**
 * Ends the open sales that are recorded already, and frees what is reserved for sales that no longer exist. A coupon that
 * was being shown or taken back when the agent ended is reserved in one file and not in the other: the sale decides.
 */
async function tidyJournal({ journal, sales, log }: WakeParts, woken: readonly OpenSale[]): Promise<void> {
  for (const transactionId of await journal("recordedOf", sales.ids())) {
    const sale = sales.get(transactionId);
    if (sale !== undefined && !sale.session.completing) sales.drop(sale);
  }
  const freed = await journal("freeOrphans", sales.ids());
  const allowances = await journal("freeOrphanAllowances", sales.reservations());
  if (freed + allowances > 0) log.info("reservations-freed", { coupons: freed, allowances });
  const open = woken.map(({ session }) => session).filter(({ transactionId }) => sales.get(transactionId));
  if (open.length === 0) return;
  const reservations = open.flatMap(({ transactionId, coupons }) =>
    coupons.flatMap(({ presented: { couponId, series }, reservation }) =>
      reservation === undefined ? [] : [{ couponId, series, transactionId, reservation }],
    ),
  );
  const transactionIds = open.map(({ transactionId }) => transactionId);
  // As of two coupons that were used twice at two tills: both sales are recorded, and HQ hears of both.
  const lost = await journal("holdExactly", { transactionIds, reservations });
  if (lost.length > 0) log.warning("coupons-held-elsewhere", { coupons: lost.length });
}

function awake(kept: KeptSteps, { releases, keeper }: WakeParts): OpenSale {
  const session = revive(kept.steps.map((json) => JSON.parse(json) as Step));
  const { evaluations } = kept;
  const count = { evaluations, presentations: evaluations };
  // Nobody's yet: scans go to whoever calls first.
  const sale = new OpenSale(session, {}, new BasketCopy(), count);
  // It may have been on its way to the journal, and the POS told that it is not there.
  if (session.state === "tendering") sale.completions = 1;
  moveRelease(sale, releases);
  sale.keeping = keeper.known(kept);
  return sale;
}
