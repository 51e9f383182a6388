/** Customers at the tills of the store: what they want, what they were told, and what they must never be told. */

import type { ClaimAnswer, ClaimCall } from "../../claims/claims.ts";
import type { NotLead } from "../words.ts";
import type { Random } from "./random.ts";

/** So many are about at a time; after so many sales others are, since a coupon is used once. */
const COUPONS = 4;
const SALES = 8;
/** Of each account. */
const BALANCE = 100;

interface Sale {
  readonly reservation: string;
  readonly till: string;
  readonly thing: string;
  readonly points: number;
  /** Of the last grant that somebody heard. */
  fence: number | undefined;
  /** `ended`: the till gave it back, so what comes after says nothing any more. */
  state: "wanted" | "granted" | "paid" | "ended";
}

/** Throws at the first answer that must not be. */
export class Shoppers {
  readonly #random: Random;
  readonly #tills: readonly string[];
  readonly sales: Sale[] = [];
  readonly #asked = new Map<number, { readonly sale: Sale; readonly call: ClaimCall }>();
  readonly #fences = new Map<string, number>();
  /** Grants that were heard. */
  grants = 0;

  constructor(random: Random, tills: readonly string[]) {
    this.#random = random;
    this.#tills = tills;
  }

  /** Something that a till now asks of the store's lead, wherever that is. */
  next(): { readonly id: number; readonly till: string; readonly call: ClaimCall } {
    const known = this.sales.length === 0 ? undefined : this.#random.pick(this.sales.slice(-3 * SALES));
    const what = this.#random.below(10);
    if (known === undefined || what < 4) return this.ask(this.#newSale());
    if (what < 6) return this.ask(known);
    if (what < 8) return this.end(known, "release");
    return this.end(known, "settle");
  }

  ask(sale: Sale) {
    const { till, reservation, thing, points } = sale;
    const what =
      points === 0
        ? ({ kind: "coupon", couponId: thing, series: "s" } as const)
        : ({
            kind: "points",
            customerId: "c",
            account: thing,
            points,
            balance: BALANCE - this.#spent(thing, (other) => other.till === till),
            balanceAtMs: 0,
          } as const);
    return this.#note(sale, { call: "claim", reservation, till, transactionId: `T${reservation}`, what });
  }

  end(sale: Sale, call: "release" | "settle") {
    const { reservation, state } = sale;
    // Paid only what was granted; and what is paid stays paid.
    if (state === "paid" || (call === "settle" && state === "granted")) {
      sale.state = "paid";
      return this.#note(sale, { call: "settle", reservation, saleId: `S${reservation}` });
    }
    sale.state = "ended";
    return this.#note(sale, { call: "release", reservation });
  }

  hear(id: number, answer: ClaimAnswer | NotLead): void {
    const { sale, call } = this.#asked.get(id)!;
    if (answer.kind !== "granted" || call.call !== "claim" || sale.state === "ended") return;
    this.grants += 1;
    if (sale.points === 0) this.#couponGranted(sale, answer.fence);
    else this.#pointsGranted(sale);
  }

  /** Those that must be remembered. */
  granted(): readonly Sale[] {
    return this.sales.filter(({ state }) => state === "granted" || state === "paid");
  }

  #couponGranted(sale: Sale, fence: number): void {
    const { thing, reservation } = sale;
    const other = this.granted().find((one) => one !== sale && one.thing === thing);
    if (other !== undefined)
      throw new Error(`${thing} is granted twice: ${other.reservation} (${other.state}) and ${reservation}`);
    if (sale.fence !== undefined && sale.fence !== fence)
      throw new Error(`${reservation} got fence ${sale.fence}, then ${fence}`);
    const highest = this.#fences.get(thing) ?? 0;
    if (sale.fence === undefined && fence <= highest)
      throw new Error(`the fence of ${thing} fell from ${highest} to ${fence}`);
    sale.fence = fence;
    this.#fences.set(thing, Math.max(fence, highest));
    if (sale.state === "wanted") sale.state = "granted";
  }

  #pointsGranted(sale: Sale): void {
    if (sale.state === "wanted") sale.state = "granted";
    const held = this.granted().filter(({ state, thing }) => thing === sale.thing && state === "granted");
    const sum = held.reduce((all, { points }) => all + points, 0) + this.#spent(sale.thing, () => true);
    if (sum > BALANCE) throw new Error(`${sum} points are granted of ${BALANCE}`);
  }

  #spent(account: string, whose: (sale: Sale) => boolean): number {
    const paid = this.sales.filter((sale) => sale.thing === account && sale.state === "paid" && whose(sale));
    return paid.reduce((all, { points }) => all + points, 0);
  }

  #newSale(): Sale {
    const number = this.#random.below(COUPONS + 1);
    const points = number === COUPONS ? 1 + this.#random.below(60) : 0;
    const about = Math.floor(this.sales.length / SALES);
    const thing = points > 0 ? `account ${about}` : `coupon ${about + number}`;
    const reservation = `${this.sales.length}`.padStart(36, "0");
    const till = this.#random.pick(this.#tills);
    const sale: Sale = { reservation, till, thing, points, fence: undefined, state: "wanted" };
    this.sales.push(sale);
    return sale;
  }

  #note(sale: Sale, call: ClaimCall) {
    const id = this.#asked.size + 1;
    this.#asked.set(id, { sale, call });
    return { id, till: sale.till, call };
  }
}
