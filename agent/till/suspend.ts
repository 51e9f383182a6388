/** A sale waits and goes on; and where it is, for a POS that has lost its memory. */

import { randomInt } from "node:crypto";
import { deadlineIn } from "../deadline.ts";
import { PosError } from "../pos/protocol.ts";
import type { OpenSale } from "../sale.ts";
import { byOf } from "../session/allowed.ts";
import type { Session, SessionLine } from "../session/session.ts";
import type { CallError } from "../workers/call.ts";
import type { TillCaller, TillCalls, Work } from "./parts.ts";

export function suspendCalls(work: Work): TillCalls<"transaction.suspend" | "transaction.resume"> {
  const { sales, journal, deadlines, inTurn, answered } = work;
  return {
    "transaction.suspend": (params, caller) =>
      inTurn(params.transactionId, caller, async (sale) => {
        const { transactionId, state, release, suspension, training, begun } = sale.advance({
          kind: "suspend",
          code: newCode(),
          ...byOf(params),
        });
        sales.rest(sale);
        const practice = training ? { training } : {};
        const { code } = suspension!;
        return { transactionId, state, release, ...practice, suspension: { code, till: begun.till } };
      }),

    "transaction.resume": async (params, caller) => {
      if ("suspension" in params) return goOn(bySuspension(params.suspension.code), caller);
      const sale = sales.get(params.transactionId);
      return sale === undefined ? finalised(params.transactionId) : goOn(sale, caller);
    },
  };

  function goOn(sale: OpenSale, { owner }: TillCaller): Promise<object> {
    return sale.inTurn(owner, () => {
      sale.advance({ kind: "resume" });
      sales.rouse(sale);
      const more = { revision: sale.keeping?.revision ?? 0, sale: told(sale.session) };
      return answered(sale, deadlineIn(deadlines.lookUpMs), {}, more);
    });
  }

  function bySuspension(code: string): OpenSale {
    const sale = sales.suspended(code);
    if (sale === undefined) throw new PosError("unknown-transaction", { field: "suspension.code" });
    return sale;
  }

  /** While the code is on a slip of paper, nobody shall have to type a letter. */
  function newCode(): string {
    for (;;) {
      const digits = `${randomInt(10 ** 10)}`.padStart(10, "0");
      const code = `${digits}${luhn(digits)}`;
      if (sales.suspended(code) === undefined) return code;
    }
  }

  /** A sale that is paid has nothing to go on with; its answer may have been lost on its way. */
  async function finalised(transactionId: string): Promise<object> {
    const asked = journal("answerOf", transactionId, { deadlineMs: deadlines.lookUpMs });
    const answer = await asked.catch((cause: CallError) => {
      throw new PosError("transaction-busy", { detail: cause.message, cause });
    });
    if (answer === null) throw new PosError("unknown-transaction", { field: "transactionId" });
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

/** The check digit after these digits (ISO/IEC 7812-1, annex B). */
function luhn(digits: string): number {
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return (10 - (sum % 10)) % 10;
}
