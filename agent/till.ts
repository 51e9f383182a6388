/**
 * What the till does with each call of the contract: session first, then look-ups, evaluation and journal, then the
 * answer. Everything that can stall is behind a deadline in another thread.
 */

import type { CodeRules } from "../drivers/codes/code-rules.ts";
import type { ReceiptBlock } from "../drivers/device.ts";
import { couponReply, displayTexts } from "./answers.ts";
import { completedBefore, completeSale } from "./complete-sale.ts";
import { type Deadline, deadlineIn } from "./deadline.ts";
import { evaluateBasket } from "./evaluate-basket.ts";
import { evaluateSale, questionOf } from "./evaluate-sale.ts";
import type { Log } from "./log.ts";
import { createLookUp } from "./look-up.ts";
import { openSales, reservedIn } from "./open-sales.ts";
import { createPlace } from "./place.ts";
import { type CallName, type Params, readLines } from "./pos/calls.ts";
import type { Deadlines } from "./pos/profile.ts";
import { PosError } from "./pos/protocol.ts";
import { OpenSale } from "./sale.ts";
import { beginSession } from "./session.ts";
import type { Language } from "./texts/language.ts";
import type { JournalCalls } from "./workers/journal.ts";
import type { Releases } from "./workers/releases.ts";

export interface TillParts {
  readonly store: string;
  readonly till: string;
  readonly currency: string;
  /** Until the release says it. */
  readonly timeZone: string | undefined;
  readonly deadlines: Deadlines;
  readonly releases: Releases;
  readonly journal: JournalCalls["call"];
  readonly log: Log;
  status(): Promise<object>;
  /** A sale is in the journal: print our slip, tell HQ. */
  recorded(receipt: readonly ReceiptBlock[]): void;
  /** For the customer's display. */
  display(params: object): void;
}

/** Who calls: answers are in his language, scans go to his connection. */
export interface TillCaller {
  readonly owner: object;
  readonly language: Language;
}

export interface Till {
  /** Throws PosError for whatever the POS should be told. */
  handle<Name extends CallName>(name: Name, params: Params<Name>, caller: TillCaller): Promise<object>;
  /** The chain's card, coupon and in-store ranges, of the newest release. */
  codeRules(): CodeRules;
  openSales(): number;
  /** The owner of the sale that was touched last, if one is open. */
  lastOwner(): object | undefined;
}

