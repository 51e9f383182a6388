/** The exchange at HQ: what the sync worker does of it. */

import { randomUUID } from "node:crypto";
import { thingOf } from "../../sync/claims/thing.ts";
import { createSuspended } from "../../sync/client/suspended.ts";
import type { TillTokens } from "../../sync/enrol/token.ts";
import { SyncError } from "../../sync/protocol.ts";
import { packed, type RestoredCoupon, unpacked } from "../../sync/suspended.ts";
import type { HomeLead } from "../grants/lease-keeper.ts";
import { readSuspended } from "../session/session-schema.ts";
import type { JournalCalls } from "../workers/journal.ts";
import type { ClaimedSale, Exchange, SaleToOffer, Unreachable } from "./exchange.ts";
import { SALE_FORMAT } from "./neighbours.ts";

export interface HqParts {
  readonly url: string;
  readonly token: TillTokens;
  readonly journal: JournalCalls["call"];
  /** Absent: this store has no lead. */
  readonly lead?: HomeLead | undefined;
}

type Within<Argument> = Argument & { readonly deadlineMs: number };

/** As worker calls: one argument each, which carries its deadline. */
export function exchangeAtHq({ url, token, journal, lead }: HqParts) {
  const at = createSuspended({ hubUrl: url, token });

  async function reached<Answer>(
    deadlineMs: number,
    ask: (hub: typeof at, signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer | Unreachable> {
    try {
      return await ask(at, AbortSignal.timeout(Math.ceil(deadlineMs)));
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      return { kind: "unreachable", message: error.message };
    }
  }

  /** To it they are used still, by this sale. */
  async function toldLead(coupons: readonly RestoredCoupon[]): Promise<boolean> {
    if ((await lead?.standing()) === undefined) return true;
    for (const { couponId, saleId } of coupons) {
      if (saleId === undefined) continue;
      const thing = thingOf({ kind: "coupon", couponId, series: "" });
      const call = { call: "restored", reservation: randomUUID(), thing, saleId } as const;
      if ((await lead?.answer(call)) === undefined) return false;
    }
    return true;
  }

  return {
    offer: ({ session, forMs, deadlineMs }: Within<SaleToOffer>) =>
      reached(deadlineMs, async (hub, signal) => {
        const { key, round } = session.shared!;
        const { code } = session.suspension!;
        const body = await packed(session);
        return hub.offer(
          { key, round, code, format: SALE_FORMAT, forMs: Math.max(0, Math.ceil(forMs)), body },
          signal,
        );
      }),
    claim: ({ deadlineMs, ...asked }: Within<Parameters<Exchange["claim"]>[0]>) =>
      reached(deadlineMs, async (hub, signal): Promise<ClaimedSale> => {
        const answer = await hub.claim({ ...asked, format: SALE_FORMAT }, signal);
        if (answer.kind !== "claimed") return answer;
        const { body, ...rest } = answer;
        const session = readSuspended(await unpacked(Buffer.from(body, "base64")));
        if (typeof session === "string")
          throw new SyncError("malformed", `what HQ gives is no suspended sale: ${session}`);
        return { ...rest, session };
      }),
    takeBack: ({ deadlineMs, ...sale }: Within<Parameters<Exchange["takeBack"]>[0]>) =>
      reached(deadlineMs, (hub, signal) => hub.takeBack(sale, signal)),
    standings: ({ deadlineMs, keys }: Within<{ readonly keys: readonly string[] }>) =>
      reached(deadlineMs, (hub, signal) => hub.standings(keys, signal)),
    hearRestored: ({ deadlineMs }: Within<object>) =>
      reached(deadlineMs, async (hub, signal) => {
        const since = await journal("restoredTo", null);
        const { coupons, position } = await hub.restored(since, signal);
        if (position === since && coupons.length === 0) return undefined;
        // Until the store's lead has heard it too, HQ is asked again.
        const next = (await toldLead(coupons)) ? position : since;
        await journal("restore", { coupons, position: next });
        return undefined;
      }),
  };
}
