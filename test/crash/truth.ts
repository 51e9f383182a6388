/** What the POS was told: the ground truth that the journal is held against. */

import type { AppliedModifier } from "../../engine/effect.ts";
import type { CrashShop } from "./shop.ts";
import { type Goods, Story } from "./story.ts";

export interface Completion {
  readonly transactionId: string;
  readonly receipt: string;
  readonly applied: readonly AppliedModifier[];
  readonly tenders: readonly { readonly kind: string; readonly amountCents: number }[];
  readonly totalCents: number;
  /** The whole sale, by a POS that rang it up alone. */
  readonly basket?: {
    readonly lines: readonly Goods[];
    readonly at: string;
    readonly card?: string;
    readonly coupons: readonly string[];
  };
}

export interface CompletionAnswer {
  readonly saleId: string;
  readonly transactionId: string;
  readonly recorded: true;
  readonly totalCents: number;
  readonly points: readonly { readonly account: string; readonly points: number }[];
  readonly coupons: { readonly redeemed: readonly string[]; readonly freed: readonly string[] };
  readonly evaluationMs?: number;
  readonly unconfirmed?: true;
}

/** Goods that come back: what the POS sends once the money is paid out. */
export interface ReturnAsked {
  readonly returnId: string;
  readonly receipt: string;
  readonly goods?: readonly { readonly lineId: string }[];
  readonly commit: true;
  readonly paidOutCents: number;
}

export interface ReturnAnswer {
  readonly returnId: string;
  readonly recorded: true;
  readonly couponsRestored: readonly string[];
  readonly balances: readonly {
    readonly account: string;
    readonly taken: number;
    readonly givenBack: number;
  }[];
  readonly evaluationMs?: number;
}

export interface ReturnTold {
  readonly answer: ReturnAnswer;
  readonly mark: number;
}

export interface Told {
  readonly completion: Completion;
  readonly answer: CompletionAnswer;
  /** How far the recorder of file operations was when the answer came; 0 without one. */
  readonly mark: number;
}

/** `held` by an open sale; `used`; `unsure`: the agent died, or goods are coming back, and nobody knows yet. */
interface CouponState {
  readonly state: "held" | "used" | "unsure";
  readonly by: string;
}

/** A code that is on its way to a sale. */
interface Showing {
  readonly by: string;
  /** What was known of the code when it was sent. */
  readonly before: CouponState | undefined;
  /** Another sale was shown it meanwhile: who comes first is the agent's to say. */
  contested: boolean;
}

export interface CouponTold {
  readonly code: string;
  readonly couponId: string;
  readonly transactionId: string;
  readonly mark: number;
  /** Until the POS sent what may end it; for ever where it never did. */
  until: number;
}

export class Truth {
  /** By transaction id. */
  readonly recorded = new Map<string, Told>();
  /** Every completion that was ever sent: the journal may hold these, and nothing else. */
  readonly sent = new Map<string, Completion>();
  /** By return id. */
  readonly returned = new Map<string, ReturnTold>();
  /** Every return that was ever sent, and the transaction whose goods came back. */
  readonly sentReturns = new Map<string, string>();
  /** Reservations that were granted, in their order. */
  readonly granted: CouponTold[] = [];
  /** By code; absent: free. */
  readonly coupons = new Map<string, CouponState>();
  /** Open sales as the POS saw them, by transaction id. */
  readonly stories = new Map<string, Story>();
  /** Transactions whose cancelling was acknowledged. */
  readonly cancelled = new Set<string>();
  readonly #shop: Pick<CrashShop, "couponIdOf" | "lateCoupons">;
  readonly #mark: () => number;
  #lateCoupons = 0;
  /** By code, the sales to which it is being shown. */
  readonly #showings = new Map<string, Showing[]>();

  constructor(shop: Pick<CrashShop, "couponIdOf" | "lateCoupons">, mark: () => number = () => 0) {
    this.#shop = shop;
    this.#mark = mark;
  }

