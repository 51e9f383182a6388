/** What a card or a coupon that somebody presents is, by the release, the blocklist and what this till booked since. */

import { cardToken, couponToken } from "../../sync/release/token.ts";
import type { Blocklist } from "../store/blocklist.ts";
import type { JournalReader } from "../store/journal-reader.ts";
import type { Card, ReplicaReader } from "../store/replica-reader.ts";
import type { TillVouchers } from "../vouchers/till-vouchers.ts";
import type { EvaluationApi } from "./evaluation-api.ts";

export interface Known {
  /** The one that is open now. */
  readonly replica: () => ReplicaReader;
  /** Undefined where it can't be read. */
  readonly journal: () => JournalReader | undefined;
  /** Absent: no card and no unique coupon can be recognised. */
  readonly chainKey: Uint8Array | undefined;
  readonly blocklist: Blocklist;
  readonly vouchers: TillVouchers;
}

export function presented(known: Known): Pick<EvaluationApi, "card" | "balances" | "coupon"> {
  const { replica, journal, chainKey, blocklist, vouchers } = known;

  /** HQ's, and what this till has booked since. Throws SqliteError where the journal can't be read. */
  const balancesOf = ({ token, balances, balanceAt }: Card): Record<string, number> => {
    const now: Record<string, number> = { ...balances };
    for (const [account, points] of Object.entries(journal()?.movements(token, balanceAt) ?? {}))
      now[account] = (now[account] ?? 0) + points;
    return now;
  };

  /** A journal that can't be read costs nobody his promotions; spending points asks for the balance anew, and strictly. */
  const shownOf = (card: Card) => {
    try {
      return balancesOf(card);
    } catch {
      return card.balances;
    }
  };

  return {
    card(number) {
      const card = chainKey && replica().card(cardToken(chainKey, number));
      if (card === undefined) return { kind: "unknown-card" };
      if (card.status === "blocked" || blocklist.has("card", card.token)) return { kind: "card-blocked" };
      const { token: id, tier, staff, segments, attributes, balanceAt } = card;
      const customer = { id, tier, staff, segments, attributes, balances: shownOf(card) };
      return { kind: "found", customer, balanceAt };
    },

    balances(customerId) {
      const card = replica().card(customerId);
      if (card === undefined) return null;
      const { balanceAt, home } = card;
      return { balances: balancesOf(card), balanceAt, ...(home && { home }) };
    },

    coupon({ code, date }) {
      const voucher = vouchers.lookUp(code, date, (series) => replica().seriesUntimely(series, date));
      if (voucher !== undefined) return voucher;
      const token = chainKey && couponToken(chainKey, code);
      const found = replica().coupon(token, code, date);
      if (found === undefined) return { kind: "unknown" };
      const { series, onceInASale, customerId, home } = found;
      const isBlocked =
        blocklist.has("series", series) || (token !== undefined && blocklist.has("coupon", token));
      const refusal = isBlocked ? "blocked" : found.refusal;
      return {
        kind: "found",
        series,
        onceInASale,
        ...(found.unique && token !== undefined ? { couponId: token } : {}),
        ...(customerId === undefined ? {} : { customerId }),
        ...(home === undefined ? {} : { home }),
        ...(refusal === undefined ? {} : { refusal }),
      };
    },
  };
}
