/**
 * One customer at the till, over however many lives of the agent: act by act, and after a crash the POS asks where the
 * sale is and goes on from there.
 */

import { PosCallError } from "../../agent/client/connect.ts";
import { appliedOf, CARD, PASTA } from "../../agent/testing/shop.ts";
import {
  type Answer,
  type Calls,
  complete,
  evaluationOf,
  isLost,
  patient,
  resume,
  sameEvaluation,
  takeBack,
} from "./calls.ts";
import { type Act, isLate, type Plan } from "./plan.ts";
import type { CrashShop } from "./shop.ts";
import { awake, type Goods, type Paid, type Shape, type Story, shapeOfTold } from "./story.ts";
import { type Completion, type ReturnAsked, same, type Truth } from "./truth.ts";

const NOTHING: Shape = { state: "open", lines: [], card: false, coupons: [], tenders: [] };
/** These go to the disk durably. */
const SURE: readonly Act["does"][] = ["subtotal", "suspend", "resume", "tender", "untender"];
export class Visit {
  readonly plan: Plan;
  readonly #shop: CrashShop;
  readonly #truth: Truth;
  readonly #random: () => number;
  #story: Story;
  #at = 0;
  /** The agent died since the last answer. */
  #torn = false;
  #begunAt = "";
  #code: string | undefined;
  #last: Answer | undefined;
  #restCents = 0;
  #completion: Completion | undefined;
  #isPaid = false;
  /** It lay suspended for a while. */
  #waited = false;
  #return: ReturnAsked | undefined;

  constructor(plan: Plan, shop: CrashShop, truth: Truth, random: () => number) {
    this.plan = plan;
    this.#shop = shop;
    this.#truth = truth;
    this.#random = random;
    this.#story = truth.storyOf(plan.transactionId);
    if (isLate(plan)) this.#at = plan.acts.length - 1;
  }

  /** What is on its way: the agent's death is aimed at some of it. */
  get isReturning(): boolean {
    return this.#return !== undefined;
  }

  /** The agent died, and what was on its way may have arrived or not. */
  torn(): void {
    this.#torn = true;
  }