  storyOf(transactionId: string): Story {
    let story = this.stories.get(transactionId);
    if (story === undefined) {
      story = new Story(transactionId, this.#mark);
      this.stories.set(transactionId, story);
    }
    return story;
  }

  /** Throws where an answer to the same completion differs from the first. */
  told(completion: Completion, said: CompletionAnswer): void {
    const { transactionId } = completion;
    // How long it took, and that HQ could not be asked, is said of the call, and is no part of the sale.
    const { evaluationMs: _, unconfirmed: __, ...answer } = said;
    const first = this.recorded.get(transactionId);
    if (first !== undefined) {
      same(`the answer to ${transactionId}, sent again`, answer, first.answer);
      return;
    }
    this.recorded.set(transactionId, { completion, answer, mark: this.#mark() });
    const redeemed = new Set(answer.coupons.redeemed);
    for (const [code, { by }] of this.coupons)
      if (by === transactionId) {
        if (redeemed.has(this.#shop.couponIdOf(code))) this.coupons.set(code, { state: "used", by });
        else this.coupons.delete(code);
      }
  }

  /** The POS is about to commit a return: its coupons may be good again from now on. */
  returning({ returnId }: ReturnAsked, transactionId: string): void {
    this.sentReturns.set(returnId, transactionId);
    for (const [code, { by }] of this.coupons)
      if (by === transactionId) this.coupons.set(code, { state: "unsure", by });
  }

  /** Throws where an answer to the same return differs from the first. */
  tookBack({ returnId }: ReturnAsked, said: ReturnAnswer): void {
    const { evaluationMs: _, ...answer } = said;
    const first = this.returned.get(returnId);
    if (first !== undefined) {
      same(`the answer to ${returnId}, sent again`, answer, first.answer);
      return;
    }
    this.returned.set(returnId, { answer, mark: this.#mark() });
    const transactionId = this.sentReturns.get(returnId)!;
    for (const [code, { by }] of this.coupons) {
      if (by !== transactionId) continue;
      if (answer.couponsRestored.includes(this.#shop.couponIdOf(code))) this.coupons.delete(code);
      else this.coupons.set(code, { state: "used", by });
    }
  }

  /** The code that this sale was granted and has not given back, as far as the POS was told. */
  grantedTo(transactionId: string): string[] {
    return this.granted
      .filter((one) => one.transactionId === transactionId && one.until === Number.POSITIVE_INFINITY)
      .map(({ code }) => code);
  }

  /** A code that nobody else shows, for a sale that is told whole. None: they are used up. */
  takeLate(by: string): string[] {
    const code = this.#shop.lateCoupons[this.#lateCoupons];
    if (code === undefined) return [];
    this.#lateCoupons += 1;
    this.coupons.set(code, { state: "unsure", by });
    return [code];
  }

  /** After a crash: the sale has these, and holds no others. */
  holds(by: string, couponIds: readonly string[]): void {
    for (const [code, held] of this.coupons) {
      if (held.by !== by || held.state === "used") continue;
      if (couponIds.includes(this.#shop.couponIdOf(code))) this.coupons.set(code, { state: "held", by });
      else this.coupons.delete(code);
    }
  }

  /** The agent's answer to a coupon, against what it must be. Answers whether the sale holds it now. */
  presented(
    code: string,
    by: string,
    answer: { couponId?: string; outcome: string; reason?: string },
  ): boolean {
    const before = this.coupons.get(code);
    const isSettled = this.#hasArrived(code, by);
    const { outcome, reason } = answer;
    // Not reserved in time, and perhaps reserved after all and freed soon: nothing can be said of it yet.
    if (reason === "not-reserved") {
      if (before === undefined) this.coupons.set(code, { state: "unsure", by: "" });
      return false;
    }
    const refused = outcome === "refused" ? reason : undefined;
    if (isSettled && before === undefined && refused !== undefined)
      throw new Error(`free coupon ${code} was refused: ${reason}`);
    if (isSettled && before?.state === "used" && refused !== "already-used")
      throw new Error(`coupon ${code}, used in ${before.by}, was ${reason ?? "granted"} again in ${by}`);
    if (isSettled && before?.state === "held" && refused !== "reserved-elsewhere")
      throw new Error(`coupon ${code}, held by ${before.by}, was ${reason ?? "granted"} in ${by}`);
    if (refused !== undefined) return false;
    this.coupons.set(code, { state: "held", by });
    this.granted.push({
      code,
      couponId: answer.couponId!,
      transactionId: by,
      mark: this.#mark(),
      until: Number.POSITIVE_INFINITY,
    });
    return true;
  }

  /** The POS is about to send what may end the sale's reservations: giving back, cancelling, completing. */
  ending(transactionId: string): void {
    for (const one of this.granted)
      if (one.transactionId === transactionId) one.until = Math.min(one.until, this.#mark());
  }

  /** It is being shown: until there is an answer nobody knows whether the sale holds it. */
  shown(code: string, by: string): void {
    const others = this.#showings.get(code) ?? [];
    for (const one of others) one.contested = true;
    const showing = { by, before: this.coupons.get(code), contested: others.length > 0 };
    this.#showings.set(code, [...others, showing]);
  }

  /** Whether nobody else had to do with the code while it was on its way: only then is it known what the answer must be. */
  #hasArrived(code: string, by: string): boolean {
    const showings = this.#showings.get(code) ?? [];
    const showing = showings.find((one) => one.by === by);
    this.#showings.set(
      code,
      showings.filter((one) => one !== showing),
    );
    const known = this.coupons.get(code);
    const isEnding = known?.state === "held" && !this.grantedTo(known.by).includes(code);
    return showing !== undefined && !showing.contested && showing.before === known && !isEnding;
  }

  /** The sale gave it back, or ended without being paid. */
  freed(transactionId: string): void {
    for (const [code, { by, state }] of this.coupons)
      if (by === transactionId && state !== "used") this.coupons.delete(code);
  }

  /** The agent died: open sales are open still, but what was on its way to them may have arrived or not. */
  died(): void {
    for (const [code, showings] of this.#showings)
      for (const { by } of showings)
        if (!this.coupons.has(code)) this.coupons.set(code, { state: "unsure", by });
    this.#showings.clear();
    for (const [code, { by, state }] of this.coupons)
      if (state === "held") this.coupons.set(code, { state: "unsure", by });
  }

  /** The agent does not know this sale: it was not recorded. */
  notRecorded(transactionId: string): void {
    if (this.recorded.has(transactionId))
      throw new Error(`${transactionId} was acknowledged and is unknown now`);
    for (const [code, { by, state }] of this.coupons)
      if (by === transactionId && state === "unsure") this.coupons.delete(code);
  }
}

export function same(what: string, found: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what} is ${one}, and was ${other}`);
}
