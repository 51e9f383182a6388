/**
 * What was promised of whatever is used once, looked at whenever a till accepts it: of those who were asked and granted
 * it, nobody has granted it to another, and nobody granted what it had heard to be used.
 */

import type { Authority, Claim, Granted } from "../../sync/claims/claims.ts";
import { thingOf } from "../../sync/claims/thing.ts";
import { GIFT_POINTS, homeOf } from "./offers.ts";
import type { Time } from "./time.ts";
import type { Truth } from "./truth.ts";

type Who = Authority["name"];

/** One sale's wish for one thing. */
export interface Wish {
  readonly store: string;
  /** As "0042/1". */
  readonly till: string;
  readonly transactionId: string;
  readonly thing: string;
  readonly reservation: string;
  /** Who said yes, as far as the till has heard it. */
  readonly granted: Set<Who>;
  amount: number;
  askedMs: number;
  /** `accepted`: the sale has it, and is open. */
  state: "asked" | "accepted" | "paid" | "over";
  saleId: string | undefined;
  /** When it was known there that it is paid. */
  readonly heardMs: Map<Who, number>;
}

export class Promises {
  readonly #truth: Truth;
  readonly #time: Time;
  /** By sale and thing. */
  readonly #wishes = new Map<string, Wish>();
  /** Reservations of what a till accepted on its allowance. */
  readonly #counted = new Set<string>();
  /** By who granted, and thing: the highest, and whose. */
  readonly #fences = new Map<string, { readonly fence: number; readonly reservation: string }>();

  constructor(truth: Truth, time: Time) {
    this.#truth = truth;
    this.#time = time;
  }

  get wishes(): readonly Wish[] {
    return [...this.#wishes.values()];
  }

  get paid(): readonly Wish[] {
    return this.wishes.filter(({ state }) => state === "paid");
  }

  /** The till has it on its allowance. */
  counted(reservation: string): void {
    this.#counted.add(reservation);
  }

  /** A till went by its allowance: who could have said whether it may was not there, or not sure. */
  isAlone({ thing, reservation, granted }: Wish): boolean {
    return homeOf(thing) === undefined ? !granted.has("hq") : this.#counted.has(reservation);
  }

  /** One that is asked; what it says is looked at. @param till as "0042/1" */
  watched(asked: Authority, till: string, isAlive: () => boolean): Authority {
    return {
      ...asked,
      claim: async (claim, deadlineMs) => {
        const wish = this.#wishOf(claim, till);
        const answer = await asked.claim(claim, deadlineMs);
        if (isAlive() && answer.kind === "granted") this.#granted(asked.name, wish, claim, answer);
        return answer;
      },
      tell: async (owed, deadlineMs) => {
        const answer = await asked.tell(owed, deadlineMs);
        if (answer.kind === "done" && isAlive())
          for (const call of owed) {
            const wish = this.wishes.find(({ reservation }) => reservation === call.reservation);
            if (call.call === "settle") wish?.heardMs.set(asked.name, this.#time.nowMs);
          }
        return answer;
      },
    };
  }

  /** The sale has it now. */
  accepted(transactionId: string, thing: string): void {
    const wish = this.#wishes.get(`${transactionId} ${thing}`);
    if (wish === undefined || wish.state === "paid") return;
    wish.state = "accepted";
    const others = this.wishes.filter(
      (one) => one !== wish && one.thing === thing && (one.state === "accepted" || one.state === "paid"),
    );
    if (homeOf(thing) !== undefined && !this.isAlone(wish)) this.#sure(wish, others);
    for (const who of wish.granted) {
      const known = others.filter((one) => who === "hq" || one.store === wish.store);
      if (thing.startsWith("points ")) this.#enough(who, wish, known);
      else this.#once(who, wish, known);
    }
  }

  paidBy(transactionId: string, saleId: string): void {
    for (const wish of this.#of(transactionId))
      if (wish.state === "accepted") Object.assign(wish, { state: "paid", saleId });
  }

  /** @param thing absent: all of the sale's */
  over(transactionId: string, thing?: string): void {
    for (const wish of this.#of(transactionId))
      if (wish.state !== "paid" && (thing === undefined || wish.thing === thing)) wish.state = "over";
  }

  /** HQ has all that this till's journal says. */
  hqHas(till: string): void {
    for (const wish of this.paid)
      if (wish.till === till && !wish.heardMs.has("hq")) wish.heardMs.set("hq", this.#time.nowMs);
  }

  #once(who: Who, wish: Wish, others: readonly Wish[]): void {
    const { thing, till, transactionId } = wish;
    const twice = others.find((one) => one.granted.has(who));
    if (twice !== undefined)
      this.#truth.wrong(
        `${thing} is granted twice by ${who}: to ${twice.till} ${twice.transactionId} (${twice.state}) and ${till} ${transactionId}`,
      );
    const late = others.find((one) => (one.heardMs.get(who) ?? Number.POSITIVE_INFINITY) < wish.askedMs);
    if (late !== undefined)
      this.#truth.wrong(
        `${who} had heard that ${thing} is used in ${late.transactionId}, and granted ${transactionId}`,
      );
  }

  /** Of all uses of what has a home at most one is on no till's allowance. */
  #sure(wish: Wish, others: readonly Wish[]): void {
    const { thing } = wish;
    const sure = others.filter((one) => !this.isAlone(one));
    const most = thing.startsWith("points ") ? GIFT_POINTS : 1;
    if (sure.reduce((sum, { amount }) => sum + amount, wish.amount) > most)
      this.#truth.wrong(
        `${thing} is given away at ${[...sure, wish].map((one) => one.till).join(" and ")}, on no till's allowance`,
      );
  }