  /** Until the customer leaves, or lets the sale wait. Rejects with PosCallError `connection-lost` when the agent dies. */
  async goOn(pos: Calls): Promise<"over" | "waits"> {
    try {
      return await this.#goOn(patient(pos));
    } catch (error) {
      if (isLost(error) || !(error instanceof PosCallError)) throw error;
      const { transactionId, acts } = this.plan;
      const done = acts.slice(0, this.#at + 1).map(({ does }) => does);
      throw new Error(`${transactionId} (${done}): ${error.reason}, ${error.message}`, { cause: error });
    }
  }

  async #goOn(pos: Calls): Promise<"over" | "waits"> {
    const { acts } = this.plan;
    if (this.#torn) await this.#find(pos);
    while (this.#at < acts.length) {
      const act = acts[this.#at]!;
      if (act.does === "resume" && this.#story.last?.state === "suspended" && !this.#waited) {
        this.#waited = true;
        return "waits";
      }
      this.#waited = false;
      if (act.does === "pay") {
        if (!(await this.#pay(pos))) continue;
      } else if (act.does === "cancel") await this.#cancel(pos);
      else await this.#do(pos, act);
      this.#at += 1;
    }
    if (this.#isPaid && this.plan.returned !== "no") await this.#takeBack(pos);
    return "over";
  }

  async #do(pos: Calls, act: Exclude<Act, { does: "pay" | "cancel" }>): Promise<void> {
    const { transactionId } = this.plan;
    const truth = this.#truth;
    const step = this.#stepOf(act);
    if (step === undefined) return;
    const before = this.#last;
    const { method, params, shape } = step;
    if (act.does === "withdraw") truth.ending(transactionId);
    const code = act.does === "coupon" ? String(params.code) : "";
    if (act.does === "coupon") truth.shown(code, transactionId);
    this.#story.sending(shape, this.#at + 1, SURE.includes(act.does));
    const answer = await pos.call<Answer>(method, params);
    // A machine that was busy may not have found the card in time; then it says so, and no customer.
    const isMissed = act.does === "card" && answer.degraded && answer.customer === undefined;
    const isRefused = act.does === "coupon" && !truth.presented(code, transactionId, answer.coupon!);
    if (isMissed || isRefused) this.#story.refused();
    else this.#story.answered(answer.kept !== false, evaluationOf(answer));
    if (act.does === "withdraw") truth.freed(transactionId);
    if (act.does === "resume" && before !== undefined)
      sameEvaluation(`${transactionId}, resumed`, answer, before);
    if (act.does === "begin") this.#begunAt = answer.at!;
    if (act.does === "suspend") this.#code = answer.suspension!.code;
    else this.#last = answer;
    this.#restCents = answer.restCents ?? this.#last!.totalCents;
  }

  /** What is called, and what the sale is after it. Undefined: there is nothing to do. */
  #stepOf(
    act: Exclude<Act, { does: "pay" | "cancel" }>,
  ):
    | { readonly method: string; readonly params: Readonly<Record<string, unknown>>; readonly shape: Shape }
    | undefined {
    const { transactionId, training } = this.plan;
    const now = this.#story.last ?? NOTHING;
    const open = { ...now, state: "open" } as const;
    const sale = (method: string, shape: Shape, more: object = {}) => ({
      method,
      params: { transactionId, ...more },
      shape,
    });
    switch (act.does) {
      case "begin":
        return sale("transaction.begin", NOTHING, { training });
      case "add": {
        const line = goodsOf(act);
        return sale("line.add", { ...open, lines: [...now.lines, line] }, { line });
      }
      case "change": {
        const lines = now.lines.map((one) =>
          one.lineId === act.lineId ? { ...one, quantity: act.quantity } : one,
        );
        const line = lines.find(({ lineId }) => lineId === act.lineId)!;
        return sale("line.change", { ...open, lines }, { line });
      }
      case "void": {
        const lines = now.lines.filter(({ lineId }) => lineId !== act.lineId);
        return sale("line.void", { ...open, lines }, { lineId: act.lineId });
      }
      case "card":
        return sale("customer.identify", { ...open, card: true }, { card: CARD });
      case "forget":
        if (!now.card) return undefined;
        return sale("customer.forget", { ...open, card: false });
      case "coupon": {
        const code = this.#codeOf(act.draw);
        const coupons = [...now.coupons, this.#shop.couponIdOf(code)];
        return sale("coupon.present", { ...open, coupons }, { code });
      }
      case "withdraw": {
        const [couponId] = now.coupons;
        if (couponId === undefined) return undefined;
        return sale("coupon.withdraw", { ...open, coupons: [] }, { couponId });
      }
      case "subtotal":
        return sale("transaction.subtotal", { ...now, state: "subtotal" });
      case "suspend": {
        const from = now.state === "subtotal" ? ("subtotal" as const) : ("open" as const);
        return sale("transaction.suspend", { ...now, state: "suspended", from });
      }
      case "resume": {
        const known = this.#story.last?.state === "suspended" ? this.#code : undefined;
        const shape = awake(now)!;
        if (known === undefined || this.#random() < 0.5) return sale("transaction.resume", shape);
        return { method: "transaction.resume", params: { suspension: { code: known } }, shape };
      }
      case "tender": {
        const amountCents = Math.max(1, Math.floor(this.#restCents * act.share));
        if (this.#restCents === 0) return undefined;
        const tender: Paid = { tenderId: act.tenderId, tender: "cash", amountCents };
        return sale("tender.add", { ...now, state: "tendering", tenders: [...now.tenders, tender] }, tender);
      }
      case "untender": {
        const tenders = now.tenders.filter(({ tenderId }) => tenderId !== act.tenderId);
        if (tenders.length === now.tenders.length) return undefined;
        const state = tenders.length === 0 ? "subtotal" : "tendering";
        return sale("tender.void", { ...now, state, tenders }, { tenderId: act.tenderId });
      }
      default:
        return act satisfies never;
    }
  }

  #codeOf(draw: number): string {
    return this.#shop.coupons[Math.floor(draw * this.#shop.coupons.length)]!;
  }

  /** After a crash: where is the sale? It must be as the POS left it, or as what was on its way has made it. */
  async #find(pos: Calls): Promise<void> {
    const { transactionId, training, alone } = this.plan;
    const truth = this.#truth;
    const story = this.#story;
    // What is told whole is sent again, whatever is known of it.
    if (this.#isPaid || isLate(this.plan) || this.#completion?.basket !== undefined) return this.#found();
    // A POS that goes on by itself asks nobody, until the sale is paid.
    const isBegun = story.last !== undefined;
    if (
      alone &&
      isBegun &&
      this.#completion === undefined &&
      !training &&
      this.plan.acts.at(-1)!.does === "pay"
    ) {
      this.#completion = this.#wholeSale();
      this.#at = this.plan.acts.length - 1;
      return this.#found();
    }
    // An answer with `kept: false` may be gone, and its code with it: then the slip finds nothing, but the sale is there.
    const isCodeKept = story.last?.state === "suspended" && story.isLastKept;
    const known = isCodeKept && this.#random() < 0.5 ? this.#code : undefined;
    const asked = known === undefined ? { transactionId } : { suspension: { code: known } };
    // If the agent dies again now, the sale may be awake, and has no code any more.
    this.#code = undefined;
    const told = await resume(pos, asked, this.#shop);
    if (told?.recorded) {
      // Its completion arrived; the answer comes when the same is sent again.
      if (this.#completion === undefined)
        throw new Error(`${transactionId} is recorded and was never completed`);
      this.#at = this.plan.acts.length - 1;
      return this.#found();
    }
    // Practice that is over leaves nothing behind.
    if (told === undefined && training && this.#completion !== undefined) {
      this.#at = this.plan.acts.length;
      story.over = true;
      return this.#found();
    }
    const shape = told === undefined ? undefined : shapeOfTold(told);
    const { next, evaluation } = story.resumed(shape);
    this.#at = next;
    truth.holds(transactionId, shape?.coupons ?? []);
    if (told === undefined) {
      // Cancelled; or never begun, and then it begins anew.
      story.over = next > 0;
      this.#completion = undefined;
      this.#last = undefined;
      return this.#found();
    }
    this.#last = told;
    const paid = told.sale.tenders.reduce((sum, { amountCents }) => sum + amountCents, 0);
    this.#restCents = Math.max(0, told.totalCents - paid);
    this.#begunAt = told.sale.at;
    if (evaluation !== undefined && evaluationOf(told) !== undefined)
      same(`the evaluation of ${transactionId}, resumed`, evaluationOf(told), evaluation);
    this.#found();
  }

  #found(): void {
    this.#torn = false;
  }

  async #cancel(pos: Calls): Promise<void> {
    const { transactionId } = this.plan;
    this.#truth.ending(transactionId);
    this.#story.ending();
    this.#story.sending(undefined, this.#at + 1, false);
    const { kept } = await pos.call<Answer>("transaction.cancel", { transactionId });
    this.#story.answered(kept !== false);
    if (kept !== false) this.#truth.cancelled.add(transactionId);
    this.#truth.freed(transactionId);
    this.#story.over = true;
  }

  /** Sends it until there is an answer that settles it. False: the sale is not known and must be rung up again. */
  async #pay(pos: Calls): Promise<boolean> {
    const { transactionId, training, receipt } = this.plan;
    const truth = this.#truth;
    if (this.#completion === undefined) {
      const { totalCents, effects } = this.#last ?? { totalCents: 0, effects: [] };
      const tenders = [{ kind: "cash", amountCents: totalCents }];
      this.#completion = isLate(this.plan)
        ? this.#wholeSale()
        : { transactionId, receipt, applied: appliedOf({ effects }), tenders, totalCents };
    }
    const completion = this.#completion;
    this.#story.ending();
    const { basket } = completion;
    if (!isLate(this.plan)) {
      const now = awake(this.#story.last ?? NOTHING)!;
      const lines =
        basket === undefined ? now : { ...now, lines: basket.lines, card: basket.card !== undefined };
      const coupons =
        basket === undefined ? now.coupons : basket.coupons.map((code) => this.#shop.couponIdOf(code));
      const tenders = basket === undefined ? now.tenders : [];
      this.#story.sending({ ...lines, coupons, tenders, state: "tendering" }, this.#at, false);
    }
    if (training) return this.#practise(pos, completion);
    const isKnown = await complete(pos, completion, truth);
    if (!isKnown) {
      const { next } = this.#story.resumed(undefined);
      truth.freed(transactionId);
      this.#completion = undefined;
      this.#at = next;
      return false;
    }
    this.#isPaid = true;
    this.#story.over = true;
    return true;
  }

  /** Of a sale in training nothing is recorded. */
  async #practise(pos: Calls, completion: Completion): Promise<boolean> {
    const { transactionId } = this.plan;
    const answer = await pos.call<{ recorded: boolean; training?: true }>("transaction.complete", completion);
    if (answer.recorded !== false || !answer.training)
      throw new Error(`${transactionId} was practice, and is recorded`);
    this.#story.over = true;
    return true;
  }

  /** The sale as the POS has it, with what is still to be rung up: told when it is over. */
  #wholeSale(): Completion {
    const { transactionId, receipt, acts, lateCoupon } = this.plan;
    const truth = this.#truth;
    const now = this.#story.last ?? NOTHING;
    const left = isLate(this.plan) ? acts : acts.slice(this.#at);
    const scanned = left.flatMap((act) => (act.does === "add" ? [goodsOf(act)] : []));
    const lines = [
      ...now.lines,
      ...scanned.filter((one) => now.lines.every(({ lineId }) => lineId !== one.lineId)),
    ];
    const late = lateCoupon ? truth.takeLate(transactionId) : [];
    const coupons = isLate(this.plan) ? late : truth.grantedTo(transactionId);
    const grossCents = lines.reduce(
      (sum, { unitPriceCents, quantity }) => sum + unitPriceCents * Number(quantity),
      0,
    );
    const isUsed = coupons.length > 0 && grossCents > 200;
    const applied = isUsed ? [aEuroOff(lines)] : [];
    const totalCents = grossCents - (isUsed ? 100 : 0);
    const basket = {
      lines,
      at: this.#begunAt === "" ? "2026-11-21T10:31:00+01:00" : this.#begunAt,
      coupons,
      ...(now.card || isLate(this.plan) ? { card: CARD } : {}),
    };
    return {
      transactionId,
      receipt,
      applied,
      tenders: [{ kind: "cash", amountCents: totalCents }],
      totalCents,
      basket,
    };
  }

  async #takeBack(pos: Calls): Promise<void> {
    const { transactionId, receipt, returned } = this.plan;
    if (this.#return === undefined) {
      const first = this.#completion?.basket?.lines[0]?.lineId ?? this.#story.last?.lines[0]?.lineId ?? "1";
      const goods = returned === "whole" ? {} : { goods: [{ lineId: first }] };
      const asked = { returnId: `B-${transactionId}`, receipt, ...goods };
      const { refundCents } = await pos.call<{ refundCents: number }>("transaction.return", {
        ...asked,
        commit: false,
      });
      this.#return = { ...asked, commit: true, paidOutCents: refundCents };
    }
    await takeBack(pos, this.#return, transactionId, this.#truth);
  }
}

function goodsOf({ lineId, article }: Extract<Act, { does: "add" }>): Goods {
  return { lineId, article, unitPriceCents: article === PASTA ? 119 : 450, quantity: "1" };
}

/** The coupon's euro, taken off by a POS that has nobody to ask: from the first lines, as far as they go. */
function aEuroOff(lines: readonly Goods[]) {
  const [first] = lines;
  return { promotionId: "P2", amountCents: 100, shares: [{ lineId: first!.lineId, amountCents: 100 }] };
}