export function createTill(parts: TillParts): Till {
  const { releases, journal, deadlines, log } = parts;
  const sales = openSales(releases, journal, log);
  const place = createPlace(parts);
  const lookUp = createLookUp({ releases, journal, log, free: sales.free });
  const completing = {
    releases,
    journal,
    log,
    zone: place.zone,
    recorded(sale: OpenSale, receipt: readonly ReceiptBlock[]) {
      sales.drop(sale);
      parts.recorded(receipt);
    },
  };

  const calls: { [Name in CallName]: (params: Params<Name>, caller: TillCaller) => Promise<object> } = {
    "transaction.begin": begin,

    "line.add": ({ transactionId, line }, caller) => {
      const sale = sales.of(transactionId);
      const [added] = readLines([line], sale.session.currency, "line");
      return change(sale, caller, deadlines.lineMs, () => sale.advance({ kind: "line.add", line: added! }));
    },

    "line.change": ({ transactionId, line }, caller) => {
      const sale = sales.of(transactionId);
      const [changed] = readLines([line], sale.session.currency, "line");
      return change(sale, caller, deadlines.lineMs, () =>
        sale.advance({ kind: "line.change", line: changed! }),
      );
    },

    "line.void": ({ transactionId, lineId }, caller) => {
      const sale = sales.of(transactionId);
      return change(sale, caller, deadlines.lineMs, () => sale.advance({ kind: "line.void", lineId }));
    },

    "customer.identify": ({ transactionId, card }, caller) =>
      inTurn(transactionId, caller, async (sale) => {
        const deadline = deadlineIn(deadlines.lookUpMs);
        const found = await lookUp.card(sale.session.release, card, deadline);
        if (found === undefined) return answered(sale, deadline, { degraded: true, degradedReason: "late" });
        if (found.kind !== "found") throw new PosError(found.kind, { field: "card" });
        const { customer, balanceAt } = found;
        sale.advance({ kind: "identify", customer });
        return answered(sale, deadline, { customer: { ...customer, balanceAt } });
      }),

    "customer.forget": ({ transactionId }, caller) => {
      const sale = sales.of(transactionId);
      return change(sale, caller, deadlines.lookUpMs, () => sale.advance({ kind: "forget" }));
    },

    "coupon.present": present,

    "coupon.withdraw": ({ transactionId, couponId }, caller) => {
      const sale = sales.of(transactionId);
      return change(sale, caller, deadlines.lookUpMs, () => {
        const gone = sale.session.coupons.filter(({ presented }) => presented.couponId === couponId);
        sale.advance({ kind: "coupon.withdraw", couponId });
        sales.free(reservedIn(gone));
      });
    },

    "tender.preview": ({ transactionId, tenders }, caller) => {
      const sale = sales.of(transactionId);
      return change(sale, caller, deadlines.subtotalMs, () => sale.advance({ kind: "tenders", tenders }));
    },

    "reward.choose": ({ transactionId, rewards }, caller) => {
      const sale = sales.of(transactionId);
      return change(sale, caller, deadlines.subtotalMs, () => sale.advance({ kind: "rewards", rewards }));
    },

    "transaction.subtotal": ({ transactionId }, caller) =>
      inTurn(transactionId, caller, async (sale) => {
        const { state } = sale.advance({ kind: "subtotal" });
        const deadline = deadlineIn(deadlines.subtotalMs);
        const evaluated = await evaluateSale(sale, releases, deadline, log, true);
        const { reply, suggestions, articleNames } = evaluated;
        const texts = displayTexts(reply, suggestions, articleNames, caller.language);
        parts.display({ transactionId, totalCents: reply.totalCents, texts: texts.customer });
        return { transactionId, state, ...reply, suggestions, texts };
      }),

    "transaction.complete": async (params, caller) => {
      const sale = sales.get(params.transactionId);
      if (sale === undefined) return completedBefore(params, deadlineIn(deadlines.completeMs), journal);
      return sale.inTurn(caller.owner, () => {
        const deadline = deadlineIn(deadlines.completeMs);
        // Two completions in a row: the second finds the sale in the journal.
        if (sale.session.state === "finalised") return completedBefore(params, deadline, journal);
        return completeSale(sale, params, caller.language, deadline, completing);
      });
    },

    "transaction.cancel": ({ transactionId }, caller) =>
      inTurn(transactionId, caller, async (sale) => {
        const { release, state } = sale.advance({ kind: "cancel" });
        sales.end(sale);
        return { transactionId, state, release };
      }),

    "transaction.evaluate": (params) => evaluateBasket(params, { ...parts, place, lookUp }),
    explain,
    "agent.status": () => parts.status(),
  };

  return {
    // Async, so that a refusal before the first await rejects like every other.
    handle: async (name, params, caller) => calls[name](params, caller),
    codeRules: lookUp.codeRules,
    openSales: sales.count,
    lastOwner: sales.lastOwner,
  };

  async function begin(params: Params<"transaction.begin">, { owner }: TillCaller): Promise<object> {
    const { transactionId, operator, channel, currency = parts.currency } = params;
    const release = releases.current()?.release ?? 0;
    const begun = place.begunAt(params.at, channel);
    const sale = new OpenSale(beginSession({ transactionId, release, begun, operator, currency }), owner);
    sales.add(sale);
    return sale.inTurn(owner, async () => {
      const evaluator = releases.of(release);
      const known = await evaluator
        ?.call("transactionKnown", transactionId, { deadlineMs: deadlines.lineMs })
        .catch(() => false);
      if (known) {
        // Voided, so that commands that were sent ahead and wait for their turn are refused.
        sale.advance({ kind: "cancel" });
        sales.drop(sale);
        throw new PosError("transaction-id-used", { field: "transactionId" });
      }
      return answered(sale, deadlineIn(deadlines.lineMs), { at: begun.at });
    });
  }

  function inTurn(
    transactionId: string,
    { owner }: TillCaller,
    run: (sale: OpenSale) => Promise<object>,
  ): Promise<object> {
    const sale = sales.of(transactionId);
    return sale.inTurn(owner, () => run(sale));
  }

  /** A command that changes the session at once; the answer is the new evaluation. */
  function change(
    sale: OpenSale,
    { owner }: TillCaller,
    deadlineMs: number,
    apply: () => void,
  ): Promise<object> {
    return sale.inTurn(owner, async () => {
      apply();
      return answered(sale, deadlineIn(deadlineMs));
    });
  }

  async function answered(sale: OpenSale, deadline: Deadline, more: object = {}): Promise<object> {
    const { reply } = await evaluateSale(sale, releases, deadline, log);
    const { transactionId, state } = sale.session;
    return { transactionId, state, ...reply, ...more };
  }

  function present(params: Params<"coupon.present">, caller: TillCaller): Promise<object> {
    const { transactionId, code } = params;
    return inTurn(transactionId, caller, async (sale) => {
      // Asked before anything is reserved: a sale that takes no coupons now must not hold one.
      if (!["open", "subtotal"].includes(sale.session.state)) throw new PosError("wrong-state");
      const deadline = deadlineIn(deadlines.lookUpMs);
      const coupon = await lookUp.reserve(sale, code, deadline);
      if ("outcome" in coupon) {
        const degraded =
          coupon.reason === "not-reserved" ? { degraded: true, degradedReason: "not-reserved" } : {};
        return answered(sale, deadline, { ...degraded, coupon: couponReply(coupon, caller.language) });
      }
      const { couponId, series } = coupon.presented;
      try {
        sale.advance({ kind: "coupon.present", coupon });
      } catch (error) {
        sales.free(reservedIn([coupon]));
        throw error;
      }
      const { reply } = await evaluateSale(sale, releases, deadline, log);
      // A late evaluation says nothing of it: it is presented, and applies by itself as soon as it can.
      const parked = { couponId, series, outcome: "parked", promotionIds: [] } as const;
      const outcome = reply.coupons.find((one) => one.couponId === couponId) ?? parked;
      return {
        transactionId,
        state: sale.session.state,
        ...reply,
        coupon: couponReply(outcome, caller.language),
      };
    });
  }

  async function explain(params: Params<"explain">): Promise<object> {
    const options = { deadlineMs: deadlines.completeMs };
    if ("sale" in params) {
      const { release } = releases.current() ?? { release: 0 };
      const explanations = await releases.of(release)?.call("explainSale", params.sale, options);
      if (explanations == null) throw new PosError("unknown-receipt", { field: "sale" });
      return { explanations };
    }
    const sale = sales.of(params.transactionId);
    const { release } = sale.session;
    const explanations = await releases.of(release)?.call("explain", questionOf(sale), options);
    return { release, explanations: explanations ?? [] };
  }
}
