/** A sale waits and goes on; and where it is, for a POS that has lost its memory. */

import { randomInt, randomUUID } from "node:crypto";
import { luhnCheckDigit } from "../../drivers/codes/check-digit.ts";
import { couponReply } from "../answers.ts";
import type { Params } from "../contract/calls.ts";
import { deadlineIn } from "../deadline.ts";
import { PosError } from "../pos/protocol.ts";
import type { OpenSale } from "../sale.ts";
import { byOf } from "../session/allowed.ts";
import type { Session, SessionLine } from "../session/session.ts";
import { type Arrived, claimSale } from "../suspended/claim.ts";
import { takenElsewhere } from "../suspended/own.ts";
import type { CallError } from "../workers/call.ts";
import type { TillCaller, TillCalls, Work } from "./parts.ts";

type BySuspension = Extract<Params<"transaction.resume">, { readonly suspension: object }>;

export function suspendCalls(work: Work): TillCalls<"transaction.suspend" | "transaction.resume"> {
  const { sales, ended, journal, place, exchange, own, offers, handovers, deadlines, inTurn, answered } =
    work;
  /** Claims under way, by code: whoever asks twice gets one sale. */
  const claiming = new Map<string, Promise<Arrived>>();
  return {
    "transaction.suspend": (params, caller) =>
      inTurn(params.transactionId, caller, async (sale) => {
        const nowMs = Date.now();
        const { transactionId, state, release, suspension, training } = sale.advance({
          kind: "suspend",
          code: newCode(),
          // Practice is nobody else's business, and without others there is nobody to tell.
          ...(exchange === undefined || sale.session.training ? {} : { key: randomUUID() }),
          sinceMs: nowMs,
          untilMs: place.dayEndsMs(nowMs),
          ...byOf(params),
        });
        sales.rest(sale);
        // When it is on this disk.
        void sale.quietly(async () => void offers.look());
        const practice = training ? { training } : {};
        const { code } = suspension!;
        return { transactionId, state, release, ...practice, suspension: { code, till: work.till } };
      }),

    "transaction.resume": async (params, caller) => {
      if ("suspension" in params) return bySuspension(params, caller);
      const sale = sales.get(params.transactionId);
      if (sale !== undefined) return goOn(sale, caller);
      const gone = handovers.wentTo(params);
      if (gone !== undefined) throw takenElsewhere(gone.till);
      return finalised(params.transactionId, "transactionId");
    },
  };

  function goOn(sale: OpenSale, { owner, language }: TillCaller, arrived?: Arrived): Promise<object> {
    return sale.inTurn(owner, async () => {
      const deadline = deadlineIn(deadlines.lookUpMs);
      if (sale.session.suspension !== undefined) {
        sale.mayCome("resume");
        const ours = await own.takeBack(sale, deadline.leftMs() / 2);
        sale.advance({ kind: "resume", ...(ours === "unconfirmed" ? { unconfirmed: true as const } : {}) });
        if (ours !== "unconfirmed") sale.advance({ kind: "confirm", ...(ours === "sure" ? {} : ours) });
      } else sale.advance({ kind: "resume" });
      sales.rouse(sale);
      const { shared } = sale.session;
      const refused = (arrived?.refused ?? []).map((coupon) => couponReply(coupon, language));
      const more = {
        revision: sale.keeping?.revision ?? 0,
        sale: told(sale.session),
        ...(shared?.claimed === undefined ? {} : { from: shared.claimed.till }),
        ...(refused.length === 0 ? {} : { couponsRefused: refused }),
      };
      return answered(sale, deadline, {}, more);
    });
  }

  async function bySuspension(params: BySuspension, caller: TillCaller): Promise<object> {
    const { code, till, store = work.store } = params.suspension;
    const isOurs = store === work.store && (till === undefined || till === work.till);
    const here = isOurs ? (sales.suspended(code) ?? sales.resumed(code)) : undefined;
    if (here !== undefined) return goOn(here, caller);
    // Asked for again: the answer was lost, or the slip was read twice.
    while (claiming.has(code)) await claiming.get(code)!.catch(() => {});
    const known = handovers.cameAs(code, till);
    const sale = known === undefined ? undefined : sales.get(known);
    if (sale !== undefined) return goOn(sale, caller);
    const gone = handovers.wentTo(known === undefined ? { code } : { transactionId: known });
    if (gone !== undefined) throw takenElsewhere(gone.till, "suspension.code");
    if (known !== undefined) return finalised(known, "suspension.code");
    const detail = "a sale goes on at tills of its own store only";
    if (store !== work.store)
      throw new PosError("unknown-transaction", { field: "suspension.store", detail });
    const { transactionId } = params;
    const asked = { code, till, transactionId };
    const claim = claimSale(asked, caller.owner, deadlineIn(deadlines.lookUpMs), work);
    // Gone before those who wait for it look again.
    const done = claim.finally(() => claiming.delete(code));
    claiming.set(code, done);
    const arrived = await done;
    return goOn(arrived.sale, caller, arrived);
  }

  /** While the code is on a slip of paper, nobody shall have to type a letter. */
  function newCode(): string {
    for (;;) {
      const digits = `${randomInt(10 ** 10)}`.padStart(10, "0");
      const code = `${digits}${luhnCheckDigit(digits)}`;
      const taken = sales.suspended(code) ?? sales.resumed(code) ?? handovers.wentTo({ code });
      if (taken === undefined) return code;
    }
  }

  /** A sale that is paid has nothing to go on with; its answer may have been lost on its way. */
  async function finalised(transactionId: string, field: string): Promise<object> {
    const before = ended.of(transactionId);
    // Of practice nobody else knows.
    if (before !== undefined && "applied" in before) {
      const { answer, applied, state } = before;
      return { ...answer, applied, transactionId, state };
    }
    const asked = journal("answerOf", transactionId, { deadlineMs: deadlines.lookUpMs });
    const answer = await asked.catch((cause: CallError) => {
      throw new PosError("transaction-busy", { detail: cause.message, cause });
    });
    if (answer === null)
      throw new PosError("unknown-transaction", {
        field,
        detail: before?.state === "voided" ? "it was cancelled" : "it neither is open here nor was recorded",
      });
    return { ...answer, transactionId, state: "finalised" };
  }
}

/** All that was said of the sale, so that a POS without memory can rebuild its screen. */
function told(session: Session): object {
  const {
    begun,
    operator,
    currency,
    lines,
    customer,
    coupons,
    confirmed,
    rewards = [],
    completing,
  } = session;
  return {
    at: begun.at,
    channel: begun.channel,
    operator,
    currency,
    lines: lines.map(lineTold),
    ...(customer === undefined ? {} : { customer }),
    coupons: coupons.map(({ presented: { couponId, series } }) => ({ couponId, series })),
    tenders: confirmed,
    rewards,
    ...(completing ? { completing } : {}),
  };
}

/** A line as it came, without what the article master fills in. */
function lineTold({ item, fill }: SessionLine): object {
  const { pieces, measureThousandths, ...line } = item;
  const quantity =
    measureThousandths === undefined
      ? { quantity: `${pieces}` }
      : { quantity: decimal(measureThousandths), measured: true };
  const said = Object.entries(line).filter(([field]) => !(fill as readonly string[]).includes(field));
  return { ...Object.fromEntries(said), ...quantity };
}

function decimal(thousandths: number): string {
  const [whole, part] = [Math.trunc(thousandths / 1000), `${thousandths % 1000}`.padStart(3, "0")];
  return `${whole}.${part}`;
}
