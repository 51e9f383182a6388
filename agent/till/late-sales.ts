/**
 * Sales that are told whole, when they are over: the agent was not there while they were rung up. What was paid is
 * recorded whatever is known of it here, with its points and its coupons.
 */

import { BasketCopy } from "../basket-copy.ts";
import type { ToldLate } from "../complete-sale.ts";
import { readLines } from "../contract/read-lines.ts";
import type { Deadline } from "../deadline.ts";
import { PosError } from "../pos/protocol.ts";
import { OpenSale } from "../sale.ts";
import type { Completion } from "../sale-to-commit.ts";
import { beginSession } from "../session/session.ts";
import type { Handover } from "../sessions/kept-steps.ts";
import type { Work } from "./parts.ts";
import { cardOf, couponsOf } from "./whole-basket.ts";

export type LateBasket = NonNullable<Completion["basket"]>;

/** Paid ones that the journal does not have yet; more of them are made anew when they are sent again. */
const WAITING_MAX = 512;
/** A POS sends again after some seconds. A card that nobody could look up by then costs the sale its points. */
const LOOK_UPS_MAX = 3;

export interface LateSales {
  /**
   * The sale of that id, if it was told before and is not recorded; else a new one.
   * @param wentTo it was suspended here, and another till has claimed it
   */
  of(transactionId: string, basket: LateBasket, owner: object, wentTo?: Handover): OpenSale;
  recorded(transactionId: string): void;
}

export function lateSales({ releases, place, currency, switchedOff }: Work): LateSales {
  const waiting = new Map<string, OpenSale>();
  return {
    of(transactionId, basket, owner, wentTo) {
      const release = releases.current()?.release ?? 0;
      const known = waiting.get(transactionId);
      // A release that is gone can't book it any more; one that has perhaps recorded it must be asked again.
      if (known !== undefined && (known.session.release === release || known.unknownCommits > 0))
        return known;
      const { channel = "till", operator = "", training = false } = basket;
      const begun = place.begunAt(basket.at, channel);
      const start = { transactionId, release, begun, operator, training };
      const off = switchedOff();
      const session = {
        ...beginSession({
          ...start,
          currency: basket.currency ?? currency(),
          ...(off && { switchedOff: off }),
        }),
        ...(wentTo && { shared: { key: wentTo.key, round: wentTo.round, alsoAt: wentTo.till } }),
      };
      const sale = new OpenSale(session, owner, new BasketCopy(false));
      sale.lateLookUps = known?.lateLookUps ?? 0;
      sale.lateBookings = known?.lateBookings ?? 0;
      waiting.set(transactionId, sale);
      if (waiting.size > WAITING_MAX) waiting.delete(waiting.keys().next().value!);
      return sale;
    },
    recorded: (transactionId) => void waiting.delete(transactionId),
  };
}

/** The basket as a command takes it. Throws PosError `bad-parameters`, and `not-recorded` while nobody can look up its card. */
export async function toldLate(
  sale: OpenSale,
  basket: LateBasket,
  { lookUp, releases }: Pick<Work, "lookUp" | "releases">,
  deadline: Deadline,
): Promise<ToldLate> {
  const { release: own, begun, currency, coupons: held } = sale.session;
  // Its own release may be gone; cards and coupons are much the same in the next.
  const release = releases.of(own) === undefined ? (releases.current()?.release ?? own) : own;
  const lines = readLines(basket.lines, currency, "basket.lines");
  const card = await cardOf(release, basket.card, lookUp, deadline);
  const id = () => sale.nextPresentationId();
  const coupons = await couponsOf(release, basket.coupons, begun.date, id, lookUp, deadline);
  const isUnready = releases.of(release) === undefined;
  if (card === undefined || coupons.includes(undefined) || isUnready) {
    sale.lateLookUps += 1;
    if (sale.lateLookUps < LOOK_UPS_MAX)
      throw new PosError("not-recorded", { detail: "its card and coupons can't be looked up right now" });
  }
  const { tenders, rewards } = basket;
  return {
    basket: {
      lines,
      ...(card?.kind === "found" ? { customer: card.customer } : {}),
      // What was reserved for this sale while it was rung up stays reserved for it.
      coupons: coupons
        .filter((coupon) => coupon !== undefined)
        .map((coupon) => held.find((one) => one.presented.couponId === coupon.presented.couponId) ?? coupon),
      ...(tenders === undefined ? {} : { tenders }),
      ...(rewards === undefined ? {} : { rewards }),
    },
    ...(card === undefined ? { cardRefused: "not-looked-up" as const } : {}),
    ...(card?.kind === "unknown-card" || card?.kind === "card-blocked" ? { cardRefused: card.kind } : {}),
  };
}