  #enough(who: Who, wish: Wish, others: readonly Wish[]): void {
    const sum = others.reduce((all, one) => all + (one.granted.has(who) ? one.amount : 0), wish.amount);
    if (sum > GIFT_POINTS)
      this.#truth.wrong(`${who} granted ${sum} of ${wish.thing}: there are ${GIFT_POINTS}`);
  }

  #granted(who: Who, wish: Wish, claim: Claim, { fence }: Granted): void {
    wish.granted.add(who);
    // Points may be held by several sales at once, whose grants are heard in any order.
    if (claim.what.kind === "points") return;
    const name = `${who === "hq" ? "hq" : wish.store} ${wish.thing}`;
    const { fence: highest, reservation } = this.#fences.get(name) ?? { fence: 0, reservation: "" };
    const isAgain = reservation === wish.reservation;
    if (isAgain ? fence < highest : fence <= highest)
      this.#truth.wrong(`the fence of ${wish.thing} at ${name} fell from ${highest} to ${fence}`);
    this.#fences.set(name, { fence, reservation: wish.reservation });
  }

  #wishOf({ transactionId, reservation, what }: Claim, till: string): Wish {
    const thing = thingOf(what);
    const key = `${transactionId} ${thing}`;
    const amount = what.kind === "points" ? what.points : 1;
    let wish = this.#wishes.get(key);
    // A coupon that is shown again after an end of the till is another presentation.
    if (wish === undefined || wish.reservation !== reservation) {
      const store = till.slice(0, till.indexOf("/"));
      const empty = { granted: new Set<Who>(), heardMs: new Map<Who, number>() };
      wish = {
        store,
        till,
        transactionId,
        thing,
        reservation,
        amount,
        ...empty,
        askedMs: 0,
        state: "asked",
        saleId: undefined,
      };
      this.#wishes.set(key, wish);
    }
    wish.amount = amount;
    wish.askedMs = this.#time.nowMs;
    return wish;
  }

  #of(transactionId: string): readonly Wish[] {
    return this.wishes.filter((one) => one.transactionId === transactionId);
  }
}
